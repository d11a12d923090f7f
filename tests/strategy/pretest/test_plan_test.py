from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from megaroth_xl.strategy.pretest.findings import plan_findings
from megaroth_xl.strategy.pretest.outcomes import Grouping, Reason, Result, given_average
from megaroth_xl.strategy.pretest.plan_test import PlanTest
from megaroth_xl.texts import LANGUAGES
from tests.strategy.plans import CURRENT, PRIOR, match_of, plan_test, pretested, staff


def ids(test: PlanTest) -> list[str]:
    return [finding.id for finding in plan_findings(test)]


def test_refund_of_a_failing_year() -> None:
    test = pretested()
    # The limit is 6 percent, so the first HCE is cut from 12 to 6 percent: 12,000 in all. By
    # dollars the first goes from 24,000 to 18,000, and the rest falls on both.
    assert (test.acp.hce_average, test.acp.limit, test.acp.excess) == (0.09, 0.06, 12_000)
    assert test.acp_excess.tolist() == [9_000, 3_000, 0, 0]
    assert test.corrections.rows.tolist() == [0, 1]
    assert test.corrections.acp_after_tax.tolist() == [9_000, 3_000]


def test_deadlines_are_those_of_the_plan_year() -> None:
    assert pretested().refund_deadline == date(2027, 3, 15)
    some = replace(CURRENT, eaca="some")
    assert pretested(some).refund_deadline == date(2027, 3, 15)
    covered = replace(CURRENT, eaca="all eligible")
    assert pretested(covered).refund_deadline == date(2027, 6, 30)
    july = replace(CURRENT, plan_year_start="07-01")
    assert pretested(july).refund_deadline == date(2027, 9, 15)
    assert pretested(july).deadlines.last == date(2028, 6, 30)


def test_highest_rates_and_ways_out() -> None:
    test = pretested()
    # The match is 2 percent of each: 4 percent after tax is left for all. The first alone would
    # come down from 10 to 4 percent, and the second from 4 to less than nothing.
    assert test.ways.highest_hce_rate == 0.04
    assert test.own_rates[0] == 0.04
    assert np.isnan(test.own_rates[1])
    ways = test.ways.acp
    assert ways is not None
    assert ways.qnec_rate == 0.03
    assert test.acp_qnec is not None
    assert test.acp_qnec.uniform_dollars(ways) == 0.03 * 110_000
    passing = pretested(after_tax_contribution=[8_000, 12_000, 1_000, 1_200])
    assert passing.acp.result is Result.PASSES
    assert passing.ways.acp is None
    assert passing.own_rates[:2].tolist() == [0.04, 0.04]


def test_methods() -> None:
    assert given_average("ACP", CURRENT) is None
    assert given_average("ACP", PRIOR) == 0.04
    assert given_average("ADP", PRIOR) == 0.05
    assert given_average("ACP", replace(PRIOR, first_plan_year=True)) == 0.03
    assert given_average("ACP", replace(CURRENT, first_plan_year=True)) is None
    unknown = replace(PRIOR, prior_year_nhce_acp=None)
    assert given_average("ACP", unknown) == Reason("acp_average_not_known")
    test = pretested(unknown)
    assert (test.acp.result, test.adp.result) == (Result.NOT_TESTED, Result.PASSES)
    assert "NHCE average is not given (prior_year_nhce_acp)" in test.acp.reasons[0].sentence()
    assert pretested(PRIOR).acp.nhce_average == 0.04
    assert pretested(replace(PRIOR, first_plan_year=True)).acp.limit == 0.05
    ways = pretested(PRIOR).ways.acp
    assert ways is not None
    assert ways.qnec_rate is None


def test_safe_harbor_readings_and_which_to_elect() -> None:
    harbor = replace(CURRENT, adp_safe_harbor="traditional", acp_safe_harbor=True)
    test = pretested(harbor)
    # With the match 9 percent against 4 + 2. Without it 7 against 2 x 2: 10 and 4 are cut to 4 and
    # 4, which is 12,000 too. Of two alike the first, without the match, is named.
    assert [(r.column, r.excess) for r in test.acp.readings] == [
        ("acp_safe_harbor", 12_000),
        ("acp", 12_000),
    ]
    assert [r.verdict.hce_average for r in test.acp.readings] == [0.07, 0.09]
    assert "safe_harbor_readings" in ids(test)
    assert test.adp.result is Result.PASSES
    assert test.adp.elected is None
    assert "adp_deemed" in ids(test)
    assert "safe_harbor_prior_year" in ids(pretested(replace(harbor, testing_method="prior year")))


def test_otherwise_excludable_employees_by_both_methods() -> None:
    columns = {
        "hce": [1, 0, 0, 1],
        "compensation": [200_000, 50_000, 20_000, 200_000],
        "matching_contribution": [0, 0, 0, 0],
        "after_tax_contribution": [12_000, 2_000, 0, 2_000],
        "age": [50, 40, 19, 20],
    }
    test = pretested(**columns)
    by = {reading.grouping: reading for reading in test.acp.readings}
    # Together: (6 + 1) / 2 against 2 x 2. Apart: 6 against 4 + 2, and 1 against 0. Without the
    # NHCE: 3.5 against 4 + 2.
    assert by[Grouping.TOGETHER].passes
    assert by[Grouping.APART].excess == 2_000
    assert by[Grouping.WITHOUT_NHCES].verdict.limit == 0.06
    assert [v.hce_average for v in by[Grouping.APART].verdicts] == [0.06, 0.01]
    assert pretested(PRIOR, **columns).acp.readings[0].grouping is Grouping.TOGETHER
    assert len(pretested(PRIOR, **columns).acp.readings) == 1


def test_otherwise_excludable_by_service() -> None:
    test = pretested(
        hce=[1, 0, 0],
        compensation=[200_000, 50_000, 50_000],
        matching_contribution=[0, 0, 0],
        after_tax_contribution=[12_000, 2_000, 0],
        # A year of service on June 30, 2026, and entry on December 30; on July 2, and in 2027.
        hire_date=["2015-01-01", "2025-06-30", "2025-07-02"],
    )
    assert test.acp.result is Result.PASSES
    assert test.acp.readings[0].grouping is not Grouping.TOGETHER
    assert "grouping" in ids(test)


def test_missed_match_comes_before_refunds() -> None:
    tiers = replace(CURRENT, match_tiers=[(1, 0.03), (0.5, 0.05)])
    test = pretested(
        tiers,
        hce=[1, 0, 0, 0],
        compensation=[310_000, 98_000, 84_000, 72_000],
        elective_deferral=[24_500, 4_900, 5_040, 3_600],
        matching_contribution=[12_400, 0, 0, 0],
        after_tax_contribution=[0, 0, 0, 0],
    )
    assert (test.acp.result, test.acp.limit, test.acp.excess) == (Result.FAILS, 0, 12_400)
    assert test.pretest.totals.missed == (3, 1_016_000)
    paid = test.pretest.with_match_paid(tiers)
    assert paid is not None
    assert (paid.verdict.nhce_average, paid.verdict.limit, paid.passes) == (0.04, 0.06, True)
    assert ids(test)[0] == "missed_match"


def test_limits_across_the_roster() -> None:
    test = pretested(
        elective_deferral=[24_500, 24_500, 20_000, 0],
        nonelective_contribution=[30_000, 0, 0, 0],
        deferral_elsewhere=[0, 0, 5_000, 0],
        age=[40, 40, 40, 40],
    )
    back = test.corrections
    assert back.additions.tolist() == [6_500, 0, 0]
    assert back.excess_deferral_elsewhere.tolist() == [0, 0, 500]
    assert "excess_annual_addition" in ids(test)
    assert "additions_in_acp" in ids(test)


def test_what_402g_returns_is_not_missing_from_the_adp_excess() -> None:
    # 13 and 0 percent against 0: all of 26,000, of which 1,500 goes back under 402(g).
    test = pretested(
        compensation=[200_000, 200_000, 50_000, 50_000],
        elective_deferral=[26_000, 0, 0, 0],
        age=[40] * 4,
    )
    said = {finding.id: finding.what for finding in plan_findings(test)}
    assert (
        "The excess is $26,000: $0 becomes catch-up, $24,500 must be refunded" in said["adp_fails"]
    )
    assert said["adp_after_402g"].startswith("Of the excess of the ADP test, $1,500 is")
    assert "adp_after_402g" not in ids(pretested(elective_deferral=[24_000, 0, 0, 0]))


def test_what_415c_returns_is_not_missing_from_the_acp_excess() -> None:
    # 32 and 2 percent against 2: the one has to fall to 6, by 52,000. 24,500, 4,000 and 60,000 are
    # 16,500 above 72,000, which leaves 43,500 after tax and the match of 4,000 to go back.
    test = pretested(
        elective_deferral=[24_500, 0, 0, 0], after_tax_contribution=[60_000, 0, 0, 0], age=[40] * 4
    )
    said = {finding.id: finding.what for finding in plan_findings(test)}
    assert "$52,000 must be refunded" in said["acp_fails"]
    assert said["acp_after_415c"].startswith("Of the excess of the ACP test, $4,500 is")
    back = test.corrections
    assert back.additions_after_tax.tolist() == [16_500]
    assert back.acp_refund.tolist() == [47_500]
    assert "acp_after_415c" not in ids(pretested())


def test_blocked_by_what_the_totals_do_not_tell() -> None:
    people = staff(compensation=[200_000, 50_000], hce=[1, 0])
    blocked = [Reason("rows_left_out", 2, (2, 3))]
    test = plan_test(people, CURRENT, 2026, match=match_of(people), blocked=blocked)
    assert test.acp.result is test.adp.result is Result.NOT_TESTED
    assert test.acp.excess is None
    assert test.acp.reasons[0].sentence() == "2 rows left out (rows 2, 3)"
    assert ids(test)[:2] == ["acp_not_tested", "adp_not_tested"]


def test_rows_left_out_by_decision_are_said() -> None:
    people = staff(compensation=[200_000, 50_000], hce=[1, 0])
    test = plan_test(people, CURRENT, 2026, match=match_of(people), left_out_allowed=2)
    assert test.acp.result is Result.PASSES
    assert ids(test)[0] == "left_out_allowed"
    assert "(number: 2)" in plan_findings(test)[0].what
    assert all(plan_findings(test, lang="ko")[0])


def test_excise_tax_is_a_tenth_of_what_is_late() -> None:
    (fails, *_) = plan_findings(pretested())
    assert "excise tax of 10%, $1,200 (Form 5330)" in fails.cure


def test_rows_of_a_question_are_named() -> None:
    test = pretested(hce=[1, None, 0, None], prior_year_compensation=[None] * 4)
    (reason,) = test.acp.reasons
    assert (reason.name, reason.rows) == ("hce_not_known", (2, 4))
    many = Reason("hce_not_known", 12, tuple(range(2, 14)))
    assert "rows 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 2 more" in many.sentence()


def test_top_paid_group_is_said() -> None:
    top = replace(CURRENT, top_paid_election=True)
    test = pretested(
        top, hce=[None] * 4, prior_year_compensation=[190_000, 180_000, 50_000, 60_000]
    )
    assert test.top_paid == (1, 4)
    assert test.part.is_hce.tolist() == [True, False, False, False]
    assert "top_paid" in ids(test)


def test_conflicts_are_counted() -> None:
    test = pretested(prior_year_compensation=[190_000, 100_000, 50_000, 60_000])
    assert test.hce_conflicts == 1
    assert "hce_conflict" in ids(test)


def test_ages_that_decide() -> None:
    columns = {"elective_deferral": [32_500, 32_500, 3_000, 3_600]}
    test = pretested(**columns)
    assert test.adp.result is Result.NOT_TESTED
    assert test.adp.reasons[0].name == "age_not_known"
    known = pretested(**columns, age=[52, 52, 40, 40])
    # 24,500 of 200,000 and of 300,000: 12.25 and 8.17 against 6 + 2.
    assert (known.adp.result, known.adp.hce_average) == (Result.FAILS, 0.1021)


def test_a_plan_year_that_is_not_the_calendar_year() -> None:
    july = replace(CURRENT, plan_year_start="07-01")
    test = pretested(july, elective_deferral=[30_000, 0, 0, 0], age=[52, 40, 40, 40])
    # No catch-up by 402(g): it is a limit of calendar years.
    assert test.part.catch_up.tolist() == [0, 0, 0, 0]
    assert "deferral_limit_not_checked" in ids(test)
    recorded = pretested(
        july, elective_deferral=[30_000, 0, 0, 0], catch_up_deferral=[5_000, 0, 0, 0]
    )
    assert recorded.part.contributions["adp"][0] == 2_500_000


def test_projected_years_say_so_first() -> None:
    assert ids(pretested(year=2027))[0] == "projected_year"
    assert "projected_year" not in ids(pretested())


def test_all_of_one_kind() -> None:
    test = pretested(hce=[1] * 4)
    assert test.acp.result is Result.PASSES
    assert test.acp.reasons == (Reason("no_nhce"),)
    assert test.ways.highest_hce_rate == 1
    assert ids(test)[0] == "acp_deemed"
    nobody = pretested(hce=[0] * 4)
    assert nobody.acp.reasons == (Reason("no_hce"),)
    assert nobody.ways.highest_hce_rate == 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_findings_in_every_language(lang: str) -> None:
    harbor = replace(CURRENT, adp_safe_harbor="traditional", acp_safe_harbor=True)
    tiers = replace(CURRENT, match_tiers=[(1, 0.03)])
    high = {"elective_deferral": [24_500, 24_500, 1_000, 1_000]}
    tests = [
        pretested(year=2027),
        pretested(PRIOR, after_tax_contribution=[0] * 4),
        pretested(replace(PRIOR, in_plan_roth_rollover=True, in_service_distribution=True), **high),
        pretested(hce=[1] * 4, elective_deferral=[90_000] * 4),
        pretested(matching_contribution=[40_000, 0, 0, 0], **high),
        pretested(harbor, after_tax_contribution=[0] * 4),
        pretested(replace(harbor, testing_method="prior year", prior_year_nhce_acp=0.01)),
        pretested(replace(harbor, match_tiers=[(1, 0.07)])),
        pretested(tiers, elective_deferral=[9_000] * 4, matching_contribution=[6_000, 0, 0, 0]),
        pretested(replace(PRIOR, prior_year_nhce_acp=None, prior_year_nhce_adp=None)),
        pretested(replace(CURRENT, plan_year_start="07-01", top_paid_election=True)),
        pretested(
            compensation=[200_000, 0, 50_000, 0],
            matching_contribution=[0] * 4,
            after_tax_contribution=[0] * 4,
            termination_date=[None, None, None, "2025-01-01"],
            prior_year_compensation=[0] * 4,
        ),
        pretested(
            hce=[1, 0, 0, 0],
            age=[50, 40, 19, 19],
            after_tax_contribution=[8_000, 2_500, 0, 0],
            matching_contribution=[0] * 4,
        ),
        pretested(
            tiers,
            compensation=[200_000, 300_000, 50_000, 60_000],
            elective_deferral=[24_500, 24_500, 500, 500],
            matching_contribution=[6_000, 9_000, 500, 500],
        ),
        pretested(elective_deferral=[24_500] * 4, after_tax_contribution=[60_000, 0, 0, 0]),
        pretested(elective_deferral=[26_000, 0, 0, 0], age=[40] * 4),
    ]
    found = [finding for test in tests for finding in plan_findings(test, lang=lang)]
    assert {finding.id for finding in found} == {
        "projected_year",
        "missed_match",
        "acp_passes",
        "acp_deemed",
        "acp_fails",
        "acp_after_415c",
        "acp_not_tested",
        "adp_passes",
        "adp_deemed",
        "adp_fails",
        "adp_after_402g",
        "adp_not_tested",
        "safe_harbor_readings",
        "safe_harbor_prior_year",
        "acp_safe_harbor_lost",
        "grouping",
        "converted_in_plan",
        "converted_to_roth_ira",
        "rate_cap",
        "adp_rate_cap",
        "match_alone_fails",
        "qnec",
        "nhce_average_needed",
        "excess_annual_addition",
        "additions_in_acp",
        "excess_deferral",
        "deferral_limit_not_checked",
        "related_match",
        "left_out",
        "not_in_test",
        "hce_conflict",
        "top_paid",
        "not_covered",
    }
    assert all(all(finding) for finding in found)


def test_a_limit_of_more_decimals_is_shown_with_them() -> None:
    fails = pretested(
        replace(PRIOR, prior_year_nhce_acp=0.0801), after_tax_contribution=[20_000, 20_400, 0, 0]
    )
    assert "the HCE average is 10.40%, the limit 10.0125%" in plan_findings(fails)[0].what


@given(
    st.lists(
        st.tuples(st.booleans(), st.integers(20_000, 500_000), st.integers(0, 60_000)),
        min_size=1,
        max_size=10,
    ),
    st.sampled_from(["after-tax first", "match first", "pro rata"]),
    st.sampled_from([None, -0.5, 0.0, 0.31]),
)
def test_refunds_are_parts_of_what_was_paid_in(
    rows: list[tuple[bool, int, int]], order: str, rate: float | None
) -> None:
    is_hce, pay, after_tax = zip(*rows, strict=True)
    match = [round(0.02 * dollars, 2) for dollars in pay]
    people = staff(
        hce=is_hce,
        compensation=pay,
        after_tax_contribution=after_tax,
        matching_contribution=match,
    )
    plan = replace(PRIOR, refund_order=order, refund_earnings_rate=rate, vesting="immediate")
    test = plan_test(people, plan, 2026, match=match_of(people))
    back, first = test.corrections, np.array(after_tax)[test.corrections.rows]
    assert back.acp_excess.sum() == pytest.approx(test.acp.excess)
    assert (back.acp_after_tax <= first).all()
    whole = back.acp_after_tax + back.acp_match + back.additions_after_tax
    assert (whole >= back.acp_excess - 0.005).all()
    assert back.acp_match_vested.tolist() == back.acp_match.tolist()
    if rate is None:
        assert np.isnan(back.acp_earnings[back.acp_excess > 0]).all()
    else:
        paid = back.acp_after_tax + back.acp_match
        assert np.allclose(back.acp_earnings, paid * rate, atol=0.006)
    assert not test.acp_excess[~np.array(is_hce)].any()


def test_a_grouping_may_be_the_only_one_that_is_tested() -> None:
    # The only NHCE has no pay and is 19: with everybody there is nobody to compare with.
    test = pretested(
        hce=[1, 0],
        compensation=[0, 0],
        matching_contribution=[0, 0],
        after_tax_contribution=[0, 0],
        age=[40, 19],
    )
    assert test.acp.result is Result.PASSES
    assert [reading.grouping for reading in test.acp.readings] == ["without_nhces"]
    assert ids(test)[0] == "acp_deemed"
