"""Arguments that a formula takes whole: limits tables, match tiers, employees, a language."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from megaroth_xl.cells import Block, Reading, is_blank, numbers, texts, yes_or_no
from megaroth_xl.choices import Choice
from megaroth_xl.errors import InputError, ShapeError
from megaroth_xl.law.amounts import Amount, Limits, Source, Status
from megaroth_xl.law.compensation import MatchTier, match_tiers
from megaroth_xl.law.limits import LimitsTable, limits_table
from megaroth_xl.law.lookup import limit_key
from megaroth_xl.quantities import (
    DOLLARS,
    FLAG,
    WHOLE_YEAR,
    BoolArray,
    FloatArray,
    Numbers,
    Quantity,
)
from megaroth_xl.texts import LANGUAGES

__all__ = [
    "Employees",
    "column_of_answers",
    "column_of_dollars",
    "language",
    "match_tier_rows",
    "workbook_limits",
]

LANGUAGE = Choice(dict.fromkeys(LANGUAGES, ()))
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
        Limits(year, {k: a for k, a in by_name.items() if not _is_ours(own, year, k, a)})
        for year, by_name in amounts.items()
    ]
    return own.overlaid(limits for limits in changed if limits.amounts)


def _is_ours(own: LimitsTable, year: int, key: str, amount: Amount) -> bool:
    """Whether the workbook repeats the package's own figure, whose source then stands."""
    ours: Any = own[year].amounts.get(key) if year in own.years else None
    return ours is not None and bool(ours.dollars == amount.dollars)


def match_tier_rows(name: str, block: Block) -> tuple[MatchTier, ...]:
    """Match tiers from two columns: the match rate, and the share of pay up to which it runs.

    Rows that are blank in both columns are left out, so that a formula may take more rows than a
    plan has tiers.

    Raises
    ------
    InputError
    """
    rows = [row for row in block.rows if not all(map(is_blank, row))]
    values, blank, problems = numbers([cell for row in rows for cell in row])
    if problems:
        found = next(iter(problems.values())).sentence
        raise InputError(name, f"with {found}", "match rates and shares of pay, as numbers")
    if blank.any():
        raise InputError(name, "with a blank cell", "a match rate and a share of pay in each row")
    tiers: FloatArray = values.reshape(len(rows), block.shape[1])
    return match_tiers(tiers)


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


def column_of_dollars(name: str, block: Block) -> FloatArray:
    """One column of dollars; NaN where a cell is blank.

    Raises
    ------
    InputError
    """
    return _column(name, block, numbers, DOLLARS)


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
    is_hce, compensation
        Of each; blank only where the row holds nobody.
    match, after_tax
        Of each, dollars; 0 where blank.
    there
        Which rows of the sheet hold somebody.
    """

    is_hce: FloatArray
    compensation: FloatArray
    match: FloatArray
    after_tax: FloatArray
    there: BoolArray

    @classmethod
    def of(
        cls,
        is_hce: FloatArray,
        compensation: FloatArray,
        match: FloatArray,
        after_tax: FloatArray,
    ) -> "Employees":
        """The employees of four columns; a single figure holds for every row.

        Raises
        ------
        InputError, ShapeError
        """
        names = ("is_hce", "compensation", "match", "after_tax")
        given = [np.atleast_1d(column) for column in (is_hce, compensation, match, after_tax)]
        rows = max(map(len, given))
        if {len(column) for column in given} - {1, rows}:
            raise ShapeError({name: c.shape for name, c in zip(names, given, strict=True)})
        full = [column for column in given if len(column) == rows]
        there = np.asarray(~np.isnan(full).all(axis=0))
        columns = [np.broadcast_to(column, rows) for column in given]
        for name, column in zip(names[:2], columns[:2], strict=True):
            for place in np.flatnonzero(np.isnan(column) & there)[:1].tolist():
                raise InputError(_row(name, place), "blank", "a value in every row with a person")
        hce, pay, matched, paid_in = (np.nan_to_num(column[there]) for column in columns)
        return cls(hce, pay, matched, paid_in, there)

    def rows(self, values: Numbers) -> list[list[Any]]:
        """A column of one value each, beside the rows of the sheet."""
        shown = np.full(len(self.there), "", dtype=object)
        shown[self.there] = values
        return [[value] for value in shown.tolist()]
