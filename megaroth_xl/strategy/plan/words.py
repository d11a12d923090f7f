"""Words that a plan's terms take: safe harbors, tests, pay limits, refunds, and vesting."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from megaroth_xl import quantities
from megaroth_xl.errors import InputError
from megaroth_xl.phrases import Phrase
from megaroth_xl.quantities import RATE, Quantity

__all__ = [
    "EACA",
    "AdpSafeHarbor",
    "MatchPayLimit",
    "PayCounted",
    "QmacTest",
    "QnecTest",
    "RefundOrder",
    "RothCatchUpMethod",
    "TestingMethod",
    "TopPaidRounding",
    "VestingStep",
    "month_day",
    "vesting_steps",
]

VestingStep = tuple[float, float]
"""Years of service, and the share of the employer's money that is vested from then on."""

YEARS_OF_SERVICE = Quantity("years of service from 0 to 50", lambda v: (v >= 0) & (v <= 50))  # noqa: PLR2004
LEAP_YEAR = 2024
MONTH_DAY = ("%m-%d", "%m/%d", "%B %d", "%b %d", "%m월 %d일")


class TestingMethod(StrEnum):
    """Whose average the HCE's average is compared with in the ACP test."""

    __test__ = False  # its name is the law's word, not a test's

    PRIOR_YEAR = "prior year"
    CURRENT_YEAR = "current year"


class AdpSafeHarbor(StrEnum):
    """Safe harbor that replaces the ADP test: IRC 401(k)(12), or 401(k)(13) for a QACA."""

    NONE = "none"
    TRADITIONAL = "traditional"
    QACA = "qaca"


class EACA(StrEnum):
    """Employees whom an eligible automatic contribution arrangement covers (IRC 414(w))."""

    NONE = "none"
    SOME = "some"
    ALL_ELIGIBLE = "all eligible"


class RothCatchUpMethod(StrEnum):
    """The plan's rule for treating deferrals as Roth catch-up, if catch-up must be Roth.

    References
    ----------
    T.D. 10033 (90 FR 44527): with deemed elections once pre-tax deferrals reach the 402(g) limit,
    or once all deferrals do; or by a separate catch-up election.
    """

    TOTAL = "total deferrals"
    PRE_TAX = "pre-tax deferrals"
    SEPARATE = "separate election"


class TopPaidRounding(StrEnum):
    """The rounding of a fifth of the employees (Temp. Treas. Reg. 1.414(q)-1T, A-3)."""

    UP = "up"
    DOWN = "down"
    NEAREST = "nearest"


class RefundOrder(StrEnum):
    """The order of sources in one person's ACP refund."""

    AFTER_TAX_FIRST = "after-tax first"
    MATCH_FIRST = "match first"
    PRO_RATA = "pro rata"


class QnecTest(StrEnum):
    """The test in which a plan counts its qualified nonelective contributions (QNECs)."""

    ADP = "adp"
    ACP = "acp"
    NEITHER = "neither"


class QmacTest(StrEnum):
    """The test in which a plan counts its qualified matching contributions (QMACs)."""

    ACP = "acp"
    ADP = "adp"


class PayCounted(StrEnum):
    """The part of a new entrant's pay for the plan year that the tests count."""

    WHOLE_YEAR = "whole year"
    WHILE_ELIGIBLE = "while eligible"


class MatchPayLimit(StrEnum):
    """The use of the yearly pay limit in a match made each pay date (IRC 401(a)(17))."""

    YEAR_TO_DATE = "year to date"
    ANNUAL = "annual"
    EACH_PAY_DATE = "each pay date"


VESTING = {
    "immediate": ((0.0, 1.0),),
    "3-year cliff": ((3.0, 1.0),),
    "6-year graded": ((2.0, 0.2), (3.0, 0.4), (4.0, 0.6), (5.0, 0.8), (6.0, 1.0)),
}
"""Vesting schedules by name; the last two are the slowest that IRC 411(a)(2)(B) allows."""


def vesting_steps(schedule: str | Sequence[VestingStep]) -> tuple[VestingStep, ...]:
    """Vesting schedule as rows of years of service and vested share.

    Parameters
    ----------
    schedule
        "immediate", "3-year cliff", "6-year graded", or rows of (years of service, share vested
        from then on), both rising, the last share 1.

    Raises
    ------
    InputError
        For another word, or rows that are not of that form.

    References
    ----------
    IRC 411(a)(2)(B).

    Examples
    --------
    >>> vesting_steps("3-year cliff")
    ((3.0, 1.0),)
    >>> vesting_steps([(1, 0.5), (2, 1)])
    ((1.0, 0.5), (2.0, 1.0))
    """
    rows_expected = "rows of years of service and vested share, such as 1, 0.5 and then 2, 1"
    if isinstance(schedule, str):
        if schedule not in VESTING:
            names = ", ".join(map(repr, VESTING))
            raise InputError(
                "vesting",
                repr(schedule),
                Phrase("{words}, or {rows}", words=names, rows=rows_expected),
            )
        return VESTING[schedule]
    try:
        rows = tuple(
            (
                quantities.single(years, YEARS_OF_SERVICE, "vesting years"),
                quantities.single(share, RATE, "vested share"),
            )
            for years, share in schedule
        )
    except (TypeError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError("vesting", "not rows of two numbers", rows_expected) from error
    rises = all(
        later > earlier
        for before, after in pairwise(rows)
        for earlier, later in zip(before, after, strict=True)
    )
    if not rows or not rises or rows[-1][1] != 1:
        raise InputError(
            "vesting",
            "not a schedule",
            Phrase("{rows}: both rising, the last share 1 (100%)", rows=rows_expected),
        )
    return rows


def month_day(start: str | date, name: str = "plan_year_start") -> str:
    """Month and day on which every plan year starts, as in "07-01".

    Parameters
    ----------
    start
        A date, or a text such as "07-01", "7/1" or "July 1"; the year of a date does not matter.
    name
        What it is called, for the refusal.

    Raises
    ------
    InputError
        For a day that not every year has.

    Examples
    --------
    >>> month_day("7/1"), month_day("July 1"), month_day(date(2026, 7, 1))
    ('07-01', '07-01', '07-01')
    """
    day = _day(start.strip()) if isinstance(start, str) else start
    if day is None or (day.month, day.day) == (2, 29):
        expected = "a month and day that every year has, such as 01-01 or 07-01"
        raise InputError(name, repr(str(start)), expected)
    return f"{day.month:02}-{day.day:02}"


def _day(written: str) -> date | None:
    for form in MONTH_DAY:
        try:
            return datetime.strptime(f"{LEAP_YEAR} {written}", f"%Y {form}").date()
        except ValueError:
            pass
    try:
        return date.fromisoformat(written[:10])  # a cell's day may carry a time
    except ValueError:
        return None


def plan_year_dates(start: str, year: int) -> tuple[date, date]:
    """First and last day of the plan year that begins in a calendar year.

    >>> [day.isoformat() for day in plan_year_dates("07-01", 2026)]
    ['2026-07-01', '2027-06-30']
    """
    month, day = map(int, start.split("-"))
    return date(year, month, day), date(year + 1, month, day) - timedelta(days=1)
