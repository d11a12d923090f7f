"""The employees who count in the tests, their pay, and what only the employer can settle."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from megaroth_xl.quantities import BoolArray, FloatArray
from megaroth_xl.strategy.plan.participants import Participants
from megaroth_xl.strategy.plan.terms import PlanTerms
from megaroth_xl.strategy.plan.words import PayCounted

__all__ = ["QUESTIONS", "Standing", "WhoCounts", "who_counts"]

Days = npt.NDArray[np.datetime64]

MINIMUM_AGE, MONTHS_A_YEAR, MONTHS_TO_ENTRY = 21, 12, 6
"""The latest that the law lets a plan wait: 21 and a year of service, then six months."""
LONG_AGO = np.timedelta64(400, "D")
"""More than a year before a plan year: whoever was hired then has served by its first day."""


class Standing(IntEnum):
    """Standing of an employee in the tests."""

    COUNTS = 0
    WITHOUT_PAY = 1
    """Eligible, with neither pay nor contributions: left out of the averages, as in practice."""
    GONE = 2
    """Gone before the plan year, with neither pay nor contributions in it."""
    EXCLUDED_CLASS = 3
    NOT_ELIGIBLE = 4


QUESTIONS = (
    "pay_not_known",
    "contributes_without_pay",
    "contributes_not_eligible",
    "paid_after_leaving",
    "entry_pay_not_known",
)
"""What keeps a plan from being tested until the employer settles it, in the order shown."""


@dataclass(frozen=True, eq=False)
class WhoCounts:
    """The employees who count in the tests; arrays with an element for each employee.

    Parameters
    ----------
    standing
        `Standing` of each.
    pay
        Pay of the plan year that the tests count, dollars before the 401(a)(17) limit; NaN where
        it is not known.
    otherwise_excludable
        Whether the employee would not be in a plan that lets people in as late as the law allows:
        at 21 with a year of service, and then six months later or at the next plan year.
    questions
        By the names of `QUESTIONS`, whom each concerns.
    """

    standing: npt.NDArray[np.int8]
    pay: FloatArray
    otherwise_excludable: BoolArray
    questions: Mapping[str, BoolArray]

    @property
    def tested(self) -> BoolArray:
        """Return who is in the tests, those without a ratio among them."""
        return np.asarray(self.standing <= Standing.WITHOUT_PAY)


def who_counts(people: Participants, plan: PlanTerms, year: int, match: FloatArray) -> WhoCounts:
    """Return who counts in the tests of a plan year, and with what pay.

    The column ``eligible`` decides where it is filled in. Where it is blank, an employee counts
    unless the class is excluded, the entry date or the plan's age and service come after the plan
    year, or the employee left before it.

    Parameters
    ----------
    people, plan
        The employees, and the plan's terms.
    year
        The calendar year in which the plan year begins.
    match
        Match of each, dollars.

    References
    ----------
    Eligible employees: Treas. Reg. 1.401(m)-5, 1.401(k)-6. Pay while eligible: Treas. Reg.
    1.401(m)-5 (compensation), IRC 414(s). Otherwise excludable: IRC 410(a)(1)(A) and (4),
    410(b)(4)(B); Treas. Reg. 1.410(b)-6(b)(3).

    Examples
    --------
    >>> people = Participants.of({
    ...     "employee_id": ["1", "2", "3"], "compensation": [90_000, 0, 0],
    ...     "elective_deferral": [5_000, 0, 0],
    ...     "termination_date": [None, "2026-01-31", "2025-11-14"]})
    >>> [Standing(s).name for s in
    ...     who_counts(people, PlanTerms("Example 401(k)"), 2026, np.zeros(3)).standing]
    ['COUNTS', 'WITHOUT_PAY', 'GONE']
    """
    first, last = (np.datetime64(day, "D") for day in plan.plan_year(year))
    contributes = (
        (people.elective_deferral > 0)
        | (match > 0)
        | (people.after_tax_contribution > 0)
        | (people.nonelective_contribution > 0)
    )
    pay = people.compensation
    paid = ~(pay == 0)
    left = (people.termination_date < first) & ~(people.rehire_date >= people.termination_date)
    says_yes, says_no = people.eligible == 1, people.eligible == 0
    excluded = (people.excluded_class == 1) & ~says_yes
    too_late = _not_yet_eligible(people, plan, last) & ~says_yes
    not_eligible = (says_no | too_late) & ~excluded
    gone = left & ~paid & ~contributes

    standing = np.zeros(len(people), dtype=np.int8)
    standing[~paid] = Standing.WITHOUT_PAY
    standing[not_eligible] = Standing.NOT_ELIGIBLE
    standing[excluded] = Standing.EXCLUDED_CLASS
    standing[gone] = Standing.GONE
    outside = standing > Standing.WITHOUT_PAY

    counted, entry_not_known = _counted(people, plan, first, last)
    return WhoCounts(
        standing=standing,
        pay=counted,
        otherwise_excludable=_otherwise_excludable(people, first, last),
        questions={
            "pay_not_known": np.isnan(pay) & ~outside,
            "contributes_without_pay": ~paid & contributes,
            "contributes_not_eligible": outside & contributes & paid,
            "paid_after_leaving": left & paid & ~outside & ~says_yes,
            "entry_pay_not_known": entry_not_known & ~outside,
        },
    )


def _not_yet_eligible(people: Participants, plan: PlanTerms, last: np.datetime64) -> BoolArray:
    """Return who cannot have entered by the plan year's last day."""
    late = people.entry_date > last
    known = ~np.isnat(people.entry_date)
    if plan.eligibility_months:
        late |= ~known & (_served(people, plan.eligibility_months) > last)
    if plan.eligibility_age and plan.has_calendar_year:
        # The age is that of December 31, the last day of a plan year that is the calendar year.
        late |= ~known & (people.age < plan.eligibility_age)
    return np.asarray(late)


def _counted(
    people: Participants, plan: PlanTerms, first: np.datetime64, last: np.datetime64
) -> tuple[FloatArray, BoolArray]:
    """The pay that counts, and of whom it is not known."""
    pay = people.compensation
    if plan.pay_counted is PayCounted.WHOLE_YEAR:
        return pay, np.zeros(len(people), dtype=np.bool_)
    entry = people.entry_date
    if plan.eligibility_months:
        entry = np.where(np.isnat(entry), _served(people, plan.eligibility_months), entry)
    entered = (entry > first) & (entry <= last)
    before = np.where(entered, people.pay_before_entry, np.nan_to_num(people.pay_before_entry))
    return np.maximum(pay - before, 0.0), np.isnan(before)


def _otherwise_excludable(
    people: Participants, first: np.datetime64, last: np.datetime64
) -> BoolArray:
    """Return who need not have been let in by the plan year's last day."""
    excludable = np.asarray(people.age < MINIMUM_AGE)
    # Whoever had served before the plan year entered by its first day; most were hired long ago.
    recent = np.flatnonzero(people.hire_date >= first - LONG_AGO)
    served = _months_later(people.hire_date[recent], MONTHS_A_YEAR)
    late = (served >= first) & (_months_later(served, MONTHS_TO_ENTRY) > last)
    excludable[recent[late]] = True
    return excludable


def _served(people: Participants, months: int) -> Days:
    """Return when each has served so many months."""
    return _months_later(people.hire_date, months)


def _months_later(days: Days, months: int) -> Days:
    """The same day some months later; the month's last day where it has no such day."""
    month = days.astype("datetime64[M]")
    later = month + np.timedelta64(months, "M")
    same_day = later.astype("datetime64[D]") + (days - month.astype("datetime64[D]"))
    next_month = (later + np.timedelta64(1, "M")).astype("datetime64[D]")
    return np.asarray(np.minimum(same_day, next_month - np.timedelta64(1, "D")))
