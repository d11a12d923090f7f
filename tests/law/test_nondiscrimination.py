from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from megaroth_xl.errors import InputError, ShapeError
from megaroth_xl.law.averages import FIRST_PLAN_YEAR_NHCE_AVERAGE
from megaroth_xl.law.nondiscrimination import (
    acp_limit,
    acp_refunds,
    acp_test,
    adp_refunds,
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
without_pay = st.builds(
    Employee, is_hce=st.booleans(), pay=st.just(0), match=st.just(0), after_tax=st.just(0)
)
plans = st.lists(employees | employees | without_pay, min_size=1, max_size=14)
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
    excess: Fraction | None
    refunds: list[Fraction]
    permitted: Fraction | None


def reference(plan: list[Employee], given_average: float | None) -> Reference:
    pay = [min(Fraction(e.pay, 100), Fraction(COMPENSATION_LIMIT)) for e in plan]
    money = [Fraction(e.match + e.after_tax, 100) for e in plan]
    ratios = [nearest_hundredth(m / p) if p else None for m, p in zip(money, pay, strict=True)]
    hces = [i for i, e in enumerate(plan) if e.is_hce and e.pay]
    others = [i for i, e in enumerate(plan) if not e.is_hce and e.pay]
    nothing = [Fraction(0)] * len(plan)
    average = nearest_hundredth(sum(ratios[i] for i in hces) / len(hces)) if hces else None
    if given_average is not None:
        nhce = Fraction(str(given_average))
    elif others:
        nhce = nearest_hundredth(sum(ratios[i] for i in others) / len(others))
    else:
        tested = all(e.is_hce for e in plan)
        return Reference(average, None, Fraction(0) if tested else None, nothing, None)
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
    if expected.excess is None:
        assert test.passes is None
        assert test.excess is None
        assert np.isnan(test.refunds).all()
        return
    assert test.excess == float(Fraction((expected.excess * 100 + Fraction(1, 2)).__floor__(), 100))
    for refund, exact in zip(test.refunds, expected.refunds, strict=True):
        # Less than a cent for one that does not divide, half a cent for the rounded total.
        assert abs(Fraction(str(refund)) - exact) < Fraction(15, 1_000)


@given(plans, averages)
def test_refunds_sum_to_the_excess_to_the_cent(plan: list[Employee], nhce: float | None) -> None:
    test = acp_test(**columns(plan), nhce_acp=nhce)
    assume(test.passes is not None)
    assert sum(Fraction(str(refund)) for refund in test.refunds) == Fraction(str(test.excess))
    assert test.passes == (test.excess == 0)
    assert test.passes == (test.margin is None or test.margin >= 0)


@given(plans, averages)
def test_the_cut_average_is_the_limit_at_the_stated_rounding(
    plan: list[Employee], nhce: float | None
) -> None:
    test = acp_test(**columns(plan), nhce_acp=nhce)
    assume(test.passes is not None)
    if test.passes:
        assert test.permitted_ratio is None
        return
    permitted = Fraction(test.permitted_ratio).limit_denominator(10_000 * len(plan))
    ratios = [
        Fraction(str(r)) for r, e in zip(test.ratios, plan, strict=True) if e.is_hce and e.pay
    ]
    cut = nearest_hundredth(sum(min(r, permitted) for r in ratios) / len(ratios))
    again = nearest_hundredth(
        sum(nearest_hundredth(min(r, permitted)) for r in ratios) / len(ratios)
    )
    assert cut == again == Fraction((Fraction(str(test.limit)) * 10_000).__floor__(), 10_000)


@given(plans, averages)
def test_nobody_below_the_dollar_level_is_refunded(
    plan: list[Employee], nhce: float | None
) -> None:
    assume(acp_test(**columns(plan), nhce_acp=nhce).passes is not None)
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
    assume(acp_test(**columns(plan), nhce_acp=nhce).passes is not None)
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
    assume(before is not None)
    for employee in plan:
        if not employee.is_hce and employee.pay:
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


@given(plans, averages, st.booleans(), st.integers(0, 14))
def test_a_person_without_pay_and_contributions_changes_nothing(
    plan: list[Employee], nhce: float | None, is_hce: bool, place: int
) -> None:
    before = acp_test(**columns(plan), nhce_acp=nhce)
    # The first NHCE at all takes away that the plan is deemed to pass.
    assume(is_hce or nhce is not None or not all(e.is_hce for e in plan))
    place = min(place, len(plan))
    more = [*plan[:place], Employee(is_hce, 0, 0, 0), *plan[place:]]
    after = acp_test(**columns(more), nhce_acp=nhce)
    assert after.totals.left_out == before.totals.left_out + 1
    assert (after.passes, after.excess) == (before.passes, before.excess)
    assert (after.hce_average, after.limit) == (before.hce_average, before.limit)
    assert np.array_equal(np.delete(after.ratios, place), before.ratios, equal_nan=True)
    assert np.array_equal(np.delete(after.refunds, place), before.refunds, equal_nan=True)


def test_an_hce_without_pay_is_left_out() -> None:
    """benefitslink.com, topic 13802: 0 of 0 is not 0%."""
    test = acp_test([1, 1, 0], [200_000, 0, 50_000], 0, [20_000, 0, 2_000], 2026)
    assert (test.hce_average, test.passes, test.excess) == (0.1, False, 8_000)
    assert test.totals.left_out == 1
    assert test.rows()[-1] == ("left out: neither pay nor contributions", 1)


def test_an_nhce_without_pay_is_left_out() -> None:
    test = acp_test([1, 0, 0], [200_000, 50_000, 0], 0, [8_000, 2_000, 0], 2026)
    assert (test.nhce_average, test.passes, test.excess) == (0.04, True, 0)


def test_not_tested_where_no_nhce_has_pay() -> None:
    test = acp_test([1, 0], [200_000, 0], 0, [20_000, 0], 2026)
    assert (test.passes, test.excess, test.limit) == (None, None, None)
    assert test.outcome() == "not tested: no NHCE has compensation"
    assert dict(test.rows())["HCE ACP"] == "not tested"
    with pytest.raises(InputError, match="no NHCE has compensation: expected an NHCE with pay"):
        acp_refunds([1, 0], [200_000, 0], 0, [20_000, 0], 2026)
    assert acp_test([1, 0], [200_000, 0], 0, [20_000, 0], 2026, 0.04).excess == 8_000


def test_not_tested_where_pay_is_not_known() -> None:
    test = acp_test([1, 0, 0], [200_000, np.nan, 50_000], 0, [20_000, 0, 1_000], 2026)
    assert test.passes is None
    assert "compensation of 1 of the employees is not known" in test.outcome()
    assert np.isnan(test.ratios).tolist() == [False, True, False]
    with pytest.raises(InputError, match="the pay of every employee"):
        acp_refunds([1, 0], [np.nan, 50_000], 0, [20_000, 0], 2026)


def test_pay_of_zero_is_taken_without_contributions_only() -> None:
    ratios = acp_test([1, 0], [100_000, 0], 0, [0, 0], 2026).ratios
    assert ratios[0] == 0
    assert np.isnan(ratios[1])
    with pytest.raises(InputError, match="compensation in row 2 is 0 beside contributions"):
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


class TestAdp:
    def test_catch_up_above_402g_leaves_the_ratio(self) -> None:
        """benefitslink.com, topic 41457: 20,499.84 deferred, the limit counts."""
        test = adp_test([1], [300_000], [20_499.84], 2020, 0.03, 55)
        assert round(test.hce_average or 0, 4) == 0.0684  # 19,500 of 285,000
        assert adp_test([1], [300_000], [20_499.84], 2020, 0.03, 49).hce_average == 0.0719

    def test_beyond_catch_up_stays_for_hces_and_leaves_for_nhces(self) -> None:
        test = adp_test([1, 0], [300_000, 100_000], [34_000, 34_000], 2026, None, [52, 52])
        assert test.ratios.tolist() == [0.0867, 0.245]  # 34,000 - 8,000, and 24,500

    def test_ages_not_known_are_read_both_ways(self) -> None:
        test = adp_test([1, 0], [300_000, 100_000], [32_500, 9_000], 2026)
        assert test.passes is True
        assert test.hce_average == 0.0817
        assert test.under_50 is not None
        assert (test.under_50.hce_average, test.under_50.passes) == (0.1083, True)

    def test_not_tested_where_ages_decide(self) -> None:
        plan = ([1, 0], [300_000, 100_000], [32_500, 6_500], 2026)
        test = adp_test(*plan)
        under_50 = test.under_50
        assert under_50 is not None
        assert test.passes is None
        assert test.excess is None
        rows = dict(test.rows())
        assert rows["result"] == test.outcome()
        assert rows["HCE ADP"] == 0.0817
        assert rows["HCE ADP (if those of unknown age are under 50)"] == 0.1083
        with pytest.raises(InputError, match="age is not given for 1"):
            adp_refunds(*plan)
        assert adp_refunds(*plan, None, [52, 52]).tolist() == [0, 0]
        assert adp_refunds(*plan, None, [49, 52])[0] == under_50.excess

    def test_ages_that_matter_to_nobody(self) -> None:
        assert adp_test([1, 0], [200_000, 50_000], [24_500, 25_000], 2026).under_50 is None

    @given(plans, st.lists(st.sampled_from([40.0, 52.0, 61.0]), min_size=14, max_size=14))
    def test_catch_up_and_refunds_are_the_excess(
        self, plan: list[Employee], ages: list[float]
    ) -> None:
        test = adp_test(
            [e.is_hce for e in plan],
            [e.pay / 100 for e in plan],
            [(e.match + e.after_tax) / 100 for e in plan],
            2026,
            0.02,
            ages[: len(plan)],
        )
        back, kept = np.rint(test.returned * 100), np.rint(test.recharacterized * 100)
        assert (back + kept).sum() == round((test.excess or 0) * 100)
        assert (kept <= np.rint(test.catch_up_left * 100)).all()
        assert not kept[np.array(ages[: len(plan)]) == 40].any()
