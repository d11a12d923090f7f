import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from megaroth_xl.errors import InputError, ShapeError, UntaxedYearError
from megaroth_xl.law.filing_status import FILING_STATUS
from megaroth_xl.law.income_tax import (
    RATES,
    federal_tax,
    marginal_rate,
    net_investment_income_tax,
    net_investment_income_tax_from_conversion,
    standard_deduction,
    tax_on_additional_income,
)
from megaroth_xl.law.limits import limits_table
from megaroth_xl.law.year_limits import TaxBrackets, YearLimits

CENTS = 0.005
INCOMES = st.integers(0, 2_000_000_00).map(lambda cents: cents / 100)
STATUSES = st.sampled_from(FILING_STATUS.words)
YEARS = st.integers(2018, 2026)


class TestFederalTax:
    def test_by_hand(self) -> None:
        # 10% of 11,600 + 12% of 35,550 + 22% of 2,850
        assert federal_tax(50_000, "single", 2024) == pytest.approx(6_053)
        # 10% of 22,000 + 12% of 67,450 + 22% of 60,550
        assert federal_tax(150_000, "mfj", 2023) == pytest.approx(23_615)

    def test_nothing_on_nothing(self) -> None:
        assert federal_tax(0, "hoh", 2020) == 0

    @given(INCOMES, STATUSES, YEARS)
    def test_sum_over_the_brackets(self, income: float, status: str, year: int) -> None:
        ends = (0.0, *limits_table()[year].brackets[status].upper_ends, np.inf)
        parts = [max(min(income, ends[i + 1]) - ends[i], 0) * RATES[i] for i in range(7)]
        assert federal_tax(income, status, year) == pytest.approx(sum(parts), abs=1e-6)

    @given(st.lists(INCOMES, min_size=2, max_size=30), STATUSES, YEARS)
    def test_rises_with_income(self, incomes: list[float], status: str, year: int) -> None:
        assert (np.diff(federal_tax(sorted(incomes), status, year)) >= 0).all()

    @pytest.mark.parametrize("year", range(2018, 2027))
    def test_no_jump_at_a_bracket_end(self, year: int) -> None:
        for status in FILING_STATUS.words:
            ends = np.array(limits_table()[year].brackets[status].upper_ends)
            jump = federal_tax(ends + 0.01, status, year) - federal_tax(ends - 0.01, status, year)
            assert (jump > 0).all()
            assert (jump < CENTS * 2).all()

    @given(st.lists(st.tuples(INCOMES, STATUSES, YEARS), min_size=1, max_size=12))
    def test_array_equals_its_scalars(self, people: list[tuple[float, str, int]]) -> None:
        incomes, statuses, years = map(list, zip(*people, strict=True))
        for tax in (federal_tax, marginal_rate):
            alone = [tax(*person) for person in people]
            assert tax(incomes, statuses, years).tolist() == alone

    def test_three_axes(self) -> None:
        table = federal_tax(
            np.array([10_000, 500_000])[:, None, None],
            np.array(FILING_STATUS.words)[:, None],
            np.arange(2018, 2027),
        )
        assert table.shape == (2, 5, 9)
        assert table[1, 3, 6] == federal_tax(500_000, "head-of-household", 2024)

    def test_scalar_is_a_float(self) -> None:
        assert type(federal_tax(1, "single", 2024)) is float
        assert federal_tax([[1]], "single", 2024).shape == (1, 1)


class TestMarginalRate:
    def test_at_an_upper_end_the_next_dollar_counts(self) -> None:
        ends = limits_table()[2026].brackets["single"].upper_ends
        assert marginal_rate(ends, "single", 2026).tolist() == RATES[1:].tolist()
        below = np.array(ends) - 0.01
        assert marginal_rate(below, "single", 2026).tolist() == RATES[:-1].tolist()

    @given(INCOMES, STATUSES, YEARS)
    def test_is_the_slope(self, income: float, status: str, year: int) -> None:
        # Brackets end on whole dollars, so that the next cent is in one bracket.
        slope = tax_on_additional_income(0.01, income, status, year) / 0.01
        assert slope == pytest.approx(marginal_rate(income, status, year), abs=1e-5)


class TestTaxOnAdditionalIncome:
    @given(INCOMES, INCOMES, INCOMES, STATUSES, YEARS)
    def test_additions_add_up(
        self, first: float, second: float, income: float, status: str, year: int
    ) -> None:
        together = tax_on_additional_income(first + second, income, status, year)
        one = tax_on_additional_income(first, income, status, year)
        other = tax_on_additional_income(second, income + first, status, year)
        assert together == pytest.approx(one + other, abs=1e-6)

    @given(INCOMES, INCOMES, STATUSES, YEARS)
    def test_is_bounded_by_the_rates_at_both_ends(
        self, added: float, income: float, status: str, year: int
    ) -> None:
        tax = tax_on_additional_income(added, income, status, year)
        assert added * marginal_rate(income, status, year) - 1e-6 <= tax
        assert tax <= added * marginal_rate(income + added, status, year) + 1e-6

    def test_starting_from_nothing_is_the_whole_tax(self) -> None:
        whole = federal_tax(234_567.89, "mfs", 2022)
        assert tax_on_additional_income(234_567.89, 0, "mfs", 2022) == whole

    def test_less_income_is_not_an_addition(self) -> None:
        with pytest.raises(InputError, match="additional_income is -1"):
            tax_on_additional_income(-1, 50_000, "single", 2024)


class TestRefusals:
    def test_taxes_have_no_projected_year(self) -> None:
        sentence = (
            "no federal tax tables for 2027: taxes have no projected year; use a year from 2018 "
            "to 2026, or add a limits file with that year's brackets"
        )
        for tax in (federal_tax, marginal_rate):
            with pytest.raises(UntaxedYearError) as refused:
                tax(50_000, "single", [2026, 2027])
            assert str(refused.value) == sentence
        with pytest.raises(UntaxedYearError, match="2027"):
            standard_deduction("single", 2027)

    @pytest.mark.parametrize("year", [2017, 2031])
    def test_year_far_away(self, year: int) -> None:
        with pytest.raises(UntaxedYearError, match=f"no federal tax tables for {year}"):
            federal_tax(1, "single", year)

    def test_by_name(self) -> None:
        with pytest.raises(InputError, match="taxable_income is -5: expected dollars from 0"):
            federal_tax([10, -5], "single", 2024)
        with pytest.raises(InputError, match="taxable_income is not a number"):
            federal_tax(np.nan, "single", 2024)
        with pytest.raises(InputError, match="filing_status is 'x'"):
            federal_tax(1, "x", 2024)
        with pytest.raises(InputError, match="year is"):
            federal_tax(1, "single", 2024.5)

    def test_shapes(self) -> None:
        with pytest.raises(ShapeError, match="taxable_income"):
            federal_tax([1, 2], ["single", "mfj", "mfs"], 2024)
        with pytest.raises(ShapeError, match="filing_status"):
            marginal_rate(1, ["single", "mfj"], [2024, 2025, 2026])
        with pytest.raises(ShapeError, match="additional_income"):
            tax_on_additional_income([1, 2], [1, 2, 3], "single", 2024)


class TestOwnTables:
    def test_a_new_year_of_the_users_own(self) -> None:
        source = limits_table()[2026].brackets["single"].source
        flat = TaxBrackets((10.0, 20.0, 30.0, 40.0, 50.0, 60.0), source)
        table = limits_table().overlaid(
            [YearLimits(2027, {}, brackets=dict.fromkeys(FILING_STATUS.words, flat))]
        )
        # 1 + 1.2 + 2.2 + 2.4 + 3.2 + 3.5 + 37% of 40
        assert tax_on_additional_income(100, 0, "mfj", 2027, limits=table) == pytest.approx(28.3)
        own = tax_on_additional_income(50_000, 0, "mfj", 2026, limits=table)
        assert own == federal_tax(50_000, "mfj", 2026)

    def test_a_year_with_one_status_only_is_not_taxed(self) -> None:
        brackets = {"single": limits_table()[2026].brackets["single"]}
        table = limits_table().overlaid([YearLimits(2027, {}, brackets=brackets)])
        with pytest.raises(UntaxedYearError):
            tax_on_additional_income(1, 0, "single", 2027, limits=table)


class TestNetInvestmentIncomeTax:
    def test_thresholds_by_status(self) -> None:
        statuses = ["single", "hoh", "mfj", "qss", "mfs"]
        thresholds = np.array([200_000, 200_000, 250_000, 250_000, 125_000])
        at, above = (
            net_investment_income_tax(5_000, thresholds + more, statuses, 2026)
            for more in (0, 1_000)
        )
        assert at.tolist() == [0] * 5
        assert above == pytest.approx([38.0] * 5)

    def test_not_indexed_and_so_known_for_a_projected_year(self) -> None:
        tax = net_investment_income_tax(10_000, 210_000, "single", [2018, 2026, 2027])
        assert tax == pytest.approx([380] * 3)

    def test_year_without_thresholds(self) -> None:
        with pytest.raises(UntaxedYearError, match="2031"):
            net_investment_income_tax(1, 1, "single", 2031)

    def test_conversion_without_investment_income_adds_nothing(self) -> None:
        assert net_investment_income_tax_from_conversion(50_000, 0, 400_000, "mfj", 2026) == 0

    def test_conversion_that_crosses_the_threshold(self) -> None:
        # 249,000 + 3,000 is 2,000 above; 2,000 of the investment income is now taxed.
        added = net_investment_income_tax_from_conversion(3_000, 9_000, 249_000, "mfj", 2026)
        assert added == pytest.approx(76)

    @given(INCOMES, INCOMES, INCOMES, STATUSES, YEARS)
    def test_conversion_adds_at_most_its_share(
        self, converted: float, investment: float, magi: float, status: str, year: int
    ) -> None:
        added = net_investment_income_tax_from_conversion(converted, investment, magi, status, year)
        assert -1e-9 <= added <= 0.038 * min(converted, investment) + 1e-6

    def test_a_loss_of_a_year_is_a_modified_agi_too(self) -> None:
        assert net_investment_income_tax(100, -50_000, "single", 2024) == 0
