"""`megaroth report ROSTER --plan PLAN.toml --year YEAR --out DIR`: a roster in, reports out."""

from collections.abc import Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import click

from megaroth_xl.cli.options import (
    DISCLAIMER,
    lang_option,
    limits_option,
    plan_option,
    plan_path,
    shows_progress,
    year_option,
)
from megaroth_xl.law.limits import LimitsTable
from megaroth_xl.reports import Report, report
from megaroth_xl.reports.roster.headings import read_headings
from megaroth_xl.reports.runs.cluster import cluster_executor

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
    help="Processes that write personal workbooks and read the rosters of a folder.",
)
@click.option(
    "--cluster",
    metavar="ADDRESS",
    help="Use a Dask cluster: its scheduler's address (tls://...), or local for this machine's.",
)
@click.option(
    "--insecure",
    is_flag=True,
    help="Accept a Dask scheduler without TLS: whoever reaches it can act as you.",
)
@click.option("--force", is_flag=True, help="Start over, and replace the reports of other input.")
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
    A run that was stopped resumes: what is written is not written again.

    ROSTER may also be a folder of rosters, or an address such as s3://bucket/rosters. All rosters
    are reported on together, and those that changed since the last run are read again.
    """
    terms = plan_path(plan, roster)
    running = cluster_executor(cluster, workers, insecure=insecure) if cluster else nullcontext()
    with running as executor:
        done = report(
            roster,
            terms,
            year,
            out,
            limits=limits,
            lang=lang,
            headings=read_headings(headings) if headings else None,
            strict=strict,
            periods_left=periods_left,
            personal=personal,
            bundle=bundle,
            encrypt=encrypt,
            redact=redact,
            workers=workers,
            executor=executor,
            force=force,
            progress=shows_progress(),
        )
    say(done)
    click.echo(f"\n{DISCLAIMER}")


def say(done: Report) -> None:
    """Say what a run came to, in a few lines."""
    summary, problems, *_ = done.files
    read = _count(done.rows, "row")
    if done.rosters > 1:
        read += f" in {_count(done.rosters, 'roster')}"
    click.echo(f"{read} read, {_count(done.employees, 'employee')} reported.")
    if done.problems:
        left_out = _count(done.rows_left_out, "row")
        click.echo(f"{left_out} left out, {_count(len(done.problems), 'problem')}: {problems}")
    if done.personal:
        now = "" if done.written == done.workbooks else f", {done.written:,} of them new"
        click.echo(f"{_count(done.workbooks, 'personal workbook')} in {done.personal}{now}")
    click.echo(_verdict(done.result))
    if done.workers_lost:
        click.echo(f"Workers were lost {_count(done.workers_lost, 'time')}; others did their work.")
    click.echo(f"Open {summary}")


def _verdict(result: Mapping[str, Any]) -> str:
    if result["result"] == "not tested":
        return f"The plan is not tested: {' '.join(result['reasons'])}"
    if result["hce_acp"] is None or result["limit"] is None:
        return f"The ACP test {result['result']}."
    shares = f"HCE average {result['hce_acp']:.2%}, at most {result['limit']:.2%}"
    return f"The ACP test {result['result']}: {shares}."


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
