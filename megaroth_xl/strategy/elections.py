"""Elections for the remaining pay dates: in percent, in dollars, and the room they leave."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from megaroth_xl import quantities
from megaroth_xl.law.compensation import matching_contribution
from megaroth_xl.law.elective_deferrals import elective_deferral_room
from megaroth_xl.law.limits import LimitsTable, limits_table
from megaroth_xl.quantities import COUNT, DOLLARS, RATE, FloatArray, Numbers, Quantity
from megaroth_xl.strategy.room import after_tax_room

__all__ = [
    "DEFAULT_STEP",
    "PAY",
    "STEP",
    "RemainingRoom",
    "after_tax_election",
    "after_tax_per_paycheck",
    "election_dollars",
    "match_to_come",
    "remaining_room",
    "room_left_unused",
]

MILLION = 1_000_000
"""Elections step in whole millionths of pay, and room counts in whole millionths of a dollar."""

DEFAULT_STEP = 0.01

PAY = Quantity(
    "dollars above 0, up to a trillion", lambda v: (v > 0) & (v <= quantities.MOST_DOLLARS)
)
STEP = Quantity(
    "a share of pay above 0 with at most six decimals, such as 1% or 0.5%",
    lambda v: (v > 0) & (v <= 1) & (np.abs(v * MILLION - np.rint(v * MILLION)) < 1e-6),  # noqa: PLR2004
    lambda v: f"for {v:g} percent type {v:g}% or {v / 100:g}" if 1 < v <= 100 else "",  # noqa: PLR2004
)


def _room(headroom: Numbers, buffer: Numbers | None) -> FloatArray:
    free = quantities.read(headroom, DOLLARS, "headroom")
    if buffer is None:
        return free
    kept = quantities.read(buffer, DOLLARS, "buffer")
    quantities.align(headroom=free, buffer=kept)
    # The difference of two decimals, not of the floats nearest to them.
    return np.asarray(np.maximum(np.round(free - kept, 6), 0.0))


def after_tax_election(
    headroom: Numbers,
    pay_per_period: Numbers,
    periods_left: Numbers,
    election_step: Numbers | None = None,
    *,
    buffer: Numbers | None = None,
) -> float | FloatArray:
    """Share of pay to elect as after-tax contribution on each remaining pay date.

    Parameters
    ----------
    headroom
        After-tax room of the rest of the year, dollars (`after_tax_room`); any shapes that
        broadcast.
    pay_per_period
        Pay of one pay date, dollars.
    periods_left
        Pay dates still to come.
    election_step
        The step in which the plan takes elections, a share of pay; None means 1 percent.
    buffer
        Room to keep free for employer money that lands last (`match_to_come`), dollars.

    Returns
    -------
    float or FloatArray
        The highest whole number of steps that does not exceed the room, never above 1.
        It is decided on the decimals that were typed, not on the floats nearest to them.
        Payroll rounds each contribution to the cent, by up to half a cent a pay date.

    Raises
    ------
    InputError, ShapeError

    Examples
    --------
    >>> after_tax_election(34800, 10000, 12)
    0.29
    >>> after_tax_election(34800, 10000, 12, 0.005, buffer=[0, 1000])
    array([0.29, 0.28])
    """
    room = _room(headroom, buffer)
    pay = quantities.read(pay_per_period, PAY, "pay_per_period")
    periods = quantities.read(periods_left, COUNT, "periods_left")
    step = quantities.read(
        DEFAULT_STEP if election_step is None else election_step, STEP, "election_step"
    )
    quantities.align(headroom=room, pay_per_period=pay, periods_left=periods, election_step=step)
    millionths = np.rint(step * MILLION)
    steps = room * MILLION / (pay * periods * millionths)
    # Two inputs and four operations err by at most 6 x 2^-53 of the quotient, less than the 1e-15
    # added. A quotient of amounts in cents that is no whole number lies farther below the next
    # one, unless the room times the denominator of the step exceeds billions.
    steps = np.minimum(np.floor(steps * (1 + 1e-15)), MILLION // millionths)
    return quantities.result(steps * millionths / MILLION)


def after_tax_per_paycheck(
    headroom: Numbers, periods_left: Numbers, *, buffer: Numbers | None = None
) -> float | FloatArray:
    """Dollars to elect as after-tax contribution on each remaining pay date.

    Parameters
    ----------
    headroom, periods_left, buffer
        As in `after_tax_election`.

    Returns
    -------
    float or FloatArray
        Dollars, rounded down to the cent.

    Raises
    ------
    InputError, ShapeError

    Examples
    --------
    >>> after_tax_per_paycheck(34800, [12, 7])
    array([2900.  , 4971.42])
    """
    room = _room(headroom, buffer)
    periods = quantities.read(periods_left, COUNT, "periods_left")
    quantities.align(headroom=room, periods_left=periods)
    return quantities.result(quantities.cents_below(room) // periods / quantities.CENTS)


def election_dollars(pay: Numbers, election: Numbers) -> float | FloatArray:
    """Dollars that an election in percent takes from a pay, as payroll rounds them.

    Parameters
    ----------
    pay
        Pay of one pay date, dollars; any shapes that broadcast.
    election
        The share of pay elected.

    Returns
    -------
    float or FloatArray
        Dollars, to the cent, half a cent up.

    Raises
    ------
    InputError, ShapeError

    Examples
    --------
    >>> election_dollars([10000, 9615.38, 0.5], 0.29)
    array([2.90000e+03, 2.78846e+03, 1.50000e-01])
    """
    paid = quantities.read(pay, DOLLARS, "pay")
    share = quantities.read(election, RATE, "election")
    quantities.align(pay=paid, election=share)
    exact = quantities.cents(paid) * share
    # The share and the product err by less than two units in the last place.
    return quantities.result(np.floor(exact + 4 * np.spacing(exact) + 0.5) / 100)


def room_left_unused(
    headroom: Numbers, contribution_per_paycheck: Numbers, periods_left: Numbers
) -> float | FloatArray:
    """After-tax room that an election leaves unused over the remaining pay dates.

    Parameters
    ----------
    headroom, periods_left
        As in `after_tax_election`.
    contribution_per_paycheck
        What the election takes from each pay, dollars (`election_dollars`).

    Returns
    -------
    float or FloatArray
        Dollars, never below 0.

    Examples
    --------
    >>> room_left_unused(36000, election_dollars(10000, after_tax_election(36000, 10000, 13)), 13)
    900.0
    """
    room = quantities.read(headroom, DOLLARS, "headroom")
    each = quantities.read(contribution_per_paycheck, DOLLARS, "contribution_per_paycheck")
    periods = quantities.read(periods_left, COUNT, "periods_left")
    quantities.align(headroom=room, contribution_per_paycheck=each, periods_left=periods)
    left = quantities.cents(room) - quantities.cents(each) * periods
    return quantities.result(np.maximum(left, 0.0) / 100)


def match_to_come(
    compensation: Numbers,
    elective_deferral: Numbers,
    tiers: npt.ArrayLike,
    year: Numbers,
    match_received: Numbers = 0.0,
    *,
    limits: LimitsTable | None = None,
) -> float | FloatArray:
    """Match of the year that has not landed yet: the room to keep free for it.

    A true-up, or a match paid after the year's end, counts in the year that it is for. After-tax
    contributions that have taken its room have to be returned.

    Parameters
    ----------
    compensation, elective_deferral, tiers, year, limits
        As in `matching_contribution`, for the whole year.
    match_received
        Match of the year already received, dollars.

    Returns
    -------
    float or FloatArray
        Dollars, never below 0.

    References
    ----------
    IRC 415(c)(2)(A); Treas. Reg. 1.415(c)-1(b)(6) (unconfirmed).

    Examples
    --------
    >>> match_to_come(240000, 24500, [[1, 0.06]], 2026, match_received=9000)
    5400.0
    """
    whole = matching_contribution(compensation, elective_deferral, tiers, year, limits=limits)
    received = quantities.read(match_received, DOLLARS, "match_received")
    quantities.align(match=np.asarray(whole), match_received=received)
    return quantities.result(np.maximum(np.round(whole - received, 6), 0.0))


@dataclass(frozen=True)
class RemainingRoom:
    """What may still be contributed this year, in dollars, of the shape of the question.

    Parameters
    ----------
    elective_deferral
        Ordinary deferral, pre-tax or Roth, over all employers together.
    catch_up
        Catch-up beyond it, over all employers together.
    after_tax
        After-tax contribution with this employer if nothing more is deferred.
    after_tax_beside_deferral
        After-tax contribution with this employer if the two rooms before are used here first.
    """

    elective_deferral: float | FloatArray
    catch_up: float | FloatArray
    after_tax: float | FloatArray
    after_tax_beside_deferral: float | FloatArray


def remaining_room(
    elective_deferral: Numbers,
    employer_contribution: Numbers,
    year: Numbers,
    age: Numbers | None = None,
    after_tax_contribution: Numbers = 0.0,
    compensation: Numbers | None = None,
    plan_cap: Numbers | None = None,
    *,
    deferral_elsewhere: Numbers = 0.0,
    limits: LimitsTable | None = None,
) -> RemainingRoom:
    """Deferral, catch-up and after-tax room side by side.

    Parameters
    ----------
    elective_deferral, employer_contribution, year, age, after_tax_contribution, compensation
        As in `after_tax_room`; the employer's money is that of the whole year.
    plan_cap, limits
        As in `after_tax_room`.
    deferral_elsewhere
        Deferrals of the year with other employers, dollars. They use the deferral and catch-up
        room, which is one per person, and none of the after-tax room of an unrelated employer.

    Raises
    ------
    InputError, ShapeError, UnknownYearError

    References
    ----------
    IRC 402(g)(1) and (3), 414(v), 415(c) and 415(f)(1)(B).

    Examples
    --------
    >>> remaining_room(15000, 14400, 2026, 52, 10000, deferral_elsewhere=5000)
    RemainingRoom(elective_deferral=4500.0, catch_up=8000.0, after_tax=32600.0,
    after_tax_beside_deferral=23100.0)
    """
    table = limits or limits_table()
    here = quantities.read(elective_deferral, DOLLARS, "elective_deferral")
    elsewhere = quantities.read(deferral_elsewhere, DOLLARS, "deferral_elsewhere")
    quantities.align(elective_deferral=here, deferral_elsewhere=elsewhere)
    anywhere = here + elsewhere
    ordinary = np.asarray(elective_deferral_room(anywhere, year, limits=table))
    with_catch_up = np.asarray(elective_deferral_room(anywhere, year, age, limits=table))

    def after_tax(deferral: FloatArray) -> float | FloatArray:
        return after_tax_room(
            deferral,
            employer_contribution,
            year,
            age,
            after_tax_contribution,
            compensation,
            plan_cap,
            limits=table,
        )

    rooms = (
        ordinary,
        with_catch_up - ordinary,
        after_tax(here),
        after_tax(here + with_catch_up),
    )
    return RemainingRoom(*(quantities.result(room.copy()) for room in np.broadcast_arrays(*rooms)))
