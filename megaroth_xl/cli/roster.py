"""`megaroth roster new | check`: the workbook to start from, and how a roster is read."""

import sys
from pathlib import Path

import click

from megaroth_xl.cli.options import (
    answer_options,
    lang_option,
    new_file,
    plan_option,
    refuse_projected,
    write_json,
    year_option,
)
from megaroth_xl.cli.reading_options import ReadingOptions, reading_options
from megaroth_xl.files import write_whole
from megaroth_xl.law.limits import LimitsTable
from megaroth_xl.reports.roster.account_text import account_lines
from megaroth_xl.reports.roster.plan.plan_file import own_plan, read_plan
from megaroth_xl.reports.roster.roster_file import read_roster
from megaroth_xl.reports.roster.start_workbook import start_workbook
from megaroth_xl.texts import in_language, text

__all__ = ["command"]

NAME = "start.xlsx"
MOST_PROBLEMS = 20
"""Problems that are printed; a report lists all of them."""


@click.group("roster")
def command() -> None:
    """Begin a roster, and see how it is read."""


@command.command("new")
@click.argument("path", type=click.Path(path_type=Path), default=NAME)
@lang_option
@click.option("--force", is_flag=True, help="Replace a file that is there.")
def _new(path: Path, lang: str, *, force: bool) -> None:
    """Write a workbook for a plan and its roster to PATH, a file or a folder.

    Its sheets say what to do, and ask for the plan's terms and the employees. Fill in the yellow
    cells; `report` and the other commands then take plan and roster from it.
    """
    target = new_file(path, NAME, (".xlsx",), force=force)
    write_whole(target, start_workbook(lang))
    click.echo(text("console.wrote.start_workbook", lang, path=str(target)))


@command.command("check")
@click.argument("path", metavar="ROSTER", type=click.Path(path_type=Path))
@plan_option
@year_option
@reading_options
@click.option("--force", is_flag=True, help="Replace a reading file that is there.")
@answer_options
def _check(
    path: Path,
    plan: Path | None,
    year: int,
    reading: ReadingOptions,
    lang: str,
    limits: LimitsTable,
    *,
    force: bool,
    as_json: bool,
) -> None:
    """Say how ROSTER is read: sheet, headings, each column, totals, rows left out, what is open.

    Ends with exit code 0 where nothing is uncertain, and 1 where a question is open, a row is left
    out or a row of totals differs.
    """
    refuse_projected(limits, year)
    read = read_roster(
        path,
        year,
        settings=reading.settings,
        password=reading.password,
        plan=read_plan(plan) if plan else own_plan(path, password=reading.password),
        limits=limits,
    )
    reading.write(read.account, lang, force=force)
    if as_json:
        problems = [problem.said(lang)._asdict() for problem in read.problems]
        write_json(read.account.as_data(lang) | {"problems": problems})
    else:
        for line in account_lines(read.account, lang):
            click.echo(line)
        if read.problems and read.account.questions:
            click.echo()
        for problem in read.problems[:MOST_PROBLEMS]:
            click.echo(in_language(problem.message, lang))
        if len(read.problems) > MOST_PROBLEMS:
            more = f"{len(read.problems) - MOST_PROBLEMS:,}"
            click.echo(text("console.more_problems", lang, count=more))
    if not read.account.is_certain:
        sys.exit(1)
