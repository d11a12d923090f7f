"""Arguments that a formula takes whole: tables, columns of employees, days, a language."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from megaroth_xl import quantities
from megaroth_xl.cell_errors import CellError
from megaroth_xl.cells import (
    Block,
    Reading,
    is_blank,
    number_of,
    numbers,
    text_of,
    texts,
    yes_or_no,
)
from megaroth_xl.choices import Choice
from megaroth_xl.errors import InputError, ShapeError
from megaroth_xl.law.compensation import MatchTier, match_tiers
from megaroth_xl.law.limit_names import limit_key
from megaroth_xl.law.limits import LimitsTable, limits_table
from megaroth_xl.law.roth_distributions import Conversion
from megaroth_xl.law.year_limits import Amount, Source, Status, YearLimits
from megaroth_xl.quantities import (
    AGE,
    DOLLARS,
    FLAG,
    WHOLE_YEAR,
    BoolArray,
    FloatArray,
    Numbers,
    Quantity,
)
from megaroth_xl.strategy.saver.fact import Fact, FactKind
from megaroth_xl.texts import LANGUAGES

__all__ = [
    "Employees",
    "column_of_ages",
    "column_of_answers",
    "column_of_dollars",
    "conversion_years",
    "day",
    "language",
    "match_tier_rows",
    "workbook_limits",
]

AGE_OR_ZERO = Quantity(AGE.expected, lambda v: (v == 0) | AGE.takes(v))
A_DAY = Fact(FactKind.DAY)
LANGUAGE = Choice(dict.fromkeys(LANGUAGES, ()))
ONE_RATE = re.compile(
    r"([\d.]+ ?%?) (?:up to|on|of)(?: the first)? ([\d.]+ ?%?)(?: of pay)?", re.IGNORECASE
)
ONE_RATE_EXPECTED = (
    "two columns, match rate and share of pay up to which it runs; "
    'for 50% of the first 6% of pay type {0.5,0.06} or "50% up to 6%"'
)
WORKBOOK_SOURCE = Source(
    "Limits table of the workbook", "entered by the user", Status.OWN, date.min
)


def workbook_limits(name: str, block: Block) -> LimitsTable:
    """The package's limits with a workbook's own table laid over them.

    Parameters
    ----------
    name
        The argument's name, for the refusal.
    block
        A header row of years; below it a row per limit, its name in the first column. A blank
        figure, and a column whose header is no year, leave the package's own.

    Raises
    ------
    InputError, UnknownLimitError
    """
    rows = block.rows
    years, no_year, _ = numbers(rows[0])
    columns = [
        (i, int(year))
        for i, year in enumerate(years.tolist())
        if i and not no_year[i] and not WHOLE_YEAR.faults(years[i])
    ]
    if not columns:
        raise InputError(name, "without a year in its first row", "a header row of years")
    amounts: dict[int, dict[str, Amount]] = {year: {} for _, year in columns}
    for row in rows[1:]:
        labels, no_label, _ = texts(row[:1])
        if no_label[0]:
            continue
        key = limit_key(labels[0])
        dollars, blank, problems = numbers(row)
        for i, year in columns:
            if blank[i]:
                continue
            if i in problems or DOLLARS.faults(dollars[i]):
                found = problems[i].sentence if i in problems else f"{dollars[i]:,g}"
                raise InputError(f"{name}, {key} of {year},", found, DOLLARS.expected)
            amounts[year][key] = Amount(float(dollars[i]), WORKBOOK_SOURCE)
    own = limits_table()
    changed = [
        YearLimits(year, {k: a for k, a in by_name.items() if not _is_ours(own, year, k, a)})
        for year, by_name in amounts.items()
    ]
    laid_over = [limits for limits in changed if limits.amounts]
    return own.overlaid(laid_over) if laid_over else own


def _is_ours(own: LimitsTable, year: int, key: str, amount: Amount) -> bool:
    """Return whether the workbook repeats the package's own figure, whose source then stands."""
    ours: Any = own[year].amounts.get(key) if year in own.years else None
    return ours is not None and bool(ours.dollars == amount.dollars)


def match_tier_rows(name: str, block: Block) -> tuple[MatchTier, ...]:
    """Match tiers from two columns: the match rate, and the share of pay up to which it runs.

    Rows that are blank in both columns are left out, so that a formula may take more rows than a
    plan has tiers. A match of one rate may be a text in one cell, such as "50% up to 6%".

    Raises
    ------
    InputError

    Examples
    --------
    >>> match_tier_rows("tiers", Block((1, 1), ["50% of the first 6%"]))
    (MatchTier(rate=0.5, up_to=0.06),)
    """
    if block.shape == (1, 1):
        block = _one_rate(name, block.cells[0])
    rows = [row for row in block.rows if not all(map(is_blank, row))]
    values, blank, problems = numbers([cell for row in rows for cell in row])
    if problems:
        found = next(iter(problems.values())).sentence
        raise InputError(name, f"with {found}", "match rates and shares of pay, as numbers")
    if blank.any():
        raise InputError(name, "with a blank cell", "a match rate and a share of pay in each row")
    tiers: FloatArray = values.reshape(len(rows), block.shape[1])
    return match_tiers(tiers)


def _one_rate(name: str, cell: Any) -> Block:
    """A match of one rate, from a text, as a row of two columns."""
    match = ONE_RATE.fullmatch(cell.strip()) if isinstance(cell, str) else None
    if match is None:
        values, _, problems = numbers([cell])
        found = problems[0].sentence if problems else f"{values[0]:g}"
        raise InputError(name, found, ONE_RATE_EXPECTED)
    return Block((1, 2), list(match.groups()))


def language(name: str, block: Block) -> str:
    """One of `LANGUAGES`, from a single cell: a formula answers in one language.

    Raises
    ------
    InputError
    """
    if block.shape != (1, 1):
        raise _too_large(name, block, "one cell")
    values, _, problems = texts(block.cells)
    if problems:
        raise InputError(name, problems[0].sentence, LANGUAGE.expected)
    return LANGUAGES[int(LANGUAGE.read(values[0], name))]


def day(name: str, block: Block) -> date:
    """A day from a single cell: a date, its serial number, or a text such as 2026-06-30.

    Raises
    ------
    InputError
    """
    if block.shape != (1, 1):
        raise _too_large(name, block, "one cell")
    cell = block.cells[0]
    if is_blank(cell):
        raise InputError(name, "blank", "a date, such as 2026-06-30")
    found: Any = cell if isinstance(cell, date) else number_of(cell)
    if isinstance(found, CellError):
        found = text_of(cell)
    if isinstance(found, CellError):
        raise InputError(name, found.sentence, "a date, such as 2026-06-30")
    read: date = A_DAY.read(found, name)
    return read


def conversion_years(name: str, block: Block) -> tuple[Conversion, ...]:
    """Conversions from three columns: the year, what of it was taxed, and after-tax money.

    Rows that are blank in all columns are left out.

    Raises
    ------
    InputError

    Examples
    --------
    >>> conversion_years("conversions", Block((1, 3), [2022, 60000, 20000]))
    (Conversion(year=2022, taxable=60000.0, nontaxable=20000.0),)
    """
    if block.shape[1] != len(Conversion._fields):
        raise _too_large(name, block, "three columns: year, taxable and after-tax dollars")
    found = []
    for place, row in enumerate(block.rows):
        if all(map(is_blank, row)):
            continue
        values, blank, problems = numbers(row)
        said = [*problems.values()]
        if said or blank[0]:
            expected = "a year, taxable dollars and after-tax dollars"
            raise InputError(_row(name, place), said[0].sentence if said else "no year", expected)
        dollars = [
            quantities.single(v, DOLLARS, _row(name, place)) for v in np.nan_to_num(values[1:])
        ]
        year = quantities.single(values[0], WHOLE_YEAR, _row(name, place))
        found.append(Conversion(int(year), *dollars))
    return tuple(found)


def column_of_dollars(name: str, block: Block) -> FloatArray:
    """One column of dollars; NaN where a cell is blank.

    Raises
    ------
    InputError
    """
    return _column(name, block, numbers, DOLLARS)


def column_of_ages(name: str, block: Block) -> FloatArray:
    """One column of ages on December 31; NaN where a cell is blank or 0.

    Raises
    ------
    InputError
    """
    ages = _column(name, block, numbers, AGE_OR_ZERO)
    return np.where(ages == 0, np.nan, ages)


def column_of_answers(name: str, block: Block) -> FloatArray:
    """One column of yes or no, as 1 and 0; NaN where a cell is blank.

    Raises
    ------
    InputError
    """
    return _column(name, block, yes_or_no, FLAG)


def _column(
    name: str, block: Block, read: Callable[[list[Any]], Reading], quantity: Quantity
) -> FloatArray:
    if 1 not in block.shape:
        raise _too_large(name, block, "one column")
    values, blank, problems = read(block.cells)
    for place, found in problems.items():
        raise InputError(_row(name, place), found.sentence, quantity.expected)
    for place in np.flatnonzero(quantity.faults(values) & ~blank).tolist():
        raise quantity.refusal(_row(name, place), float(values[place]))
    return np.asarray(np.where(blank, np.nan, values))


def _too_large(name: str, block: Block, expected: str) -> InputError:
    height, width = block.shape
    return InputError(name, f"a range of {height} x {width}", expected)


def _row(name: str, place: int) -> str:
    return f"{name} in row {place + 1}"


@dataclass(frozen=True, eq=False)
class Employees:
    """A plan's employees from columns of cells; rows that are blank in all of them hold nobody.

    Parameters
    ----------
    is_hce
        Of each; blank only where the row holds nobody.
    compensation
        Dollars of each; NaN where it is blank beside contributions, and so not known.
    amounts
        By name, the other columns: dollars of each, 0 where blank; ages, NaN where blank.
    there
        Which rows of the sheet hold somebody.
    """

    is_hce: FloatArray
    compensation: FloatArray
    amounts: Mapping[str, FloatArray]
    there: BoolArray

    @classmethod
    def of(
        cls, is_hce: FloatArray, compensation: FloatArray, **amounts: FloatArray | None
    ) -> "Employees":
        """The employees of some columns; a single figure holds for every row.

        Raises
        ------
        InputError
            For a row that says neither pay nor contributions or not who is an HCE, and for
            contributions beside a pay of 0.
        ShapeError
        """
        given = {"is_hce": is_hce, "compensation": compensation, **amounts}
        columns = {
            name: np.atleast_1d(np.nan if column is None else column)
            for name, column in given.items()
        }
        rows = max(map(len, columns.values()))
        if {len(column) for column in columns.values()} - {1, rows}:
            raise ShapeError({name: column.shape for name, column in columns.items()})
        full = [column for column in columns.values() if len(column) == rows]
        there = np.asarray(~np.isnan(full).all(axis=0))
        whole = {name: np.broadcast_to(column, rows) for name, column in columns.items()}
        paid_in = np.zeros(rows)
        for name in amounts.keys() - {"age"}:
            paid_in += np.nan_to_num(whole[name])
        pay = whole["compensation"]
        blank = np.isnan(pay) & (paid_in == 0)
        for name, missing in (("is_hce", np.isnan(whole["is_hce"])), ("compensation", blank)):
            for place in np.flatnonzero(missing & there)[:1].tolist():
                raise InputError(_row(name, place), "blank", "a value in every row with a person")
        for place in np.flatnonzero((pay == 0) & (paid_in > 0))[:1].tolist():
            expected = "the pay of the year in dollars; blank where it is not known"
            raise InputError(_row("compensation", place), "0 beside contributions", expected)
        kept = {name: column[there] for name, column in whole.items()}
        return cls(
            kept.pop("is_hce"),
            kept.pop("compensation"),
            {n: column if n == "age" else np.nan_to_num(column) for n, column in kept.items()},
            there,
        )

    def rows(self, values: Numbers) -> list[list[Any]]:
        """A column of one value each, beside the rows of the sheet."""
        shown = np.full(len(self.there), "", dtype=object)
        shown[self.there] = values
        return [[value] for value in shown.tolist()]
