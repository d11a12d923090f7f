"""Plan terms: what they match, what they take, and what no plan can have."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from megaroth_xl.errors import InputError
from megaroth_xl.strategy.plan import PlanTerms, TestingMethod

DOLLARS = st.floats(0, 1e7)


def test_the_irs_example_of_a_match_on_capped_pay() -> None:
    # The form of the IRS EP News example for 2012 (50% of the first 5% of pay, capped at 250,000:
    # 6,250), with the 360,000 that caps pay in 2026.
    plan = PlanTerms("Plan", match_tiers=[(0.5, 0.05)])
    assert plan.match(500_000, 24_500, 2026) == 9_000


def test_a_plan_without_tiers_matches_nothing() -> None:
    np.testing.assert_array_equal(PlanTerms("Plan").match([1e5, 2e5], 5e3, 2026), [0, 0])


@pytest.mark.parametrize(
    ("cap", "share", "pay", "expected"),
    [
        (None, None, 100_000, np.nan),
        (40_000, None, 100_000, 40_000),
        (None, 0.1, 100_000, 10_000),
        (40_000, 0.1, 100_000, 10_000),
        (40_000, 0.2, 500_000, 40_000),
        (None, 0.1, 500_000, 36_000),  # the share runs on pay up to 360,000 in 2026
    ],
)
def test_the_lower_cap_holds(
    cap: float | None, share: float | None, pay: float, expected: float
) -> None:
    plan = PlanTerms("Plan", after_tax_cap=cap, after_tax_cap_share=share)
    np.testing.assert_array_equal(plan.after_tax_limit(pay, 2026), expected)


def test_a_plan_without_after_tax_money_takes_none() -> None:
    plan = PlanTerms("Plan", accepts_after_tax=False, after_tax_cap=40_000)
    np.testing.assert_array_equal(plan.after_tax_limit([0, 1e5], 2026), [0, 0])


@pytest.mark.parametrize(
    ("terms", "sentence"),
    [
        ({"name": " "}, "name is blank"),
        ({"after_tax_cap": -1}, "after_tax_cap is -1: expected dollars"),
        ({"after_tax_cap_share": 10}, "for 10 percent type 10% or 0.1"),
        ({"prior_year_nhce_acp": 3.5}, "prior_year_nhce_acp is 3.5"),
        ({"pay_periods": 0}, "pay_periods is 0"),
        ({"match_tiers": [(1, 0.05), (0.5, 0.03)]}, "not rising"),
        ({"match_tiers": [(1, 6)]}, "a share of pay of 6"),
        ({"testing_method": "next year"}, "expected 'prior year' or 'current year'"),
    ],
)
def test_terms_that_no_plan_can_have(terms: dict[str, object], sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        PlanTerms(**({"name": "Plan"} | terms))  # type: ignore[arg-type]


def test_the_testing_method_may_be_written_as_text() -> None:
    plan = PlanTerms("Plan", testing_method="current year")  # type: ignore[arg-type]
    assert plan.testing_method is TestingMethod.CURRENT_YEAR


@given(pay=DOLLARS, deferral=DOLLARS, more=DOLLARS)
def test_more_deferral_never_lowers_the_match(pay: float, deferral: float, more: float) -> None:
    plan = PlanTerms("Plan", match_tiers=[(1, 0.03), (0.5, 0.05)])
    match = plan.match(pay, [deferral, deferral + more], 2026)
    assert match[0] <= match[1] + 1e-6
    assert match[1] <= 0.04 * min(pay, 360_000) + 1e-6
