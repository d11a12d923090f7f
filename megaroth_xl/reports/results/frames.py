"""The frames of the files about all employees: computed roster by roster, and put aside."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, Protocol

import polars as pl

from megaroth_xl.reports.results.content import Content, ReportSetting, Table
from megaroth_xl.reports.results.corrections import CORRECTIONS, correction_frames
from megaroth_xl.reports.results.data_files import (
    ELECTED,
    election_table,
    given_table,
    results_table,
)
from megaroth_xl.reports.results.employee_totals import EmployeeTotals
from megaroth_xl.reports.results.employees import COLUMNS, employee_frame
from megaroth_xl.reports.results.outcomes import outcomes
from megaroth_xl.reports.results.pretest import PARTICIPANTS, participant_frame
from megaroth_xl.reports.results.pretest_data import Refunds, refund_data
from megaroth_xl.reports.roster import Roster, RosterFacts, redacted
from megaroth_xl.strategy.pretest.part_test import PartTest
from megaroth_xl.strategy.pretest.plan_test import PlanTest

__all__ = ["Frames"]

SLICE = 16_384
"""Employees that are computed at a time: their columns stay within the processor's cache."""
REFUNDS = "refunds"


class Storage(Protocol):
    """A place for what is needed again later."""

    def put(self, thing: object) -> int:
        """Put something aside; returns the number by which it is found again."""

    def get(self, number: int) -> Any:
        """Return what was put aside under a number."""


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
        self._kept: dict[str, list[tuple[int, int]]] = {}
        self._totals: list[EmployeeTotals] = []
        self._refunds: tuple[Refunds, Refunds] = ([], [])

    def add(self, roster: Roster, found: PartTest) -> None:
        """Add what a roster comes to."""
        labels = redacted(roster.labels) if self._redact else roster.labels
        people, lang = roster.participants, self._setting.lang
        employees = pl.concat(self._employees(roster, labels, found))
        self._keep("elections", election_table(employees, people, found, self._setting.as_of))
        self._keep("participants", participant_frame(labels, found, lang))
        for step, frame in enumerate(correction_frames(people, labels, found, lang)):
            self._keep(f"{REFUNDS} {step}", frame)
        for everybody, some in zip(self._refunds, refund_data(people, found), strict=True):
            everybody.extend(some)

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
        return Content(
            facts=facts,
            plan=setting.plan,
            year=setting.year,
            limits=setting.limits,
            plan_test=plan_test,
            totals=EmployeeTotals.together(self._totals),
            employees=self._table(COLUMNS, "employees"),
            participants=self._table(PARTICIPANTS, "participants"),
            corrections=self._table(
                CORRECTIONS, *(name for name in self._kept if name.startswith(REFUNDS))
            ),
            results=Table(facts.employees, self._results),
            elections=self._table({}, "elections"),
            refunds=self._refunds if names_persons else (None, None),
            run=run,
            lang=setting.lang,
        )

    def _employees(
        self, roster: Roster, labels: pl.DataFrame, found: PartTest
    ) -> Iterator[pl.DataFrame]:
        """Keep the employees' sheet and what the census gave; yield what elections are made of."""
        setting, tested = self._setting, found.part.tested_hces()
        for start in range(0, max(len(roster.participants), 1), SLICE):
            part = slice(start, start + SLICE)
            people = roster.participants.take(part)
            results = outcomes(
                people,
                setting.plan,
                setting.year,
                hce=found.hce[part],
                periods_left=setting.periods_left,
                as_of=setting.as_of,
                limits=setting.limits,
            )
            frame = employee_frame(people, labels[part], results, setting.lang)
            self._totals.append(EmployeeTotals.of(frame, results, tested[part]))
            given = given_table(
                people,
                roster.passthrough[part],
                self._facts,
                is_redacted=self._redact,
            )
            self._keep("employees", frame)
            self._keep("given", given)
            yield frame.select(ELECTED)

    def _results(self) -> Iterator[pl.DataFrame]:
        names = "employees", "participants", "given"
        return map(results_table, *(self._frames(name) for name in names))

    def _keep(self, name: str, frame: pl.DataFrame) -> None:
        """Put a frame aside in slices."""
        kept = self._kept.setdefault(name, [])
        for piece in frame.iter_slices(SLICE) if frame.height else (frame,):
            kept.append((piece.height, self._aside.put(piece)))

    def _table(self, units: Mapping[str, str], *names: str) -> Table:
        height = sum(height for name in names for height, _ in self._kept[name])
        return Table(height, partial(self._frames, *names), units)

    def _frames(self, *names: str) -> Iterator[pl.DataFrame]:
        for name in names:
            for _, number in self._kept[name]:
                yield self._aside.get(number)
