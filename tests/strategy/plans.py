"""Made-up plans for the tests of the pre-test."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from megaroth_xl.quantities import FloatArray
from megaroth_xl.strategy.plan.participants import Participants
from megaroth_xl.strategy.plan.terms import PlanTerms
from megaroth_xl.strategy.plan.words import TestingMethod
from megaroth_xl.strategy.pretest import plan_test as module
from megaroth_xl.strategy.pretest.outcomes import Reason
from megaroth_xl.strategy.pretest.part_test import PartTest
from megaroth_xl.strategy.pretest.plan_test import PlanTest

CURRENT = PlanTerms("Example 401(k)", testing_method=TestingMethod.CURRENT_YEAR)
PRIOR = PlanTerms("Example 401(k)", prior_year_nhce_acp=0.04, prior_year_nhce_adp=0.05)


@dataclass(frozen=True, eq=False)
class WholeTest(PlanTest, PartTest):
    """The pre-test of a plan in one part, and what it means for each of its participants."""


def plan_test(
    people: Participants,
    plan: PlanTerms,
    year: int,
    *,
    match: FloatArray,
    blocked: Sequence[Reason] = (),
    left_out_allowed: int = 0,
) -> WholeTest:
    """The pre-test of a plan in one part."""
    parts: list[PartTest] = []
    found = module.plan_test(
        [(people, match)],
        plan,
        year,
        blocked=blocked,
        left_out_allowed=left_out_allowed,
        each=parts.append,
    )
    return WholeTest(**{**vars(parts[0]), **vars(found)})


def staff(**columns: Any) -> Participants:
    """Participants with the columns given; 0 for the deferrals, and ids of their own."""
    length = len(columns["compensation"])
    return Participants.of(
        {
            "employee_id": [str(i + 1) for i in range(length)],
            "elective_deferral": [0] * length,
        }
        | columns
    )


def match_of(people: Participants) -> FloatArray:
    """The match that is given; 0 where none is."""
    return np.nan_to_num(people.matching_contribution)


def pretested(plan: PlanTerms = CURRENT, year: int = 2026, **columns: Any) -> WholeTest:
    """Pre-test of two HCEs at 12 and 6 percent with the match, and two NHCEs at 4 percent."""
    people = staff(
        **{
            "hce": [1, 1, 0, 0],
            "compensation": [200_000, 300_000, 50_000, 60_000],
            "matching_contribution": [4_000, 6_000, 1_000, 1_200],
            "after_tax_contribution": [20_000, 12_000, 1_000, 1_200],
            **columns,
        }
    )
    return plan_test(people, plan, year, match=match_of(people))


FAILING_STAFF = staff(
    hce=[1, 1, 0, 0],
    compensation=[200_000, 300_000, 50_000, 0],
    elective_deferral=[20_000, 12_000, 2_000, 0],
    age=[45, 52, 30, 30],
    matching_contribution=[4_000, 6_000, 1_000, 0],
    after_tax_contribution=[20_000, 12_000, 1_000, 0],
    hire_date=["2020-01-01"] * 4,
)
FAILING = replace(
    CURRENT,
    match_tiers=[(0.2, 0.1)],
    refund_earnings_rate=0.1,
    vesting="6-year graded",
    in_plan_roth_rollover=True,
)
FAILING_TEST = plan_test(FAILING_STAFF, FAILING, 2026, match=match_of(FAILING_STAFF))
"""A plan that fails both tests, with the earnings, vesting and match that corrections need."""
