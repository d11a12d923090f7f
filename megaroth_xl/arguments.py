"""The arguments of the Excel formulas: one meaning each, whatever the formula."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from megaroth_xl.arrays import AGE, DOLLARS, RATE, SIGNED_DOLLARS, WHOLE_YEAR
from megaroth_xl.cells import Argument, Block, numbers, texts
from megaroth_xl.errors import InputError
from megaroth_xl.law.amounts import Amount, Limits, Source, Status
from megaroth_xl.law.limits import LimitsTable, limits_table
from megaroth_xl.law.lookup import limit_key

__all__ = ["ARGUMENTS"]

NAN = float("nan")

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
    width = block.shape[1]
    rows = [block.cells[i : i + width] for i in range(0, len(block.cells), width)]
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
                found = problems.get(i, f"{dollars[i]:,g}")
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


ARGUMENTS: Mapping[str, Argument] = MappingProxyType(
    {
        "year": Argument("Calendar year, such as 2026", WHOLE_YEAR),
        "age": Argument(
            "Age on December 31, 14 to 110; blank or 0: not given",
            AGE,
            blank=NAN,
            zero_is_blank=True,
        ),
        "limit_name": Argument(
            "Limit: elective_deferral, catch_up, annual_additions, compensation, hce, ira, "
            "ira_catch_up, hsa_self, hsa_family, hsa_catch_up, roth_catch_up_wages, "
            "social_security_wage_base, or 402(g), 414(v), 415(c), 401(a)(17), 414(q)",
            read=texts,
        ),
        "limits": Argument(
            "The workbook's own limits table: years in the first row, limit names in the first "
            "column; its figures go before the package's",
            blank="",
            whole=workbook_limits,
        ),
        "deferral": Argument(
            "Dollars of pre-tax plus Roth deferral this year with this employer, catch-up included",
            DOLLARS,
        ),
        "employer": Argument(
            "Dollars of match and other employer contributions this year; blank: 0",
            DOLLARS,
            blank=0.0,
        ),
        "after_tax": Argument(
            "Dollars of after-tax contributions already made this year; blank: 0",
            DOLLARS,
            blank=0.0,
        ),
        "compensation": Argument(
            "Dollars of gross pay from this employer this year, before deferrals; "
            "blank or 0: not given, and the limit of 100% of pay is not checked",
            DOLLARS,
            blank=NAN,
            zero_is_blank=True,
        ),
        "plan_cap": Argument(
            "Most after-tax dollars the plan takes in a year; blank or 0: no cap",
            DOLLARS,
            blank=NAN,
            zero_is_blank=True,
        ),
        "contribution": Argument("Dollars of after-tax contributions converted", DOLLARS),
        "earnings": Argument(
            "Dollars earned on them before converting; negative for a loss", SIGNED_DOLLARS
        ),
        "rate": Argument("Federal tax rate, such as 24% or 0.24", RATE),
        "state_rate": Argument("State tax rate, such as 5% or 0.05; blank: 0", RATE, blank=0.0),
    }
)
