"""`megaroth limits [YEAR]`."""

import click

from megaroth_xl.cli.options import limits_option
from megaroth_xl.law.amounts import LIMITS, Status
from megaroth_xl.law.limits import LimitsTable

__all__ = ["command"]

NONE = "-"


@click.command("limits")
@click.argument("year", type=int, required=False)
@limits_option
def command(year: int | None, limits: LimitsTable) -> None:
    """Print the limits of YEAR with their sources, or of all years."""
    if year is None:
        _all_years(limits)
    else:
        _one_year(limits, year)


def _all_years(table: LimitsTable) -> None:
    click.echo(" " * 26 + "".join(f"{year:>10}" for year in table.years))
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
