import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from megaroth_xl.errors import InputError, ShapeError
from megaroth_xl.law.destinations import Destination
from megaroth_xl.law.rollovers import (
    conversion_taxable,
    recovered_basis,
    rollover_split,
)

CENTS = st.integers(0, 10**9)


class TestConversionTaxable:
    def test_whole_account_leaves_exactly_the_earnings(self) -> None:
        # 31,150.10 - 31,000.10 is 149.99999999999636 in floats.
        assert conversion_taxable(31150.10, 31000.10, 31150.10) == 150.0

    def test_no_earnings_means_exactly_nothing(self) -> None:
        assert conversion_taxable(0.1 + 0.2, 0.1 + 0.2, 0.3) == 0.0

    def test_loss_is_not_negative_income(self) -> None:
        assert conversion_taxable([10_000, 28_000], 31_000, 28_000).tolist() == [0, 0]
        assert recovered_basis(28_000, 31_000, 28_000) == 28_000

    def test_empty_account(self) -> None:
        assert conversion_taxable(0, [0, 100], 0).tolist() == [0, 0]

    def test_all_pretax(self) -> None:
        assert conversion_taxable(40_000, 0, 100_000) == 40_000

    def test_more_than_the_balance(self) -> None:
        with pytest.raises(
            InputError, match=r"amount is 50,000\.01: expected at most the balance, 50,000\.00"
        ):
            conversion_taxable([50_000, 50_000.01], 0, 50_000)

    def test_float_noise_is_not_more_than_the_balance(self) -> None:
        assert conversion_taxable(0.1 + 0.2, 0, 0.3) == pytest.approx(0.3)

    def test_grandfathered_basis_is_part_of_the_basis(self) -> None:
        with pytest.raises(InputError, match=r"grandfathered_basis is 6,000\.00"):
            conversion_taxable(100, 5_000, 50_000, 6_000)

    def test_grandfathered_basis_first_then_pro_rata(self) -> None:
        # 5,000 comes out alone; 15,000 of the 95,000 left carries 15/95 of its 80,000 of earnings.
        taxable = conversion_taxable([5_000, 20_000, 100_000], 20_000, 100_000, 5_000)
        assert taxable == pytest.approx([0, 80_000 * 15 / 95, 80_000])

    def test_grandfathered_loss(self) -> None:
        assert conversion_taxable(4_000, 5_000, 4_000, 5_000) == 0

    def test_shapes_that_do_not_go_together(self) -> None:
        with pytest.raises(ShapeError, match="basis"):
            conversion_taxable([1, 2], [1, 2, 3], 5)

    @given(balance=CENTS, basis=CENTS, first=CENTS, share=st.floats(0, 1))
    def test_bounds_and_order_independence(
        self, balance: int, basis: int, first: int, share: float
    ) -> None:
        first = min(first, basis)
        amount = int(balance * share)
        args = [cents / 100 for cents in (amount, basis, balance, first)]
        taxable = conversion_taxable(*args)
        assert 0 <= taxable <= args[0]
        recovered = recovered_basis(*args[:3])
        assert recovered >= 0
        assert recovered + conversion_taxable(*args[:3]) == pytest.approx(args[0], abs=1e-6)
        assert taxable <= max(balance - basis, 0) / 100 + 1e-6
        # More basis never means more tax.
        assert conversion_taxable(args[0], 0, args[2]) >= taxable - 1e-6

    @given(st.lists(st.tuples(CENTS, CENTS, CENTS), min_size=1, max_size=8))
    def test_array_equals_its_scalars(self, rows: list[tuple[int, int, int]]) -> None:
        amounts, bases, extras = (np.array(column) / 100 for column in zip(*rows, strict=True))
        balances = amounts + extras
        together = conversion_taxable(amounts, bases, balances)
        alone = [conversion_taxable(*row) for row in zip(amounts, bases, balances, strict=True)]
        assert np.array_equal(together, alone)

    @given(balance=CENTS, basis=CENTS, first=CENTS, cut=st.floats(0, 1))
    def test_two_steps_tax_what_one_does(
        self, balance: int, basis: int, first: int, cut: float
    ) -> None:
        """A distribution in two, the basis kept up in between, is taxed as the whole is."""
        basis, first = min(basis, balance), min(first, basis, balance)
        half = int(balance * cut)
        money = [cents / 100 for cents in (half, basis, balance, first)]
        taxed = conversion_taxable(*money)
        # Between the steps the basis is kept to the cent, as a plan's records are.
        left = [balance - half, round(basis - (half - taxed * 100)), balance - half]
        later = conversion_taxable(*(c / 100 for c in left), max(first - half, 0) / 100)
        assert taxed + later == pytest.approx((balance - basis) / 100, abs=0.02)


class TestRolloverSplit:
    def test_pretax_fills_traditional_then_roth_then_cash(self) -> None:
        parts = rollover_split(60_000, 40_000, 30_000, 20_000, 50_000)
        assert [p.destination for p in parts] == [
            Destination.TRADITIONAL_IRA,
            Destination.ROTH_IRA,
            Destination.CASH,
        ]
        assert [p[1:] for p in parts] == [
            (30_000, 0, 0),
            (20_000, 0, 20_000),
            (10_000, 40_000, 10_000),
        ]

    def test_more_to_traditional_than_is_pretax_takes_basis_along(self) -> None:
        traditional, _, cash = rollover_split(80_000, 20_000, 82_000, 0)
        assert traditional[1:] == (80_000, 2_000, 0)
        assert cash[1:] == (0, 18_000, 0)

    def test_cash_is_the_remainder(self) -> None:
        given, left = (rollover_split(100.1, 200.2, 50.05, 50.05, c) for c in (200.2, None))
        assert given == left
        assert left[2].pretax == 0
        assert left[2].after_tax == 200.2

    def test_float_sums_do_not_refuse(self) -> None:
        assert rollover_split(0.1, 0.2, 0.3, 0, 0)[0][1:] == (0.1, 0.2, 0)

    @pytest.mark.parametrize("cash", [9_999.99, 10_000.01])
    def test_one_cent_off_is_refused(self, cash: float) -> None:
        with pytest.raises(InputError, match=r"cash is .*: expected what .* 10,000\.00; leave"):
            rollover_split(80_000, 20_000, 80_000, 10_000, cash)

    def test_rollovers_above_the_distribution(self) -> None:
        with pytest.raises(InputError, match=r"together, 100\.00"):
            rollover_split(60, 40, 60, 40.01)

    def test_nan_is_not_given(self) -> None:
        parts = rollover_split([100, 100], 0, 50, 0, [np.nan, 50])
        assert np.array_equal(parts[2].pretax, [50, 50])

    def test_shapes_that_do_not_go_together(self) -> None:
        with pytest.raises(ShapeError, match="to_roth"):
            rollover_split([1, 2], 0, 0, [1, 1, 1])

    @given(st.lists(st.tuples(CENTS, CENTS, st.floats(0, 1), st.floats(0, 1)), min_size=1))
    def test_parts_sum_and_array_equals_scalars(
        self, rows: list[tuple[int, int, float, float]]
    ) -> None:
        cents = []
        for pretax, after_tax, first, second in rows:
            traditional = int((pretax + after_tax) * first)
            roth = int((pretax + after_tax - traditional) * second)
            cents.append((pretax, after_tax, traditional, roth))
        columns = [np.array(column) / 100 for column in zip(*cents, strict=True)]
        parts = rollover_split(*columns)
        for i, (pretax, after_tax, traditional, roth) in enumerate(cents):
            moved = (traditional, roth, pretax + after_tax - traditional - roth)
            rows_of = [tuple(round(float(x[i]) * 100) for x in part[1:]) for part in parts]
            assert sum(r[0] for r in rows_of) == pretax
            assert sum(r[1] for r in rows_of) == after_tax
            assert [r[0] + r[1] for r in rows_of] == list(moved)
            assert rows_of[0][2] == 0
            assert all(0 <= r[2] <= r[0] for r in rows_of)
            assert all(min(r) >= 0 for r in rows_of)
            alone = rollover_split(*(float(column[i]) for column in columns))
            assert [p[1:] for p in alone] == [tuple(float(x[i]) for x in p[1:]) for p in parts]
