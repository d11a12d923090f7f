"""The employees who can still contribute, have left, are leaving, or are not eligible."""

from datetime import date
from typing import NamedTuple, Self

import numpy as np

from megaroth_xl.quantities import BoolArray
from megaroth_xl.strategy.plan.participants import Participants

__all__ = ["Employment"]


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
    def of(cls, people: Participants, year: int, as_of: date | None = None) -> Self:
        """The employment of some participants.

        A rehire after the last day makes that day history. Pay dates of the row's own that are
        still to come, or a last day after the day up to which the roster goes, show that somebody
        is only leaving.

        References
        ----------
        Treas. Reg. 1.415(c)-2(e)(3): pay after the last day.

        Examples
        --------
        >>> people = Participants.of({"employee_id": ["7", "8"], "compensation": [9e4, 9e4],
        ...     "elective_deferral": [0, 0], "pay_periods_left": [np.nan, 2],
        ...     "termination_date": np.array(["2026-05-15"] * 2, dtype="datetime64[D]")})
        >>> found = Employment.of(people, 2026)
        >>> found.gone, found.leaving
        (array([ True, False]), array([False,  True]))
        """
        last, end = people.termination_date, np.datetime64(f"{year}-12-31")
        leaves = (last < end) & ~(people.rehire_date > last)
        to_come = people.pay_periods_left > 0
        if as_of is not None:
            to_come |= (last > np.datetime64(as_of)) & ~(people.pay_periods_left == 0)
        later = people.entry_date > end
        excluded = (people.eligible == 0) | (people.excluded_class == 1) | later
        return cls(leaves & ~to_come, leaves & to_come, np.asarray(excluded))

    @property
    def contributes(self) -> BoolArray:
        """Return who can still contribute, as far as employment and eligibility go."""
        return np.asarray(~self.gone & ~self.not_eligible)
