"""`megaroth payroll FILE --plan PLAN --year YEAR --out DIR`: a payroll against its elections."""

import sys
from pathlib import Path
from typing import Any

import click

from megaroth_xl.cli.options import (
    answer_options,
    plan_option,
    plan_path,
    say_disclaimer,
    write_json,
    year_option,
)
from megaroth_xl.cli.reading_options import ReadingOptions, reading_options
from megaroth_xl.cli.refusals import said_as_data
from megaroth_xl.law.limits import LimitsTable
from megaroth_xl.reports.pages.payroll_workbook import compared, counts, tasks, verdict
from megaroth_xl.reports.roster.payroll_file import read_payroll
from megaroth_xl.reports.runs.payroll_run import FINDINGS_FILE, PayrollReport, reconcile_payroll
from megaroth_xl.texts import in_language, text

__all__ = ["command"]

MOST_SHOWN = 10
"""Problems that are printed; problems.csv lists all of them."""


@click.command("payroll")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@plan_option
@year_option
@click.option("--out", required=True, help="Folder to write the reports to.")
@click.option(
    "--elections",
    type=click.Path(path_type=Path),
    help="File of elections, such as a report's elections.csv; else the payroll's own columns.",
)
@click.option("--redact", is_flag=True, help="Leave the names out.")
@click.option("--encrypt", is_flag=True, help="A password for the workbook, kept in passwords.csv.")
@click.option(
    "--unencrypted",
    multiple=True,
    type=click.Choice((FINDINGS_FILE,)),
    help="With --encrypt: write this data file too, which cannot have a password.",
)
@click.option("--share", is_flag=True, help="Let the folder's group read the reports too.")
@click.option("--force", is_flag=True, help="Start over, and replace the reports of other input.")
@reading_options
@answer_options
def command(
    path: Path,
    plan: Path | None,
    year: int,
    out: str,
    elections: Path | None,
    unencrypted: tuple[str, ...],
    reading: ReadingOptions,
    lang: str,
    limits: LimitsTable,
    *,
    redact: bool,
    encrypt: bool,
    share: bool,
    force: bool,
    as_json: bool,
) -> None:
    """Compare FILE, a payroll of the year so far, with elections, plan and limits.

    FILE has a row for each pay date and person, and is read as rosters are. Each finding names the
    person, the pay date, the row, the amount found, the amount expected, and what to do. Ends with
    exit code 1 where something was found, a question is open or rows were left out.
    """
    terms = plan_path(plan, path)
    with said_as_data(as_json, _refused):
        if reading.write_to is not None:
            read = read_payroll(path, year, settings=reading.settings, password=reading.password)
            reading.write(read.account, lang, force=force)
        done = reconcile_payroll(
            path,
            terms,
            year,
            out,
            elections=elections,
            limits=limits,
            lang=lang,
            settings=reading.settings,
            password=reading.password,
            redact=redact,
            encrypt=encrypt,
            unencrypted=unencrypted,
            share=share,
            force=force,
        )
    if as_json:
        write_json(_as_data(done, lang))
    else:
        _say(done, lang)
    if done.found.findings.height or not done.payroll.account.is_certain:
        sys.exit(1)


def _refused(said: str) -> dict[str, Any]:
    """The same where nothing could be done."""
    return {"error": said}


def _as_data(done: PayrollReport, lang: str) -> dict[str, Any]:
    """Return what was found, for other programs."""
    found = done.found
    return {
        "year": done.content.year,
        "as_of": str(done.content.day) if done.content.day else None,
        "dates": found.dates,
        "compared": {
            "deferrals": found.compared_deferrals,
            "after_tax": found.compared_after_tax,
            "match": found.has_match,
            "whole_year": found.is_whole_year,
        },
        "findings": [
            {**row, "pay_date": str(row["pay_date"]) if row["pay_date"] else None}
            for row in found.findings.iter_rows(named=True)
        ],
        "persons": list(found.persons.iter_rows(named=True)),
        "reading": done.payroll.account.as_data(lang),
        "problems": [problem.said(lang)._asdict() for problem in done.payroll.problems],
        "files": [str(each) for each in done.files],
    }


def _say(done: PayrollReport, lang: str) -> None:
    content, account = done.content, done.payroll.account
    for line in counts(content):
        click.echo(line)
    for what, how in compared(content):
        click.echo(f"  {what}: {how}")
    for problem in done.payroll.problems[:MOST_SHOWN]:
        click.echo(in_language(problem.message, lang))
    if account.left_out:
        click.echo(text("payroll.left_out", lang))
    for number, task in enumerate(tasks(done.found.findings), start=1):
        values = {"what": task.what, "findings": task.findings, "people": task.persons}
        dollars = "" if task.dollars is None else f", ${task.dollars:,.2f}"
        said = text("payroll.task", lang, **values, dollars=dollars)
        click.echo(f"{number}. {said}")
        click.echo(f"   {task.to_do}")
    if said := verdict(content):
        click.echo(said)
    if done.unwritten:
        click.echo(text("console.unwritten", lang, names=", ".join(done.unwritten)))
    path, passwords = str(done.files[0]), done.passwords
    if passwords is None:
        click.echo(text("console.open", lang, path=path))
    else:
        click.echo(text("console.open_locked", lang, path=path, passwords=str(passwords)))
    say_disclaimer(lang)
