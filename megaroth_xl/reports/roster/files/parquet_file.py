"""A roster in a Parquet file: its columns as texts, under a row of their names."""

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
        # One column after the other, so that no more than one is in memory twice.
        schema = self._lazy.collect_schema()
        held = {place: key for place, kind in enumerate(schema.values()) if (key := _held(kind))}
        texts = [
            pl.Series(name, [name]).extend_constant(None, self._rows)
            if place in held
            else self._texts(name)
            for place, name in enumerate(schema)
        ]
        return SheetCells(pl.DataFrame(texts), held=held)

    def _texts(self, name: str) -> pl.Series:
        """A column's cells, its name first."""
        column = self._lazy.select(pl.col(name)).collect().to_series()
        # A whole number stays one: ids are often kept as decimal numbers, where blanks stand.
        if (
            column.dtype.is_float()
            and ((column == column.floor()) & (column.abs() < MOST_WHOLE)).all()
        ):
            column = column.cast(pl.Int64)
        return pl.Series(name, [name]).append(column.cast(pl.String).rechunk())


def _held(kind: pl.DataType) -> str:
    """The key of what the cells of a column hold; "" where each holds one value."""
    if kind == pl.Struct:
        return "fields"
    if kind.is_nested():
        return "lists"
    return "lengths" if kind == pl.Duration else "bytes" if kind == pl.Binary else ""


MOST_WHOLE = float(1 << 53)
"""Above this a decimal number skips whole ones."""
