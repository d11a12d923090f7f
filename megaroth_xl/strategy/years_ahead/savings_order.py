"""The order in which a high earner fills the accounts of a year, and the dollars for each."""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from megaroth_xl import quantities
from megaroth_xl.law.annual_additions import annual_additions, annual_additions_limit
from megaroth_xl.law.compensation import (
    counted_compensation,
    match_tiers,
)
from megaroth_xl.law.elective_deferrals import elective_deferral_limit
from megaroth_xl.law.health_savings import hsa_contribution_limit
from megaroth_xl.law.individual_retirement_plans import (
    ira_contribution_limit,
)
from megaroth_xl.law.limits import LimitsTable, limits_table
from megaroth_xl.quantities import AGE, DOLLARS, WHOLE_YEAR, Flags
from megaroth_xl.strategy.plan.room import plan_room
from megaroth_xl.strategy.plan.terms import PlanTerms
from megaroth_xl.texts import LANGUAGES, citation, text

__all__ = ["SavingsStep", "savings_order"]


class SavingsStep(NamedTuple):
    """One step of the order: the dollars that reach it, and the most it takes."""

    key: str
    step: str
    dollars: float
    maximum: float
    why: str
    citation: str


def savings_order(
    budget: float,
    year: float,
    compensation: float,
    tiers: npt.ArrayLike,
    age: float | None = None,
    hsa_coverage: str | None = None,
    after_tax_allowed: Flags | None = None,
    *,
    debt: float = 0.0,
    plan: PlanTerms | None = None,
    deferral_elsewhere: float = 0.0,
    other_additions: float = 0.0,
    lang: str = LANGUAGES[0],
    limits: LimitsTable | None = None,
) -> tuple[SavingsStep, ...]:
    """Order in which a high earner fills the accounts of a year, and the dollars for each.

    The deferral for the full match, the HSA, the rest of the deferral, a backdoor Roth IRA,
    after-tax contributions, and a taxable account for what is left.

    Parameters
    ----------
    budget
        What there is to save in the year, dollars.
    year
        The calendar year.
    compensation
        The year's gross pay from this employer, dollars. It also limits the IRA.
    tiers
        The match, as in `match_tiers`; deferrals of all kinds are matched, catch-up too.
    age
        The age on December 31; None or NaN (not given) leaves every catch-up out.
    hsa_coverage
        self or family; None or "none" for no HSA.
    after_tax_allowed
        Whether the plan takes after-tax contributions; None counts as yes.
    debt
        Dollars of debt to pay down first, after the full match; 0 leaves this step out.
    plan
        The plan's terms, for its caps and the match on after-tax contributions; None has none.
    deferral_elsewhere
        Deferrals with other employers, dollars: they use the same limit.
    other_additions
        Employer money beside the match, dollars.
    lang
        "en" or "ko".
    limits
        A table to use instead of the package's own.

    Returns
    -------
    tuple of SavingsStep
        Their dollars sum to the budget.

    Raises
    ------
    InputError, UnknownYearError

    References
    ----------
    IRC 402(g), 414(v), 415(c), 223(b), 219(b)(5); each row carries its citation.

    Examples
    --------
    >>> [step.dollars for step in savings_order(100000, 2024, 250000, [[1, 0.06]])]
    [15000.0, 0.0, 8000.0, 7000.0, 31000.0, 39000.0]
    """
    table = limits or limits_table()
    left = quantities.single(budget, DOLLARS, "budget")
    when = int(quantities.single(year, WHOLE_YEAR, "year"))
    pay = quantities.single(compensation, DOLLARS, "compensation")
    years_old = quantities.single_or_none(age, AGE, "age")
    owed = quantities.single(debt, DOLLARS, "debt")
    takes_after_tax = after_tax_allowed is None or bool(
        quantities.flags(after_tax_allowed, "after_tax_allowed")
    )

    others = quantities.single(other_additions, DOLLARS, "other_additions")
    elsewhere = quantities.single(deferral_elsewhere, DOLLARS, "deferral_elsewhere")
    terms = plan or PlanTerms("a plan", match_tiers=match_tiers(tiers), true_up=True)
    deferral = _most_deferral(pay, terms, when, years_old, (elsewhere, others), table)
    match = terms.match(pay, deferral, when, by_pay_date=True, limits=table)
    matched_share = max((tier.up_to for tier in match_tiers(tiers) if tier.rate > 0), default=0.0)
    matched = min(matched_share * float(counted_compensation(pay, when, limits=table)), deferral)
    room = float(
        plan_room(
            terms, deferral, match + others, when, years_old, compensation=pay, limits=table
        ).after_tax
    )
    maxima = {
        "match": matched,
        "debt": owed,
        "hsa": hsa_contribution_limit(when, hsa_coverage or "none", years_old, limits=table),
        "deferral": deferral - matched,
        "backdoor_roth_ira": ira_contribution_limit(when, years_old, pay, limits=table),
        "after_tax": room if takes_after_tax else 0.0,
        "taxable": math.inf,
    }
    if not owed:
        del maxima["debt"]
    steps = []
    for key, maximum in maxima.items():
        dollars = min(left, float(maximum))
        left -= dollars
        steps.append(
            SavingsStep(
                key=key,
                step=text(f"alternatives.step.{key}.name", lang),
                dollars=dollars,
                maximum=float(maximum),
                why=text(f"alternatives.step.{key}.why", lang),
                citation=citation(f"alternatives.step.{key}.why"),
            )
        )
    return tuple(steps)


def _most_deferral(
    pay: float,
    plan: PlanTerms,
    year: int,
    age: float | None,
    others: tuple[float, float],
    table: LimitsTable,
) -> float:
    """Largest deferral that fits under the limits together with the match that it brings.

    `others` are deferrals elsewhere, and employer money beside the match.
    """
    elsewhere, employer = others
    limit = float(elective_deferral_limit(year, age, limits=table)) - elsewhere
    most = max(min(limit, pay), 0.0)
    counted_pay = float(counted_compensation(pay, year, limits=table))
    bends = [
        *(up_to * counted_pay for _, up_to in plan.match_tiers),
        float(table.dollars("elective_deferral", year)),
    ]
    # Each once; np.unique would import masked arrays for it.
    deferrals = np.array(sorted({min(max(bend, 0.0), most) for bend in (0.0, *bends, most)}))
    match = plan.match(pay, deferrals, year, by_pay_date=True, limits=table)
    money = np.asarray(match) + employer
    additions = np.asarray(annual_additions(deferrals, money, year, age, limits=table))
    most_additions = float(annual_additions_limit(year, pay, limits=table))
    # Between two bends the additions rise in a straight line.
    if additions[-1] <= most_additions:
        return most
    return float(np.interp(most_additions, additions, deferrals))
