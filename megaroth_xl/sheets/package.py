"""The file itself: formulas with their values beside them, and the same bytes every time."""

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape, quoteattr

from openpyxl import Workbook

from megaroth_xl.cells import CellError
from megaroth_xl.files import zipped

__all__ = ["Value", "Values", "package_parts", "workbook_bytes"]

Value = float | int | str | bool | CellError
"""What a formula's cell can show."""
Values = Mapping[str, Mapping[str, Value]]
"""By sheet title and address, what each formula gives."""

CELL = re.compile(
    rb'<c r="([A-Z]+[0-9]+)"((?: s="\d+")?)(?: t="\w+")?'
    rb"(?: ?/>|>(?:(<f[^>]*>.*?</f>)<v ?/?>(?:</v>)?)?</c>)"
)
"""A cell that holds a formula, or nothing: inside an array formula's block, all but its corner."""
STAMPS = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
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
REWRITTEN = ("docProps/", "xl/worksheets/sheet", "xl/drawings/drawing", "xl/charts/", "xl/workbook")
"""Parts that lxml spells otherwise than Python's own library does."""
DECLARATION = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
EMPTY = re.compile(rb"<([\w:]+)([^<>]*)></\1>")
LABEL_FORMAT = re.compile(rb'(<(?:c:)?numFmt formatCode="[^"]*") ?/>')
"""A number format of a chart's own, which some readers otherwise take from the cells."""
CHART = re.compile(rb'(<(?:xdr:)?cNvPr id="\d+" name="Chart (\d+)")')


def _cell_value(value: Value) -> tuple[bytes, bytes]:
    """The type attribute and the text of a formula's cached value."""
    if isinstance(value, CellError):
        return b' t="e"', escape(value.kind).encode()
    if isinstance(value, bool):
        return b' t="b"', str(int(value)).encode()
    if isinstance(value, str):
        return b' t="str"', escape(value).encode()
    return b"", repr(float(value)).removesuffix(".0").encode()


def _with_values(xml: bytes, values: Mapping[str, Value]) -> bytes:
    def fill(match: re.Match[bytes]) -> bytes:
        address, formula = match[1].decode(), match[3] or b""
        if address not in values:
            # openpyxl calls a blank cell a number, which some readers then take for 0.
            return match[0] if formula else b'<c r="%s"%s/>' % match.group(1, 2)
        kind, text = _cell_value(values[address])
        return b'<c r="%s"%s%s>%s<v>%s</v></c>' % (match[1], match[2], kind, formula, text)

    return CELL.sub(fill, xml)


def _with_alternative_texts(xml: bytes, texts: Sequence[str]) -> bytes:
    """A drawing whose charts say in words what they show."""

    def describe(match: re.Match[bytes]) -> bytes:
        return match[1] + b" descr=" + quoteattr(texts[int(match[2]) - 1]).encode()

    return CHART.sub(describe, xml)


def _in_order(font: re.Match[bytes]) -> bytes:
    """A font whose parts stand in the order of the schema."""
    parts = sorted(FONT_PART.finditer(font[1]), key=lambda part: FONT_ORDER.index(part[1]))
    return b"<font>%s</font>" % b"".join(part[0] for part in parts)


def package_parts(
    workbook: Workbook, values: Values, alternative_texts: Mapping[str, Sequence[str]]
) -> dict[str, bytes]:
    """The parts of a finished workbook file, by name.

    Parameters
    ----------
    workbook
        The workbook; its sheets are saved in their order.
    values
        What each formula gives. Viewers, phones and Protected View show these before anything is
        calculated.
    alternative_texts
        By sheet title, what its charts show, in words.

    Returns
    -------
    dict of bytes
        The same for the same input: no time of day is in them.
    """
    raw = io.BytesIO()
    workbook.save(raw)
    sheets = {
        f"xl/worksheets/sheet{number}.xml": values.get(sheet.title, {})
        for number, sheet in enumerate(workbook.worksheets, start=1)
    }
    with_charts = [sheet.title for sheet in workbook.worksheets if sheet._charts]  # noqa: SLF001
    drawings = {
        f"xl/drawings/drawing{number}.xml": alternative_texts.get(title, ())
        for number, title in enumerate(with_charts, start=1)
    }
    parts = {}
    with zipfile.ZipFile(raw) as source:
        for name in source.namelist():
            data = source.read(name)
            if name in sheets:
                data = _with_values(data, sheets[name])
            elif drawings.get(name):
                data = _with_alternative_texts(data, drawings[name])
            elif name.startswith("xl/charts/"):
                data = LABEL_FORMAT.sub(rb'\1 sourceLinked="0"/>', data)
            elif name == "xl/styles.xml":
                data = FONT.sub(_in_order, data)
            elif name == "docProps/core.xml":
                data = STAMPS.sub(rb"\g<1>2026-01-01T00:00:00Z", data)
            parts[name] = _settled(data, is_rewritten=name.startswith(REWRITTEN))
    return parts


def _settled(xml: bytes, *, is_rewritten: bool) -> bytes:
    """A part in one spelling: openpyxl writes through lxml where it finds it, which spells anew."""
    if not is_rewritten:
        return xml.replace(b" />", b"/>")
    canonical = ET.canonicalize(xml.decode()).encode()
    return DECLARATION + EMPTY.sub(rb"<\1\2/>", canonical)


def workbook_bytes(
    workbook: Workbook,
    values: Values,
    alternative_texts: Mapping[str, Sequence[str]] | None = None,
) -> bytes:
    """A finished workbook file: the `package_parts`, zipped."""
    return zipped(package_parts(workbook, values, alternative_texts or {}))
