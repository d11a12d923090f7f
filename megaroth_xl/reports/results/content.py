"""What a report says: everything that was read, and what it comes to."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from megaroth_xl.law.limits import LimitsTable
from megaroth_xl.quantities import FloatArray
from megaroth_xl.reports.results.pretest import pretest
from megaroth_xl.reports.roster.roster import Roster
from megaroth_xl.strategy.plan import PlanTerms
from megaroth_xl.strategy.plan_test import PlanTest
from megaroth_xl.texts import text

__all__ = ["Content"]


@dataclass(frozen=True, eq=False)
class Content:
    """Everything that a report says.

    Parameters
    ----------
    roster, plan, year, limits
        What was read.
    employees
        The employees' sheet (`employee_frame`).
    hce
        Who is highly compensated (`hce_status`).
    run
        The run's facts by the name of their text.
    lang
        "en" or "ko".
    allow_left_out
        Rows that may be left out of the plan's tests all the same.
    is_redacted
        The employees' names are left out.
    """

    roster: Roster
    plan: PlanTerms
    year: int
    limits: LimitsTable
    employees: pl.DataFrame
    hce: FloatArray
    run: Mapping[str, str]
    lang: str
    allow_left_out: int = 0
    is_redacted: bool = False

    @cached_property
    def plan_test(self) -> PlanTest:
        """The pre-test of the reported employees."""
        return pretest(
            self.roster,
            self.plan,
            self.year,
            hce=self.hce,
            match=self.employees["matching_contribution"].to_numpy(),
            allow_left_out=self.allow_left_out,
            limits=self.limits,
        )

    def say(self, key: str, **values: object) -> str:
        """A text of the reports in the report's language."""
        return text(f"reports.{key}", self.lang, **values)

    def answer(self, value: bool | None) -> str:  # noqa: FBT001
        """Yes, no or unknown in the report's language."""
        word = "unknown" if value is None else "yes" if value else "no"
        return text(f"common.answer.{word}", self.lang)
