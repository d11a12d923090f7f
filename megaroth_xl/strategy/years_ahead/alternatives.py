"""Alternatives: the other ways to save in a year, side by side."""

from typing import NamedTuple

import numpy as np

from megaroth_xl import quantities
from megaroth_xl.errors import InputError
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
from megaroth_xl.quantities import AGE, DOLLARS, SIGNED_DOLLARS, WHOLE_YEAR
from megaroth_xl.strategy.room import after_tax_room
from megaroth_xl.texts import LANGUAGES, citation, text

__all__ = ["Alternative", "comparison"]


class Alternative(NamedTuple):
    """One way to save: the most that a year takes, and the income that rules it out."""

    key: str
    strategy: str
    maximum: float
    income_limit: str
    note: str
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
    lang, limits
        "en" or "ko", and a table to use instead of the package's own.

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
