"""The personal workbooks of a run: planned roster by roster, and handed out as jobs."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from megaroth_xl.errors import InputError
from megaroth_xl.quantities import FloatArray
from megaroth_xl.reports.roster import Roster, is_ssn, whole_numbers
from megaroth_xl.reports.runs.aside import Aside
from megaroth_xl.reports.runs.asked import Asked
from megaroth_xl.reports.runs.copies import Design, Job, JobPlan, Slice, copy_names, plan_jobs
from megaroth_xl.reports.runs.home import Home
from megaroth_xl.reports.runs.identity import digest
from megaroth_xl.reports.runs.names import names_of
from megaroth_xl.reports.runs.privacy import password_file, passwords_for
from megaroth_xl.reports.runs.rosters import Rosters
from megaroth_xl.reports.runs.store import absolute
from megaroth_xl.reports.runs.whole import SUMMARY
from megaroth_xl.strategy.plan.participant_columns import COLUMNS, ColumnKind
from megaroth_xl.strategy.pretest.expected_refunds import expected_refunds
from megaroth_xl.strategy.pretest.part_test import PartTest

__all__ = ["Letters"]

RESERVED = 8
"""Jobs whose files are entered into the manifest at a time, before the first is handed out."""


class _Part(NamedTuple):
    """The personal workbooks of one roster.

    Parameters
    ----------
    names
        The workbook of each employee; none where bundles without passwords need no list of them.
    ids, passwords
        Where workbooks get passwords, the id and the password of each employee.
    number
        Where it is put aside which workbook is whose, who is highly compensated, and what goes back
        to each.
    jobs
        The jobs that write the workbooks.
    """

    names: pl.Series
    ids: pl.DataFrame | None
    passwords: pl.Series | None
    number: int
    jobs: tuple[JobPlan, ...]


class Letters:
    """The personal workbooks of all rosters of a run.

    Parameters
    ----------
    asked, rosters
        What is asked of which rosters.
    aside
        Takes what the workbooks need of the pre-test.
    settings
        What else than the employees the workbooks are made of (`Identity.settings`).
    passwords
        The passwords that workbooks have already; None where each gets a new one.
    """

    def __init__(
        self,
        asked: Asked,
        rosters: Rosters,
        aside: Aside,
        settings: Mapping[str, Any],
        passwords: bytes | None,
    ) -> None:
        self._asked, self._rosters = asked, rosters
        self._aside, self._earlier = aside, passwords
        self._made_of = digest(settings, str(asked.setting.as_of))
        self._parts: list[_Part] = []
        self._found: list[tuple[FloatArray, FloatArray | None]] = []

    @property
    def jobs(self) -> list[JobPlan]:
        """The jobs that write all workbooks."""
        return [job for part in self._parts for job in part.jobs]

    def files(self, job: JobPlan) -> pl.Series:
        """The files that a job writes."""
        return job.files(self._parts[job.place].names)

    def wanted(self) -> Iterator[pl.DataFrame]:
        """The files of each job, and what they are made of (`Home.plan`)."""
        for job in self.jobs:
            yield self.files(job).to_frame().with_columns(made_of=pl.lit(job.made_of))

    def add(self, place: int, found: PartTest) -> None:
        """Take what some employees come to; the workbooks of a roster are planned with its last.

        Parameters
        ----------
        place
            The place of their roster.
        found
            Their pre-test.
        """
        refunds = expected_refunds(found) if self._asked.refunds_in_letters else None
        self._found.append((found.hce, refunds))
        roster = self._rosters.roster(place)
        if sum(len(hce) for hce, _ in self._found) == len(roster.participants):
            hces, back = zip(*self._found, strict=True)
            self._found = []
            refunds = None if refunds is None else np.concatenate(back)
            self._plan(place, roster, np.concatenate(hces), refunds)

    def _plan(
        self, place: int, roster: Roster, hce: FloatArray, refunds: FloatArray | None
    ) -> None:
        """Plan the workbooks of a roster."""
        asked = self._asked
        rows, ids = roster.row_names, roster.labels["employee_id"]
        by = names_of(self._chosen(roster), ids, rows)
        within = self._rosters.parts[place].folder
        names = copy_names(by, within, bundle=asked.bundle)
        passwords = passwords_for(names, self._earlier) if asked.encrypt else None
        labels = roster.labels
        some = Slice(roster.participants, labels, hce, names, passwords, refunds)
        jobs = [
            job
            for as_pdf in (False, True)[: 1 + asked.pdf]
            for job in plan_jobs(
                some,
                place,
                within=within,
                bundle=asked.bundle,
                made_of=self._made_of,
                as_pdf=as_pdf,
            )
        ]
        listed = labels.select("employee_id") if asked.encrypt else None
        number = self._aside.put((names, hce, refunds))
        kept = names.clear() if asked.bundle and not asked.encrypt else names
        self._parts.append(_Part(kept, listed, passwords, number, tuple(jobs)))

    def password_file(self, summary: str, earlier: bytes | None) -> bytes:
        """The file of passwords, that of the summary first; nothing where there are none.

        Parameters
        ----------
        summary
            The password of the summary.
        earlier
            The one that an earlier run has written, whose replaced passwords stay beside.
        """
        if not summary:
            return b""
        parts = [
            (
                pl.DataFrame({"employee_id": [""]}),
                pl.Series("file", [SUMMARY]),
                pl.Series("password", [summary]),
            )
        ]
        for part in self._parts:
            if part.ids is not None and part.passwords is not None:
                parts.append((part.ids, part.names, part.passwords))
        ids, names, passwords = zip(*parts, strict=True)
        return password_file(pl.concat(ids), pl.concat(names), pl.concat(passwords), earlier)

    def left(self, home: Home, todo: pl.DataFrame) -> Iterator[Job]:
        """Yield what is left of the jobs, entered into the manifest before it is handed out.

        Parameters
        ----------
        home
            The folder of the run.
        todo
            The files that are missing there.
        """
        design, address = Design(self._made_of, self._asked.setting), absolute(self._asked.out)
        missing = dict(todo.group_by("made_of").agg("file").iter_rows())
        plans = (plan for plan in self.jobs if plan.made_of in missing)
        at_hand, employees = -1, None
        while some := list(islice(plans, RESERVED)):
            home.reserve(todo.filter(pl.col("made_of").is_in([plan.made_of for plan in some])))
            for plan in some:
                if employees is None or at_hand != plan.place:
                    at_hand, employees = plan.place, self._employees(plan.place)
                its, files = employees.take(slice(plan.start, plan.stop)), self.files(plan)
                job = Job(its, files, address, design, plan)
                if plan.bundle is None:
                    left = pl.Series(missing[plan.made_of]).implode()
                    job = job.of(np.flatnonzero(files.is_in(left).to_numpy()))
                yield job

    def _employees(self, place: int) -> Slice:
        roster, part = self._rosters.roster(place), self._parts[place]
        names, hce, refunds = self._aside.get(part.number)
        return Slice(roster.participants, roster.labels, hce, names, part.passwords, refunds)

    def _chosen(self, roster: Roster) -> pl.Series:
        """The column that names the workbooks, null where it says nothing.

        Raises
        ------
        InputError
            If no roster has such a column.
        """
        name = self._asked.name_by
        if name not in COLUMNS and name not in self._rosters.facts.passthrough:
            name = roster.account.became(name) or name
        if name in roster.labels.columns:
            return roster.labels.get_column(name)
        if name in COLUMNS and COLUMNS[name].kind is ColumnKind.TEXT:
            texts = getattr(roster.participants, name).tolist()
            return pl.Series(name, texts, dtype=pl.String).replace("", None)
        if name not in self._rosters.facts.passthrough:
            found = repr(self._asked.name_by)
            raise InputError("name_by", found, "a column of texts of the roster, such as name")
        if name in roster.passthrough.columns:
            texts = roster.passthrough.get_column(name).replace("", None)
            return whole_numbers(texts) if is_ssn(name, self._asked.setting.year) else texts
        return pl.Series(name, [None] * len(roster.participants), dtype=pl.String)
