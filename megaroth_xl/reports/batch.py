"""The batch: a roster and a plan in, a folder of reports out."""

from dataclasses import dataclass
from pathlib import Path

from megaroth_xl import __version__
from megaroth_xl.law.limits import LimitsTable, limits_table
from megaroth_xl.reports.employees import employee_frame
from megaroth_xl.reports.files import sha256, workbook_bytes, write_whole
from megaroth_xl.reports.outcomes import outcomes
from megaroth_xl.reports.plan_file import read_plan
from megaroth_xl.reports.roster import read_roster
from megaroth_xl.reports.summary import Content, problem_frame, summary
from megaroth_xl.strategy.participants import Problem

__all__ = ["Report", "report"]

SUMMARY = "summary.xlsx"
PROBLEMS = "problems.csv"


@dataclass(frozen=True)
class Report:
    """What a batch did.

    Parameters
    ----------
    files
        The files written, the summary first.
    rows
        Rows of the roster that are not blank.
    employees
        Employees reported.
    problems
        What kept rows out.
    """

    files: tuple[Path, ...]
    rows: int
    employees: int
    problems: tuple[Problem, ...]

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
    lang: str = "en",
) -> Report:
    """Reports on a roster under a plan, written into a folder.

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
        Language of the headings and warnings, "en" or "ko".

    Returns
    -------
    Report

    Raises
    ------
    MegarothError
        With one sentence, where a file cannot be read or written, or the year has no limits. No
        file is then half written.
    """
    table = limits or limits_table()
    table[year]
    roster_path, plan_path, folder = Path(roster), Path(plan), Path(out)
    terms = read_plan(plan_path)
    read = read_roster(roster_path, year)
    results = outcomes(read.participants, terms, year, limits=table)
    content = Content(
        roster=read,
        plan=terms,
        year=year,
        limits=table,
        outcomes=results,
        employees=employee_frame(read, results, terms, year, lang),
        run={
            "roster": roster_path.name,
            "roster_hash": sha256(roster_path),
            "plan": plan_path.name,
            "plan_hash": sha256(plan_path),
            "year": str(year),
            "version": __version__,
            "lang": lang,
            "unused": ", ".join(read.unused),
        },
        lang=lang,
    )
    files = {folder / SUMMARY: workbook_bytes(summary(content))}
    listed = problem_frame(read.problems).write_csv(include_bom=True, line_terminator="\r\n")
    files[folder / PROBLEMS] = listed.encode()
    for path, data in files.items():
        write_whole(path, data)
    return Report(tuple(files), read.rows, len(read.participants), read.problems)
