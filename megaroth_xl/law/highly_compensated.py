"""Highly compensated employees, IRC 414(q): by the preceding year's pay, or by ownership."""

import numpy as np

from megaroth_xl import quantities
from megaroth_xl.errors import InputError
from megaroth_xl.law.limits import LimitsTable, limits_table
from megaroth_xl.law.year_limits import LookBackThreshold
from megaroth_xl.quantities import DOLLARS, BoolArray, Flags, FloatArray, Numbers

__all__ = [
    "hce_threshold",
    "highly_compensated",
    "top_paid_edge",
    "top_paid_size",
]

TOP_PAID_ONE_IN = 5


def hce_threshold(
    determination_year: int, *, limits: LimitsTable | None = None
) -> LookBackThreshold:
    """Pay above which an employee is highly compensated in a year: pay of the year before.

    Parameters
    ----------
    determination_year
        The calendar year in which the plan year that is tested begins.
    limits
        A table to use instead of the package's own.

    Returns
    -------
    LookBackThreshold
        The dollars printed for the preceding year, which is the year whose pay they meet.

    Raises
    ------
    UnknownYearError
        Where the preceding year is not at hand.

    References
    ----------
    IRC 414(q)(1)(B).

    Examples
    --------
    >>> threshold = hce_threshold(2025)
    >>> threshold.look_back_year, threshold.dollars
    (2024, 155000.0)
    """
    look_back_year = determination_year - 1
    amount = (limits or limits_table())[look_back_year].amount("hce")
    return LookBackThreshold(amount.dollars, look_back_year, determination_year, amount.source)


def highly_compensated(
    look_back_compensation: Numbers | None,
    threshold: float,
    *,
    owner: Flags = False,
    top_paid_edge: float = -np.inf,
) -> BoolArray:
    """Return whether each employee is highly compensated.

    Parameters
    ----------
    look_back_compensation
        415(c)(3) pay of the year before the one tested, dollars, an element for each employee;
        NaN for one who was not employed then.
    threshold
        Dollars of `hce_threshold` of the year that is tested; NaN where they are not known.
    owner
        Whether the employee owned more than 5 percent of the employer at any time in the year
        tested or in the year before it, with what family members own (IRC 318).
    top_paid_edge
        Where the employer has elected to count, by pay, the top-paid group only: the lowest pay in
        it (`top_paid_edge`).

    Returns
    -------
    BoolArray
        In the shape that the arguments share.

    Raises
    ------
    InputError, ShapeError

    References
    ----------
    IRC 414(q)(1)(A) and (B), 414(q)(2), 416(i)(1)(B)(i).

    Examples
    --------
    Pay of exactly the threshold does not count; an owner always does.

    >>> highly_compensated([160000, 160000.01, 90000], 160000, owner=[0, 0, 1])
    array([False,  True,  True])
    """
    pay = quantities.optional(look_back_compensation, DOLLARS, "look_back_compensation")
    is_owner = quantities.flags(owner, "owner")
    quantities.align(look_back_compensation=pay, owner=is_owner)
    return np.asarray((pay > threshold) & (pay >= top_paid_edge) | is_owner)


def top_paid_size(employees: int, rounding: str = "up") -> int:
    """Number of employees in the top-paid group: a fifth of those counted.

    Parameters
    ----------
    employees
        Employees of the look-back year, less those whom 414(q)(5) leaves out.
    rounding
        "up", "down" or "nearest" (a half up): the employer's uniform rule for a fraction.

    References
    ----------
    IRC 414(q)(3) and (5); Temp. Treas. Reg. 1.414(q)-1T, Q&A-3(b).

    Examples
    --------
    >>> [top_paid_size(13, rounding) for rounding in ("up", "down", "nearest")]
    [3, 2, 3]
    """
    added = {"up": TOP_PAID_ONE_IN - 1, "down": 0, "nearest": TOP_PAID_ONE_IN // 2}
    if rounding not in added:
        raise InputError("rounding", repr(rounding), "'up', 'down' or 'nearest'")
    return (employees + added[rounding]) // TOP_PAID_ONE_IN


def top_paid_edge(pays: FloatArray, size: int) -> float:
    """Lowest pay in the top-paid group; minus infinity where everybody is in it.

    Employees paid alike at the edge are all in. The employer may use another reasonable rule for
    that, if it always uses it.

    Parameters
    ----------
    pays
        Pays of the look-back year, dollars; those at or below the HCE threshold may be left out,
        since they make nobody highly compensated.
    size
        `top_paid_size`.

    References
    ----------
    IRC 414(q)(3); Temp. Treas. Reg. 1.414(q)-1T, Q&A-3(b).

    Examples
    --------
    >>> top_paid_edge(np.array([200000.0, 190000.0, 190000.0, 170000.0]), 2)
    190000.0
    """
    if size <= 0:
        return np.inf
    if size > pays.size:
        return -np.inf
    return float(np.partition(pays, pays.size - size)[pays.size - size])
