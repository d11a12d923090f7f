from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from megaroth_xl.errors import InputError, ShapeError
from megaroth_xl.strategy.conversion.basis_record import basis_record

EVENTS = st.lists(
    st.tuples(
        st.integers(0, 500_000),  # contribution, cents
        st.integers(-90, 90),  # earnings, percent of the balance
        st.sampled_from([0, 0, 25, 50, 100]),  # converted, percent of the balance
    ),
    min_size=1,
    max_size=30,
)


@given(EVENTS)
def test_the_record_is_that_of_an_account_kept_in_exact_cents(events):
    contributions, earnings, conversions, expected = [], [], [], []
    balance = basis = 0
    for contribution, percent, share in events:
        earned = balance * percent // 100
        balance += earned + contribution
        basis += contribution
        moved = balance * share // 100
        income = 0
        if balance > basis:
            exact = Fraction(moved * (balance - basis), balance)
            income = int(exact + Fraction(1, 2))
        balance -= moved
        basis -= moved - income
        contributions.append(contribution / 100)
        earnings.append(earned / 100)
        conversions.append(np.nan if share == 100 else moved / 100)
        expected.append((moved, income, moved - income, balance, basis))
    record = basis_record(contributions, earnings, conversions)
    columns = ("converted", "taxable", "basis_converted", "balance", "basis")
    for column, values in zip(columns, zip(*expected, strict=True), strict=True):
        assert np.rint(getattr(record, column) * 100).tolist() == list(values), column


@given(EVENTS)
def test_what_is_taxed_in_the_end_is_what_was_earned_where_nothing_was_lost(events):
    contributions = [contribution / 100 for contribution, _, _ in events]
    earnings = [abs(percent) for _, percent, _ in events]
    conversions = [0.0] * (len(events) - 1) + [np.nan]
    record = basis_record(contributions, earnings, conversions)
    assert record.taxable.sum() == pytest.approx(sum(earnings))
    assert record.basis_converted.sum() == pytest.approx(sum(contributions))
    assert record.balance[-1] == record.basis[-1] == 0


def test_the_guides_conversion():
    # 31,000 contributed, 150 earned, all converted: 150 taxable.
    record = basis_record([31_000, 0], [0, 150], [0, np.nan])
    assert record.taxable.tolist() == [0, 150]
    assert record.basis_converted.tolist() == [0, 31_000]


def test_basis_that_a_loss_leaves_over_shelters_later_earnings():
    record = basis_record([1000, 0, 0], [0, -400, 0], [0, np.nan, 0])
    assert record.taxable.tolist() == [0, 0, 0]
    assert record.basis.tolist() == [1000, 400, 400]
    later = basis_record([0], [100], [np.nan], opening_balance=500, opening_basis=900)
    assert later.taxable.tolist() == [0]
    assert later.basis.tolist() == [300]


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        (([100, 0], [0, -101], 0), "a loss above the balance at event 2"),
        (([100, 0], 0, [0, 100.01]), "converted is 100.01 at event 2: .* 100.00; NaN converts"),
    ],
)
def test_events_that_cannot_be_are_refused(columns, sentence):
    with pytest.raises(InputError, match=sentence):
        basis_record(*columns)
    with pytest.raises(ShapeError):
        basis_record([1, 2], [1, 2, 3], 0)
    with pytest.raises(ShapeError):
        basis_record([[1, 2]], 0, 0)
