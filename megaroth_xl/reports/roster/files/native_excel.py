"""The cells of a plain sheet by excelreader-native, in a fraction of the default reader's time.

That reader gives a cell's text and not its kind, and leaves out rows that the file does not have.
What was counted in the sheet's XML (`plain_sheet`) makes up for it. Where as many cells look like
numbers as are numbers, just those are; where some texts look like numbers too, the reader's own
look at whole columns tells them apart. Where that leaves a doubt, the default reader is asked.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from megaroth_xl.reports.roster.files.cells import column_letters
from megaroth_xl.reports.roster.files.plain_sheet import PlainSheet

__all__ = ["is_installed", "native_cells"]

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


def native_cells(
    source: Path | bytes, name: str, seen: PlainSheet, columns: int
) -> tuple[pl.DataFrame, int] | None:
    """The cells of a sheet and the blank columns to the left of them, as the default reader's.

    Parameters
    ----------
    source
        The file, or its bytes.
    name
        The sheet's name.
    seen
        What is known of it from its XML.
    columns
        The last column that a cell may stand in.

    Returns
    -------
    tuple or None
        None where it is not certain that the default reader would say the same.
    """
    from excelreader import ExcelReaderError, open_workbook  # noqa: PLC0415

    try:
        with open_workbook(source, "xlsx") as workbook:
            sheet = workbook.sheets[name]
            cells = _texts(sheet, name, seen, columns)
            numbers = [_look_like_numbers(column) for column in cells.iter_columns()]
            if sum(column.sum() for column in numbers) != seen.numbers:
                numbers = list(_of_number_columns(sheet, numbers, seen))
        return _placed(pl.DataFrame(list(_shown(cells, numbers, seen))), seen.rows)
    except (_NotCertainError, ExcelReaderError, KeyError, OSError):
        return None


def _texts(sheet: Any, name: str, seen: PlainSheet, columns: int) -> pl.DataFrame:
    """All cells as they are written, a row for each of the file's."""
    from excelreader import ColumnSpec, ColumnType  # noqa: PLC0415

    rows = seen.rows
    wanted = [ColumnSpec(ColumnType.STRING, index=place) for place in range(columns)]
    if columns > MOST_COLUMNS:
        raise _NotCertainError
    cells = pl.DataFrame(sheet.to_arrow_stream(wanted, header_row=0, batch_size=len(rows) + 1))
    if sheet.name != name or cells.height != len(rows) or not len(rows) or (rows.diff() < 1).any():
        raise _NotCertainError
    return cells


def _look_like_numbers(column: pl.Series) -> pl.Series:
    """Return which cells look like numbers, whether they are or not."""
    return column.cast(pl.Float64, strict=False).is_not_null()


def _of_number_columns(
    sheet: Any, numbers: Sequence[pl.Series], seen: PlainSheet
) -> Iterator[pl.Series]:
    """Return which cells of each column are numbers, and no texts that look like them."""
    from excelreader import CellType, ColumnType  # noqa: PLC0415

    rows = seen.rows
    if int(rows[-1]) != len(rows):
        raise _NotCertainError
    are_numbers: list[set[int]] = [set() for _ in numbers]
    for row, cells in zip(range(HEAD_ROWS), sheet.rows(), strict=False):
        for cell in cells:
            if cell.type in (CellType.NUMBER, CellType.DATE) and cell.value:
                are_numbers[cell.column].add(row)
    of_texts = set()
    if len(rows) > HEAD_ROWS:
        kinds = sheet.infer_schema(header_row=HEAD_ROWS, sample_size=len(rows))
        of_texts = {column.index for column in kinds if column.type == ColumnType.STRING}
    found = 0
    for place, column in enumerate(numbers):
        head = [row in are_numbers[place] for row in range(min(HEAD_ROWS, len(rows)))]
        below = [place not in of_texts] * (len(rows) - len(head))
        are = column & pl.Series([*head, *below], dtype=pl.Boolean)
        found += int(are.sum())
        yield are
    if found != seen.numbers:
        raise _NotCertainError


def _shown(
    cells: pl.DataFrame, numbers: Sequence[pl.Series], seen: PlainSheet
) -> Iterator[pl.Series]:
    """Each column with its days and its numbers as the default reader shows them."""
    for place, (column, are_numbers) in enumerate(zip(cells.iter_columns(), numbers, strict=True)):
        days, count = seen.days[column_letters(place + 1)], are_numbers.sum()
        shown = column
        if days and days == count:
            shown = _with_days(column, are_numbers)
        elif days:
            raise _NotCertainError
        elif count:
            shown = _with_numbers(column, are_numbers)
        yield shown.replace("", None).alias(str(place))


def _with_days(column: pl.Series, are_days: pl.Series) -> pl.Series:
    """A column with its serial numbers as days."""
    serials = column.set(~are_days, None).cast(pl.Int32, strict=False)
    is_known = serials.is_between(FIRST_DAY, LAST_DAY).fill_null(value=False)
    if (is_known != are_days).any():
        raise _NotCertainError
    days = (serials - UNIX_DAY).cast(pl.Date).cast(pl.String) + MIDNIGHT
    return days.fill_null(column)


def _with_numbers(column: pl.Series, are_numbers: pl.Series) -> pl.Series:
    """A column with its numbers to nine decimals, without zeros at their end."""
    has_zeros = column.str.contains(ZEROS) & are_numbers
    if has_zeros.any():
        without = column.str.strip_chars_end("0").str.strip_suffix(".")
        column = without.zip_with(has_zeros, column)
    is_other = column.str.contains(OTHERWISE) & are_numbers
    if not is_other.any():
        return column
    figures = column.filter(is_other).cast(pl.Float64)
    shown = [f"{figure:.9f}".rstrip("0").rstrip(".") for figure in figures]
    return column.scatter(is_other.arg_true(), shown)


def _placed(cells: pl.DataFrame, rows: pl.Series) -> tuple[pl.DataFrame, int]:
    """Cells in their rows, from the sheet's first to the last that is filled."""
    filled = [place for place, column in enumerate(cells.iter_columns()) if column.count()]
    if not filled:
        raise _NotCertainError
    first, last = filled[0], filled[-1]
    cells = cells[:, first : last + 1]
    is_filled = cells.select(pl.any_horizontal(pl.all().is_not_null())).to_series()
    height = int(is_filled.arg_true()[-1]) + 1
    cells, rows = cells.head(height), rows.head(height)
    if int(rows[-1]) != height:
        place = pl.Series("row", range(1, int(rows[-1]) + 1), dtype=pl.Int64).to_frame()
        numbered = cells.with_columns(rows.alias("row"))
        cells = place.join(numbered, on="row", how="left", maintain_order="left").drop("row")
    return cells, first
