"""The file of elections that a report writes, read back: who elected what after tax, from when."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl

from megaroth_xl.errors import RosterFileError
from megaroth_xl.phrases import Phrase
from megaroth_xl.reports.roster.columns.heading_words import plain
from megaroth_xl.reports.roster.files.cells import SheetCells, shown
from megaroth_xl.reports.roster.files.kinds import open_roster, readable
from megaroth_xl.reports.roster.settings import DateOrder
from megaroth_xl.reports.roster.sheet.day_values import days
from megaroth_xl.reports.roster.sheet.values import amounts, texts
from megaroth_xl.strategy.plan.terms import PlanTerms
from megaroth_xl.strategy.plan.values import ELECTION_FILE

__all__ = ["read_elections"]

HUNDRED = 100.0
NEEDED = ("employee_id", "effective_date")
SCHEMA = {
    "row": pl.Int64(),
    "employee_id": pl.String(),
    "effective_date": pl.Date(),
    "after_tax_percent": pl.Float64(),
    "after_tax_dollars": pl.Float64(),
    "stop_amount": pl.Float64(),
}
EXPECTED = {
    "employee_id": "an id",
    "effective_date": "the first day on which the election holds, such as 2026-07-01",
    "after_tax_percent": "percent of pay, such as 12.5",
    "after_tax_dollars": "dollars of one pay date",
    "stop_amount": "dollars of the year",
}


def read_elections(path: Path | str, plan: PlanTerms, year: int) -> pl.DataFrame:
    """The elections in a file with the layout of ``elections.csv``, as the plan names its columns.

    Parameters
    ----------
    path
        The file, of any kind that a roster may have; its first row holds the headings.
    plan
        The plan's terms, for the headings of its `election_file`.
    year
        The calendar year of the payroll.

    Returns
    -------
    polars.DataFrame
        ``row``, ``employee_id``, ``effective_date``, ``after_tax_percent`` as a share of pay,
        ``after_tax_dollars`` of one pay date and ``stop_amount`` of the year, null where the file
        does not say it; in the order of dates.

    Raises
    ------
    RosterFileError
        For a file that cannot be read, has no such columns, or has a cell that they do not take.
    """
    path = Path(path)
    named = {plain(heading): what for what, heading in plan.election_file or ()}
    named = {plain(what): what for what in ELECTION_FILE} | named
    opened = open_roster(path, score=lambda rows: _known(rows, named))
    with readable(path):
        sheet = opened.file.cells(opened.file.sheets[0].name)
    heads = [named.get(plain(text or ""), "") for text in sheet.cells.row(0)]
    missing = [name for name in NEEDED if name not in heads]
    if not {"after_tax_percent", "after_tax_dollars"} & set(heads):
        missing.append("after_tax_percent or after_tax_dollars")
    if missing:
        words = "has no column {column} in its first row; expected elections.csv"
        problem = Phrase(words, column=", ".join(missing))
        raise RosterFileError(path, "", problem)
    return _read(path, sheet, {name: heads.index(name) for name in SCHEMA if name in heads}, year)


def _known(rows: Sequence[Sequence[str | None]], named: Mapping[str, str]) -> int:
    """Return how many known headings the first of some rows holds."""
    return sum(plain(text or "") in named for row in rows[:1] for text in row)


def _read(path: Path, sheet: SheetCells, places: dict[str, int], year: int) -> pl.DataFrame:
    cells = sheet.cells.slice(1).select(pl.all().str.strip_chars().replace("", None))
    found = {"row": pl.int_range(2, cells.height + 2, eager=True)}
    for name, place in places.items():
        given = cells.to_series(place)
        if name == "employee_id":
            read = texts(given)
        elif name == "effective_date":
            read = days(given, DateOrder.MONTH_FIRST, year + 1, day_zero=sheet.day_zero).days
        else:
            read = amounts(given.str.strip_suffix("%"), ".")
        needed = name in NEEDED
        filled = cells.select(pl.any_horizontal(pl.all().is_not_null())).to_series()
        wrong = read.is_null() & (given.is_not_null() | (filled if needed else False))
        if wrong.any():
            at = wrong.arg_true()[0]
            said = "blank" if given[at] is None else shown(given[at])
            where = Phrase("cell {cell}", cell=f"{sheet.letters(place)}{at + 2}")
            words = "{name} is {found}: expected {expected}"
            problem = Phrase(words, name=name, found=said, expected=EXPECTED[name])
            raise RosterFileError(path, where, problem)
        found[name] = read / HUNDRED if name == "after_tax_percent" else read
    frame = pl.DataFrame(found).drop_nulls("employee_id")
    missing = [pl.lit(None, kind).alias(n) for n, kind in SCHEMA.items() if n not in frame.columns]
    return frame.with_columns(missing).select(*SCHEMA).sort("effective_date", maintain_order=True)
