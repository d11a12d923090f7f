"""`megaroth limits [YEAR | verify]`."""

import sys
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

import click

from megaroth_xl.cli.options import json_option, limits_option, write_json
from megaroth_xl.errors import InputError
from megaroth_xl.law.indexation import IndexationMatch, indexation_matches
from megaroth_xl.law.limits import LimitsTable
from megaroth_xl.law.year_limits import LIMIT_RULES, Status

__all__ = ["command"]

NONE = "-"


@click.command("limits")
@click.argument("what", metavar="[YEAR|verify]", default="")
@limits_option
@json_option
def command(what: str, limits: LimitsTable, *, as_json: bool) -> None:
    """Print the limits of YEAR with their sources, or of all years.

    `verify` recomputes the announced limits from the price index by the statutory formulas, and
    ends with exit code 1 where one does not come out.
    """
    if what == "verify":
        _verify(limits, as_json=as_json)
    elif what and not (what.isdecimal() and len(what) == len("2026")):
        raise InputError("YEAR", repr(what), "a year such as 2026, or verify")
    elif as_json:
        years = [int(what)] if what else limits.years
        write_json({"years": {year: _amounts(limits, year) for year in years}})
    elif what:
        _one_year(limits, int(what))
    else:
        _all_years(limits)


def _amounts(table: LimitsTable, year: int) -> Mapping[str, Any]:
    """By limit, its dollars, its status and where it was read; none before its first year."""
    return {
        name: {
            "dollars": amount.dollars,
            "status": str(amount.source.status),
            "citation": amount.source.citation,
            "title": amount.source.title,
            "checked": amount.source.checked.isoformat(),
        }
        for name in LIMIT_RULES
        if (amount := table[year].amounts.get(name))
    }


def _all_years(table: LimitsTable) -> None:
    click.echo(" " * 26 + "".join(f"{year:>9} " for year in table.years).rstrip())
    for name in LIMIT_RULES:
        figures = ""
        for limits in table:
            amount = limits.amounts.get(name)
            mark = "*" if amount and amount.source.status is not Status.OFFICIAL else " "
            figures += (f"{amount.dollars:,.0f}" if amount else NONE).rjust(9) + mark
        click.echo(f"{name:<26}{figures}".rstrip())
    click.echo("\n* projected or your own, not official. `megaroth limits YEAR` names each source.")


def _one_year(table: LimitsTable, year: int) -> None:
    for name in LIMIT_RULES:
        amount = table[year].amounts.get(name)
        if amount is None:
            click.echo(f"{name:<26}{NONE:>9}  {table[year].reason_for_none(name)}")
            continue
        source = amount.source
        click.echo(f"{name:<26}{amount.dollars:>9,.0f}  {source.status}, {source.citation}")


def _verify(table: LimitsTable, *, as_json: bool) -> None:
    matches = indexation_matches(limits=table)
    if as_json:
        write_json({"limits": [asdict(match) for match in matches]})
    else:
        _print(matches)
    if any(match.first_mismatch for match in matches):
        sys.exit(1)


def _print(matches: Iterable[IndexationMatch]) -> None:
    click.echo(f"{'limit':<38}{'years':<12}{'reproduced':>10}  formula")
    for match in matches:
        years = f"{match.years[0]}-{match.years[-1]}" if match.years else NONE
        count = f"{match.reproduced}/{match.announced}"
        click.echo(f"{match.name:<38}{years:<12}{count:>10}  {match.citation}")
        if miss := match.first_mismatch:
            click.echo(
                f"    {miss.year}: announced {miss.announced:,.0f}, computed {miss.computed:,.0f}"
            )
