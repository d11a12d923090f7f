"""A sheet as a table of texts, and the cells that hold no value whatever they look like.

Numbers and days of a file that tells them stay what they are until somebody asks for the texts.

An error such as #N/A, or a formula that nothing has calculated, is never a blank: it stands in the
table as a text of its own, which every column that needs the cell refuses.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from megaroth_xl.cell_errors import EXCEL_ERRORS

__all__ = [
    "NO_VALUE",
    "ROWS_COMPARED",
    "STRIDE",
    "Mark",
    "OneSheet",
    "SheetCells",
    "SheetName",
    "as_typed",
    "column_letters",
    "is_of_texts",
    "is_without_value",
    "marked",
    "masked",
    "rows_of_texts",
    "shown",
    "texts_of",
    "where_table_begins",
]

MARK = "\U000fabcd"
"""Begins the text that stands in the table for a cell without a value."""

NO_VALUE = "a formula without a value"
"""What a message calls a formula that nothing has calculated."""

STRIDE = 10_000_000
"""By so much the numbers of rows go up from sheet to sheet, where several are read together."""

ROWS_COMPARED = 40
"""Rows that show in which column a reader's table begins."""

LETTERS = 26

NOISE, SHORTEST_NOISE = r"^-?[0-9]{7,14}\.[0-9]{9}$", len("1234567.123456789")
"""How the reader shows a large amount with cents: nine decimals, of which nobody typed most."""


class Mark(NamedTuple):
    """A cell that holds an error, or a formula without a value.

    Parameters
    ----------
    row, column
        Its place in the sheet, counted from 1.
    found
        The error as the sheet shows it, or `NO_VALUE`.
    """

    row: int
    column: int
    found: str


class SheetName(NamedTuple):
    """A sheet of a file.

    Parameters
    ----------
    name
        As its tab shows it; "" where the file has no sheets.
    state
        "visible", "hidden", "very hidden", or "chart" for a sheet without cells.
    """

    name: str
    state: str = "visible"


class OneSheet:
    """A file with neither sheets nor formats."""

    @property
    def sheets(self) -> Sequence[SheetName]:
        """One, without a name."""
        return [SheetName("")]

    def percents(self, name: str) -> frozenset[int]:  # noqa: ARG002
        """None: no format shows a percentage."""
        return frozenset()


@dataclass(frozen=True, eq=False)
class SheetCells:
    """The cells of one sheet.

    Parameters
    ----------
    stored
        A column of texts for each column of the sheet, null where a cell is blank; its first row
        is the sheet's row 1. A column of numbers or days may stand here as such, and then has its
        name for the text of row 1.
    left
        Columns of the sheet to the left of the first one in `stored`; they are blank.
    totals
        Rows, counted from 1, that an Excel table marks as its totals.
    hidden_rows, hidden_columns
        Rows and columns, counted from 1, that the sheet hides.
    day_zero
        Days to add to the serial number of a date; not 0 in a workbook that counts from 1904.
    values
        By the place of a column in `stored`, the numbers or the days that its cells hold, null
        where one holds neither: of the columns of which a file tells. Their texts say the same.
    held
        By the place of a column whose cells hold no single values, and so stand here as blanks, the
        key of what they hold.
    stands
        By the place of a column that the sheet does not have, the place of the one whose cells it
        holds; None where it holds the names of sheets.
    sheets
        The names of sheets that are read together, one below another; () where it is one.
    numbers
        Of these, the number of each row: that in its sheet, and `STRIDE` for each sheet before.
    titles
        Of these, the texts above the headings of each sheet but the first.
    """

    stored: pl.DataFrame
    left: int = 0
    totals: frozenset[int] = frozenset()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    day_zero: int = 0
    values: Mapping[int, pl.Series] = field(default_factory=dict)
    held: Mapping[int, str] = field(default_factory=dict)
    stands: Mapping[int, int | None] = field(default_factory=dict)
    sheets: tuple[str, ...] = ()
    numbers: npt.NDArray[np.int64] | None = None
    titles: tuple[tuple[str, ...], ...] = ()

    @cached_property
    def cells(self) -> pl.DataFrame:
        """All cells as texts."""
        return _with_texts(self.stored)

    def head(self, rows: int) -> pl.DataFrame:
        """The first rows as texts."""
        return _with_texts(self.stored.head(rows))

    def letters(self, place: int) -> str:
        """The letters over a column of `stored`, as the person sees them."""
        stands = self.stands.get(place, place)
        return "" if stands is None else column_letters(self.left + stands + 1)

    def above(self, row: int) -> tuple[str, ...]:
        """The texts above a row, which is counted from 1 in `stored`."""
        rows = self.head(row - 1).iter_rows()
        return tuple(text for row in rows for text in row if text)

    def rows_from(self, place: int) -> npt.NDArray[np.int64]:
        """The numbers of the rows from a place in `stored`."""
        if self.numbers is not None:
            return self.numbers[place:]
        return np.arange(place + 1, self.stored.height + 1)


def is_of_texts(column: pl.Series) -> bool:
    """Return whether a column holds texts, or nothing."""
    return column.dtype in (pl.String, pl.Null)


def texts_of(column: pl.Series) -> pl.Series:
    """The cells of a column as texts.

    >>> texts_of(pl.Series([7, None])).to_list(), texts_of(pl.Series([0.5, 7.0])).to_list()
    (['7', None], ['0.5', '7.0'])
    """
    return column if is_of_texts(column) else column.cast(pl.String)


def rows_of_texts(cells: pl.DataFrame, places: Sequence[int]) -> Iterator[tuple[str | None, ...]]:
    """Some rows of a table, as texts."""
    chosen = cells[list(places)]
    return chosen.with_columns(texts_of(column) for column in chosen.iter_columns()).iter_rows()


def _with_texts(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of a sheet, from its first one on, as texts."""
    if rows.is_empty():
        return rows
    return pl.DataFrame(
        [
            column
            if is_of_texts(column)
            else pl.Series(column.name, [column.name]).append(texts_of(column[1:]))
            for column in rows.iter_columns()
        ]
    )


def column_letters(number: int) -> str:
    """The letters of a column; the first is A.

    >>> column_letters(1), column_letters(28)
    ('A', 'AB')
    """
    letters = ""
    while number:
        number, rest = divmod(number - 1, LETTERS)
        letters = chr(ord("A") + rest) + letters
    return letters


def is_without_value(cell: pl.Expr) -> pl.Expr:
    """Return whether a cell holds an error, or a formula that nothing has calculated."""
    return cell.is_in(list(EXCEL_ERRORS)) | cell.str.starts_with(MARK)


def shown(cell: str) -> str:
    """Return what a message says is in a cell."""
    return cell.removeprefix(MARK) if cell.startswith(MARK) else repr(cell)


def masked(cell: str) -> str:
    """An id in a message: all but the end of what looks like a Social Security number.

    >>> masked("900-12-3401"), masked("1001")
    ("'***-**-3401'", "'1001'")
    """
    digits = cell.replace("-", "")
    if len(digits) == len("123456789") and digits.isdecimal():
        return repr(f"***-**-{digits[-4:]}")
    return shown(cell)


def marked(cells: pl.DataFrame, left: int, marks: Iterable[Mark]) -> tuple[pl.DataFrame, int]:
    """A table with its marks put in, and the columns to the left of it.

    Readers leave rows and columns out that hold nothing but such cells; they are added again.
    """
    by_column: dict[int, dict[int, str]] = {}
    for mark in marks:
        by_column.setdefault(mark.column, {})[mark.row] = mark.found
    if not by_column:
        return cells, left
    height = max(cells.height, *(max(rows) for rows in by_column.values()))
    blank = pl.Series([None] * height, dtype=pl.String)
    columns: dict[int, pl.Series] = {
        left + 1 + place: column.extend_constant(None, height - cells.height)
        for place, column in enumerate(cells.iter_columns())
    }
    first, last = min((*columns, *by_column)), max((*columns, *by_column))
    for number, found in by_column.items():
        columns[number] = _scattered(columns.get(number, blank), found)
    frame = {str(number): columns.get(number, blank) for number in range(first, last + 1)}
    return pl.DataFrame(frame), first - 1


def _scattered(column: pl.Series, found: Mapping[int, str]) -> pl.Series:
    rows = np.fromiter(found, np.int64, len(found)) - 1
    return column.clone().scatter(rows, [MARK + text for text in found.values()])


def as_typed(column: pl.Series) -> pl.Series:
    """A column whose large amounts end as they were typed: 99999999.99, not .989999995."""
    longest = column.str.len_bytes().max()
    if not isinstance(longest, int) or longest < SHORTEST_NOISE:
        return column
    has_noise = column.str.contains(NOISE).fill_null(value=False)
    if not has_noise.any():
        return column
    noisy = column.filter(has_noise)
    typed = [repr(float(text)) if len(repr(float(text))) < len(text) else text for text in noisy]
    return column.scatter(has_noise.arg_true(), typed)


def where_table_begins(filled: Collection[tuple[int, int]], cells: pl.DataFrame) -> int:
    """The column in which a reader's table begins, counted from 1.

    Readers leave out blank columns to the left. Where the table's first texts and numbers stand in
    the file says how many.

    Parameters
    ----------
    filled
        Row and column, counted from 1, of each cell with a value in the first `ROWS_COMPARED` rows
        of the file; more of them do no harm.
    cells
        The reader's table.
    """
    read = {
        (row, place)
        for row, texts in enumerate(cells.head(ROWS_COMPARED).iter_rows(), start=1)
        for place, text in enumerate(texts)
        if text is not None
    }
    places_of: dict[int, list[int]] = {}
    for row, place in read:
        places_of.setdefault(row, []).append(place)
    begins = {
        column - place
        for row, column in filled
        for place in places_of.get(row, ())
        if place < column
    }
    return max(
        begins,
        key=lambda begin: (sum((row, place + begin) in filled for row, place in read), -begin),
        default=1,
    )
