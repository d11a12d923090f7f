"""Rows of totals and averages beside what the rows above them come to."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from megaroth_xl.quantities import BoolArray, FloatArray
from megaroth_xl.reports.roster.account import Control
from megaroth_xl.reports.roster.files.cells import STRIDE
from megaroth_xl.reports.roster.sheet.row_kinds import CENT, RowKinds

__all__ = ["controls"]

MOST_SECTIONS = 50
DOLLAR = 0.5 + CENT
"""Averages may be rounded to dollars."""
RELATIVE = 1e-9
FIGURES: Mapping[str, Callable[..., Any]] = {
    "average": np.mean,
    "median": np.median,
    "smallest": np.min,
    "largest": np.max,
}
"""What a row below others may give of them, besides their sum."""


def _comparable(
    money: FloatArray,
    employee: BoolArray,
    sheets: npt.NDArray[np.int64],
    begin: int,
    place: int,
) -> Iterator[tuple[str, FloatArray]]:
    """The figures that a row of totals may hold: sums of rows above, of all, of a section.

    A section is what stands between notes, rows of totals, or sheets that are read together. There
    may be averages, too.
    """
    everybody = np.arange(len(employee))[employee]
    above = everybody[everybody < place]
    for rows in (above[above >= begin], above, everybody):
        yield "sum", np.nansum(money[rows], axis=0)
    ends = (np.diff(everybody) > 1) | (np.diff(sheets[everybody]) > 0)
    sections = np.split(everybody, np.flatnonzero(ends) + 1)
    for rows in sections[:MOST_SECTIONS] if len(sections) > 1 else ():
        yield "sum", np.nansum(money[rows], axis=0)
    if len(above):
        filled = np.nan_to_num(money[above])
        for name, figure in FIGURES.items():
            yield name, np.asarray(figure(filled, axis=0))


def controls(
    rows: npt.NDArray[np.int64], kinds: RowKinds, money: FloatArray, columns: Sequence[str]
) -> tuple[Control, ...]:
    """Each row of totals beside what the rows above it add up to.

    Parameters
    ----------
    rows
        The rows' numbers in the file.
    kinds
        What each holds.
    money
        The amounts of the columns that are used, a column each.
    columns
        What they are called.
    """
    found = []
    begin = 0
    employee = kinds.employee
    for place in np.flatnonzero(kinds.total):
        given = ~np.isnan(money[place]) & (money[place] != 0)
        options: list[tuple[float, float, BoolArray, FloatArray, str]] = []
        for figure, sums in _comparable(money, employee, rows // STRIDE, begin, int(place)):
            away = np.abs(money[place] - sums)
            near = (DOLLAR if figure == "average" else CENT) + RELATIVE * np.abs(sums)
            wrong = np.asarray(given & (away >= near))
            options.append((float(wrong.sum()), float(away[wrong].sum()), wrong, sums, figure))
        *_, wrong, sums, figure = min(options, key=lambda option: option[:2])
        differences: Mapping[str, tuple[float, float]] = {
            columns[column]: (float(money[place, column]), round(float(sums[column]), 2))
            for column in np.flatnonzero(wrong).tolist()
        }
        found.append(Control(int(rows[place]), differences, int(given.sum()), figure))
        begin = int(place) + 1
    return tuple(found)
