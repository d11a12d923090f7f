"""How many printed pages a sheet takes: whole ones, so that the last has more than a few lines."""

from collections.abc import Mapping
from math import ceil
from types import MappingProxyType

from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["whole_pages"]

PAGE_WIDTH, PAGE_HEIGHT = 720.0, 520.0
"""Points that a page that lies leaves to cells."""
POINTS_OF_A_CHARACTER: Mapping[str, float] = MappingProxyType({"en": 5.3, "ko": 6.5})
"""By language, in its font as LibreOffice prints it."""
ROW_HEIGHT = 15.0
LEGIBLE, A_LITTLE = 0.55, 0.88
"""The scale above which a sheet may be printed smaller, and how much smaller any sheet may be."""


def whole_pages(sheet: Worksheet, lang: str, *, characters: float, top: int, last: int) -> int:
    """Return the number of pages on which a sheet is printed, a little smaller if need be.

    Parameters
    ----------
    sheet
        The sheet, whose pages lie.
    lang
        Its language.
    characters
        The width of what is printed.
    top
        Rows that every page repeats.
    last
        The last row that is printed.
    """
    scale = min(1.0, PAGE_WIDTH / (characters * POINTS_OF_A_CHARACTER[lang]))
    room = PAGE_HEIGHT / scale - _height(sheet, 1, top)
    pages = _height(sheet, top + 1, last) / room
    return max(ceil(pages * min(A_LITTLE, LEGIBLE / scale)), 1)


def _height(sheet: Worksheet, first: int, last: int) -> float:
    """Points of some rows."""
    heights = sheet.row_dimensions
    return sum(
        (heights[row].height if row in heights else None) or ROW_HEIGHT
        for row in range(first, last + 1)
    )
