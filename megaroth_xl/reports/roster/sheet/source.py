"""The rows of a roster's employees, as they stand in the file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import polars as pl

from megaroth_xl.reports.roster.columns.vocabulary import Heading
from megaroth_xl.reports.roster.files.cells import SheetCells, texts_of
from megaroth_xl.reports.roster.settings import DateOrder
from megaroth_xl.reports.roster.sheet.day_values import Days, days, known_days
from megaroth_xl.reports.roster.sheet.values import amounts

__all__ = ["Source", "of_kind"]


@dataclass(frozen=True, eq=False)
class Source:
    """The rows of employees, as they stand in the file.

    Parameters
    ----------
    cells
        A column for each of the file, as in `SheetCells.stored`.
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
    values
        By the place of a column, its numbers or days where each of its cells holds one.
    """

    cells: pl.DataFrame
    rows: npt.NDArray[np.int64]
    sheet: SheetCells
    headings: Sequence[Heading]
    decimal: str
    is_text: bool
    percents: frozenset[int] = frozenset()
    found: dict[int, pl.Series] = field(default_factory=dict)
    values: Mapping[int, pl.Series] = field(default_factory=dict)

    def column(self, place: int) -> pl.Series:
        """A column of the file: texts, or the numbers or days that its cells hold."""
        return self.cells.to_series(place)

    def texts(self, place: int) -> pl.Series:
        """A column of the file as texts."""
        return texts_of(self.column(place))

    def amounts(self, place: int) -> pl.Series:
        """The amounts in a column of the file, null where a cell holds none."""
        if place not in self.found:
            cells = self.column(place)
            self.found[place] = amounts(
                cells, self.decimal, mixed=not self.is_text, numbers=of_kind(self.values, place)
            )
        return self.found[place]

    def days(self, place: int, order: DateOrder, latest: int) -> Days:
        """The days in a column of the file, as `day_values.days` takes them."""
        known = of_kind(self.values, place, pl.Date)
        if known is not None:
            return known_days(known)
        return days(self.texts(place), order, latest, day_zero=self.sheet.day_zero)


def of_kind(
    values: Mapping[int, pl.Series], place: int, kind: type[pl.DataType] = pl.Float64
) -> pl.Series | None:
    """The values of a column where they are of a kind; else None."""
    column = values.get(place)
    return column if column is not None and column.dtype == kind else None
