"""Pay dates: the days of a calendar year on which pay, and contributions from it, are paid.

A contribution belongs to the year in which the pay is paid, whatever the days worked: pay due on
January 1 and paid on December 31 uses the old year's limits.
"""

from calendar import monthrange
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from enum import StrEnum
from functools import cache

from megaroth_xl.errors import InputError

__all__ = [
    "USUAL_PAY_DATES",
    "ClosedDayRule",
    "PayFrequency",
    "bank_holidays",
    "pay_dates",
    "remaining_pay_dates",
]

MONDAY, THURSDAY, SATURDAY, SUNDAY = 0, 3, 5, 6
HALF_MONTH = 15
LAST_DAY = 31
"""Of any month, however long."""
LONGEST_CLOSURE = timedelta(days=7)
"""No bank is closed longer, so no pay date moves farther."""


class PayFrequency(StrEnum):
    """The frequencies of pay."""

    WEEKLY = "weekly"
    BIWEEKLY = "biweekly"
    SEMIMONTHLY = "semimonthly"
    MONTHLY = "monthly"


USUAL_PAY_DATES = {
    PayFrequency.WEEKLY: 52,
    PayFrequency.BIWEEKLY: 26,
    PayFrequency.SEMIMONTHLY: 24,
    PayFrequency.MONTHLY: 12,
}
"""Pay dates into which payroll divides a year's pay, also in a year that has one more."""
DAYS_BETWEEN = {PayFrequency.WEEKLY: 7, PayFrequency.BIWEEKLY: 14}


class ClosedDayRule(StrEnum):
    """The rules for pay due on a day when banks are closed."""

    BEFORE = "the business day before"
    AFTER = "the business day after"
    SAME_DAY = "the same day"


def _weekday_of_month(year: int, month: int, weekday: int, which: int) -> date:
    """The which-th such weekday of a month; -1 is the last."""
    days = [
        date(year, month, day)
        for day in range(1, monthrange(year, month)[1] + 1)
        if date(year, month, day).weekday() == weekday
    ]
    return days[which - 1 if which > 0 else which]


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """Holidays on which the Federal Reserve Banks, and so payroll transfers, are closed.

    A holiday on a Sunday closes the Monday after it; one on a Saturday closes no other day.

    Parameters
    ----------
    year
        The calendar year.

    References
    ----------
    5 USC 6103(a); Federal Reserve Banks, holiday schedules.

    Examples
    --------
    >>> date(2026, 1, 1) in bank_holidays(2026), date(2026, 7, 3) in bank_holidays(2026)
    (True, False)
    """
    fixed = [(1, 1), (7, 4), (11, 11), (12, 25)]
    if year >= 2021:  # noqa: PLR2004
        fixed.append((6, 19))
    movable = [
        (1, MONDAY, 3),
        (2, MONDAY, 3),
        (5, MONDAY, -1),
        (9, MONDAY, 1),
        (10, MONDAY, 2),
        (11, THURSDAY, 4),
    ]
    days = {date(year, month, day) for month, day in fixed}
    days = {day + timedelta(days=day.weekday() == SUNDAY) for day in days}
    return frozenset(days | {_weekday_of_month(year, *rule) for rule in movable})


def _is_closed(day: date) -> bool:
    return day.weekday() >= SATURDAY or day in bank_holidays(day.year)


def _paid_on(due: date, rule: ClosedDayRule) -> date:
    if rule is ClosedDayRule.SAME_DAY:
        return due
    step = timedelta(days=-1 if rule is ClosedDayRule.BEFORE else 1)
    while _is_closed(due):
        due += step
    return due


def _by_days(first: date, days: int, start: date, end: date) -> Iterator[date]:
    skipped = max(0, -(-(start - first).days // days))
    for ordinal in range(first.toordinal() + skipped * days, end.toordinal() + 1, days):
        yield date.fromordinal(ordinal)


def _days_of_month(first: date, frequency: PayFrequency) -> tuple[int, ...]:
    """Days of the month on which pay is due."""
    day = LAST_DAY if first.day == monthrange(first.year, first.month)[1] else first.day
    if frequency is PayFrequency.MONTHLY:
        return (day,)
    if day in (LAST_DAY, HALF_MONTH):
        return (HALF_MONTH, LAST_DAY)
    other = day - HALF_MONTH if day > HALF_MONTH else day + HALF_MONTH
    return (min(day, other), max(day, other))


def _by_months(first: date, frequency: PayFrequency, start: date, end: date) -> Iterator[date]:
    days = _days_of_month(first, frequency)
    for month in range(start.year * 12 + start.month - 1, end.year * 12 + end.month):
        year, month_of_year = month // 12, month % 12 + 1
        last = monthrange(year, month_of_year)[1]
        for day in days:
            due = date(year, month_of_year, min(day, last))
            if max(start, first) <= due <= end:
                yield due


def pay_dates(
    year: int,
    frequency: PayFrequency | str,
    first_date: date,
    *,
    last_date: date | None = None,
    closed_day_rule: ClosedDayRule = ClosedDayRule.BEFORE,
) -> tuple[date, ...]:
    """Days of a calendar year on which pay is paid.

    Parameters
    ----------
    year
        The calendar year whose limits the pay uses.
    frequency
        weekly, biweekly, semimonthly or monthly.
    first_date
        The first day on which pay is due, in this year or an earlier one. Weekly and biweekly pay
        count from it. Semimonthly pay is due on its day of the month and half a month from it: the
        15th and the last day, the 1st and the 16th, the 5th and the 20th. A first date on the last
        day of its month means the last day of each.
    last_date
        The last day on which pay is due, for employment that ends; None where it goes on.
    closed_day_rule
        When pay is paid that is due on a weekend or a bank holiday.

    Returns
    -------
    tuple of date
        In order: 52 or 53 weekly, 26 or 27 biweekly, about 24 semimonthly, 12 monthly. Pay due on
        January 1 of the next year is among them where it is paid on December 31, and pay due on
        January 1 of this year is then not.

    Raises
    ------
    InputError
        For an unknown frequency.

    References
    ----------
    IRC 402(g)(1)(A) (deferrals of the taxable year); Treas. Reg. 1.415(c)-2(e)(1) (pay paid or
    made available within the limitation year) (unconfirmed).

    Examples
    --------
    >>> dates = pay_dates(2026, "biweekly", date(2026, 1, 2))
    >>> len(dates), dates[-1].isoformat()
    (27, '2026-12-31')
    >>> [d.day for d in pay_dates(2026, "semimonthly", date(2026, 1, 15))][:4]
    [15, 30, 13, 27]
    """
    try:
        how_often = PayFrequency(frequency)
    except ValueError as error:
        expected = ", ".join(PayFrequency)
        raise InputError("frequency", repr(frequency), f"one of {expected}") from error
    start = max(date(year, 1, 1) - LONGEST_CLOSURE, first_date)
    end = min(date(year, 12, 31) + LONGEST_CLOSURE, last_date or date.max)
    due_dates = (
        _by_days(first_date, DAYS_BETWEEN[how_often], start, end)
        if how_often in DAYS_BETWEEN
        else _by_months(first_date, how_often, start, end)
    )
    paid = (_paid_on(due, closed_day_rule) for due in due_dates)
    return tuple(day for day in paid if day.year == year)


def remaining_pay_dates(dates: Iterable[date], after: date) -> tuple[date, ...]:
    """Pay dates still to come after a day, such as that of the last payslip.

    Examples
    --------
    >>> dates = pay_dates(2026, "monthly", date(2026, 1, 31))
    >>> [d.isoformat() for d in remaining_pay_dates(dates, date(2026, 10, 30))]
    ['2026-11-30', '2026-12-31']
    """
    return tuple(day for day in dates if day > after)
