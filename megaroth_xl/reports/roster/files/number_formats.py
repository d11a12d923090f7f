"""The number formats of a workbook's cells: which show a percentage, which a day."""

import re
from collections.abc import Iterator, Sequence

from megaroth_xl.reports.roster.files.plain_sheet import CellStyles

__all__ = ["cell_styles", "percent_styles_of"]

Elements = Sequence[tuple[str, dict[str, str]]]
"""The elements of a workbook's styles, each with its attributes."""

PERCENT_FORMATS = {"9", "10"}
"""The built-in number formats 0% and 0.00%."""
DAY_FORMATS = {"14", "15", "16", "17", "22"}
NUMBER_FORMATS = {*map(str, (*range(14), *range(37, 45), 48, 49))}
"""The built-in formats that show a day, and those that certainly do not."""
DAY = re.compile(
    r"(?:\[\$-[0-9a-f]+\])?(?=.*y)(?=.*d)[ymd]+(?:[-/. ,\\]+[ymd]+){2}(?: h+:mm(?::ss)?)?(?:;@)?",
    re.I,
)
PLAIN = re.compile(
    r'(?:General|[0#?.,%$_()\-;* "\\+/@]|\[\$[^\]-]{0,3}(?:-[0-9A-Fa-f]+)?\]|\[Red\])+'
)
"""Formats of the workbook's own: of days, and of numbers."""


def percent_styles_of(styles: Elements) -> frozenset[str]:
    """The numbers of the cell styles that show a percentage."""
    return frozenset(
        style
        for style, number, code in _formats(styles)
        if number in PERCENT_FORMATS or "%" in code
    )


def cell_styles(styles: Elements) -> CellStyles:
    """The numbers of the cell styles that show a day, may show one, or show a percentage."""
    days: set[str] = set()
    unsure: set[str] = set()
    for style, number, code in _formats(styles):
        is_day = DAY.fullmatch(code) if code else number in DAY_FORMATS
        is_number = PLAIN.fullmatch(code) if code else number in NUMBER_FORMATS
        (days if is_day else set() if is_number else unsure).add(style)
    return CellStyles(frozenset(days), frozenset(unsure), percent_styles_of(styles))


def _formats(styles: Elements) -> Iterator[tuple[str, str, str]]:
    """Each cell style's number, its format's number, and the code where that is the workbook's."""
    codes: dict[str, str] = {}
    number, is_inside = 0, False
    for tag, given in styles:
        name = tag.rpartition(" ")[2]
        if name == "numFmt":
            codes[given.get("numFmtId", "")] = given.get("formatCode", "")
        elif name in ("cellXfs", "cellStyleXfs", "cellStyles", "dxfs"):
            number, is_inside = 0, name == "cellXfs"
        elif name == "xf" and is_inside:
            found = given.get("numFmtId", "0")
            yield str(number), found, codes.get(found, "")
            number += 1
