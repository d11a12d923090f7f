import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from megaroth_xl.errors import InputError, ShapeError
from megaroth_xl.strategy.years_ahead.projection import roth_projection

AMOUNTS = st.integers(0, 100_000)
YEARS = st.integers(1, 50)
RETURNS = st.integers(-50, 30).map(lambda percent: percent / 100)
RATES = st.integers(0, 50).map(lambda percent: percent / 100)


def test_one_year_of_the_contract():
    # 10,000 at 7 percent: 10,700; less 15 percent of 700; less 24 percent of 700.
    projection = roth_projection(10_000, 1, 0.07, 0.24)
    assert projection.roth == pytest.approx([10_700])
    assert projection.taxable_account == pytest.approx([10_595])
    assert projection.left_in_plan == pytest.approx([10_532])


@given(AMOUNTS, YEARS, RETURNS, RATES, RATES, AMOUNTS)
def test_each_column_has_its_closed_form(paid, years, annual_return, rate, gains_rate, opening):
    projection = roth_projection(
        paid, years, annual_return, rate, gains_rate, opening_balance=opening
    )
    n = np.arange(1, years + 1)
    growth = 1 + annual_return
    annuity = n if annual_return == 0 else (growth ** (n + 1) - growth) / annual_return
    balance = opening * growth**n + paid * annuity
    basis = opening + paid * n
    gain = np.maximum(balance - basis, 0)
    assert projection.paid_in == pytest.approx(basis)
    assert projection.roth == pytest.approx(balance, rel=1e-9, abs=1e-6)
    # Without dividends the brokerage account grows as the others do.
    assert projection.taxable_account == pytest.approx(
        balance - gains_rate * gain, rel=1e-9, abs=1e-6
    )
    assert projection.left_in_plan == pytest.approx(balance - rate * gain, rel=1e-9, abs=1e-6)


@given(AMOUNTS, YEARS, RATES, st.integers(0, 20), RATES)
def test_all_return_paid_as_dividends_grows_at_the_return_after_tax(
    paid, years, rate, percent, gains_rate
):
    annual_return = percent / 100
    projection = roth_projection(paid, years, annual_return, rate, gains_rate, annual_return)
    kept = annual_return * (1 - gains_rate)
    n = np.arange(1, years + 1)
    annuity = n if kept == 0 else ((1 + kept) ** (n + 1) - (1 + kept)) / kept
    assert projection.taxable_account == pytest.approx(paid * annuity, rel=1e-9, abs=1e-6)
    assert projection.taxable_basis == pytest.approx(projection.taxable_balance, rel=1e-9, abs=1e-6)


@given(AMOUNTS, YEARS, RETURNS, RATES, RATES, st.integers(0, 10), AMOUNTS)
def test_roth_is_never_worth_less_and_dividends_never_help(
    paid, years, annual_return, rate, gains_rate, percent, opening
):
    with_yield, without = (
        roth_projection(paid, years, annual_return, rate, gains_rate, dividends, opening)
        for dividends in (percent / 100, 0)
    )
    slack = 1e-6 + 1e-9 * with_yield.roth
    assert (with_yield.taxable_account <= with_yield.roth + slack).all()
    assert (with_yield.left_in_plan <= with_yield.roth + slack).all()
    assert (with_yield.taxable_account <= without.taxable_account + slack).all()


def test_one_year_with_dividends_by_hand():
    # 10,000: 200 of dividends taxed 30; 10,670 with a basis of 10,170; gain 500 taxed 75.
    projection = roth_projection(10_000, 1, 0.07, 0.24, 0.15, 0.02)
    assert projection.taxable_balance == pytest.approx([10_670])
    assert projection.taxable_basis == pytest.approx([10_170])
    assert projection.taxable_account == pytest.approx([10_595])


def test_the_later_rate_taxes_what_was_left_in_the_plan():
    same = roth_projection(10_000, 5, 0.07, 0.24)
    lower = roth_projection(10_000, 5, 0.07, 0.24, later_tax_rate=0.12)
    assert lower.left_in_plan == pytest.approx((same.left_in_plan + same.roth) / 2)
    assert lower.roth.tolist() == same.roth.tolist()


def test_contributions_may_differ_by_year():
    projection = roth_projection([1000, 0, 500], 3, 0.10, 0.24)
    assert projection.roth == pytest.approx([1100, 1210, 1881])
    assert projection.paid_in.tolist() == [1000, 1000, 1500]
    with pytest.raises(ShapeError, match=r"after_tax \(2,\), years \(3,\)"):
        roth_projection([1000, 0], 3, 0.10, 0.24)


def test_omitted_and_nan_mean_the_default():
    given_up = roth_projection(1000, 2, 0.07, 0.24, np.nan, np.nan, np.nan, np.nan)
    omitted = roth_projection(1000, 2, 0.07, 0.24)
    assert given_up.rows() == omitted.rows()


def test_the_table_has_a_row_per_year():
    heading, *rows = roth_projection(10_000, 3, 0.07, 0.24).rows()
    assert heading[0] == "year"
    assert [row[0] for row in rows] == [1, 2, 3]
    assert rows[0][1:] == pytest.approx((10_700, 10_595, 10_532))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"years": 0}, "years is 0: expected a whole number of years from 1 to 100"),
        ({"years": 101}, "years is 101"),
        ({"years": 1.5}, "years is 1.5"),
        ({"annual_return": 7}, "for 7 percent type 7% or 0.07"),
        ({"tax_rate": 24}, "for 24 percent type 24% or 0.24"),
        ({"tax_rate": [0.1, 0.2]}, "tax_rate is 2 numbers in a range: expected one number"),
        ({"dividend_yield": [0.1, 0.2]}, "dividend_yield is 2 numbers in a range"),
        ({"after_tax": -1}, "after_tax is -1"),
    ],
)
def test_wrong_arguments_are_refused(change, sentence):
    arguments = {"after_tax": 10_000, "years": 1, "annual_return": 0.07, "tax_rate": 0.24}
    with pytest.raises(InputError, match=sentence):
        roth_projection(**{**arguments, **change})
