"""After-tax room: how much still fits this year, and which limit stops it."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from megaroth_xl import quantities
from megaroth_xl.law.annual_additions import annual_additions, annual_additions_limit
from megaroth_xl.law.limits import LimitsTable, limits_table
from megaroth_xl.quantities import DOLLARS, FloatArray, Numbers

__all__ = [
    "Rooms",
    "after_tax_room",
    "binding_limit",
    "named_limit",
    "room_beside_own_match",
    "rooms_by_limit",
    "roth_total",
]

Rooms = tuple[FloatArray, FloatArray, FloatArray]
"""What each of `BINDING` leaves, in that order; NaN where it is not known."""

BINDING = ("415(c) dollar limit", "100% of pay", "plan cap")
"""The limits that can stop after-tax money; on a tie the earlier one is named."""
HALVINGS = 60
"""They bring a room down to far less than a cent."""
HALF_CENT = 0.005
BINDING_TEXTS = np.array(
    [
        [[f"{left}{name}{status}" for name in BINDING] for status in ("", " (projected)")]
        for left in ("", "no room left: ")
    ]
)
"""By whether no room is left, whether the limit is projected, and which limit it is."""


def after_tax_room(
    elective_deferral: Numbers,
    employer_contribution: Numbers,
    year: Numbers,
    age: Numbers | None = None,
    after_tax_contribution: Numbers = 0.0,
    compensation: Numbers | None = None,
    plan_cap: Numbers | None = None,
    *,
    limits: LimitsTable | None = None,
) -> float | FloatArray:
    """After-tax contribution still possible this year with this employer.

    Parameters
    ----------
    elective_deferral
        The year's pre-tax plus Roth deferral with this employer, dollars, catch-up included.
    employer_contribution
        The year's match, nonelective contributions and allocated forfeitures, dollars.
    year
        The calendar year in which the limitation year ends.
    age
        The age on December 31; None or NaN treats no deferral as catch-up.
    after_tax_contribution
        After-tax contributions already made this year, dollars.
    compensation
        Pay from this employer before deferrals, dollars; None or NaN leaves the limit of 100
        percent of pay out.
    plan_cap
        The most after-tax dollars that the plan takes in a year; None or NaN where it has none.
    limits
        A table to use instead of the package's own.

    Returns
    -------
    float or FloatArray
        Dollars, never below 0, in the shape to which the arguments broadcast.

    Raises
    ------
    InputError, UnknownYearError

    References
    ----------
    IRC 415(c)(1) and (2), 414(v)(3)(A).

    Examples
    --------
    >>> after_tax_room(23000, 15000, 2024)
    31000.0
    >>> after_tax_room([23000, 30500], 10000, 2024, age=[40, 52])
    array([36000., 36000.])
    """
    rooms = rooms_by_limit(
        elective_deferral,
        employer_contribution,
        year,
        age,
        after_tax_contribution,
        compensation,
        plan_cap,
        limits=limits,
    )
    by_dollars, by_pay, by_plan = rooms
    return quantities.result(np.maximum(np.fmin(np.fmin(by_dollars, by_pay), by_plan), 0.0))


def binding_limit(
    elective_deferral: Numbers,
    employer_contribution: Numbers,
    year: Numbers,
    age: Numbers | None = None,
    after_tax_contribution: Numbers = 0.0,
    compensation: Numbers | None = None,
    plan_cap: Numbers | None = None,
    *,
    limits: LimitsTable | None = None,
) -> str | npt.NDArray[np.str_]:
    """Limit that stops further after-tax contributions.

    Parameters
    ----------
    elective_deferral, employer_contribution, year, age, after_tax_contribution, compensation
        As in `after_tax_room`.
    plan_cap, limits
        As in `after_tax_room`.

    Returns
    -------
    str or array of str
        "415(c) dollar limit", "100% of pay" or "plan cap", with "no room left: " before it where
        the room is 0, and " (projected)" after it where the year's limit is a projection.

    Examples
    --------
    >>> binding_limit(23000, 10000, 2024, 40, 0, 30000)
    'no room left: 100% of pay'
    >>> binding_limit(25000, 10000, 2027)
    '415(c) dollar limit (projected)'
    """
    table = limits or limits_table()
    rooms = rooms_by_limit(
        elective_deferral,
        employer_contribution,
        year,
        age,
        after_tax_contribution,
        compensation,
        plan_cap,
        limits=table,
    )
    return named_limit(rooms, year, limits=table)


def named_limit(
    rooms: Rooms, year: Numbers, *, limits: LimitsTable | None = None
) -> str | npt.NDArray[np.str_]:
    """The limit that leaves least, in the words of `binding_limit`.

    Parameters
    ----------
    rooms
        As `rooms_by_limit` gives them.
    year, limits
        As in `after_tax_room`.
    """
    table = limits or limits_table()
    stacked = np.stack(np.broadcast_arrays(*rooms))
    comparable = np.where(np.isnan(stacked), np.inf, stacked)
    none_left = (comparable.min(axis=0) <= 0).astype(np.intp)
    projected = table.projected("annual_additions", year).astype(np.intp)
    text = BINDING_TEXTS[none_left, projected, comparable.argmin(axis=0)]
    return str(text) if isinstance(text, str) else text


def room_beside_own_match(
    room: FloatArray, match_on: Callable[[FloatArray], FloatArray]
) -> FloatArray:
    """After-tax contribution that fits into a room together with the match that it brings.

    Parameters
    ----------
    room
        What is left for both, dollars.
    match_on
        The match that so many dollars of after-tax contribution bring.

    Returns
    -------
    FloatArray
        Dollars, in the shape of the room.

    References
    ----------
    IRC 401(m)(4)(A)(ii), 415(c)(2).

    Examples
    --------
    Each dollar is matched with fifty cents:

    >>> room_beside_own_match(np.array([30000.0]), lambda dollars: dollars / 2)
    array([20000.])
    """
    least, most = np.zeros_like(room), np.maximum(room, 0.0)
    for _ in range(HALVINGS):
        middle = (least + most) / 2
        fits = middle + match_on(middle) <= room + HALF_CENT / 100
        least, most = np.where(fits, middle, least), np.where(fits, most, middle)
    fits_whole = room + match_on(np.maximum(room, 0.0)) <= room + HALF_CENT / 100
    return np.asarray(np.where(fits_whole, np.maximum(room, 0.0), np.round(least, 4)))


def roth_total(
    elective_deferral: Numbers,
    employer_contribution: Numbers,
    year: Numbers,
    age: Numbers | None = None,
    after_tax_contribution: Numbers = 0.0,
    compensation: Numbers | None = None,
    plan_cap: Numbers | None = None,
    *,
    limits: LimitsTable | None = None,
) -> float | FloatArray:
    """Roth money of the year if the deferral is Roth and all after-tax money is converted.

    Parameters
    ----------
    elective_deferral, employer_contribution, year, age, after_tax_contribution, compensation
        As in `after_tax_room`.
    plan_cap, limits
        As in `after_tax_room`.

    Returns
    -------
    float or FloatArray
        Dollars: deferral, after-tax contributions made, and the room that is left.

    Examples
    --------
    >>> roth_total(30500, 10000, 2024, age=52)
    66500.0
    """
    room = after_tax_room(
        elective_deferral,
        employer_contribution,
        year,
        age,
        after_tax_contribution,
        compensation,
        plan_cap,
        limits=limits,
    )
    deferral = quantities.read(elective_deferral, DOLLARS, "elective_deferral")
    after_tax = quantities.read(after_tax_contribution, DOLLARS, "after_tax_contribution")
    return quantities.result(deferral + after_tax + room)


def rooms_by_limit(
    elective_deferral: Numbers,
    employer_contribution: Numbers,
    year: Numbers,
    age: Numbers | None = None,
    after_tax_contribution: Numbers = 0.0,
    compensation: Numbers | None = None,
    plan_cap: Numbers | None = None,
    *,
    limits: LimitsTable | None = None,
) -> Rooms:
    """After-tax dollars that each of the limits leaves; below 0 where it is exceeded.

    Parameters
    ----------
    elective_deferral, employer_contribution, year, age, after_tax_contribution, compensation
        As in `after_tax_room`.
    plan_cap, limits
        As in `after_tax_room`.
    """
    table = limits or limits_table()
    additions = annual_additions(
        elective_deferral, employer_contribution, year, age, after_tax_contribution, limits=table
    )
    pay = quantities.optional(compensation, DOLLARS, "compensation")
    cap = quantities.optional(plan_cap, DOLLARS, "plan_cap")
    after_tax = np.asarray(after_tax_contribution, dtype=np.float64)
    return (
        quantities.without_noise(annual_additions_limit(year, limits=table) - additions),
        quantities.without_noise(pay - additions),
        quantities.without_noise(cap - after_tax),
    )
