import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from megaroth_xl.law.nondiscrimination import acp_test
from megaroth_xl.strategy.ways_out import WaysOut, ways_out

employees = st.lists(
    st.tuples(
        st.booleans(),
        st.integers(40_000, 360_000),
        st.integers(0, 8_000),
        st.integers(0, 3_000_000).map(lambda cents: cents / 100),
    ),
    min_size=2,
    max_size=12,
)


class Plan:
    """A plan that fails, its ways out, and its test with something changed."""

    def __init__(
        self, rows: list[tuple[bool, int, int, float]], nhce_acp: float | None = None
    ) -> None:
        self.is_hce, self.pay, self.match, self.after_tax = (
            np.array(column) for column in zip(*rows, strict=True)
        )
        self.match = self.match.astype(np.float64)
        self.nhce_acp = nhce_acp
        self.acp = acp_test(self.is_hce, self.pay, self.match, self.after_tax, 2026, nhce_acp)

    def ways(self) -> WaysOut | None:
        return ways_out(
            self.acp,
            self.is_hce,
            self.pay.astype(np.float64),
            self.match,
            self.after_tax,
            takes_current_year=self.nhce_acp is None,
        )

    def passes_capped(self, cap: float | np.ndarray) -> bool:
        capped = np.where(self.is_hce, np.minimum(self.after_tax, cap), self.after_tax)
        test = acp_test(self.is_hce, self.pay, self.match, capped, 2026, self.nhce_acp)
        return test.passes

    def passes_with_qnec(self, qnec: np.ndarray) -> bool:
        given = np.where(self.is_hce, 0.0, qnec)
        test = acp_test(self.is_hce, self.pay, self.match + given, self.after_tax, 2026)
        return test.passes


@given(employees)
def test_caps_pass_and_the_next_ones_fail(rows: list[tuple[bool, int, int, float]]) -> None:
    plan = Plan(rows)
    ways = plan.ways()
    assert (ways is None) == plan.acp.passes
    if ways is None:
        return
    assert (ways.rate_cap is None) == (ways.dollar_cap is None) == (not plan.passes_capped(0.0))
    if ways.rate_cap is not None and ways.dollar_cap is not None:
        assert plan.passes_capped(ways.rate_cap * plan.pay)
        assert not plan.passes_capped((ways.rate_cap + 0.0001) * plan.pay)
        assert plan.passes_capped(ways.dollar_cap)
        assert not plan.passes_capped(ways.dollar_cap + 1)


@given(employees)
def test_qnec_passes_and_a_hundredth_less_fails(rows: list[tuple[bool, int, int, float]]) -> None:
    plan = Plan(rows)
    ways = plan.ways()
    assume(ways is not None)
    assert ways is not None
    assert ways.qnec_rate is not None
    exact = ways.qnec_rate * plan.pay
    assert plan.passes_with_qnec(np.ceil(np.round(exact * 100, 4)) / 100)
    assert not plan.passes_with_qnec(exact - 0.0001 * plan.pay)
    cost = exact[~plan.is_hce].sum()
    assert ways.qnec_dollars is not None
    assert cost - 0.01 <= ways.qnec_dollars <= cost + 0.01 * len(rows)
    assert acp_test([1], [100], 0, 0, 2026, ways.nhce_acp_needed).limit is not None


def test_average_given_in_advance_cannot_be_lifted_by_a_qnec() -> None:
    plan = Plan([(True, 100_000, 0, 10_000.0), (False, 50_000, 0, 0.0)], nhce_acp=0.03)
    ways = plan.ways()
    assert ways is not None
    assert ways.nhce_acp_needed == 0.08
    assert (ways.qnec_rate, ways.qnec_dollars) == (None, None)
    assert (ways.rate_cap, ways.dollar_cap) == (0.05, 5_004)


def test_match_alone_too_high() -> None:
    plan = Plan([(True, 100_000, 6_000, 1_000.0), (False, 50_000, 500, 0.0)])
    ways = plan.ways()
    assert ways is not None
    assert (ways.rate_cap, ways.dollar_cap) == (None, None)
    assert (ways.nhce_acp_needed, ways.qnec_rate, ways.qnec_dollars) == (0.05, 0.04, 2_000)
