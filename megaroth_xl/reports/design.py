"""How a report looks: its styles, and the fields that a designed sheet leaves to be filled.

A *field* is a cell whose text is a column's name in braces. The plain path of this module fills
fields cell by cell with openpyxl; whatever prints faster has to print the same.
"""

import re
from collections.abc import Mapping
from typing import Any

import polars as pl
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

from megaroth_xl import __version__
from megaroth_xl.reports.cell_text import escaped

__all__ = ["add_styles", "field", "fill_rows", "put", "set_page"]

FIELD = re.compile(r"\{(\w+)\}")
FONT = "Calibri"
DARK, PALE, LINE, GRAY = "1F3864", "DDE6F3", "BFC8D6", "595959"
DOLLARS = "#,##0.00;-#,##0.00"

TOP = Alignment(vertical="top")
WRAPPED = Alignment(vertical="top", wrap_text=True)
BELOW = Border(bottom=Side(style="thin", color=LINE))

STYLES: Mapping[str, dict[str, Any]] = {
    "title": {"font": Font(name=FONT, size=16, bold=True, color=DARK)},
    "note": {"font": Font(name=FONT, size=10, color=GRAY), "alignment": TOP},
    "part": {"font": Font(name=FONT, size=12, bold=True, color=DARK), "border": BELOW},
    "heading": {
        "font": Font(name=FONT, size=10, bold=True, color="FFFFFF"),
        "fill": PatternFill("solid", fgColor=DARK),
        "alignment": Alignment(vertical="center", wrap_text=True),
    },
    "text": {"alignment": TOP},
    "word": {"alignment": Alignment(horizontal="center", vertical="top")},
    "long_text": {"alignment": WRAPPED},
    "whole": {"number_format": "0", "alignment": TOP},
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
    return f"{{{column}}}"


def fill_rows(sheet: Worksheet, first: int, frame: pl.DataFrame) -> None:
    """Fill a designed row, and repeat it below, with the rows of a frame.

    Parameters
    ----------
    sheet
        A sheet whose row `first` holds fields.
    first
        That row.
    frame
        A column for each field. An empty frame leaves the row blank.
    """
    pattern = [
        (cell.column, cell.style, named[1])
        for cell in sheet[first]
        if isinstance(cell.value, str) and (named := FIELD.fullmatch(cell.value))
    ]
    for column, _, _ in pattern:
        sheet.cell(first, column).value = None
    for row, record in enumerate(frame.iter_rows(named=True), start=first):
        for column, style, name in pattern:
            cell = sheet.cell(row, column)
            cell.style = style
            put(cell, record[name])


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
