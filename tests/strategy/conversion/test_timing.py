from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from megaroth_xl.errors import InputError, ShapeError
from megaroth_xl.strategy.conversion.cost import conversion_delay_cost
from megaroth_xl.strategy.conversion.timing import (
    ConversionFrequency,
    conversion_frequencies,
    convert_now_or_later,
)
from megaroth_xl.strategy.pay.pay_dates import PayFrequency, pay_dates

DOLLARS = st.integers(0, 100_000)
RATES = st.integers(0, 100).map(lambda percent: percent / 100)
RETURNS = st.integers(-50, 50).map(lambda percent: percent / 100)


@given(
    st.sampled_from(PayFrequency),
    st.integers(1, 28),
    st.lists(st.integers(0, 5000), min_size=53, max_size=53),
    st.integers(1, 60),
    RATES,
)
def test_converting_more_often_never_costs_more_tax_when_returns_are_positive(
    frequency, day, dollars, percent, rate
):
    dates = pay_dates(2026, frequency, date(2026, 1, day))
    outcomes = conversion_frequencies(dates, dollars[: len(dates)], percent / 100, rate)
    assert [outcome.frequency for outcome in outcomes] == list(ConversionFrequency)
    taxes = [outcome.tax for outcome in outcomes]
    assert taxes == sorted(taxes)
    assert taxes[0] == 0
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
    # From January 1 to December 31 of a leap year are 365 days.
    yearly = conversion_frequencies([date(2024, 1, 1)], 31_000, 3 / 31, 0.24)[-1]
    assert yearly.tax == pytest.approx(720)
    assert yearly.tax == pytest.approx(conversion_delay_cost(31_000, 3 / 31, 12, 0.24))


def test_contributions_and_dates_of_different_lengths_are_refused():
    with pytest.raises(ShapeError, match=r"dates \(1,\), contribution \(2,\)"):
        conversion_frequencies([date(2026, 1, 1)], [1, 2], 0.1, 0.24)


@given(DOLLARS, DOLLARS, RATES, RATES, st.integers(0, 40), RETURNS.filter(lambda r: r >= 0))
def test_later_is_better_exactly_where_the_later_rate_is_below_break_even(
    contribution, earnings, rate, later_rate, years, annual_return
):
    choice = convert_now_or_later(contribution, earnings, rate, later_rate, years, annual_return)
    if np.isnan(choice.break_even_rate):
        assert choice.now == choice.later
    else:
        taxable = contribution * ((1 + annual_return) ** years - 1)
        taxable += earnings * (1 + annual_return) ** years
        expected = (later_rate - choice.break_even_rate) * taxable
        assert choice.now - choice.later == pytest.approx(expected, rel=1e-9, abs=1e-6 * taxable)


def test_all_earnings_and_one_rate_make_both_the_same():
    # Oblivious Investor, "Roth Conversion Math": with tax taken from the account, the order of
    # growth and tax does not matter.
    choice = convert_now_or_later(0, 1000, 0.25, 0.25, 3, 0.10)
    assert choice.now == pytest.approx(choice.later)
    assert choice.now == pytest.approx(1000 * 1.1**3 * 0.75)


def test_a_lower_rate_later_helps_only_the_earnings_that_are_there():
    fresh = convert_now_or_later(30_000, 0, 0.37, 0.12, 10, 0.07)
    assert fresh.now - fresh.later == pytest.approx(0.12 * 30_000 * (1.07**10 - 1))
    assert fresh.break_even_rate == 0
    old = convert_now_or_later(5000, 25_000, 0.37, 0.12, 1, 0.07)
    assert old.now < old.later


def test_more_cannot_be_lost_than_was_paid_in():
    with pytest.raises(InputError, match="earnings is a loss of more than the contribution"):
        convert_now_or_later(1000, -1001, 0.24, 0.24, 1, 0.07)
