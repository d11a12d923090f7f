"""Rows of one ID compared: whether they are one person, and what tells them apart."""

import re
from collections.abc import Sequence
from itertools import combinations

import numpy as np
import numpy.typing as npt
import polars as pl

__all__ = ["ComparedRows"]

FIGURES = (
    "compensation",
    "elective_deferral",
    "matching_contribution",
    "nonelective_contribution",
    "after_tax_contribution",
)
"""What shows that two rows hold the same totals twice."""
MOST_COMPARED = 12
"""Names of one ID that are compared, each with each."""


class ComparedRows:
    """The columns of some rows as arrays, to compare a few of them.

    Parameters
    ----------
    frame
        The rows.
    """

    def __init__(self, frame: pl.DataFrame) -> None:
        self.frame = frame
        self._columns: dict[str, npt.NDArray[np.object_]] = {}

    def rows(self, places: Sequence[int]) -> list[int]:
        """The numbers of the rows in the file."""
        return [int(self._values("row")[place]) for place in places]

    def _values(self, name: str) -> npt.NDArray[np.object_]:
        if name not in self._columns:
            known = name in self.frame.columns
            values = self.frame[name].to_list() if known else [None] * self.frame.height
            self._columns[name] = np.array([*values, None], dtype=object)[:-1]
        return self._columns[name]

    def _given(self, name: str, places: Sequence[int]) -> list[object]:
        return [v for place in places if (v := self._values(name)[place]) is not None]

    def people_apart(self, places: Sequence[int]) -> str:
        """The sign that rows are of different people: a name or a birth date; "" if none."""
        names = [_name_parts(str(name)) for name in self._given("name", places)]
        if any(not _same_name(one, two) for one, two in combinations(names[:MOST_COMPARED], 2)):
            return "name"
        kinds = ("birth_date", "ssn")
        return next((kind for kind in kinds if len(set(self._given(kind, places))) > 1), "")

    def known_alike(self, places: Sequence[int]) -> bool:
        """Return whether every row has a name, or a birth date, that shows the same person."""
        return any(len(self._given(name, places)) == len(places) for name in ("name", "birth_date"))

    def companies(self, places: Sequence[int]) -> bool:
        """Return whether the rows name several companies."""
        return len(set(self._given("company", places))) > 1

    def same_totals(self, places: Sequence[int]) -> bool:
        """Return whether all rows hold the same amounts, more than one of them not 0."""
        figures = [tuple(self._values(name)[place] for name in FIGURES) for place in places]
        first = figures[0]
        return len(set(figures)) == 1 and sum(bool(value) for value in first) > 1

    def repeat_pay(self, places: Sequence[int]) -> bool:
        """Return whether two rows hold the same pay, as where a list of jobs repeats the year's."""
        pays = [pay for place in places if (pay := self._values("compensation")[place])]
        return len(set(pays)) < len(pays)

    def latest(self, places: Sequence[int]) -> int | None:
        """The row of the last pay date, where the rows have different pay dates."""
        for name in ("pay_date", "period_end"):
            dated = {self._values(name)[place]: place for place in places}
            if len(dated) == len(places) and None not in dated:
                return dated[max(dated)]
        return None

    def differ(self, places: Sequence[int], names: Sequence[str]) -> bool:
        """Return whether the rows are not all alike in some columns."""
        return len({tuple(self._values(name)[p] for name in names) for p in places}) > 1

    def differ_all(self, places: Sequence[int], names: Sequence[str]) -> bool:
        """Return whether no two rows are alike in some columns."""
        return len({tuple(self._values(n)[p] for n in names) for p in places}) == len(places)


def _name_parts(name: str) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W\d_]+", name.casefold()))


def _same_name(one: frozenset[str], two: frozenset[str]) -> bool:
    """Return whether two names may be one person's: the words of one are among those of the other.

    >>> _same_name(_name_parts("Abbott, Iris"), _name_parts("Iris M. Abbott"))
    True
    >>> _same_name(_name_parts("Abbott, Iris"), _name_parts("Farrow, Miles"))
    False
    """
    return one <= two or two <= one
