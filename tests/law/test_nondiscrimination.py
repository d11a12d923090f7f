from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from megaroth_xl.errors import InputError, ShapeError
from megaroth_xl.law.nondiscrimination import (
    FIRST_PLAN_YEAR_NHCE_AVERAGE,
    acp_limit,
    acp_refunds,
    acp_test,
    adp_test,
    passing_hundredths,
)
from megaroth_xl.texts import LANGUAGES

COMPENSATION_LIMIT = 360_000  # Notice 2025-67


@dataclass
class Employee:
    """One row of a random plan; cents."""

    is_hce: bool
    pay: int
    match: int
    after_tax: int


employees = st.builds(
    Employee,
    is_hce=st.booleans(),
    pay=st.sampled_from([5_000_000, 20_000_000, 36_000_000]) | st.integers(100_000, 60_000_000),
    match=st.sampled_from([0, 600_000]) | st.integers(0, 1_500_000),
    after_tax=st.sampled_from([0, 0, 1_000_000]) | st.integers(0, 4_000_000),
)
plans = st.lists(employees, min_size=1, max_size=14)
averages = st.none() | st.integers(0, 2_000).map(lambda n: n / 10_000)


def columns(plan: list[Employee]) -> dict[str, object]:
    return {
        "is_hce": [e.is_hce for e in plan],
        "compensation": [e.pay / 100 for e in plan],
        "matching_contribution": [e.match / 100 for e in plan],
        "after_tax_contribution": [e.after_tax / 100 for e in plan],
        "year": 2026,
    }


# An exact reference, written from the regulation's steps, in fractions.


def nearest_hundredth(ratio: Fraction) -> Fraction:
    return Fraction((ratio * 10_000 + Fraction(1, 2)).__floor__(), 10_000)


@dataclass
class Reference:
    hce_average: Fraction | None
    limit: Fraction | None
    excess: Fraction
    refunds: list[Fraction]
    permitted: Fraction | None


def reference(plan: list[Employee], given_average: float | None) -> Reference:
    pay = [min(Fraction(e.pay, 100), Fraction(COMPENSATION_LIMIT)) for e in plan]
    money = [Fraction(e.match + e.after_tax, 100) for e in plan]
    ratios = [nearest_hundredth(m / p) for m, p in zip(money, pay, strict=True)]
    hces = [i for i, e in enumerate(plan) if e.is_hce]
    others = [i for i, e in enumerate(plan) if not e.is_hce]
    nothing = [Fraction(0)] * len(plan)
    average = nearest_hundredth(sum(ratios[i] for i in hces) / len(hces)) if hces else None
    if given_average is not None:
        nhce = Fraction(str(given_average))
    elif others:
        nhce = nearest_hundredth(sum(ratios[i] for i in others) / len(others))
    else:
        return Reference(average, None, Fraction(0), nothing, None)
    limit = max(Fraction(5, 4) * nhce, min(2 * nhce, nhce + Fraction(2, 100)))
    if average is None or average <= limit:
        return Reference(average, limit, Fraction(0), nothing, None)
    # Step one: reduce the highest ratios to the next highest, or by less if less is enough.
    target = Fraction((limit * 10_000).__floor__(), 10_000) * len(hces)
    cut = {i: ratios[i] for i in hces}
    while sum(cut.values()) > target:
        top = max(cut.values())
        highest = [i for i in hces if cut[i] == top]
        following = max([r for r in cut.values() if r < top], default=Fraction(0))
        enough = top - (sum(cut.values()) - target) / len(highest)
        for i in highest:
            cut[i] = max(following, enough)
    permitted = max(cut.values())
    excess = sum(
        max(money[i] - permitted * pay[i], Fraction(0)) for i in hces if ratios[i] > permitted
    )
    # Step two: apportion by dollars, from the highest contributor down.
    left = {i: money[i] for i in hces}
    remaining = excess
    while remaining:
        top = max(left.values())
        highest = [i for i in hces if left[i] == top]
        following = max([m for m in left.values() if m < top], default=Fraction(0))
        step = min(top - following, remaining / len(highest))
        for i in highest:
            left[i] -= step
        remaining -= step * len(highest)
    refunds = [money[i] - left[i] if i in left else Fraction(0) for i in range(len(plan))]
    return Reference(average, limit, excess, refunds, permitted)


@given(plans, averages)
def test_agrees_with_an_exact_reference(plan: list[Employee], nhce: float | None) -> None:
    expected = reference(plan, nhce)
    test = acp_test(**columns(plan), nhce_acp=nhce)
    assert test.hce_average == (
        None if expected.hce_average is None else float(expected.hce_average)
    )
    assert test.limit == (None if expected.limit is None else float(expected.limit))
    assert test.excess == float(Fraction((expected.excess * 100 + Fraction(1, 2)).__floor__(), 100))
    for refund, exact in zip(test.refunds, expected.refunds, strict=True):
        # Less than a cent for one that does not divide, half a cent for the rounded total.
        assert abs(Fraction(str(refund)) - exact) < Fraction(15, 1_000)


@given(plans, averages)
def test_refunds_sum_to_the_excess_to_the_cent(plan: list[Employee], nhce: float | None) -> None:
    test = acp_test(**columns(plan), nhce_acp=nhce)
    assert sum(Fraction(str(refund)) for refund in test.refunds) == Fraction(str(test.excess))
    assert test.passes == (test.excess == 0)
    assert test.passes == (test.margin is None or test.margin >= 0)


@given(plans, averages)
def test_the_cut_average_is_the_limit_at_the_stated_rounding(
    plan: list[Employee], nhce: float | None
) -> None:
    test = acp_test(**columns(plan), nhce_acp=nhce)
    if test.passes:
        assert test.permitted_ratio is None
        return
    permitted = Fraction(test.permitted_ratio).limit_denominator(10_000 * len(plan))
    ratios = [Fraction(str(r)) for r, e in zip(test.ratios, plan, strict=True) if e.is_hce]
    cut = nearest_hundredth(sum(min(r, permitted) for r in ratios) / len(ratios))
    again = nearest_hundredth(
        sum(nearest_hundredth(min(r, permitted)) for r in ratios) / len(ratios)
    )
    assert cut == again == Fraction((Fraction(str(test.limit)) * 10_000).__floor__(), 10_000)


@given(plans, averages)
def test_nobody_below_the_dollar_level_is_refunded(
    plan: list[Employee], nhce: float | None
) -> None:
    refunds = acp_refunds(**columns(plan), nhce_acp=nhce)
    rows = [
        (e.match + e.after_tax, round(refund * 100))
        for e, refund in zip(plan, refunds, strict=True)
        if e.is_hce
    ]
    level = max((money - refund for money, refund in rows), default=0)
    assert all(refund == 0 for money, refund in rows if money < level)
    assert all(0 <= refund <= money for money, refund in rows)
    assert all(r == 0 for e, r in zip(plan, refunds, strict=True) if not e.is_hce)


@given(plans, averages, st.randoms(use_true_random=False))
def test_permuting_the_roster_permutes_the_refunds(
    plan: list[Employee], nhce: float | None, random: object
) -> None:
    shuffled = list(plan)
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    def refunded(plan: list[Employee]) -> list[tuple[bool, int, int, float]]:
        refunds = acp_refunds(**columns(plan), nhce_acp=nhce)
        # Pay above the limit counts alike, and so does a dollar of match or after-tax: employees
        # who are the same to the test share a cent that does not divide in either order.
        return sorted(
            (e.is_hce, min(e.pay, COMPENSATION_LIMIT * 100), e.match + e.after_tax, float(r))
            for e, r in zip(plan, refunds, strict=True)
        )

    assert refunded(shuffled) == refunded(plan)


@given(plans, averages)
def test_more_nhce_money_never_costs_hces_more(plan: list[Employee], nhce: float | None) -> None:
    before = acp_test(**columns(plan), nhce_acp=nhce).excess
    for employee in plan:
        if not employee.is_hce:
            employee.match += 100_000
    assert acp_test(**columns(plan), nhce_acp=nhce).excess <= before


@given(st.floats(0, 1))
def test_limit_is_between_its_parts(nhce: float) -> None:
    limit = acp_limit(nhce)
    assert 1.25 * nhce - 1e-9 <= limit <= max(2 * nhce, 1.25 * nhce) + 1e-9
    assert passing_hundredths(nhce) <= limit * 10_000 + 1e-5


def test_limit_bends_at_two_and_at_eight_percent() -> None:
    assert acp_limit([0.0, 0.0199, 0.02, 0.0201, 0.0799, 0.08, 0.0801]).tolist() == [
        0.0,
        0.0398,
        0.04,
        0.0401,
        0.0999,
        0.1,
        0.100125,
    ]
    with pytest.raises(InputError, match=r"type 4% or 0\.04"):
        acp_limit(4)


def test_a_quarter_of_a_hundredth_does_not_pass() -> None:
    """1.25 x 8.01 is 10.0125: an average of 10.02 fails, and is cut to 10.01."""
    fails = acp_test([1, 1], [100_000, 100_000], 0, [10_020, 10_020], 2026, 0.0801)
    assert fails.limit == 0.100125
    assert fails.excess == 20
    assert acp_test([1], [100_000], 0, [10_010], 2026, 0.0801).passes


def test_pay_counts_up_to_the_limit_of_the_year() -> None:
    assert acp_test([1], [500_000], 0, [36_000], 2026).ratios.tolist() == [0.1]
    assert acp_test([1], [500_000], 0, [36_000], 2024).ratios.tolist() == [0.1043]


def test_average_given_is_used_as_it_is() -> None:
    plan = ([1, 0], [100_000, 100_000], 0, [5_000, 0], 2026)
    assert acp_test(*plan).limit == 0
    assert acp_test(*plan, 0.041234).nhce_average == 0.041234
    assert acp_test(*plan, 0.041234).limit == 0.061234
    assert acp_test(*plan, float("nan")).limit == 0
    assert FIRST_PLAN_YEAR_NHCE_AVERAGE == 0.03


def test_deemed_to_pass_only_without_nhces_and_without_a_given_average() -> None:
    plan = ([1, 1], [200_000, 300_000], 10_000, 40_000, 2026)
    deemed = acp_test(*plan)
    assert deemed.passes
    assert (deemed.limit, deemed.margin, deemed.nhce_average) == (None, None, None)
    assert "no NHCE" in deemed.outcome()
    assert not acp_test(*plan, 0.04).passes
    assert not acp_test([1, 0], [200_000, 50_000], 10_000, [40_000, 0], 2026, 0.0).passes


def test_nobody_highly_compensated_passes() -> None:
    test = acp_test([0, 0], [50_000, 60_000], 0, [0, 6_000], 2026)
    assert test.passes
    assert test.hce_average is None
    assert dict(test.rows())["HCE ACP"] == "nobody eligible"


def test_safe_harbor_never_covers_after_tax() -> None:
    plan = ([1, 0], [100_000, 50_000], [4_000, 2_000], [3_000, 0], 2026)
    test = acp_test(*plan, safe_harbor_match=True)
    assert test.ratios.tolist() == [0.03, 0]
    assert test.excess == 3_000
    assert acp_test(*plan).excess == 1_000


def test_those_who_contribute_nothing_count() -> None:
    test = acp_test([1, 1, 0, 0], 100_000, 0, [8_000, 0, 4_000, 0], 2026)
    assert (test.hce_average, test.nhce_average) == (0.04, 0.02)


def test_pay_of_zero_is_taken_without_contributions_only() -> None:
    assert acp_test([1, 0], [100_000, 0], 0, [0, 0], 2026).ratios.tolist() == [0, 0]
    with pytest.raises(InputError, match="compensation is 0 beside contributions"):
        acp_test([1, 0], [100_000, 0], 0, [0, 1], 2026)


def test_shapes() -> None:
    column = np.array([[1], [0]])
    refunds = acp_refunds(column, [[100_000], [50_000]], 0, [[5_000], [0]], 2026)
    assert np.array_equal(refunds, [[5_000], [0]])
    assert acp_refunds(True, 100_000, 0, 5_000, 2026, 0.01) == 3_000
    with pytest.raises(ShapeError, match="after_tax_contribution"):
        acp_test([1, 0], [1, 1], 0, [1, 1, 1], 2026)


def test_adp_takes_deferrals_alone() -> None:
    test = adp_test([1, 0], [100_000, 50_000], [10_000, 2_000], 2026)
    assert (test.name, test.limit, test.excess) == ("ADP", 0.06, 4_000)
    assert [label for label, _ in test.rows()][-1] == "excess contributions"


def test_rows() -> None:
    test = acp_test([1, 0], [100_000, 50_000], 0, [10_000, 2_000], 2026)
    assert test.rows() == [
        ("NHCE ACP", 0.04),
        ("HCE ACP", 0.1),
        ("limit", 0.06),
        ("margin", -0.04),
        ("result", "fails"),
        ("excess aggregate contributions", 4_000),
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_rows_in_every_language(lang: str) -> None:
    for test in (
        acp_test([1], [1], 0, 0, 2026),
        acp_test([0], [1], 0, 0, 2026),
        adp_test([1, 0], 1, 0, 2026),
    ):
        assert len(test.rows(lang)) == 6
        assert all(label for label, _ in test.rows(lang))
