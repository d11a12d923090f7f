"""One person's year in one employer's plan: the running account, and what stops a contribution.

Payroll works in cents, so this module does too: every amount of the account is a whole number of
them, and every share the decimal that was typed.
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import lcm

import numpy as np

from megaroth_xl import quantities
from megaroth_xl.law.catch_up import catch_up_limit
from megaroth_xl.law.limits import LimitsTable
from megaroth_xl.quantities import DOLLARS, FloatArray, Numbers
from megaroth_xl.strategy.plan import PlanTerms
from megaroth_xl.strategy.room import BINDING

__all__ = ["PlanYear", "PlanYearLimits", "Stop", "YearToDate", "in_cents"]


class Stop(StrEnum):
    """Why less goes in on a date than was elected, or than the match formula gives."""

    ADDITIONS = BINDING[0]
    PERCENT_OF_PAY = BINDING[1]
    PLAN_CAP = BINDING[2]
    DEFERRAL_LIMIT = "402(g) limit"
    DEFERRAL_AND_CATCH_UP_LIMIT = "402(g) and catch-up limit"
    COUNTED_PAY = "401(a)(17) pay limit"
    NO_DEFERRAL = "deferral stopped"
    ROOM_KEPT = "room kept for deferral and match"
    PAY = "pay of the date"


Cut = tuple[int, Stop | None]
"""Cents that go in, and what cut them; None where nothing did."""


@dataclass(frozen=True)
class YearToDate:
    """What this employer paid and what went into its plan before the first date of a schedule.

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


def in_cents(dollars: float | FloatArray) -> int:
    """One amount in whole cents."""
    return int(quantities.cents(np.asarray(dollars)))


def _match_formula(tiers: Sequence[tuple[float, float]]) -> Callable[[int, int], int]:
    """Match on a contribution and a pay, all in cents; half a cent up."""
    bands = [(Fraction(repr(rate)), Fraction(repr(up_to))) for rate, up_to in tiers]
    rates = lcm(*(rate.denominator for rate, _ in bands))
    shares = lcm(*(up_to.denominator for _, up_to in bands))
    steps = [(int(rate * rates), int(up_to * shares)) for rate, up_to in bands]
    unit = 2 * rates * shares

    def match(contribution: int, pay: int) -> int:
        total = reached = 0
        for rate, up_to in steps:
            top = min(contribution * shares, pay * up_to)
            total += rate * (top - reached)
            reached = top
        return (2 * total + unit // 2) // unit

    return match


def _least(elected: int, *bounds: tuple[int, Stop]) -> Cut:
    """The most that goes in, never below 0, and the first of the bounds that cuts it."""
    amount, stop = elected, None
    for bound, name in bounds:
        if max(bound, 0) < amount:
            amount, stop = max(bound, 0), name
    return amount, stop


@dataclass(frozen=True)
class PlanYearLimits:
    """One person's limits of a year in one employer's plan, in cents.

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
    """

    ordinary_deferral: int
    catch_up: int
    deferral: int
    additions: int
    counted_pay: int
    plan_cap: int | None
    additions_stop: Stop

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
    ) -> "PlanYearLimits":
        """The limits of a person, whose pay and deferrals elsewhere are given in dollars."""
        ordinary = in_cents(table.dollars("elective_deferral", year))
        by_age = catch_up_limit(year, age, higher_limit=plan.higher_catch_up, limits=table)
        catch_up = in_cents(quantities.single(by_age, DOLLARS, "age"))
        dollars, pay = in_cents(table.dollars("annual_additions", year)), in_cents(compensation)
        cap = plan.after_tax_limit(plan_pay, year, limits=table)
        return cls(
            ordinary_deferral=ordinary,
            catch_up=catch_up,
            deferral=ordinary + catch_up - in_cents(deferral_elsewhere),
            additions=min(dollars, pay),
            counted_pay=in_cents(table.dollars("compensation", year)),
            # Down to the cent, since rounding up would pass the cap.
            plan_cap=None if np.isnan(cap) else int(np.floor(np.round(cap * 100, 4))),
            additions_stop=Stop.ADDITIONS if dollars <= pay else Stop.PERCENT_OF_PAY,
        )

    @property
    def deferral_stop(self) -> Stop:
        """What a deferral runs into."""
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
    """

    def __init__(
        self,
        plan: PlanTerms,
        limits: PlanYearLimits,
        so_far: YearToDate,
        employer_contribution: float,
    ) -> None:
        self.limits = limits
        self._formula = _match_formula(plan.match_tiers)
        self._matches_after_tax = plan.matches_after_tax
        self._trues_up = plan.true_up
        self._plan_pay = in_cents(so_far.pay)
        self._deferral = in_cents(so_far.elective_deferral)
        self._match = in_cents(so_far.match)
        self._after_tax = in_cents(so_far.after_tax)
        self._employer = in_cents(employer_contribution)

    @property
    def additions(self) -> int:
        """Annual additions so far; catch-up is none."""
        beyond = max(0, self._deferral - self.limits.ordinary_deferral)
        counted = self._deferral - min(beyond, self.limits.catch_up)
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
        limits = self.limits
        bounds = [(pay, Stop.PAY), (limits.deferral - self._deferral, limits.deferral_stop)]
        # With room for all ordinary deferral there is room for the catch-up beyond it.
        if self.room < limits.ordinary_deferral - self._deferral:
            bounds.append((self.room, limits.additions_stop))
        amount, stop = _least(elected, *bounds)
        self._deferral += amount
        return amount, stop

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
        before = min(self._plan_pay, self.limits.counted_pay)
        self._plan_pay += plan_pay
        counted = min(self._plan_pay, self.limits.counted_pay) - before

        def match(after_tax: int, deferred: int = deferral[0], on_pay: int = counted) -> int:
            return self._formula(deferred + self._matches_after_tax * after_tax, on_pay)

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
        if self.plan_cap_left is not None:
            bounds.append((self.plan_cap_left, Stop.PLAN_CAP))
        if kept:
            bounds.append((most(room - kept), Stop.ROOM_KEPT))
        amount, after_tax_stop = _least(elected[1], *bounds)
        matched, stop = _least(match(amount), (room, self.limits.additions_stop))
        if stop is None and matched < match(amount, on_pay=plan_pay):
            stop = Stop.COUNTED_PAY
        elif stop is None and matched < match(amount, elected[0], plan_pay):
            stop = Stop.NO_DEFERRAL
        self._match += matched
        self._after_tax += amount
        return (matched, stop), (amount, after_tax_stop)

    def settle(self) -> Cut:
        """Put in the true-up, if the plan has one.

        It is what the formula gives on the whole year beyond the match made.
        """
        if not self._trues_up:
            return 0, None
        contribution = self._deferral + self._matches_after_tax * self._after_tax
        due = self._formula(contribution, min(self._plan_pay, self.limits.counted_pay))
        amount, stop = _least(max(due - self._match, 0), (self.room, self.limits.additions_stop))
        self._match += amount
        return amount, stop
