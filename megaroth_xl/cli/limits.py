"""`megaroth limits [YEAR | verify]`."""

import sys
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

import click

from megaroth_xl.cli.options import (
    answer_options,
    columns_of,
    padded,
    write_json,
)
from megaroth_xl.errors import InputError
from megaroth_xl.law.indexation import IndexationMatch, indexation_matches
from megaroth_xl.law.limits import LimitsTable
from megaroth_xl.law.year_limits import LIMIT_RULES, Status
from megaroth_xl.texts import in_language, text

__all__ = ["command"]

NONE = "-"
HEADS = ("limit", "years", "reproduced", "formula")


@click.command("limits")
@click.argument("what", metavar="[YEAR|verify]", default="")
@answer_options
def command(what: str, limits: LimitsTable, lang: str, *, as_json: bool) -> None:
    """Print the limits of YEAR with their sources, or of all years.

    `verify` recomputes the announced limits from the price index by the statutory formulas, and
    ends with exit code 1 where one does not come out.
    """
    if what == "verify":
        _verify(limits, lang, as_json=as_json)
    elif what and not (what.isdecimal() and len(what) == len("2026")):
        raise InputError("YEAR", repr(what), "a year such as 2026, or verify")
    elif as_json:
        years = [int(what)] if what else limits.years
        write_json({"years": {year: _amounts(limits, year) for year in years}})
    elif what:
        _one_year(limits, int(what), lang)
    else:
        _all_years(limits, lang)


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


def _all_years(table: LimitsTable, lang: str) -> None:
    click.echo(" " * 26 + "".join(f"{year:>9} " for year in table.years).rstrip())
    for name in LIMIT_RULES:
        figures = ""
        for limits in table:
            amount = limits.amounts.get(name)
            mark = "*" if amount and amount.source.status is not Status.OFFICIAL else " "
            figures += (f"{amount.dollars:,.0f}" if amount else NONE).rjust(9) + mark
        click.echo(f"{name:<26}{figures}".rstrip())
    click.echo(f"\n{text('console.limits.not_official', lang)}")


def _one_year(table: LimitsTable, year: int, lang: str) -> None:
    rows = []
    for name in LIMIT_RULES:
        amount = table[year].amounts.get(name)
        if amount is None:
            dollars, said = NONE, in_language(table[year].reason_for_none(name), lang)
        else:
            dollars, source = f"{amount.dollars:,.0f}", amount.source
            said = f"{text(f'common.status.{source.status}', lang)}, {source.citation}"
        rows.append((f"{name:<26}{dollars:>9}", said, text(f"limits.{name}", lang)))
    width = max(columns_of(said) for _, said, _ in rows)
    for start, said, meaning in rows:
        click.echo(f"{start}  {padded(said, width)}  {meaning}")


def _verify(table: LimitsTable, lang: str, *, as_json: bool) -> None:
    matches = indexation_matches(limits=table)
    if as_json:
        write_json({"limits": [asdict(match) for match in matches]})
    else:
        _print(matches, lang)
    if any(match.first_mismatch for match in matches):
        sys.exit(1)


def _print(matches: Iterable[IndexationMatch], lang: str) -> None:
    limit, years, reproduced, formula = (text(f"console.limits.{head}", lang) for head in HEADS)
    click.echo(f"{padded(limit, 38)}{padded(years, 12)}{padded(reproduced, 10)}  {formula}")
    for match in matches:
        years = f"{match.years[0]}-{match.years[-1]}" if match.years else NONE
        count = f"{match.reproduced}/{match.announced}"
        click.echo(f"{match.name:<38}{years:<12}{count:>10}  {match.citation}")
        if miss := match.first_mismatch:
            amounts = {"announced": f"{miss.announced:,.0f}", "computed": f"{miss.computed:,.0f}"}
            click.echo(f"    {miss.year}: {text('console.limits.miss', lang, **amounts)}")
