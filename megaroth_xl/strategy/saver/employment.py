"""A saver who has left, or who cannot take part: the rules of a roster, asked for one person."""

from datetime import date
from typing import Any

import numpy as np

from megaroth_xl.quantities import FloatArray
from megaroth_xl.strategy.plan import employment
from megaroth_xl.strategy.saver.case import SaverCase
from megaroth_xl.strategy.saver.figure import Figure
from megaroth_xl.strategy.saver.pay import PayAhead

__all__ = ["has_left", "takes_no_part"]


def has_left(case: SaverCase, ahead: PayAhead) -> Figure:
    """Return whether a saver has left without a pay date to come (`who_has_left`).

    Examples
    --------
    >>> from megaroth_xl.strategy.saver.pay import pay_ahead
    >>> case = SaverCase(year=2026, termination_date=date(2026, 5, 15))
    >>> has_left(case, pay_ahead(case))
    Figure(value=True, missing=('last_paycheck',))
    """
    count = ahead.count.value if ahead.count.is_known else np.nan
    left = len(ahead.bonuses) + np.nan_to_num(count) if ahead.bonuses else count
    days = (_day(case.termination_date), _day(case.rehire_date))
    gone, _ = employment.who_has_left(*days, np.asarray(left), int(case.year or 0), case.as_of)
    if not gone:
        return Figure(value=False)
    counted = case.pay_periods_left is not None or case.last_paycheck is not None
    return Figure(value=True, missing=() if counted else ("last_paycheck",))


def takes_no_part(case: SaverCase) -> bool:
    """Return whether a saver is not eligible for the plan (`employment.takes_no_part`).

    Examples
    --------
    >>> takes_no_part(SaverCase(year=2026, eligible=False)), takes_no_part(SaverCase(year=2026))
    (True, False)
    """
    answers = (_flag(answer=case.eligible), _flag(answer=case.excluded_class))
    entry = _day(case.entry_date)
    return bool(employment.takes_no_part(*answers, entry, int(case.year or 0)))


def _flag(*, answer: bool | None) -> FloatArray:
    """An answer as 1 or 0; NaN where there is none."""
    return np.asarray(np.nan if answer is None else answer, dtype=np.float64)


def _day(day: date | None) -> Any:
    """A day as numpy has it; NaT where there is none."""
    return np.datetime64(day, "D")
