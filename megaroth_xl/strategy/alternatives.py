"""Alternatives: the other ways to save in a year, and the order in which to fill them."""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from megaroth_xl import quantities
from megaroth_xl.errors import InputError
from megaroth_xl.law.annual_additions import annual_additions, annual_additions_limit
from megaroth_xl.law.compensation import (
    counted_compensation,
    match_tiers,
)
from megaroth_xl.law.elective_deferrals import elective_deferral_limit
from megaroth_xl.law.filing_status import FILING_STATUS
from megaroth_xl.law.health_savings import hsa_contribution_limit
from megaroth_xl.law.individual_retirement_plans import (
    RANGES,
    ira_contribution_limit,
    roth_ira_contribution_limit,
    traditional_ira_deduction_limit,
)
from megaroth_xl.law.limits import LimitsTable, limits_table
from megaroth_xl.law.year_limits import YearLimits
from megaroth_xl.quantities import AGE, DOLLARS, SIGNED_DOLLARS, WHOLE_YEAR, Flags
from megaroth_xl.strategy.plan import PlanTerms
from megaroth_xl.strategy.plan_room import plan_room
from megaroth_xl.strategy.room import after_tax_room
from megaroth_xl.texts import LANGUAGES, citation, text

__all__ = ["Alternative", "SavingsStep", "comparison", "savings_order"]


class Alternative(NamedTuple):
    """One way to save: the most that a year takes, and the income that rules it out."""

    key: str
    strategy: str
    maximum: float
    income_limit: str
    note: str
    citation: str


class SavingsStep(NamedTuple):
    """One step of the order: the dollars that reach it, and the most it takes."""

    key: str
    step: str
    dollars: float
    maximum: float
    why: str
    citation: str


def comparison(
    year: float,
    age: float | None = None,
    elective_deferral: float | None = None,
    employer_contribution: float | None = None,
    filing_status: str | None = None,
    modified_agi: float | None = None,
    *,
    compensation: float | None = None,
    lived_apart: bool = False,
    not_covered: bool = False,
    spouse_covered: bool = False,
    ira_contributions: float = 0.0,
    lang: str = LANGUAGES[0],
    limits: LimitsTable | None = None,
) -> tuple[Alternative, ...]:
    """Ways to save in a year, side by side, for one person.

    Parameters
    ----------
    year
        The calendar year.
    age
        The age on December 31; None or NaN (not given) leaves every catch-up out.
    elective_deferral
        The year's deferral, dollars, catch-up included; None or NaN means the limit.
    employer_contribution
        Match and other employer money of the year, dollars; None or NaN means none.
    filing_status
        single, mfj, mfs, hoh or qss, or the long form; None shows the ranges of single persons and
        of joint returns.
    modified_agi
        Modified AGI, dollars, with a filing status; None or NaN leaves phase-outs out of the
        maxima.
    compensation
        The year's pay, dollars, which limits all but the HSA; None or NaN leaves that out.
    lived_apart
        For mfs: whether the spouses lived apart all year.
    not_covered, spouse_covered
        Whether no plan at work covers the person, and whether one covers the spouse.
    ira_contributions
        The year's contributions to traditional IRAs, dollars, which share the limit of Roth IRAs.
    lang
        "en" or "ko".
    limits
        A table to use instead of the package's own.

    Returns
    -------
    tuple of Alternative
        Maxima in dollars a year; NaN where a year of one's own has no phase-outs.

    Raises
    ------
    InputError, UnknownYearError

    References
    ----------
    Each row carries its citation.

    Examples
    --------
    >>> for row in comparison(2024, filing_status="single")[3:6]:
    ...     print(row.strategy, row.maximum, row.income_limit, sep=" | ")
    Roth IRA (direct) | 7000.0 | phases out from $146,000 to $161,000 of modified AGI (single)
    Backdoor Roth IRA | 7000.0 | none
    Mega backdoor Roth | 46000.0 | none
    """
    table = limits or limits_table()
    when = int(quantities.single(year, WHOLE_YEAR, "year"))
    years_old = quantities.single_or_none(age, AGE, "age")
    income = quantities.single_or_none(modified_agi, SIGNED_DOLLARS, "modified_agi")
    status = None
    if filing_status is not None and str(filing_status).strip():
        status = FILING_STATUS.words[int(FILING_STATUS.read(filing_status, "filing_status"))]
    deferral = quantities.single_or_none(elective_deferral, DOLLARS, "elective_deferral")
    employer = quantities.single_or_none(employer_contribution, DOLLARS, "employer_contribution")
    pay = quantities.single_or_none(compensation, DOLLARS, "compensation")
    most_deferred = float(elective_deferral_limit(when, years_old, limits=table))
    most_deferred = most_deferred if pay is None else min(most_deferred, pay)
    ira = ira_contribution_limit(when, years_old, pay, limits=table)
    counted = "single" if status == "mfs" and lived_apart else status
    roth_range = _kind("roth_ira", counted)
    deduction_range = _deduction_range(counted, covered=not not_covered, spouse=spouse_covered)
    roth_ira, deductible = ira, None
    if income is not None:
        if status is None:
            raise InputError(
                "filing_status", "not given", f"with modified_agi, {FILING_STATUS.expected}"
            )
        roth_ira = np.nan
        if roth_range in table[when].phase_outs:
            roth_ira = roth_ira_contribution_limit(
                income,
                status,
                when,
                years_old,
                pay,
                ira_contributions,
                lived_with_spouse=not lived_apart,
                limits=table,
            )
        if deduction_range in {None, *table[when].phase_outs}:
            deductible = float(
                traditional_ira_deduction_limit(
                    income,
                    status,
                    when,
                    years_old,
                    pay,
                    active_participant=not not_covered,
                    spouse_active_participant=spouse_covered,
                    lived_with_spouse=not lived_apart,
                    limits=table,
                )
            )
    maxima = {
        "traditional_401k": most_deferred,
        "roth_401k": most_deferred,
        "traditional_ira": ira,
        "roth_ira": roth_ira,
        "backdoor_roth_ira": ira,
        "mega_backdoor_roth": after_tax_room(
            most_deferred if deferral is None else deferral,
            employer or 0.0,
            when,
            years_old,
            compensation=pay,
            limits=table,
        ),
        "hsa_self": hsa_contribution_limit(when, "self", years_old, limits=table),
        "hsa_family": hsa_contribution_limit(when, "family", years_old, limits=table),
    }
    income_limits = {
        "roth_ira": _phase_out("roth_ira", roth_range, table[when], status, lang),
        "traditional_ira": _phase_out(
            "traditional_ira",
            deduction_range,
            table[when],
            status,
            lang,
            income=income,
            deductible=deductible,
        ),
    }
    none = text("alternatives.income_limit.none", lang)
    return tuple(
        Alternative(
            key=key,
            strategy=text(f"alternatives.strategy.{key}.name", lang),
            maximum=float(maximum),
            income_limit=income_limits.get(key, none),
            note=text(f"alternatives.strategy.{key}.note", lang),
            citation=citation(f"alternatives.strategy.{key}.note"),
        )
        for key, maximum in maxima.items()
    )


def _deduction_range(status: str | None, *, covered: bool, spouse: bool) -> str | None:
    """The name of the phase-out of a person's IRA deduction; None where it has none.

    References
    ----------
    IRC 219(g)(1), (4) and (7).
    """
    if covered or (spouse and status == "mfs"):
        return _kind("traditional_ira", status)
    return "traditional_ira_joint_spouse_covered" if spouse and status == "mfj" else None


def _phase_out(
    kind: str,
    own: str | None,
    limits: YearLimits,
    status: str | None,
    lang: str,
    *,
    income: float | None = None,
    deductible: float | None = None,
) -> str:
    """An IRA's phase-out in words: a person's own, or of single persons and joint returns."""
    if own is None:
        return text(f"alternatives.income_limit.{kind}.not_covered", lang)
    single, joint = (limits.phase_outs.get(each) for each in (own, _kind(kind, "mfj")))
    if single is None or joint is None:
        return text(f"alternatives.income_limit.{kind}.not_known", lang)
    values: dict[str, object] = {
        "start": single.start,
        "end": single.end,
        "joint_start": joint.start,
        "joint_end": joint.end,
        "status": text(f"common.filing_status.{status}", lang) if status else "",
        "income": income,
        "deductible": deductible,
    }
    form = "of_income" if deductible is not None else "of_status" if status else "of_everyone"
    return text(f"alternatives.income_limit.{kind}.{form}", lang, **values)


def _kind(kind: str, status: str | None) -> str:
    """The name of an IRA's phase-out for a filing status, or for single persons."""
    return f"{kind}_{RANGES[status or 'single']}"


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
    match = terms.even_year_match(pay, deferral, when, limits=table)
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
    deferrals = np.unique(np.clip([0.0, *bends, most], 0.0, most))
    match = plan.even_year_match(pay, deferrals, year, limits=table)
    money = np.asarray(match) + employer
    additions = np.asarray(annual_additions(deferrals, money, year, age, limits=table))
    most_additions = float(annual_additions_limit(year, pay, limits=table))
    # Between two bends the additions rise in a straight line.
    if additions[-1] <= most_additions:
        return most
    return float(np.interp(most_additions, additions, deferrals))
