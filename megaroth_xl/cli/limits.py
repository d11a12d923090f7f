"""`megaroth limits [YEAR | verify]`."""

import sys

import click

from megaroth_xl.cli.options import limits_option
from megaroth_xl.errors import InputError
from megaroth_xl.law.amounts import LIMITS, Status
from megaroth_xl.law.indexation import indexation_matches
from megaroth_xl.law.limits import LimitsTable

__all__ = ["command"]

NONE = "-"


@click.command("limits")
@click.argument("what", metavar="[YEAR|verify]", default="")
@limits_option
def command(what: str, limits: LimitsTable) -> None:
    """Print the limits of YEAR with their sources, or of all years.

    `verify` recomputes the announced limits from the price index by the statutory formulas, and
    ends with exit code 1 where one does not come out.
    """
    if not what:
        _all_years(limits)
    elif what == "verify":
        _verify(limits)
    elif what.isdecimal():
        _one_year(limits, int(what))
    else:
        raise InputError("YEAR", repr(what), "a year such as 2026, or verify")


def _all_years(table: LimitsTable) -> None:
    click.echo(" " * 26 + "".join(f"{year:>9} " for year in table.years).rstrip())
    for name in LIMITS:
        figures = ""
        for limits in table:
            amount = limits.amounts.get(name)
            mark = "*" if amount and amount.source.status is not Status.OFFICIAL else " "
            figures += (f"{amount.dollars:,.0f}" if amount else NONE).rjust(9) + mark
        click.echo(f"{name:<26}{figures}".rstrip())
    click.echo("\n* projected or your own, not official. `megaroth limits YEAR` names each source.")


def _one_year(table: LimitsTable, year: int) -> None:
    for name, rule in LIMITS.items():
        amount = table[year].amounts.get(name)
        if amount is None:
            click.echo(f"{name:<26}{NONE:>9}  begins with {rule.first_year}")
            continue
        source = amount.source
        click.echo(f"{name:<26}{amount.dollars:>9,.0f}  {source.status}, {source.citation}")


def _verify(table: LimitsTable) -> None:
    matches = indexation_matches(limits=table)
    click.echo(f"{'limit':<38}{'years':<12}{'reproduced':>10}  formula")
    for match in matches:
        years = f"{match.years[0]}-{match.years[-1]}" if match.years else NONE
        count = f"{match.reproduced}/{match.announced}"
        click.echo(f"{match.name:<38}{years:<12}{count:>10}  {match.citation}")
        if miss := match.first_mismatch:
            click.echo(
                f"    {miss.year}: announced {miss.announced:,.0f}, computed {miss.computed:,.0f}"
            )
    if any(match.first_mismatch for match in matches):
        sys.exit(1)
