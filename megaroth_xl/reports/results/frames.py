"""The frames of the files about all employees: computed roster by roster, and put aside."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

import polars as pl

from megaroth_xl.reports.results.content import Content, ReportSetting, Table
from megaroth_xl.reports.results.correction_steps import CORRECTIONS, correction_frames
from megaroth_xl.reports.results.data_files import (
    IN_TESTS,
    election_table,
    given_table,
    results_table,
)
from megaroth_xl.reports.results.employee_totals import EmployeeTotals
from megaroth_xl.reports.results.employees import COLUMNS, employee_frame
from megaroth_xl.reports.results.pretest import PARTICIPANTS, participant_frame
from megaroth_xl.reports.results.pretest_data import refund_frames
from megaroth_xl.reports.results.stored_frames import Storage, StoredFrame, StoredFrames
from megaroth_xl.reports.roster import Roster, RosterFacts, redacted
from megaroth_xl.strategy.pretest.part_test import PartTest
from megaroth_xl.strategy.pretest.plan_test import PlanTest

__all__ = ["Frames"]

REFUNDS = "refunds"
TESTS = ("acp", "adp")


class Frames:
    """The parts of the files about all employees, one for each roster, in temporary storage.

    Parameters
    ----------
    setting
        The terms of the report.
    facts
        What is said of all rosters.
    aside
        Takes the frames.
    redact
        Leave the employees' names out.
    """

    def __init__(
        self, setting: ReportSetting, facts: RosterFacts, aside: Storage, *, redact: bool
    ) -> None:
        self._setting, self._facts, self._aside, self._redact = setting, facts, aside, redact
        self._stored = StoredFrames(aside)
        self._kept: dict[str, list[StoredFrame]] = {}
        self._totals: list[EmployeeTotals] = []

    def add(self, roster: Roster, found: PartTest) -> None:
        """Add what some employees come to.

        Parameters
        ----------
        roster
            Their roster, with these employees only.
        found
            Their pre-test.
        """
        self._stored.begin()
        labels = redacted(roster.labels) if self._redact else roster.labels
        people, setting = roster.participants, self._setting
        results = setting.outcomes(people, found.hce)
        employees = employee_frame(people, labels, results, setting.lang)
        self._totals.append(EmployeeTotals.of(employees, results, found.part.tested_hces()))
        given = given_table(people, roster.passthrough, self._facts, is_redacted=self._redact)
        self._keep("employees", employees)
        self._keep("given", given)
        self._keep("elections", election_table(employees, people, found, setting.as_of))
        self._keep("participants", participant_frame(labels, found, setting.lang))
        for step, frame in enumerate(correction_frames(people, labels, found, setting.lang)):
            self._keep_some(f"{REFUNDS} {step}", frame)
        for test, frame in zip(TESTS, refund_frames(people, found), strict=True):
            self._keep_some(test, frame)

    def content(
        self, plan_test: PlanTest, run: Mapping[str, str], *, names_persons: bool
    ) -> Content:
        """Everything that the files say, once all rosters are added.

        Parameters
        ----------
        plan_test
            The pre-test of all rosters.
        run
            The run's facts by the name of their text.
        names_persons
            ``result.json`` says what goes back to whom.
        """
        facts, setting = self._facts, self._setting
        self._totals = [EmployeeTotals.together(self._totals)]
        return Content(
            facts=facts,
            plan=setting.plan,
            year=setting.year,
            limits=setting.limits,
            plan_test=plan_test,
            totals=self._totals[0],
            employees=self._table(COLUMNS, "employees"),
            participants=self._table(PARTICIPANTS, "participants"),
            corrections=self._table(
                CORRECTIONS, *(name for name in self._kept if name.startswith(REFUNDS))
            ),
            results=Table(facts.employees, self._results),
            elections=self._table({}, "elections"),
            refunds=((self._table({}, "acp"), self._table({}, "adp")) if names_persons else None),
            run=run,
            lang=setting.lang,
        )

    def _results(self) -> Iterator[pl.DataFrame]:
        return map(
            results_table,
            self._frames("employees"),
            self._frames("participants", only=IN_TESTS),
            self._frames("given"),
        )

    def _keep_some(self, name: str, frame: pl.DataFrame) -> None:
        """Keep a frame that may be empty; one of those is enough to say the columns."""
        if frame.height or name not in self._kept:
            self._keep(name, frame)

    def _keep(self, name: str, frame: pl.DataFrame) -> None:
        self._kept.setdefault(name, []).append(self._stored.put(frame))

    def _table(self, units: Mapping[str, str], *names: str) -> Table:
        height = sum(frame.height for name in names for frame in self._kept[name])
        return Table(height, partial(self._frames, *names), units)

    def _frames(self, *names: str, only: Sequence[str] | None = None) -> Iterator[pl.DataFrame]:
        for name in names:
            for frame in self._kept[name]:
                yield self._stored.get(frame, only)
