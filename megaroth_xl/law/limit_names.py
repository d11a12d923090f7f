"""Any limit by the name a person would type, for a year and an age."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from megaroth_xl import quantities
from megaroth_xl.errors import InputError, UnknownLimitError
from megaroth_xl.law.catch_up import catch_up_limit
from megaroth_xl.law.limits import LimitsTable, limits_table
from megaroth_xl.law.year_limits import LIMIT_RULES, Amount
from megaroth_xl.quantities import WHOLE_YEAR, FloatArray, Numbers
from megaroth_xl.words import letters, nearest

__all__ = ["limit_dollars", "limit_key", "limit_rows"]

SECTIONS: Mapping[str, str] = MappingProxyType(
    {
        "elective_deferral": "402(g)",
        "catch_up": "414(v)",
        "annual_additions": "415(c)",
        "compensation": "401(a)(17)",
        "hce": "414(q)",
    }
)
"""By limit, the Code section by which people know it."""
SPELLINGS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "elective_deferral": ("402(g)(1)", "401(k)", "deferral", "deferrals", "salary deferral"),
        "catch_up": ("catch-up contribution", "age 50 catch-up"),
        "annual_additions": ("415", "415(c)(1)", "annual addition", "415 limit"),
        "compensation": ("401(a)17", "pay", "pay limit", "compensation limit"),
        "hce": ("highly compensated", "highly compensated employee", "hce compensation"),
        "ira": ("219(b)(5)", "Roth IRA", "traditional IRA", "IRA contribution"),
        "hsa_self": ("HSA self-only", "HSA single", "HSA individual"),
        "hsa_family": ("family HSA",),
        "roth_catch_up_wages": ("414(v)(7)", "Roth catch-up"),
        "social_security_wage_base": ("wage base", "social security", "OASDI"),
    }
)
"""By limit, other names that people type; only letters and digits matter in any of them."""


@cache
def _limits_by_letters() -> Mapping[str, str]:
    known = {letters(name): name for name in LIMIT_RULES}
    known |= {letters(section): name for name, section in SECTIONS.items()}
    known |= {f"{letters(section)}limit": name for name, section in SECTIONS.items()}
    return known | {letters(word): name for name, words in SPELLINGS.items() for word in words}


def limit_key(limit_name: str) -> str:
    """A limit's own name, from that name, its Code section or another usual name.

    Parameters
    ----------
    limit_name
        Case, spaces, hyphens, underscores and parentheses do not matter.

    Raises
    ------
    UnknownLimitError
        For another name; it gives the nearest known one.

    Examples
    --------
    >>> limit_key("415c"), limit_key("401k"), limit_key("Catch-up")
    ('annual_additions', 'elective_deferral', 'catch_up')
    >>> limit_key("401(a)(7)")
    Traceback (most recent call last):
    megaroth_xl.errors.UnknownLimitError: no limit '401(a)(7)': did you mean 401(a)(17)? ...
    """
    found = _limits_by_letters().get(letters(limit_name))
    if found is None:
        names = (*LIMIT_RULES, *SECTIONS.values())
        meant = nearest(limit_name, names)
        meant = f"did you mean {meant}? " if meant else ""
        raise UnknownLimitError(limit_name, f"{meant}the names are {', '.join(names)}")
    return found


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
        A name that `limit_key` knows; any shapes that broadcast.
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
    unknown = {str(name): error for name in np.unique(names) if (error := _unknown(str(name)))}
    quantities.refuse(
        np.asarray(np.isin(names, list(unknown))), lambda i: unknown[str(names.flat[i])]
    )
    quantities.refuse(table.missing(years), lambda i: table.unknown(float(years.flat[i])))
    dollars = np.empty(names.shape)
    for name in np.unique(names):
        here = names == name
        key = limit_key(str(name))
        found = table.dollars(key, years[here])
        if key == "catch_up":
            by_age = catch_up_limit(years[here], ages[here], limits=table)
            found = np.where(np.isnan(ages[here]), found, by_age)
        dollars[here] = found
    quantities.refuse(
        np.isnan(dollars), lambda i: _none(table, limit_key(str(names.flat[i])), years.flat[i])
    )
    return quantities.result(dollars)


def _unknown(name: str) -> UnknownLimitError | None:
    """The error of a name that is no limit's."""
    try:
        limit_key(name)
    except UnknownLimitError as error:
        return error
    return None


def _none(table: LimitsTable, key: str, year: float) -> UnknownLimitError:
    return UnknownLimitError(key, table[int(year)].reason_for_none(key))


def limit_rows(
    from_year: float | None = None, to_year: float | None = None
) -> list[list[str | int | float | None]]:
    """Every limit of a span of years as rows for a table.

    Parameters
    ----------
    from_year, to_year
        The first and the last calendar year; None or NaN means the first and the last at hand.

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
    table = limits_table()
    first = quantities.single_or_none(from_year, WHOLE_YEAR, "from_year") or table.years[0]
    last = quantities.single_or_none(to_year, WHOLE_YEAR, "to_year") or table.years[-1]
    if first > last:
        raise InputError("from_year", f"{first:.0f}", f"a year up to to_year, {last:.0f}")
    years = [table[year] for year in range(int(first), int(last) + 1)]
    rows: list[list[str | int | float | None]] = [
        ["limit", *(limits.year for limits in years), "source", "status"]
    ]
    for name in LIMIT_RULES:
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
    """Return which of a limit's figures are official, and which are not."""
    by_status: dict[str, list[str]] = {}
    for year, amount in amounts.items():
        by_status.setdefault(str(amount.source.status), []).append(str(year))
    if len(by_status) == 1:
        return next(iter(by_status))
    return "; ".join(f"{status} {', '.join(years)}" for status, years in by_status.items())
