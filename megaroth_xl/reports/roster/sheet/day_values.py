"""The days that a roster's cells hold, in whatever order and words they are written."""

import re
from datetime import date, timedelta
from typing import NamedTuple

import polars as pl

from megaroth_xl.reports.roster.settings import DateOrder

__all__ = ["Days", "days", "first_day_first", "known_days", "order_evidence"]

ISO = r"^\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}(:\d{2})?(\.\d+)?(Z|[+-]\d{2}:?\d{2})?)?$"
FIRST_SERIAL, LAST_SERIAL = 5_845, 80_000
"""Serial numbers that are taken for a day: from 1916 to 2119."""
LAST_MONTH = 12
LAST_YEAR = 9999
DAY_ZERO = date(1899, 12, 30)
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january",
            "feb february",
            "mar march",
            "apr april",
            "may",
            "jun june",
            "jul july",
            "aug august",
            "sep sept september",
            "oct october",
            "nov november",
            "dec december",
        ),
        start=1,
    )
    for name in names.split()
}
TIME = re.compile(r"[ T]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*([AaPp][Mm])?Z?$")
NUMBERS = re.compile(r"^(\d{1,4})[/.\-](\d{1,2})[/.\-](\d{1,4})$")
DAY_MONTH = re.compile(r"^(\d{1,2})[ \-]([A-Za-z]{3,9})\.?[ \-,]+(\d{2}|\d{4})$")
MONTH_DAY = re.compile(r"^([A-Za-z]{3,9})\.?[ \-](\d{1,2})(?:st|nd|rd|th)?,?[ \-]+(\d{2}|\d{4})$")
COMPACT = re.compile(r"^((?:19|20)\d{2})(\d{2})(\d{2})$")
COMPACT_YEAR_LAST = re.compile(r"^(\d{1,2})(\d{2})((?:19|20)\d{2})$")
"""Month, day and year in one number; a leading zero may be lost."""
WEEKDAY = re.compile(r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+(?=[A-Za-z0-9])", re.I)
KOREAN = re.compile(r"^(\d{4})\s*년\s*(\d{1,2})\s*월\s*(\d{1,2})\s*일$")
SERIAL = re.compile(r"^\d{4,5}(\.\d+)?$")
NO_DATE: tuple[str, ...] = (
    "0",
    "0.0",
    "-",
    "--",
    "n/a",
    "na",
    "none",
    "null",
    "nil",
    "tbd",
    "active",
)
NO_DATE += ("present", "current", "/  /", "/ /", "00/00/0000", "0000-00-00", "00/00/00")
NO_DATE += ("1/0/1900", "\u2014", "\u2013")
"""Texts that say that there is no such day."""
NO_DAYS = [date(1899, 12, 30), date(1899, 12, 31), date(1900, 1, 1), date(9999, 12, 31)]
"""Days that say so; the first two are what readers make of a 0 that is formatted as a date."""
ALMOST_A_DAY = 0.99999
HOURS = 24
MIDNIGHT = " 00:00:00"
"""The time of day that a workbook's readers put behind a day."""


class Days(NamedTuple):
    """A column of days.

    Parameters
    ----------
    days
        The days, null where a cell holds none.
    none
        Where a cell says that there is none, such as "0" or "N/A".
    times
        How many cells hold a time of day too, which is left out.
    """

    days: pl.Series
    none: pl.Series
    times: int


def days(cells: pl.Series, order: DateOrder, latest: int, *, day_zero: int = 0) -> Days:
    """Days; null where a cell holds none.

    Parameters
    ----------
    cells
        Texts.
    order
        What a date such as 3/9/1971 begins with.
    latest
        The last year in which such a day can be; a year of two digits is the last one up to it.
    day_zero
        Days to add to serial numbers: not 0 in workbooks that count from 1904.

    Examples
    --------
    >>> found = days(pl.Series(["3/9/71", "21-Jul-1985", "19901205", "26001", "0"]),
    ...              DateOrder.MONTH_FIRST, 2012)
    >>> [str(day) for day in found.days]
    ['1971-03-09', '1985-07-21', '1990-12-05', '1971-03-09', 'None']
    >>> cells = pl.Series(["9999-12-31 00:00:00", "2020-05-01 00:00:00"])  # as a workbook's
    >>> days(cells, DateOrder.MONTH_FIRST, 2027).days.to_list()
    [None, datetime.date(2020, 5, 1)]
    """
    if (at_midnight := _days_at_midnight(cells)) is not None:
        return known_days(at_midnight.alias(cells.name))
    iso = pl.when(pl.col("cell").str.contains(ISO)).then(pl.col("cell").str.slice(0, 10))
    midnight = pl.col("cell").str.contains(r"[ T]23:59:59\.[5-9]")
    day = iso.str.to_date("%Y-%m-%d", strict=False)
    frame = cells.to_frame("cell").select(
        "cell", day=pl.when(midnight).then(day.dt.offset_by("1d")).otherwise(day)
    )
    known = frame["day"].set(~frame["day"].dt.year().is_between(1, LAST_YEAR), None)
    times = frame.filter(
        pl.col("day").is_not_null()
        & pl.col("cell").str.contains(r"[ T]([1-9]|0?[1-9]:|1\d:|2[0-3]:|00:[0-5]*[1-9])")
    ).height
    rest = cells.filter(known.is_null() & cells.is_not_null()).unique()
    if rest.len():
        read = {text: _day(text, order, latest, day_zero) for text in rest}
        spelled_days = {text: day for text, (day, _) in read.items() if day is not None}
        if spelled_days:
            spelled = cells.replace_strict(spelled_days, default=None, return_dtype=pl.Date)
            known = known.fill_null(spelled)
        timed = [text for text, (_, is_timed) in read.items() if is_timed]
        times += int(cells.is_in(timed).sum()) if timed else 0
    found = known_days(known.alias(cells.name))
    said = cells.str.to_lowercase().is_in(list(NO_DATE)).fill_null(value=False)
    return found._replace(none=found.none | said, times=times)


def known_days(days: pl.Series) -> Days:
    """Days that a file holds as such: some stand for none."""
    none = days.is_in(NO_DAYS).fill_null(value=False)
    return Days(days.set(none, None) if none.any() else days, none, 0)


def _days_at_midnight(cells: pl.Series) -> pl.Series | None:
    """The days of a column in which all are written as a workbook's readers do; else None."""
    if not cells.str.ends_with(MIDNIGHT).all():
        return None
    days = cells.str.strip_suffix(MIDNIGHT).str.to_date("%Y-%m-%d", strict=False)
    is_whole = days.null_count() == cells.null_count() and not (days.dt.year() < 1).any()
    return days if is_whole else None


def _day(text: str, order: DateOrder, latest: int, day_zero: int) -> tuple[date | None, bool]:
    """The day that a text spells, and whether it holds a time of day beyond midnight."""
    text = WEEKDAY.sub("", text.strip().strip("'"))
    moment = TIME.search(text)
    is_timed = bool(moment) and not _is_midnight(moment)
    text = text[: moment.start()].strip() if moment else text
    try:
        return _spelled_day(text, order, latest, day_zero), is_timed
    except ValueError:  # the 30th of February, or the 13th month
        return None, False


def _is_midnight(moment: re.Match[str] | None) -> bool:
    if moment is None:
        return True
    hour, minute, second, half = moment.groups()
    hours = int(hour) % 12 if half else int(hour)
    hours += 12 if half and half.lower() == "pm" else 0
    return hours % HOURS == 0 and int(minute) == 0 and int(second or 0) == 0


def _spelled_day(text: str, order: DateOrder, latest: int, day_zero: int) -> date | None:
    text = re.sub(r"(?<=\d)\s*([./\-])\s*(?=\d)", r"\1", text).rstrip(".")
    for pattern in (NUMBERS, KOREAN, COMPACT, COMPACT_YEAR_LAST):
        if found := pattern.match(text):
            return _of_three(found, order, latest)
    if found := DAY_MONTH.match(text):
        return _named(found[2], found[1], found[3], latest)
    if found := MONTH_DAY.match(text):
        return _named(found[1], found[2], found[3], latest)
    if SERIAL.match(text):
        whole = int(float(text) + 1 - ALMOST_A_DAY) + day_zero
        if FIRST_SERIAL <= whole <= LAST_SERIAL:
            return DAY_ZERO + timedelta(days=whole)
    return None


def _of_three(found: re.Match[str], order: DateOrder, latest: int) -> date | None:
    """A day of three numbers: the year first where it has four digits, else last."""
    first, second, third = found.groups()
    if len(first) == len("2026"):
        return date(int(first), int(second), int(third))
    if len(first) > 2 or len(third) not in (2, 4):  # noqa: PLR2004
        return None
    is_dotted = "." in found[0]
    day_first = is_dotted or order is DateOrder.DAY_FIRST
    month, day = (second, first) if day_first else (first, second)
    return date(_year(third, latest), int(month), int(day))


def _named(month: str, day: str, year: str, latest: int) -> date | None:
    number = MONTHS.get(month.lower())
    return date(_year(year, latest), number, int(day)) if number else None


def _year(digits: str, latest: int) -> int:
    """A year of two digits is the last such year that is not too late."""
    if len(digits) == len("2026"):
        return int(digits)
    century = latest // 100 * 100
    return century + int(digits) if century + int(digits) <= latest else century - 100 + int(digits)


def _two_parts(cells: pl.Series) -> tuple[pl.Series, pl.Series]:
    """The two numbers before the year, in the order in which they are written."""
    parts = cells.str.extract_groups(r"^(\d{1,2})[/\-](\d{1,2})[/\-](\d{2}|\d{4})\b").struct
    first, second = (parts.field(n).cast(pl.Int64, strict=False) for n in ("1", "2"))
    return first, second


def first_day_first(cells: pl.Series) -> int:
    """Return where the first date is that can only be day first, of a column that shows one.

    >>> first_day_first(pl.Series(["03/04/1985", None, "21/07/1985"]))
    2
    """
    first, second = _two_parts(cells)
    found = ((first > LAST_MONTH) & (second <= LAST_MONTH)).fill_null(value=False).arg_max()
    return found or 0


def order_evidence(cells: pl.Series) -> str:
    """Tell which order the dates of a column show: "m", "d", "md" for some each, or "" for none."""
    first, second = _two_parts(cells.unique())
    return "".join(
        letter
        for letter, shown in (
            ("m", (second > LAST_MONTH) & (first <= LAST_MONTH)),
            ("d", (first > LAST_MONTH) & (second <= LAST_MONTH)),
        )
        if shown.any()
    )
