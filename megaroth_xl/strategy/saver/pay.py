"""The pay dates that a saver's case still has before it, and what is paid on each."""

from dataclasses import dataclass, field
from datetime import date

import numpy as np

from megaroth_xl.errors import InputError
from megaroth_xl.phrases import Phrase
from megaroth_xl.quantities import FloatArray
from megaroth_xl.strategy.pay.pay_dates import ClosedDayRule, pay_dates, remaining_pay_dates
from megaroth_xl.strategy.plan.room import even_pay
from megaroth_xl.strategy.saver.case import SaverCase
from megaroth_xl.strategy.saver.case_rows import Bonus
from megaroth_xl.strategy.saver.figure import Figure

__all__ = ["PayAhead", "pay_ahead"]

NO_PAY: FloatArray = np.zeros(0)
DOLLAR = 1.0


@dataclass(frozen=True)
class PayAhead:
    """Pay still to come.

    Parameters
    ----------
    count, of_year, dates, pay
        Regular pay dates still to come and of the whole year; the days of those to come, and the
        pay of each, dollars; None where they are not known.
    bonuses
        Those still to come, in order of their days.
    year_pay
        The whole year's pay, dollars.
    nothing_before
        Whether no pay date of the year has passed; None where that is not known.
    missing
        The facts without which `pay` is not known.
    contradicted
        What pay so far, the dates to come and bonuses come to where the year's pay is not that,
        dollars; None where they agree, or where it is not known.
    """

    count: Figure
    of_year: int | None
    dates: tuple[date, ...] | None
    pay: FloatArray | None
    bonuses: tuple[Bonus, ...]
    year_pay: Figure
    nothing_before: bool | None
    missing: tuple[str, ...] = field(default=())
    contradicted: float | None = None

    @property
    def regular(self) -> float:
        """Regular pay to come, dollars; 0 where it is not known."""
        return float(self.pay.sum()) if self.pay is not None else 0.0

    @property
    def per_date(self) -> float | None:
        """Average regular pay of the dates to come; None where it is not known."""
        return float(self.pay.mean()) if self.pay is not None and len(self.pay) else None


def pay_ahead(case: SaverCase) -> PayAhead:
    """Return what is still paid in the case's year, as far as it is known.

    Raises
    ------
    InputError
        Where facts contradict each other: more pay dates left than the year has, a count that is
        not that of the dates, or days of another year. Pay that does not add up is told of instead.

    Examples
    --------
    >>> ahead = pay_ahead(SaverCase.of({
    ...     "year": 2026, "pay_frequency": "biweekly", "first_pay_date": date(2026, 1, 2),
    ...     "as_of": date(2026, 6, 30), "compensation": 270_000, "pay_to_date": 130_000}))
    >>> ahead.count.value, ahead.of_year, ahead.pay[0].item()
    (14, 27, 10000.0)
    """
    _check_days(case)
    every = _dates_of_the_year(case)
    count, dates = _to_come(case, every)
    of_year = case.pay_periods if every is None else len(every)
    if count.is_known and of_year is not None and count.value > of_year:
        raise InputError(
            "pay_periods_left",
            f"{count.value}",
            Phrase("at most {count}, the pay dates of the year", count=str(of_year)),
        )
    _check_count(case, every)
    nothing_before = None
    if case.as_of is not None and every:
        nothing_before = case.as_of < every[0]
    elif count.is_known and of_year is not None:
        nothing_before = count.value == of_year
    if any(getattr(case, name) for name in _shows_a_payment(case)):
        nothing_before = False  # a bonus, before the first regular pay date
    bonuses = _bonuses_to_come(case, nothing_before=nothing_before)
    pay, missing = _pay(case, count, dates, of_year, bonuses)
    added_up = _added_up(case, pay, bonuses, nothing_before=nothing_before)
    given = case.compensation if case.compensation is not None else added_up
    year_pay = Figure(None, ("compensation",)) if given is None else Figure(given)
    contradicted = _contradicted(case, added_up, pay, bonuses)
    return PayAhead(
        count, of_year, dates, pay, bonuses, year_pay, nothing_before, missing, contradicted
    )


def _shows_a_payment(case: SaverCase) -> tuple[str, ...]:
    """The amounts that only a payment of the year can have brought, and a match on it perhaps."""
    so_far = ("pay_to_date", "pretax_deferral_to_date", "roth_deferral_to_date", "match_to_date")
    return (*so_far, "after_tax_contribution") if case.matches_after_tax else so_far


def _check_count(case: SaverCase, every: tuple[date, ...] | None) -> None:
    """Refuse a number of the year's pay dates that is not theirs."""
    if every is None or case.pay_periods is None:
        return
    whole = _days_of_a_year(case) or ()
    if case.pay_periods not in {len(every), len(whole)}:
        raise InputError(
            "pay_periods",
            f"{case.pay_periods}",
            Phrase("{count}, the pay dates of the year, or blank", count=str(len(every))),
        )


def _check_days(case: SaverCase) -> None:
    """Refuse days with which nothing would be paid in the year, or another year's bonus."""
    year = case.year
    if year is None:
        return
    for name in ("hire_date", "first_pay_date"):
        day = getattr(case, name)
        if day is not None and day.year > year:
            expected = Phrase("a day of {year} or earlier, or blank", year=str(year))
            raise InputError(name, day.isoformat(), expected)
    last, paid = case.termination_date, case.last_paycheck
    ends = {"termination_date": None if paid is not None or _is_back(case) else last}
    for name, day in {**ends, "last_paycheck": paid}.items():
        if day is not None and day.year < year:
            expected = Phrase("a day of {year} or later, or blank", year=str(year))
            raise InputError(name, day.isoformat(), expected)
    for number, bonus in enumerate(case.bonuses, start=1):
        if bonus.date.year != year:
            expected = Phrase("a day of {year}, in which it is paid", year=str(year))
            raise InputError(f"bonus {number} date", bonus.date.isoformat(), expected)


def _dates_of_the_year(case: SaverCase) -> tuple[date, ...] | None:
    """Every regular pay date of the year with this employer; None where they are not known."""
    days = _days_of_a_year(case, None if _is_back(case) else _last_date(case))
    return None if days is None else tuple(day for day in days if _is_employed(case, day))


def _days_of_a_year(case: SaverCase, last: date | None = None) -> tuple[date, ...] | None:
    """Every regular pay date of the year, up to the last day on which pay is due."""
    if case.year is None or case.pay_frequency is None or case.first_pay_date is None:
        return None
    rule = ClosedDayRule(case.closed_day_rule) if case.closed_day_rule else ClosedDayRule.BEFORE
    days = pay_dates(
        case.year, case.pay_frequency, case.first_pay_date, last_date=last, closed_day_rule=rule
    )
    return tuple(days)


def _last_date(case: SaverCase) -> date | None:
    """The last day on which regular pay is due: that of the last paycheck, if it is known."""
    return case.last_paycheck or case.termination_date


def _is_back(case: SaverCase) -> bool:
    """Return whether a rehire of the year or before has made the last day history."""
    back, last = case.rehire_date, case.termination_date
    if back is None or last is None or case.year is None:
        return False
    return back >= last and back.year <= case.year


def _is_employed(case: SaverCase, day: date) -> bool:
    """Return whether regular pay of a day is one of this employment."""
    if case.hire_date is not None and day < case.hire_date:
        return False
    last, back = _last_date(case), case.rehire_date
    return not (_is_back(case) and last is not None and back is not None and last < day < back)


def _to_come(
    case: SaverCase, every: tuple[date, ...] | None
) -> tuple[Figure, tuple[date, ...] | None]:
    """Return how many regular pay dates are still to come, and which."""
    left = case.pay_periods_left
    if every is None:
        if left is None:
            dated = {"pay_frequency": case.pay_frequency, "first_pay_date": case.first_pay_date}
            needed = [name for name, value in dated.items() if value is None]
            return Figure(None, tuple(needed) if len(needed) == 1 else ("pay_periods_left",)), None
        return Figure(int(left)), None
    if case.as_of is None:
        if left is None:
            return Figure(None, ("as_of",)), None
        return Figure(int(left)), every[len(every) - int(left) :] if left else ()
    dates = remaining_pay_dates(every, case.as_of)
    if left is not None and left != len(dates):
        raise InputError(
            "pay_periods_left",
            f"{left:g}",
            Phrase(
                "{count}, the pay dates after {day}, or blank",
                count=str(len(dates)),
                day=case.as_of.isoformat(),
            ),
        )
    return Figure(len(dates)), dates


def _bonuses_to_come(case: SaverCase, *, nothing_before: bool | None) -> tuple[Bonus, ...]:
    in_order = sorted(case.bonuses, key=lambda bonus: bonus.date)
    if case.as_of is not None:
        return tuple(bonus for bonus in in_order if bonus.date > case.as_of)
    return tuple(in_order) if nothing_before else ()


def _pay(
    case: SaverCase,
    count: Figure,
    dates: tuple[date, ...] | None,
    of_year: int | None,
    bonuses: tuple[Bonus, ...],
) -> tuple[FloatArray | None, tuple[str, ...]]:
    """Pay of each regular date to come, or the facts that it lacks."""
    if not count.is_known:
        return None, count.missing
    number = int(count.value)
    needed = _for_changes(case, dates, bonuses)
    if needed or not number:
        return (None, needed) if needed else (NO_PAY, ())
    raised = np.full(number, np.nan)
    for step in sorted(case.raises):
        for place, day in enumerate(dates or ()):
            if day >= step.date:
                raised[place] = step.pay_per_period
    others = np.isnan(raised)
    if not others.any():
        return raised, ()
    each = _pay_of_a_date(case, of_year, bonuses, float(np.nansum(raised)), int(others.sum()))
    if not each.is_known:
        return None, each.missing
    return np.where(others, each.value, raised), ()


def _for_changes(
    case: SaverCase, dates: tuple[date, ...] | None, bonuses: tuple[Bonus, ...]
) -> tuple[str, ...]:
    """The facts that bonuses and raises need beside their own."""
    if case.bonuses and case.as_of is None and not bonuses:
        return ("as_of",)
    return ("first_pay_date",) if case.raises and dates is None else ()


def _pay_of_a_date(
    case: SaverCase, of_year: int | None, bonuses: tuple[Bonus, ...], raised: float, number: int
) -> Figure:
    """Pay of a date to come that no raise has reached yet."""
    if case.pay_per_period is not None:
        return Figure(case.pay_per_period)
    if case.compensation is None:
        return Figure(None, ("compensation",))
    if case.pay_to_date is not None:
        extra = sum(bonus.amount for bonus in bonuses)
        rest = case.compensation - case.pay_to_date - extra - raised
        return Figure(max(rest, 0.0) / number)
    if of_year is None:
        return Figure(None, ("pay_periods",))
    regular = max(case.compensation - sum(bonus.amount for bonus in case.bonuses), 0.0)
    # Dates that are known as days are those with this employer; a number of them may be a year's.
    hired = None if case.first_pay_date is not None else case.hire_date
    day = None if hired is None else np.array(hired, dtype="datetime64[D]")
    year = case.year if case.year is not None else 0
    even = float(even_pay(np.asarray(regular), of_year, year, day))
    return Figure(min(even, regular / number))


def _added_up(
    case: SaverCase,
    pay: FloatArray | None,
    bonuses: tuple[Bonus, ...],
    *,
    nothing_before: bool | None,
) -> float | None:
    """Return what was paid and is still to come; None where it is not known."""
    before = case.pay_to_date if case.pay_to_date is not None else 0.0 if nothing_before else None
    if pay is None or before is None:
        return None
    return before + float(pay.sum()) + sum(bonus.amount for bonus in bonuses)


def _contradicted(
    case: SaverCase, added_up: float | None, pay: FloatArray | None, bonuses: tuple[Bonus, ...]
) -> float | None:
    """Return what pay comes to where that is not the year's; of pay so far or to come, too."""
    year = case.compensation
    if year is None:
        return None
    if added_up is not None:
        return added_up if abs(year - added_up) >= DOLLAR else None
    to_come = (float(pay.sum()) if pay is not None else 0.0) + sum(each.amount for each in bonuses)
    least = max(to_come, case.pay_to_date or 0.0)
    return least if least >= year + DOLLAR else None
