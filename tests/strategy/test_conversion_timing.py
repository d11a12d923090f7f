from datetime import date
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from megaroth_xl.errors import InputError, ShapeError
from megaroth_xl.strategy.conversion import conversion_delay_cost
from megaroth_xl.strategy.conversion_timing import (
    ConversionFrequency,
    conversion_frequencies,
    convert_now_or_later,
    partial_conversion,
)
from megaroth_xl.strategy.pay_dates import PayFrequency, pay_dates

DOLLARS = st.integers(0, 100_000)
RATES = st.integers(0, 100).map(lambda percent: percent / 100)
RETURNS = st.integers(-50, 50).map(lambda percent: percent / 100)


@given(
    st.sampled_from(PayFrequency),
    st.integers(1, 28),
    st.lists(st.integers(0, 5000), min_size=53, max_size=53),
    st.integers(1, 60),
    RATES,
    st.integers(0, 10),
)
def test_converting_more_often_never_costs_more_tax_when_returns_are_positive(
    frequency, day, dollars, percent, rate, lag
):
    dates = pay_dates(2026, frequency, date(2026, 1, day))
    outcomes = conversion_frequencies(
        dates, dollars[: len(dates)], percent / 100, rate, days_to_convert=lag
    )
    assert [outcome.frequency for outcome in outcomes] == list(ConversionFrequency)
    taxes = [outcome.tax for outcome in outcomes]
    assert taxes == sorted(taxes)
    assert taxes[0] == 0 or lag
    counts = [outcome.conversions for outcome in outcomes]
    assert counts == sorted(counts, reverse=True)


@given(RETURNS.filter(lambda r: r < 0), RATES)
def test_a_loss_is_no_negative_tax(annual_return, rate):
    dates = pay_dates(2026, "monthly", date(2026, 1, 15))
    for outcome in conversion_frequencies(dates, 1000, annual_return, rate):
        assert outcome.tax == 0
        assert outcome.earnings <= 0


def test_earnings_are_compound_growth_until_the_conversion_day():
    dates = [date(2026, 1, 15), date(2026, 2, 13), date(2026, 11, 30)]
    found = conversion_frequencies(dates, [1000, 2000, 3000], [0.10, 0.0], 0.24, 0.05)
    waits = {
        "per paycheck": (0, 0, 0),
        "monthly": (16, 15, 0),
        "quarterly": (75, 46, 31),
        "yearly": (350, 321, 31),
    }
    for outcome in found:
        expected = sum(
            dollars * (1.10 ** (days / 365) - 1)
            for dollars, days in zip((1000, 2000, 3000), waits[outcome.frequency], strict=True)
        )
        assert outcome.earnings == pytest.approx([expected, 0], rel=1e-9, abs=1e-9)
        assert outcome.tax == pytest.approx([expected * 0.29, 0], rel=1e-9, abs=1e-9)
    assert [outcome.conversions for outcome in found] == [3, 3, 2, 1]


def test_one_contribution_converted_at_the_years_end_costs_what_waiting_costs():
    # The guide: 31,000 that earns 3,000 in a year is taxed 720 at 24 percent.
    yearly = conversion_frequencies([date(2025, 12, 31)], 31_000, 3 / 31, 0.24)[-1]
    assert yearly.tax == 0
    yearly = conversion_frequencies([date(2025, 1, 1)], 31_000, 3 / 31, 0.24, days_to_convert=1)[-1]
    assert yearly.tax == pytest.approx(720)
    assert yearly.tax == pytest.approx(conversion_delay_cost(31_000, 3 / 31, 12, 0.24))


def test_contributions_and_dates_of_different_lengths_are_refused():
    with pytest.raises(ShapeError, match=r"dates \(1,\), contribution \(2,\)"):
        conversion_frequencies([date(2026, 1, 1)], [1, 2], 0.1, 0.24)


@given(st.integers(0, 10**8), st.integers(0, 10**8), st.integers(0, 10**8), RATES)
def test_a_partial_conversion_carries_its_share_of_the_earnings(part, basis, gain, rate):
    balance = basis + gain
    amount = min(part, balance)
    found = partial_conversion(amount / 100, basis / 100, balance / 100, rate)
    exact = Fraction(amount * gain, balance) if balance else Fraction(0)
    assert found.taxable == pytest.approx(float(exact / 100), rel=1e-9, abs=1e-6)
    assert found.tax == pytest.approx(float(exact / 100) * rate, rel=1e-9, abs=1e-6)
    assert found.balance_left == pytest.approx((balance - amount) / 100)
    # The rest keeps the same proportions: nothing is gained or lost by splitting.
    left = (basis - amount + float(exact)) / 100
    assert found.basis_left == pytest.approx(left, rel=1e-9, abs=1e-6)


def test_basis_does_not_leave_alone():
    # IRS, rollovers of after-tax contributions: 80,000 pretax and 20,000 after-tax, half taken:
    # 40,000 and 10,000.
    found = partial_conversion(50_000, 20_000, 100_000, 0.24)
    assert found == (40_000, 9600, 10_000, 50_000)


def test_a_partial_conversion_at_a_loss_keeps_the_basis_that_it_does_not_recover():
    found = partial_conversion([4000, 8000], 10_000, 8000, 0.24)
    assert found.taxable.tolist() == [0, 0]
    assert found.basis_left.tolist() == [6000, 2000]
    assert found.balance_left.tolist() == [4000, 0]


@given(DOLLARS, DOLLARS, RATES, RATES, st.integers(0, 40), RETURNS.filter(lambda r: r >= 0))
def test_later_is_better_exactly_where_the_later_rate_is_below_break_even(
    contribution, earnings, rate, later_rate, years, annual_return
):
    choice = convert_now_or_later(contribution, earnings, rate, later_rate, years, annual_return)
    if np.isnan(choice.break_even_rate):
        assert choice.advantage_of_now == 0
    else:
        taxable = contribution * ((1 + annual_return) ** years - 1)
        taxable += earnings * (1 + annual_return) ** years
        expected = (later_rate - choice.break_even_rate) * taxable
        assert choice.advantage_of_now == pytest.approx(expected, rel=1e-9, abs=1e-6 * taxable)


def test_all_earnings_and_one_rate_make_both_the_same():
    # Oblivious Investor, "Roth Conversion Math": with tax taken from the account, the order of
    # growth and tax does not matter.
    choice = convert_now_or_later(0, 1000, 0.25, 0.25, 3, 0.10)
    assert choice.advantage_of_now == pytest.approx(0)
    assert choice.now == pytest.approx(1000 * 1.1**3 * 0.75)


def test_a_lower_rate_later_helps_only_the_earnings_that_are_there():
    fresh = convert_now_or_later(30_000, 0, 0.37, 0.12, 10, 0.07)
    assert fresh.advantage_of_now == pytest.approx(0.12 * 30_000 * (1.07**10 - 1))
    assert fresh.break_even_rate == 0
    old = convert_now_or_later(5000, 25_000, 0.37, 0.12, 1, 0.07)
    assert old.advantage_of_now < 0


def test_tax_money_that_earns_less_outside_favours_converting_now():
    inside = convert_now_or_later(10_000, 10_000, 0.24, 0.24, 10, 0.07)
    outside = convert_now_or_later(10_000, 10_000, 0.24, 0.24, 10, 0.07, outside_return=0.03)
    assert outside.now - inside.now == pytest.approx(2400 * (1.07**10 - 1.03**10))
    assert outside.later == inside.later


def test_more_cannot_be_lost_than_was_paid_in():
    with pytest.raises(InputError, match="earnings is a loss of more than the contribution"):
        convert_now_or_later(1000, -1001, 0.24, 0.24, 1, 0.07)
