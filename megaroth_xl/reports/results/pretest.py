"""The plan pre-test of a roster: the ACP test with its refunds, and the adoption x rate grid."""

import numpy as np

from megaroth_xl.errors import InputError, PlanNotTestedError
from megaroth_xl.law.limits import LimitsTable
from megaroth_xl.quantities import FloatArray
from megaroth_xl.strategy.adoption import AdoptionGrid, adoption_grid
from megaroth_xl.strategy.participants import Participants
from megaroth_xl.strategy.plan import PlanTerms
from megaroth_xl.strategy.plan_test import PlanTest, applicable_nhce_average, plan_test
from megaroth_xl.texts import LANGUAGES, text

__all__ = ["HCE_ADOPTION", "HCE_RATE", "not_tested", "pretest", "what_if"]

HCE_ADOPTION = np.linspace(0.1, 1.0, 10)
"""Shares of the HCEs that contribute after tax, tried in the grid."""
HCE_RATE = np.array([0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.08, 0.1, 0.15, 0.2])
"""Shares of pay that each of them contributes."""


def not_tested(plan: PlanTerms, unknown: int, lang: str = LANGUAGES[0]) -> str:
    """Why a plan's test cannot be run, in words; "" where it can.

    Parameters
    ----------
    plan
        The plan's terms.
    unknown
        Number of employees who may be highly compensated or not.
    lang
        "en" or "ko".
    """
    if unknown:
        return text("reports.not_tested.hce_not_known", lang, count=unknown)
    try:
        applicable_nhce_average(plan)
    except InputError:
        return text("reports.not_tested.average_not_known", lang)
    return ""


def pretest(
    people: Participants,
    plan: PlanTerms,
    year: int,
    *,
    hce: FloatArray,
    match: FloatArray,
    limits: LimitsTable,
    lang: str = LANGUAGES[0],
) -> PlanTest:
    """Whether the roster's after-tax contributions pass the ACP test, and what follows.

    Parameters
    ----------
    people, plan, year, limits
        As in `outcomes`.
    hce
        Who is highly compensated (`hce_status`).
    match
        Each employee's match, dollars.
    lang
        Language of a refusal, "en" or "ko".

    Raises
    ------
    PlanNotTestedError
        With the reason of `not_tested`.
    """
    reason = not_tested(plan, int(np.isnan(hce).sum()), lang)
    if reason:
        raise PlanNotTestedError(reason)
    return plan_test(
        plan,
        year,
        is_hce=hce == 1,
        compensation=people.compensation,
        matching_contribution=match,
        after_tax_contribution=people.after_tax_contribution,
        elective_deferral=people.elective_deferral,
        nonelective_contribution=people.nonelective_contribution,
        deferral_elsewhere=people.deferral_elsewhere,
        age=people.age,
        limits=plan.applied_limits(year, limits),
    )


def what_if(
    people: Participants,
    plan: PlanTerms,
    year: int,
    *,
    hce: FloatArray,
    match: FloatArray,
    room: FloatArray,
    trials: int = 0,
    seed: int = 0,
    limits: LimitsTable,
) -> AdoptionGrid:
    """The test if more of the highly compensated contribute, in a grid of adoption and rate.

    Parameters
    ----------
    people, plan, year, hce, match, limits
        As in `pretest`.
    room
        After-tax room of each beyond what is contributed already, dollars.
    trials, seed
        As in `adoption_grid`.
    """
    return adoption_grid(
        hce == 1,
        people.compensation,
        match,
        year,
        hce_adoption=HCE_ADOPTION,
        hce_rate=HCE_RATE,
        nhce_acp=applicable_nhce_average(plan),
        room=people.after_tax_contribution + room,
        trials=trials,
        seed=seed,
        limits=limits,
    )
