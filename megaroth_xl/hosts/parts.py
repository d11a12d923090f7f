"""The parts of an Office file: reading them, adding some, and the same bytes for the same parts."""

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from xml.sax.saxutils import escape, quoteattr

from megaroth_xl.errors import InputError
from megaroth_xl.files import zipped

__all__ = ["Parts", "XlwingsSetting", "element", "settings_sheet"]

XlwingsSetting = str | bool
"""The value of one of xlwings' settings."""

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
TYPES = "[Content_Types].xml"
WORKBOOK = "xl/workbook.xml"
WORKSHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"


def element(tag: str, content: str | None = None, **attributes: str) -> str:
    """An XML element; `content` is XML already, attributes are plain text."""
    inside = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())
    return f"<{tag}{inside}/>" if content is None else f"<{tag}{inside}>{content}</{tag}>"


@dataclass(frozen=True)
class Parts:
    """An Office file, part by part.

    Parameters
    ----------
    by_name
        Each part's bytes, in the file's order.
    """

    by_name: dict[str, bytes]

    @classmethod
    def read(cls, data: bytes) -> "Parts":
        """The parts of a file."""
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            return cls({name: file.read(name) for name in file.namelist()})

    def packed(self) -> bytes:
        """The parts as a file; the same bytes every time."""
        return zipped(self.by_name)

    def text(self, name: str) -> str:
        """A part's text."""
        return self.by_name[name].decode("utf-8")

    def put(self, name: str, data: bytes | str) -> "Parts":
        """The same file with one part added, or replaced in its place."""
        content = data.encode() if isinstance(data, str) else data
        return replace(self, by_name={**self.by_name, name: content})

    def edit(self, name: str, pattern: str, becomes: str) -> "Parts":
        """The same file with the first match of a pattern in a part replaced.

        Raises
        ------
        InputError
            Where nothing matches: the file is not what it was taken for.
        """
        text, count = re.subn(pattern, lambda _: becomes, self.text(name), count=1)
        if not count:
            raise InputError(name, f"without {pattern}", "the file that Excel or xlwings writes")
        return self.put(name, text)

    def typed(self, name: str, content_type: str) -> "Parts":
        """The same file in which a part has a content type of its own."""
        entry = element("Override", PartName=f"/{name}", ContentType=content_type)
        return self.edit(TYPES, "</Types>", f"{entry}</Types>")

    def related(self, relations: str, number: str, kind: str, target: str) -> "Parts":
        """The same file with one more line in a part of relationships."""
        entry = element("Relationship", Id=number, Type=kind, Target=target)
        if relations not in self.by_name:
            whole = element("Relationships", entry, xmlns=RELATIONS)
            return self.put(relations, XML + whole)
        return self.edit(relations, "</Relationships>", f"{entry}</Relationships>")

    def sheets(self) -> dict[str, str]:
        """The part of each sheet, by its title."""
        lines = re.findall(r"<Relationship\b[^>]*>", self.text("xl/_rels/workbook.xml.rels"))
        targets = {_attribute(line, "Id"): _attribute(line, "Target") for line in lines}
        sheets = re.findall(r"<sheet\b[^>]*>", self.text(WORKBOOK))
        return {
            _attribute(sheet, "name"): "xl/"
            + targets[_attribute(sheet, "r:id")].removeprefix("/xl/")
            for sheet in sheets
        }

    def add_sheet(self, title: str, xml: str) -> "Parts":
        """The same workbook with one more sheet at its end."""
        sheets = self.sheets()
        ids = re.findall(r'sheetId="(\d+)"', self.text(WORKBOOK))
        number = max(map(int, ids)) + 1
        path, relation = f"worksheets/sheet{len(sheets) + 1}.xml", f"rIdSheet{number}"
        entry = element(
            "sheet", **{"xmlns:r": OFFICE, "name": title, "sheetId": str(number), "r:id": relation}
        )
        return (
            self.put(f"xl/{path}", xml)
            .typed(f"xl/{path}", WORKSHEET_TYPE)
            .related("xl/_rels/workbook.xml.rels", relation, f"{OFFICE}/worksheet", path)
            .edit(WORKBOOK, "</sheets>", f"{entry}</sheets>")
        )


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'\s{name}="([^"]*)"', tag)
    if found is None:
        raise InputError("file", f"with {tag}", f"an attribute {name}")
    return found[1]


def settings_sheet(settings: Mapping[str, XlwingsSetting], note: str, code_name: str) -> str:
    """A sheet of settings as xlwings reads them: names in column A, values in B, a note in D."""
    rows = []
    for number, (name, value) in enumerate(settings.items(), start=1):
        cells = _cell(f"A{number}", name) + _cell(f"B{number}", value)
        if number == 1:
            cells += _cell("D1", note)
        rows.append(element("row", cells, r=str(number)))
    columns = element("col", min="1", max="1", width="32", customWidth="1")
    columns += element("col", min="2", max="2", width="48", customWidth="1")
    return XML + element(
        "worksheet",
        element("sheetPr", codeName=code_name)
        + element("cols", columns)
        + element("sheetData", "".join(rows)),
        xmlns=SPREADSHEET,
    )


def _cell(address: str, value: XlwingsSetting) -> str:
    if isinstance(value, bool):
        return element("c", element("v", str(int(value))), r=address, t="b")
    text = element("t", escape(value))
    return element("c", element("is", text), r=address, t="inlineStr")
