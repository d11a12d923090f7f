"""The match that goes with refunds: what the formula matched, what is vested, what is forfeited."""

import numpy as np
import numpy.typing as npt

from megaroth_xl import quantities
from megaroth_xl.law.limits import LimitsTable
from megaroth_xl.quantities import FloatArray
from megaroth_xl.strategy.plan.participants import Participants
from megaroth_xl.strategy.plan.terms import PlanTerms

__all__ = ["match_base", "matched_after_tax", "related_match", "vested_match"]
MONTHS_A_YEAR = 12


def match_base(people: Participants, plan: PlanTerms, year: int, table: LimitsTable) -> FloatArray:
    """Contributions up to which the tiers match, dollars."""
    top = max((up_to for _, up_to in plan.match_tiers), default=0.0)
    most = table.dollars("compensation", year)
    return np.asarray(top * np.minimum(people.compensation, most))


def matched_after_tax(
    people: Participants, plan: PlanTerms, year: int, table: LimitsTable
) -> FloatArray:
    """After-tax contributions that were matched: those that the deferrals leave of the base."""
    if not plan.matches_after_tax:
        return np.zeros(len(people))
    left = np.maximum(match_base(people, plan, year, table) - people.elective_deferral, 0.0)
    return np.minimum(people.after_tax_contribution, left)


def vested_match(people: Participants, plan: PlanTerms, year: int, match: FloatArray) -> FloatArray:
    """The vested part of match; NaN where it is not known."""
    vested = np.zeros(len(people))
    rows = np.flatnonzero(match > 0)
    if rows.size:
        share = np.asarray(plan.vested_share(_years_of_service(people.hire_date[rows], plan, year)))
        if plan.vested_share(0.0) == 1:
            share = np.ones(rows.size)
        vested[rows] = quantities.round_half_up(match[rows] * share)
    return vested


def _years_of_service(hired: npt.NDArray[np.datetime64], plan: PlanTerms, year: int) -> FloatArray:
    """Whole years from the day of hire through the plan year's last day; NaN if not known."""
    after = np.datetime64(plan.plan_year(year)[1], "D") + 1
    month, last_month = hired.astype("datetime64[M]"), after.astype("datetime64[M]")
    is_part = hired - month.astype("datetime64[D]") > after - last_month.astype("datetime64[D]")
    months = (last_month - month).astype(np.float64) - is_part
    return np.where(np.isnat(hired), np.nan, np.floor(months / MONTHS_A_YEAR))


def related_match(
    people: Participants,
    plan: PlanTerms,
    year: int,
    match: FloatArray,
    refunded: FloatArray,
    deferral_back: FloatArray,
    after_tax_back: FloatArray,
    table: LimitsTable,
) -> FloatArray:
    """Match that the contributions left do not earn; NaN where no tiers tell it."""
    related = np.zeros(len(people))
    back = deferral_back + (after_tax_back if plan.matches_after_tax else 0.0)
    rows = np.flatnonzero((back > 0) & (match - refunded > 0))
    if not rows.size:
        return related
    if not plan.match_tiers:
        related[rows] = np.nan
        return related
    base = people.elective_deferral[rows]
    if plan.matches_after_tax:
        base = base + people.after_tax_contribution[rows]
    pay = people.compensation[rows]
    on_all = np.minimum(np.asarray(plan.match(pay, base, year, limits=table)), match[rows])
    left = np.maximum(base - back[rows], 0.0)
    on_rest = np.asarray(plan.match(pay, left, year, limits=table))
    related[rows] = np.maximum(on_all - refunded[rows] - on_rest, 0.0)
    return related
