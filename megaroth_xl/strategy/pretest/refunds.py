"""The refunds of each participant, in the order in which one year's excesses are corrected.

First 402(g), then 415(c), then the ADP and the ACP test; at the end, match on contributions that
went back is forfeited. Everything is in dollars of whole cents.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from megaroth_xl import quantities
from megaroth_xl.law.annual_additions import annual_additions_limit, excess_annual_addition
from megaroth_xl.law.catch_up import catch_up_limit, roth_catch_up_required
from megaroth_xl.law.elective_deferrals import elective_deferral_limit
from megaroth_xl.law.limits import LimitsTable, limits_table
from megaroth_xl.quantities import MOST_DOLLARS, BoolArray, FloatArray
from megaroth_xl.strategy.plan.participants import Participants
from megaroth_xl.strategy.plan.terms import PlanTerms
from megaroth_xl.strategy.plan.words import RefundOrder
from megaroth_xl.strategy.pretest.refunded_match import (
    match_base,
    matched_after_tax,
    related_match,
    vested_match,
)

__all__ = ["Corrections", "corrections"]

CONCERNED = (
    "excess_deferral",
    "excess_deferral_elsewhere",
    "additions_after_tax",
    "additions_deferral",
    "additions_rest",
    "adp_excess",
    "acp_excess",
)


@dataclass(frozen=True, eq=False)
class Corrections:
    """The refunds of participants: columns of one length, dollars unless noted.

    NaN is an amount that is not known.

    Parameters
    ----------
    rows
        Positions of the participants to whom something goes back or who forfeit something; the
        other columns are theirs.
    excess_deferral
        Deferrals to this employer above 402(g) with catch-up.
    excess_deferral_elsewhere
        What lies above it only with other employers' plans: the person tells a plan by March 1.
    additions_after_tax, additions_deferral, additions_rest
        Annual additions above 415(c): after-tax contributions that were not matched, deferrals
        that were not matched, and the rest.
    adp_excess, adp_catch_up, adp_refund, adp_qualified
        Excess contributions of the ADP test, the part of them that becomes catch-up, and the part
        that goes back; what 402(g) returns is not returned again. Deferrals go back first; the
        last is what comes from QNECs and QMACs that the test counts.
    acp_excess, acp_after_tax, acp_match, acp_qualified
        Excess aggregate contributions of the ACP test, and what they are made of: the last is what
        comes from QNECs that the test counts.
    acp_match_vested, acp_match_forfeited
        The vested match, which is paid out, and the rest.
    related_match
        Match on deferrals and after-tax contributions that went back; it is forfeited, vested or
        not.
    acp_earnings, adp_earnings, deferral_earnings, additions_earnings
        Income allocable to what is paid out, below 0 for a loss.
    acp_taxable, adp_taxable
        What is income of the year in which it is paid out, earnings included.
    catch_up_roth
        1 where catch-up must be Roth, 0 where not, NaN where last year's Social Security wages are
        not known.
    deferral_taxable
        What is income: the excess deferral of the year deferred, its earnings of the year paid out.
    additions_deferral_taxable
        What is income of the deferrals returned for 415(c), without their earnings.
    in_roth
        1 where the after-tax contributions returned have probably been converted to Roth, 0 where
        the plan lets nobody convert.
    """

    rows: npt.NDArray[np.intp]
    excess_deferral: FloatArray
    excess_deferral_elsewhere: FloatArray
    additions_after_tax: FloatArray
    additions_deferral: FloatArray
    additions_rest: FloatArray
    adp_excess: FloatArray
    adp_catch_up: FloatArray
    adp_refund: FloatArray
    adp_qualified: FloatArray
    acp_excess: FloatArray
    acp_after_tax: FloatArray
    acp_match: FloatArray
    acp_qualified: FloatArray
    acp_match_vested: FloatArray
    acp_match_forfeited: FloatArray
    related_match: FloatArray
    acp_earnings: FloatArray
    adp_earnings: FloatArray
    deferral_earnings: FloatArray
    additions_earnings: FloatArray
    acp_taxable: FloatArray
    adp_taxable: FloatArray
    catch_up_roth: FloatArray
    deferral_taxable: FloatArray
    additions_deferral_taxable: FloatArray
    in_roth: FloatArray

    @property
    def additions(self) -> FloatArray:
        """Annual additions above 415(c), dollars."""
        return self.additions_after_tax + self.additions_deferral + self.additions_rest

    @property
    def acp_refund(self) -> FloatArray:
        """Excess aggregate contributions that 415(c) does not already return, dollars."""
        return self.acp_after_tax + self.acp_match + self.acp_qualified


def corrections(
    people: Participants,
    plan: PlanTerms,
    year: int,
    *,
    match: FloatArray,
    acp_excess: FloatArray,
    adp_excess: FloatArray,
    acp_match_tested: FloatArray,
    acp_qnec_tested: FloatArray,
    adp_deferral_tested: FloatArray,
    catch_up: FloatArray,
    limits: LimitsTable | None = None,
) -> Corrections:
    """Return what goes back to each participant.

    Parameters
    ----------
    people, plan
        The participants, and the plan's terms: the order of refunds, vesting, and the earnings'
        rate, which is the plan year's income over opening balances plus the year's contributions.
    year
        The calendar year in which the plan year begins.
    match
        Match of each, dollars.
    acp_excess, adp_excess
        Each one's part of the excess of both tests, dollars (`Reading.refunds`).
    acp_match_tested
        The match of each that the ACP test counts, dollars.
    acp_qnec_tested
        The QNECs of each that the ACP test counts, dollars.
    adp_deferral_tested
        The deferrals of each that the ADP test counts, dollars.
    catch_up
        The part of each one's deferral that is catch-up already, dollars.
    limits
        A table to use instead of the package's own.

    References
    ----------
    Order: IRC 401(m)(6)(D). 402(g): IRC 402(g)(2). 415(c): Rev. Proc. 2021-30, s. 6.06(2); what
    follows the unmatched contributions is (unconfirmed), and so left in one sum. ADP: Treas. Reg.
    1.401(k)-2(b)(2) and (4)(i), 1.414(v)-1(d)(2)(iii), 1.414(v)-2(c) (Roth). Catch-up by the ADP
    test is told at the end of the plan year, and counts toward the limit of the calendar year in
    which it ends, as practitioners do. ACP: Treas. Reg.
    1.401(m)-2(b)(2) and (3); IRC 401(m)(7)(B). Earnings: Treas. Reg. 1.401(k)-2(b)(2)(iv)(C),
    1.401(m)-2(b)(2)(iv)(C).
    Related match: IRC 411(a)(3)(G); it is counted after the ACP refund, as practitioners do.

    Examples
    --------
    >>> people = Participants.of({"employee_id": ["1"], "compensation": [200_000],
    ...     "elective_deferral": [10_000], "after_tax_contribution": [5_000]})
    >>> plan = PlanTerms("Example 401(k)", refund_earnings_rate=0.1, vesting="immediate")
    >>> nothing = np.zeros(1)
    >>> found = corrections(people, plan, 2026, match=np.array([8_000.0]),
    ...     acp_excess=np.array([6_000.0]), adp_excess=nothing,
    ...     acp_match_tested=np.array([8_000.0]), acp_qnec_tested=nothing,
    ...     adp_deferral_tested=np.array([10_000.0]), catch_up=nothing)
    >>> found.acp_after_tax, found.acp_match, found.acp_earnings, found.acp_taxable
    (array([5000.]), array([1000.]), array([600.]), array([1600.]))
    """
    table = plan.applied_limits(year, limits or limits_table())
    rows = np.flatnonzero(
        (acp_excess > 0) | (adp_excess > 0) | _may_exceed(people, plan, year, match, table)
    )
    people = people.take(rows)
    match, acp_excess, adp_excess = match[rows], acp_excess[rows], adp_excess[rows]
    catch_up = catch_up[rows]
    back, elsewhere = _excess_deferrals(people, plan, year, table)
    unmatched, unmatched_deferral, rest, as_catch_up = _additions(
        people, plan, year, match, back, catch_up, table
    )
    ends = plan.plan_year(year)[1].year
    must_be_roth = _must_be_roth(people, year, ends, table)
    ages = people.age + (ends - year)
    most = np.asarray(catch_up_limit(ends, ages, limits=table))
    if not plan.accepts_roth:
        most = np.where(must_be_roth == 1, 0.0, most)
    left = np.maximum(most - catch_up - as_catch_up, 0.0)
    adp_qualified = np.maximum(adp_excess - adp_deferral_tested[rows], 0.0)
    of_deferral = adp_excess - adp_qualified
    adp_catch_up = np.minimum(of_deferral, left)
    deferral_refund = np.maximum(of_deferral - adp_catch_up - back, 0.0)
    adp_refund = deferral_refund + adp_qualified
    after_tax, from_match = _split(
        plan, acp_excess, people.after_tax_contribution - unmatched, acp_match_tested[rows]
    )
    acp_qualified = np.minimum(
        np.maximum(acp_excess - after_tax - unmatched - from_match, 0.0), acp_qnec_tested[rows]
    )
    vested = vested_match(people, plan, year, from_match)
    deferral_back = back + deferral_refund
    related = related_match(
        people, plan, year, match, from_match, deferral_back, after_tax + unmatched, table
    )
    growth = np.nan if plan.refund_earnings_rate is None else plan.refund_earnings_rate

    def earned(amount: FloatArray) -> FloatArray:
        return np.where(amount == 0, 0.0, amount * growth)

    acp_earnings, adp_earnings = earned(after_tax + vested + acp_qualified), earned(adp_refund)
    amounts = {
        "excess_deferral": back,
        "excess_deferral_elsewhere": elsewhere,
        "additions_after_tax": unmatched,
        "additions_deferral": unmatched_deferral,
        "additions_rest": rest,
        "adp_excess": adp_excess,
        "adp_catch_up": adp_catch_up,
        "adp_refund": adp_refund,
        "adp_qualified": adp_qualified,
        "acp_excess": acp_excess,
        "acp_after_tax": after_tax,
        "acp_match": from_match,
        "acp_qualified": acp_qualified,
        "acp_match_vested": vested,
        "acp_match_forfeited": from_match - vested,
        "related_match": related,
        "acp_earnings": acp_earnings,
        "adp_earnings": adp_earnings,
        "deferral_earnings": earned(back),
        "additions_earnings": earned(unmatched + unmatched_deferral),
        "acp_taxable": vested + acp_qualified + quantities.round_half_up(acp_earnings),
        "adp_taxable": _taxable_deferral(people, plan, deferral_refund)
        + adp_qualified
        + quantities.round_half_up(adp_earnings),
        "catch_up_roth": must_be_roth,
        "deferral_taxable": _taxable_deferral(people, plan, back)
        + quantities.round_half_up(earned(back)),
        "additions_deferral_taxable": _taxable_deferral(people, plan, unmatched_deferral),
        "in_roth": np.full(len(rows), _converted(plan)),
    }
    found = {name: quantities.round_half_up(amount) for name, amount in amounts.items()}
    concerned = np.any([found[name] > 0 for name in CONCERNED], axis=0)
    return Corrections(
        rows=rows[concerned], **{name: amount[concerned] for name, amount in found.items()}
    )


def _may_exceed(
    people: Participants, plan: PlanTerms, year: int, match: FloatArray, table: LimitsTable
) -> BoolArray:
    """Return who may be above 402(g) or 415(c): whoever would be without catch-up."""
    deferral = people.elective_deferral
    ends = plan.plan_year(year)[1].year
    additions = deferral + match + people.nonelective_contribution + people.after_tax_contribution
    most = np.fmin(people.compensation, table.dollars("annual_additions", ends))
    return np.asarray(
        (additions + people.additions_in_other_plan > most)
        | (deferral + people.deferral_elsewhere > table.dollars("elective_deferral", year))
    )


def _must_be_roth(people: Participants, year: int, ends: int, table: LimitsTable) -> FloatArray:
    """Tell whether catch-up must be Roth; NaN where the wages of the year before are not known.

    It is catch-up of the calendar year in which the plan year ends; of another one than that in
    which it begins, the roster does not tell the wages of the year before.
    """
    wages = people.prior_year_wages if ends == year else np.full(len(people), np.nan)
    required = roth_catch_up_required(ends, wages, limits=table)
    unknown = np.isnan(wages) & bool(roth_catch_up_required(ends, MOST_DOLLARS, limits=table))
    return np.where(unknown, np.nan, required)


def _excess_deferrals(
    people: Participants, plan: PlanTerms, year: int, table: LimitsTable
) -> tuple[FloatArray, FloatArray]:
    """Deferrals above 402(g) here, and above it only with other plans.

    The limit is one of calendar years, and a roster of another plan year does not tell them.
    """
    here, elsewhere = np.zeros(len(people)), np.zeros(len(people))
    if not plan.has_calendar_year:
        return here, elsewhere
    anywhere = people.elective_deferral + people.deferral_elsewhere
    over = np.flatnonzero(anywhere > table.dollars("elective_deferral", year))
    if over.size:
        limit = elective_deferral_limit(year, people.age[over], limits=table)
        here[over] = np.maximum(people.elective_deferral[over] - limit, 0.0)
        elsewhere[over] = np.maximum(anywhere[over] - limit, 0.0) - here[over]
    return here, elsewhere


def _additions(
    people: Participants,
    plan: PlanTerms,
    year: int,
    match: FloatArray,
    returned: FloatArray,
    catch_up: FloatArray,
    table: LimitsTable,
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Excess annual additions by step, and the deferrals among them that become catch-up."""
    steps = tuple(np.zeros(len(people)) for _ in range(4))
    ends = plan.plan_year(year)[1].year
    deferral = people.elective_deferral - returned
    employer = match + people.nonelective_contribution + people.additions_in_other_plan
    whole = deferral - catch_up + employer + people.after_tax_contribution
    limit = annual_additions_limit(ends, people.compensation, limits=table)
    over = np.flatnonzero(quantities.without_noise(whole - limit) > 0)
    if not over.size:
        return steps  # type: ignore[return-value]
    excess = np.asarray(
        excess_annual_addition(
            deferral[over],
            employer[over],
            ends,
            people.age[over] + (ends - year),
            people.after_tax_contribution[over],
            people.compensation[over],
            limits=table,
        )
    )
    matched = matched_after_tax(people, plan, year, table)[over]
    base = match_base(people, plan, year, table)[over]
    first = np.minimum(excess, people.after_tax_contribution[over] - matched)
    unmatched = np.maximum(deferral[over] - catch_up[over] - base, 0.0)
    second = np.minimum(excess - first, unmatched)
    for step, amount in zip(
        steps, (first, second, excess - first - second, (whole - limit)[over] - excess), strict=True
    ):
        step[over] = quantities.without_noise(amount)
    return steps  # type: ignore[return-value]


def _split(
    plan: PlanTerms, excess: FloatArray, after_tax: FloatArray, match: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """The after-tax contributions and the match of an ACP refund, in the plan's order."""
    if plan.refund_order is RefundOrder.MATCH_FIRST:
        from_match = np.minimum(excess, match)
        return np.minimum(excess - from_match, after_tax), from_match
    if plan.refund_order is RefundOrder.PRO_RATA:
        share = after_tax / np.maximum(after_tax + match, 0.01)
        back = np.minimum(quantities.round_half_up(excess * share), after_tax)
    else:
        back = np.minimum(excess, after_tax)
    return back, np.minimum(excess - back, match)


def _taxable_deferral(people: Participants, plan: PlanTerms, refund: FloatArray) -> FloatArray:
    """The part of deferrals returned that is income; NaN where it may be Roth."""
    roth = people.roth_deferral if plan.accepts_roth else np.zeros(len(people))
    all_roth: BoolArray = roth >= people.elective_deferral
    known = np.where(roth == 0, refund, np.where(all_roth, 0.0, np.nan))
    return np.where(refund > 0, known, 0.0)


def _converted(plan: PlanTerms) -> float:
    """1 where after-tax contributions have probably been converted, else 0; NaN if not known."""
    routes = (plan.in_plan_roth_rollover, plan.in_service_distribution)
    if any(routes):
        return 1.0
    return 0.0 if all(route is False for route in routes) else np.nan
