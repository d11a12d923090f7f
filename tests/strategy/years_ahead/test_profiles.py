import pytest
from hypothesis import given
from hypothesis import strategies as st

from megaroth_xl.errors import InputError
from megaroth_xl.strategy.conversion.timing import convert_now_or_later
from megaroth_xl.strategy.years_ahead.profiles import (
    MoneyUse,
    Profile,
    debt_first,
    early_retirement,
    liquidity_need,
    lower_income_later,
)
from megaroth_xl.strategy.years_ahead.projection import roth_projection

AMOUNTS = st.integers(1, 100_000)
YEARS = st.integers(1, 30)
RETURNS = st.integers(0, 15).map(lambda percent: percent / 100)
RATES = st.integers(0, 50).map(lambda percent: percent / 100)


@given(AMOUNTS, YEARS, YEARS, RETURNS, RATES, st.integers(0, 20))
def test_early_retirement_by_what_was_spent_and_taxed(
    paid, years, until_access, annual_return, rate, gains_percent
):
    projection = roth_projection(paid, years, annual_return, rate, gains_percent / 100)
    outcome = early_retirement(projection, until_access, annual_return, rate, gains_percent / 100)
    assert outcome.profile is Profile.EARLY_RETIREMENT
    # Spending the basis costs no tax in Roth: what is left has its closed form.
    growth = 1 + annual_return
    spending = paid * years / until_access
    n = until_access
    annuity = n if annual_return == 0 else (growth ** (n + 1) - growth) / annual_return
    left = projection.roth[-1] * growth**n - spending * annuity
    assert outcome.dollars[MoneyUse.ROTH] == pytest.approx(left, rel=1e-9, abs=1e-4)
    slack = 1e-6 * max(1.0, projection.roth[-1] * growth**n)
    assert outcome.dollars[MoneyUse.ROTH] >= max(outcome.dollars.values()) - slack


def test_one_year_of_early_retirement_by_hand():
    # 10,000 grows to 20,000; 4,000 net is taken, the rest grows by 10 percent.
    projection = roth_projection(10_000, 1, 1.0, 0.2)
    outcome = early_retirement(projection, 1, 0.10, 0.20, 0.15, yearly_spending=4000)
    assert outcome.dollars[MoneyUse.ROTH] == pytest.approx(16_000 * 1.1)
    # Half of what is taken from the plan is earnings: 4,000 / (1 - 0.30 / 2).
    taken = 4000 / 0.85
    balance, basis = (20_000 - taken) * 1.1, 10_000 - taken / 2
    assert outcome.dollars[MoneyUse.LEFT_IN_PLAN] == pytest.approx(
        balance - 0.2 * (balance - basis)
    )
    taken = 4000 / (1 - 0.15 / 2)
    balance, basis = (20_000 - taken) * 1.1, 10_000 - taken / 2
    assert outcome.dollars[MoneyUse.TAXABLE_ACCOUNT] == pytest.approx(
        balance - 0.15 * (balance - basis)
    )


def test_spending_beyond_the_basis_of_a_roth_ira_is_taxed():
    projection = roth_projection(10_000, 1, 1.0, 0.2)
    outcome = early_retirement(projection, 1, 0.0, 0.20, yearly_spending=11_400)
    # 10,000 free, and 2,000 of earnings for 1,400: 20 percent and the 10 of 72(t).
    assert outcome.dollars[MoneyUse.ROTH] == pytest.approx(20_000 - 12_000)


@given(AMOUNTS, YEARS, RETURNS, RATES)
def test_money_needed_early_is_taxed_on_its_earnings_only(paid, years, annual_return, rate):
    projection = roth_projection(paid, years, annual_return, rate)
    outcome = liquidity_need(projection, rate)
    gain = projection.roth[-1] - paid * years
    assert outcome.dollars[MoneyUse.ROTH] == pytest.approx(
        projection.roth[-1] - (rate + 0.10) * max(gain, 0), abs=1e-6
    )
    assert outcome.dollars[MoneyUse.LEFT_IN_PLAN] == outcome.dollars[MoneyUse.ROTH]
    if rate > 0.05 and gain > 1:
        assert outcome.best is MoneyUse.TAXABLE_ACCOUNT


@given(AMOUNTS, YEARS, RETURNS, st.integers(0, 200_000), RETURNS)
def test_debt_comes_first_exactly_where_it_costs_more_than_the_money_earns(
    paid, years, annual_return, debt, interest
):
    outcome = debt_first(paid, years, annual_return, debt, interest)
    difference = outcome.dollars[MoneyUse.PAY_DEBT] - outcome.dollars[MoneyUse.ROTH]
    slack = 1e-9 * (abs(outcome.dollars[MoneyUse.ROTH]) + paid + debt)
    if interest >= annual_return:
        assert difference >= -slack
    if interest <= annual_return:
        assert difference <= slack


def test_debt_first_by_hand():
    # 1,000 a year against 1,500 at 10 percent: 550 left, then 450 to Roth; or 2 x 1,000 in Roth.
    outcome = debt_first(1000, 2, 0.05, 1500, 0.10)
    assert outcome.dollars[MoneyUse.PAY_DEBT] == pytest.approx(450 * 1.05)
    assert outcome.dollars[MoneyUse.ROTH] == pytest.approx(1050 * 1.05 + 1050 - 1500 * 1.21)
    assert outcome.best is MoneyUse.PAY_DEBT


def test_a_lower_rate_later_is_worth_waiting_for_only_with_earnings_there():
    assert (
        lower_income_later(convert_now_or_later(30_000, 0, 0.37, 0.10, 5, 0.06)).best
        is MoneyUse.ROTH
    )
    waiting = lower_income_later(convert_now_or_later(0, 30_000, 0.37, 0.10, 0, 0.06))
    assert waiting.best is MoneyUse.CONVERT_LATER
    assert waiting.dollars[MoneyUse.CONVERT_LATER] - waiting.dollars[
        MoneyUse.ROTH
    ] == pytest.approx(30_000 * 0.27)
    with pytest.raises(InputError, match="an argument is a range: expected one number"):
        lower_income_later(convert_now_or_later([1, 2], 0, 0.3, 0.2, 1, 0.06))


def test_taxes_that_take_all_earnings_are_refused():
    projection = roth_projection(1000, 1, 0.07, 0.24)
    with pytest.raises(InputError, match="tax_rate is all of the earnings"):
        early_retirement(projection, 5, 0.07, 0.95)
