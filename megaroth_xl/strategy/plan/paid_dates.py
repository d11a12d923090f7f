"""Payroll's entries on each pay date of a year, compared with what they should be."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from megaroth_xl.quantities import FloatArray

__all__ = ["FACTS", "Departs", "Departure", "PaidDates", "PaidYear", "Saver"]


class Departs(StrEnum):
    """In what a pay date departs from elections, plan or limits, or what is missing to tell."""

    DEFERRAL_LIMIT = "deferral_limit"
    ANNUAL_ADDITIONS = "annual_additions"
    AFTER_TAX_ROOM = "after_tax_room"
    AFTER_TAX_CAP = "after_tax_cap"
    AFTER_TAX_NOT_TAKEN = "after_tax_not_taken"
    ABOVE_PAY = "above_pay"
    ROTH_CATCH_UP = "roth_catch_up"
    NO_ROTH_CATCH_UP = "no_roth_catch_up"
    DEFERRAL_ELECTION = "deferral_election"
    AFTER_TAX_ELECTION = "after_tax_election"
    MATCH = "match"
    AGE_NEEDED = "age_needed"
    WAGES_NEEDED = "wages_needed"
    ROTH_PART_NEEDED = "roth_part_needed"
    METHOD_NEEDED = "method_needed"


FACTS = (
    Departs.AGE_NEEDED,
    Departs.WAGES_NEEDED,
    Departs.ROTH_PART_NEEDED,
    Departs.METHOD_NEEDED,
)
"""What is said once of a person, on the first date that it concerns."""


class Departure(NamedTuple):
    """A pay date on which payroll did something else than it should have.

    Parameters
    ----------
    place
        The place of the date.
    kind
        In what.
    found, expected
        Dollars of the date. Of a missing fact: the year's dollars so far that it decides about, and
        NaN.
    """

    place: int
    kind: Departs
    found: float
    expected: float


@dataclass(frozen=True, eq=False)
class PaidDates:
    """Payroll's entries on each pay date of one person's year; columns of one length, in order.

    Parameters
    ----------
    pay
        Pay before deferrals, dollars, as is all that follows.
    elective_deferral
        Pre-tax and Roth together, catch-up included.
    roth_deferral
        Its Roth part; NaN where it is not known.
    match
        NaN where it is not known: the match that the plan's formula gives stands for it.
    nonelective
        Other employer money.
    after_tax
        After-tax contributions.
    catch_up
        The deferral's part that was elected as catch-up; NaN where it is not known.
    elected_deferral, elected_after_tax
        What was elected, a row of readings for each date: an election in percent and in dollars may
        differ by cents, and payroll may follow either. NaN where there is none.
    after_tax_stop
        The year's after-tax dollars at which an election ends; NaN where it does not.
    payments
        Payments that are added up in each date; each may be rounded by a cent.
    """

    pay: FloatArray
    elective_deferral: FloatArray
    roth_deferral: FloatArray
    match: FloatArray
    nonelective: FloatArray
    after_tax: FloatArray
    catch_up: FloatArray
    elected_deferral: FloatArray
    elected_after_tax: FloatArray
    after_tax_stop: FloatArray
    payments: FloatArray

    def __len__(self) -> int:
        return len(self.pay)


class Saver(NamedTuple):
    """The facts other than pay dates that determine one person's limits.

    Parameters
    ----------
    age
        On December 31; NaN where it is not known.
    must_be_roth
        1 where catch-up must be Roth, else 0; NaN where that is not known.
    deferral_elsewhere
        Deferrals of the year with other employers, dollars.
    additions_elsewhere
        Annual additions of the year in other plans of this employer, dollars.
    """

    age: float = np.nan
    must_be_roth: float = 0.0
    deferral_elsewhere: float = 0.0
    additions_elsewhere: float = 0.0


@dataclass(frozen=True, eq=False)
class PaidYear:
    """One person's year as payroll kept it.

    Parameters
    ----------
    departures
        Where it departs from elections, plan and limits, in the order of dates.
    match_due
        The match that the plan's formula gives on each date, dollars.
    true_up_due
        Match that a true-up on all dates so far would add, dollars; 0 in a plan without one.
    catch_up
        Deferrals beyond the limit of 402(g) that are catch-up, dollars.
    annual_additions, annual_additions_limit
        So far, and the year's limit, dollars. What depends on an age that is not known is NaN.
    deferral_limit
        402(g) and the catch-up of the person's age, less what was deferred elsewhere, dollars.
    after_tax_room
        After-tax contributions that still fit, by the limit and by the plan's own cap, dollars; NaN
        where the cap is a share of a year's pay that is not over.
    """

    departures: tuple[Departure, ...]
    match_due: FloatArray
    true_up_due: float
    catch_up: float
    annual_additions: float
    annual_additions_limit: float
    deferral_limit: float
    after_tax_room: float
