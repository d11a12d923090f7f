"""The cells of a plain sheet by excelreader-native, in a fraction of the default reader's time.

That reader gives a cell's text and not its kind, and leaves out rows that the file does not have.
What was counted in the sheet's XML (`plain_sheet`) makes up for it. Where as many cells of a column
look like numbers as are numbers, just those are; where some texts look like numbers too, the
reader's own look at whole columns tells them apart. Where that leaves a doubt, the default reader
is asked.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from megaroth_xl.reports.roster.files.cells import as_typed
from megaroth_xl.reports.roster.files.plain_sheet import PlainSheet

__all__ = ["NativeCells", "is_installed", "native_cells"]

MOST_COLUMNS = 256
HEAD_ROWS = 100
"""First rows, titles and headings among them, that are looked at cell by cell."""
FIRST_DAY, LAST_DAY = 61, 2_958_465
"""Serial numbers that all readers take for the same day: from 1 March 1900 to the end of 9999."""
UNIX_DAY = 25_569
"""The serial number of 1 January 1970."""
MIDNIGHT = " 00:00:00"
ZEROS = r"\.\d*0$"
OTHERWISE = r"\.\d{10}|\d{7}\.|\d{16}|[eE+]|^-?0\d|^-?\.|\.$"
"""How a number is written that the default reader shows otherwise, with nine decimals: 1.50, 1E3,
0.30000000000000004, and 99999999.99, which it shows as 99999999.989999995."""


class _NotCertainError(Exception):
    """It is not certain that the default reader would say the same."""


def is_installed() -> bool:
    """Return whether the reader is installed."""
    try:
        import excelreader  # noqa: F401, PLC0415
    except ImportError:
        return False
    return True


class NativeCells(NamedTuple):
    """The cells of a sheet.

    Parameters
    ----------
    cells, left, values
        As in `SheetCells`.
    """

    cells: pl.DataFrame
    left: int
    values: Mapping[int, pl.Series]


def native_cells(source: Path | bytes, name: str, seen: PlainSheet) -> NativeCells | None:
    """The cells of a sheet, with the texts that the default reader would show.

    Parameters
    ----------
    source
        The file, or its bytes.
    name
        The sheet's name.
    seen
        What is known of it from its XML.

    Returns
    -------
    NativeCells or None
        None where it is not certain that the default reader would say the same.
    """
    from excelreader import ExcelReaderError, open_workbook  # noqa: PLC0415

    try:
        with open_workbook(source, "xlsx") as workbook:
            sheet = workbook.sheets[name]
            cells = _texts(sheet, name, seen)
            numbers = _numbers(sheet, cells, seen)
        shown = [
            _shown(place, column, numbers, seen)
            for place, column in enumerate(cells.iter_columns())
        ]
        return _placed(pl.DataFrame(shown), numbers, pl.Series(seen.rows))
    except (_NotCertainError, ExcelReaderError, KeyError, OSError):
        return None


def _texts(sheet: Any, name: str, seen: PlainSheet) -> pl.DataFrame:
    """All cells as they are written, a row for each of the file's."""
    from excelreader import ColumnSpec, ColumnType  # noqa: PLC0415

    if not 0 < seen.columns <= MOST_COLUMNS:
        raise _NotCertainError
    wanted = [ColumnSpec(ColumnType.STRING, index=place) for place in range(seen.columns)]
    height = len(seen.rows)
    cells = pl.DataFrame(sheet.to_arrow_stream(wanted, header_row=0, batch_size=height + 1))
    if sheet.name != name or cells.height != height:
        raise _NotCertainError
    return cells


def _numbers(sheet: Any, cells: pl.DataFrame, seen: PlainSheet) -> dict[int, pl.Series]:
    """By the place of each column with numbers, these; null where a cell is none."""
    numbers: dict[int, pl.Series] = {}
    unclear: dict[int, pl.Series] = {}
    for place, column in enumerate(cells.iter_columns()):
        count = seen.numbers[place + 1]
        if not count:
            continue
        figures = column.cast(pl.Float64, strict=False)
        found = figures.count()
        if found < count:
            raise _NotCertainError
        (unclear if found > count else numbers)[place] = figures
    return {**numbers, **(_of_number_columns(sheet, unclear, seen) if unclear else {})}


def _of_number_columns(
    sheet: Any, figures: Mapping[int, pl.Series], seen: PlainSheet
) -> dict[int, pl.Series]:
    """The numbers of columns with texts that look like numbers, too, as headings may."""
    from excelreader import CellType, ColumnType  # noqa: PLC0415

    rows = seen.rows
    if rows[-1] != len(rows):
        raise _NotCertainError
    are_numbers: dict[int, set[int]] = {place: set() for place in figures}
    for row, cells in zip(range(HEAD_ROWS), sheet.rows(), strict=False):
        for cell in cells:
            if cell.type in (CellType.NUMBER, CellType.DATE) and cell.column in are_numbers:
                are_numbers[cell.column].add(row)
    of_texts = set()
    if len(rows) > HEAD_ROWS:
        kinds = sheet.infer_schema(header_row=HEAD_ROWS, sample_size=len(rows))
        of_texts = {column.index for column in kinds if column.type == ColumnType.STRING}
    numbers = {}
    for place, column in figures.items():
        head = [row in are_numbers[place] for row in range(min(HEAD_ROWS, len(rows)))]
        below = [place not in of_texts] * (len(rows) - len(head))
        numbers[place] = column.set(~pl.Series([*head, *below], dtype=pl.Boolean), None)
        if numbers[place].count() != seen.numbers[place + 1]:
            raise _NotCertainError
    return numbers


def _shown(
    place: int, column: pl.Series, numbers: dict[int, pl.Series], seen: PlainSheet
) -> pl.Series:
    """A column with its days and its numbers as the default reader shows them.

    Its days take the place of their serial numbers among `numbers`.
    """
    days = seen.days[place + 1]
    if days and days != seen.numbers[place + 1]:
        raise _NotCertainError
    if days:
        numbers[place] = _days(numbers[place])
        column = _texts_of(numbers[place]).fill_null(column)
    elif place in numbers:
        column, numbers[place] = _with_numbers(column, numbers[place])
    return column.set(column == "", None).alias(str(place))


def _days(serials: pl.Series) -> pl.Series:
    """The days of serial numbers."""
    is_known = serials.is_between(FIRST_DAY, LAST_DAY) & (serials == serials.floor())
    if not is_known.all():
        raise _NotCertainError
    return (serials.cast(pl.Int32) - UNIX_DAY).cast(pl.Date)


def _texts_of(days: pl.Series) -> pl.Series:
    """Days as the default reader shows them: each once, where they are close together."""
    numbers = days.to_physical().drop_nulls().to_numpy()
    first, last = int(numbers.min()), int(numbers.max())
    if last - first > len(days):
        return days.cast(pl.String) + MIDNIGHT
    texts = pl.Series(np.arange(first, last + 1, dtype=np.int32)).cast(pl.Date).cast(pl.String)
    return (texts + MIDNIGHT).gather(days.to_physical() - first)


def _with_numbers(column: pl.Series, numbers: pl.Series) -> tuple[pl.Series, pl.Series]:
    """A column with its numbers to nine decimals, without zeros at their end; and these numbers."""
    is_other = column.str.contains(f"{ZEROS}|{OTHERWISE}") & numbers.is_not_null()
    if not is_other.any():
        return column, numbers
    found = column.filter(is_other)
    has_zeros = found.str.contains(ZEROS)
    found = found.str.strip_chars_end("0").str.strip_suffix(".").zip_with(has_zeros, found)
    is_long = found.str.contains(OTHERWISE)
    if is_long.any():
        figures = found.filter(is_long).cast(pl.Float64)
        texts = [f"{figure:.9f}".rstrip("0").rstrip(".") for figure in figures]
        found = found.scatter(is_long.arg_true(), as_typed(pl.Series(texts)))
        numbers = numbers.scatter(is_other.arg_true(), found.cast(pl.Float64))
    return column.scatter(is_other.arg_true(), found), numbers


def _placed(cells: pl.DataFrame, values: Mapping[int, pl.Series], rows: pl.Series) -> NativeCells:
    """Cells in their rows, from the sheet's first to the last that is filled."""
    filled = [place for place, column in enumerate(cells.iter_columns()) if column.count()]
    if not filled:
        raise _NotCertainError
    first, last = filled[0], filled[-1]
    cells = cells[:, first : last + 1]
    is_filled = cells.select(pl.any_horizontal(pl.all().is_not_null())).to_series()
    height = int(is_filled.arg_true()[-1]) + 1
    cells, rows = cells.head(height), rows.head(height)
    known = {place - first: column.head(height) for place, column in values.items()}
    if int(rows[-1]) != height:
        at = np.zeros(int(rows[-1]), np.int64) - 1
        at[rows.to_numpy() - 1] = np.arange(height)
        where = pl.Series(at).replace(-1, None)
        cells = cells[where]
        known = {place: column.gather(where) for place, column in known.items()}
    return NativeCells(cells, first, known)
