"""A saver's year under the limits: room, annual additions and deferrals, each as a figure."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from megaroth_xl.errors import UnknownYearError
from megaroth_xl.law.annual_additions import annual_additions_limit, excess_annual_addition
from megaroth_xl.law.catch_up import catch_up_contribution, catch_up_limit
from megaroth_xl.law.elective_deferrals import elective_deferral_limit
from megaroth_xl.law.highly_compensated import hce_threshold
from megaroth_xl.law.limits import LimitsTable
from megaroth_xl.strategy.plan.room import (
    GONE,
    NOT_ACCEPTED,
    NOT_ELIGIBLE,
    PlanRoom,
    plan_room,
)
from megaroth_xl.strategy.plan.terms import PlanTerms
from megaroth_xl.strategy.saver.case import SaverCase
from megaroth_xl.strategy.saver.contributions import Contributions
from megaroth_xl.strategy.saver.employment import has_left, takes_no_part
from megaroth_xl.strategy.saver.figure import Figure, lacking, unchecked
from megaroth_xl.strategy.saver.pay import PayAhead

__all__ = ["CAPS", "HALF_CENT", "SaverLimits", "rounded"]

CAPS = (
    "after_tax_cap",
    "after_tax_cap_share",
    "after_tax_cap_per_period",
    "after_tax_cap_share_per_period",
)
CAPS_OF_A_DATE = ("after_tax_cap_per_period", "after_tax_cap_share_per_period")
HALF_CENT = 0.005


@dataclass(frozen=True)
class SaverLimits:
    """The amounts that still fit this year, each as a `Figure`; dollars unless noted.

    Parameters
    ----------
    case, ahead, money
        The saver, the pay to come, and the contributions.
    table
        The limits as the plan applies them.
    """

    case: SaverCase
    ahead: PayAhead
    money: Contributions
    table: LimitsTable

    @cached_property
    def year(self) -> int:
        """The calendar year."""
        return int(self.case.year or 0)

    @cached_property
    def plan(self) -> PlanTerms:
        """The plan's terms as far as they are known."""
        return self.case.plan

    @cached_property
    def pay(self) -> float | None:
        """Pay that the limit of 100 percent counts; None where it is not known."""
        pay = self.money.compensation.value
        return None if pay is None else pay + self.money.related_compensation

    @cached_property
    def counted(self) -> Figure:
        """Deferral and employer money that use the limit: known where both are."""
        missing = lacking(self.money.deferral, self.money.employer)
        return Figure(None, missing) if missing else Figure(0.0, self.open_facts)

    @cached_property
    def open_facts(self) -> tuple[str, ...]:
        """Facts that are not known and could still change the room."""
        open_facts = [
            *unchecked(
                self.money.deferral,
                self.money.employer,
                self.money.after_tax,
                self.money.related_additions,
            )
        ]
        case = self.case
        deferral = (self.money.deferral.value or 0.0) + self.money.related_deferral
        open_facts += self._open_catch_up(deferral)
        if self.pay is None:
            open_facts.append("compensation")
        if case.accepts_after_tax is None:
            open_facts.append("accepts_after_tax")
        if case.accepts_after_tax is not False and all(getattr(case, cap) is None for cap in CAPS):
            open_facts.append("after_tax_cap")
        if case.accepts_after_tax is not False and any(
            getattr(case, cap) is not None for cap in CAPS_OF_A_DATE
        ):
            open_facts += self.ahead.missing
        return tuple(dict.fromkeys(open_facts))

    @property
    def _counted_money(self) -> tuple[Any, ...]:
        """Deferral and employer money of one limit, year, age, after-tax money and pay."""
        money = self.money
        return (
            money.deferral.value + money.related_deferral,
            money.employer.value + money.related_additions.value,
            self.year,
            self.case.age,
            money.after_tax.value,
            self.pay,
        )

    @cached_property
    def found(self) -> PlanRoom | None:
        """The room under the plan's terms; None where what uses the limit is not known."""
        if not self.counted.is_known:
            return None
        money, ahead = self.money, self.money.year_ahead
        by_dates = ahead is not None and self.ahead.contradicted is None
        return plan_room(
            self.plan,
            money.deferral.value,
            money.employer.value + money.related_additions.value,
            self.year,
            self.case.age,
            money.after_tax.value,
            money.compensation.value,
            related_deferral=money.related_deferral,
            related_compensation=money.related_compensation,
            pay_per_period=0.0 if self.ahead.count.value == 0 else self.ahead.per_date,
            pay_periods_left=self.ahead.count.value,
            other_pay=[bonus.amount for bonus in self.ahead.bonuses],
            is_match_open=money.is_match_open,
            match_on=ahead.own_match()
            if ahead and by_dates and self.plan.matches_after_tax
            else None,
            has_left=bool(self.has_left.value),
            takes_no_part=takes_no_part(self.case),
            limits=self.table,
        )

    @cached_property
    def has_left(self) -> Figure:
        """Return whether the person has left without a pay date to come."""
        return has_left(self.case, self.ahead)

    @cached_property
    def stopped(self) -> Figure:
        """Return why nothing more can go in whatever the limits leave; "" where something can."""
        if self.has_left.value:
            return Figure(GONE, self.has_left.missing)
        if takes_no_part(self.case):
            return Figure(NOT_ELIGIBLE)
        return Figure("" if self.plan.accepts_after_tax else NOT_ACCEPTED)

    @cached_property
    def room(self) -> Figure:
        """After-tax room that can be used."""
        if self.stopped.value:
            return Figure(0.0, self.stopped.missing)
        if self.found is None:
            return Figure(None, self.counted.missing)
        # Down to the cent, so that it can be paid in.
        cents = np.floor(np.round(self.exact_room * 100, 4))
        return Figure(float(cents) / 100, self.open_facts)

    @property
    def exact_room(self) -> float:
        """The room before it is rounded down, on which elections go as in a roster."""
        return float(self.found.after_tax) if self.found is not None else 0.0

    @cached_property
    def binding_limit(self) -> Figure:
        """Return what stops more, in English."""
        if self.stopped.value:
            return self.stopped
        if self.found is None:
            return Figure(None, self.counted.missing)
        return Figure(str(self.found.binding_limit), self.room.missing)

    @cached_property
    def limit(self) -> Figure:
        """The lesser of the 415(c) dollars and pay."""
        limit = float(annual_additions_limit(self.year, self.pay, limits=self.table))
        return Figure(limit, () if self.pay is not None else ("compensation",))

    @cached_property
    def catch_up(self) -> Figure:
        """The deferral's part that is catch-up."""
        deferral = self.money.deferral
        if not deferral.is_known:
            return Figure(None, deferral.missing)
        dollars = catch_up_contribution(
            deferral.value + self.money.related_deferral,
            self.year,
            self.case.age,
            limits=self.table,
        )
        return Figure(float(dollars), self._open_catch_up(deferral.value))

    def _open_catch_up(self, deferral: float) -> tuple[str, ...]:
        """The facts that are not known and could change how much of a deferral is catch-up."""
        case, year = self.case, self.year
        above = deferral - float(self.table.dollars("elective_deferral", year))
        if case.age is None:
            return ("age",) if above >= HALF_CENT else ()
        least = float(catch_up_limit(year, case.age, higher_limit=False, limits=self.table))
        higher = float(catch_up_limit(year, case.age, limits=self.table)) > least
        is_open = case.higher_catch_up is None and higher and above - least >= HALF_CENT
        return ("higher_catch_up",) if is_open else ()

    @cached_property
    def counted_deferral(self) -> Figure:
        """The deferral that uses the limit, with that of related employers."""
        if not self.catch_up.is_known:
            return self.catch_up
        deferral = self.money.deferral.value + self.money.related_deferral
        return Figure(rounded(deferral - self.catch_up.value), self.catch_up.missing)

    @cached_property
    def left_under_law(self) -> Figure:
        """Return what the limit on annual additions leaves, never below 0."""
        if not self.counted.is_known:
            return Figure(None, self.counted.missing)
        money = self.money
        used = (
            self.counted_deferral.value
            + money.employer.value
            + money.related_additions.value
            + money.after_tax.value
        )
        return Figure(rounded(max(self.limit.value - used, 0.0)), self.open_facts)

    @cached_property
    def left_under_plan(self) -> Figure:
        """Return what the plan's own caps leave; infinity where it has none."""
        if self.case.accepts_after_tax is False:
            return Figure(0.0)
        made = self.money.after_tax
        by_plan = float(self.found.by_plan) if self.found is not None else np.nan
        if np.isnan(by_plan):
            known = any(getattr(self.case, cap) is not None for cap in CAPS)
            return Figure(float("inf"), () if known else ("after_tax_cap",))
        return Figure(rounded(max(by_plan, 0.0)), made.missing)

    @cached_property
    def not_usable(self) -> Figure:
        """Return what the law leaves and the plan does not take."""
        missing = lacking(self.left_under_law, self.room)
        if missing:
            return Figure(None, missing)
        left = max(self.left_under_law.value - self.room.value, 0.0)
        return Figure(rounded(left) if left >= 2 * HALF_CENT else 0.0, self.room.missing)

    @cached_property
    def excess_additions(self) -> Figure:
        """Annual additions above the limit, to be corrected."""
        if not self.counted.is_known:
            return Figure(None, self.counted.missing)
        excess = excess_annual_addition(*self._counted_money, limits=self.table)
        passed = [name for name in self.open_facts if name not in {*CAPS, "accepts_after_tax"}]
        return Figure(rounded(float(excess)), tuple(passed))

    # Deferrals, all employers together

    @cached_property
    def deferral_limit(self) -> Figure:
        """The person's limit, with catch-up."""
        limit = elective_deferral_limit(self.year, self.case.age, limits=self.table)
        missing = () if self.case.age is not None else ("age",)
        return Figure(float(limit), missing or self._open_catch_up(float(limit)))

    @cached_property
    def deferral_everywhere(self) -> Figure:
        """Deferrals with all employers."""
        deferral, elsewhere = self.money.deferral, self.money.elsewhere
        if not deferral.is_known:
            return Figure(None, deferral.missing)
        return Figure(rounded(deferral.value + elsewhere.value), unchecked(deferral, elsewhere))

    @cached_property
    def known_deferral(self) -> float:
        """The year's deferral with this employer, or where it is not known what was made so far."""
        case, deferral = self.case, self.money.deferral
        so_far = (case.pretax_deferral_to_date or 0.0) + (case.roth_deferral_to_date or 0.0)
        return float(deferral.value) if deferral.is_known else so_far

    def _against_limit(self, sign: int) -> Figure:
        """Dollars that the limit leaves, or those above it; an excess so far stays one."""
        everywhere = self.deferral_everywhere
        if not everywhere.is_known:
            so_far = self.known_deferral + self.money.elsewhere.value
            excess = so_far - self.deferral_limit.value
            if excess < HALF_CENT:
                return Figure(None, everywhere.missing)
            missing = (*everywhere.missing, *unchecked(self.deferral_limit))
            return Figure(rounded(excess) if sign < 0 else 0.0, missing)
        difference = sign * (self.deferral_limit.value - everywhere.value)
        return Figure(rounded(max(difference, 0.0)), unchecked(everywhere, self.deferral_limit))

    @cached_property
    def deferral_left(self) -> Figure:
        """Deferral still possible."""
        return self._against_limit(1)

    @cached_property
    def excess_deferral(self) -> Figure:
        """Deferrals above the person's limit."""
        return self._against_limit(-1)

    # What else the person is

    @cached_property
    def highly_compensated(self) -> Figure:
        """Return whether the person is an HCE of the year.

        References
        ----------
        IRC 414(q)(1); as `hce_status` of a roster.
        """
        case = self.case
        if case.hce is not None:
            return Figure(case.hce)
        if case.owner:
            return Figure(value=True)
        hired = case.hire_date is not None and case.hire_date.year >= self.year
        pay = case.prior_year_compensation
        if pay is None and hired:
            pay = 0.0
        if pay is None:
            return Figure(None, ("prior_year_compensation",))
        try:
            threshold = hce_threshold(self.year, limits=self.table)
        except UnknownYearError:
            return Figure(None, ("hce",))
        return Figure(pay > threshold.dollars)


def rounded(dollars: float) -> float:
    """Dollars without the binary rounding of their sums; 0 has no sign."""
    return float(np.round(dollars, 4)) + 0.0
