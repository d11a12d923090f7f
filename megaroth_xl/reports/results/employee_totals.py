"""Totals of the employees' sheet for the pages of a summary; totals of parts add up."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
import polars as pl

from megaroth_xl.quantities import CENTS, BoolArray, FloatArray
from megaroth_xl.reports.results.employee_outcomes import EmployeeOutcomes

__all__ = ["EmployeeTotals"]

ROOM_BOUNDS = (0, 5_000, 10_000, 20_000, 30_000, 40_000, 50_000)
"""Where the bars of the room's distribution end, in dollars."""


@dataclass(frozen=True, eq=False)
class EmployeeTotals:
    """Totals of employees.

    Parameters
    ----------
    employees
        Number of employees.
    counts
        How many each name concerns.
    cents
        Amounts in all, cents.
    binding
        By limit that stops after-tax contributions, number of employees.
    up_to
        By dollars (`ROOM_BOUNDS`), number of employees with at most so much room.
    hce_rooms
        After-tax room of each HCE with a ratio in the tests, dollars.
    """

    employees: int
    counts: Mapping[str, int]
    cents: Mapping[str, int]
    binding: Mapping[str, int]
    up_to: Mapping[int, int]
    hce_rooms: FloatArray

    @classmethod
    def of(cls, employees: pl.DataFrame, results: EmployeeOutcomes, tested_hces: BoolArray) -> Self:
        """Totals of a part.

        Parameters
        ----------
        employees
            The part's rows of the employees' sheet.
        results
            What the sheet was made of.
        tested_hces
            The HCEs with a ratio in the tests.
        """
        room = employees["after_tax_room"].to_numpy()
        excess = employees["excess_annual_addition"].to_numpy()
        known_age = np.isfinite(employees["age"].to_numpy())
        made = employees["after_tax_contribution"].to_numpy()
        above = np.nan_to_num(np.round(made - employees["after_tax_limit"].to_numpy(), 2))
        above = np.maximum(above, 0.0)
        above_402g = employees["excess_deferral"].to_numpy() > 0
        can = results.pay_dates_left != 0
        holds = {
            "with_room": room > 0,
            "can_contribute": room[can] > 0,
            "excess_annual_addition": excess > 0,
            "excess_addition_without_age": (excess > 0) & ~known_age,
            "excess_deferral": above_402g,
            "excess_deferral_without_age": above_402g & ~known_age,
            "roth_catch_up_required": results.roth_catch_up_required == 1,
            "highly_compensated": results.highly_compensated == 1,
            "hce_not_known": np.isnan(results.highly_compensated),
            "age_not_known": ~known_age,
            "above_cap": above > 0,
        }
        dollars = {
            "after_tax_room": room,
            "can_contribute": room[can],
            "roth_total": employees["roth_total"].to_numpy(),
            "above_cap": above,
        }
        return cls(
            employees.height,
            {name: int(np.sum(whom)) for name, whom in holds.items()},
            {name: int(np.round(column * CENTS).sum()) for name, column in dollars.items()},
            dict(employees["binding_limit"].value_counts().iter_rows()),
            {bound: int((room <= bound).sum()) for bound in ROOM_BOUNDS},
            room[tested_hces],
        )

    @classmethod
    def together(cls, parts: Iterable[Self]) -> Self:
        """Totals of all the parts."""
        parts = list(parts)
        return cls(
            sum(part.employees for part in parts),
            _added(part.counts for part in parts),
            _added(part.cents for part in parts),
            _added(part.binding for part in parts),
            {bound: sum(part.up_to[bound] for part in parts) for bound in ROOM_BOUNDS},
            np.concatenate([part.hce_rooms for part in parts]),
        )

    def dollars(self, name: str) -> float:
        """An amount in all, dollars."""
        return self.cents[name] / CENTS


def _added(counts: Iterable[Mapping[str, int]]) -> Mapping[str, int]:
    found = Counter[str]()
    for each in counts:
        found.update(each)
    return found
