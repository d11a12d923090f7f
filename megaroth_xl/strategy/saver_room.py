"""A saver's room, deferrals and elections of the year."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from megaroth_xl.errors import UnknownYearError
from megaroth_xl.law.annual_additions import annual_additions_limit, excess_annual_addition
from megaroth_xl.law.catch_up import catch_up_contribution
from megaroth_xl.law.elective_deferrals import elective_deferral_limit
from megaroth_xl.law.highly_compensated import hce_threshold
from megaroth_xl.law.limits import LimitsTable
from megaroth_xl.strategy.case import SaverCase
from megaroth_xl.strategy.elections import (
    after_tax_election,
    after_tax_per_paycheck,
    election_dollars,
)
from megaroth_xl.strategy.figure import Figure, lacking, unchecked
from megaroth_xl.strategy.front_loading import front_loading
from megaroth_xl.strategy.paychecks import PaycheckSchedule
from megaroth_xl.strategy.plan import PlanTerms
from megaroth_xl.strategy.plan_room import PlanRoom, plan_elections, plan_room
from megaroth_xl.strategy.plan_year import Stop
from megaroth_xl.strategy.saver_contributions import Contributions
from megaroth_xl.strategy.saver_pay import PayAhead

__all__ = ["SaverRoom"]

CAPS = (
    "after_tax_cap",
    "after_tax_cap_share",
    "after_tax_cap_per_period",
    "after_tax_cap_share_per_period",
)
CAPS_OF_A_DATE = ("after_tax_cap_per_period", "after_tax_cap_share_per_period")
HALF_CENT = 0.005
AT_A_LIMIT = frozenset({Stop.ADDITIONS, Stop.PERCENT_OF_PAY, Stop.PLAN_CAP})


@dataclass(frozen=True)
class SaverRoom:
    """What still fits this year, each as a `Figure`; dollars unless a line says otherwise.

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
        return Figure(None, missing) if missing else Figure(0.0, self._open_facts)

    @cached_property
    def _open_facts(self) -> tuple[str, ...]:
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
        above = deferral - float(self.table.dollars("elective_deferral", self.year))
        if case.age is None and above >= HALF_CENT:
            open_facts.append("age")
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
        money = self.money
        return plan_room(
            self.plan,
            *self._counted_money,
            pay_per_period=0.0 if self.ahead.count.value == 0 else self.ahead.per_date,
            pay_periods_left=self.ahead.count.value,
            is_match_open=money.is_match_open,
            limits=self.table,
        )

    @cached_property
    def room(self) -> Figure:
        """After-tax room."""
        if self.case.accepts_after_tax is False:
            return Figure(0.0)
        if self.found is None:
            return Figure(None, self.counted.missing)
        # Down to the cent, so that it can be paid in.
        cents = np.floor(np.round(float(self.found.after_tax) * 100, 4))
        return Figure(float(cents) / 100, self._open_facts)

    @cached_property
    def binding_limit(self) -> Figure:
        """What stops more, in English."""
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
        above = deferral.value - float(self.table.dollars("elective_deferral", self.year))
        open_age = self.case.age is None and above >= HALF_CENT
        return Figure(float(dollars), ("age",) if open_age else ())

    @cached_property
    def counted_deferral(self) -> Figure:
        """The deferral that uses the limit, with that of related employers."""
        if not self.catch_up.is_known:
            return self.catch_up
        deferral = self.money.deferral.value + self.money.related_deferral
        return Figure(_rounded(deferral - self.catch_up.value), self.catch_up.missing)

    @cached_property
    def left_under_law(self) -> Figure:
        """What the limit on annual additions leaves, never below 0."""
        if not self.counted.is_known:
            return Figure(None, self.counted.missing)
        money = self.money
        used = (
            self.counted_deferral.value
            + money.employer.value
            + money.related_additions.value
            + money.after_tax.value
        )
        return Figure(_rounded(max(self.limit.value - used, 0.0)), self.room.missing)

    @cached_property
    def left_under_plan(self) -> Figure:
        """What the plan's own caps leave; infinity where it has none."""
        if self.case.accepts_after_tax is False:
            return Figure(0.0)
        made = self.money.after_tax
        by_plan = float(self.found.by_plan) if self.found is not None else np.nan
        if np.isnan(by_plan):
            known = any(getattr(self.case, cap) is not None for cap in CAPS)
            return Figure(float("inf"), () if known else ("after_tax_cap",))
        return Figure(_rounded(max(by_plan, 0.0)), made.missing)

    @cached_property
    def not_usable(self) -> Figure:
        """What the law leaves and the plan does not take."""
        missing = lacking(self.left_under_law, self.room)
        if missing:
            return Figure(None, missing)
        left = max(self.left_under_law.value - self.room.value, 0.0)
        return Figure(_rounded(left) if left >= 2 * HALF_CENT else 0.0, self.room.missing)

    @cached_property
    def excess_additions(self) -> Figure:
        """Annual additions above the limit, to be corrected."""
        if not self.counted.is_known:
            return Figure(None, self.counted.missing)
        excess = excess_annual_addition(*self._counted_money, limits=self.table)
        passed = [name for name in self._open_facts if name not in {*CAPS, "accepts_after_tax"}]
        return Figure(_rounded(float(excess)), tuple(passed))

    # Deferrals, all employers together

    @cached_property
    def deferral_limit(self) -> Figure:
        """The person's limit, with catch-up."""
        limit = elective_deferral_limit(self.year, self.case.age, limits=self.table)
        return Figure(float(limit), () if self.case.age is not None else ("age",))

    @cached_property
    def deferral_everywhere(self) -> Figure:
        """Deferrals with all employers."""
        deferral, elsewhere = self.money.deferral, self.money.elsewhere
        if not deferral.is_known:
            return Figure(None, deferral.missing)
        return Figure(_rounded(deferral.value + elsewhere.value), unchecked(deferral, elsewhere))

    def _against_limit(self, sign: int) -> Figure:
        everywhere = self.deferral_everywhere
        if not everywhere.is_known:
            return Figure(None, everywhere.missing)
        difference = sign * (self.deferral_limit.value - everywhere.value)
        return Figure(_rounded(max(difference, 0.0)), unchecked(everywhere, self.deferral_limit))

    @cached_property
    def deferral_left(self) -> Figure:
        """Deferral still possible."""
        return self._against_limit(1)

    @cached_property
    def excess_deferral(self) -> Figure:
        """Deferrals above the person's limit."""
        return self._against_limit(-1)

    # Elections

    @cached_property
    def bonus_after_tax(self) -> Figure:
        """After-tax contributions that are elected from bonuses to come."""
        missing = [
            f"bonus {number} after_tax_rate".replace("_", " ")
            for number, bonus in enumerate(self.ahead.bonuses, start=1)
            if bonus.after_tax_rate is None
        ]
        if missing:
            return Figure(None, tuple(missing))
        total = sum(bonus.amount * (bonus.after_tax_rate or 0.0) for bonus in self.ahead.bonuses)
        return Figure(total)

    @cached_property
    def regular_room(self) -> Figure:
        """Room for the regular pay dates: what bonuses to come leave of it."""
        missing = lacking(self.room, self.bonus_after_tax, self.ahead.count)
        if missing:
            return Figure(None, missing)
        free = max(self.room.value - self.bonus_after_tax.value, 0.0)
        return Figure(_rounded(free), self.room.missing)

    @cached_property
    def elections(self) -> tuple[Figure, Figure]:
        """Share of each pay, and dollars, on the regular pay dates to come."""
        room = self.regular_room
        if room.is_known and self.ahead.count.value == 0:
            return Figure(0.0), Figure(0.0)
        dates = lacking(room)
        missing = tuple(dict.fromkeys([*dates, *self.ahead.missing]))
        if missing or self.ahead.per_date is None:
            share = Figure(None, missing or ("compensation",))
            if dates:
                return share, Figure(None, dates)
            each = after_tax_per_paycheck(room.value, self.ahead.count.value)
            return share, Figure(float(each), room.missing)
        rate, dollars = plan_elections(
            self.plan, room.value, self.ahead.per_date, self.ahead.count.value
        )
        most_rate, most_dollars = self._most_of_a_date()
        return (
            Figure(min(float(rate), most_rate), room.missing),
            Figure(min(float(dollars), most_dollars), room.missing),
        )

    def _most_of_a_date(self) -> tuple[float, float]:
        """The largest election that no cap of a pay date cuts: share of pay, and dollars."""
        plan, pay = self.plan, self.ahead.pay
        if pay is None or not len(pay):
            return 1.0, float("inf")
        share = plan.after_tax_cap_share_per_period
        dollars = plan.after_tax_cap_per_period
        least = float(np.min(pay)) * (share if share is not None else np.inf)
        most_dollars = min(least, np.inf if dollars is None else dollars)
        most_share = 1.0 if share is None else share
        if dollars is not None:
            most_share = min(most_share, dollars / float(np.max(pay)))
        # In steps of the plan, as an election is.
        whole = after_tax_election(most_share * 100, 100, 1, plan.election_step)
        return float(whole), float(np.floor(np.round(most_dollars * 100, 4)) / 100)

    @cached_property
    def election_dollars(self) -> Figure:
        """What the election takes from an average pay, in cents."""
        share, _ = self.elections
        if not share.is_known or self.ahead.per_date is None:
            return Figure(0.0) if share.value == 0 else Figure(None, share.missing)
        return Figure(float(election_dollars(self.ahead.per_date, share.value)), share.missing)

    @cached_property
    def room_unused(self) -> Figure:
        """Room that the election leaves."""
        share, _ = self.elections
        missing = lacking(share, self.regular_room)
        if missing:
            return Figure(None, missing)
        used = self.ahead.regular * share.value
        return Figure(_rounded(max(self.regular_room.value - used, 0.0)), share.missing)

    @cached_property
    def schedule(self) -> PaycheckSchedule | None:
        """The pay dates to come with the election in use; None where they are not known."""
        year_ahead, share = self.money.year_ahead, self.rate_in_use
        if year_ahead is None or not share.is_known:
            return None
        return year_ahead.schedule(share.value)

    @cached_property
    def schedule_missing(self) -> tuple[str, ...]:
        """The facts without which there is no schedule; () where no pay date is left."""
        return self.money.year_ahead_missing or lacking(self.rate_in_use)

    @cached_property
    def rate_in_use(self) -> Figure:
        """The saver's own election, or else the one that fills the room."""
        if self.case.after_tax_rate is not None:
            return Figure(self.case.after_tax_rate)
        return self.elections[0]

    @cached_property
    def after_tax_to_come(self) -> Figure:
        """After-tax contributions on the pay dates to come."""
        if self.ahead.count.value == 0 and not self.ahead.bonuses:
            return Figure(0.0)
        if self.schedule is None:
            return Figure(None, self.schedule_missing)
        return Figure(_rounded(float(self.schedule.after_tax.sum())), self.room.missing)

    def _with_election(self, column: str, as_planned: Figure) -> Figure:
        """A contribution of the year as the pay dates bring it with the election in use."""
        if not as_planned.is_known or (self.schedule is None and self.schedule_missing):
            return Figure(None, as_planned.missing or self.schedule_missing)
        if self.schedule is None:
            return as_planned
        dollars = getattr(self.schedule.so_far, column) + getattr(self.schedule, column).sum()
        return Figure(_rounded(float(dollars)), as_planned.missing)

    @cached_property
    def deferral_with_election(self) -> Figure:
        """The year's deferral: less than planned where after-tax contributions take its room."""
        return self._with_election("elective_deferral", self.money.deferral)

    @cached_property
    def match_with_election(self) -> Figure:
        """The year's match, with that on after-tax contributions to come and without that lost."""
        if not self.money.is_match_open:
            return self.money.match
        found = self._with_election("match", self.money.match)
        later = self.schedule.true_up if self.schedule is not None else 0.0
        return found._replace(value=_rounded(found.value + later)) if found.is_known else found

    @cached_property
    def match_lost(self) -> Figure:
        """Match that the elections lose against the same contributions spread evenly."""
        year_ahead = self.money.year_ahead
        is_formula = self.money.is_match_open and bool(self.case.match_tiers)
        if not is_formula or self.plan.true_up:
            return (
                Figure(0.0)
                if self.money.employer.is_known
                else Figure(None, self.money.employer.missing)
            )
        if year_ahead is None or not self.rate_in_use.is_known:
            if self.ahead.count.value == 0:
                return Figure(0.0)
            return Figure(None, self.schedule_missing)
        payments = year_ahead.payments(self.rate_in_use.value)
        found = front_loading(payments, **year_ahead.terms)
        return Figure(max(found.match_lost, 0.0))

    @cached_property
    def filled_on(self) -> Figure:
        """The day on which a limit first stops after-tax contributions; "" where none does."""
        if self.schedule is None:
            return Figure(None, self.schedule_missing or ("first_pay_date",))
        if self.schedule.dates is None:
            return Figure(None, ("first_pay_date",))
        for place, contribution, stop in self.schedule.first_stops():
            if contribution == "after-tax" and stop in AT_A_LIMIT:
                return Figure(self.schedule.dates[place])
        return Figure("")

    # What else the person is

    @cached_property
    def highly_compensated(self) -> Figure:
        """Whether the person is an HCE of the year.

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


def _rounded(dollars: float) -> float:
    """Dollars without the binary rounding of their sums; 0 has no sign."""
    return float(np.round(dollars, 4)) + 0.0
