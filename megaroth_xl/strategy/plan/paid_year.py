"""A year as payroll kept it, judged date by date by elections, plan and limits."""

from dataclasses import replace

import numpy as np

from megaroth_xl.law.limits import LimitsTable, limits_table
from megaroth_xl.quantities import MOST_DOLLARS, FloatArray
from megaroth_xl.strategy.plan.paid_dates import (
    FACTS,
    Departs,
    Departure,
    PaidDates,
    PaidYear,
    Saver,
)
from megaroth_xl.strategy.plan.terms import PlanTerms
from megaroth_xl.strategy.plan.words import RothCatchUpMethod
from megaroth_xl.strategy.plan.year import CENTS, PlanYear, PlanYearLimits, YearToDate, in_units

__all__ = ["paid_year"]

HIGHEST_CATCH_UP = 62
"""An age at which the catch-up is highest: it stands for one that is not known."""


def paid_year(
    dates: PaidDates,
    plan: PlanTerms,
    year: int,
    saver: Saver | None = None,
    *,
    is_whole_year: bool = False,
    limits: LimitsTable | None = None,
) -> PaidYear:
    """Judge each pay date of a year by what went in before it, and then enter it as it was.

    A contribution that an election asks for may be cut by a limit or not: what passes a limit is
    told apart. The match is that of the formula on what the limits let in, in each pay period; with
    a true-up a date may also settle the year so far. The room of 415(c) does not cut the match:
    after-tax contributions go back first.

    Parameters
    ----------
    dates
        What payroll did.
    plan
        The plan's terms.
    year
        The calendar year.
    saver
        What is known of the person; by default nothing that matters.
    is_whole_year
        Whether no pay date is to come. Before that, limits that are a share of the year's pay are
        not judged, since later pay can still cover them.
    limits
        A table to use instead of the package's own.

    Raises
    ------
    InputError, UnknownYearError

    References
    ----------
    IRC 402(g)(1), 414(v), 415(c), 401(a)(17), 401(a)(30). Roth catch-up: IRC 414(v)(7); T.D. 10033.
    Order of corrections: Rev. Proc. 2021-30, s. 6.06(2).

    Examples
    --------
    Two pay dates of 10,000 with 6 percent matched in full; the second match is short:

    >>> none = np.full((2, 2), np.nan)
    >>> dates = PaidDates(
    ...     pay=np.array([10_000.0, 10_000]), elective_deferral=np.array([800.0, 800]),
    ...     roth_deferral=np.zeros(2), match=np.array([600.0, 500]), nonelective=np.zeros(2),
    ...     after_tax=np.zeros(2), catch_up=np.zeros(2), elected_deferral=none,
    ...     elected_after_tax=none, after_tax_stop=np.full(2, np.nan), payments=np.ones(2))
    >>> [departure] = paid_year(dates, PlanTerms("Plan", match_tiers=[(1, 0.06)]), 2026).departures
    >>> departure.place, departure.kind.value, departure.found, departure.expected
    (1, 'match', 500.0, 600.0)
    """
    person = saver or Saver()
    age = HIGHEST_CATCH_UP if np.isnan(person.age) else person.age
    whole = float(np.sum(dates.pay)) if is_whole_year else MOST_DOLLARS
    bounds = PlanYearLimits.of(
        plan,
        year,
        age,
        compensation=whole,
        plan_pay=whole,
        deferral_elsewhere=person.deferral_elsewhere,
        table=limits or limits_table(),
    )
    account = _Account(plan, bounds, person)
    for place in range(len(dates)):
        account.take(place, dates)
    found = account.found()
    if is_whole_year or plan.after_tax_cap_share is None:
        return found
    return replace(found, after_tax_room=np.nan)  # later pay decides how much the plan takes


class _Account(PlanYear):
    """The account of what payroll did: each date is judged first."""

    def __init__(self, plan: PlanTerms, limits: PlanYearLimits, saver: Saver) -> None:
        super().__init__(plan, limits, YearToDate(), saver.additions_elsewhere)
        self._plan, self._saver = plan, saver
        self._departures: list[Departure] = []
        self._due: list[int] = []
        self._roth = 0
        self._said: set[Departs] = set()

    def take(self, place: int, dates: PaidDates) -> None:
        """Judge a date and enter it."""
        columns = (dates.pay, dates.elective_deferral, dates.nonelective, dates.after_tax)
        pay, deferral, nonelective, after_tax = (in_units(c[place], CENTS) for c in columns)
        near = int(dates.payments[place])
        elected = _given(dates.elected_deferral[place])
        stop, excess = dates.after_tax_stop[place], self._excess()
        to_stop = None if np.isnan(stop) else max(in_units(stop, CENTS) - self._after_tax, 0)
        fitting = [self.most_deferral(each, pay)[0] for each in elected]
        if deferral + after_tax > pay + near:
            self._note(place, Departs.ABOVE_PAY, deferral + after_tax, pay)
        self._elected(place, Departs.DEFERRAL_ELECTION, deferral, elected, fitting, near)
        let_in = self._deferral_of(place, deferral, dates)
        due, settled = self._match_due(let_in, after_tax, pay)
        given = dates.match[place]
        match = due if np.isnan(given) else in_units(given, CENTS)
        if not _is_near(match, (due, settled), near):
            self._note(place, Departs.MATCH, match, due)
        self._match += match
        self._employer += nonelective
        beyond, counted = self._excess() - excess, deferral + match + nonelective
        if beyond > 0:  # employer money and deferrals pass the limit by themselves
            self._note(place, Departs.ANNUAL_ADDITIONS, counted, counted - beyond)
        asked = _given(dates.elected_after_tax[place])
        asked = [each if to_stop is None else min(each, to_stop) for each in asked]
        fitting = [self._most_after_tax(each, pay) for each in asked]
        self._elected(place, Departs.AFTER_TAX_ELECTION, after_tax, asked, fitting, near)
        self._after_tax_of(place, after_tax, pay)
        if np.isnan(self._saver.age) and self.additions - self._excess() > self.limits.additions:
            self._note(place, Departs.AGE_NEEDED, self._deferral, None)

    def found(self) -> PaidYear:
        """Return what all dates come to."""
        limits = self.limits
        cap, room = self.plan_cap_left, self.room
        to_come = self._of_the_year() - self._match if self._trues_up else 0
        has_age = not np.isnan(self._saver.age)
        is_known = has_age or self._deferral <= limits.ordinary_deferral
        return PaidYear(
            departures=tuple(self._departures),
            match_due=np.array(self._due, dtype=np.float64) / CENTS,
            true_up_due=max(to_come, 0) / CENTS,
            catch_up=self._catch_up(self._deferral) / CENTS if is_known else np.nan,
            annual_additions=self.additions / CENTS if is_known else np.nan,
            annual_additions_limit=limits.additions / CENTS,
            deferral_limit=max(limits.deferral, 0) / CENTS if has_age else np.nan,
            after_tax_room=(room if cap is None else min(room, cap)) / CENTS
            if is_known
            else np.nan,
        )

    def _note(self, place: int, kind: Departs, found: int, expected: int | None) -> None:
        """Keep a departure; a missing fact only once."""
        if kind in FACTS and kind in self._said:
            return
        self._said.add(kind)
        dollars = np.nan if expected is None else expected / CENTS
        self._departures.append(Departure(place, kind, found / CENTS, dollars))

    def _elected(
        self,
        place: int,
        kind: Departs,
        found: int,
        elected: list[int],
        fitting: list[int],
        near: int,
    ) -> None:
        """Compare with an election, which a limit may have cut or not."""
        if elected and not _is_near(found, (*elected, *fitting), near):
            self._note(place, kind, found, fitting[0])

    # ---- deferrals

    def _catch_up(self, deferral: int) -> int:
        """Catch-up in a year's deferrals."""
        return min(max(deferral - self.limits.ordinary_deferral, 0), self.limits.catch_up)

    def _deferral_of(self, place: int, deferral: int, dates: PaidDates) -> int:
        """Enter a date's deferral; returns the part of it that the limit lets in."""
        left = max(self.limits.deferral - self._deferral, 0)
        before, let_in = self._catch_up(self._deferral), min(deferral, left)
        if deferral > left:
            self._note(place, Departs.DEFERRAL_LIMIT, deferral, left)
        self._deferral += deferral
        beyond = self._catch_up(self._deferral)
        if beyond and np.isnan(self._saver.age):
            self._note(place, Departs.AGE_NEEDED, self._deferral, None)
        if self._plan.roth_catch_up_method is RothCatchUpMethod.SEPARATE:
            given = dates.catch_up[place]
            of_date = beyond - before if np.isnan(given) else in_units(given, CENTS)
        else:
            of_date = beyond - before
        self._roth_of(place, deferral, of_date, dates.roth_deferral[place])
        return let_in

    def _roth_of(self, place: int, deferral: int, catch_up: int, given: float) -> None:
        """Judge whether a date's catch-up is Roth where it must be."""
        must, roth = self._saver.must_be_roth, 0 if np.isnan(given) else in_units(given, CENTS)
        pre_tax = self._deferral - deferral - self._roth
        ordinary = self.limits.ordinary_deferral
        before = max(pre_tax - ordinary, 0)
        above = max(pre_tax + deferral - roth - ordinary, 0) - before
        self._roth += roth
        if not catch_up or must == 0:
            return
        so_far = self._catch_up(self._deferral)
        if np.isnan(must):
            self._note(place, Departs.WAGES_NEEDED, so_far, None)
        elif not self._plan.accepts_roth:
            self._note(place, Departs.NO_ROTH_CATCH_UP, catch_up, 0)
        elif np.isnan(given):
            self._note(place, Departs.ROTH_PART_NEEDED, so_far, None)
        else:
            self._method(place, roth, catch_up, min(above, catch_up))

    def _method(self, place: int, roth: int, catch_up: int, above: int) -> None:
        """Judge by the plan's method: all deferrals count toward the limit, or pre-tax ones."""
        method = self._plan.roth_catch_up_method
        by_pre_tax = method in (None, RothCatchUpMethod.PRE_TAX)
        if by_pre_tax and above > 0:
            self._note(place, Departs.ROTH_CATCH_UP, roth, roth + above)
        elif roth < catch_up and method is None:
            self._note(place, Departs.METHOD_NEEDED, self._catch_up(self._deferral), None)
        elif roth < catch_up and not by_pre_tax:
            self._note(place, Departs.ROTH_CATCH_UP, roth, catch_up)

    # ---- match and other employer money

    def _match_due(self, deferral: int, after_tax: int, pay: int) -> tuple[int, int]:
        """A date's match by the formula, and what would settle the year so far."""
        counted = self._counted.next(pay)
        most = [max(left, 0) for left, _ in self._match_left]
        contribution = deferral + self._matches_after_tax * after_tax
        due = min([self._formula(contribution, counted), *most])
        self._due.append(due)
        if not self._trues_up:
            return due, due
        to_settle = self._of_the_year(self._matches_after_tax * after_tax) - self._match
        return due, min([max(to_settle, 0), *most])

    def _of_the_year(self, more: int = 0) -> int:
        """Match that the formula gives on the year so far."""
        deferral = min(self._deferral, max(self.limits.deferral, 0))
        contribution = deferral + self._matches_after_tax * self._after_tax + more
        most = [bound for bound, _ in self._most_match]
        return min([self._formula(contribution, self._counted.of_the_year), *most])

    # ---- the limit on annual additions, and after-tax contributions

    def _excess(self) -> int:
        """Annual additions above the limit that do not become catch-up (IRC 414(v)(5)(B))."""
        catch_up = self._catch_up(self._deferral)
        above = max(self.additions - self.limits.additions, 0)
        return above - min(above, self._deferral - catch_up, self.limits.catch_up - catch_up)

    def _by_cap(self, amount: int, pay: int) -> int:
        """The part of an after-tax contribution that the plan's own caps let in."""
        return min([amount, *(max(cap, 0) for cap, _ in self._caps_of_a_date(pay))])

    def _most_after_tax(self, amount: int, pay: int) -> int:
        """The part of an after-tax contribution that payroll lets in where it minds all limits."""
        return min(self._by_cap(amount, pay), self.room)

    def _after_tax_of(self, place: int, amount: int, pay: int) -> None:
        """Judge a date's after-tax contribution and enter it."""
        by_cap, excess = self._by_cap(amount, pay), self._excess()
        self._after_tax += amount
        by_room = amount - min(amount, self._excess() - excess)
        if amount and not self._plan.accepts_after_tax:
            self._note(place, Departs.AFTER_TAX_NOT_TAKEN, amount, 0)
        elif by_room < amount and by_room <= by_cap:
            self._note(place, Departs.AFTER_TAX_ROOM, amount, by_room)
        elif by_cap < amount:
            self._note(place, Departs.AFTER_TAX_CAP, amount, by_cap)


def _given(dollars: FloatArray) -> list[int]:
    """The readings of an election in units, none where there is no election."""
    return [in_units(each, CENTS) for each in np.atleast_1d(dollars) if not np.isnan(each)]


def _is_near(found: int, expected: tuple[int, ...], near: int) -> bool:
    """Return whether an amount is one of several, give or take the rounding of its payments."""
    return any(abs(found - each) <= near for each in expected)
