"""The plan pre-test of a roster: refunds by employee, and the adoption x rate grid."""

from dataclasses import dataclass

import numpy as np

from megaroth_xl.errors import InputError
from megaroth_xl.law.limits import LimitsTable
from megaroth_xl.reports.outcomes import Outcomes
from megaroth_xl.strategy.adoption import AdoptionGrid, adoption_grid
from megaroth_xl.strategy.participants import Participants
from megaroth_xl.strategy.plan import PlanTerms
from megaroth_xl.strategy.plan_test import PlanTest, applicable_nhce_average, plan_test

__all__ = ["HCE_ADOPTION", "HCE_RATE", "Pretest", "pretest"]

HCE_ADOPTION = (0.0, 0.25, 0.5, 0.75, 1.0)
"""Shares of the HCEs that contribute after tax, tried in the grid."""
HCE_RATE = (0.02, 0.04, 0.06, 0.08, 0.10, 0.15)
"""Shares of pay that each of them contributes."""


@dataclass(frozen=True)
class Pretest:
    """A roster's pre-test.

    Parameters
    ----------
    test
        The ACP test with what follows from it; its columns are in the order of the participants.
    grid
        The test over adoption and rate among the HCEs; None where only one kind is employed.
    assumed_not_hce
        Employees without pay of the year before, taken as not highly compensated.
    """

    test: PlanTest
    grid: AdoptionGrid | None
    assumed_not_hce: int


def pretest(
    people: Participants,
    plan: PlanTerms,
    year: int,
    results: Outcomes,
    *,
    trials: int = 100,
    seed: int = 0,
    limits: LimitsTable | None = None,
) -> Pretest:
    """Whether the roster's after-tax contributions pass the ACP test, and what if more join.

    Parameters
    ----------
    people, plan, year, limits
        As in `outcomes`.
    results
        What `outcomes` says of them.
    trials, seed
        As in `adoption_grid`.

    Raises
    ------
    InputError
        Where nobody's pay of the year before is given, or the plan's terms lack the NHCE average
        that applies.
    """
    unknown = np.isnan(results.highly_compensated)
    if np.isnan(people.prior_year_compensation).all():
        raise InputError(
            "prior_year_compensation",
            "blank in every row",
            "the pay of the year before, which decides who is highly compensated (IRC 414(q))",
        )
    is_hce = np.where(unknown, 0.0, results.highly_compensated) == 1
    match = results.matching_contribution
    test = plan_test(
        plan,
        year,
        is_hce=is_hce,
        compensation=people.compensation,
        matching_contribution=match,
        after_tax_contribution=people.after_tax_contribution,
        elective_deferral=people.elective_deferral,
        nonelective_contribution=people.nonelective_contribution,
        deferral_elsewhere=people.deferral_elsewhere,
        age=people.age,
        limits=limits,
    )
    grid = None
    given = applicable_nhce_average(plan)
    if is_hce.any() and (given is not None or not is_hce.all()):
        grid = adoption_grid(
            is_hce,
            people.compensation,
            match,
            year,
            hce_adoption=HCE_ADOPTION,
            hce_rate=HCE_RATE,
            nhce_acp=given,
            room=people.after_tax_contribution + results.after_tax_room,
            trials=trials,
            seed=seed,
            limits=limits,
        )
    return Pretest(test, grid, int(unknown.sum()))
