"""The file itself: what openpyxl saves, put right, and the same bytes every time."""

import io
import posixpath
import re
import zipfile
from collections.abc import Mapping
from html import escape
from types import MappingProxyType
from xml.etree import ElementTree as ET

from openpyxl import Workbook

from megaroth_xl.cell_errors import CellError
from megaroth_xl.files import zipped

__all__ = ["Value", "Values", "workbook_bytes", "workbook_parts"]

Value = float | int | str | bool | CellError
"""What a formula's cell can show."""
Values = Mapping[str, Mapping[str, Value]]
"""By sheet title and address, what each formula gives."""
NO_VALUES: Values = MappingProxyType({})

CELL = re.compile(
    rb'<c r="([A-Z]+[0-9]+)"((?: s="\d+")?)(?: t="\w+")?'
    rb"(?: ?/>|>(?:(<f[^>]*>.*?</f>)<v ?/?>(?:</v>)?)?</c>)"
)
"""A cell that holds a formula, or nothing: inside an array formula's block, all but its corner."""
STAMPS = re.compile(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>")
"""When a file was made: nothing in ours depends on the clock."""
FONT = re.compile(rb"<font>(.*?)</font>")
FONT_PART = re.compile(rb"<(\w+)[^>]*/>")
FONT_ORDER = (
    b"b",
    b"i",
    b"strike",
    b"u",
    b"vertAlign",
    b"sz",
    b"color",
    b"name",
    b"family",
    b"charset",
    b"scheme",
)
"""In which the schema has the parts of a font, and openpyxl has not."""
DECLARATION = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
EMPTY = re.compile(rb"<([\w:]+)([^<>]*)></\1>")
CHART_FORMAT = re.compile(rb'(<(?:c:)?numFmt formatCode="[^"]*") ?/>')
"""A number format of a chart's own, which some readers otherwise take from the cells."""
CHART = re.compile(rb'<(?:xdr:)?cNvPr id="\d+" name="Chart (\d+)"')
TARGET = re.compile(r'(?<= Target=")/([^"]*)')
"""The part that a relation leads to, given from the root of the file."""
PLAIN_TAG = re.compile(rb"<(/?)(?=[a-zA-Z]+[ />])")
TYPES = "[Content_Types].xml"
HEADER = re.compile(rb"<oddHeader>.*?</oddHeader>")
LINE_BREAK = b"_x000a_"
"""How openpyxl spells one in the head of a printed page; LibreOffice prints it letter by letter."""


def workbook_bytes(
    workbook: Workbook, values: Values = NO_VALUES, *, as_written: bool = False
) -> bytes:
    """A finished workbook file: the `workbook_parts`, zipped."""
    return zipped(workbook_parts(workbook, values, as_written=as_written))


def workbook_parts(
    workbook: Workbook, values: Values = NO_VALUES, *, as_written: bool = False
) -> dict[str, bytes]:
    """The parts of a finished workbook file, by name; the same for the same input.

    Parameters
    ----------
    workbook
        The workbook; its charts come from `sheets.charts`, so that they say what they show.
    values
        What each formula gives. Viewers, phones and Protected View show these before anything is
        calculated, and nothing asks them to calculate when they open the file.
    as_written
        Whether sheets keep the spelling of the library that has written them: faster, but not the
        same bytes with each of them.
    """
    workbook.calculation.fullCalcOnLoad = False
    saved = io.BytesIO()
    workbook.save(saved)
    sheets = {
        f"xl/worksheets/sheet{number}.xml": values.get(sheet.title)
        for number, sheet in enumerate(workbook.worksheets, start=1)
    }
    charted = [found for sheet in workbook.worksheets if (found := sheet._charts)]  # noqa: SLF001
    words = {
        f"xl/drawings/drawing{number}.xml": [chart.alternative_text for chart in charts]
        for number, charts in enumerate(charted, start=1)
    }
    parts = {TYPES: b""}
    with zipfile.ZipFile(saved) as source:
        for name in source.namelist():
            data = source.read(name)
            if name in sheets:
                data = HEADER.sub(lambda head: head[0].replace(LINE_BREAK, b"\n"), data)
            if shown := sheets.get(name):
                data = _with_values(data, shown)
            elif name in words:
                data = _with_words(data, words[name])
            elif name.startswith("xl/charts/"):
                data = CHART_FORMAT.sub(rb'\1 sourceLinked="0"/>', data)
            elif name == "docProps/core.xml":
                data = STAMPS.sub(b"", data)
            if not as_written or name not in sheets:
                data = _as_excel_spells(name, canonical(data))
            parts[name] = data
    return parts


def canonical(xml: bytes) -> bytes:
    """A part in one spelling, whichever library has written it."""
    return DECLARATION + EMPTY.sub(rb"<\1\2/>", ET.canonicalize(xml.decode()).encode())


def _as_excel_spells(name: str, xml: bytes) -> bytes:
    """A part in the spelling of Excel's own files, without which some readers fail.

    exceljs finds tables by relative targets only, and drawings by the prefix `xdr`.
    """
    if name.endswith(".rels"):
        folder = posixpath.dirname(posixpath.dirname(name))
        text = xml.decode()
        return TARGET.sub(lambda part: posixpath.relpath(part[1], folder or "."), text).encode()
    if name.startswith("xl/drawings/"):
        return PLAIN_TAG.sub(rb"<\1xdr:", xml).replace(b' xmlns="', b' xmlns:xdr="', 1)
    return FONT.sub(_in_order, xml) if name == "xl/styles.xml" else xml


def _with_values(xml: bytes, values: Mapping[str, Value]) -> bytes:
    """A sheet whose formulas carry their values."""

    def fill(match: re.Match[bytes]) -> bytes:
        address, formula = match[1].decode(), match[3] or b""
        if address not in values:
            # openpyxl calls a blank cell a number, which some readers then take for 0.
            return match[0] if formula else b'<c r="%s"%s/>' % match.group(1, 2)
        kind, text = _cell_value(values[address])
        return b'<c r="%s"%s%s>%s<v>%s</v></c>' % (match[1], match[2], kind, formula, text)

    return CELL.sub(fill, xml)


def _cell_value(value: Value) -> tuple[bytes, bytes]:
    """The type attribute and the text of a formula's cached value."""
    if isinstance(value, CellError):
        return b' t="e"', escape(value.kind, quote=False).encode()
    if isinstance(value, bool):
        return b' t="b"', str(int(value)).encode()
    if isinstance(value, str):
        return b' t="str"', escape(value, quote=False).encode()
    return b"", repr(float(value)).removesuffix(".0").encode()


def _with_words(xml: bytes, words: list[str]) -> bytes:
    """A drawing whose charts say in words what they show."""

    def describe(match: re.Match[bytes]) -> bytes:
        return match[0] + b' descr="%s"' % escape(words[int(match[1]) - 1]).encode()

    return CHART.sub(describe, xml)


def _in_order(font: re.Match[bytes]) -> bytes:
    """A font whose parts stand in the order of the schema."""
    parts = sorted(FONT_PART.finditer(font[1]), key=lambda part: FONT_ORDER.index(part[1]))
    return b"<font>%s</font>" % b"".join(part[0] for part in parts)
