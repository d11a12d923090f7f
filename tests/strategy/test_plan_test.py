from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from megaroth_xl.errors import InputError, ShapeError
from megaroth_xl.law.highly_compensated import hce_threshold, highly_compensated
from megaroth_xl.strategy.plan import PlanTerms, TestingMethod
from megaroth_xl.strategy.plan_findings import plan_findings
from megaroth_xl.strategy.plan_test import (
    PlanTest,
    applicable_nhce_average,
    key_employee_share,
    plan_test,
)
from megaroth_xl.texts import LANGUAGES

CURRENT = PlanTerms("Example 401(k)", testing_method=TestingMethod.CURRENT_YEAR)
PRIOR = PlanTerms("Example 401(k)", prior_year_nhce_acp=0.04)


def found(plan: PlanTerms = CURRENT, year: int = 2026, **changes: object) -> PlanTest:
    """Two HCEs at 12 and 6 percent with the match, two NHCEs at 4 percent."""
    columns: dict[str, object] = {
        "is_hce": [True, True, False, False],
        "compensation": [200_000, 300_000, 50_000, 60_000],
        "matching_contribution": [4_000, 6_000, 1_000, 1_200],
        "after_tax_contribution": [20_000, 12_000, 1_000, 1_200],
        **changes,
    }
    return plan_test(plan, year, **columns)  # type: ignore[arg-type]


def ids(test: PlanTest) -> list[str]:
    return [finding.id for finding in plan_findings(test)]


def test_refund_of_a_failing_year() -> None:
    test = found()
    # The limit is 6 percent, so the first HCE is cut from 12 to 6 percent: 12,000 in all. By
    # dollars the first goes from 24,000 to 18,000, and the rest falls on both.
    assert (test.acp.hce_average, test.acp.limit, test.acp.excess) == (0.09, 0.06, 12_000)
    assert test.acp.permitted_ratio == 0.06
    assert test.refunds.excess.tolist() == [9_000, 3_000, 0, 0]
    assert test.refunds.after_tax.tolist() == [9_000, 3_000, 0, 0]
    assert test.excise_tax == 1_200


def test_after_tax_goes_back_before_match() -> None:
    test = found(
        matching_contribution=[24_000, 6_000, 1_000, 1_200],
        after_tax_contribution=[1_000, 12_000, 1_000, 1_200],
    )
    assert test.refunds.after_tax.tolist()[0] == 1_000
    assert (test.refunds.after_tax + test.refunds.match).tolist() == test.refunds.excess.tolist()
    assert test.refunds.match[0] > 0


def test_earnings_through_the_end_of_the_plan_year() -> None:
    assert found().refunds.earnings.tolist() == [0, 0, 0, 0]
    half_a_year = found(annual_return=0.21).refunds
    assert half_a_year.earnings.tolist() == [900, 300, 0, 0]
    assert half_a_year.taxable.tolist() == [900, 300, 0, 0]
    assert found(annual_return=0.1, months_invested=12).refunds.earnings[0] == 900
    assert found(annual_return=-0.19, months_invested=6).refunds.earnings[0] == -900


def test_who_has_converted() -> None:
    assert not found().refunds.converted.any()
    in_plan = found(replace(CURRENT, in_plan_roth_rollover=True))
    assert in_plan.refunds.converted.tolist() == [9_000, 3_000, 0, 0]
    assert "converted_in_plan" in ids(in_plan)
    out = found(replace(CURRENT, in_service_distribution=True), is_converted=[0, 1, 1, 0])
    assert out.refunds.converted.tolist() == [0, 3_000, 0, 0]
    assert "converted_to_roth_ira" in ids(out)
    assert "converted_in_plan" not in ids(out)


def test_deadlines() -> None:
    assert found().refund_deadline == date(2027, 3, 15)
    assert found(is_automatic=True).refund_deadline == date(2027, 6, 30)
    assert found(plan_year_end=date(2027, 6, 30)).refund_deadline == date(2027, 9, 15)
    assert found().deadlines.last == date(2027, 12, 31)
    assert found().excess_deferral_deadline == date(2027, 4, 15)


def test_rates_that_pass() -> None:
    test = found()
    # Match is 2 percent for both.
    assert test.highest_hce_rate == 0.04
    assert test.ways_out is not None
    assert test.ways_out.qnec_rate == 0.03
    assert test.ways_out.qnec_dollars == 0.03 * 110_000
    passing = found(after_tax_contribution=[8_000, 12_000, 1_000, 1_200])
    assert passing.acp.passes
    assert passing.ways_out is None
    assert passing.highest_hce_rate == 0.04


def test_methods() -> None:
    assert applicable_nhce_average(CURRENT) is None
    assert applicable_nhce_average(PRIOR) == 0.04
    assert applicable_nhce_average(PRIOR, first_plan_year=True) == 0.03
    assert applicable_nhce_average(CURRENT, first_plan_year=True) is None
    with pytest.raises(InputError, match="prior_year_nhce_acp is not given"):
        applicable_nhce_average(PlanTerms("Example 401(k)"))
    assert found(PRIOR).acp.nhce_average == 0.04
    assert found(PRIOR, first_plan_year=True).acp.limit == 0.05
    assert found(PRIOR).ways_out.qnec_rate is None  # type: ignore[union-attr]


def test_safe_harbor_match_leaves_after_tax_in() -> None:
    test = found(safe_harbor_match=True)
    assert test.acp.ratios.tolist() == [0.1, 0.04, 0.02, 0.02]
    assert not test.acp.passes
    assert test.highest_hce_rate == 0.04


def test_limits_across_the_roster() -> None:
    test = found(
        elective_deferral=[24_500, 24_500, 20_000, 0],
        nonelective_contribution=[30_000, 0, 0, 0],
        deferral_elsewhere=[0, 0, 5_000, 0],
        age=[40, 40, 40, 40],
    )
    assert test.excess_annual_addition.tolist() == [6_500, 0, 0, 0]
    assert test.excess_deferral.tolist() == [0, 0, 500, 0]
    assert {"excess_annual_addition", "excess_deferral"} < set(ids(test))
    older = found(elective_deferral=[32_500, 24_500, 0, 0], age=[50, 40, 40, 40])
    assert not older.excess_deferral.any()
    assert not older.excess_annual_addition.any()
    at_sixty: dict[str, Any] = {
        "elective_deferral": 35_750,
        "nonelective_contribution": 31_500,
        "age": 60,
    }
    assert found(**at_sixty).excess_annual_addition[0] == 8_000
    without = found(replace(CURRENT, higher_catch_up=False), **at_sixty)
    assert without.excess_annual_addition[0] == 11_250


def test_top_heavy() -> None:
    assert key_employee_share(None, [1]) is None
    assert key_employee_share([1, 0], None) is None
    assert key_employee_share([1, 0], [0, 0]) == 0
    assert "top_heavy_unknown" in ids(found())
    heavy = found(is_key_employee=[1, 1, 0, 0], balance=[400_000, 300_000, 200_000, 100_000])
    assert heavy.key_employee_share == 0.7
    assert "top_heavy" in ids(heavy)
    light = found(is_key_employee=[1, 0, 0, 0], balance=[600_000, 200_000, 100_000, 100_000])
    assert not {"top_heavy", "top_heavy_unknown"} & set(ids(light))


def test_projected_years_say_so_first() -> None:
    assert ids(found(year=2027))[0] == "projected_year"
    assert "projected_year" not in ids(found())


def test_hces_of_a_roster_by_look_back_pay() -> None:
    is_hce = highly_compensated([170_000, 150_000, 90_000], hce_threshold(2026), owner=[0, 0, 1])
    test = plan_test(
        PRIOR,
        2026,
        is_hce=is_hce,
        compensation=[100_000, 200_000, 90_000],
        matching_contribution=0,
        after_tax_contribution=[10_000, 50_000, 0],
    )
    assert test.refunds.excess.tolist() == [0, 0, 0]
    assert test.acp.hce_average == 0.05


def test_all_of_one_kind() -> None:
    test = found(is_hce=True)
    assert test.acp.passes
    assert test.highest_hce_rate == 1
    assert ids(test)[0] == "acp_deemed"
    nobody = found(is_hce=False)
    assert nobody.highest_hce_rate == 1
    assert ids(nobody)[0] == "acp_deemed"


def test_refusals() -> None:
    with pytest.raises(ShapeError):
        found(elective_deferral=[1, 2, 3])
    with pytest.raises(InputError, match="deferral_elsewhere"):
        found(deferral_elsewhere=-1)
    with pytest.raises(InputError, match="annual_return"):
        found(annual_return=-1)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_findings_in_every_language(lang: str) -> None:
    tests = [
        found(year=2027),
        found(PRIOR, after_tax_contribution=0),
        found(replace(PRIOR, in_plan_roth_rollover=True, in_service_distribution=True)),
        found(is_hce=True, elective_deferral=90_000),
        found(matching_contribution=[40_000, 0, 0, 0], is_key_employee=True, balance=1),
    ]
    named = {finding.id for test in tests for finding in plan_findings(test, lang=lang)}
    assert named == {
        "projected_year",
        "acp_passes",
        "acp_deemed",
        "acp_fails",
        "converted_in_plan",
        "converted_to_roth_ira",
        "rate_cap",
        "match_alone_fails",
        "qnec",
        "nhce_average_needed",
        "excess_annual_addition",
        "excess_deferral",
        "top_heavy",
        "top_heavy_unknown",
    }
    assert all(all(finding) for test in tests for finding in plan_findings(test, lang=lang))


def test_a_limit_of_more_decimals_is_shown_with_them() -> None:
    fails = found(
        replace(PRIOR, prior_year_nhce_acp=0.0801), after_tax_contribution=[20_000, 20_400, 0, 0]
    )
    assert "the HCE average is 10.40%, the limit 10.0125%" in plan_findings(fails)[0].what


@given(
    st.lists(
        st.tuples(st.booleans(), st.integers(20_000, 500_000), st.integers(0, 60_000)),
        min_size=1,
        max_size=10,
    ),
    st.floats(-0.5, 0.5),
)
def test_refunds_are_parts_of_what_was_paid_in(
    rows: list[tuple[bool, int, int]], annual_return: float
) -> None:
    is_hce, pay, after_tax = (np.array(column) for column in zip(*rows, strict=True))
    test = plan_test(
        PRIOR,
        2026,
        is_hce=is_hce,
        compensation=pay,
        matching_contribution=0.02 * pay,
        after_tax_contribution=after_tax,
        annual_return=annual_return,
    )
    refunds = test.refunds
    assert refunds.excess.sum() == pytest.approx(test.acp.excess)
    assert (refunds.after_tax <= after_tax).all()
    assert refunds.after_tax + refunds.match == pytest.approx(refunds.excess)
    assert (np.sign(refunds.earnings) * np.sign(annual_return) >= 0).all()
    assert not refunds.excess[~is_hce].any()
