"""The day up to which a roster goes, as the titles above its headings say."""

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta

import polars as pl

from megaroth_xl.reports.roster.settings import DateOrder
from megaroth_xl.reports.roster.sheet.day_values import days

__all__ = ["day_titled", "last_day_titled"]

DAY = r"([A-Za-z]{3,9}\.?\s+\d{1,2},?\s+\d{4}|\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2,4}|\d{4}-\d{2}-\d{2})"
UP_TO = re.compile(
    r"(?:as\s+of|through|thru|ending|ended|up\s+to|\bto\b|until|\bfye|\d\s*[\-\u2013\u2014])[\s:]*"
    + DAY,
    re.I,
)
QUARTER = re.compile(
    r"\b(?:q|qtr|quarter)\s*([1-4])\b|\b([1-4])(?:st|nd|rd|th)\s+(?:quarter|qtr)\b"
    r"|\b(first|second|third|fourth)\s+quarter\b",
    re.I,
)
ORDINALS = ("first", "second", "third", "fourth")
OF_PART = re.compile(r"\b(quarter(ly)?|qtr|month(ly)?)\b", re.I)
"""A title of a part of the year, which may end with it."""
MADE = re.compile(
    r"\b(?:run|printed?|generated|created|prepared|exported|report(?:ed|ing)?\s+date)\b.*?" + DAY,
    re.I,
)
"""A title that says when the file was made: amounts of a whole year that is not over are none."""
PAID = re.compile(r"\b(?:pay|check|payroll|paycheck|deposit)\s*(?:date|day)\b\W*" + DAY, re.I)
"""A title that names one pay date."""
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
MONTH = re.compile(rf"\b({'|'.join(MONTHS)})[a-z]*\.?,?\s+(20\d\d)\b", re.I)
LAST_DAYS = 14
OF_PLAN = re.compile(r"plan\s*(year|name)|year[\s-]*end|fiscal|limitation", re.I)
"""A title that names the plan year, whichever part of it is over."""


def day_titled(titles: Sequence[str], year: int, *, is_made: bool = True) -> date | None:
    """The day that a title says the roster goes up to, where it is within the year.

    Parameters
    ----------
    titles
        The texts above the headings.
    year
        The year of the roster.
    is_made
        Whether the day on which the file was made counts.

    Examples
    --------
    >>> day_titled(["Census", "Payroll through 6/30/2026"], 2026), day_titled(["June 2026"], 2026)
    (datetime.date(2026, 6, 30), datetime.date(2026, 6, 30))
    >>> day_titled(["1/1/2026 - 12/31/2026"], 2026) is None
    True
    """
    found = (_day(title, year, is_made=is_made) for title in titles)
    return next((day for day in found if day is not None), None)


def _day(title: str, year: int, *, is_made: bool) -> date | None:
    """The day that one title says."""
    last = date(year, 12, 31)
    if up_to := UP_TO.search(title):
        day = _read(up_to[1], year)
        if day is not None and (day < last or OF_PART.search(title)):
            return day
    if found := QUARTER.search(title):
        digit, other, word = found.groups()
        quarter = int(digit or other or ORDINALS.index(word.lower()) + 1)
        return date(year, 3 * quarter, (31, 30, 30, 31)[quarter - 1])
    if up_to:
        return None
    for pattern, end in ((PAID, last), (MADE, last - timedelta(days=LAST_DAYS))):
        found = pattern.search(title) if is_made or pattern is PAID else None
        day = _read(found[1], year) if found else None
        if day is not None and day < end:
            return day
    return _month(title, year)


def _month(title: str, year: int) -> date | None:
    """The last day of the month that a title names last; of December only where it says month."""
    named = MONTH.findall(title)
    if not named or int(named[-1][1]) != year:
        return None
    month = MONTHS.index(named[-1][0].lower()) + 1
    is_part = month < len(MONTHS) or (len(named) == 1 and OF_PART.search(title))
    return date(year, month, monthrange(year, month)[1]) if is_part else None


def _read(text: str, year: int) -> date | None:
    """A day of the year; None where it is not one."""
    day = days(pl.Series([text]), DateOrder.MONTH_FIRST, year + 1).days[0]
    return day if isinstance(day, date) and day.year == year else None


def last_day_titled(titles: Sequence[str], year: int) -> date | None:
    """December 31, where a title says that the roster goes up to it; one of a plan year may not.

    >>> last_day_titled(["YTD as of 12/31/2026"], 2026)
    datetime.date(2026, 12, 31)
    >>> last_day_titled(["Plan year ending 12/31/2026"], 2026) is None
    True
    """
    last = date(year, 12, 31)
    for title in titles:
        found = None if OF_PLAN.search(title) else UP_TO.search(title)
        if found and _read(found[1], year) == last:
            return last
    return None
