"""`megaroth report ROSTER --plan PLAN.toml --year YEAR --out DIR`: a roster in, reports out."""

import sys
from collections.abc import Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import click

from megaroth_xl.cli.options import (
    answer_options,
    json_option,
    left_out_option,
    plan_option,
    plan_path,
    say_disclaimer,
    shows_progress,
    write_json,
    year_option,
)
from megaroth_xl.cli.reading_options import ReadingOptions, reading_options
from megaroth_xl.cli.refusals import said_as_data
from megaroth_xl.law.limits import LimitsTable
from megaroth_xl.reports.roster.account_text import question_lines
from megaroth_xl.reports.roster.plan.plan_file import read_plan
from megaroth_xl.reports.roster.roster_file import read_roster
from megaroth_xl.reports.runs.cluster import cluster_executor
from megaroth_xl.reports.runs.run import Report, report
from megaroth_xl.reports.runs.verify import Verification, verify
from megaroth_xl.reports.runs.whole import DATA
from megaroth_xl.texts import LANGUAGES, text

__all__ = ["command", "say"]

MOST_LISTED = 10
"""Files that are named; --json names all."""


class _Report(click.Command):
    """`megaroth report` without a further word, by that name in its help."""

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        """Stand in the place of the group in a usage line."""
        if parent is not None and not info_name:
            info_name, parent = parent.info_name, parent.parent
        return super().make_context(info_name, args, parent, **extra)


class _Reports(click.Group):
    """`megaroth report ROSTER`, and the words that may stand in the place of a roster."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, args or ["--", "--"])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] in self.commands:
            return super().resolve_command(ctx, args)
        return "", self.commands[""], args


@click.group(
    "report",
    cls=_Reports,
    add_help_option=False,
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
)
def command() -> None:
    """Write reports on rosters, and verify them."""


@command.command("", cls=_Report)
@click.argument("roster")
@plan_option
@year_option
@click.option("--out", required=True, help="Folder to write the reports to.")
@click.option("--personal", is_flag=True, help="Also a workbook for each employee.")
@click.option("--pdf", is_flag=True, help="Also a PDF of each; needs LibreOffice.")
@click.option("--bundle", is_flag=True, help="Personal workbooks in zip archives, not a file each.")
@click.option(
    "--encrypt",
    is_flag=True,
    help="A password for the summary and each personal workbook, kept in passwords.csv.",
)
@click.option(
    "--unencrypted",
    multiple=True,
    type=click.Choice(DATA),
    help="With --encrypt: write this data file too, which cannot have a password; again for each.",
)
@click.option(
    "--no-refunds-in-letters",
    "refunds_in_letters",
    flag_value=False,
    default=True,
    help="Personal workbooks say nothing of refunds that the plan's pre-test expects.",
)
@click.option(
    "--name-by",
    metavar="COLUMN",
    default="employee_id",
    show_default=True,
    help="Column or heading that names personal workbooks; never a Social Security number.",
)
@click.option("--share", is_flag=True, help="Let the folder's group read the reports too.")
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
@left_out_option
@click.option("--strict", is_flag=True, help="Refuse the roster where any row has a problem.")
@reading_options
@click.option(
    "--periods-left",
    type=click.IntRange(1, 366),
    help="Pay dates still to come, for the election, where the roster does not say.",
)
@answer_options
def _report(
    roster: str,
    plan: Path | None,
    year: int,
    out: str,
    cluster: str | None,
    reading: ReadingOptions,
    lang: str,
    limits: LimitsTable,
    periods_left: int | None,
    workers: int,
    allow_left_out: int,
    unencrypted: tuple[str, ...],
    *,
    personal: bool,
    refunds_in_letters: bool,
    name_by: str,
    share: bool,
    pdf: bool,
    bundle: bool,
    encrypt: bool,
    redact: bool,
    force: bool,
    strict: bool,
    insecure: bool,
    as_json: bool,
) -> None:
    """Report on each employee of ROSTER (Excel, OpenDocument, text or Parquet) under a plan.

    Rows with problems are left out, and listed on the summary's Problems sheet and in problems.csv.
    While something is uncertain that money depends on, nothing is written and the command asks.
    A run that was stopped resumes: what is written is not written again.

    ROSTER may also be a folder of rosters, or an address such as s3://bucket/rosters. All rosters
    are reported on together, and those that changed since the last run are read again.

    `megaroth report verify DIR` tells whether all of a folder's reports are there as they were
    written. Ends with exit code 1 where it asks, rows are left out, a row of totals differs, a test
    of the plan fails or cannot run, or something has to be corrected.
    """
    terms = plan_path(plan, roster)
    if reading.write_to is not None:
        with said_as_data(as_json):
            reading.refuse_several(roster)
            read = read_roster(
                roster,
                year,
                settings=reading.settings,
                password=reading.password,
                plan=read_plan(terms, password=reading.password),
                periods_left=periods_left,
                limits=limits,
            )
            reading.write(read.account, lang, force=force)
    running = cluster_executor(cluster, workers, insecure=insecure) if cluster else nullcontext()
    with said_as_data(as_json), running as executor:
        done = report(
            roster,
            terms,
            year,
            out,
            limits=limits,
            lang=lang,
            settings=reading.settings,
            password=reading.password,
            strict=strict,
            periods_left=periods_left,
            personal=personal,
            bundle=bundle,
            encrypt=encrypt,
            redact=redact,
            workers=workers,
            executor=executor,
            force=force,
            allow_left_out=allow_left_out,
            refunds_in_letters=refunds_in_letters,
            name_by=name_by,
            share=share,
            pdf=pdf,
            unencrypted=unencrypted,
            progress=shows_progress(),
        )
    if as_json:
        write_json(_as_data(done))
    else:
        say(done, lang)
        say_disclaimer(lang)
    if done.needs_attention:
        sys.exit(1)


def _as_data(done: Report) -> dict[str, Any]:
    """The end of a run for other programs; what was found in a cell stays in the files."""
    return {
        **done.whole_result(),
        "rosters": done.rosters,
        "files": [str(each) for each in done.files],
        "personal": str(done.personal) if done.personal else None,
        "workbooks": done.workbooks,
        "pdfs": done.pdfs,
        "written": done.written,
        "workers_lost": done.workers_lost,
    }


@command.command("verify")
@click.argument("folder", metavar="DIR")
@json_option
def _verify(folder: str, *, as_json: bool) -> None:
    """Compare the reports in DIR with the sizes and hashes that their manifest has.

    Ends with exit code 1 where a file is missing, has changed or is not of the run.
    """
    found = verify(folder)
    if as_json:
        write_json({"folder": folder, "is_whole": found.is_whole, **found._asdict()})
    else:
        _say_verified(folder, found)
    if not found.is_whole:
        sys.exit(1)


def _say_verified(folder: str, found: Verification) -> None:
    files = "1 file" if found.whole == 1 else f"{found.whole:,} files"
    click.echo(f"{files} in {folder} as written.")
    lists = {"missing": found.missing, "changed": found.changed, "not of this run": found.foreign}
    for word, names in lists.items():
        count = len(names) + found.not_begun * (word == "missing")
        if count:
            listed, more = ", ".join(names[:MOST_LISTED]), count - len(names[:MOST_LISTED])
            tail = "" if not more else f" and {more:,} more" if listed else "none was begun"
            click.echo(f"{count:,} {word}: {listed}{tail}")
    if not found.finished:
        click.echo("The run did not come to its end; the same command resumes it.")


def say(done: Report, lang: str = LANGUAGES[0]) -> None:
    """Say what a run came to, in a few lines."""
    summary, problems, *_ = done.files
    click.echo(_read(done, lang))
    for account in done.accounts:
        whose = f"{account.file}: " if len(done.accounts) > 1 else ""
        for remark in account.remarks:
            click.echo(f"{whose}{remark.say(lang)}")
        if account.questions:
            click.echo("\n".join(question_lines(account, lang)))
    if done.problems:
        click.echo(_count("problem", len(done.problems), lang, path=problems))
    if done.personal:
        click.echo(_personal(done, lang))
    if done.unwritten:
        click.echo(_say("unwritten", lang, names=", ".join(done.unwritten)))
    click.echo(_verdict(done.result, lang))
    if done.needs_attention:
        click.echo(_say("needs_attention", lang))
    if done.workers_lost:
        click.echo(_count("workers_lost", done.workers_lost, lang))
    if done.passwords is None:
        click.echo(_say("open", lang, path=summary))
    else:
        click.echo(_say("open_locked", lang, path=summary, passwords=done.passwords))


def _read(done: Report, lang: str) -> str:
    """Return how many rows were read, and what became of them."""
    rows = _count("row", done.rows, lang)
    if done.rosters > 1:
        rosters = _count("roster", done.rosters, lang)
        rows = _say("rows_of_rosters", lang, rows=rows, rosters=rosters)
    joined = sum(account.rows_joined for account in done.accounts)
    key = "read" + "_joined" * bool(joined) + "_left_out" * bool(done.rows_left_out)
    said = _say(
        key,
        lang,
        rows=rows,
        employees=_count("employee", done.employees, lang),
        joined=_count("row", joined, lang),
        left_out=f"{done.rows_left_out:,}",
    )
    totals = sum(len(account.controls) for account in done.accounts)
    return _say("with_totals", lang, said=said, count=f"{totals:,}") if totals else said


def _personal(done: Report, lang: str) -> str:
    """Return how many personal workbooks there are, and how many of them are new."""
    key = "personal_pdfs" if done.pdfs else "personal"
    workbooks, pdfs = _count("workbook", done.workbooks, lang), _count("pdf", done.pdfs, lang)
    said = _say(key, lang, workbooks=workbooks, pdfs=pdfs, folder=str(done.personal))
    if done.written == done.workbooks + done.pdfs:
        return said
    return _say("new", lang, said=said, written=f"{done.written:,}")


def _verdict(result: Mapping[str, Any], lang: str) -> str:
    """Return what the plan's test came to."""
    if result["result"] == "not tested":
        return _say("verdict.not_tested", lang, reasons="; ".join(result["reasons"]))
    if result["hce_acp"] is None or result["limit"] is None:
        return _say(f"verdict.{result['result']}_without", lang)
    average, limit = f"{result['hce_acp']:.2%}", f"{result['limit']:.2%}"
    return _say(f"verdict.{result['result']}", lang, average=average, limit=limit)


def _say(key: str, lang: str, **values: object) -> str:
    shown = {
        name: value if isinstance(value, str) else str(value) for name, value in values.items()
    }
    return text(f"console.{key}", lang, **shown)


def _count(noun: str, number: int, lang: str, **values: object) -> str:
    return _say(f"{noun}.{'one' if number == 1 else 'many'}", lang, count=f"{number:,}", **values)
