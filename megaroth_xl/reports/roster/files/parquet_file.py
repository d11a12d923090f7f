"""A roster in a Parquet file: its columns as texts, under a row of their names."""

from pathlib import Path

import polars as pl

from megaroth_xl.errors import RosterFileError
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
        for name, kind in schema.items():
            if kind.is_nested() or kind == pl.Binary:
                problem = "holds lists or bytes in a cell; keep one value in each cell"
                raise RosterFileError(path, repr(name), problem)
        refuse_size(path, self._lazy.select(pl.len()).collect().item(), len(schema))

    def cells(self, name: str) -> SheetCells:  # noqa: ARG002
        """All its cells; row 1 holds the names of the columns."""
        # One column after the other, so that no more than one is in memory twice.
        return SheetCells(pl.DataFrame([self._texts(name) for name in self._lazy.collect_schema()]))

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


MOST_WHOLE = float(1 << 53)
"""Above this a decimal number skips whole ones."""
