"""A roster in a Parquet file: its columns as texts, under a row of their names."""

from pathlib import Path

import polars as pl
import polars.selectors as cs

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
        frame = self._lazy.collect()
        header = pl.DataFrame({name: [name] for name in frame.columns})
        # A whole number stays one: ids are often kept as decimal numbers, where blanks stand.
        whole = [
            column.name
            for column in frame.select(cs.float()).iter_columns()
            if ((column == column.floor()) & (column.abs() < MOST_WHOLE)).all()
        ]
        texts = frame.with_columns(pl.col(whole).cast(pl.Int64)).select(pl.all().cast(pl.String))
        return SheetCells(pl.concat([header, texts]))


MOST_WHOLE = float(1 << 53)
"""Above this a decimal number skips whole ones."""
