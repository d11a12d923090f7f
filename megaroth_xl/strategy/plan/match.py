"""The match as a plan's terms give it: for each pay date, and for a year of even contributions."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import lcm

import numpy as np

from megaroth_xl import quantities
from megaroth_xl.law.compensation import matching_contribution
from megaroth_xl.law.limits import LimitsTable, limits_table
from megaroth_xl.quantities import DOLLARS, FloatArray, Numbers
from megaroth_xl.strategy.plan.words import MatchPayLimit

__all__ = ["CountedPay", "even_year_match", "match_formula"]

Tiers = Sequence[tuple[float, float]]


def match_formula(tiers: Tiers) -> Callable[[int, int], int]:
    """Match on a contribution and a pay, all in whole units of money; half a unit up.

    Examples
    --------
    >>> match_formula([(1, 0.03), (0.5, 0.05)])(500_00, 10_000_00)
    40000
    """
    bands = [(Fraction(repr(rate)), Fraction(repr(up_to))) for rate, up_to in tiers]
    rates = lcm(*(rate.denominator for rate, _ in bands))
    shares = lcm(*(up_to.denominator for _, up_to in bands))
    steps = [(int(rate * rates), int(up_to * shares)) for rate, up_to in bands]
    whole = 2 * rates * shares

    def match(contribution: int, pay: int) -> int:
        total = reached = 0
        for rate, up_to in steps:
            top = min(contribution * shares, pay * up_to)
            total += rate * (top - reached)
            reached = top
        return (2 * total + whole // 2) // whole

    return match


class CountedPay:
    """Pay of a year that the match of each pay date may count, date after date.

    Parameters
    ----------
    rule
        How the match meets the yearly limit on pay.
    limit, pay_periods
        The limit of 401(a)(17), in units of money, and the pay dates over which `EACH_PAY_DATE`
        spreads it.
    so_far
        Pay before the first date.

    References
    ----------
    IRC 401(a)(17)(A). Which of the three ways a plan takes is its own term: Treas. Reg.
    1.401(a)(17)-1(b)(3)(iii)(B) does not say how a match of each pay period meets the limit, and
    practitioners differ.
    """

    def __init__(self, rule: MatchPayLimit, limit: int, pay_periods: int, so_far: int) -> None:
        self.rule = rule
        self.limit = limit
        self.of_a_date = limit // pay_periods
        self.pay = so_far

    @property
    def of_the_year(self) -> int:
        """Return what a true-up counts of all pay so far."""
        return min(self.pay, self.limit)

    def next(self, pay: int) -> int:
        """Return what the match counts of the next date's pay."""
        before = self.of_the_year
        self.pay += pay
        if self.rule is MatchPayLimit.ANNUAL:
            return pay
        if self.rule is MatchPayLimit.EACH_PAY_DATE:
            return min(pay, self.of_a_date)
        return self.of_the_year - before


def even_year_match(
    compensation: Numbers,
    contribution: Numbers,
    tiers: Tiers,
    year: Numbers,
    pay_periods: int,
    *,
    rule: MatchPayLimit = MatchPayLimit.YEAR_TO_DATE,
    cap: float | None = None,
    true_up: bool = False,
    limits: LimitsTable | None = None,
) -> float | FloatArray:
    """Match of a year whose pay and contributions come in equal parts on every pay date.

    Parameters
    ----------
    compensation, contribution
        Of the year, dollars; any shapes that broadcast.
    tiers
        As in `match_tiers`; none where the plan does not match.
    year, limits
        As in `counted_compensation`.
    pay_periods
        Pay dates in the year.
    rule
        How a match for each pay date meets the limit on pay.
    cap
        The plan's yearly cap on the match, dollars; None where it has none.
    true_up
        Whether the match is settled on the whole year.

    Returns
    -------
    float or FloatArray
        Dollars. Without a true-up, contributions that stop early bring less.

    References
    ----------
    IRC 401(a)(17)(A), 401(m)(4)(A).

    Examples
    --------
    Pay of twice the limit, 1.5 percent deferred, 100 percent of the first 3 percent matched:

    >>> [even_year_match(720_000, 10_800, [(1, 0.03)], 2026, 24, rule=rule)
    ...  for rule in (MatchPayLimit.ANNUAL, MatchPayLimit.YEAR_TO_DATE)]
    [10800.0, 5400.0]
    """
    table = limits or limits_table()
    pay = quantities.read(compensation, DOLLARS, "compensation")
    paid_in = quantities.read(contribution, DOLLARS, "contribution")
    if not tiers:
        return quantities.result(np.zeros(np.broadcast_shapes(pay.shape, paid_in.shape)))
    match = np.asarray(matching_contribution(pay, paid_in, tiers, year, limits=table))
    if rule is MatchPayLimit.YEAR_TO_DATE and not true_up:
        match = _until_the_limit(pay, paid_in, tiers, year, pay_periods, table, match)
    return quantities.result(match if cap is None else np.minimum(match, cap))


def _until_the_limit(
    pay: FloatArray,
    contribution: FloatArray,
    tiers: Tiers,
    year: Numbers,
    pay_periods: int,
    table: LimitsTable,
    whole_year: FloatArray,
) -> FloatArray:
    """The same where the match ends once the year's pay has reached the limit."""
    limit = table.dollars("compensation", year)
    above = np.broadcast_to(pay > limit, whole_year.shape)
    if not above.any():
        return whole_year
    of_a_date = np.where(pay > 0, pay, 1.0) / pay_periods
    each = contribution / pay_periods
    dates = np.floor(np.round(limit / of_a_date, 9))
    rest = np.maximum(limit - dates * of_a_date, 0.0)
    full = np.asarray(matching_contribution(of_a_date, each, tiers, year, limits=table))
    last = np.asarray(matching_contribution(rest, each, tiers, year, limits=table))
    return np.where(above, dates * full + last, whole_year)
