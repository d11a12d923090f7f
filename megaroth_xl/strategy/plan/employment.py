"""The employees who can still contribute, have left, are leaving, or are not eligible.

One rule for one person and for a roster: `SaverYear` and the batch both ask it.
"""

from datetime import date
from typing import TYPE_CHECKING, NamedTuple, Self

import numpy as np

from megaroth_xl.quantities import BoolArray, DateArray, FloatArray

if TYPE_CHECKING:
    from megaroth_xl.strategy.plan.participants import Participants

__all__ = ["Employment", "pay_added_up", "takes_no_part", "who_has_left"]

DOLLAR = 1.0
"""Pay that differs by less is rounded, and adds up."""


def who_has_left(
    termination_date: DateArray,
    rehire_date: DateArray,
    pay_periods_left: FloatArray,
    year: int,
    as_of: date | None = None,
) -> tuple[BoolArray, BoolArray]:
    """Return who has left without a pay date to come, and who is leaving with some to come.

    Pay dates of the row's own that are still to come, or a last day after the day up to which the
    figures go, show that somebody is only leaving. A rehire in the year makes the last day history.

    Parameters
    ----------
    termination_date, rehire_date
        Days; NaT where there is none.
    pay_periods_left
        Pay dates still to come; NaN where not known.
    year
        The calendar year.
    as_of
        The day up to which the figures go; None where not known.

    References
    ----------
    Treas. Reg. 1.415(c)-2(e)(3): pay after the last day.

    Examples
    --------
    >>> last, back = np.array(["2026-05-15"] * 2, "M8[D]"), np.array(["NaT", "2026-09-01"], "M8[D]")
    >>> who_has_left(last, back, np.array([np.nan, np.nan]), 2026)
    (array([ True, False]), array([False, False]))
    """
    end = np.datetime64(f"{year}-12-31")
    is_back = (rehire_date >= termination_date) & (rehire_date <= end)
    leaves = (termination_date < end) & ~is_back
    to_come = pay_periods_left > 0
    if as_of is not None:
        to_come |= (termination_date > np.datetime64(as_of)) & ~(pay_periods_left == 0)
    return leaves & ~to_come, leaves & to_come


def pay_added_up(
    compensation: FloatArray,
    pay_to_date: FloatArray,
    pay_per_period: FloatArray,
    pay_periods_left: FloatArray,
    pay_periods: float = np.nan,
) -> FloatArray:
    """Return what pay so far and the pay dates left come to where the year's pay is not that.

    NaN where they agree, or where it is not known. Of pay so far that is not known, what is still
    to come may be more than the year's pay all the same.

    Parameters
    ----------
    compensation, pay_to_date, pay_per_period
        Dollars of the year, so far, and of one pay date; NaN where not known.
    pay_periods_left
        Pay dates still to come; NaN where not known.
    pay_periods
        Pay dates of the year, all of which are left before it begins.

    References
    ----------
    Treas. Reg. 1.415(c)-2(e)(1): pay counts in the year in which it is paid.

    Examples
    --------
    >>> pay_added_up(np.full(3, 130_000.0), np.array([65_000.0, 60_000.0, 140_000.0]),
    ...     np.array([5_000.0, 5_000.0, np.nan]), np.array([13.0, 13.0, 0.0]))
    array([    nan, 125000., 140000.])
    """
    to_come = np.where(pay_periods_left == 0, 0.0, pay_per_period * pay_periods_left)
    none_yet = np.isnan(pay_to_date) & (pay_periods_left == pay_periods)
    before = np.where(none_yet, 0.0, pay_to_date)
    added_up = before + to_come
    least = np.fmax(before, to_come)
    is_known = ~np.isnan(added_up)
    differs = np.where(
        is_known, np.abs(compensation - added_up) >= DOLLAR, least >= compensation + DOLLAR
    )
    return np.where(differs, np.where(is_known, added_up, least), np.nan)


def takes_no_part(
    eligible: FloatArray, excluded_class: FloatArray, entry_date: DateArray, year: int
) -> BoolArray:
    """Return who is not eligible in the year, in an excluded class, or takes part only after it.

    Examples
    --------
    >>> none = np.array(["NaT"] * 2, dtype="M8[D]")
    >>> takes_no_part(np.array([np.nan, 0.0]), np.array([0.0, 0.0]), none, 2026)
    array([False,  True])
    """
    later = entry_date > np.datetime64(f"{year}-12-31")
    return np.asarray((eligible == 0) | (excluded_class == 1) | later)


class Employment(NamedTuple):
    """For each employee, true or false: whether they can still contribute this year.

    Parameters
    ----------
    gone
        The last day of work is before the end of the year, and no pay date is to come.
    leaving
        The last day is before the end of the year, and pay dates are still to come.
    not_eligible
        Not eligible in the year, in an excluded class, or taking part only after the year.
    """

    gone: BoolArray
    leaving: BoolArray
    not_eligible: BoolArray

    @classmethod
    def of(cls, people: "Participants", year: int, as_of: date | None = None) -> Self:
        """The employment of some participants.

        Examples
        --------
        >>> from megaroth_xl.strategy.plan.participants import Participants
        >>> people = Participants.of({"employee_id": ["7", "8"], "compensation": [9e4, 9e4],
        ...     "elective_deferral": [0, 0], "pay_periods_left": [np.nan, 2],
        ...     "termination_date": np.array(["2026-05-15"] * 2, dtype="datetime64[D]")})
        >>> found = Employment.of(people, 2026)
        >>> found.gone, found.leaving
        (array([ True, False]), array([False,  True]))
        """
        gone, leaving = who_has_left(
            people.termination_date, people.rehire_date, people.pay_periods_left, year, as_of
        )
        no_part = takes_no_part(people.eligible, people.excluded_class, people.entry_date, year)
        return cls(gone, leaving, no_part)

    @property
    def contributes(self) -> BoolArray:
        """Return who can still contribute, as far as employment and eligibility go."""
        return np.asarray(~self.gone & ~self.not_eligible)
