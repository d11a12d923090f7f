"""A roster in a Parquet file: its columns under a row of their names."""

from pathlib import Path

import polars as pl

from megaroth_xl.reports.roster.files.cells import OneSheet, SheetCells
from megaroth_xl.reports.roster.files.guard import refuse_size

__all__ = ["ParquetFile"]


class ParquetFile(OneSheet):
    """A .parquet file.

    Parameters
    ----------
    path
        The file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lazy = pl.scan_parquet(path)
        schema = self._lazy.collect_schema()
        self._rows = self._lazy.select(pl.len()).collect().item()
        refuse_size(path, self._rows, len(schema))

    def cells(self, name: str) -> SheetCells:  # noqa: ARG002
        """All its cells; row 1 holds the names of the columns."""
        schema = self._lazy.collect_schema()
        held = {place: key for place, kind in enumerate(schema.values()) if (key := _held(kind))}
        stored: list[pl.Series] = []
        values: dict[int, pl.Series] = {}
        # One column after the other, so that no more than one is in memory twice.
        for place, heading in enumerate(schema):
            begun = pl.Series(heading, [heading])
            if place in held:
                stored.append(begun.extend_constant(None, self._rows))
                continue
            column = self._lazy.select(pl.col(heading)).collect().to_series().rechunk()
            cells = _whole(column)
            if (known := _known(column)) is None:
                stored.append(begun.append(cells.cast(pl.String)))
                continue
            values[place] = _below_blank(known)
            # Their texts take time and memory, and are seldom asked for.
            is_known = cells.dtype == known.dtype
            stored.append(values[place] if is_known else _below_blank(cells))
        return SheetCells(pl.DataFrame(stored), held=held, values=values)


def _below_blank(column: pl.Series) -> pl.Series:
    return pl.Series(column.name, [None], dtype=column.dtype).append(column)


def _whole(column: pl.Series) -> pl.Series:
    """A column of whole numbers as such: ids are often kept as decimal ones, where blanks stand."""
    if column.dtype.is_float() and ((column == column.floor()) & (column.abs() < MOST_WHOLE)).all():
        return column.cast(pl.Int64)
    return column


def _known(column: pl.Series) -> pl.Series | None:
    """The numbers or the days of a column that holds just these; None where texts tell more."""
    if column.dtype == pl.Float64 or column.dtype.is_integer():
        return column.cast(pl.Float64)
    if column.dtype == pl.Date and column.dt.year().is_between(1, LAST_YEAR).all():
        return column
    return None


def _held(kind: pl.DataType) -> str:
    """The key of what the cells of a column hold; "" where each holds one value."""
    if kind == pl.Struct:
        return "fields"
    if kind.is_nested():
        return "lists"
    return "lengths" if kind == pl.Duration else "bytes" if kind == pl.Binary else ""


MOST_WHOLE = float(1 << 53)
"""Above this a decimal number skips whole ones."""
LAST_YEAR = 9999
"""The last year that a text of a day can name."""
