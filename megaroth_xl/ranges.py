"""Arguments that a formula takes whole, in two dimensions: a limits table, match tiers."""

from datetime import date
from typing import Any

from megaroth_xl.arrays import DOLLARS, WHOLE_YEAR, FloatArray
from megaroth_xl.cells import Block, is_blank, numbers, texts
from megaroth_xl.errors import InputError
from megaroth_xl.law.amounts import Amount, Limits, Source, Status
from megaroth_xl.law.compensation import MatchTier, match_tiers
from megaroth_xl.law.limits import LimitsTable, limits_table
from megaroth_xl.law.lookup import limit_key

__all__ = ["match_tier_rows", "workbook_limits"]

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
