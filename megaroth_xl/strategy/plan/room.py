"""After-tax room under one plan's terms, and the elections that fill it.

One function for one person and for a roster: `SaverYear` and the batch both ask it.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from megaroth_xl import quantities
from megaroth_xl.law.limits import LimitsTable, limits_table
from megaroth_xl.quantities import DOLLARS, Flags, FloatArray, Numbers
from megaroth_xl.strategy.pay.elections import after_tax_election, after_tax_per_paycheck
from megaroth_xl.strategy.plan.terms import PlanTerms
from megaroth_xl.strategy.room import named_limit, room_beside_own_match, rooms_by_limit
from megaroth_xl.texts import text

__all__ = [
    "GONE",
    "MatchOn",
    "NOT_ACCEPTED",
    "NOT_ELIGIBLE",
    "PlanRoom",
    "even_pay",
    "limit_in_words",
    "most_of_a_date",
    "plan_elections",
    "plan_room",
]

NOT_ACCEPTED = "no room left: the plan does not accept after-tax contributions"
GONE = "no room left: no longer employed"
NOT_ELIGIBLE = "no room left: not eligible for the plan"
MatchOn = Callable[[FloatArray], FloatArray]
"""The match that so many after-tax dollars bring."""
DAYS = 365
LIMIT_KEYS = {
    "415(c) dollar limit": "dollars",
    "100% of pay": "pay",
    "plan cap": "plan_cap",
    "the plan does not accept after-tax contributions": "not_accepted",
    "no longer employed": "gone",
    "not eligible for the plan": "not_eligible",
}
"""By its English words, the text of each limit."""


class PlanRoom(NamedTuple):
    """The after-tax dollars that still fit into a plan, in the shape of the question.

    Parameters
    ----------
    by_law
        What the limit on annual additions leaves, beside the match that after-tax contributions
        bring where the plan matches them.
    plan_limit
        The most that the plan takes in the year; NaN where it sets no cap.
    by_plan
        What is left of it, also by the caps of a pay date; NaN where there are none.
    after_tax
        The room: the lesser of the two, never below 0.
    binding_limit
        What stops more, in the words of `binding_limit`, or `NOT_ACCEPTED`, `NOT_ELIGIBLE`, `GONE`.
    """

    by_law: FloatArray
    plan_limit: FloatArray
    by_plan: FloatArray
    after_tax: FloatArray
    binding_limit: npt.NDArray[np.str_]


def even_pay(
    compensation: FloatArray,
    pay_periods: float,
    year: int,
    hire_date: npt.NDArray[np.datetime64] | None = None,
) -> FloatArray:
    """Pay of one pay date where the year's pay is spread evenly over the time employed.

    Parameters
    ----------
    compensation
        The year's pay, dollars.
    pay_periods
        Pay dates of a whole year.
    year
        The calendar year.
    hire_date
        Hired in the year, only its rest counts; NaT and None mean earlier.

    Examples
    --------
    >>> even_pay(np.array([130_000.0]), 26, 2026)
    array([5000.])
    """
    share: Numbers = 1.0
    if hire_date is not None:
        start, end = np.datetime64(f"{year}-01-01"), np.datetime64(f"{year + 1}-01-01")
        first = np.where(hire_date > start, hire_date, start)
        share = np.minimum((end - first).astype(np.float64) / DAYS, 1.0)
    return np.asarray(compensation / (pay_periods * np.asarray(share)))


def plan_room(
    plan: PlanTerms,
    elective_deferral: Numbers,
    employer_contribution: Numbers,
    year: int,
    age: Numbers | None = None,
    after_tax_contribution: Numbers = 0.0,
    compensation: Numbers | None = None,
    *,
    related_deferral: Numbers = 0.0,
    related_compensation: Numbers = 0.0,
    pay_per_period: Numbers | None = None,
    pay_periods_left: Numbers | None = None,
    other_pay: Sequence[float] = (),
    is_match_open: Numbers = True,
    match_on: MatchOn | None = None,
    has_left: Flags = False,
    takes_no_part: Flags = False,
    limits: LimitsTable | None = None,
) -> PlanRoom:
    """After-tax room under a plan's terms.

    Parameters
    ----------
    plan
        Its match on after-tax contributions and its caps.
    elective_deferral, employer_contribution, year, age, after_tax_contribution, compensation
        As in `after_tax_room`.
    related_deferral, related_compensation
        Of employers that count as one with this one, dollars: they use its limits, while this
        plan's match and caps know this employer's pay and deferrals alone.
    pay_per_period, pay_periods_left
        Pay of one pay date, dollars, and the pay dates to come, for caps of a pay date; None or
        NaN where they are not known, and such a cap is then not checked.
    other_pay
        Pay of other dates to come, such as bonuses, dollars: caps of a pay date hold for each.
    is_match_open
        Whether the match follows the plan's formula; where it does not, after-tax contributions
        bring no more of it.
    match_on
        The match that so many more after-tax dollars bring on the pay dates to come; by default
        that of a year of even contributions.
    has_left, takes_no_part
        Whether a person has left without a pay date to come, or is not eligible: there is no room
        to use then, whatever the law leaves.
    limits
        A table to use instead of the package's own.

    Returns
    -------
    PlanRoom

    Raises
    ------
    InputError, ShapeError, UnknownYearError

    References
    ----------
    IRC 415(c)(1) and (2), 401(m)(4)(A)(ii); Treas. Reg. 1.415(c)-2(e)(3); the plan's terms.

    Examples
    --------
    >>> plan = PlanTerms("Example 401(k)", after_tax_cap=30_000)
    >>> found = plan_room(plan, 24_500, 15_000, 2026, 40, [0, 10_000], 250_000)
    >>> found.after_tax, found.binding_limit
    (array([30000., 20000.]), array(['plan cap', 'plan cap'], ...))
    """
    table = limits or limits_table()
    pay = quantities.optional(compensation, DOLLARS, "compensation")
    made = quantities.read(after_tax_contribution, DOLLARS, "after_tax_contribution")
    cap = _plan_limit(plan, pay, year, table)
    by_dates = _by_dates(
        plan,
        quantities.optional(pay_per_period, DOLLARS, "pay_per_period"),
        quantities.optional(pay_periods_left, DOLLARS, "pay_periods_left"),
        other_pay,
    )
    deferral = np.asarray(elective_deferral, dtype=np.float64)
    by_dollars, by_pay, by_year = rooms_by_limit(
        deferral + np.asarray(related_deferral, dtype=np.float64),
        employer_contribution,
        year,
        age,
        made,
        pay + np.asarray(related_compensation, dtype=np.float64),
        cap,
        limits=table,
    )
    by_law = np.fmin(by_dollars, by_pay)
    if plan.matches_after_tax and plan.match_tiers:
        is_open = np.asarray(is_match_open, dtype=np.bool_) & ~np.isnan(pay)
        if match_on is None:
            match_on = _even_match(plan, deferral + made, np.nan_to_num(pay), year, table)
        known = np.where(is_open & (by_law > 0), by_law, 0.0)
        beside = np.where(known > 0, room_beside_own_match(known, match_on), by_law)
        by_dollars, by_pay = (
            np.where(each <= by_law, beside, each) for each in (by_dollars, by_pay)
        )
        by_law = beside
    rooms = (by_dollars, by_pay, np.fmin(by_year, by_dates))
    room = np.maximum(np.fmin(by_law, rooms[2]), 0.0)
    binding = np.asarray(named_limit(rooms, year, limits=table))
    if not plan.accepts_after_tax:
        binding = np.full(binding.shape, NOT_ACCEPTED)
    for who, why in ((takes_no_part, NOT_ELIGIBLE), (has_left, GONE)):
        stopped = np.asarray(who, dtype=np.bool_)
        if not stopped.any() and np.broadcast(stopped, room).shape == room.shape:
            continue  # nobody: texts of many employees take long to copy
        room, binding = np.where(stopped, 0.0, room), np.where(stopped, why, binding)
    return PlanRoom(by_law, cap, rooms[2], np.asarray(room), binding)


def _plan_limit(plan: PlanTerms, pay: FloatArray, year: int, table: LimitsTable) -> FloatArray:
    """The plan's yearly limit; where the pay is not known, a share of it is not checked."""
    limit = np.asarray(plan.after_tax_limit(np.nan_to_num(pay), year, limits=table))
    if plan.after_tax_cap_share is None or not plan.accepts_after_tax:
        return limit
    dollars = np.nan if plan.after_tax_cap is None else plan.after_tax_cap
    return np.asarray(np.where(np.isnan(pay), dollars, limit))


def _by_dates(
    plan: PlanTerms, pay: FloatArray, periods: FloatArray, other_pay: Sequence[float]
) -> FloatArray:
    """Return what the caps of a pay date leave on the dates to come; NaN where there are none."""
    others = most_of_a_date(plan, np.array(other_pay, dtype=np.float64)).sum()
    return np.asarray(most_of_a_date(plan, pay) * periods + others)


def most_of_a_date(plan: PlanTerms, pay: FloatArray) -> FloatArray:
    """Return what a plan's caps let go in after tax on a date of this pay; NaN where it has none.

    Examples
    --------
    >>> plan = PlanTerms("Our 401(k)", after_tax_cap_per_period=1000, pay_periods=26)
    >>> most_of_a_date(plan, np.array([9000.0, 20000.0]))
    array([1000., 1000.])
    """
    each = np.full_like(pay, np.nan)
    if plan.after_tax_cap_per_period is not None:
        each = np.fmin(each, plan.after_tax_cap_per_period)
    if plan.after_tax_cap_share_per_period is not None:
        each = np.fmin(each, plan.after_tax_cap_share_per_period * pay)
    return np.asarray(each)


def _even_match(
    plan: PlanTerms, matched: FloatArray, pay: FloatArray, year: int, table: LimitsTable
) -> MatchOn:
    """Return what tells the match that dollars on top of those matched bring in an even year."""

    def match(dollars: FloatArray) -> FloatArray:
        return np.asarray(plan.match(pay, matched + dollars, year, by_pay_date=True, limits=table))

    before = match(np.zeros_like(matched))
    return lambda dollars: match(dollars) - before


def plan_elections(
    plan: PlanTerms, room: Numbers, pay_per_period: Numbers, pay_periods_left: Numbers
) -> tuple[FloatArray, FloatArray]:
    """Elections that fill a room on the pay dates to come: shares of pay, and dollars.

    Neither takes more than the pay of a date.

    Parameters
    ----------
    plan
        Its election step and its caps of a pay date.
    room
        After-tax room, dollars; any shapes that broadcast.
    pay_per_period, pay_periods_left
        As in `plan_room`.

    Returns
    -------
    tuple of FloatArray
        0 where there is no room, no pay date is left, or nothing is paid on the dates; NaN where
        the dates are not known. Without the pay the share is NaN, and the dollars are known.

    Examples
    --------
    >>> share, dollars = plan_elections(PlanTerms("Example 401(k)"), 34_800, 10_000, [12, 0])
    >>> share, dollars
    (array([0.29, 0.  ]), array([2900.,    0.]))
    """
    free, pay, periods = np.broadcast_arrays(
        *(np.asarray(each, dtype=np.float64) for each in (room, pay_per_period, pay_periods_left))
    )
    share, dollars = (np.full(free.shape, np.nan) for _ in range(2))
    known = ~np.isnan(free)
    dated = known & (periods > 0)
    some = dated & (pay > 0)
    if some.any():
        step = plan.election_step
        share[some] = after_tax_election(free[some], pay[some], periods[some], step)
    if dated.any():
        each = after_tax_per_paycheck(free[dated], periods[dated])
        dollars[dated] = np.fmin(each, quantities.down_to_cents(pay[dated]))
    nothing = known & ((free == 0) | (periods == 0) | (dated & (pay == 0)))
    share[nothing] = dollars[nothing] = 0.0
    return share, dollars


def limit_in_words(limit: str, lang: str) -> str:
    """A binding limit as `binding_limit` names it, in a language.

    Examples
    --------
    >>> limit_in_words("no room left: plan cap (projected)", "en")
    'no room left: plan cap (projected)'
    """
    before, none_left, name = limit.rpartition(": ")
    plain = name.removesuffix(" (projected)")
    words = text(f"room.limit.{LIMIT_KEYS[plain]}", lang)
    if plain != name:
        words = text("room.projected", lang, limit=words)
    return text("room.none_left", lang, limit=words) if none_left and before else words
