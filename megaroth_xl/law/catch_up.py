"""Catch-up contributions, IRC 414(v): who may make them, how much, and when they must be Roth."""

import numpy as np

from megaroth_xl import arrays
from megaroth_xl.arrays import AGE, FloatArray, Numbers
from megaroth_xl.law.limits import LimitsTable, limits_table

__all__ = ["catch_up_limit"]

FIRST_AGE = 50
HIGHER_FROM_AGE = 60
HIGHER_TO_AGE = 63


def catch_up_limit(
    year: Numbers, age: Numbers | None, *, limits: LimitsTable | None = None
) -> float | FloatArray:
    """Most catch-up contributions that a person of this age may make in a year.

    Parameters
    ----------
    year
        The calendar year; any shapes that broadcast.
    age
        The age on December 31. None or NaN (not given) counts as under 50.
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
    IRC 414(v)(2)(B)(i) and (C), 414(v)(5)(A) (age 50 before the year ends), 414(v)(2)(E) (ages 60
    to 63, for years after 2024; SECURE 2.0 Act s. 109).

    Examples
    --------
    >>> catch_up_limit(2025, [49, 50, 59, 60, 63, 64])
    array([    0.,  7500.,  7500., 11250., 11250.,  7500.])
    >>> catch_up_limit(2024, 61)
    7500.0
    """
    table = limits or limits_table()
    ages = arrays.optional(age, AGE, "age")
    ordinary = table.dollars("catch_up", year)
    higher = table.dollars("higher_catch_up", year)
    is_higher = (ages >= HIGHER_FROM_AGE) & (ages <= HIGHER_TO_AGE) & ~np.isnan(higher)
    return arrays.result(np.where(ages >= FIRST_AGE, np.where(is_higher, higher, ordinary), 0.0))
