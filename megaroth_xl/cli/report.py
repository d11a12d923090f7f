"""`megaroth report ROSTER --plan PLAN.toml --year YEAR --out DIR`."""

from pathlib import Path

import click

from megaroth_xl.cli.options import DISCLAIMER, limits_option, plan_option, year_option
from megaroth_xl.law.limits import LimitsTable
from megaroth_xl.reports import Report, report

__all__ = ["command", "say"]


@click.command("report")
@click.argument("roster", type=click.Path(path_type=Path))
@plan_option
@year_option
@click.option(
    "--out", type=click.Path(path_type=Path), required=True, help="Folder to write the reports to."
)
@limits_option
def command(roster: Path, plan: Path, year: int, out: Path, limits: LimitsTable) -> None:
    """Report on each employee of ROSTER (.xlsx, .csv or .parquet) under a plan.

    Rows with problems are left out, and listed on the summary's Problems sheet and in problems.csv.
    """
    say(report(roster, plan, year, out, limits=limits))
    click.echo(f"\n{DISCLAIMER}")


def say(done: Report) -> None:
    """What a batch did, in two or three lines."""
    employees = _count(done.employees, "employee")
    click.echo(f"{_count(done.rows, 'row')} read, {employees} reported.")
    if done.problems:
        listed = next(path for path in done.files if path.name == "problems.csv")
        left_out = _count(done.rows_left_out, "row")
        click.echo(f"{left_out} left out, {_count(len(done.problems), 'problem')}: {listed}")
    click.echo(f"Open {done.files[0]}")


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
