"""A saver's elections for the rest of the year, and what the schedule makes of them."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from megaroth_xl.strategy.pay.elections import (
    after_tax_election,
    after_tax_per_paycheck,
    election_dollars,
)
from megaroth_xl.strategy.plan.front_loading import front_loading
from megaroth_xl.strategy.plan.paychecks import PaycheckSchedule
from megaroth_xl.strategy.plan.room import plan_elections
from megaroth_xl.strategy.plan.year import Stop
from megaroth_xl.strategy.saver.figure import Figure, lacking, unchecked
from megaroth_xl.strategy.saver.limits import SaverLimits, rounded
from megaroth_xl.strategy.saver.year_ahead import after_tax_of_bonuses

__all__ = ["SaverRoom"]

AT_A_LIMIT = frozenset({Stop.ADDITIONS, Stop.PERCENT_OF_PAY, Stop.PLAN_CAP})


@dataclass(frozen=True)
class SaverRoom(SaverLimits):
    """A saver's year under the limits, and what is elected for the rest of it.

    Parameters
    ----------
    case, ahead, money, table
        As in `SaverLimits`.
    """

    @cached_property
    def converted(self) -> Figure:
        """After-tax contributions of the year, made and still possible, all to be converted."""
        if not self.room.is_known:
            return Figure(None, self.room.missing)
        made = self.money.after_tax.value
        return Figure(float(np.round(made + self.room.value, 4)), self.room.missing)

    @cached_property
    def bonus_after_tax(self) -> Figure:
        """After-tax contributions that are elected from bonuses to come."""
        missing = [
            f"bonus {number} after_tax_rate".replace("_", " ")
            for number, bonus in enumerate(self.case.bonuses, start=1)
            if bonus in self.ahead.bonuses and bonus.after_tax_rate is None
        ]
        if missing:
            return Figure(None, tuple(missing))
        return Figure(after_tax_of_bonuses(self.plan, self.ahead.bonuses))

    @cached_property
    def regular_room(self) -> Figure:
        """Room for the regular pay dates: what bonuses to come leave of it."""
        if self.room.value == 0:
            return self.room
        missing = lacking(self.room, self.bonus_after_tax, self.ahead.count)
        if missing:
            return Figure(None, missing)
        from_bonuses = self.bonus_after_tax.value
        free = (
            max(rounded(self.exact_room - from_bonuses), 0.0) if from_bonuses else self.exact_room
        )
        return Figure(free, self.room.missing)

    @cached_property
    def elections(self) -> tuple[Figure, Figure]:
        """Share of each pay, and dollars, on the regular pay dates to come."""
        room = self.regular_room
        if room.value == 0:
            return room, room
        if room.is_known and 0 in (self.ahead.count.value, self.ahead.per_date):
            return Figure(0.0), Figure(0.0)  # no pay date is left, or nothing is paid on them
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
        """Return what the election takes from an average pay, in cents."""
        share, _ = self.elections
        if not share.is_known or self.ahead.per_date is None:
            return Figure(0.0 if share.value == 0 else None, share.missing)
        return Figure(float(election_dollars(self.ahead.per_date, share.value)), share.missing)

    @cached_property
    def room_unused(self) -> Figure:
        """Room that the election in use leaves at the end of the year."""
        free, to_come = self.room, self.after_tax_to_come
        if free.is_known and to_come.is_known:
            left = max(rounded(free.value - to_come.value), 0.0)
            return Figure(left, unchecked(free, to_come))
        missing = lacking(self.rate_in_use, self.regular_room)
        if missing:
            return Figure(None, missing)
        used = self.ahead.regular * self.rate_in_use.value
        return Figure(rounded(max(self.regular_room.value - used, 0.0)), self.regular_room.missing)

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
        if self.stopped.value:
            return Figure(0.0, self.stopped.missing)
        if self.ahead.count.value == 0 and not self.ahead.bonuses:
            return Figure(0.0)
        if self.schedule is None:
            return Figure(None, self.schedule_missing)
        return Figure(rounded(float(self.schedule.after_tax.sum())), self.room.missing)

    def _with_election(self, column: str, as_planned: Figure) -> Figure:
        """A contribution of the year as the pay dates bring it with the election in use."""
        if not as_planned.is_known or (self.schedule is None and self.schedule_missing):
            return Figure(None, as_planned.missing or self.schedule_missing)
        if self.schedule is None:
            return as_planned
        dollars = getattr(self.schedule.so_far, column) + getattr(self.schedule, column).sum()
        return Figure(rounded(float(dollars)), as_planned.missing)

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
        return found._replace(value=rounded(found.value + later)) if found.is_known else found

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
