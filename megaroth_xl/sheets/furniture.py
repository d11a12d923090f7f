"""Page setup of a sheet: paper, repeated rows and columns, and footer."""

from collections.abc import Mapping
from unicodedata import east_asian_width

from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from megaroth_xl import __version__
from megaroth_xl.texts import text

__all__ = ["set_page"]

LETTER = 1
MARGIN, FOOT = 0.5, 0.75
"""Inches."""
SHORT_SIDE, LONG_SIDE = 8.5, 11.0
"""Of the paper, in inches."""
POINTS, CHARACTER, LINE = 72, 5.4, 15.0
"""Points to the inch, of a character of a column's width, and of a line."""


def set_page(
    sheet: Worksheet,
    lang: str,
    *,
    year: int | None = None,
    area: str = "",
    repeat: str = "",
    upright: bool = False,
    one_page: bool = False,
    whole_pages: bool = False,
) -> None:
    """Fit a sheet to the width of its paper, and number its pages.

    Parameters
    ----------
    sheet
        The sheet.
    lang
        Language of the footer.
    year
        The year that the footer names, if any.
    area
        The block that is printed; all where "".
    repeat
        Rows that stand at the head of each page, such as "1:3".
    upright
        Whether the paper stands rather than lies.
    one_page
        Whether everything goes on one page.
    whole_pages
        Whether what is little more than a number of pages is printed on that number, a little
        smaller: so no page has a few lines only.
    """
    sheet.sheet_view.showGridLines = False
    setup = sheet.page_setup
    setup.orientation = "portrait" if upright else "landscape"
    setup.paperSize = LETTER
    setup.fitToWidth, setup.fitToHeight = 1, int(one_page)
    if whole_pages:
        setup.fitToHeight = max(round(_pages(sheet, upright=upright)), 1)
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    margins = sheet.page_margins
    margins.left = margins.right = margins.top = MARGIN
    margins.bottom = FOOT
    foot = sheet.oddFooter
    foot.left.text = f"megaroth-xl {__version__}" + (f", {year}" if year else "")
    foot.center.text = text("common.page.estimate", lang)
    foot.right.text = text("common.page.number", lang, page="&P", pages="&N")
    if area:
        sheet.print_area = area
    if repeat:
        sheet.print_title_rows = repeat


def _pages(sheet: Worksheet, *, upright: bool) -> float:
    """About how many pages a sheet fills at the width of its paper."""
    width, height = (SHORT_SIDE, LONG_SIDE) if upright else (LONG_SIDE, SHORT_SIDE)
    widths = {letters: dimension.width for letters, dimension in sheet.column_dimensions.items()}
    wide = sum(widths.values()) * CHARACTER
    scale = min(1.0, (width - 2 * MARGIN) * POINTS / wide)
    lines = sum(
        max((_lines(cell, widths) for cell in row if cell.value is not None), default=1)
        for row in sheet.iter_rows()
    )
    return float(lines * LINE * scale / ((height - MARGIN - FOOT) * POINTS))


def _lines(cell: Cell, widths: Mapping[str, float]) -> int:
    """About how many lines a cell's text takes; Hangul takes twice the width of letters."""
    if not (isinstance(cell.value, str) and cell.alignment.wrap_text):
        return 1
    width = sum(1 + (east_asian_width(letter) in "WF") for letter in cell.value)
    return -(-width // max(int(widths.get(cell.column_letter, width)) - 2, 1)) or 1
