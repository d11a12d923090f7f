"""The files of a run about all employees together."""

import hashlib
import io
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

from megaroth_xl import __version__
from megaroth_xl.files import Bytes, sha256
from megaroth_xl.quantities import FloatArray
from megaroth_xl.reports.pages.personal import ReportSetting
from megaroth_xl.reports.pages.plan_test import plan_test_of
from megaroth_xl.reports.pages.summary import problem_frame, summary
from megaroth_xl.reports.results.content import Content
from megaroth_xl.reports.results.employees import employee_frame
from megaroth_xl.reports.results.outcomes import outcomes
from megaroth_xl.reports.roster.reading import Roster
from megaroth_xl.reports.runs.privacy import redacted
from megaroth_xl.reports.runs.rosters import Part, Rosters
from megaroth_xl.sheets.cell_text import harmless_texts

__all__ = ["FILES", "RESULT", "content_of"]

SUMMARY = "summary.xlsx"
PROBLEMS = "problems.csv"
RESULTS = "results.parquet"
RESULT = "result.json"
SLICE = 16_384
"""Employees that are computed at a time: their columns stay within the processor's cache."""
MOST_NAMED = 100
"""Rosters that the summary names; all are in the record of the run."""


def content_of(
    rosters: Rosters, setting: ReportSetting, hce: FloatArray, plan: Path, *, redact: bool
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
            limits=setting.limits,
        )
        frames.append(employee_frame(people, read.labels[part], results, setting.lang))
    return pl.concat(frames)


def _problems(content: Content) -> list[bytes]:
    listed = harmless_texts(problem_frame(content.roster.problems))
    return [listed.write_csv(include_bom=True, line_terminator="\r\n").encode()]


def _results(content: Content) -> list[bytes]:
    table = io.BytesIO()
    content.employees.write_parquet(table)
    return [table.getvalue()]


def _result(content: Content) -> list[bytes]:
    """What came out, for other programs to read."""
    roster = content.roster
    data = {
        "year": content.year,
        "rows": roster.rows,
        "rows_left_out": roster.rows_left_out,
        "problems": len(roster.problems),
        "employees": content.employees.height,
        **_verdict(content),
    }
    return [json.dumps(data, indent=2, ensure_ascii=False).encode()]


def _verdict(content: Content) -> dict[str, Any]:
    """The result of the plan's ACP pre-test, and its figures.

    Returns
    -------
    dict
        ``result``, "passes", "fails" or "not tested"; ``reasons``, in words; ``hce_acp``,
        ``nhce_acp`` and ``limit``, shares of pay, and ``excess``, dollars; null where not tested.
    """
    found = plan_test_of(content)
    if isinstance(found, str):
        figures = dict.fromkeys(("hce_acp", "nhce_acp", "limit", "excess"))
        return {"result": "not tested", "reasons": [found], **figures}
    acp = found.acp
    return {
        "result": "passes" if acp.passes else "fails",
        "reasons": [],
        "hce_acp": acp.hce_average,
        "nhce_acp": acp.nhce_average,
        "limit": acp.limit,
        "excess": acp.excess,
    }


FILES: Mapping[str, Callable[[Content], Iterable[Bytes]]] = {
    SUMMARY: summary,
    PROBLEMS: _problems,
    RESULTS: _results,
    RESULT: _result,
}
"""The files about all employees, by name, with what writes each; the summary first."""
