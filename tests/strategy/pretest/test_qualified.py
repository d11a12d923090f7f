"""QNECs and QMACs in the tests, against the regulation worked out in exact fractions."""

from dataclasses import replace
from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from megaroth_xl.law.qualified_contributions import qnec_counted, representative_rate
from megaroth_xl.strategy.pretest.findings import plan_findings
from megaroth_xl.strategy.pretest.outcomes import Result
from megaroth_xl.strategy.pretest.plan_test import PlanTest, plan_test
from megaroth_xl.texts import LANGUAGES
from tests.strategy.plans import CURRENT, PRIOR, match_of, pretested, staff

if TYPE_CHECKING:
    from megaroth_xl.strategy.pretest.part_test import PartTest

ADP, ACP = replace(CURRENT, qnec_test="adp"), replace(CURRENT, qnec_test="acp")
NEITHER = replace(CURRENT, qnec_test="neither")
# 10 and 10 percent deferred by the HCEs; 4 and 4 percent, and 6 and 6 with QNECs, by the NHCEs.
DEFERS = {
    "elective_deferral": [20_000, 30_000, 2_000, 2_400],
    "after_tax_contribution": [0, 0, 0, 0],
    "nonelective_contribution": [0, 0, 1_000, 1_200],
    "qnec": [0, 0, 1_000, 1_200],
    "age": [40] * 4,
}


def said(test: PlanTest, name: str) -> str:
    return next(" ".join(f[1:4]) for f in plan_findings(test) if f.id == name)


def test_a_published_representative_rate() -> None:
    # A vendor's explanation of the rule (ASC, FAQ 973): with a representative rate of 7.40 percent
    # what exceeds 14.80 percent of pay is disproportionate.
    pay = np.array([10_000_000.0, 10_000_000.0])
    counted = qnec_counted(np.array([1_500_000.0, 1_480_000.0]), pay, 0.074)
    assert counted.tolist() == [1_480_000, 1_480_000]


def test_qnecs_count_in_the_test_that_the_plan_names() -> None:
    # ADP: 10 against 4 + 2; with the QNECs 10 against 6 + 2.
    neither, adp, acp = (pretested(plan, **DEFERS) for plan in (NEITHER, ADP, ACP))
    assert (neither.adp.nhce_average, neither.adp.limit) == (0.04, 0.06)
    assert (adp.adp.nhce_average, adp.adp.limit, adp.adp.result) == (0.06, 0.08, Result.FAILS)
    # ACP: match of 2 percent of all; with the QNECs 4 percent of the NHCEs.
    assert (adp.acp.nhce_average, acp.acp.nhce_average) == (0.02, 0.04)
    assert acp.adp.nhce_average == 0.04


def test_where_the_result_depends_on_it_the_plan_is_asked() -> None:
    test = pretested(**DEFERS)
    # The excess differs: 4 percent of all the HCEs' pay, and 2 percent with the QNECs.
    assert (test.adp.result, test.acp.result) == (Result.NOT_TESTED, Result.PASSES)
    assert test.adp.reasons[0].name == "qnec_test_not_known"
    asked = said(test, "qnec_asked")
    assert "QNECs of $2,200 (number of employees: 2)" in asked
    assert "In neither test: the ADP test fails (HCE average 10.00%, limit 6.00%)" in asked
    assert "In the ADP test: the ADP test fails (HCE average 10.00%, limit 8.00%)" in asked
    assert "In the ACP test: the ADP test fails (HCE average 10.00%, limit 6.00%)" in asked


def test_where_nothing_depends_on_it_the_result_stands() -> None:
    test = pretested(PRIOR, **{**DEFERS, "elective_deferral": [10_000, 15_000, 0, 0]})
    assert (test.adp.result, test.acp.result) == (Result.PASSES, Result.PASSES)
    assert "qnec_asked" in [finding.id for finding in plan_findings(test)]


def test_what_is_disproportionate_does_not_count() -> None:
    columns = {
        "hce": [1, 0, 0, 0],
        "compensation": [200_000, 50_000, 50_000, 50_000],
        "matching_contribution": [0, 0, 0, 0],
        "after_tax_contribution": [16_000, 0, 0, 0],
        "nonelective_contribution": [0, 10_000, 1_000, 0],
        "qnec": [0, 10_000, 1_000, 0],
    }
    test = pretested(ACP, **columns)
    # Rates of 20, 2 and 0 percent: the lowest of the upper half (two of three) is 2 percent, and
    # 5 percent is more than twice it: 2,500 of the 10,000 count. (5 + 2 + 0) / 3 is 2.33.
    assert test.representative_rate == 0.02
    assert test.part.qualified.qnec_in_acp.tolist() == [0, 250_000, 100_000, 0]
    assert test.acp.nhce_average == 0.0233
    text = said(test, "qnec_counted")
    assert "QNECs of $3,500 count in the ACP test" in text
    assert "$7,500 of the roster's $11,000 do not" in text
    # If the two others left, 20 percent is the lowest of those employed on the last day.
    gone = {"termination_date": [None, None, "2026-12-30", "2026-06-30"]}
    assert pretested(ACP, **columns, **gone).acp.nhce_average == round((20 + 2) / 300, 4)
    at_the_end = {"termination_date": [None, None, "2026-12-31", "2026-06-30"]}
    assert pretested(ACP, **columns, **at_the_end).representative_rate == 0.02


def test_qmacs_count_in_one_test() -> None:
    columns = {**DEFERS, "qnec": [0] * 4, "qmac": [0, 0, 1_000, 1_200]}
    as_match = pretested(**columns)
    assert (as_match.acp.nhce_average, as_match.adp.nhce_average) == (0.02, 0.04)
    assert "In the ADP test: the ADP test fails" in said(as_match, "qmac")
    in_adp = pretested(replace(CURRENT, qmac_test="adp"), **columns)
    assert (in_adp.acp.nhce_average, in_adp.adp.nhce_average) == (0, 0.06)
    assert in_adp.part.match_in_acp.tolist() == [400_000, 600_000, 0, 0]
    assert "In the ACP test: the ADP test fails" in said(in_adp, "qmac")


def test_refunds_of_counted_qnecs() -> None:
    columns = {
        "hce": [1, 0],
        "compensation": [200_000, 50_000],
        "matching_contribution": [0, 0],
        "after_tax_contribution": [2_000, 0],
        "nonelective_contribution": [20_000, 0],
        "qnec": [20_000, 0],
        "elective_deferral": [4_000, 0],
    }
    # Nothing for the NHCE: all of 11 percent goes back, and after-tax contributions first.
    back = pretested(replace(ACP, refund_earnings_rate=0.1), **columns).corrections
    assert (back.acp_excess[0], back.acp_after_tax[0], back.acp_qualified[0]) == (
        22_000,
        2_000,
        20_000,
    )
    assert (back.acp_earnings[0], back.acp_taxable[0]) == (2_200, 22_200)
    back = pretested(ADP, **columns).corrections
    assert (back.adp_excess[0], back.adp_refund[0], back.adp_qualified[0]) == (
        24_000,
        24_000,
        20_000,
    )
    # At 52 the 4,000 become catch-up; a QNEC cannot.
    back = pretested(ADP, **columns, age=[52, 40]).corrections
    assert (back.adp_catch_up[0], back.adp_refund[0]) == (4_000, 20_000)


def test_rates_and_ways_out_keep_what_is_fixed() -> None:
    columns = {**DEFERS, "after_tax_contribution": [4_000, 3_000, 0, 0]}
    test = pretested(ACP, **columns)
    # The NHCEs' 4 percent allow 6; the match of 2 percent leaves 4 percent after tax.
    assert test.ways.highest_hce_rate == 0.04
    qnec = [2_000, 3_000, 1_000, 1_200]
    fixed = pretested(ACP, **{**columns, "qnec": qnec, "nonelective_contribution": qnec})
    assert fixed.ways.highest_hce_rate == 0.03
    failing = pretested(ACP, **{**columns, "after_tax_contribution": [24_000, 30_000, 0, 0]})
    assert "already count toward the bound" in said(failing, "qnec")


def test_a_match_that_may_be_disproportionate_is_told() -> None:
    columns = {"matching_contribution": [4_000, 6_000, 2_600, 1_200]}
    test = pretested(**columns, elective_deferral=[10_000, 10_000, 2_000, 1_000])
    # 2,600 exceeds 5 percent of 50,000 and the 2,000 that it matches.
    assert "(number of employees: 1)" in said(test, "match_may_be_disproportionate")
    enough = pretested(**columns, elective_deferral=[10_000, 10_000, 2_600, 1_000])
    assert "match_may_be_disproportionate" not in [f.id for f in plan_findings(enough)]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_findings_in_every_language(lang: str) -> None:
    tests = [pretested(**DEFERS), pretested(ADP, **DEFERS, qmac=[0, 0, 500, 500])]
    for test in tests:
        assert all(all(finding[:4]) for finding in plan_findings(test, lang=lang))


Row = tuple[int, int, int, int, int, bool]
ROWS = st.lists(
    st.tuples(
        st.integers(20_000, 90_000),
        st.integers(0, 5_000),
        st.integers(0, 9_000),
        st.integers(0, 4_000),
        st.integers(0, 9_000),
        st.booleans(),
    ),
    min_size=1,
    max_size=9,
)


def exact(rows: list[Row], test: str) -> tuple[list[int], list[Fraction]]:
    """The QNECs that count, cents, and the NHCEs' ratios, as the regulation words them."""
    counted_in_both = [match if test == "acp" else 0 for _, _, _, match, _, _ in rows]
    rates = [
        Fraction(other + qnec, pay)
        for (pay, _, _, _, qnec, _), other in zip(rows, counted_in_both, strict=True)
    ]
    upper_half = sorted(rates, reverse=True)[: -(-len(rates) // 2)]
    employed = [rate for rate, row in zip(rates, rows, strict=True) if not row[5]]
    representative = max(min(upper_half), min(employed, default=Fraction(0)))
    share = max(Fraction(5, 100), 2 * representative)
    counted = [min(100 * row[4], floor(100 * row[0] * share)) for row in rows]
    base = [
        100 * (match + after_tax if test == "acp" else deferral)
        for _, after_tax, deferral, match, _, _ in rows
    ]
    ratios = [
        Fraction(floor(Fraction(b + c, 100 * row[0]) * 10_000 + Fraction(1, 2)), 10_000)
        for b, c, row in zip(base, counted, rows, strict=True)
    ]
    return counted, ratios


@pytest.mark.parametrize("test", ["adp", "acp"])
@given(rows=ROWS)
def test_as_in_exact_fractions_in_one_part_and_in_many(test: str, rows: list[Row]) -> None:
    pay, after_tax, deferral, match, qnec, gone = zip(
        (200_000, 0, 0, 0, 0, False), *rows, strict=True
    )
    people = staff(
        compensation=pay,
        after_tax_contribution=after_tax,
        elective_deferral=deferral,
        matching_contribution=match,
        nonelective_contribution=qnec,
        qnec=qnec,
        hce=[1] + [0] * len(rows),
        termination_date=["2026-06-30" if left else None for left in gone],
    )
    counted, ratios = exact(rows, test)
    average = floor(sum(ratios) / len(ratios) * 10_000 + Fraction(1, 2)) / 10_000
    middle = len(people) // 2
    halves = [people.take(slice(0, middle)), people.take(slice(middle, len(people)))]
    for parts in ([people], halves):
        found: list[PartTest] = []
        plan = replace(CURRENT, qnec_test=test)
        whole = plan_test([(p, match_of(p)) for p in parts], plan, 2026, each=found.append)
        given = np.concatenate([getattr(p.part.qualified, f"qnec_in_{test}") for p in found])
        assert given.tolist() == [0, *counted]
        outcome = whole.acp if test == "acp" else whole.adp
        assert outcome.nhce_average == average


def test_the_upper_half_of_an_odd_number_is_the_larger_one() -> None:
    rates = np.array([0.01, 0.02, 0.03, 0.04, 0.05])
    assert representative_rate(rates, rates) == 0.03
    assert representative_rate(rates[:4], rates[:0]) == 0.03
    assert representative_rate(np.empty(0), np.empty(0)) == 0
