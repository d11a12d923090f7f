"""The facts that what-if tests need beyond the test's totals; totals of parts add up."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np

from megaroth_xl.law.leveling import RatioTotals
from megaroth_xl.quantities import BoolArray
from megaroth_xl.strategy.plan.participants import Participants
from megaroth_xl.strategy.pretest.outcomes import cells_of
from megaroth_xl.strategy.pretest.pretest_totals import PretestTotals
from megaroth_xl.strategy.pretest.tested_part import TestedPart

__all__ = ["QNEC_RATES", "WhatIfTotals"]

QNEC_RATES = (0.01, 0.02, 0.03)
MOST_DIVISIONS = 20


@dataclass(frozen=True, eq=False)
class WhatIfTotals:
    """Costs of QNECs, and totals by division.

    Parameters
    ----------
    qnec
        By share of pay, what it costs to give it to every NHCE, cents, each one's rounded up.
    divisions
        By name, totals of each division's employees in the test; "" for those without one. None
        where there are more than can be shown; empty where a whole plan has none.
    """

    qnec: Mapping[float, int]
    divisions: Mapping[str, RatioTotals] | None

    @classmethod
    def of(cls, people: Participants, part: TestedPart, totals: PretestTotals, column: str) -> Self:
        """Totals of a part.

        Parameters
        ----------
        people, part, totals
            The participants, what the tests count of them, and its totals.
        column
            What the ratios are made of (`TESTED`).
        """
        tested = part.counts.tested
        pays = part.pay[tested & ~part.is_hce & (part.pay > 0)]
        costs = {rate: int(np.ceil(np.round(rate * pays, 6)).sum()) for rate in QNEC_RATES}
        names = set(people.division.tolist())
        if not names - {""}:
            (everybody,) = cells_of(totals, column)
            return cls(costs, {"": everybody})
        if len(names - {""}) > MOST_DIVISIONS:
            return cls(costs, None)
        divisions = {
            name: _of(part, column, tested & (people.division == name)) for name in sorted(names)
        }
        return cls(costs, divisions)

    @classmethod
    def together(cls, parts: Iterable[Self]) -> Self:
        """Totals of all the parts."""
        parts = list(parts)
        costs = {rate: sum(part.qnec[rate] for part in parts) for rate in QNEC_RATES}
        found: list[Mapping[str, RatioTotals]] = []
        for part in parts:
            if part.divisions is None:
                return cls(costs, None)
            found.append(part.divisions)
        names = {name for divisions in found for name in divisions}
        if len(names - {""}) > MOST_DIVISIONS:
            return cls(costs, None)
        if names == {""}:  # their totals would be those of the test once more
            return cls(costs, {})
        together = {
            name: RatioTotals.together(each[name] for each in found if name in each)
            for name in sorted(names)
        }
        return cls(costs, together)

    def without(self) -> dict[str, RatioTotals]:
        """By division, totals of everybody else; nothing where there is only one division."""
        divisions = self.divisions or {}
        names = [name for name in divisions if name]
        if len(names) <= 1:
            return {}
        return {
            name: RatioTotals.together(part for each, part in divisions.items() if each != name)
            for name in names
        }


def _of(part: TestedPart, column: str, rows: BoolArray) -> RatioTotals:
    money = part.counted(column)
    return RatioTotals.of(part.is_hce[rows], money[rows], part.pay[rows])
