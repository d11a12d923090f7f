"""`megaroth plan-test ROSTER --plan PLAN.toml --year YEAR`: the plan pre-test of a roster."""

import sys
from pathlib import Path

import click
import numpy as np
import numpy.typing as npt

from megaroth_xl.cli.options import DISCLAIMER, limits_option, plan_option, plan_path, year_option
from megaroth_xl.law.limits import LimitsTable
from megaroth_xl.reports.results.outcomes import hce_status, outcomes
from megaroth_xl.reports.results.pretest import pretest, what_if
from megaroth_xl.reports.roster.plan_file import read_plan
from megaroth_xl.reports.roster.reading import read_roster
from megaroth_xl.strategy.adoption import AdoptionGrid
from megaroth_xl.strategy.plan_findings import plan_findings
from megaroth_xl.strategy.plan_test import PlanTest

__all__ = ["command"]

WIDTH = 44
FORMATS = {"share": ".2%", "dollars": ",.2f", "count": ",.0f", "text": ""}
"""How a figure is printed, by its unit."""


@click.command("plan-test")
@click.argument("roster", type=click.Path(path_type=Path))
@plan_option
@year_option
@click.option(
    "--trials", type=click.IntRange(0, 10_000), default=100, help="Random adoptions tried."
)
@click.option("--seed", type=click.IntRange(0), default=0, help="Seed that repeats them.")
@limits_option
def command(
    roster: Path, plan: Path | None, year: int, trials: int, seed: int, limits: LimitsTable
) -> None:
    """Pre-test ROSTER's after-tax contributions for nondiscrimination (ACP).

    Prints the result, each refund and the adoption x rate grid; ends with exit code 1 where the
    test fails.
    """
    terms = read_plan(plan_path(plan, roster))
    read = read_roster(roster, year)
    people = read.participants
    hce = hce_status(people, terms, year, limits=limits)
    results = outcomes(people, terms, year, hce=hce, limits=limits)
    match = results.matching_contribution
    found = pretest(people, terms, year, hce=hce, match=match, limits=limits)
    if read.problems:
        rows = read.rows_left_out
        click.echo(f"Rows left out: {rows:,}. `megaroth report` lists their problems.\n")
    _result(found)
    _refunds(found, people.employee_id)
    if found.acp.limit is not None and found.acp.hce_average is not None:
        room = results.after_tax_room
        _grid(
            what_if(
                people,
                terms,
                year,
                hce=hce,
                match=match,
                room=room,
                trials=trials,
                seed=seed,
                limits=limits,
            )
        )
    click.echo(f"\n{DISCLAIMER}")
    if not found.acp.passes:
        sys.exit(1)


def _result(found: PlanTest) -> None:
    for label, value, unit in found.acp.figures():
        click.echo(f"{label:<{WIDTH}}{format(value, FORMATS[unit]):>14}")
    click.echo()
    for finding in plan_findings(found):
        click.echo(f"{finding.what} {finding.cure} [{finding.citation}]")


def _refunds(found: PlanTest, employee_id: npt.NDArray[np.object_]) -> None:
    refunds = found.refunds
    to_pay = np.flatnonzero(refunds.excess > 0)
    if not to_pay.size:
        return
    click.echo(f"\n{'Refund to':<24}{'excess':>12}{'after-tax':>12}{'match':>12}{'converted':>12}")
    for i in to_pay:
        amounts = (refunds.excess, refunds.after_tax, refunds.match, refunds.converted)
        click.echo(
            f"{employee_id[i]!s:<24}" + "".join(f"{amount[i]:>12,.2f}" for amount in amounts)
        )


def _grid(grid: AdoptionGrid) -> None:
    """Each cell: the worst margin in percentage points, or the share of draws that pass."""
    click.echo("\nHCEs who contribute after tax (down) x share of pay (across):")
    click.echo(
        "margin in percentage points, whoever adopts; in brackets the share of "
        f"{grid.trials:,} random adoptions (seed {grid.seed}) that pass"
    )
    click.echo(f"{'':>6}" + "".join(f"{rate:>14.0%}" for rate in grid.hce_rate))
    for i, adoption in enumerate(grid.hce_adoption):
        line = f"{adoption:>6.0%}"
        for j in range(len(grid.hce_rate)):
            margin = f"{grid.worst_margin[i, j, 0, 0] * 100:+.2f}"
            share = grid.passing_share[i, j, 0, 0]
            line += f"{margin + ('' if np.isnan(share) else f' ({share:.0%})'):>14}"
        click.echo(line)
