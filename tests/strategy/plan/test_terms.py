"""Plan terms: what they match, what they take, and what no plan can have."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from megaroth_xl.errors import InputError
from megaroth_xl.strategy.plan.terms import PlanTerms
from megaroth_xl.strategy.plan.words import AdpSafeHarbor, TestingMethod

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
        ({"testing_method": "curent"}, "did you mean 'current year'"),
        ({"eaca": "all"}, "expected 'none', 'some' or 'all eligible'"),
        ({"adp_safe_harbor": "basic"}, "expected 'none', 'traditional' or 'qaca'"),
        ({"closed_day_rule": "same day"}, "did you mean 'the same day'"),
        ({"acp_safe_harbor": True}, "acp_safe_harbor is yes: expected no, or 'traditional'"),
        ({"safe_harbor_nonelective": 0.03}, "safe_harbor_nonelective is 0.03: expected none"),
        ({"plan_year_start": "02-29"}, "a month and day that every year has"),
        ({"plan_year_start": "July"}, "such as 01-01 or 07-01"),
        ({"eligibility_age": 25}, "an age from 0 to 21"),
        ({"eligibility_months": 1.5}, "whole months from 0 to 24"),
        ({"refund_earnings_rate": 7}, "for 7 percent type 7% or 0.07"),
        ({"vesting": "graded"}, "'6-year graded'"),
        ({"vesting": [(2, 0.5), (1, 1)]}, "both rising, the last share 1"),
        ({"vesting": [(2, 0.5)]}, "the last share 1"),
        ({"vesting": [(2, 0.5, 1)]}, "rows of two numbers"),
        ({"election_file": [("after_tax_pct", "AT %")]}, "did you mean 'after_tax_percent'"),
        ({"election_file": [("employee_id", " ")]}, "a blank heading of employee_id"),
    ],
)
def test_terms_that_no_plan_can_have(terms: dict[str, object], sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        PlanTerms(**({"name": "Plan"} | terms))  # type: ignore[arg-type]


def test_the_testing_method_may_be_written_as_text() -> None:
    plan = PlanTerms("Plan", testing_method="current year")  # type: ignore[arg-type]
    assert plan.testing_method is TestingMethod.CURRENT_YEAR


def test_a_graded_schedule_vests_a_fifth_a_year_from_the_second() -> None:
    # The slowest graded schedule of IRC 411(a)(2)(B)(iii).
    plan = PlanTerms("Plan", vesting="6-year graded")
    years = [0, 1.9, 2, 3, 4, 5, 6, 30]
    np.testing.assert_array_equal(plan.vested_share(years), [0, 0, 0.2, 0.4, 0.6, 0.8, 1, 1])
    assert np.isnan(PlanTerms("Plan").vested_share(3))
    assert np.isnan(plan.vested_share(np.nan))


def test_a_safe_harbor_takes_its_contribution() -> None:
    plan = PlanTerms(
        "Plan",
        adp_safe_harbor=AdpSafeHarbor.QACA,
        acp_safe_harbor=True,
        safe_harbor_nonelective=0.03,
    )
    assert plan.safe_harbor_nonelective == 0.03


@pytest.mark.parametrize("start", ["07-01", "7/1", "July 1", "2026-07-01", date(2025, 7, 1)])
def test_a_plan_year_ends_the_day_before_the_next(start: str | date) -> None:
    plan = PlanTerms("Plan", plan_year_start=start)
    assert plan.plan_year(2026) == (date(2026, 7, 1), date(2027, 6, 30))


@given(pay=DOLLARS, deferral=DOLLARS, more=DOLLARS)
def test_more_deferral_never_lowers_the_match(pay: float, deferral: float, more: float) -> None:
    plan = PlanTerms("Plan", match_tiers=[(1, 0.03), (0.5, 0.05)])
    match = plan.match(pay, [deferral, deferral + more], 2026)
    assert match[0] <= match[1] + 1e-6
    assert match[1] <= 0.04 * min(pay, 360_000) + 1e-6
