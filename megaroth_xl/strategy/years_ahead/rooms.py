"""After-tax room of the years ahead, under limits that are projected where none are published."""

from dataclasses import dataclass

import numpy as np

from megaroth_xl import quantities
from megaroth_xl.law.catch_up import catch_up_limit
from megaroth_xl.law.forecast import projected_limits
from megaroth_xl.law.limits import LimitsTable
from megaroth_xl.quantities import (
    AGE,
    DOLLARS,
    INFLATION,
    RETURN,
    WHOLE_YEAR,
    BoolArray,
    FloatArray,
    Numbers,
)
from megaroth_xl.strategy.plan.terms import PlanTerms
from megaroth_xl.strategy.room import after_tax_room
from megaroth_xl.strategy.years_ahead.projection import PROJECTED_YEARS

__all__ = ["RoomsAhead", "after_tax_rooms_ahead"]


@dataclass(frozen=True)
class RoomsAhead:
    """A person's room in a plan over the years, one element of each column for each year; dollars.

    Parameters
    ----------
    year
        The calendar year.
    elective_deferral
        The most that may be deferred, catch-up included.
    match
        What the plan gives on it.
    after_tax_room
        What that leaves for after-tax contributions.
    is_projected
        Whether the year's limits are projections.
    """

    year: FloatArray
    elective_deferral: FloatArray
    match: FloatArray
    after_tax_room: FloatArray
    is_projected: BoolArray


def after_tax_rooms_ahead(
    plan: PlanTerms,
    compensation: Numbers,
    from_year: Numbers,
    years: Numbers,
    inflation: Numbers,
    age: Numbers | None = None,
    *,
    pay_growth: Numbers = 0.0,
    elective_deferral: Numbers | None = None,
    other_additions: Numbers = 0.0,
    limits: LimitsTable | None = None,
) -> RoomsAhead:
    """After-tax room of the years ahead.

    Parameters
    ----------
    plan
        The plan's match and its cap on after-tax contributions.
    compensation
        The first year's pay, dollars.
    from_year
        The first calendar year.
    years
        How many years.
    inflation
        The yearly rise of prices by which limits not yet published are projected, a share.
    age
        The age on December 31 of the first year; None leaves catch-up out.
    pay_growth
        The yearly rise of pay, a share.
    elective_deferral
        The first year's deferral, dollars; it grows with pay. None defers the most each year, and
        so does a deferral that is the first year's most.
    other_additions
        Employer money beside the match in the first year, dollars; it grows with pay.
    limits
        A table to project from instead of the package's own.

    Returns
    -------
    RoomsAhead
        Its `after_tax_room` is what `roth_projection` takes, year by year.

    Raises
    ------
    InputError

    References
    ----------
    As in `projected_limits` and `after_tax_room`.

    Examples
    --------
    >>> plan = PlanTerms("Example 401(k)", match_tiers=[(1, 0.06)])
    >>> ahead = after_tax_rooms_ahead(plan, 200_000, 2026, 3, 0.025, pay_growth=0.03)
    >>> ahead.after_tax_room, ahead.is_projected
    (array([35500. , 37640. , 38269.2]), array([False,  True,  True]))
    """
    first = quantities.single(from_year, WHOLE_YEAR, "from_year")
    number = int(quantities.single(years, PROJECTED_YEARS, "years"))
    growth = 1 + quantities.single(pay_growth, RETURN, "pay_growth")
    rise = quantities.single(inflation, INFLATION, "inflation")
    passed = np.arange(float(number))
    calendar = first + passed
    table = projected_limits(calendar[-1], rise, limits=limits)
    pay = quantities.single(compensation, DOLLARS, "compensation") * growth**passed
    ages = quantities.optional(age, AGE, "age") + passed
    catch_up = catch_up_limit(calendar, ages, higher_limit=plan.higher_catch_up, limits=table)
    deferral = np.minimum(table.dollars("elective_deferral", calendar) + catch_up, pay)
    planned = quantities.optional(elective_deferral, DOLLARS, "elective_deferral")
    if planned < deferral[0]:
        deferral = np.minimum(deferral, planned * growth**passed)
    others = quantities.single(other_additions, DOLLARS, "other_additions") * growth**passed
    match = plan.match(pay, deferral, calendar, by_pay_date=True, limits=table)
    cap = plan.after_tax_limit(pay, calendar, limits=table)
    employer = np.asarray(match) + others
    room = after_tax_room(deferral, employer, calendar, ages, 0.0, pay, cap, limits=table)
    return RoomsAhead(
        year=calendar,
        elective_deferral=deferral,
        match=np.asarray(match),
        after_tax_room=np.asarray(room),
        is_projected=table.projected("annual_additions", calendar),
    )
