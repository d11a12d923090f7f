"""Where the printed pages of a sheet begin: with a section, if the rest of a page is too small."""

from collections.abc import Sequence
from itertools import pairwise

from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["break_pages"]

PAGE_WIDTH, PAGE_HEIGHT = 720.0, 520.0
"""Points that a page that lies leaves to cells."""
POINTS_OF_A_CHARACTER, ROW_HEIGHT = 5.3, 15.0
LEAST_OF_A_PAGE = 3
"""No page is left before a third of it is full."""
UNSURE = 15
"""How exactly the end of a page is known: to so small a part of it."""


def break_pages(
    sheet: Worksheet, *, characters: float, top: int, sections: Sequence[int], last: int
) -> None:
    """Begin a printed page with each section that the page before has no room for.

    Parameters
    ----------
    sheet
        The sheet, whose pages lie.
    characters
        The width of what is printed.
    top
        Rows that every page repeats.
    sections
        The rows in which sections begin.
    last
        The last row that is printed.
    """
    scale = min(1.0, PAGE_WIDTH / (characters * POINTS_OF_A_CHARACTER))
    room = PAGE_HEIGHT / scale - _height(sheet, 1, top)
    starts = [row for row in sections if top < row <= last]
    used = _height(sheet, top + 1, (starts[0] if starts else last + 1) - 1)
    for start, end in pairwise([*starts, last + 1]):
        height = _height(sheet, start, end - 1)
        left = room - used % room
        fits = height <= left or (height > room and left > room / LEAST_OF_A_PAGE)
        begun = left < room * (1 - 1 / LEAST_OF_A_PAGE)
        at_the_end = used > room / 2 and min(left, room - left) < room / UNSURE
        if (begun and not fits) or at_the_end:
            sheet.row_breaks.append(Break(id=start - 1))
            used = 0.0
        used += height


def _height(sheet: Worksheet, first: int, last: int) -> float:
    """Points of some rows."""
    heights = sheet.row_dimensions
    return sum(
        (heights[row].height if row in heights else None) or ROW_HEIGHT
        for row in range(first, last + 1)
    )
