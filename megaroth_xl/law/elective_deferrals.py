"""Elective deferrals, IRC 402(g): one limit per person and calendar year, whatever the plans."""

from datetime import date

import numpy as np

from megaroth_xl import quantities
from megaroth_xl.law.catch_up import catch_up_limit
from megaroth_xl.law.limits import LimitsTable, limits_table
from megaroth_xl.quantities import DOLLARS, FloatArray, Numbers

__all__ = [
    "elective_deferral_limit",
    "elective_deferral_room",
    "excess_deferral",
    "excess_deferral_deadline",
]


def elective_deferral_limit(
    year: Numbers, age: Numbers | None = None, *, limits: LimitsTable | None = None
) -> float | FloatArray:
    """Most pre-tax plus Roth deferrals of a person in a year, catch-up included.

    Parameters
    ----------
    year
        The calendar year; any shapes that broadcast.
    age
        The age on December 31; None or NaN leaves catch-up out.
    limits
        A table to use instead of the package's own.

    Returns
    -------
    float or FloatArray
        Dollars, over all 401(k), 403(b), SARSEP and SIMPLE plans together (not 457(b)).

    Raises
    ------
    InputError, UnknownYearError

    References
    ----------
    IRC 402(g)(1)(B) and (C), 402(g)(3), 402(g)(4), 414(v).

    Examples
    --------
    >>> elective_deferral_limit(2026, [40, 50, 61, 64])
    array([24500., 32500., 35750., 32500.])
    """
    table = limits or limits_table()
    ordinary = table.dollars("elective_deferral", year)
    return quantities.result(ordinary + catch_up_limit(year, age, limits=table))


def elective_deferral_room(
    deferred_anywhere: Numbers,
    year: Numbers,
    age: Numbers | None = None,
    *,
    limits: LimitsTable | None = None,
) -> float | FloatArray:
    """Deferral still possible this year, after what was deferred with any employer.

    Parameters
    ----------
    deferred_anywhere
        Pre-tax plus Roth deferrals of the calendar year in all plans, dollars.
    year, age, limits
        As in `elective_deferral_limit`.

    Returns
    -------
    float or FloatArray
        Dollars, never below 0.

    References
    ----------
    IRC 402(g)(1)(A), 402(g)(3).

    Examples
    --------
    >>> elective_deferral_room(10000, 2026)
    14500.0
    """
    deferred = quantities.read(deferred_anywhere, DOLLARS, "deferred_anywhere")
    return quantities.result(
        np.maximum(elective_deferral_limit(year, age, limits=limits) - deferred, 0.0)
    )


def excess_deferral(
    deferred_anywhere: Numbers,
    year: Numbers,
    age: Numbers | None = None,
    *,
    limits: LimitsTable | None = None,
) -> float | FloatArray:
    """Deferral above 402(g) and catch-up together, to be returned by April 15.

    Returned in time, the excess is income of the year deferred and its earnings of the year
    returned; later, it is taxed twice.

    Parameters
    ----------
    deferred_anywhere, year, age, limits
        As in `elective_deferral_room`.

    Returns
    -------
    float or FloatArray
        Dollars, never below 0.

    References
    ----------
    IRC 402(g)(2)(A), 402(g)(2)(C), 402(g)(6).

    Examples
    --------
    >>> excess_deferral([24500, 25000], 2026)
    array([  0., 500.])
    """
    deferred = quantities.read(deferred_anywhere, DOLLARS, "deferred_anywhere")
    return quantities.result(
        np.maximum(deferred - elective_deferral_limit(year, age, limits=limits), 0.0)
    )


def excess_deferral_deadline(year: int) -> date:
    """Last day on which a plan may return the year's excess deferral without double tax.

    No filing extension moves it.

    References
    ----------
    IRC 402(g)(2)(A).

    Examples
    --------
    >>> excess_deferral_deadline(2026)
    datetime.date(2027, 4, 15)
    """
    return date(year + 1, 4, 15)
