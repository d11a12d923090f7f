"""Limitation and plan years that are not calendar years, or are short: which year's limit applies.

Elective deferrals keep to the calendar year whatever the plan's years are (402(g)(1)).
"""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from megaroth_xl import quantities
from megaroth_xl.errors import InputError
from megaroth_xl.law.limits import LimitsTable, limits_table
from megaroth_xl.quantities import DOLLARS, FloatArray, Numbers

__all__ = [
    "Days",
    "last_contribution_day",
    "limitation_year_limit",
    "months_in_year",
    "plan_year_compensation_limit",
]

Days = date | np.datetime64 | Sequence[date] | npt.NDArray[np.datetime64]
"""A day, or days of any shape."""

DayArray = npt.NDArray[np.datetime64]
DAY, MONTH = np.timedelta64(1, "D"), np.timedelta64(1, "M")

MONTHS = 12
DAYS_OF_GRACE = 30


def months_in_year(first_day: Days, last_day: Days) -> float | FloatArray:
    """Months from the first to the last day of a year, a part of a month as a fraction.

    Parameters
    ----------
    first_day, last_day
        Both count; any shapes that broadcast.

    Returns
    -------
    float or FloatArray
        12 for a full year, less for a short one. A part of a month is its days over the days of
        that month: the regulation says "including any fractional parts of a month". That it means
        this, and not a whole month for a part of one, is (unconfirmed).

    Raises
    ------
    InputError
        Where the last day comes before the first, or more than a year later.

    References
    ----------
    Treas. Reg. 1.415(j)-1(d)(2).

    Examples
    --------
    >>> months_in_year(date(2026, 1, 1), date(2026, 6, 30))
    6.0
    """
    first, after = _days(first_day, "first_day"), _days(last_day, "last_day") + DAY
    quantities.align(first_day=first, last_day=after)
    months = np.minimum(_position(after) - _position(first), MONTHS)
    anniversary = _year_later(first)
    wrong = np.asarray((after <= first) | (after > anniversary))
    if wrong.any():
        start, end = (
            np.broadcast_to(day, wrong.shape)[wrong].flat[0] for day in (first, after - DAY)
        )
        raise InputError("last_day", f"{end}", f"a day within the year that begins on {start}")
    return quantities.result(np.where(after == anniversary, MONTHS, months))


def limitation_year_limit(
    first_day: Days,
    last_day: Days,
    compensation: Numbers | None = None,
    *,
    limits: LimitsTable | None = None,
) -> float | FloatArray:
    """Most that may be added for one person in one employer's plans in a limitation year.

    Parameters
    ----------
    first_day, last_day
        The limitation year's, which is the calendar year unless the plan says otherwise; any
        shapes that broadcast. A year is short where the plan changes it, or ends within it.
    compensation, limits
        As in `annual_additions_limit`; the pay is that of these months.

    Returns
    -------
    float or FloatArray
        Dollars: the 415(c) limit of the calendar year in which the limitation year ends, a twelfth
        for each month of a short one, and at most the pay.

    Raises
    ------
    InputError, UnknownYearError

    References
    ----------
    IRC 415(c)(1); Treas. Reg. 1.415(j)-1; for short years, and the calendar year whose limit is
    theirs, 1.415(j)-1(d)(2); for the limit of full years 1.415(d)-1(b) (unconfirmed).

    Examples
    --------
    The year from July 2025 to June 2026, and a change from the calendar year to it:

    >>> limitation_year_limit(date(2025, 7, 1), date(2026, 6, 30))
    72000.0
    >>> limitation_year_limit(date(2025, 1, 1), date(2025, 6, 30))
    35000.0
    """
    table = limits or limits_table()
    pay = quantities.optional(compensation, DOLLARS, "compensation")
    share = np.asarray(months_in_year(first_day, last_day)) / MONTHS
    dollars = table.dollars("annual_additions", _year(_days(last_day, "last_day"))) * share
    quantities.align(year=dollars, compensation=pay)
    return quantities.result(np.fmin(dollars, pay))


def plan_year_compensation_limit(
    first_day: Days, last_day: Days, *, limits: LimitsTable | None = None
) -> float | FloatArray:
    """Most pay that a plan may take into account for a plan year.

    Parameters
    ----------
    first_day, last_day
        Of the period whose pay the plan takes, which is the plan year; any shapes that broadcast.
        Pay of twelve months has the full limit, also for who comes or goes within them.
    limits
        A table to use instead of the package's own.

    Returns
    -------
    float or FloatArray
        Dollars: the 401(a)(17) limit of the calendar year in which the period begins, a twelfth
        for each month of a short one.

    Raises
    ------
    InputError, UnknownYearError

    References
    ----------
    IRC 401(a)(17)(A); Treas. Reg. 1.401(a)(17)-1(b)(3)(ii) and (iii)(A); IRS Issue Snapshot,
    "Treatment of 401(a)(17) Limitation in Defined Contribution Plan in a Short Plan Year".

    Examples
    --------
    >>> plan_year_compensation_limit(date(2025, 7, 1), date(2026, 6, 30))
    350000.0
    """
    table = limits or limits_table()
    share = np.asarray(months_in_year(first_day, last_day)) / MONTHS
    return quantities.result(
        table.dollars("compensation", _year(_days(first_day, "first_day"))) * share
    )


def last_contribution_day(last_day: date) -> date:
    """Last day on which an employee contribution can be paid in and count for a limitation year.

    In the first 30 days of a year a contribution may so belong to either year, as the plan credits
    it.

    Parameters
    ----------
    last_day
        The limitation year's.

    References
    ----------
    Treas. Reg. 1.415(c)-1(b)(6) (unconfirmed).

    Examples
    --------
    >>> last_contribution_day(date(2026, 12, 31))
    datetime.date(2027, 1, 30)
    """
    return last_day + timedelta(days=DAYS_OF_GRACE)


def _days(values: Days, name: str) -> DayArray:
    try:
        days = np.asarray(values, dtype="datetime64[D]")
    except (TypeError, ValueError) as error:
        raise InputError(name, repr(values), "a day such as date(2026, 6, 30)") from error
    if np.isnat(days).any():
        raise InputError(name, "not given", "a day such as date(2026, 6, 30)")
    return days


def _month(days: DayArray) -> DayArray:
    return days.astype("datetime64[M]")


def _year(days: DayArray) -> FloatArray:
    return days.astype("datetime64[Y]").astype(np.float64) + 1970


def _position(days: DayArray) -> FloatArray:
    """Each day in months since 1970, its month's days counted as equal parts of it."""
    month = _month(days)
    begins, ends = month.astype("datetime64[D]"), (month + MONTH).astype("datetime64[D]")
    part = (days - begins).astype(np.float64) / (ends - begins).astype(np.float64)
    return np.asarray(month.astype(np.float64) + part)


def _year_later(days: DayArray) -> DayArray:
    """The same day of the next year; March 1 for February 29."""
    month = _month(days) + MONTHS * MONTH
    same = month.astype("datetime64[D]") + (days - _month(days).astype("datetime64[D]"))
    return np.asarray(np.minimum(same, (month + MONTH).astype("datetime64[D]")))
