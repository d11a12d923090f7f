from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from megaroth_xl.errors import InputError, ShapeError
from megaroth_xl.strategy.pay.payments import Payments, spread_evenly


@given(st.integers(0, 10**10), st.lists(st.integers(0, 10**7), min_size=1, max_size=53))
def test_a_spread_amount_adds_up_in_cents_within_a_cent_of_its_share(cents, weights):
    parts = np.rint(spread_evenly(cents / 100, np.array(weights, dtype=float)) * 100)
    if not any(weights):
        assert not parts.any()
        return
    assert parts.sum() == cents
    exact = [cents * weight / sum(weights) for weight in weights]
    assert np.abs(parts - exact).max() <= 1 + 1e-4


def test_payments_are_joined_in_order_of_their_dates():
    salary = Payments.elected([100, 200], 0.1, 0.2, dates=[date(2026, 1, 31), date(2026, 2, 28)])
    bonus = Payments.elected(50, 0, 0.5, dates=[date(2026, 1, 31)], is_plan_pay=False)
    both = salary.joined(bonus)
    assert both.pay.tolist() == [100, 50, 200]
    assert both.elective_deferral.tolist() == [10, 0, 20]
    assert both.after_tax.tolist() == [20, 25, 40]
    assert both.is_plan_pay.tolist() == [True, False, True]
    assert both.dates == (date(2026, 1, 31), date(2026, 1, 31), date(2026, 2, 28))


def test_elections_may_change_during_the_year():
    payments = Payments.elected([1000] * 3, [0.05, 0.05, 0.1], [0, 0.2, 0.2])
    assert payments.elective_deferral.tolist() == [50, 50, 100]
    assert payments.after_tax.tolist() == [0, 200, 200]


def test_shares_that_add_up_to_all_pay_are_taken_whatever_their_floats():
    for deferral in np.arange(0, 1.01, 0.01):
        Payments.elected(100.01, deferral, 1 - deferral)
    with pytest.raises(InputError, match="at most all of the pay"):
        Payments.elected(100, 0.5, 0.51)


def test_payments_are_refused_that_no_payroll_makes():
    with pytest.raises(InputError, match="dates is not in order"):
        Payments.elected([1, 2], dates=[date(2026, 2, 1), date(2026, 1, 1)])
    with pytest.raises(ShapeError, match=r"dates \(1,\)"):
        Payments.elected([1, 2], dates=[date(2026, 2, 1)])
    with pytest.raises(InputError, match="payments is empty"):
        Payments.elected([])
    with pytest.raises(InputError, match="dates is not given"):
        Payments.elected(1).joined(Payments.elected(2))
    with pytest.raises(InputError, match="pay is -1"):
        Payments.elected([-1])
