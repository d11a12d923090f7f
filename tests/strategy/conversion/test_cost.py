import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from megaroth_xl.errors import InputError, ShapeError, UntaxedYearError
from megaroth_xl.law.filing_status import FILING_STATUS
from megaroth_xl.law.income_tax import marginal_rate
from megaroth_xl.law.limits import limits_table
from megaroth_xl.strategy.conversion.cost import (
    conversion_delay_cost,
    conversion_tax,
    conversion_tax_by_bracket,
)

DOLLARS = st.integers(0, 100_000_000).map(lambda cents: cents / 100)
GAINS = st.integers(-50_000_000, 50_000_000).map(lambda cents: cents / 100)
HALVES = st.floats(0, 0.5)
STATUSES = st.sampled_from(FILING_STATUS.words)
YEARS = st.integers(2018, 2026)


class TestConversionTax:
    @pytest.mark.parametrize(("earnings", "tax"), [(150, 36), (3_000, 720)])
    def test_the_guides_examples(self, earnings: float, tax: float) -> None:
        assert conversion_tax(31_000, earnings, 0.24) == pytest.approx(tax)

    def test_state_tax_comes_on_top(self) -> None:
        assert conversion_tax(31_000, 3_000, 0.24, 0.093) == pytest.approx(999)

    @pytest.mark.parametrize("absent", [None, np.nan, 0])
    def test_no_state_tax(self, absent: float | None) -> None:
        assert conversion_tax(31_000, 150, 0.24, absent) == conversion_tax(31_000, 150, 0.24)

    @given(DOLLARS, GAINS, HALVES, HALVES)
    def test_contribution_is_never_taxed_and_a_loss_gives_nothing_back(
        self, contribution: float, earnings: float, rate: float, state_rate: float
    ) -> None:
        tax = conversion_tax(contribution, earnings, rate, state_rate)
        assert tax == conversion_tax(0, earnings, rate, state_rate)
        assert 0 <= tax <= max(earnings, 0)

    def test_shape_is_that_of_all_arguments(self) -> None:
        assert conversion_tax([1, 2, 3], 100, 0.5).tolist() == [50, 50, 50]
        assert conversion_tax([[1], [2]], [0, 10], 0.5).tolist() == [[0, 5], [0, 5]]
        with pytest.raises(ShapeError, match="earnings"):
            conversion_tax([1, 2], [1, 2, 3], 0.24)


class TestConversionTaxByBracket:
    def test_a_conversion_that_fills_a_bracket(self) -> None:
        # Rev. Proc. 2023-34: 24 percent starts at 100,525 for a single person in 2024.
        tax = conversion_tax_by_bracket(31_000, 3_000, 99_525, "single", 2024)
        assert tax == pytest.approx(1_000 * 0.22 + 2_000 * 0.24)

    @given(DOLLARS, GAINS, DOLLARS, STATUSES, YEARS, HALVES)
    def test_between_the_flat_rates_before_and_after(
        self,
        contribution: float,
        earnings: float,
        income: float,
        status: str,
        year: int,
        state_rate: float,
    ) -> None:
        tax = conversion_tax_by_bracket(contribution, earnings, income, status, year, state_rate)
        after = income + max(earnings, 0)
        low, high = (
            conversion_tax(contribution, earnings, marginal_rate(i, status, year), state_rate)
            for i in (income, after)
        )
        assert low - 1e-6 <= tax <= high + 1e-6

    def test_inside_one_bracket_it_is_the_flat_rate(self) -> None:
        ends = limits_table()[2026].brackets["mfj"].upper_ends
        tax = conversion_tax_by_bracket(31_000, 3_000, ends[:-1], "mfj", 2026, 0.05)
        flat = conversion_tax(31_000, 3_000, marginal_rate(ends[:-1], "mfj", 2026), 0.05)
        assert tax == pytest.approx(flat)

    def test_no_projected_year(self) -> None:
        with pytest.raises(UntaxedYearError, match="taxes have no projected year"):
            conversion_tax_by_bracket(31_000, 150, 100_000, "single", 2027)

    def test_people_in_columns(self) -> None:
        tax = conversion_tax_by_bracket(
            [1, 1, 1], [100, -100, 100], 0, ["single", "mfj", "Head of Household"], 2026
        )
        assert tax.tolist() == [10, 0, 10]
        with pytest.raises(ShapeError):
            conversion_tax_by_bracket([1, 2], 100, 0, ["single", "mfj", "hoh"], 2026)


class TestConversionDelayCost:
    def test_a_year_at_ten_percent(self) -> None:
        assert conversion_delay_cost(31_000, 0.10, 12, 0.24) == pytest.approx(744)

    def test_growth_compounds(self) -> None:
        assert conversion_delay_cost(10_000, 0.21, 6, 1) == pytest.approx(1_000)
        assert conversion_delay_cost(10_000, 0.10, 24, 0.5) == pytest.approx(1_050)

    def test_not_waiting_costs_nothing(self) -> None:
        assert conversion_delay_cost(31_000, 0.10, 0, 0.24) == 0

    def test_a_fall_gives_nothing_back(self) -> None:
        assert conversion_delay_cost(31_000, [-0.99, 0], 12, 0.24).tolist() == [0, 0]

    @given(DOLLARS, st.floats(-0.9, 1), st.floats(0, 240), HALVES, HALVES)
    def test_is_the_tax_on_what_was_earned_meanwhile(
        self, contribution: float, yearly: float, months: float, rate: float, state_rate: float
    ) -> None:
        earned = contribution * ((1 + yearly) ** (months / 12) - 1)
        assume(abs(earned) <= 1e12)
        cost = conversion_delay_cost(contribution, yearly, months, rate, state_rate)
        tax = conversion_tax(contribution, earned, rate, state_rate)
        assert cost == pytest.approx(tax, rel=1e-9, abs=1e-6)


class TestRefusals:
    @pytest.mark.parametrize(
        "taxed", [conversion_tax, lambda *a: conversion_delay_cost(31_000, 0.1, 12, *a[2:])]
    )
    def test_rates_together_above_one(self, taxed) -> None:
        with pytest.raises(InputError) as refused:
            taxed(31_000, 150, [0.5, 0.7], 0.4)
        assert str(refused.value).startswith("rate + state_rate is 1.1: expected a share of at")

    def test_state_rate_on_top_of_the_brackets(self) -> None:
        with pytest.raises(InputError, match=r"rate \+ state_rate is 1\.02"):
            conversion_tax_by_bracket(0, 1_000, 1e6, "single", 2026, 0.65)
        # Without earnings there is no rate to exceed anything.
        assert conversion_tax_by_bracket(0, -1_000, 1e6, "single", 2026, 0.65) == 0

    def test_rates_of_one_together_are_taken(self) -> None:
        percents = np.arange(101) / 100
        assert conversion_tax(0, 100, percents, 1 - percents) == pytest.approx([100] * 101)

    def test_percent_typed_as_a_number(self) -> None:
        with pytest.raises(InputError, match=r"rate is 24: .* type 24% or 0\.24"):
            conversion_tax(31_000, 150, 24)
        with pytest.raises(InputError, match=r"state_rate is 5: .* type 5% or 0\.05"):
            conversion_tax_by_bracket(31_000, 150, 1, "single", 2026, 5)

    def test_months(self) -> None:
        with pytest.raises(InputError, match="months is -1: expected months from 0 to 1,200"):
            conversion_delay_cost(31_000, 0.1, -1, 0.24)

    def test_contribution(self) -> None:
        with pytest.raises(InputError, match="contribution is -1"):
            conversion_tax(-1, 150, 0.24)
