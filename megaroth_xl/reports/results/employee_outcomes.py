"""The results of a roster under a plan: each employee's limits, room and warnings, in columns."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from megaroth_xl.law.annual_additions import (
    annual_additions,
    annual_additions_limit,
    excess_annual_addition,
)
from megaroth_xl.law.catch_up import (
    catch_up_contribution,
    catch_up_limit,
    roth_catch_up_required,
)
from megaroth_xl.law.elective_deferrals import (
    elective_deferral_limit,
    elective_deferral_room,
    excess_deferral,
)
from megaroth_xl.law.limits import LimitsTable
from megaroth_xl.quantities import MOST_DOLLARS, BoolArray, FloatArray
from megaroth_xl.reports.results.employee_year import EmployeeYear
from megaroth_xl.strategy.plan.employment import Employment, pay_added_up
from megaroth_xl.strategy.plan.participants import Participants
from megaroth_xl.strategy.plan.room import even_pay, plan_elections, plan_room
from megaroth_xl.strategy.plan.terms import PlanTerms
from megaroth_xl.strategy.pretest.hce_status import hce_status
from megaroth_xl.strategy.saver.warnings import NEEDS_PAY, RULES, warning_flags

__all__ = ["EmployeeOutcomes", "hce_status", "must_be_roth", "employee_outcomes", "takes_all_pay"]


@dataclass(frozen=True)
class EmployeeOutcomes:
    """The results of each employee, in the order of the participants.

    Parameters
    ----------
    catch_up_limit, elective_deferral_limit
        Catch-up that the age and the plan allow, and 402(g) and that catch-up together, dollars.
    catch_up_contribution, counted_deferral
        The deferral's part that is catch-up, and the part that counts toward 415(c), dollars.
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
        After-tax contribution still possible, dollars; 0 for those who left or are not eligible.
    binding_limit
        What stops it.
    after_tax_election
        Share of pay to elect on each remaining pay date; 0 without room or pay dates left, NaN
        where these are not known.
    after_tax_per_paycheck
        The same in dollars.
    pay_dates_left
        Pay dates still to come; NaN where not known.
    gone, leaving, not_eligible
        Who left, is leaving, or is not eligible, as in `Employment`.
    roth_total
        Roth money of the year if the deferral is Roth and all after-tax money is converted; the
        deferral is left out where the plan takes no Roth contributions.
    excess_annual_addition, excess_deferral
        Dollars to be corrected.
    roth_catch_up_required
        1 where catch-up must be Roth, else 0; NaN where that is not known.
    highly_compensated
        1 for an HCE of the year, 0 for another; NaN where the pay of the year before is not known.
    warnings
        By warning id, whom it concerns; the ids of `warning_flags`, and those of a roster.
    figures
        By name, the figures that the warnings' sentences name.
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
    after_tax_election: FloatArray
    after_tax_per_paycheck: FloatArray
    pay_dates_left: FloatArray
    gone: BoolArray
    leaving: BoolArray
    not_eligible: BoolArray
    roth_total: FloatArray
    excess_annual_addition: FloatArray
    excess_deferral: FloatArray
    roth_catch_up_required: FloatArray
    highly_compensated: FloatArray
    warnings: Mapping[str, BoolArray]
    figures: Mapping[str, FloatArray]


def employee_outcomes(
    people: Participants,
    plan: PlanTerms,
    year: int,
    *,
    hce: FloatArray | None = None,
    periods_left: int | None = None,
    as_of: date | None = None,
    limits: LimitsTable | None = None,
) -> EmployeeOutcomes:
    """Return what each employee comes to under the plan in the year.

    Parameters
    ----------
    people
        One row for each employee.
    plan
        The plan's terms.
    year
        The calendar year, which is the plan's and the limitation year.
    hce
        `hce_status` of these people where they are only some of the plan's; by default of them.
    periods_left
        Pay dates still to come for those whose row does not say.
    as_of
        The day up to which the figures go; None where not known.
    limits
        A table to use instead of the package's own.

    Raises
    ------
    UnknownYearError
        Where the year's limits are not at hand.
    """
    table = plan.applied_limits(year, limits)
    its = EmployeeYear.of(people, plan, year, table)
    age, deferral = its.age, its.elective_deferral
    pay_of_a_date, periods = _pay_dates(people, plan, year, periods_left)
    employment = Employment.of(people, year, as_of)
    found = plan_room(
        plan,
        **its.additions_and_pay(),
        pay_per_period=pay_of_a_date,
        pay_periods_left=periods,
        is_match_open=its.match_is_projected,
        has_left=employment.gone,
        takes_no_part=employment.not_eligible,
        limits=table,
    )
    room = found.after_tax
    election, per_paycheck = plan_elections(plan, room, pay_of_a_date, periods)
    most_catch_up = np.asarray(catch_up_limit(year, age, limits=table))
    catch_up = catch_up_contribution(deferral, year, age, limits=table)
    roth_required = must_be_roth(people, year, table)
    status = hce_status(people, plan, year, limits=limits) if hce is None else hce
    warnings, figures = _warnings(people, plan, its, status, room, pay_of_a_date, periods, table)
    for name in NEEDS_PAY:
        warnings[name] &= employment.contributes
    return EmployeeOutcomes(
        catch_up_limit=most_catch_up,
        elective_deferral_limit=np.asarray(elective_deferral_limit(year, age, limits=table)),
        catch_up_contribution=np.asarray(catch_up),
        counted_deferral=deferral - catch_up,
        matching_contribution=its.matching_contribution,
        match_is_projected=its.match_is_projected,
        annual_additions=np.asarray(annual_additions(**its.additions(), limits=table)),
        annual_additions_limit=np.asarray(
            annual_additions_limit(year, its.compensation, limits=table)
        ),
        after_tax_limit=its.plan_cap,
        after_tax_room=room,
        binding_limit=found.binding_limit,
        after_tax_election=election,
        after_tax_per_paycheck=per_paycheck,
        pay_dates_left=periods,
        **employment._asdict(),
        roth_total=deferral * plan.accepts_roth + its.after_tax_contribution + room,
        excess_annual_addition=np.asarray(
            excess_annual_addition(**its.additions_and_pay(), limits=table)
        ),
        excess_deferral=np.asarray(excess_deferral(its.deferral_anywhere, year, age, limits=table)),
        roth_catch_up_required=np.where(most_catch_up > 0, roth_required, 0.0),
        highly_compensated=status,
        warnings=warnings,
        figures=figures,
    )


def must_be_roth(people: Participants, year: int, table: LimitsTable) -> FloatArray:
    """Return whether a catch-up must be Roth, 1 or 0; NaN where last year's wages are not known.

    Somebody hired in the year, without pay from this employer before, is known to have had none.
    """
    hired = people.hire_date >= np.datetime64(f"{year}-01-01")
    none = hired & ~(people.prior_year_compensation > 0)
    wages = np.where(np.isnan(people.prior_year_wages) & none, 0.0, people.prior_year_wages)
    must = np.asarray(roth_catch_up_required(year, wages, limits=table))
    never = ~np.asarray(roth_catch_up_required(year, MOST_DOLLARS, limits=table))
    return np.where(np.isnan(wages) & ~never, np.nan, must)


PAYROLL_TAX = 0.0765
"""The employee's share of Social Security and Medicare tax, of pay (IRC 3101(a) and (b))."""


def takes_all_pay(people: Participants, election: FloatArray) -> BoolArray:
    """Return whose after-tax election, with deferrals and payroll tax, leaves nothing of the pay.

    Parameters
    ----------
    people
        The employees, who have room.
    election
        The share of pay on each pay date; NaN where it is not known.
    """
    pay = people.compensation
    taken = people.elective_deferral + (election + PAYROLL_TAX) * pay
    return np.asarray((taken >= pay) & (pay > 0))


def _pay_dates(
    people: Participants, plan: PlanTerms, year: int, periods_left: int | None
) -> tuple[FloatArray, FloatArray]:
    """Pay of one pay date, and the pay dates left; NaN where not known."""
    left_in_year = people.termination_date < np.datetime64(f"{year + 1}-01-01")
    given = np.where(left_in_year, np.nan, np.nan if periods_left is None else periods_left)
    periods = np.where(np.isnan(people.pay_periods_left), given, people.pay_periods_left)
    even = even_pay(people.compensation, plan.pay_periods, year, people.hire_date)
    rest = np.maximum(people.compensation - np.nan_to_num(people.pay_to_date), 0.0)
    to_come = np.divide(rest, periods, out=np.full_like(rest, np.nan), where=periods > 0)
    # The dates to come pay no more than is left of the year's pay, and all of it if that is known.
    is_rest = ~np.isnan(people.pay_to_date) & ~np.isnan(to_come)
    even = np.where(is_rest, to_come, np.fmin(even, to_come))
    return np.where(np.isnan(people.pay_per_period), even, people.pay_per_period), periods


def _warnings(
    people: Participants,
    plan: PlanTerms,
    its: EmployeeYear,
    hce: FloatArray,
    room: FloatArray,
    pay_of_a_date: FloatArray,
    periods: FloatArray,
    table: LimitsTable,
) -> tuple[dict[str, BoolArray], Mapping[str, FloatArray]]:
    """The warnings of a saver, with what a roster knows beyond them, and the roster's own."""
    year, age, cap, anywhere = its.year, its.age, its.plan_cap, its.deferral_anywhere
    so_far, given = people.pay_to_date, people.pay_per_period
    of_a_date = np.where(np.isnan(given) & np.isnan(so_far), np.nan, pay_of_a_date)
    found = warning_flags(
        **its.additions_and_pay(),
        plan_cap=np.where(np.isnan(cap), MOST_DOLLARS, cap),
        prior_year_wages=people.prior_year_wages,
        pay_to_come=np.where(periods > 0, pay_of_a_date * periods, np.nan),
        pay_dates_left=periods,
        limits=table,
    )
    without_catch_up = found.figures["must_be_roth"].astype(bool) & (not plan.accepts_roth)
    deferral_room = elective_deferral_room(
        anywhere, year, np.where(without_catch_up, np.nan, age), limits=table
    )
    figures = {
        **found.figures,
        "match": its.matching_contribution,
        "room": room,
        # What another plan of the employer holds is in already.
        "at_risk": np.minimum(
            found.figures["at_risk"], its.matching_contribution + its.nonelective_contribution
        ),
        "deferral": anywhere,
        "deferral_excess": np.asarray(excess_deferral(anywhere, year, age, limits=table)),
        "deferral_room": np.fmin(deferral_room, found.figures["deferral_room"]),
        "look_back_pay": np.where(hce == 1, np.inf, 0.0),
        "higher_part": np.zeros(len(people)),  # the plan's terms say whether it is offered
        "added_up": pay_added_up(people.compensation, so_far, of_a_date, periods, plan.pay_periods),
    }
    flags = {name: holds(figures) for name, holds in RULES.items()}
    no_roth = flags["roth_catch_up_required"] & (not plan.accepts_roth)
    flags["roth_catch_up_required"] &= ~no_roth
    start, end = np.datetime64(f"{year}-01-01"), np.datetime64(f"{year}-12-31")
    falls_short = its.match_is_projected & (its.matching_contribution > 0) & (not plan.true_up)
    return {
        **flags,
        "pay_does_not_add_up": ~np.isnan(figures["added_up"]),
        "no_catch_up_without_roth": no_roth,
        "no_pay": its.compensation == 0,
        "match_may_fall_short": falls_short,
        "hired_in_year": (people.hire_date > start) & (people.deferral_elsewhere == 0),
        "left_in_year": (people.termination_date >= start) & (people.termination_date < end),
        "highly_compensated_not_known": np.isnan(hce),
    }, figures
