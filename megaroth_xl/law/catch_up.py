"""Catch-up contributions, IRC 414(v): who may make them, how much, and when they must be Roth."""

import numpy as np

from megaroth_xl import quantities
from megaroth_xl.law.limits import LimitsTable, limits_table
from megaroth_xl.quantities import AGE, DOLLARS, BoolArray, FloatArray, Numbers

__all__ = [
    "FIRST_AGE",
    "catch_up_contribution",
    "catch_up_limit",
    "recharacterized_catch_up",
    "roth_catch_up_required",
]

FIRST_AGE = 50
"""Age from which a person may make catch-up contributions."""
HIGHER_FROM_AGE = 60
HIGHER_TO_AGE = 63
FIRST_YEAR_ROTH_REQUIRED = 2026
"""Notice 2023-62 suspended the requirement through 2025."""


def catch_up_limit(
    year: Numbers,
    age: Numbers | None,
    *,
    higher_limit: bool = True,
    limits: LimitsTable | None = None,
) -> float | FloatArray:
    """Most catch-up contributions that a person of this age may make in a year.

    The limit is one per person, over all plans of all employers together.

    Parameters
    ----------
    year
        The calendar year; any shapes that broadcast.
    age
        The age on December 31. None or NaN (not given) counts as under 50.
    higher_limit
        Whether the plan offers the higher limit of ages 60 to 63, which is its choice.
    limits
        A table to use instead of the package's own.

    Returns
    -------
    float or FloatArray
        Dollars: 0 below 50; the higher limit at 60 to 63 in the years that have one.

    Raises
    ------
    InputError, UnknownYearError

    References
    ----------
    IRC 414(v)(2)(B)(i) and (C), 414(v)(5)(A) (age 50 before the year ends), 402(g)(1)(C) (one limit
    per person), 414(v)(2)(E) (ages 60 to 63, for years after 2024); SECURE 2.0 Act s. 109.

    Examples
    --------
    >>> catch_up_limit(2025, [49, 50, 59, 60, 63, 64])
    array([    0.,  7500.,  7500., 11250., 11250.,  7500.])
    >>> catch_up_limit(2024, 61)
    7500.0
    """
    table = limits or limits_table()
    ages = quantities.optional(age, AGE, "age")
    ordinary = table.dollars("catch_up", year)
    dollars = ordinary
    if higher_limit:
        higher = table.dollars("higher_catch_up", year)
        is_higher = (ages >= HIGHER_FROM_AGE) & (ages <= HIGHER_TO_AGE) & ~np.isnan(higher)
        dollars = np.where(is_higher, higher, ordinary)
    return quantities.result(np.where(ages >= FIRST_AGE, dollars, 0.0))


def catch_up_contribution(
    elective_deferral: Numbers,
    year: Numbers,
    age: Numbers | None,
    *,
    higher_limit: bool = True,
    limits: LimitsTable | None = None,
) -> float | FloatArray:
    """Part of a year's elective deferrals that is catch-up and so no annual addition.

    Deferrals are catch-up only so far as they exceed a limit, here that of 402(g). After-tax
    contributions can never be catch-up.

    Parameters
    ----------
    elective_deferral
        The year's pre-tax plus Roth deferral, dollars.
    year, age, higher_limit, limits
        As in `catch_up_limit`.

    Returns
    -------
    float or FloatArray
        Dollars that are catch-up.

    References
    ----------
    IRC 414(v)(3)(A), 414(v)(5)(B); Treas. Reg. 1.414(v)-1(b).

    Examples
    --------
    >>> catch_up_contribution([23000, 26000, 30500], 2024, 52)
    array([   0., 3000., 7500.])
    """
    table = limits or limits_table()
    deferral = quantities.read(elective_deferral, DOLLARS, "elective_deferral")
    ordinary = table.dollars("elective_deferral", year)
    most = catch_up_limit(year, age, higher_limit=higher_limit, limits=table)
    return quantities.result(np.minimum(np.maximum(deferral - ordinary, 0.0), most))


def recharacterized_catch_up(
    excess: Numbers,
    counted_deferral: Numbers,
    catch_up_left: Numbers,
) -> float | FloatArray:
    """Deferrals above the 415(c) limit that become catch-up instead of being returned.

    Parameters
    ----------
    excess
        Annual additions above the limit, dollars.
    counted_deferral
        The deferrals among them.
    catch_up_left
        What the person's catch-up limit still covers.

    Returns
    -------
    float or FloatArray
        Dollars; the rest of the excess has to be corrected.

    References
    ----------
    IRC 414(v)(5)(B); Treas. Reg. 1.414(v)-1(b)(1)(i).

    Examples
    --------
    >>> recharacterized_catch_up(4000, 23000, 7500)
    4000.0
    """
    return quantities.result(
        np.minimum(
            quantities.read(excess, DOLLARS, "excess"),
            np.minimum(
                quantities.read(counted_deferral, DOLLARS, "counted_deferral"),
                quantities.read(catch_up_left, DOLLARS, "catch_up_left"),
            ),
        )
    )


def roth_catch_up_required(
    year: Numbers, prior_year_wages: Numbers | None, *, limits: LimitsTable | None = None
) -> bool | BoolArray:
    """Return whether a person's catch-up of a year must be Roth.

    A plan without Roth deferrals can then take no catch-up from that person at all.

    Parameters
    ----------
    year
        The year in which the catch-up contributions are made.
    prior_year_wages
        Social Security wages (W-2 box 3) of the year before from this employer, dollars. None, NaN
        or 0 (a partner, a sole proprietor, a new hire) means not subject.
    limits
        A table to use instead of the package's own.

    Returns
    -------
    bool or BoolArray
        False before 2026, when the rule was suspended.

    References
    ----------
    IRC 414(v)(7)(A); Notice 2023-62 (suspended through 2025).

    Examples
    --------
    >>> roth_catch_up_required(2026, [150000, 150001])
    array([False,  True])
    """
    table = limits or limits_table()
    wages = quantities.optional(prior_year_wages, DOLLARS, "prior_year_wages")
    threshold = table.dollars("roth_catch_up_wages", year)
    required = (wages > threshold) & (np.asarray(year) >= FIRST_YEAR_ROTH_REQUIRED)
    return bool(required) if np.ndim(required) == 0 else np.asarray(required)
