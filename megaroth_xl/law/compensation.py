"""Pay that counts: the 401(a)(17) cap, matching on capped pay, and self-employed earned income."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from megaroth_xl import quantities
from megaroth_xl.errors import InputError
from megaroth_xl.law.limits import LimitsTable, limits_table
from megaroth_xl.quantities import DOLLARS, FloatArray, Numbers

__all__ = [
    "MatchTier",
    "counted_compensation",
    "match_tiers",
    "matching_contribution",
    "self_employed_annual_additions_limit",
    "self_employed_employer_contribution",
]

SELF_EMPLOYED_SHARE = 0.25 / 1.25
"""A 25 percent contribution measured on income before the contribution itself."""


class MatchTier(NamedTuple):
    """One step of a match: `rate` on deferrals up to the cumulative share of pay `up_to`."""

    rate: float
    up_to: float


def match_tiers(tiers: npt.ArrayLike) -> tuple[MatchTier, ...]:
    """Match tiers from rows of (rate, share of pay up to which it runs, cumulative).

    Parameters
    ----------
    tiers
        Rows of two numbers; the shares rise from row to row. A rate may exceed 1.

    Raises
    ------
    InputError
        Where the rows are not of that form.

    References
    ----------
    IRC 401(m)(4)(A).

    Examples
    --------
    >>> match_tiers([[1, 0.03], [0.5, 0.05]])
    (MatchTier(rate=1.0, up_to=0.03), MatchTier(rate=0.5, up_to=0.05))
    """
    expected = (
        "rows of two numbers: the match rate and the share of pay up to which it runs, "
        "such as 1, 0.03 and then 0.5, 0.05"
    )
    try:
        rows = np.atleast_2d(np.asarray(tiers, dtype=np.float64))
    except (TypeError, ValueError) as error:
        raise InputError("tiers", "not numbers", expected) from error
    if rows.ndim != 2 or rows.shape[1] != len(MatchTier._fields) or not rows.size:  # noqa: PLR2004
        raise InputError("tiers", f"of shape {rows.shape}", expected)
    if not np.isfinite(rows).all() or (rows < 0).any():
        raise InputError("tiers", "negative or not finite", expected)
    if (rows[:, 1] > 1).any():
        share = float(rows[:, 1].max())
        cure = f"; for {share:g} percent type {share:g}% or {share / 100:g}"
        raise InputError("tiers", f"a share of pay of {share:g}", "a share up to 1" + cure)
    if (np.diff(rows[:, 1], prepend=0.0) <= 0).any():
        raise InputError("tiers", "not rising", "cumulative shares of pay, each above the last")
    return tuple(MatchTier(*map(float, row)) for row in rows)


def counted_compensation(
    compensation: Numbers, year: Numbers, *, limits: LimitsTable | None = None
) -> float | FloatArray:
    """Pay that a plan may take into account for its match and its tests.

    Parameters
    ----------
    compensation
        The year's pay, dollars; any shapes that broadcast.
    year
        The calendar year in which the plan year begins.
    limits
        A table to use instead of the package's own.

    Returns
    -------
    float or FloatArray
        Dollars, at most the 401(a)(17) limit.

    References
    ----------
    IRC 401(a)(17)(A).

    Examples
    --------
    >>> counted_compensation([300000, 400000], 2026)
    array([300000., 360000.])
    """
    table = limits or limits_table()
    pay = quantities.read(compensation, DOLLARS, "compensation")
    return quantities.result(np.minimum(pay, table.dollars("compensation", year)))


def matching_contribution(
    compensation: Numbers,
    elective_deferral: Numbers,
    tiers: npt.ArrayLike,
    year: Numbers,
    *,
    limits: LimitsTable | None = None,
) -> float | FloatArray:
    """Match of a year, computed on the whole year's pay and deferral.

    Parameters
    ----------
    compensation, year, limits
        As in `counted_compensation`.
    elective_deferral
        The deferral that the plan matches, dollars a year.
    tiers
        As in `match_tiers`.

    Returns
    -------
    float or FloatArray
        Dollars; the formula runs on pay capped at the 401(a)(17) limit.

    References
    ----------
    IRC 401(a)(17)(A), 401(m)(4)(A).

    Examples
    --------
    Dollar for dollar up to 6 percent of pay:

    >>> matching_contribution([250000, 400000], 23000, [[1, 0.06]], 2024)
    array([15000., 20700.])
    """
    pay = counted_compensation(compensation, year, limits=limits)
    deferral = quantities.read(elective_deferral, DOLLARS, "elective_deferral")
    match = np.zeros(np.broadcast_shapes(np.shape(pay), deferral.shape))
    matched = np.zeros_like(match)
    for tier in match_tiers(tiers):
        reached = np.minimum(deferral, tier.up_to * pay)
        match = match + tier.rate * (reached - matched)
        matched = reached
    return quantities.result(match)


def self_employed_employer_contribution(
    net_profit: Numbers, self_employment_tax: Numbers
) -> float | FloatArray:
    """Most that a self-employed person may contribute as their own employer.

    Parameters
    ----------
    net_profit
        Net profit of the business, dollars. An S corporation's owner has none of it: there, only
        the W-2 wages count, and the employer's part is 25 percent of these.
    self_employment_tax
        The whole self-employment tax on it; half of it is deducted first.

    Returns
    -------
    float or FloatArray
        Dollars: 20 percent of net profit less half the tax (25 percent of what is left after the
        contribution itself), before the 415(c) limit.

    References
    ----------
    IRC 404(a)(8), 401(c)(2)(A)(v), 404(n); Pub. 560, rate table for the self-employed.

    Examples
    --------
    >>> self_employed_employer_contribution(100000, 14130)
    18587.0
    """
    return quantities.result(_earned_income(net_profit, self_employment_tax) * SELF_EMPLOYED_SHARE)


def self_employed_annual_additions_limit(
    net_profit: Numbers,
    self_employment_tax: Numbers,
    employer_contribution: Numbers,
    year: Numbers,
    *,
    limits: LimitsTable | None = None,
) -> float | FloatArray:
    """Limit on a self-employed person's annual additions.

    The pay of a self-employed person is earned income after the employer contribution, with the
    deferrals added back; the formula is derived from that and (unconfirmed) by any example.

    Parameters
    ----------
    net_profit, self_employment_tax
        As in `self_employed_employer_contribution`.
    employer_contribution
        What the business puts in, dollars.
    year, limits
        As in `counted_compensation`.

    Returns
    -------
    float or FloatArray
        Dollars: the lesser of the 415(c) dollars and earned income less the employer contribution.

    References
    ----------
    IRC 415(c)(3)(B) and (D), 401(c)(2)(A)(v).

    Examples
    --------
    >>> self_employed_annual_additions_limit(60000, 8478, 11152.20, 2026)
    44608.8
    """
    table = limits or limits_table()
    employer = quantities.read(employer_contribution, DOLLARS, "employer_contribution")
    pay = np.maximum(_earned_income(net_profit, self_employment_tax) - employer, 0.0)
    return quantities.result(np.minimum(table.dollars("annual_additions", year), pay))


def _earned_income(net_profit: Numbers, self_employment_tax: Numbers) -> FloatArray:
    profit = quantities.read(net_profit, DOLLARS, "net_profit")
    tax = quantities.read(self_employment_tax, DOLLARS, "self_employment_tax")
    return np.asarray(np.maximum(profit - tax / 2, 0.0))
