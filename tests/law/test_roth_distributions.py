import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from megaroth_xl.errors import InputError
from megaroth_xl.law.roth_distributions import (
    Conversion,
    designated_roth_distribution,
    designated_roth_rollover,
    roth_ira_distribution,
)

CENTS = st.integers(0, 10**8)
CONVERSIONS = st.lists(st.tuples(st.integers(2010, 2026), CENTS, CENTS), max_size=5)


def _conversions(rows: list[tuple[int, int, int]]) -> list[Conversion]:
    return [Conversion(year, taxed / 100, untaxed / 100) for year, taxed, untaxed in rows]


class TestRothIra:
    def test_each_step_of_the_order(self) -> None:
        conversions = [Conversion(2025, 300, 700), Conversion(2021, 50, 950)]
        amounts = [0, 100, 150, 1_100, 1_400, 2_100, 2_500]
        parts = roth_ira_distribution(amounts, 100, conversions, 2026)
        assert parts.contributions.tolist() == [0, 100, 100, 100, 100, 100, 100]
        assert parts.taxed_conversions.tolist() == [0, 0, 50, 50, 350, 350, 350]
        assert parts.untaxed_conversions.tolist() == [0, 0, 0, 950, 950, 1_650, 1_650]
        assert parts.earnings.tolist() == [0, 0, 0, 0, 0, 0, 400]
        # 2021 is over; of 2025 only the taxed 300.
        assert parts.recaptured.tolist() == [0, 0, 0, 0, 300, 300, 300]

    def test_conversions_of_one_year_are_one(self) -> None:
        together = roth_ira_distribution(500, 0, [Conversion(2024, 400, 600)], 2026)
        apart = [Conversion(2024, 100, 500), Conversion(2024, 300, 100)]
        assert roth_ira_distribution(500, 0, apart, 2026) == together

    def test_after_tax_money_rolled_over_is_never_recaptured(self) -> None:
        parts = roth_ira_distribution(31_000, 0, [Conversion(2026, 0, 31_000)], 2026)
        assert parts.untaxed_conversions == 31_000
        assert parts.recaptured == 0

    def test_no_conversions(self) -> None:
        parts = roth_ira_distribution([10, 30], 20, [], 2026)
        assert parts.earnings.tolist() == [0, 10]
        assert parts.taxed_conversions.tolist() == [0, 0]

    def test_a_conversion_of_a_later_year(self) -> None:
        with pytest.raises(InputError, match="the year of the conversion, 2027"):
            roth_ira_distribution(100, 0, [Conversion(2027, 100, 0)], 2026)

    def test_large_amounts(self) -> None:
        parts = roth_ira_distribution(1e11, 0, [Conversion(2026, 1e11, 0)], 2026)
        assert parts.recaptured == 1e11

    @given(amount=CENTS, contributions=CENTS, rows=CONVERSIONS)
    def test_parts_sum_and_stay_within_what_is_there(
        self, amount: int, contributions: int, rows: list[tuple[int, int, int]]
    ) -> None:
        parts = roth_ira_distribution(amount / 100, contributions / 100, _conversions(rows), 2026)
        cents = [round(float(part) * 100) for part in parts]
        assert sum(cents[:4]) == amount
        assert min(cents) >= 0
        assert cents[0] <= contributions
        assert cents[1] <= sum(row[1] for row in rows)
        assert cents[2] <= sum(row[2] for row in rows)
        assert cents[4] <= cents[1]

    @given(amounts=st.lists(CENTS, min_size=1), contributions=CENTS, rows=CONVERSIONS)
    def test_array_equals_its_scalars(
        self, amounts: list[int], contributions: int, rows: list[tuple[int, int, int]]
    ) -> None:
        dollars = np.array(amounts) / 100
        conversions = _conversions(rows)
        together = roth_ira_distribution(dollars, contributions / 100, conversions, 2026)
        for i, amount in enumerate(dollars):
            alone = roth_ira_distribution(amount, contributions / 100, conversions, 2026)
            assert alone == tuple(float(part[i]) for part in together)

    @given(amount=CENTS, contributions=CENTS, rows=CONVERSIONS)
    def test_order_of_the_list_does_not_matter(
        self, amount: int, contributions: int, rows: list[tuple[int, int, int]]
    ) -> None:
        forward, backward = (
            roth_ira_distribution(amount / 100, contributions / 100, _conversions(order), 2026)
            for order in (rows, rows[::-1])
        )
        assert forward == backward


class TestDesignatedRothAccount:
    def test_pro_rata_where_a_roth_ira_would_give_basis_first(self) -> None:
        assert designated_roth_distribution(5_000, 8_000, 10_000) == (4_000, 1_000)
        assert roth_ira_distribution(5_000, 8_000, [], 2026).earnings == 0

    def test_more_than_the_balance(self) -> None:
        with pytest.raises(InputError, match="amount is 10,001"):
            designated_roth_distribution(10_001, 8_000, 10_000)

    def test_rolled_to_a_roth_ira_its_basis_comes_out_first(self) -> None:
        # Treas. Reg. 1.402A-1, A-7: 21,850 of contributions and 1,150 of earnings. Had the 12,000
        # been rolled over, 11,400 would be contributions to the Roth IRA.
        assert designated_roth_rollover(12_000, 21_850, 23_000) == (11_400, 600)
        rolled = designated_roth_rollover(23_000, 21_850, 23_000)
        assert roth_ira_distribution(21_850, rolled.contributions, [], 2026).earnings == 0

    def test_qualified_money_is_all_contribution(self) -> None:
        found = designated_roth_rollover([12_000, 12_000], 21_850, 23_000, qualified=[True, False])
        assert np.asarray(found.contributions).tolist() == [12_000, 11_400]
        assert np.asarray(found.earnings).tolist() == [0, 600]
