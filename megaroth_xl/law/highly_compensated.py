"""Highly compensated employees, IRC 414(q): by the preceding year's pay, or by ownership."""

import numpy as np

from megaroth_xl import quantities
from megaroth_xl.law.amounts import LookBackThreshold
from megaroth_xl.law.limits import LimitsTable, limits_for
from megaroth_xl.quantities import DOLLARS, BoolArray, Flags, Numbers

__all__ = ["hce_threshold", "highly_compensated", "top_paid_group"]

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
    amount = limits_for(look_back_year, limits).amount("hce")
    return LookBackThreshold(amount.dollars, look_back_year, determination_year, amount.source)


def highly_compensated(
    look_back_compensation: Numbers | None,
    threshold: LookBackThreshold,
    *,
    owner: Flags = False,
    top_paid_election: bool = False,
    excluded: Flags = False,
) -> BoolArray:
    """Whether each employee is highly compensated in the threshold's determination year.

    Parameters
    ----------
    look_back_compensation
        415(c)(3) pay of the threshold's look-back year, dollars, an element for each employee;
        NaN for one who was not employed then.
    threshold
        `hce_threshold` of the year that is tested.
    owner
        Whether the employee owned more than 5 percent of the employer at any time in the year
        tested or in the year before it, with what family members own (IRC 318).
    top_paid_election
        Whether the employer has elected to count, by pay, the top-paid group only.
    excluded
        As in `top_paid_group`.

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

    >>> highly_compensated([160000, 160000.01, 90000], hce_threshold(2026), owner=[0, 0, 1])
    array([False,  True,  True])
    """
    pay = quantities.optional(look_back_compensation, DOLLARS, "look_back_compensation")
    is_owner = quantities.flags(owner, "owner")
    quantities.align(look_back_compensation=pay, owner=is_owner)
    by_pay = pay > threshold.dollars
    if top_paid_election:
        by_pay = by_pay & top_paid_group(pay, excluded=excluded)
    return np.asarray(by_pay | is_owner)


def top_paid_group(look_back_compensation: Numbers, *, excluded: Flags = False) -> BoolArray:
    """Whether each employee is among the best-paid fifth.

    A fraction of an employee counts as a whole one, and employees paid alike at the edge are all
    in. The employer may use another reasonable rule for both, if it always uses it (unconfirmed).

    Parameters
    ----------
    look_back_compensation
        Pay of the look-back year, dollars, an element for every employee of the employer; NaN for
        one who was not employed then, and does not count.
    excluded
        True for those whom 414(q)(5) leaves out of the number: under 21, under six months of
        service, under 17 1/2 hours a week, or at most six months a year. They lower the size of
        the group and may still be in it (unconfirmed).

    Returns
    -------
    BoolArray
        In the shape of the pay.

    References
    ----------
    IRC 414(q)(3) and (5); Temp. Treas. Reg. 1.414(q)-1T, Q&A-3 and Q&A-9 (unconfirmed).

    Examples
    --------
    >>> top_paid_group([200000, 190000, 180000, 50000, 50000, 50000])
    array([ True,  True, False, False, False, False])
    """
    pay = quantities.optional(look_back_compensation, DOLLARS, "look_back_compensation")
    left_out = quantities.flags(excluded, "excluded")
    shape = quantities.align(look_back_compensation=pay, excluded=left_out)
    employed = np.broadcast_to(~np.isnan(pay), shape)
    size = -(-int((employed & ~left_out).sum()) // TOP_PAID_ONE_IN)
    if not size:
        return np.zeros(shape, dtype=np.bool_)
    ranked = np.where(employed, pay, -np.inf)
    edge = np.sort(ranked, axis=None)[-size]
    return np.asarray(employed & (ranked >= edge))
