"""The rows of a roster's employees, as they stand in the file."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import polars as pl

from megaroth_xl.reports.roster.columns.vocabulary import Heading
from megaroth_xl.reports.roster.files.cells import SheetCells
from megaroth_xl.reports.roster.sheet.values import amounts

__all__ = ["Source"]


@dataclass(frozen=True, eq=False)
class Source:
    """The rows of employees, as they stand in the file.

    Parameters
    ----------
    cells
        A column of texts for each column of the file.
    rows
        Their rows in the file.
    sheet
        The sheet they stand on, for the letters of its columns.
    headings
        What the headings say.
    decimal
        The decimal mark of amounts.
    is_text
        Whether the file is a text file, in which every number is a text.
    percents
        Columns, counted from 1, that the sheet shows as percentages.
    found
        The amounts of columns by their place, as far as they are known.
    """

    cells: pl.DataFrame
    rows: npt.NDArray[np.int64]
    sheet: SheetCells
    headings: Sequence[Heading]
    decimal: str
    is_text: bool
    percents: frozenset[int] = frozenset()
    found: dict[int, pl.Series] = field(default_factory=dict)

    def texts(self, place: int) -> pl.Series:
        """A column of the file."""
        return self.cells.to_series(place)

    def amounts(self, place: int) -> pl.Series:
        """The amounts in a column of the file, null where a cell holds none."""
        if place not in self.found:
            cells = self.texts(place)
            self.found[place] = amounts(cells, self.decimal, mixed=not self.is_text)
        return self.found[place]
