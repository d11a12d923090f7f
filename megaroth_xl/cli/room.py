"""`megaroth room ...`: the after-tax room of one person, line by line."""

import click

from megaroth_xl.cli.options import AGE_TYPE, DISCLAIMER, DOLLARS_TYPE, limits_option, year_option
from megaroth_xl.law.annual_additions import annual_additions_limit, excess_annual_addition
from megaroth_xl.law.catch_up import catch_up_contribution
from megaroth_xl.law.limits import LimitsTable
from megaroth_xl.strategy.room import after_tax_room, binding_limit, roth_total

__all__ = ["command"]


@click.command("room")
@click.option(
    "--deferral", type=DOLLARS_TYPE, required=True, help="The year's pre-tax plus Roth deferral."
)
@click.option(
    "--employer", type=DOLLARS_TYPE, default=0.0, help="The year's match and other employer money."
)
@year_option
@click.option("--age", type=AGE_TYPE, help="Age on December 31.")
@click.option(
    "--after-tax", type=DOLLARS_TYPE, default=0.0, help="After-tax contributions already made."
)
@click.option("--compensation", type=DOLLARS_TYPE, help="Pay from this employer before deferrals.")
@click.option(
    "--plan-cap", type=DOLLARS_TYPE, help="Most after-tax dollars the plan takes in a year."
)
@limits_option
def command(
    deferral: float,
    employer: float,
    year: int,
    age: float | None,
    after_tax: float,
    compensation: float | None,
    plan_cap: float | None,
    limits: LimitsTable,
) -> None:
    """Print how much after-tax contribution still fits this year, and what stops it."""
    person = (deferral, employer, year, age, after_tax, compensation)
    room = after_tax_room(*person, plan_cap, limits=limits)
    catch_up = catch_up_contribution(deferral, year, age, limits=limits)
    for label, dollars in (
        ("Limit on annual additions", annual_additions_limit(year, compensation, limits=limits)),
        ("less deferral that counts", catch_up - deferral),
        ("less employer contributions", -employer),
        ("less after-tax contributions made", -after_tax),
        ("After-tax room", room),
        ("Catch-up, which does not count", catch_up),
        ("Roth money of the year, if converted", roth_total(*person, plan_cap, limits=limits)),
    ):
        click.echo(f"{label:<38}{dollars + 0.0:>14,.2f}")
    click.echo(f"{'Stopped by':<38}{binding_limit(*person, plan_cap, limits=limits)}")
    excess = excess_annual_addition(*person, limits=limits)
    if excess:
        click.echo(f"{'Above 415(c), to be corrected':<38}{excess:>14,.2f}")
    click.echo(f"\n{DISCLAIMER}")
