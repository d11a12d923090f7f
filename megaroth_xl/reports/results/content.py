"""The content of a report: its terms, everything that was read, and its results."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from megaroth_xl.law.limits import LimitsTable
from megaroth_xl.quantities import FloatArray
from megaroth_xl.reports.results.employee_outcomes import EmployeeOutcomes, employee_outcomes
from megaroth_xl.reports.results.employee_totals import EmployeeTotals
from megaroth_xl.reports.results.pretest_data import plan_test_data
from megaroth_xl.strategy.plan.participants import Participants
from megaroth_xl.strategy.plan.terms import PlanTerms
from megaroth_xl.strategy.pretest.plan_test import PlanTest
from megaroth_xl.texts import text

if TYPE_CHECKING:  # what writes personal workbooks reads no rosters
    from megaroth_xl.reports.roster import RosterFacts

__all__ = ["Content", "ReportSetting", "Table"]


class ReportSetting(NamedTuple):
    """The terms that all of a report's workbooks have in common.

    Parameters
    ----------
    plan, year, limits, lang
        As in a report.
    periods_left
        Pay dates still to come for those whose row does not say.
    as_of
        The day up to which the roster goes; None where it does not say.
    """

    plan: PlanTerms
    year: int
    limits: LimitsTable
    lang: str
    periods_left: int | None = None
    as_of: date | None = None

    def outcomes(self, people: Participants, hce: FloatArray) -> EmployeeOutcomes:
        """Return what each employee comes to on these terms, as `employee_outcomes` does."""
        return employee_outcomes(
            people,
            self.plan,
            self.year,
            hce=hce,
            periods_left=self.periods_left,
            as_of=self.as_of,
            limits=self.limits,
        )

    def say(self, key: str, **values: object) -> str:
        """A text of the reports."""
        return text(f"reports.{key}", self.lang, **values)

    def say_letter(self, key: str, **values: object) -> str:
        """A text of the letters."""
        return text(f"letters.{key}", self.lang, **values)


class Table(NamedTuple):
    """A table that comes in frames, so that all of it need never be in memory.

    Parameters
    ----------
    height
        Rows of all frames.
    frames
        Gives the frames from the first on, each time anew.
    units
        By column, the unit of its cells; none where no workbook shows it.
    """

    height: int
    frames: Callable[[], Iterator[pl.DataFrame]]
    units: Mapping[str, str] = {}

    def rows(self, start: int, stop: int) -> Iterator[pl.DataFrame]:
        """The frames cut to some rows."""
        place = 0
        for frame in self.frames():
            first, last = max(start - place, 0), min(stop - place, frame.height)
            if first < last:
                yield frame.slice(first, last - first)
            place += frame.height


@dataclass(frozen=True, eq=False)
class Content:
    """Everything that a report says.

    Parameters
    ----------
    facts, plan, year, limits
        What was read.
    plan_test
        The pre-test of the reported employees.
    totals
        Totals of the employees' sheet.
    employees
        The employees' sheet (`employee_frame`).
    participants
        The participants of the pre-test (`participant_frame`).
    corrections
        What goes back, step after step (`correction_frames`).
    results
        The results for other programs (`results_table`).
    elections
        The elections for payroll (`election_table`).
    refunds
        What the ACP and the ADP test return to each (`refund_frames`); None where ``result.json``
        is not to name anybody.
    run
        The run's facts by the name of their text.
    lang
        "en" or "ko".
    """

    facts: "RosterFacts"
    plan: PlanTerms
    year: int
    limits: LimitsTable
    plan_test: PlanTest
    totals: EmployeeTotals
    employees: Table
    participants: Table
    corrections: Table
    results: Table
    elections: Table
    refunds: tuple[Table, Table] | None
    run: Mapping[str, str]
    lang: str

    def say(self, key: str, **values: object) -> str:
        """A text of the reports in the report's language."""
        return text(f"reports.{key}", self.lang, **values)

    @property
    def data(self) -> dict[str, Any]:
        """Return what came out, for other programs to read, nobody named yet among the refunds."""
        nobody: list[dict[str, Any]] | None = None if self.refunds is None else []
        return {
            "year": self.year,
            "rows": self.facts.rows,
            "rows_left_out": self.facts.rows_left_out,
            "problems": len(self.facts.problems),
            **plan_test_data(self.plan_test, self.facts.counts, nobody, nobody, self.lang),
        }

    def answer(self, value: bool | None) -> str:  # noqa: FBT001
        """Yes, no or unknown in the report's language."""
        word = "unknown" if value is None else "yes" if value else "no"
        return text(f"common.answer.{word}", self.lang)
