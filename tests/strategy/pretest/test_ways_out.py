from dataclasses import replace

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from megaroth_xl.law.nondiscrimination import acp_test
from megaroth_xl.strategy.pretest.plan_test import plan_test as in_parts
from megaroth_xl.strategy.pretest.ways_out import WaysOut
from tests.strategy.plans import CURRENT, PRIOR, match_of, plan_test, staff

Rows = list[tuple[bool, int, int, float]]
# Pay in whole hundreds, so that a hundredth of a percentage point of it is whole cents.
employees = st.lists(
    st.tuples(
        st.booleans(),
        st.integers(400, 3_600).map(lambda hundreds: hundreds * 100),
        st.integers(0, 8_000),
        st.integers(0, 3_000_000).map(lambda cents: cents / 100),
    ),
    min_size=2,
    max_size=12,
)


class Plan:
    """A plan, its pre-test, and its test with something changed."""

    def __init__(self, rows: Rows, nhce_acp: float | None = None) -> None:
        columns = zip(*rows, strict=True)
        self.is_hce, self.pay, self.match, self.after_tax = (np.array(c) for c in columns)
        self.nhce_acp = nhce_acp
        people = staff(
            hce=self.is_hce,
            compensation=self.pay,
            matching_contribution=self.match,
            after_tax_contribution=self.after_tax,
        )
        self.people = people
        plan = CURRENT if nhce_acp is None else replace(PRIOR, prior_year_nhce_acp=nhce_acp)
        self.test = plan_test(people, plan, 2026, match=match_of(people))

    @property
    def ways(self) -> WaysOut | None:
        return self.test.ways.acp

    def passes(self, after_tax: np.ndarray, qnec: np.ndarray | float = 0.0) -> bool:
        given = np.where(self.is_hce, 0.0, qnec)
        found = acp_test(self.is_hce, self.pay, self.match + given, after_tax, 2026, self.nhce_acp)
        return bool(found.passes)

    def capped(self, cap: float | np.ndarray) -> bool:
        return self.passes(np.where(self.is_hce, np.minimum(self.after_tax, cap), self.after_tax))


@given(employees)
def test_caps_pass_and_the_next_ones_fail(rows: Rows) -> None:
    plan = Plan(rows)
    ways = plan.ways
    assert (ways is None) == plan.passes(plan.after_tax)
    if ways is None:
        return
    assert (ways.rate_cap is None) == (ways.dollar_cap is None) == (not plan.capped(0.0))
    if ways.rate_cap is not None and ways.dollar_cap is not None:
        assert plan.capped(ways.rate_cap * plan.pay)
        assert not plan.capped((ways.rate_cap + 0.0001) * plan.pay)
        assert plan.capped(ways.dollar_cap)
        assert not plan.capped(ways.dollar_cap + 1)


@given(employees)
def test_qnec_passes_and_a_hundredth_less_fails(rows: Rows) -> None:
    plan = Plan(rows)
    ways, cost = plan.ways, plan.test.acp_qnec
    assume(ways is not None)
    assert ways is not None
    assert cost is not None
    assert ways.qnec_rate is not None
    exact = ways.qnec_rate * plan.pay
    assert plan.passes(plan.after_tax, np.ceil(np.round(exact * 100, 4)) / 100)
    assert not plan.passes(plan.after_tax, exact - 0.0001 * plan.pay)
    dollars = cost.uniform_dollars(ways)
    assert dollars is not None
    least = exact[~plan.is_hce].sum()
    assert least - 0.01 <= dollars <= least + 0.01 * len(rows)


@given(employees)
def test_qnecs_cost_the_same_in_many_parts(rows: Rows) -> None:
    plan = Plan(rows)
    people, match = plan.people, match_of(plan.people)
    rows_alone = [slice(i, i + 1) for i in range(len(rows))]
    parts = [(people.take(row), match[row]) for row in rows_alone]
    cost, alone = plan.test.acp_qnec, in_parts(parts, CURRENT, 2026).acp_qnec
    if cost is None or alone is None:
        assert cost is alone
        return
    assert cost.uniform == alone.uniform
    assert sorted(cost.lowest) == sorted(alone.lowest)
    assert alone.lowest.base is None  # which would be the pay of everybody


@given(employees)
def test_a_targeted_qnec_passes_at_its_cost(rows: Rows) -> None:
    plan = Plan(rows)
    ways, cost = plan.ways, plan.test.acp_qnec
    if ways is None or cost is None:
        assert plan.passes(plan.after_tax)
        return
    if ways.targeted_people is None or ways.targeted_last is None:
        assert not plan.passes(plan.after_tax, np.ceil(plan.pay * 5) / 100 - 0.01)
        return
    lowest = [i for i in np.argsort(plan.pay, kind="stable") if not plan.is_hce[i]]
    lowest = lowest[: ways.targeted_people]
    qnec = np.zeros(len(rows))
    rates = [0.05] * (len(lowest) - 1) + [ways.targeted_last]
    for i, rate in zip(lowest, rates, strict=True):
        qnec[i] = np.ceil(np.round(rate * plan.pay[i] * 100, 4)) / 100
    assert plan.passes(plan.after_tax, qnec)
    dollars = cost.targeted_dollars(ways)
    assert dollars is not None
    assert abs(qnec.sum() - dollars) < 0.001
    assert 0 < ways.targeted_last <= 0.05
    qnec[lowest[-1]] -= 0.0001 * plan.pay[lowest[-1]]
    assert not plan.passes(plan.after_tax, qnec)


@given(employees, st.none() | st.integers(0, 1_500).map(lambda n: n / 10_000))
def test_the_highest_rate_of_all_passes_and_the_next_fails(
    rows: Rows, nhce_acp: float | None
) -> None:
    plan = Plan(rows, nhce_acp)
    assume(plan.is_hce.any())
    highest = plan.test.ways.highest_hce_rate

    def passes(rate: float) -> bool:
        return plan.passes(np.where(plan.is_hce, rate * plan.pay, plan.after_tax))

    if highest is None:
        assert not passes(0.0)
    else:
        assert passes(highest)
        assert highest == 1.0 or not passes(highest + 0.0001)


@given(employees)
def test_the_own_highest_rate_passes_and_the_next_fails(rows: Rows) -> None:
    plan = Plan(rows)
    assume(plan.is_hce.any() and not plan.is_hce.all())
    for i in np.flatnonzero(plan.is_hce):
        rate = plan.test.own_rates[i]
        after_tax = plan.after_tax.copy()
        after_tax[i] = 0.0 if np.isnan(rate) else rate * plan.pay[i]
        assert plan.passes(after_tax) == (not np.isnan(rate))
        if rate < 1.0:
            after_tax[i] += 0.0001 * plan.pay[i]
            assert not plan.passes(after_tax)


def test_average_given_in_advance_cannot_be_lifted_by_a_qnec() -> None:
    plan = Plan([(True, 100_000, 0, 10_000.0), (False, 50_000, 0, 0.0)], nhce_acp=0.03)
    ways = plan.ways
    assert ways is not None
    assert ways.nhce_average_needed == 0.08
    assert (ways.qnec_rate, ways.targeted_people) == (None, None)
    assert (ways.rate_cap, ways.dollar_cap) == (0.05, 5_004)


def test_match_alone_too_high() -> None:
    plan = Plan([(True, 100_000, 6_000, 1_000.0), (False, 50_000, 500, 0.0)])
    ways, cost = plan.ways, plan.test.acp_qnec
    assert ways is not None
    assert cost is not None
    assert (ways.rate_cap, ways.dollar_cap) == (None, None)
    assert (ways.nhce_average_needed, ways.qnec_rate) == (0.05, 0.04)
    assert cost.uniform_dollars(ways) == 2_000
