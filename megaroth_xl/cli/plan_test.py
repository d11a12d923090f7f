"""`megaroth plan-test ROSTER --plan PLAN.toml --year YEAR`: the plan pre-test of a roster."""

import sys
from pathlib import Path
from typing import Any

import click
import numpy as np
import polars as pl

from megaroth_xl.cli.options import (
    SHARE_TYPE,
    answer_options,
    left_out_option,
    plan_option,
    plan_path,
    say_disclaimer,
    write_json,
    year_option,
)
from megaroth_xl.cli.reading_options import ReadingOptions, reading_options
from megaroth_xl.cli.refusals import said_as_data
from megaroth_xl.errors import InputError
from megaroth_xl.law.limits import LimitsTable
from megaroth_xl.reports.results.correction_steps import correction_frames
from megaroth_xl.reports.results.employee_outcomes import employee_outcomes
from megaroth_xl.reports.results.letter_frame import masked_ids
from megaroth_xl.reports.results.pretest import needs_attention, pretest
from megaroth_xl.reports.results.pretest_data import plan_test_data, refund_frames
from megaroth_xl.reports.roster import Roster, RowCounts
from megaroth_xl.reports.roster.plan.plan_file import read_plan
from megaroth_xl.reports.roster.roster_file import read_roster
from megaroth_xl.reports.runs.aside import new_aside
from megaroth_xl.reports.runs.rosters import read_rosters
from megaroth_xl.reports.runs.work import Workers
from megaroth_xl.strategy.pretest.adoption import AdoptionGrid
from megaroth_xl.strategy.pretest.findings import percent, plan_findings
from megaroth_xl.strategy.pretest.outcomes import Outcome
from megaroth_xl.strategy.pretest.part_test import PartTest
from megaroth_xl.strategy.pretest.plan_adoption import (
    NhceColumns,
    nhce_columns,
    plan_adoption_grid,
)
from megaroth_xl.strategy.pretest.plan_test import PlanTest
from megaroth_xl.texts import text

__all__ = ["command"]

WIDTH = 36
NEEDS_YOU = 1


class _PlanTest(click.Command):
    """A command whose --json prints whole JSON also where it cannot go on."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        with said_as_data("--json" in args):
            return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> None:
        with said_as_data(ctx.params["as_json"]):
            super().invoke(ctx)


@click.command("plan-test", cls=_PlanTest)
@click.argument("roster")
@plan_option
@year_option
@reading_options
@click.option(
    "--periods-left",
    type=click.IntRange(1, 366),
    help="Pay dates still to come, where a roster of the year to date does not say.",
)
@click.option("--strict", is_flag=True, help="Refuse the roster where any row has a problem.")
@click.option("--force", is_flag=True, help="Replace a reading file that is there.")
@left_out_option
@click.option(
    "--trials",
    type=click.IntRange(0, 10_000),
    default=100,
    help="Random choices of contributing HCEs to try in the grid.",
)
@click.option(
    "--seed",
    type=click.IntRange(0),
    default=0,
    help="Number that makes the random choices repeatable.",
)
@click.option(
    "--nhce-adoption",
    type=SHARE_TYPE,
    help="Share of the NHCEs who contribute more after tax in the grid, such as 50%.",
)
@click.option(
    "--nhce-rate",
    type=SHARE_TYPE,
    help="Share of pay that each of these NHCEs contributes, such as 4%.",
)
@answer_options
def command(
    roster: str,
    plan: Path | None,
    year: int,
    reading: ReadingOptions,
    periods_left: int | None,
    allow_left_out: int,
    trials: int,
    seed: int,
    nhce_adoption: float | None,
    nhce_rate: float | None,
    lang: str,
    limits: LimitsTable,
    *,
    strict: bool,
    force: bool,
    as_json: bool,
) -> None:
    """Pre-test ROSTER for nondiscrimination: after-tax and match (ACP), deferrals (ADP).

    Prints both results, what must be refunded, and what would make the tests pass. The exit code is
    0 where both tests pass and nothing is open, 1 where somebody has to act, and 2 where the roster
    or the plan cannot be read. Of an ID that looks like a Social Security number only the end is
    printed; --json has the whole ID. ROSTER may also be a folder of rosters, or an address such as
    s3://bucket/rosters: all of them are tested together.
    """
    nhce = _nhce(nhce_adoption, nhce_rate)
    reading.refuse_several(roster)
    terms = read_plan(plan_path(plan, roster), password=reading.password)
    how: dict[str, Any] = {
        "settings": reading.settings,
        "password": reading.password,
        "plan": terms,
        "periods_left": periods_left,
        "limits": limits,
        "strict": strict,
    }
    parts: list[tuple[pl.DataFrame, pl.DataFrame]] = []
    lines: list[list[pl.DataFrame]] = []
    rooms: list[np.ndarray] = []
    others: list[NhceColumns] = []
    if reading.write_to is not None:
        reading.write(read_roster(roster, year, **how).account, lang, force=force)
    with new_aside() as aside:
        rosters = read_rosters(roster, year, how, Workers(), aside, lang)

        def each(_: int, read: Roster, found: PartTest) -> None:
            people = read.participants
            parts.append(refund_frames(people, found))
            lines.append(correction_frames(people, read.labels, found, lang))
            results = employee_outcomes(people, terms, year, hce=found.hce, limits=limits)
            rooms.append(results.after_tax_room[found.part.tested_hces()])
            if nhce is not None:
                others.append(nhce_columns(found, results.after_tax_room))

        found = pretest(
            rosters.facts,
            rosters,
            terms,
            year,
            allow_left_out=allow_left_out,
            limits=limits,
            each=each,
        )
    counts = rosters.facts.counts
    if as_json:
        acp, adp = (pl.concat(side).to_dicts() for side in zip(*parts, strict=True))
        write_json(plan_test_data(found, counts, acp, adp, lang))
    else:
        steps = (frame for step in zip(*lines, strict=True) for frame in step)
        _show(found, pl.concat(steps), counts, lang)
        room = np.concatenate(rooms)
        grid = plan_adoption_grid(
            found, room, nhce=nhce, others=others, trials=trials, seed=seed, limits=limits
        )
        if grid is not None:
            _grid(grid, lang)
        say_disclaimer(lang)
    accounts = rosters.facts.accounts
    if needs_attention(found, counts) or not all(account.is_certain for account in accounts):
        sys.exit(NEEDS_YOU)


def _nhce(adoption: float | None, rate: float | None) -> tuple[float, float] | None:
    """Return what the other employees do in the grid; both figures belong together."""
    if adoption is None and rate is None:
        return None
    if adoption is None or rate is None:
        missing = "--nhce-adoption" if adoption is None else "--nhce-rate"
        raise InputError(missing, "not given", "both --nhce-adoption and --nhce-rate, or neither")
    return adoption, rate


def _show(found: PlanTest, lines: pl.DataFrame, counts: RowCounts, lang: str) -> None:
    click.echo(counts.in_words(lang))
    for outcome in (found.acp, found.adp):
        _result(outcome, lang)
    click.echo()
    for finding in plan_findings(found, lang=lang):
        cited = f" ({finding.citation})" if finding.citation else ""
        click.echo(f"- {finding.what} {finding.consequence} {finding.cure}{cited}")
    _corrections(lines, lang)


def _result(outcome: Outcome, lang: str) -> None:
    result = text(f"reports.pretest.result_{outcome.result.name.lower()}", lang)
    click.echo(f"\n{text('reports.section.of_test', lang, test=outcome.name)}: {result}")
    for reason in outcome.reasons:
        click.echo(f"  {reason.sentence(lang)}")
    if outcome.verdict is None:
        return
    for label, share in (
        ("nhce_average", outcome.nhce_average),
        ("hce_average", outcome.hce_average),
        ("limit", outcome.limit),
        ("margin", outcome.verdict.margin),
    ):
        _line(label, "-" if share is None else percent(share), outcome, lang)
    _line(f"excess.{outcome.name}", f"{outcome.excess or 0.0:,.2f}", outcome, lang)
    left_out = sum(verdict.totals.left_out for verdict in outcome.readings[0].verdicts)
    if left_out:
        _line("left_out", f"{left_out:,}", outcome, lang)


def _line(label: str, shown: str, outcome: Outcome, lang: str) -> None:
    said = text(f"nondiscrimination.row.{label}", lang, name=outcome.name)
    click.echo(f"  {said:<{WIDTH}}{shown:>14}")


def _corrections(frame: pl.DataFrame, lang: str) -> None:
    if frame.is_empty():
        return
    heads = ("employee_id", "amount", "earnings", "taxable")
    said = [text(f"reports.pretest.{head}", lang).split(";")[0] for head in heads]
    click.echo(f"\n{said[0]:<16}{said[1]:>14}{said[2]:>14}{said[3]:>14}")
    unknown = text("pretest.in_roth.unknown", lang)
    for row in frame.with_columns(masked_ids()).iter_rows(named=True):
        amounts = [row["amount"], row["earnings"], row["taxable"]]
        shown = "".join(f"{unknown if a is None else f'{a:,.2f}':>14}" for a in amounts)
        days = "" if row["without_excise_tax"] is None else f", {row['without_excise_tax']}"
        click.echo(
            f"{row['employee_id']!s:<16}{shown}  {row['step']}: {row['source']}, {row['how']}{days}"
        )


def _grid(grid: AdoptionGrid, lang: str) -> None:
    """Print in each cell the worst margin, and the share of the draws that pass."""
    key = "pretest.grid" if grid.trials else "pretest.grid_alone"
    click.echo(f"\n{text(key, lang, trials=grid.trials, seed=grid.seed)}")
    click.echo(f"{'':>6}" + "".join(f"{rate:>14.0%}" for rate in grid.hce_rate))
    for i, adoption in enumerate(grid.hce_adoption):
        line = f"{adoption:>6.0%}"
        for j in range(len(grid.hce_rate)):
            margin = f"{grid.worst_margin[i, j, 0, 0] * 100:+.2f}"
            share = grid.passing_share[i, j, 0, 0]
            line += f"{margin + ('' if np.isnan(share) else f' ({share:.0%})'):>14}"
        click.echo(line)
