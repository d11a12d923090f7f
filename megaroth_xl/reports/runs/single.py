"""The batch: a roster and a plan in, a folder of reports out."""

import hashlib
import json
from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from megaroth_xl import __version__
from megaroth_xl.errors import RosterFileError
from megaroth_xl.files import sha256
from megaroth_xl.law.limits import LimitsTable, limits_table
from megaroth_xl.quantities import FloatArray
from megaroth_xl.reports.pages.personal import Setting
from megaroth_xl.reports.pages.summary import problem_frame, summary
from megaroth_xl.reports.results.content import Content
from megaroth_xl.reports.results.employees import employee_frame
from megaroth_xl.reports.results.outcomes import hce_status, outcomes
from megaroth_xl.reports.roster.plan_file import read_plan
from megaroth_xl.reports.roster.reading import Roster, read_roster
from megaroth_xl.reports.runs.copies import claim, copy_jobs, copy_names, run_jobs
from megaroth_xl.reports.runs.files import only_run, write_changed
from megaroth_xl.reports.runs.privacy import passwords_of, redacted, refuse_without_encryption
from megaroth_xl.sheets.cell_text import harmless_texts
from megaroth_xl.strategy.participants import Problem
from megaroth_xl.strategy.plan import PlanTerms
from megaroth_xl.texts import LANGUAGES

__all__ = ["Report", "report"]

SUMMARY = "summary.xlsx"
PROBLEMS = "problems.csv"
PERSONAL = "personal"
PASSWORDS = "passwords.csv"
SLICE = 16_384
"""Employees that are computed at a time: their columns stay within the processor's cache."""


@dataclass(frozen=True)
class Report:
    """What a batch did.

    Parameters
    ----------
    files
        The summary, then the problems.
    rows
        Rows of the roster that are not blank.
    employees
        Employees reported.
    problems
        What kept rows out.
    personal
        The folder of the personal workbooks; None where none were asked for.
    printed
        The personal workbooks that this run printed; the others were there already.
    """

    files: tuple[Path, ...]
    rows: int
    employees: int
    problems: tuple[Problem, ...]
    personal: Path | None = None
    printed: int = 0

    @property
    def rows_left_out(self) -> int:
        """Rows that are in no report."""
        return len({problem.row for problem in self.problems})


def report(
    roster: Path | str,
    plan: Path | str,
    year: int,
    out: Path | str,
    *,
    limits: LimitsTable | None = None,
    lang: str = LANGUAGES[0],
    headings: Mapping[str, str] | None = None,
    strict: bool = False,
    periods_left: int | None = None,
    personal: bool = False,
    bundle: bool = False,
    encrypt: bool = False,
    redact: bool = False,
    workers: int = 1,
    executor: Executor | None = None,
    force: bool = False,
    progress: bool = False,
) -> Report:
    r"""Reports on a roster under a plan, written into a folder.

    Rows with problems are left out of the summary and listed in it and in ``problems.csv``.

    Parameters
    ----------
    roster
        An .xlsx, .csv or .parquet file, a row for each employee.
    plan
        The plan's terms, a TOML file.
    year
        The calendar year that the roster describes.
    out
        The folder to write into; made where it is not there.
    limits
        A table to use instead of the package's own.
    lang
        Language of the reports, "en" or "ko".
    headings
        By our name, the roster's headings that mean just that (`read_headings`).
    strict
        Whether any problem refuses the whole roster.
    periods_left
        Pay dates still to come for those whose row does not say; without it they get no election.
    personal
        Whether to print a workbook for each employee, into the folder ``personal``. What a run of
        the same input has printed stays, so that a stopped run goes on.
    bundle
        Whether they go into zip archives of some thousands instead of a file each.
    encrypt
        Whether each personal workbook opens with a password of its own; the passwords are in the
        file ``passwords.csv``, which goes nowhere with the workbooks.
    redact
        Whether the summary leaves the employees' names out.
    workers
        Processes that print them.
    executor
        What prints them instead of processes of this machine.
    force
        Whether to print again what is there, and to replace what another input has printed.
    progress
        Whether to show how far the printing is.

    Returns
    -------
    Report

    Raises
    ------
    MegarothError
        With one sentence, where a file cannot be read or written, the year has no limits, or the
        run is interrupted. No file is then half written.

    Examples
    --------
    >>> import tempfile
    >>> plan = 'name = "Our 401(k)"\naccepts_after_tax = true\naccepts_roth = true\n'
    >>> with tempfile.TemporaryDirectory() as name:
    ...     folder = Path(name)
    ...     roster = "id,age,pay,deferral\n7,40,200000,20000\n8,52,90000,many\n"
    ...     _ = (folder / "roster.csv").write_text(roster, encoding="utf-8")
    ...     _ = (folder / "plan.toml").write_text(plan + "pay_periods = 26", encoding="utf-8")
    ...     done = report(folder / "roster.csv", folder / "plan.toml", 2026, folder / "out")
    >>> done.rows, done.employees, done.problems[0].column
    (2, 1, 'elective_deferral')
    """
    table = limits or limits_table()
    table[year]
    roster_path, plan_path, folder = Path(roster), Path(plan), Path(out)
    terms = read_plan(plan_path)
    if encrypt:
        refuse_without_encryption()
    roster_hash = sha256(roster_path) if roster_path.is_file() else ""
    read = read_roster(roster_path, year, headings=headings, strict=strict)
    if sha256(roster_path) != roster_hash:
        raise RosterFileError(roster_path, "", "changed while it was read; start again")
    hce = hce_status(read.participants, terms, year, limits=table)
    shown = replace(read, labels=redacted(read.labels)) if redact else read
    content = Content(
        roster=read,
        plan=terms,
        year=year,
        limits=table,
        employees=_employees(shown, terms, year, hce, periods_left, table, lang),
        hce=hce,
        run={
            "roster": roster_path.name,
            "roster_hash": roster_hash,
            "plan": plan_path.name,
            "plan_hash": sha256(plan_path),
            "year": str(year),
            "version": __version__,
            "lang": lang,
            "unused": ", ".join(read.unused),
        },
        lang=lang,
    )
    with only_run(folder):
        listed = harmless_texts(problem_frame(read.problems))
        pieces = [listed.write_csv(include_bom=True, line_terminator="\r\n").encode()]
        files = {folder / SUMMARY: summary(content), folder / PROBLEMS: pieces}
        for path, content_pieces in files.items():
            write_changed(path, content_pieces)
        printed = 0
        if personal:
            setting = Setting(terms, year, table, lang, periods_left)
            home = folder / PERSONAL
            identity = _identity(content, setting, bundle=bundle, encrypt=encrypt)
            fresh = claim(home, identity, force=force)
            passwords = None
            if encrypt:
                names = copy_names(read.labels, bundle=bundle)
                passwords = passwords_of(folder / PASSWORDS, read.labels, names, fresh=fresh)
            jobs = copy_jobs(
                read.participants,
                read.labels,
                hce,
                home,
                setting,
                bundle=bundle,
                passwords=passwords,
            )
            printed = run_jobs(
                jobs, len(hce), workers=workers, executor=executor, progress=progress
            )
    return Report(
        files=tuple(files),
        rows=read.rows,
        employees=len(hce),
        problems=read.problems,
        personal=folder / PERSONAL if personal else None,
        printed=printed,
    )


def _identity(content: Content, setting: Setting, *, bundle: bool, encrypt: bool) -> str:
    """What the personal workbooks are made of, as text."""
    used = [
        repr(content.limits[y])
        for y in (content.year - 1, content.year)
        if y in content.limits.years
    ]
    made_of = {
        **content.run,
        "periods_left": setting.periods_left,
        "limits": hashlib.sha256("".join(used).encode()).hexdigest(),
        "bundle": bundle,
        "encrypt": encrypt,
    }
    return json.dumps(made_of, indent=2, ensure_ascii=False)


def _employees(
    read: Roster,
    plan: PlanTerms,
    year: int,
    hce: FloatArray,
    periods_left: int | None,
    limits: LimitsTable,
    lang: str,
) -> pl.DataFrame:
    """The employees' sheet, made of slices that stay within the processor's cache."""
    frames = []
    for start in range(0, max(len(read.participants), 1), SLICE):
        part = slice(start, start + SLICE)
        people = read.participants.take(part)
        results = outcomes(
            people, plan, year, hce=hce[part], periods_left=periods_left, limits=limits
        )
        frames.append(employee_frame(people, read.labels[part], results, lang))
    return pl.concat(frames)
