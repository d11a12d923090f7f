"""How a report looks: its styles, and the fields that a designed sheet leaves to be filled.

A *field* is a cell whose text is a column's name between two marks. The plain path of this module
fills fields cell by cell with openpyxl; whatever prints faster has to print the same.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from xml.etree.ElementTree import canonicalize
from xml.sax.saxutils import quoteattr

import polars as pl
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.chart import BarChart, Reference
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import CharacterProperties, ParagraphProperties
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

from megaroth_xl import __version__
from megaroth_xl.sheets.archive import archive, deflated
from megaroth_xl.sheets.cell_text import FIELD_END, FIELD_START, cell_texts, escaped

__all__ = [
    "FIELD",
    "Page",
    "add_styles",
    "bar_chart",
    "field",
    "fill_pages",
    "fill_rows",
    "heading_style",
    "put",
    "set_page",
    "workbook_bytes",
]

FIELD = re.compile(rf"{FIELD_START}(\w+){FIELD_END}")
EPOCH = datetime(1980, 1, 1)
"""The earliest moment that a zip archive can name: nothing in a report depends on the clock."""
FONT_PART = re.compile(r"<font>(.*?)</font>")
FONT_PROPERTY = re.compile(r"(<(\w+)[^>]*></\2>)")
FONT_ORDER = ("b", "i", "strike", "u", "vertAlign", "sz", "color", "name", "family", "scheme")
MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
FONT = "Calibri"
DARK, PALE, LINE, GRAY = "1F3864", "DDE6F3", "BFC8D6", "595959"
DOLLARS = "#,##0.00;-#,##0.00"

TOP = Alignment(vertical="top")
LEFT = Alignment(horizontal="left", vertical="top", indent=1)
WRAPPED = Alignment(horizontal="left", vertical="top", wrap_text=True, indent=1)
HEADING = {
    "font": Font(name=FONT, size=10, bold=True, color="FFFFFF"),
    "fill": PatternFill("solid", fgColor=DARK),
}
BELOW = Border(bottom=Side(style="thin", color=LINE))

STYLES: Mapping[str, dict[str, Any]] = {
    "title": {"font": Font(name=FONT, size=16, bold=True, color=DARK)},
    "who": {"font": Font(name=FONT, size=12, bold=True), "alignment": TOP},
    "note": {"font": Font(name=FONT, size=10, color=GRAY), "alignment": TOP},
    "alert": {"font": Font(name=FONT, size=10, bold=True, color="9C2A10"), "alignment": TOP},
    "part": {"font": Font(name=FONT, size=12, bold=True, color=DARK), "border": BELOW},
    "heading": {
        **HEADING,
        "alignment": Alignment("left", vertical="center", wrap_text=True, indent=1),
    },
    "number_heading": {
        **HEADING,
        "alignment": Alignment(horizontal="right", vertical="center", wrap_text=True),
    },
    "word_heading": {
        **HEADING,
        "alignment": Alignment(horizontal="center", vertical="center", wrap_text=True),
    },
    "text": {"alignment": LEFT},
    "word": {"alignment": Alignment(horizontal="center", vertical="top")},
    "long_text": {"alignment": WRAPPED},
    "whole": {"number_format": "0", "alignment": TOP},
    "right": {"alignment": Alignment(horizontal="right", vertical="top")},
    "total": {
        "number_format": DOLLARS,
        "alignment": TOP,
        "font": Font(name=FONT, size=10, bold=True),
        "border": Border(top=Side(style="thin", color=DARK)),
    },
    "count": {"number_format": "#,##0", "alignment": TOP},
    "dollars": {"number_format": DOLLARS, "alignment": TOP},
    "share": {"number_format": "0.00%", "alignment": TOP},
    "day": {
        "number_format": "yyyy-mm-dd",
        "alignment": Alignment(horizontal="left", vertical="top"),
    },
    "answer": {
        "number_format": DOLLARS,
        "alignment": TOP,
        "font": Font(name=FONT, size=10, bold=True),
        "fill": PatternFill("solid", fgColor=PALE),
    },
}
"""Every style of a report by name; what a style does not say is plain 10-point text."""


def add_styles(workbook: Workbook) -> None:
    """Give a new workbook the report's styles."""
    for name, look in STYLES.items():
        workbook.add_named_style(
            NamedStyle(f"report_{name}", **{"font": Font(name=FONT, size=10), **look})
        )


def heading_style(style: str) -> str:
    """The style of a heading over cells of a style: aligned as they are."""
    if style == "word":
        return "word_heading"
    return "heading" if style in {"text", "long_text", "day"} else "number_heading"


def put(cell: Cell, value: Any, style: str = "") -> None:
    """Put a value into a cell; a text stays a text, whatever it begins with."""
    if style:
        cell.style = f"report_{style}"
    if isinstance(value, str):
        cell.value = escaped(value)
        cell.data_type = "s"
    else:
        cell.value = value


def field(column: str) -> str:
    """The text of a cell that a column fills."""
    return f"{FIELD_START}{column}{FIELD_END}"


def fill_pages(workbook: Workbook, frame: pl.DataFrame) -> Iterator[Workbook]:
    """The workbook with its fields filled from each row of a frame in turn."""
    fields = [
        (cell, named[1])
        for sheet in workbook
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and (named := FIELD.fullmatch(cell.value))
    ]
    for record in _records(frame):
        for cell, column in fields:
            _set(cell, record[column])
        yield workbook


def fill_rows(sheet: Worksheet, first: int, frame: pl.DataFrame) -> None:
    """Fill a designed row, and repeat it below, with the rows of a frame.

    Parameters
    ----------
    sheet
        A sheet whose last row, `first`, holds fields.
    first
        That row.
    frame
        A column for each field. An empty frame takes the designed row away.
    """
    pattern = [
        (cell.column, cell.style, named[1])
        for cell in sheet[first]
        if isinstance(cell.value, str) and (named := FIELD.fullmatch(cell.value))
    ]
    sheet.delete_rows(first)
    for row, record in enumerate(_records(frame), start=first):
        for column, style, name in pattern:
            cell = sheet.cell(row, column)
            cell.style = style
            _set(cell, record[name])


def _records(frame: pl.DataFrame) -> list[dict[str, Any]]:
    numbers = pl.col(pl.Float32, pl.Float64)
    finite = frame.with_columns(pl.when(numbers.is_finite()).then(numbers))
    return cell_texts(finite).to_dicts()


def _set(cell: Cell, value: Any) -> None:
    cell.value = None if value == "" else value
    if isinstance(cell.value, str):
        cell.data_type = "s"


def workbook_bytes(workbook: Workbook) -> bytes:
    """A workbook as an .xlsx file that does not tell when it was made."""
    workbook.properties.created = EPOCH
    saved = io.BytesIO()
    workbook.save(saved)
    with zipfile.ZipFile(saved) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    described = [[chart.alternative_text for chart in sheet._charts] for sheet in workbook]  # noqa: SLF001
    for number, words in enumerate(filter(None, described), start=1):
        drawing = f"xl/drawings/drawing{number}.xml"
        parts[drawing] = _described(parts[drawing].decode(), words).encode()
    core = "docProps/core.xml"
    parts[core] = MODIFIED.sub(rb"\g<1>1980-01-01T00:00:00Z", parts[core])
    first = "[Content_Types].xml"
    ordered = {first: parts.pop(first), **parts}
    return b"".join(archive(deflated(name, _settled(part)) for name, part in ordered.items()))


def _settled(part: bytes) -> bytes:
    """A part in XML's canonical form, whichever library has written it, its fonts in order."""
    return FONT_PART.sub(_ordered, canonicalize(part.decode())).encode()


def _ordered(font: re.Match[str]) -> str:
    """A font with its properties in the order that the format's schema asks for."""
    properties = sorted(FONT_PROPERTY.findall(font[1]), key=lambda p: FONT_ORDER.index(p[1]))
    return f"<font>{''.join(text for text, _ in properties)}</font>"


def _described(drawing: str, words: Sequence[str]) -> str:
    for number, said in enumerate(words, start=1):
        name = f'name="Chart {number}"'
        drawing = drawing.replace(name, f"{name} descr={quoteattr(said)}")
    return drawing


class Page:
    """A page that is written from top to bottom."""

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet = sheet
        self.row = 0

    def line(self, label: str, *values: tuple[Any, str], style: str = "text") -> None:
        """A label and values, each with its style."""
        self.row += 1
        for column, (value, look) in enumerate(((label, style), *values), start=1):
            put(self.sheet.cell(self.row, column), value, look)

    def gap(self) -> None:
        """An empty row."""
        self.row += 1

    def table(
        self, headings: Sequence[str], rows: Iterable[tuple[Any, ...]], style: str = "text"
    ) -> tuple[int, int]:
        """A heading row, and a line for each row; the first and the last of these lines.

        Parameters
        ----------
        headings
            The first is that of the labels.
        rows
            Each a label, and values with their styles.
        style
            The labels'.
        """
        lines = list(rows)
        first, *others = headings
        looks = (
            [heading_style(look) for _, look in lines[0][1:]]
            if lines
            else ["heading"] * len(others)
        )
        self.line(first, *zip(others, looks, strict=True), style="heading")
        start = self.row + 1
        for label, *values in lines:
            self.line(label, *values, style=style)
        return start, self.row


def bar_chart(
    sheet: Worksheet,
    title: str,
    rows: tuple[int, int],
    anchor: str,
    *,
    width: float = 17,
    upright: bool = False,
) -> None:
    """A bar for each row of a table: its label in column A, its length in column B.

    Parameters
    ----------
    sheet
        Where the table stands, and the chart goes.
    title
        What the chart says; a screen reader says it too.
    rows
        The table's first row and its last.
    anchor
        The cell of the chart's upper left corner.
    width
        In centimeters.
    upright
        Whether the bars stand or lie.
    """
    chart = BarChart()
    chart.type = "col" if upright else "bar"
    chart.title = title
    first, last = rows
    chart.add_data(Reference(sheet, min_col=2, min_row=first, max_row=last))
    chart.set_categories(Reference(sheet, min_col=1, min_row=first, max_row=last))
    chart.series[0].graphicalProperties = GraphicalProperties(solidFill=DARK)
    chart.legend = None
    chart.gapWidth = 60
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.y_axis.numFmt = "#,##0"
    chart.y_axis.scaling.min = 0
    chart.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill=LINE))
    if not upright:
        chart.x_axis.scaling.orientation = "maxMin"
        chart.y_axis.crosses = "max"
    chart.title.tx.rich.p[0].pPr = ParagraphProperties(
        defRPr=CharacterProperties(sz=1200, b=True, solidFill=DARK)
    )
    chart.width, chart.height = width, 7.5
    chart.alternative_text = title
    sheet.add_chart(chart, anchor)


def set_page(sheet: Worksheet, *, year: int, repeat: str = "", landscape: bool = True) -> None:
    """How a sheet prints: fitted to its width, its headings repeated, its pages numbered."""
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_LETTER
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.5
    sheet.oddFooter.left.text = f"megaroth-xl {__version__}, {year}"
    sheet.oddFooter.right.text = "&P / &N"
    if repeat:
        sheet.print_title_rows = repeat
