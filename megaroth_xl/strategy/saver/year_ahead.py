"""The pay dates to come of a saver, as the plan takes what is elected from them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from megaroth_xl.law.limits import LimitsTable
from megaroth_xl.quantities import FloatArray
from megaroth_xl.strategy.pay.payments import Payments
from megaroth_xl.strategy.plan.paychecks import PaycheckSchedule, payments_schedule
from megaroth_xl.strategy.plan.room import MatchOn, most_of_a_date
from megaroth_xl.strategy.plan.terms import PlanTerms
from megaroth_xl.strategy.plan.year import MILLIONTHS, YearToDate
from megaroth_xl.strategy.saver.case import SaverCase
from megaroth_xl.strategy.saver.case_rows import Bonus
from megaroth_xl.strategy.saver.employment import takes_no_part
from megaroth_xl.strategy.saver.pay import PayAhead

__all__ = ["YearAhead", "after_tax_of_bonuses", "plan_by_dates"]
OWN_RATES = ("deferral_rate", "after_tax_rate")
"""What is elected from a bonus."""


@dataclass(frozen=True)
class YearAhead:
    """The pay dates to come as the plan takes them, where all that they need is known.

    Parameters
    ----------
    case, ahead
        The saver, and the pay to come.
    so_far
        What came before.
    later_employer
        Employer money that comes on no date of its own, dollars: it keeps its room.
    table
        The limits.
    related_deferral, related_compensation
        Of employers that count as one with this one, dollars.
    """

    case: SaverCase
    ahead: PayAhead
    so_far: YearToDate
    later_employer: float
    table: LimitsTable
    related_deferral: float = 0.0
    related_compensation: float = 0.0

    def schedule(self, after_tax_rate: float = 0.0) -> PaycheckSchedule:
        """The year with a share of each regular pay contributed after tax.

        What is planned in dollars goes in with the match on it, above the limit too: the excess is
        told of. Only an election of the saver's own can take the room of a match.
        """
        is_own = after_tax_rate > 0 and self.case.after_tax_rate is not None
        return payments_schedule(
            self.payments(after_tax_rate),
            **self.terms,
            above_limit=self.is_planned and not is_own,
        )

    def own_match(self) -> MatchOn:
        """Return what tells the match that after-tax dollars to come bring on the dates.

        What is not elected from bonuses is spread evenly over the regular pay; deferrals and the
        match on them go in whole.
        """
        bonuses = self.ahead.bonuses
        from_bonuses = after_tax_of_bonuses(self.case.plan, bonuses)
        regular, plan, year = self.ahead.regular, self.case.plan, float(self.case.year or 0)

        def match(dollars: float) -> float:
            free = max(dollars - from_bonuses, 0.0)
            rate = min(free / regular, 1.0) if regular else 0.0
            run = payments_schedule(self.payments(rate), **self.terms, above_limit=True)
            made = float(run.match.sum()) + run.true_up
            beyond = free - rate * regular
            if not plan.true_up or beyond <= 0:
                return made
            # More than the pay to come can fund: a true-up would match it on the year.
            pay = self.so_far.pay + float(run.pay.sum())
            matched = run.year_total("elective_deferral") + run.year_total("after_tax")
            whole = plan.match(pay, np.array([matched, matched + beyond]), year, limits=self.table)
            return made + float(np.diff(whole)[0])

        before = match(0.0)

        def brought(dollars: FloatArray) -> FloatArray:
            return np.reshape([match(each) for each in dollars.flat], dollars.shape) - before

        return brought

    @property
    def is_planned(self) -> bool:
        """Return whether the deferrals to come are planned in dollars."""
        return self.case.deferral_rate is None

    @property
    def terms(self) -> dict[str, Any]:
        """Return what `payments_schedule` takes beside the payments."""
        case = self.case
        return {
            "plan": plan_by_dates(case),
            "year": float(case.year or 0),
            "age": case.age,
            "so_far": self.so_far,
            "employer_contribution": self.later_employer,
            "as_planned": self.is_planned,
            "related_deferral": self.related_deferral,
            "related_compensation": self.related_compensation,
            "unit": MILLIONTHS,
            "limits": self.table,
        }

    def payments(self, after_tax_rate: float = 0.0) -> Payments:
        """Regular pay and bonuses to come, in order, with what is elected from each."""
        bonuses, pay = self.ahead.bonuses, self.ahead.pay
        amounts = np.array([bonus.amount for bonus in bonuses])
        deferral, after_tax = (
            amounts * np.array([getattr(bonus, rate) or 0.0 for bonus in bonuses])
            for rate in OWN_RATES
        )
        days = [bonus.date for bonus in bonuses]
        if pay is None or not len(pay):
            return _payments(amounts, deferral, after_tax, days)
        own = self._regular_deferral(pay, float(deferral.sum()))
        if not bonuses:
            return _payments(pay, own, pay * after_tax_rate, self.ahead.dates)
        if self.ahead.dates is None:  # without days the bonuses come last
            both = np.append(pay * after_tax_rate, after_tax)
            return _payments(np.append(pay, amounts), np.append(own, deferral), both, None)
        regular = _payments(pay, own, pay * after_tax_rate, self.ahead.dates)
        return regular.joined(_payments(amounts, deferral, after_tax, days))

    def _regular_deferral(self, pay: FloatArray, from_bonuses: float) -> FloatArray:
        """Deferral from each regular pay: by the election, or the planned dollars evenly."""
        case = self.case
        if case.deferral_rate is not None:
            return pay * case.deferral_rate
        to_come = max(_to_come(case) - from_bonuses, 0.0)
        total = float(pay.sum())
        return pay / total * to_come if total else np.zeros_like(pay)


def after_tax_of_bonuses(plan: PlanTerms, bonuses: Sequence[Bonus]) -> float:
    """After-tax contributions elected from bonuses, as far as pay and caps of a date let them in.

    Examples
    --------
    >>> plan = PlanTerms("Our 401(k)", after_tax_cap_per_period=1000, pay_periods=26)
    >>> after_tax_of_bonuses(plan, [Bonus(date(2026, 3, 1), 20_000, after_tax_rate=0.5)])
    1000.0
    """
    amounts = np.array([bonus.amount for bonus in bonuses], dtype=np.float64)
    shares = [
        min(bonus.after_tax_rate or 0.0, 1 - (bonus.deferral_rate or 0.0)) for bonus in bonuses
    ]
    return float(np.fmin(amounts * shares, most_of_a_date(plan, amounts)).sum())


def _payments(
    pay: FloatArray, deferral: FloatArray, after_tax: FloatArray, dates: Sequence[date] | None
) -> Payments:
    return Payments(
        pay=pay,
        elective_deferral=deferral,
        after_tax=after_tax,
        is_plan_pay=np.full(len(pay), fill_value=True),
        dates=None if dates is None else tuple(dates),
    )


def plan_by_dates(case: SaverCase) -> Any:
    """The plan's terms for pay dates: no formula where the year's match is given.

    It takes nothing after tax from those who are not eligible.
    """
    plan = case.plan
    if takes_no_part(case):
        plan = replace(plan, accepts_after_tax=False)
    given = case.matching_contribution is not None or case.employer_contribution is not None
    return replace(plan, match_tiers=()) if given else plan


def _to_come(case: SaverCase) -> float:
    """Deferrals still planned, dollars; of a year's total all that is not made yet."""
    if case.elective_deferral is not None:
        return case.elective_deferral
    return case.deferral_to_come or 0.0
