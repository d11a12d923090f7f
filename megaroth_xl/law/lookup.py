"""Any limit by the name a person would type, for a year and an age."""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from megaroth_xl import quantities
from megaroth_xl.errors import InputError, UnknownLimitError
from megaroth_xl.law.amounts import LIMITS, Amount
from megaroth_xl.law.catch_up import catch_up_limit
from megaroth_xl.law.limits import LimitsTable, limits_table
from megaroth_xl.quantities import WHOLE_YEAR, FloatArray, Numbers

__all__ = ["LIMIT_NAMES", "limit_dollars", "limit_key", "limit_rows"]

LIMIT_NAMES: Mapping[str, str] = MappingProxyType(
    {
        **{name: name for name in LIMITS},
        **{
            section: name
            for name, section in (
                ("elective_deferral", "402(g)"),
                ("catch_up", "414(v)"),
                ("annual_additions", "415(c)"),
                ("compensation", "401(a)(17)"),
                ("hce", "414(q)"),
            )
        },
    }
)
"""What a cell may call a limit, and the limit's own name."""


def limit_key(limit_name: str) -> str:
    """A limit's own name, from that name or its Code section, in any case.

    Raises
    ------
    UnknownLimitError

    Examples
    --------
    >>> limit_key("415(C)")
    'annual_additions'
    """
    word = limit_name.strip().lower().replace(" ", "_").replace("-", "_")
    if word not in LIMIT_NAMES:
        raise UnknownLimitError(limit_name, f"the names are {', '.join(LIMIT_NAMES)}")
    return LIMIT_NAMES[word]


def limit_dollars(
    limit_name: str | npt.NDArray[np.str_],
    year: Numbers,
    age: Numbers | None = None,
    *,
    limits: LimitsTable | None = None,
) -> float | FloatArray:
    """A limit's dollars in a year.

    Parameters
    ----------
    limit_name
        A name of `LIMIT_NAMES`, in any case; any shapes that broadcast.
    year
        The calendar year.
    age
        The age on December 31. It changes only the catch-up, which without it is the amount of
        age 50.
    limits
        A table to use instead of the package's own.

    Returns
    -------
    float or FloatArray
        Dollars. "hce" is the figure printed for the year, which decides status in the next year;
        "roth_catch_up_wages" is the one for catch-up made in the year, compared with the wages of
        the year before.

    Raises
    ------
    UnknownLimitError, UnknownYearError

    Examples
    --------
    >>> limit_dollars("415(c)", 2026)
    72000.0
    >>> limit_dollars("catch_up", 2026, [np.nan, 49, 61, 64])
    array([ 8000.,     0., 11250.,  8000.])
    """
    table = limits or limits_table()
    names, years, ages = np.broadcast_arrays(
        np.asarray(limit_name),
        quantities.read(year, WHOLE_YEAR, "year"),
        quantities.optional(age, quantities.AGE, "age"),
    )
    dollars = np.empty(names.shape)
    for name in np.unique(names):
        here = names == name
        key = limit_key(str(name))
        found = table.dollars(key, years[here])
        if key == "catch_up":
            by_age = catch_up_limit(years[here], ages[here], limits=table)
            found = np.where(np.isnan(ages[here]), found, by_age)
        if np.isnan(found).any():
            early = int(years[here][np.isnan(found)][0])
            raise UnknownLimitError(key, f"it begins with {LIMITS[key].first_year}, not {early}")
        dollars[here] = found
    return quantities.result(dollars)


def limit_rows(
    from_year: float | None = None,
    to_year: float | None = None,
    *,
    limits: LimitsTable | None = None,
) -> list[list[str | int | float | None]]:
    """Every limit of a span of years as rows for a table.

    Parameters
    ----------
    from_year, to_year
        The first and the last calendar year; None or NaN means the first and the last at hand.
    limits
        A table to use instead of the package's own.

    Returns
    -------
    list of list
        A heading; then a row per limit: its name, the dollars of each year (None where the limit
        did not exist), where each year's figure was read, and its status.

    Raises
    ------
    InputError, UnknownYearError

    Examples
    --------
    >>> heading, first, *others = limit_rows(2025, 2026)
    >>> heading
    ['limit', 2025, 2026, 'source', 'status']
    >>> first
    ['elective_deferral', 23500.0, 24500.0, '2025 Notice 2024-80; 2026 Notice 2025-67', 'official']
    """
    table = limits or limits_table()
    first = quantities.single_or_none(from_year, WHOLE_YEAR, "from_year") or table.years[0]
    last = quantities.single_or_none(to_year, WHOLE_YEAR, "to_year") or table.years[-1]
    if first > last:
        raise InputError("from_year", f"{first:.0f}", f"a year up to to_year, {last:.0f}")
    years = [table[year] for year in range(int(first), int(last) + 1)]
    rows: list[list[str | int | float | None]] = [
        ["limit", *(limits.year for limits in years), "source", "status"]
    ]
    for name in LIMITS:
        found = {limits.year: limits.amounts.get(name) for limits in years}
        given = {year: amount for year, amount in found.items() if amount}
        rows.append(
            [
                name,
                *(amount.dollars if amount else None for amount in found.values()),
                "; ".join(f"{year} {amount.source.citation}" for year, amount in given.items()),
                _status(given),
            ]
        )
    return rows


def _status(amounts: Mapping[int, Amount]) -> str:
    """Which of a limit's figures are official, and which are not."""
    by_status: dict[str, list[str]] = {}
    for year, amount in amounts.items():
        by_status.setdefault(str(amount.source.status), []).append(str(year))
    if len(by_status) == 1:
        return next(iter(by_status))
    return "; ".join(f"{status} {', '.join(years)}" for status, years in by_status.items())
