"""A sheet's XML read element by element, for what the fast reader does not say.

Any spelling of XML gives the same: prefixes, blanks in tags, quotes of either kind, character
references, cells and rows without a place of their own.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from xml.parsers import expat

import polars as pl

from megaroth_xl.reports.roster.files.cells import NO_VALUE, ROWS_COMPARED, Mark, where_table_begins
from megaroth_xl.reports.roster.files.guard import column_number

__all__ = ["Marks", "first_column", "marks_of", "percent_styles"]

TRUE = ("1", "true")
ZERO = ("0", "0.0")
PLACE = re.compile("([A-Za-z]+)([0-9]+)")
ROWS_SAMPLED = 2_000
"""Rows that show which columns are percentages."""


@dataclass(frozen=True)
class Marks:
    """The facts in a sheet's XML beyond its values.

    Parameters
    ----------
    cells
        The cells without a value.
    hidden_rows, hidden_columns
        What the sheet hides, counted from 1.
    """

    cells: Sequence[Mark] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()


class _EnoughError(Exception):
    """Ends a reading that has seen what it needs."""


class _Reading:
    """The running state of a sheet that is read: the cell that it is in."""

    def __init__(self) -> None:
        self.row = self.column = 0
        self.kind = self.style = ""
        self.is_formula = False
        self.text: list[str] = []

    def open_row(self, given: dict[str, str]) -> None:
        place = given.get("r", "")
        self.row = int(place) if place.isdecimal() else self.row + 1
        self.column = 0

    def open_cell(self, given: dict[str, str]) -> None:
        place = PLACE.fullmatch(given.get("r", ""))
        if place:
            self.column, self.row = column_number(place[1]), int(place[2])
        else:
            self.column += 1
        self.kind, self.style = given.get("t", ""), given.get("s", "")
        self.is_formula = False
        self.text = []


def marks_of(pieces: Iterator[bytes], *, recalculates: bool) -> Marks:
    """The cells without a value, and what the sheet hides.

    Parameters
    ----------
    pieces
        The XML of the sheet.
    recalculates
        Whether the workbook asks for a full calculation when it is opened. Where it does and every
        formula of the sheet is 0, a program wrote it and nothing has calculated it.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    sheet = _Sheet(parser)
    parser.StartElementHandler, parser.EndElementHandler = sheet.start, sheet.end
    _feed(parser, pieces)
    marks = sheet.marks + (sheet.zeros if recalculates and not sheet.has_results else [])
    return Marks(marks, frozenset(sheet.hidden_rows), frozenset(sheet.hidden_columns))


class _Sheet:
    """A sheet read element by element for its cells without a value."""

    def __init__(self, parser: expat.XMLParserType) -> None:
        self.marks: list[Mark] = []
        self.zeros: list[Mark] = []
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.has_results = False
        self._parser = parser
        self._at = _Reading()

    def start(self, tag: str, given: dict[str, str]) -> None:
        """An element begins."""
        name = tag.rpartition(" ")[2]
        at = self._at
        if name == "c":
            at.open_cell(given)
        elif name == "v":
            if at.is_formula or at.kind == "e":
                self._parser.CharacterDataHandler = at.text.append
        elif name == "f":
            at.is_formula = True
        elif name == "row":
            at.open_row(given)
            if given.get("hidden") in TRUE:
                self.hidden_rows.add(at.row)
        elif name == "col" and given.get("hidden") in TRUE:
            self.hidden_columns.update(range(int(given["min"]), int(given["max"]) + 1))

    def end(self, tag: str) -> None:
        """An element ends."""
        if tag[-1] == "v":
            self._parser.CharacterDataHandler = None
        elif (self._at.is_formula or self._at.kind == "e") and tag.rpartition(" ")[2] == "c":
            self._end_cell()

    def _end_cell(self) -> None:
        at = self._at
        text = "".join(at.text).strip()
        if at.kind == "e":
            self.marks.append(Mark(at.row, at.column, text or "#N/A"))
        elif not text:
            if at.kind != "str":  # the result of such a one is an empty text
                self.marks.append(Mark(at.row, at.column, NO_VALUE))
        elif text in ZERO:
            self.zeros.append(Mark(at.row, at.column, NO_VALUE))
        else:
            self.has_results = True


def first_column(pieces: Iterator[bytes], cells: pl.DataFrame) -> int:
    """The column in which a reader's table of a sheet's cells begins, counted from 1."""
    found: set[tuple[int, int]] = set()

    def see(name: str, at: _Reading) -> None:
        if name in ("v", "t") and at.kind != "e":
            found.add((at.row, at.column))

    _walk(pieces, ROWS_COMPARED, see)
    return where_table_begins(found, cells)


def percent_styles(pieces: Iterator[bytes], styles: frozenset[str]) -> frozenset[int]:
    """The columns, counted from 1, in which most numbers have one of these styles."""
    numbers: dict[int, list[bool]] = {}

    def see(name: str, at: _Reading) -> None:
        if name == "v" and at.kind in ("", "n"):
            numbers.setdefault(at.column, []).append(at.style in styles)

    _walk(pieces, ROWS_SAMPLED, see)
    return frozenset(column for column, are in numbers.items() if sum(are) * 2 > len(are))


def _walk(pieces: Iterator[bytes], rows: int, see: Callable[[str, _Reading], None]) -> None:
    """Show what stands within the cells of a sheet's first rows."""
    at = _Reading()

    def start(tag: str, given: dict[str, str]) -> None:
        name = tag.rpartition(" ")[2]
        if name == "c":
            at.open_cell(given)
        elif name == "row":
            at.open_row(given)
            if at.row > rows:
                raise _EnoughError
        else:
            see(name, at)

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = start
    _feed(parser, pieces)


def _feed(parser: expat.XMLParserType, pieces: Iterator[bytes]) -> None:
    try:
        for piece in pieces:
            parser.Parse(piece)
        parser.Parse(b"", True)  # noqa: FBT003 (expat's own)
    except _EnoughError:
        pass
