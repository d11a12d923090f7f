"""How a sheet prints: its paper, what repeats, and what stands at the foot of each page."""

from openpyxl.worksheet.worksheet import Worksheet

from megaroth_xl import __version__
from megaroth_xl.texts import text

__all__ = ["set_page"]

LETTER = 1
MARGIN, FOOT = 0.5, 0.75
"""Inches."""


def set_page(
    sheet: Worksheet,
    lang: str,
    *,
    year: int | None = None,
    area: str = "",
    repeat: str = "",
    upright: bool = False,
    one_page: bool = False,
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
    """
    sheet.sheet_view.showGridLines = False
    setup = sheet.page_setup
    setup.orientation = "portrait" if upright else "landscape"
    setup.paperSize = LETTER
    setup.fitToWidth, setup.fitToHeight = 1, int(one_page)
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
