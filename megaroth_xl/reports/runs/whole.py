"""The files of a run about all employees together."""

import hashlib
import io
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import polars as pl

from megaroth_xl import __version__
from megaroth_xl.files import Bytes, sha256
from megaroth_xl.quantities import FloatArray
from megaroth_xl.reports.pages.report_setting import ReportSetting
from megaroth_xl.reports.pages.summary import problem_frame, summary
from megaroth_xl.reports.results.content import Content
from megaroth_xl.reports.results.corrections import correction_frame
from megaroth_xl.reports.results.data_files import election_table, results_table
from megaroth_xl.reports.results.employees import employee_frame
from megaroth_xl.reports.results.outcomes import outcomes
from megaroth_xl.reports.results.pretest import RowCounts
from megaroth_xl.reports.results.pretest_data import plan_test_data
from megaroth_xl.reports.roster.roster import Roster
from megaroth_xl.reports.runs.privacy import redacted
from megaroth_xl.reports.runs.rosters import Part, Rosters
from megaroth_xl.sheets.cell_text import harmless, harmless_texts

__all__ = ["DATA", "FILES", "RESULT", "content_of"]

SUMMARY = "summary.xlsx"
PROBLEMS = "problems.csv"
RESULTS = "results.parquet"
RESULTS_TEXT = "results.csv"
REFUNDS = "refunds.csv"
ELECTIONS = "elections.csv"
RESULT = "result.json"
DATA = (RESULTS, RESULTS_TEXT, REFUNDS, ELECTIONS)
"""Figures of single employees in files that cannot have a password."""
SLICE = 16_384
"""Employees that are computed at a time: their columns stay within the processor's cache."""
MOST_NAMED = 100
"""Rosters that the summary names; all are in the record of the run."""


def content_of(
    rosters: Rosters,
    setting: ReportSetting,
    hce: FloatArray,
    plan: Path,
    *,
    redact: bool,
    allow_left_out: int,
) -> Content:
    """Everything that the reports on all employees say.

    Parameters
    ----------
    rosters, setting
        What was read, and under which terms.
    hce
        Who is highly compensated.
    plan
        The file of the plan.
    redact
        Leave the employees' names out.
    allow_left_out
        Rows that may be left out of the plan's tests all the same.
    """
    roster = rosters.roster
    shown = replace(roster, labels=redacted(roster.labels)) if redact else roster
    return Content(
        roster=roster,
        plan=setting.plan,
        year=setting.year,
        limits=setting.limits,
        employees=_employees(shown, setting, hce),
        hce=hce,
        run={
            "roster": _names(rosters.parts),
            "roster_hash": _hash(rosters.parts),
            "plan": plan.name,
            "plan_hash": sha256(plan),
            "year": str(setting.year),
            "version": __version__,
            "lang": setting.lang,
            "unused": ", ".join(roster.unused),
        },
        lang=setting.lang,
        allow_left_out=allow_left_out,
        is_redacted=redact,
    )


def _names(parts: Iterable[Part]) -> str:
    names = [part.name for part in parts]
    more = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" + {more:,}" if more > 0 else "")


def _hash(parts: Iterable[Part]) -> str:
    """The hash of a roster; of several, that of the list that sha256sum makes of them."""
    only, *others = lines = [f"{part.sha256}  {part.name}\n" for part in parts]
    return hashlib.sha256("".join(lines).encode()).hexdigest() if others else only.split()[0]


def _employees(read: Roster, setting: ReportSetting, hce: FloatArray) -> pl.DataFrame:
    """The employees' sheet, made of slices that stay within the processor's cache."""
    frames = []
    for start in range(0, max(len(read.participants), 1), SLICE):
        part = slice(start, start + SLICE)
        people = read.participants.take(part)
        results = outcomes(
            people,
            setting.plan,
            setting.year,
            hce=hce[part],
            periods_left=setting.periods_left,
            as_of=setting.as_of,
            limits=setting.limits,
        )
        frames.append(employee_frame(people, read.labels[part], results, setting.lang))
    return pl.concat(frames)


def _problems(content: Content) -> list[bytes]:
    return _csv(problem_frame(content.roster.problems))


def _results(content: Content) -> list[bytes]:
    table = io.BytesIO()
    results_table(content).write_parquet(table)
    return [table.getvalue()]


def _csv(frame: pl.DataFrame) -> list[bytes]:
    """A table that no spreadsheet takes for formulas, its headings included."""
    safe = harmless_texts(frame).rename({name: harmless(name) for name in frame.columns})
    return [safe.write_csv(include_bom=True, line_terminator="\r\n").encode()]


def _results_text(content: Content) -> list[bytes]:
    return _csv(results_table(content))


def _elections(content: Content) -> list[bytes]:
    return _csv(election_table(content))


def _result(content: Content) -> list[bytes]:
    """What came out, for other programs to read."""
    roster = content.roster
    counts = RowCounts.of(roster)
    data = {
        "year": content.year,
        "rows": roster.rows,
        "rows_left_out": roster.rows_left_out,
        "problems": len(roster.problems),
        **plan_test_data(roster.participants, content.plan_test, counts, content.lang),
    }
    return [json.dumps(data, indent=2, ensure_ascii=False).encode()]


def _refunds(content: Content) -> list[bytes]:
    """What goes back, a row for each person, step and source."""
    labels = content.employees.select("employee_id", "name")
    people = content.roster.participants
    return _csv(correction_frame(people, labels, content.plan_test, content.lang))


FILES: Mapping[str, Callable[[Content], Iterable[Bytes]]] = {
    SUMMARY: summary,
    PROBLEMS: _problems,
    RESULTS: _results,
    RESULTS_TEXT: _results_text,
    REFUNDS: _refunds,
    ELECTIONS: _elections,
    RESULT: _result,
}
"""The files about all employees, by name, with what writes each; the summary first."""
