"""`megaroth room ...`: one saver's year: the after-tax room line by line, or every answer."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import click

from megaroth_xl.cells import Block
from megaroth_xl.cli.options import (
    AGE_TYPE,
    CAP_TYPE,
    DOLLARS_TYPE,
    answer_options,
    columns_of,
    padded,
    say_disclaimer,
    write_json,
)
from megaroth_xl.errors import FileError, InputError
from megaroth_xl.law.limits import LimitsTable
from megaroth_xl.phrases import Phrase
from megaroth_xl.strategy.saver.case_names import label, meaning_of
from megaroth_xl.strategy.saver.shown import shown_value, year_data
from megaroth_xl.strategy.saver.year import SaverYear, saver_year
from megaroth_xl.texts import text
from megaroth_xl.typed_case import case_of

__all__ = ["command"]

OPTIONS = {
    "deferral": "elective_deferral",
    "employer": "employer_contribution",
    "age": "age",
    "after_tax": "after_tax_contribution",
    "compensation": "compensation",
    "plan_cap": "after_tax_cap",
}
"""By option, the fact that it gives."""
OF_THE_MATCH = {"match_tier", "matching_contribution", "match_to_date"}
"""Facts beside which --employer has no default of 0."""
LINES = {
    "annual_additions_limit": 1,
    "counted_deferral": -1,
    "employer_contribution": -1,
    "after_tax_contribution": -1,
    "after_tax_room": 1,
    "catch_up": 1,
    "roth_total": 1,
}
"""The room line by line, each with the sign that it is shown with."""
MORE_LINES = ("election", "after_tax_per_paycheck", "match", "match_lost")
EXCESSES = ("excess_deferral", "excess_annual_additions")
LABEL_WIDTH = 38
OF_AN_EMPLOYER = frozenset({"compensation_not_given", "plan_cap_not_given"})
"""Warnings that say nothing to those who only have a business of their own."""
HALF_CENT = 0.005
NOT_A_CASE = (
    "is not a CSV file of names and values; a filled template is computed by `megaroth calc`"
)


@click.command("room")
@click.option("--deferral", type=DOLLARS_TYPE, help="The year's pre-tax plus Roth deferral.")
@click.option(
    "--employer",
    type=DOLLARS_TYPE,
    help="The year's match and other employer money.  [default: 0, or by the match given]",
)
@click.option(
    "--year", type=int, help="Calendar year, such as 2026.  [needed unless the case gives it]"
)
@click.option("--age", type=AGE_TYPE, help="Age on December 31.")
@click.option(
    "--after-tax", type=DOLLARS_TYPE, help="After-tax contributions already made.  [default: 0]"
)
@click.option("--compensation", type=DOLLARS_TYPE, help="Pay from this employer before deferrals.")
@click.option(
    "--plan-cap",
    type=CAP_TYPE,
    help="Most after-tax dollars the plan takes in a year, or none for no cap.",
)
@click.option(
    "--fact",
    "facts",
    multiple=True,
    metavar="NAME=VALUE",
    help="Any other fact of the year, such as 'employer 2 elective_deferral=15000' or "
    "'match tier 1 rate=50%'; again for each.",
)
@click.option(
    "--case",
    "case_file",
    type=click.Path(path_type=Path),
    help="CSV file of facts: a name and a value in each row.",
)
@click.option("--paychecks", is_flag=True, help="Print the pay dates still to come as well.")
@answer_options
@click.pass_context
def command(
    context: click.Context,
    /,
    *,
    year: int | None,
    facts: Sequence[str],
    case_file: Path | None,
    paychecks: bool,
    as_json: bool,
    lang: str,
    limits: LimitsTable,
    **options: float | None,
) -> None:
    """Print how much after-tax contribution still fits this year, and what stops it."""
    rows = _rows(context, year, [*_facts(facts), *_file(case_file)], options)
    case = case_of("case", Block((len(rows), 2), [*chain.from_iterable(rows)]))
    found = saver_year(case, lang=lang, limits=limits)
    if as_json:
        write_json(year_data(found))
        return
    business_alone = (
        found.case.net_profit is not None and not found.answer("elective_deferral").is_known
    )
    for line in () if business_alone else _lines(found, is_more=bool(facts or case_file)):
        click.echo(line)
    tables_asked = {
        "employers": bool(found.case.employers),
        "self_employed": found.case.net_profit is not None,
        "paychecks": paychecks,
    }
    if any(tables_asked.values()):
        from megaroth_xl.strategy.saver.tables import table_rows  # noqa: PLC0415 - slow to import

        for table in (name for name, is_asked in tables_asked.items() if is_asked):
            _print_table(table_rows(found, table))
    passed_over = OF_AN_EMPLOYER if business_alone else frozenset[str]()
    for warning in found.warnings if facts or case_file else ():
        if warning.id in passed_over:
            continue
        click.echo(f"\n{warning.what} {warning.cure} ({warning.citation})")
    say_disclaimer(lang)


def _rows(
    context: click.Context,
    year: int | None,
    facts: Sequence[list[Any]],
    options: Mapping[str, float | None],
) -> list[list[Any]]:
    """Every fact given, a name and a value each, and the defaults of those that were not.

    Raises
    ------
    MissingParameter
        Where nothing says the year, or nothing but the year is given.
    """
    rows = list(facts)
    given = {meant for name, _ in rows if (meant := meaning_of(str(name)))}
    tables = {meant.table or meant.name for meant in given}
    if options["deferral"] is None and not rows:
        raise _missing(context, "deferral")
    if year is not None:
        rows.append(["year", year])
    elif "year" not in tables:
        raise _missing(context, "year")
    rows += [[OPTIONS[name], value] for name, value in options.items() if value is not None]
    if options["after_tax"] is None and "after_tax_contribution" not in tables:
        rows.append(["after_tax_contribution", 0.0])
    if options["employer"] is None and not tables & {*OF_THE_MATCH, "employer_contribution"}:
        rows.append(["employer_contribution", 0.0])
    return rows


def _missing(context: click.Context, option: str) -> click.MissingParameter:
    parameter = next(each for each in context.command.params if each.name == option)
    return click.MissingParameter(ctx=context, param=parameter)


def _facts(facts: Sequence[str]) -> Iterator[list[Any]]:
    for fact in facts:
        name, sign, value = fact.rpartition("=")
        if not sign or not name.strip():
            raise InputError("--fact", repr(fact), "a name and a value, such as age=52")
        yield [name.strip(), value.strip()]


def _file(path: Path | None) -> Iterator[list[Any]]:
    if path is None:
        return
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = [*csv.reader(file)]
    except (UnicodeDecodeError, csv.Error) as error:
        raise FileError(path, "", NOT_A_CASE) from error
    if rows and not any(row[1:] for row in rows):  # another separator, or another kind of file
        raise FileError(path, "", NOT_A_CASE)
    for number, row in enumerate(rows, start=1):
        if any(row[2:]):
            place = Phrase("row {row}", row=str(number))
            raise FileError(path, place, "expected two columns: a name and a value")
        yield [*row[:2], "", ""][:2]


def _lines(year: SaverYear, *, is_more: bool) -> Iterator[str]:
    """The room line by line; what is not known says what it lacks, and how it is given."""
    more = MORE_LINES if is_more else ()
    for item, sign in LINES.items():
        yield _line(year, item, sign)
    for item in ("binding_limit", *more):
        yield _line(year, item)
    for item in EXCESSES:
        value = year.answer(item).value
        if isinstance(value, float) and value >= HALF_CENT:
            yield _line(year, item)
    answers = map(year.answer, (*LINES, *more))
    lacking = (name for each in answers if not each.is_known for name in each.missing)
    if name := next(lacking, ""):
        yield "\n" + text("console.room.give", year.lang, fact=label(name, year.lang))


def _line(year: SaverYear, item: str, sign: int = 1) -> str:
    answer = year.answer(item)
    words = padded(text(f"console.room.{item}", year.lang), LABEL_WIDTH)
    if not isinstance(answer.value, float):
        return f"{words}{shown_value(year, item)}"
    shown = f"{answer.value:.2%}" if answer.unit == "rate" else f"{sign * answer.value + 0.0:,.2f}"
    return f"{words}{shown:>14}"


def _print_table(rows: Sequence[Sequence[Any]]) -> None:
    """A table in columns as wide as their texts; a row of one sentence counts for no width."""
    cells = [[_shown(cell) for cell in row] for row in rows]
    columns = zip(*(row for row in cells if any(row[1:])), strict=True)
    widths = [max(map(columns_of, column)) for column in columns]
    click.echo("")
    for row in cells:
        click.echo("  ".join(map(padded, row, widths)).rstrip())


def _shown(cell: Any) -> str:
    return f"{cell:,.2f}" if isinstance(cell, float) else str(cell)
