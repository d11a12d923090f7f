"""What a roster comes to under a plan: each employee's limits, room and warnings, in columns."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from megaroth_xl.arrays import BoolArray, FloatArray
from megaroth_xl.errors import UnknownYearError
from megaroth_xl.law.annual_additions import annual_additions, annual_additions_limit
from megaroth_xl.law.catch_up import (
    catch_up_contribution,
    catch_up_limit,
    recharacterized_catch_up,
    roth_catch_up_required,
)
from megaroth_xl.law.highly_compensated import hce_threshold, highly_compensated
from megaroth_xl.law.limits import LimitsTable, limits_table
from megaroth_xl.strategy.participants import Participants
from megaroth_xl.strategy.plan import PlanTerms
from megaroth_xl.strategy.room import after_tax_room, binding_limit

__all__ = ["Outcomes", "outcomes"]

NOT_ACCEPTED = "no room left: the plan takes no after-tax contributions"


@dataclass(frozen=True)
class Outcomes:
    """What each employee comes to, in the order of the participants.

    Parameters
    ----------
    catch_up_limit
        Catch-up that the age and the plan allow, dollars.
    elective_deferral_limit
        402(g) and that catch-up together, dollars.
    catch_up_contribution
        The deferral's part that is catch-up, dollars.
    counted_deferral
        The deferral's part that counts toward 415(c), dollars.
    matching_contribution
        Given in the roster, or projected from the plan's tiers, dollars.
    match_is_projected
        Which of the two.
    annual_additions
        What counts toward 415(c), dollars.
    annual_additions_limit
        The lesser of the 415(c) dollars and pay.
    after_tax_limit
        The plan's own limit on after-tax contributions, dollars; NaN where it has none.
    after_tax_room
        After-tax contribution still possible, dollars.
    binding_limit
        What stops it.
    roth_total
        Roth money of the year if the deferral is Roth and all after-tax money is converted.
    excess_annual_addition, excess_deferral
        Dollars to be corrected.
    roth_catch_up_required
        Whether catch-up must be Roth.
    highly_compensated
        1 for an HCE of the year, 0 for another; NaN where the pay of the year before is not known.
    """

    catch_up_limit: FloatArray
    elective_deferral_limit: FloatArray
    catch_up_contribution: FloatArray
    counted_deferral: FloatArray
    matching_contribution: FloatArray
    match_is_projected: BoolArray
    annual_additions: FloatArray
    annual_additions_limit: FloatArray
    after_tax_limit: FloatArray
    after_tax_room: FloatArray
    binding_limit: npt.NDArray[np.str_]
    roth_total: FloatArray
    excess_annual_addition: FloatArray
    excess_deferral: FloatArray
    roth_catch_up_required: BoolArray
    highly_compensated: FloatArray


def outcomes(
    people: Participants, plan: PlanTerms, year: int, *, limits: LimitsTable | None = None
) -> Outcomes:
    """What each employee comes to under the plan in the year.

    Catch-up is taken out of the deferral first, by the plan's own terms; what remains is counted
    like that of a person without catch-up.

    Parameters
    ----------
    people
        One row for each employee.
    plan
        The plan's terms.
    year
        The calendar year, which is the plan's and the limitation year.
    limits
        A table to use instead of the package's own.

    Raises
    ------
    UnknownYearError
        Where the year's limits are not at hand.
    """
    table = limits or limits_table()
    pay = people.compensation
    deferral = people.elective_deferral
    after_tax = people.after_tax_contribution

    most_catch_up = np.asarray(
        catch_up_limit(year, people.age, higher_limit=plan.higher_catch_up, limits=table)
    )
    catch_up = catch_up_contribution(
        deferral, year, people.age, higher_limit=plan.higher_catch_up, limits=table
    )
    counted = deferral - catch_up
    deferral_limit = table.dollars("elective_deferral", year) + most_catch_up

    matched = deferral + after_tax if plan.matches_after_tax else deferral
    projected = np.isnan(people.matching_contribution)
    match = np.where(
        projected, plan.match(pay, matched, year, limits=table), people.matching_contribution
    )
    employer = match + people.nonelective_contribution

    additions = annual_additions(counted, employer, year, None, after_tax, limits=table)
    limit = annual_additions_limit(year, pay, limits=table)
    above = np.maximum(additions - limit, 0.0)
    excess = above - recharacterized_catch_up(above, counted, most_catch_up - catch_up)

    cap = plan.after_tax_limit(pay, year, limits=table)
    terms = (counted, employer, year, None, after_tax, pay, cap)
    room = after_tax_room(*terms, limits=table)
    binding = np.asarray(binding_limit(*terms, limits=table))
    if not plan.accepts_after_tax:
        binding = np.full_like(binding, NOT_ACCEPTED, dtype=f"<U{len(NOT_ACCEPTED)}")
    roth_deferral = deferral if plan.accepts_roth else np.zeros_like(deferral)
    return Outcomes(
        catch_up_limit=most_catch_up,
        elective_deferral_limit=np.asarray(deferral_limit),
        catch_up_contribution=np.asarray(catch_up),
        counted_deferral=counted,
        matching_contribution=match,
        match_is_projected=projected,
        annual_additions=np.asarray(additions),
        annual_additions_limit=np.asarray(limit),
        after_tax_limit=np.asarray(cap),
        after_tax_room=np.asarray(room),
        binding_limit=binding,
        roth_total=roth_deferral + after_tax + room,
        excess_annual_addition=excess,
        excess_deferral=np.maximum(deferral + people.deferral_elsewhere - deferral_limit, 0.0),
        roth_catch_up_required=_roth_catch_up_required(people, most_catch_up, year, table),
        highly_compensated=_highly_compensated(people, plan, year, table),
    )


def _roth_catch_up_required(
    people: Participants, most_catch_up: FloatArray, year: int, table: LimitsTable
) -> BoolArray:
    required = roth_catch_up_required(year, people.prior_year_wages, limits=table)
    return np.asarray(required & (most_catch_up > 0))


def _highly_compensated(
    people: Participants, plan: PlanTerms, year: int, table: LimitsTable
) -> FloatArray:
    """1 or 0; owners aside, NaN where the threshold or all pay of the year before is not known."""
    unknown = np.where(people.owner == 1, 1.0, np.nan)
    if np.isnan(people.prior_year_compensation).all():
        return unknown
    try:
        threshold = hce_threshold(year, limits=table)
    except UnknownYearError:
        return unknown
    return highly_compensated(
        people.prior_year_compensation,
        threshold,
        owner=people.owner,
        top_paid_election=plan.top_paid_election,
    ).astype(np.float64)
