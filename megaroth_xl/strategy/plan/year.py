"""One person's year in one employer's plan: the running account, and what stops a contribution.

Payroll works in cents, so the account does too: every amount is a whole number of them, and every
share the decimal that was typed. A plan for the year (`SaverYear`) takes millionths of a dollar
instead, in which an even year adds up to its total exactly.
"""

from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from megaroth_xl import quantities
from megaroth_xl.law.catch_up import catch_up_limit
from megaroth_xl.law.limits import LimitsTable
from megaroth_xl.quantities import DOLLARS, FloatArray, Numbers
from megaroth_xl.strategy.plan.match import CountedPay, match_formula
from megaroth_xl.strategy.plan.terms import PlanTerms
from megaroth_xl.strategy.plan.words import MatchPayLimit
from megaroth_xl.strategy.room import BINDING

__all__ = ["CENTS", "MILLIONTHS", "PlanYear", "PlanYearLimits", "Stop", "YearToDate", "in_units"]

CENTS, MILLIONTHS = 100, 1_000_000
"""Units of a dollar in which an account can run."""


class Stop(StrEnum):
    """The reasons why less goes in on a date than was elected, or than the match formula gives."""

    ADDITIONS = BINDING[0]
    PERCENT_OF_PAY = BINDING[1]
    PLAN_CAP = BINDING[2]
    DEFERRAL_LIMIT = "402(g) limit"
    DEFERRAL_AND_CATCH_UP_LIMIT = "402(g) and catch-up limit"
    COUNTED_PAY = "401(a)(17) pay limit"
    MATCH_CAP = "match cap"
    NO_DEFERRAL = "deferral stopped"
    ROOM_KEPT = "room kept for deferral and match"
    PAY = "pay of the date"


Cut = tuple[int, Stop | None]
"""Units that go in, and what cut them; None where nothing did."""


@dataclass(frozen=True)
class YearToDate:
    """The pay and contributions with this employer before the first date of a schedule.

    Parameters
    ----------
    pay
        Plan pay so far, dollars.
    elective_deferral, match, after_tax
        Contributions so far, dollars; the deferral with its catch-up.

    Raises
    ------
    InputError
    """

    pay: float = 0.0
    elective_deferral: float = 0.0
    match: float = 0.0
    after_tax: float = 0.0

    def __post_init__(self) -> None:
        for column in ("pay", "elective_deferral", "match", "after_tax"):
            dollars = quantities.single(getattr(self, column), DOLLARS, f"{column} so far")
            object.__setattr__(self, column, dollars)


def in_units(dollars: float | FloatArray, unit: int) -> int:
    """One amount in whole units, of which a dollar has so many."""
    return int(np.rint(np.asarray(dollars, dtype=np.float64) * unit))


def _least(elected: int, *bounds: tuple[int, Stop]) -> Cut:
    """The most that goes in, never below 0, and the first of the bounds that cuts it."""
    amount, stop = elected, None
    for bound, name in bounds:
        if max(bound, 0) < amount:
            amount, stop = max(bound, 0), name
    return amount, stop


class PlanYearLimits(NamedTuple):
    """One person's limits of a year in one employer's plan, in units of the account.

    Parameters
    ----------
    ordinary_deferral
        The limit of 402(g); deferrals beyond it are catch-up.
    catch_up
        The catch-up limit of the person's age in this plan.
    deferral
        The two together, less what was deferred elsewhere.
    additions
        The lesser of the 415(c) dollars and the year's pay.
    counted_pay
        The 401(a)(17) limit.
    plan_cap
        The plan's cap on after-tax contributions; None where it sets none.
    additions_stop
        Which of the two limits `additions` is.
    unit
        Units of a dollar.
    """

    ordinary_deferral: int
    catch_up: int
    deferral: int
    additions: int
    counted_pay: int
    plan_cap: int | None
    additions_stop: Stop
    unit: int = CENTS

    @classmethod
    def of(
        cls,
        plan: PlanTerms,
        year: int,
        age: Numbers | None,
        *,
        compensation: float,
        plan_pay: float,
        deferral_elsewhere: float,
        table: LimitsTable,
        unit: int = CENTS,
    ) -> "PlanYearLimits":
        """The limits of a person, whose pay and deferrals elsewhere are given in dollars."""
        ordinary = in_units(table.dollars("elective_deferral", year), unit)
        by_age = catch_up_limit(year, age, higher_limit=plan.higher_catch_up, limits=table)
        catch_up = in_units(quantities.single(by_age, DOLLARS, "age"), unit)
        dollars = in_units(table.dollars("annual_additions", year), unit)
        pay = in_units(compensation, unit)
        cap = plan.after_tax_limit(plan_pay, year, limits=table)
        return cls(
            ordinary_deferral=ordinary,
            catch_up=catch_up,
            deferral=ordinary + catch_up - in_units(deferral_elsewhere, unit),
            additions=min(dollars, pay),
            counted_pay=in_units(table.dollars("compensation", year), unit),
            # Down to the unit, since rounding up would pass the cap.
            plan_cap=None if np.isnan(cap) else int(np.floor(np.round(cap * unit, 4))),
            additions_stop=Stop.ADDITIONS if dollars <= pay else Stop.PERCENT_OF_PAY,
            unit=unit,
        )

    @property
    def deferral_stop(self) -> Stop:
        """Return the limit at which a deferral stops."""
        return Stop.DEFERRAL_AND_CATCH_UP_LIMIT if self.catch_up else Stop.DEFERRAL_LIMIT


class PlanYear:
    """The running account of a year: each date adds its deferral, match and after-tax money.

    Parameters
    ----------
    plan
        The plan's terms.
    limits
        The person's limits in it.
    so_far
        What the account begins with.
    employer_contribution
        Other employer money of the year, dollars; it takes its room from the start.
    related_deferral
        Deferrals with employers that count as one with this one, dollars; one catch-up is for all.
    as_planned
        Whether deferrals go in above the limit on deferrals too.
    above_limit
        Whether deferrals and the match go in above the limit on annual additions too.
    """

    def __init__(
        self,
        plan: PlanTerms,
        limits: PlanYearLimits,
        so_far: YearToDate,
        employer_contribution: float,
        *,
        related_deferral: float = 0.0,
        as_planned: bool = False,
        above_limit: bool = False,
    ) -> None:
        self.limits = limits
        unit = limits.unit
        self._formula = match_formula(plan.match_tiers)
        self._counted = CountedPay(
            plan.match_pay_limit,
            limits.counted_pay,
            plan.pay_periods,
            in_units(so_far.pay, unit),
        )
        self._most_match = self._bounds_of_a_year(plan)
        self._matches_after_tax = plan.matches_after_tax
        self._trues_up = plan.true_up
        self._as_planned = as_planned
        self._above_limit = above_limit
        self._cap_per_date = plan.after_tax_cap_per_period
        self._cap_share_per_date = plan.after_tax_cap_share_per_period
        self._deferral = in_units(so_far.elective_deferral, unit)
        self._match = in_units(so_far.match, unit)
        self._after_tax = in_units(so_far.after_tax, unit)
        self._employer = in_units(employer_contribution, unit)
        self._related = in_units(related_deferral, unit)

    def _bounds_of_a_year(self, plan: PlanTerms) -> list[tuple[int, Stop]]:
        """Return the most match of a year, by the pay limit and by the plan's cap.

        Where each date counts its own part of the pay limit, the limit is kept date by date, and
        the cents to which each date's match is rounded are nobody's excess.
        """
        pay, bounds = self.limits.counted_pay, []
        if plan.match_pay_limit is MatchPayLimit.ANNUAL:
            bounds.append((self._formula(pay, pay), Stop.COUNTED_PAY))
        if plan.match_cap is not None:
            bounds.append((in_units(plan.match_cap, self.limits.unit), Stop.MATCH_CAP))
        return bounds

    @property
    def _match_left(self) -> list[tuple[int, Stop]]:
        """What the match so far leaves of the most match of a year."""
        return [(most - self._match, stop) for most, stop in self._most_match]

    def _caps_of_a_date(self, pay: int) -> list[tuple[int, Stop]]:
        """Return what the plan's caps leave for the after-tax money of one date."""
        caps = []
        if self.plan_cap_left is not None:
            caps.append((self.plan_cap_left, Stop.PLAN_CAP))
        if self._cap_per_date is not None:
            caps.append((in_units(self._cap_per_date, self.limits.unit), Stop.PLAN_CAP))
        if self._cap_share_per_date is not None:
            share = Fraction(repr(float(self._cap_share_per_date)))
            caps.append((int(share * pay), Stop.PLAN_CAP))
        return caps

    def _bounds_of_match(self, room: int) -> list[tuple[int, Stop]]:
        """Return what the limit on annual additions leaves to the match."""
        return [] if self._above_limit else [(room, self.limits.additions_stop)]

    @property
    def additions(self) -> int:
        """Annual additions so far, without catch-up."""
        deferral = self._deferral + self._related
        beyond = max(0, deferral - self.limits.ordinary_deferral)
        counted = deferral - min(beyond, self.limits.catch_up)
        return counted + self._match + self._after_tax + self._employer

    @property
    def room(self) -> int:
        """Annual additions still possible."""
        return max(0, self.limits.additions - self.additions)

    @property
    def plan_cap_left(self) -> int | None:
        """After-tax contributions that the plan's own cap still lets in; None without a cap."""
        cap = self.limits.plan_cap
        return None if cap is None else max(0, cap - self._after_tax)

    def defer(self, elected: int, pay: int) -> Cut:
        """Put in a date's deferral."""
        amount, stop = self.most_deferral(elected, pay)
        self._deferral += amount
        return amount, stop

    def most_deferral(self, elected: int, pay: int) -> Cut:
        """The part of a date's deferral that still fits; nothing goes in."""
        limits = self.limits
        bounds: list[tuple[int, Stop]] = []
        if not self._as_planned:
            bounds += [(pay, Stop.PAY), (limits.deferral - self._deferral, limits.deferral_stop)]
        if not self._above_limit:
            bounds.append((self._most_deferral - self._deferral, limits.additions_stop))
        return _least(elected, *bounds)

    @property
    def _most_deferral(self) -> int:
        """The year's deferral for which annual additions have room: catch-up needs none."""
        deferral = self._deferral + self._related
        ordinary = max(self.limits.ordinary_deferral - deferral, 0)
        if self.room < ordinary:
            return self._deferral + self.room
        with_catch_up = self.limits.ordinary_deferral + self.limits.catch_up
        return max(with_catch_up, deferral) + self.room - ordinary - self._related

    def match_and_after_tax(
        self, deferral: Cut, elected: tuple[int, int], pay: int, plan_pay: int, kept: int
    ) -> tuple[Cut, Cut]:
        """Put in a date's match, and the most after-tax money that fits beside it.

        Parameters
        ----------
        deferral
            The date's deferral as it went in.
        elected
            The deferral and the after-tax contribution as they were elected.
        pay, plan_pay
            The date's pay, and the part of it that the plan counts.
        kept
            Room that after-tax contributions leave to what comes later.
        """
        room = self.room
        counted = self._counted.next(plan_pay)
        left_of_year = self._match_left

        def formula(after_tax: int, deferred: int = deferral[0], on_pay: int = counted) -> int:
            return self._formula(deferred + self._matches_after_tax * after_tax, on_pay)

        def match(after_tax: int) -> int:
            return _least(formula(after_tax), *left_of_year)[0]

        def taken(after_tax: int) -> int:
            return after_tax + match(after_tax)

        def most(free: int) -> int:
            """The most after-tax money that fits, its own match included."""
            if taken(elected[1]) <= free:
                return elected[1]
            if taken(0) >= free:
                return 0
            return bisect_right(range(elected[1] + 1), free, key=taken) - 1

        bounds = [(pay - deferral[0], Stop.PAY), (most(room), self.limits.additions_stop)]
        bounds += self._caps_of_a_date(pay)
        if kept:
            bounds.append((most(room - kept), Stop.ROOM_KEPT))
        amount, after_tax_stop = _least(elected[1], *bounds)
        bounds = [*left_of_year, *self._bounds_of_match(room)]
        matched, stop = _least(formula(amount), *bounds)
        # What the formula gives on all of the date's pay, and then on all that was elected.
        for given, reason in (
            (formula(amount, on_pay=plan_pay), Stop.COUNTED_PAY),
            (formula(amount, elected[0], plan_pay), Stop.NO_DEFERRAL),
        ):
            stop = stop or (reason if matched < given else None)
        self._match += matched
        self._after_tax += amount
        return (matched, stop), (amount, after_tax_stop)

    def add_true_up(self) -> Cut:
        """Put in the true-up, if the plan has one.

        It is what the formula gives on the whole year beyond the match made.
        """
        if not self._trues_up:
            return 0, None
        contribution = self._deferral + self._matches_after_tax * self._after_tax
        due = self._formula(contribution, self._counted.of_the_year)
        bounds = [*self._match_left, *self._bounds_of_match(self.room)]
        amount, stop = _least(max(due - self._match, 0), *bounds)
        self._match += amount
        return amount, stop
