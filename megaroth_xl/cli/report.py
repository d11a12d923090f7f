"""`megaroth report ROSTER --plan PLAN.toml --year YEAR --out DIR`: a roster in, reports out."""

import sys
from contextlib import nullcontext
from pathlib import Path

import click

from megaroth_xl.cli.options import (
    DISCLAIMER,
    lang_option,
    limits_option,
    plan_option,
    plan_path,
    year_option,
)
from megaroth_xl.law.limits import LimitsTable
from megaroth_xl.reports import Report, report
from megaroth_xl.reports.roster.headings import read_headings
from megaroth_xl.reports.runs.cluster import cluster_executor
from megaroth_xl.reports.runs.parts import PlanTotals, report_parts
from megaroth_xl.reports.runs.storage import is_url

__all__ = ["command", "say"]


@click.command("report")
@click.argument("roster")
@plan_option
@year_option
@click.option("--out", required=True, help="Folder to write the reports to.")
@click.option("--personal", is_flag=True, help="Also a workbook for each employee.")
@click.option("--bundle", is_flag=True, help="Personal workbooks in zip archives, not a file each.")
@click.option(
    "--encrypt",
    is_flag=True,
    help="A password for each personal workbook, kept in passwords.csv. A tenth of a second each.",
)
@click.option("--redact", is_flag=True, help="Leave the names out of the summary.")
@click.option(
    "--workers",
    type=click.IntRange(1, 256),
    default=1,
    show_default=True,
    help="Processes that print personal workbooks.",
)
@click.option(
    "--cluster",
    metavar="ADDRESS",
    help="Run on a Dask cluster: its scheduler's address, or local for workers of this machine.",
)
@click.option(
    "--insecure",
    is_flag=True,
    help="Accept a Dask scheduler without TLS: whoever reaches it can act as you.",
)
@click.option("--force", is_flag=True, help="Print again what an earlier run has printed.")
@click.option("--strict", is_flag=True, help="Refuse the roster where any row has a problem.")
@click.option(
    "--headings",
    type=click.Path(path_type=Path),
    help='TOML file that names your roster\'s headings: compensation = "Gross FY".',
)
@click.option(
    "--periods-left",
    type=click.IntRange(1, 366),
    help="Pay dates still to come, for the election, where the roster does not say.",
)
@lang_option
@limits_option
def command(
    roster: str,
    plan: Path | None,
    year: int,
    out: str,
    cluster: str | None,
    headings: Path | None,
    lang: str,
    limits: LimitsTable,
    periods_left: int | None,
    workers: int,
    *,
    personal: bool,
    bundle: bool,
    encrypt: bool,
    redact: bool,
    force: bool,
    strict: bool,
    insecure: bool,
) -> None:
    """Report on each employee of ROSTER (.xlsx, .csv or .parquet) under a plan.

    Rows with problems are left out, and listed on the summary's Problems sheet and in problems.csv.
    A run that was stopped goes on where it was; what is finished is not printed again.

    Where ROSTER is a folder of rosters, or an address such as s3://bucket/rosters, each of them is
    reported on by itself: its results as Parquet, its personal workbooks in bundles.
    """
    terms = plan_path(plan, roster)
    mapping = read_headings(headings) if headings else None
    running = cluster_executor(cluster, workers, insecure=insecure) if cluster else nullcontext()
    if is_url(roster) or Path(roster).is_dir():
        of_one = {"--encrypt": encrypt, "--redact": redact, "--strict": strict, "--force": force}
        for name, given in of_one.items():
            if given:
                raise click.UsageError(f"{name} takes one roster, not a folder of them")
        with running as executor:
            totals = report_parts(
                roster,
                str(terms),
                year,
                out,
                limits=limits,
                lang=lang,
                headings=mapping,
                periods_left=periods_left,
                personal=personal or bundle,
                executor=executor,
                progress=sys.stderr.isatty(),
            )
        say_totals(totals, out)
        return
    with running as executor:
        done = report(
            roster,
            terms,
            year,
            out,
            limits=limits,
            lang=lang,
            headings=mapping,
            strict=strict,
            periods_left=periods_left,
            personal=personal or bundle or encrypt,
            bundle=bundle,
            encrypt=encrypt,
            redact=redact,
            workers=workers,
            executor=executor,
            force=force,
            progress=sys.stderr.isatty(),
        )
    say(done)
    click.echo(f"\n{DISCLAIMER}")


def say(done: Report) -> None:
    """What a batch did, in two or three lines."""
    employees = _count(done.employees, "employee")
    click.echo(f"{_count(done.rows, 'row')} read, {employees} reported.")
    if done.problems:
        listed = next(path for path in done.files if path.name == "problems.csv")
        left_out = _count(done.rows_left_out, "row")
        click.echo(f"{left_out} left out, {_count(len(done.problems), 'problem')}: {listed}")
    if done.personal:
        printed = _count(done.printed, "personal workbook")
        click.echo(f"{printed} printed into {done.personal}")
    click.echo(f"Open {done.files[0]}")


def say_totals(totals: PlanTotals, out: str) -> None:
    """What the parts of a roster come to together."""
    parts, employees = _count(totals.parts, "part"), _count(totals.employees, "employee")
    click.echo(f"{_count(totals.rows, 'row')} in {parts} read, {employees} reported.")
    if totals.rows_left_out:
        click.echo(f"{_count(totals.rows_left_out, 'row')} left out: see {out}/problems")
    if totals.passes is None:
        click.echo(f"The plan is not tested: {totals.reason}.")
    elif totals.hce_average is not None and totals.limit is not None:
        word = "passes" if totals.passes else "fails"
        shares = f"HCE average {totals.hce_average:.2%}, at most {totals.limit:.2%}"
        click.echo(f"The ACP test {word}: {shares}.")
    click.echo(f"Open {out}/plan.json\n\n{DISCLAIMER}")


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
