"""Elections for the remaining pay dates: in percent, in dollars, and the room they leave."""

import numpy as np

from megaroth_xl import quantities
from megaroth_xl.quantities import COUNT, DOLLARS, RATE, FloatArray, Numbers, Quantity

__all__ = [
    "DEFAULT_STEP",
    "PAY",
    "STEP",
    "after_tax_election",
    "after_tax_per_paycheck",
    "election_dollars",
    "room_left_unused",
]

MILLION = 1_000_000
"""Elections step in whole millionths of pay, and room counts in whole millionths of a dollar."""

DEFAULT_STEP = 0.01

PAY = Quantity(
    "dollars above 0, up to a trillion",
    lambda v: (v > 0) & (v <= quantities.MOST_DOLLARS),
    sign="$",
)
STEP = Quantity(
    "a share of pay above 0 with at most six decimals, such as 1% or 0.5%",
    lambda v: (v > 0) & (v <= 1) & (np.abs(v * MILLION - np.rint(v * MILLION)) < 1e-6),  # noqa: PLR2004
    lambda v: f"for {v:g} percent type {v:g}% or {v / 100:g}" if 1 < v <= 100 else "",  # noqa: PLR2004
    sign="%",
)


def after_tax_election(
    headroom: Numbers,
    pay_per_period: Numbers,
    periods_left: Numbers,
    election_step: Numbers | None = None,
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
    >>> after_tax_election([34800, 33800], 10000, 12, 0.005)
    array([0.29, 0.28])
    """
    room = quantities.read(headroom, DOLLARS, "headroom")
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


def after_tax_per_paycheck(headroom: Numbers, periods_left: Numbers) -> float | FloatArray:
    """Dollars to elect as after-tax contribution on each remaining pay date.

    Parameters
    ----------
    headroom, periods_left
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
    room = quantities.read(headroom, DOLLARS, "headroom")
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
