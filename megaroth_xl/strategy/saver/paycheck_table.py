"""The table of a saver's pay dates, from the day of the figures to the end of the year."""

from datetime import date
from typing import NamedTuple

import numpy as np

from megaroth_xl.quantities import FloatArray, round_half_up
from megaroth_xl.strategy.plan.paychecks import PaycheckSchedule
from megaroth_xl.strategy.saver.room import SaverRoom
from megaroth_xl.strategy.saver.table_words import Row, blank_row, heading, not_known
from megaroth_xl.strategy.saver.year import SaverYear
from megaroth_xl.texts import text

__all__ = ["paycheck_rows"]


class _Money(NamedTuple):
    """Pay and contributions of a part of the year, dollars."""

    pay: float
    deferral: float
    match: float
    after_tax: float


def paycheck_rows(year: SaverYear) -> list[Row]:
    """The year pay date by pay date from the day of the figures on; totals last.

    Cents are shares of the year's amounts, rounded so that each column adds up to its total.
    """
    lang, schedule = year.lang, year.room.schedule
    head = heading("paychecks", lang)
    missing = year.room.schedule_missing
    if schedule is None and not missing and not year.room.counted.is_known:
        missing = year.room.counted.missing
    if schedule is None and missing:
        return [head, blank_row(not_known(missing, lang), len(head))]
    dates = [] if schedule is None else _rows_of_dates(year, schedule)
    return [head, *_before(year), *dates, _settled(year, schedule), _total(year, schedule)]


def _words(name: str, lang: str) -> str:
    return text(f"saver_tables.paychecks.row.{name}", lang)


def _before(year: SaverYear) -> list[Row]:
    """Return what came before the first of the dates, if anything did."""
    money = _so_far(year)
    if not any(money):
        return []
    ahead, related = year.room.money.year_ahead, year.room.money.related_deferral
    kept = ahead.later_employer if ahead else 0.0
    catch_up = float(_catch_up(year.room, money.deferral))
    additions = money.deferral + related - catch_up + money.match + money.after_tax + kept
    shown = (money.pay, money.deferral, catch_up, money.match, money.after_tax)
    so_far = _words("so_far", year.lang)
    return [(so_far, *map(_cents, shown), "", "", _cents(additions))]


def _so_far(year: SaverYear) -> _Money:
    """Return what was paid before the first of the dates."""
    money = year.room.money
    if money.year_ahead is not None:
        so_far = money.year_ahead.so_far
        return _Money(so_far.pay, so_far.elective_deferral, so_far.match, so_far.after_tax)
    return _Money(
        money.compensation.value or 0.0,
        money.deferral.value or 0.0,
        money.match_to_date.value or 0.0,
        money.after_tax.value,
    )


def _catch_up(room: SaverRoom, deferral: float | FloatArray) -> FloatArray:
    """The part of a running deferral that is catch-up, beside those with related employers."""
    deferral = np.asarray(deferral) + room.money.related_deferral
    ordinary = float(room.table.dollars("elective_deferral", room.year))
    most = room.deferral_limit.value - ordinary
    return np.asarray(np.clip(deferral - ordinary, 0.0, most))


def _rows_of_dates(year: SaverYear, schedule: PaycheckSchedule) -> list[Row]:
    room, so_far = year.room, schedule.so_far
    deferred = so_far.elective_deferral + np.cumsum(schedule.elective_deferral)
    before = float(_catch_up(room, so_far.elective_deferral))
    catch_up = np.diff(_catch_up(room, deferred), prepend=before)
    additions = schedule.annual_additions
    left = _left(room, room.limit.value - additions, np.cumsum(schedule.after_tax))
    columns = [
        _running_cents(schedule.pay),
        _running_cents(schedule.elective_deferral),
        _running_cents(catch_up),
        _running_cents(schedule.match),
        _running_cents(schedule.after_tax),
        _cents_below(left),
    ]
    stopped = [schedule.stopped(place, year.lang) for place in range(len(schedule))]
    return list(
        zip(
            _days(year, schedule),
            *(column.tolist() for column in columns),
            stopped,
            round_half_up(additions).tolist(),
            strict=True,
        )
    )


def _left(room: SaverRoom, by_law: FloatArray, made: FloatArray) -> FloatArray:
    """Return what is left of the year's room after so much made on the dates, and under the law."""
    free = np.inf if room.room.value is None else room.room.value
    return np.asarray(np.maximum(np.minimum(by_law, free - made), 0.0))


def _days(year: SaverYear, schedule: PaycheckSchedule) -> list[date | int]:
    """The days, or where they are not known the numbers of the pay dates in the year."""
    if schedule.dates is not None:
        return list(schedule.dates)
    of_year = year.room.ahead.of_year or len(schedule)
    return list(range(of_year - len(schedule) + 1, of_year + 1))


def _settled(year: SaverYear, schedule: PaycheckSchedule | None) -> Row:
    """Match that comes on no date of the table."""
    later, name = _other_match(year), "other_match"
    if schedule is not None and year.room.money.is_match_open:
        later, name = schedule.true_up, "true_up"
    return (_words(name, year.lang), "", "", "", _cents(later), "", "", "", "")


def _other_match(year: SaverYear) -> float:
    """Return what the year's match has beyond what came before the dates."""
    match = year.room.money.match
    return max(match.value - _so_far(year).match, 0.0) if match.is_known else 0.0


def _total(year: SaverYear, schedule: PaycheckSchedule | None) -> Row:
    room, money = year.room, year.room.money
    pay, deferral, match, after_tax = _so_far(year)
    end = 0.0
    if schedule is not None:
        pay += float(schedule.pay.sum())
        deferral += float(schedule.elective_deferral.sum())
        match += float(schedule.match.sum()) + schedule.true_up
        after_tax += float(schedule.after_tax.sum())
        end = float(schedule.annual_additions[-1]) + schedule.true_up
    if schedule is None or not money.is_match_open:
        match += _other_match(year)
    catch_up = float(_catch_up(room, deferral))
    total = (pay, deferral, catch_up, match, after_tax)
    left = room.room.value
    if schedule is not None:
        made = np.asarray(schedule.after_tax.sum())
        left = float(_left(room, np.asarray(schedule.room_left), made))
    others = (money.employer.value or 0.0) + money.related_additions.value + money.related_deferral
    additions = end or deferral - catch_up + after_tax + others
    shown = (*map(_cents, total), float(_cents_below(np.asarray(left))))
    return (_words("total", year.lang), *shown, "", _cents(additions))


def _cents(dollars: float) -> float:
    return float(round_half_up(float(dollars)))


def _cents_below(dollars: FloatArray) -> FloatArray:
    """Cents that can be paid in: rounded down, but for the millionths of sums over the dates."""
    return np.asarray(np.floor(np.round(dollars * 100, 2)) / 100)


def _running_cents(dollars: FloatArray) -> FloatArray:
    """Cents whose sums are the rounded sums of the amounts."""
    return np.round(np.diff(round_half_up(np.cumsum(dollars)), prepend=0.0), 2)
