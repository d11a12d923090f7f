"""What the XML of a sheet proves about its cells, where it is written as programs write it.

A faster reader hands over each cell's text and not its kind: a day is a serial number, and 1.50 may
be a number or a text. What is counted here on the way tells the kinds: of each column, how many
cells are numbers and how many of these have a style that shows a day. Of a sheet with anything
else, such as a formula, an error, yes or no as a value, or a hidden row, nothing is said.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from megaroth_xl.reports.roster.files.pieces import CELL_START_TAG
from megaroth_xl.reports.roster.files.plain_cells import (
    MOST_COLUMNS,
    MOST_STYLES,
    PlainRow,
    plain_cells,
)

__all__ = ["DECLARATION", "CellStyles", "PlainSheet"]

BEGIN, END = b"<sheetData>", b"</sheetData>"
DECLARATION = r"""(?:<\?xml version=["']1.0["'] encoding=["'](?i:utf-8)["'][^>]*>)?\s*"""
"""The first words of a part, as programs write them, before its own first element."""
CELL = r"[<:]c[\s/>]|[<:]row[\s/>]|<!"
HIDDEN = r"""hidden(?!="(?:false|0)")"""
HEAD = re.compile(rf"{DECLARATION}<worksheet\s(?!.*(?:{HIDDEN}|{CELL}))", re.S)
"""What stands above the rows: nothing hidden, and no prefix before the names of elements."""
TAIL = re.compile(rf"sheetData|{CELL}")
"""What stands below them on no plain sheet."""
NUMBERED, NUMBERED_SIGN = b"&#", b"&"
"""A letter written as its number, which no plain sheet has, and the sign that is found at once."""


@dataclass(frozen=True)
class CellStyles:
    """The numbers of the styles of a workbook's cells.

    Parameters
    ----------
    days
        Those that show a day.
    unsure
        Those that are not certain to show a day, nor certain not to.
    percents
        Those that show a percentage.
    """

    days: Collection[str] = ()
    unsure: Collection[str] = ()
    percents: Collection[str] = ()


@dataclass(eq=False)
class PlainSheet:
    """A sheet as far as it was seen.

    Parameters
    ----------
    styles
        The styles of the workbook's cells.
    is_plain
        Whether all that was seen is plain.
    has_ended
        Whether all its rows were seen.
    has_percents
        Whether a number has a style that shows a percentage.
    columns
        The last column with a cell.
    numbers, days
        By column, the first one at 1, how many cells hold a number, and how many of these show a
        day.
    """

    styles: CellStyles
    is_plain: bool = True
    has_ended: bool = False
    has_percents: bool = False
    columns: int = 0
    numbers: npt.NDArray[np.int64] = field(
        default_factory=lambda: np.zeros(MOST_COLUMNS + 1, np.int64)
    )
    days: npt.NDArray[np.int64] = field(
        default_factory=lambda: np.zeros(MOST_COLUMNS + 1, np.int64)
    )
    _rows: list[npt.NDArray[np.int64]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._has_begun = False
        self._row = PlainRow()
        self._is_day = _are(self.styles.days)
        self._is_unsure = _are(self.styles.unsure)
        self._is_percent = _are(self.styles.percents)

    @property
    def rows(self) -> npt.NDArray[np.int64]:
        """The numbers of its rows, in order."""
        return np.concatenate(self._rows) if self._rows else np.empty(0, np.int64)

    @property
    def last_row(self) -> int:
        """The number of the last row that was seen, 0 before the first."""
        return self._row.number

    def see(self, xml: bytes) -> None:
        """Take in the next piece, cut before a cell where one begins near to its end."""
        if not self.is_plain:
            return
        if not self._has_begun:
            head, begin, xml = xml.partition(BEGIN)
            self._has_begun = self.is_plain = bool(begin and HEAD.match(head.decode("latin-1")))
        if self.is_plain and not self.has_ended:
            xml = self._see_rows(xml)
        if self.has_ended:
            self.is_plain = self.is_plain and not TAIL.search(xml.decode("latin-1"))

    def _see_rows(self, xml: bytes) -> bytes:
        """Take in rows; return what stands behind the last one."""
        end, below = xml.find(END, max(xml.rfind(CELL_START_TAG), 0)), b""
        if end >= 0:
            self.has_ended = True
            xml, below = xml[:end], xml[end + len(END) :]
        has_numbered = NUMBERED_SIGN in xml and NUMBERED in xml
        cells = None if has_numbered else plain_cells(xml, self._row)
        if cells is None:
            self.is_plain = False
            return below
        self._row = cells.last
        self._rows.append(cells.rows)
        self.columns = max(self.columns, cells.width)
        numbers, styles = cells.numbers, cells.styles
        self.is_plain = not self._is_unsure[styles].any()
        self.has_percents = self.has_percents or bool(self._is_percent[styles].any())
        self.numbers += _by_column(numbers)
        self.days += _by_column(numbers[self._is_day[styles]])
        return below


def _by_column(columns: npt.NDArray[np.int16]) -> npt.NDArray[np.int64]:
    """By column, how many of some cells stand in it."""
    return np.bincount(columns, minlength=MOST_COLUMNS + 1)


def _are(styles: Collection[str]) -> npt.NDArray[np.bool_]:
    """By the number of a style, whether it is one of these."""
    are = np.zeros(MOST_STYLES, np.bool_)
    are[[int(style) for style in styles if int(style) < MOST_STYLES]] = True
    return are
