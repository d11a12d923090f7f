"""The cells of a plain sheet by excelreader-native, in a fraction of the default reader's time.

That reader gives a cell's text and not its kind, and leaves out rows that the file does not have.
What was counted in the sheet's XML (`plain_sheet`) makes up for it. Where as many cells of a column
look like numbers as are numbers, just those are; where some texts look like numbers too, the
reader's own look at whole columns tells them apart. Where that leaves a doubt, the default reader
is asked.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from megaroth_xl.reports.roster.files.cells import as_typed
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
    source: Path | bytes, name: str, seen: PlainSheet
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

    Returns
    -------
    tuple or None
        None where it is not certain that the default reader would say the same.
    """
    from excelreader import ExcelReaderError, open_workbook  # noqa: PLC0415

    try:
        with open_workbook(source, "xlsx") as workbook:
            sheet = workbook.sheets[name]
            cells = _texts(sheet, name, seen)
            numbers = _numbers(sheet, cells, seen)
        return _placed(pl.DataFrame(list(_shown(cells, numbers, seen))), pl.Series(seen.rows))
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


def _numbers(sheet: Any, cells: pl.DataFrame, seen: PlainSheet) -> Mapping[int, pl.Series]:
    """By the place of each column with numbers, which of its cells are numbers."""
    numbers: dict[int, pl.Series] = {}
    unclear: dict[int, pl.Series] = {}
    for place, column in enumerate(cells.iter_columns()):
        count = seen.numbers[place + 1]
        if not count:
            continue
        look_so = column.cast(pl.Float64, strict=False).is_not_null()
        found = look_so.sum()
        if found < count:
            raise _NotCertainError
        (unclear if found > count else numbers)[place] = look_so
    return {**numbers, **(_of_number_columns(sheet, unclear, seen) if unclear else {})}


def _of_number_columns(
    sheet: Any, look_so: Mapping[int, pl.Series], seen: PlainSheet
) -> Mapping[int, pl.Series]:
    """Return which cells are numbers, and no texts that look like them, as the headings may."""
    from excelreader import CellType, ColumnType  # noqa: PLC0415

    rows = seen.rows
    if rows[-1] != len(rows):
        raise _NotCertainError
    are_numbers: dict[int, set[int]] = {place: set() for place in look_so}
    for row, cells in zip(range(HEAD_ROWS), sheet.rows(), strict=False):
        for cell in cells:
            if cell.type in (CellType.NUMBER, CellType.DATE) and cell.column in are_numbers:
                are_numbers[cell.column].add(row)
    of_texts = set()
    if len(rows) > HEAD_ROWS:
        kinds = sheet.infer_schema(header_row=HEAD_ROWS, sample_size=len(rows))
        of_texts = {column.index for column in kinds if column.type == ColumnType.STRING}
    numbers = {}
    for place, column in look_so.items():
        head = [row in are_numbers[place] for row in range(min(HEAD_ROWS, len(rows)))]
        below = [place not in of_texts] * (len(rows) - len(head))
        are = column & pl.Series([*head, *below], dtype=pl.Boolean)
        if are.sum() != seen.numbers[place + 1]:
            raise _NotCertainError
        numbers[place] = are
    return numbers


def _shown(
    cells: pl.DataFrame, numbers: Mapping[int, pl.Series], seen: PlainSheet
) -> Iterator[pl.Series]:
    """Each column with its days and its numbers as the default reader shows them."""
    for place, column in enumerate(cells.iter_columns()):
        shown, count, days = column, seen.numbers[place + 1], seen.days[place + 1]
        if days and days == count:
            shown = _with_days(column, numbers[place])
        elif days:
            raise _NotCertainError
        elif count:
            shown = _with_numbers(column, numbers[place])
        yield shown.set(shown == "", None).alias(str(place))


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
    is_other = column.str.contains(f"{ZEROS}|{OTHERWISE}") & are_numbers
    if not is_other.any():
        return column
    found = column.filter(is_other)
    has_zeros = found.str.contains(ZEROS)
    found = found.str.strip_chars_end("0").str.strip_suffix(".").zip_with(has_zeros, found)
    is_long = found.str.contains(OTHERWISE)
    if is_long.any():
        figures = found.filter(is_long).cast(pl.Float64)
        texts = [f"{figure:.9f}".rstrip("0").rstrip(".") for figure in figures]
        found = found.scatter(is_long.arg_true(), as_typed(pl.Series(texts)))
    return column.scatter(is_other.arg_true(), found)


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
