from fractions import Fraction
from math import floor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from megaroth_xl.errors import InputError
from megaroth_xl.strategy.pay.elections import (
    after_tax_election,
    after_tax_per_paycheck,
    election_dollars,
    room_left_unused,
)

ROOM = st.integers(0, 8_000_000)  # cents
PAY = st.integers(1, 100_000_000)
PERIODS = st.integers(1, 53)
STEPS = st.sampled_from(["0.01", "0.005", "0.001", "0.0025", "0.03", "0.0001"])


def exact_election(room: Fraction, pay: Fraction, periods: int, step: Fraction) -> Fraction:
    return min(floor(room / (pay * periods * step)), floor(1 / step)) * step


@given(ROOM, PAY, PERIODS, STEPS)
def test_the_election_is_the_exact_floor(room, pay, periods, step):
    expected = exact_election(Fraction(room, 100), Fraction(pay, 100), periods, Fraction(step))
    assert after_tax_election(room / 100, pay / 100, periods, float(step)) == float(expected)


@given(PAY, PERIODS, STEPS, st.integers(1, 100), st.integers(-1, 1))
def test_the_election_is_the_exact_floor_at_a_step_and_a_cent_beside_it(
    pay, periods, step, steps, cents
):
    exact = Fraction(pay, 100) * periods * Fraction(step) * steps
    room = max(Fraction(0), Fraction(floor(exact * 100) + cents, 100))
    expected = exact_election(room, Fraction(pay, 100), periods, Fraction(step))
    assert after_tax_election(float(room), pay / 100, periods, float(step)) == float(expected)


def test_naive_floats_would_take_a_step_less():
    assert int(34800 / (10000 * 12) * 100) == 28
    assert after_tax_election(34800, 10000, 12) == 0.29


@pytest.mark.parametrize(
    ("room", "pay", "periods", "percent"),
    [(34302.45, 8167.25, 30, 14), (139500.60, 9300.04, 50, 30), (36686.98, 8337.95, 44, 10)],
)
def test_a_step_that_fits_to_the_cent_is_not_lost_in_the_division(room, pay, periods, percent):
    assert Fraction(str(pay)) * periods * Fraction(percent, 100) == Fraction(str(room))
    assert after_tax_election(room, pay, periods) == percent / 100
    assert after_tax_election(round(room - 0.01, 2), pay, periods) == (percent - 1) / 100


@pytest.mark.parametrize(
    ("pay", "election", "dollars"),
    [(22937.5, 0.1284, 2945.18), (28630.5, 0.69, 19755.05), (4273.75, 0.58, 2478.78)],
)
def test_half_a_cent_is_not_lost_in_the_product(pay, election, dollars):
    assert Fraction(str(pay)) * Fraction(str(election)) + Fraction(1, 200) == Fraction(str(dollars))
    assert election_dollars(pay, election) == dollars


def test_a_pay_that_is_a_division_keeps_its_step():
    assert after_tax_election(25000, 250000 / 27, 27) == 0.10


def test_the_election_never_exceeds_the_pay():
    assert after_tax_election(34800, 1000, 2) == 1.0
    assert after_tax_election(34800, 1000, 2, 0.03) == 0.99


def test_elections_of_many_are_those_of_each():
    rooms, pays = np.array([[34800.0], [0.0]]), np.array([10000.0, 5000.0, 123.45])
    together = after_tax_election(rooms, pays, 12)
    assert together.shape == (2, 3)
    assert together.tolist() == [
        [after_tax_election(r, p, 12) for p in pays] for r in rooms.ravel()
    ]


@given(ROOM, PERIODS)
def test_dollars_a_paycheck_are_the_exact_floor_to_the_cent(room, periods):
    each = after_tax_per_paycheck(room / 100, periods)
    assert each == room // periods / 100
    assert room_left_unused(room / 100, each, periods) == room % periods / 100


def test_dollars_a_paycheck_take_no_cent_that_is_not_there():
    assert after_tax_per_paycheck(0.3 - 0.1, 1) == 0.20
    assert after_tax_per_paycheck(34800.119, 1) == 34800.11


@given(PAY, st.integers(0, 10_000))
def test_elected_dollars_are_rounded_half_up_exactly(pay, basis_points):
    exact = Fraction(pay * basis_points, 10_000)
    assert election_dollars(pay / 100, basis_points / 10_000) == floor(exact + Fraction(1, 2)) / 100


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((34800, 0, 12), "pay_per_period is 0: expected dollars above 0"),
        ((34800, 10000, 0), "periods_left is 0: expected a whole number"),
        ((34800, 10000, 12, 1.5), "election_step is 1.5: .* for 1.5 percent type 1.5% or 0.015"),
        ((34800, 10000, 12, 0), "election_step is 0"),
        ((34800, 10000, 12, 0.01234567), "election_step is 0.01.*: .* at most six decimals"),
        ((-1, 10000, 12), "headroom is -1"),
        ((float("nan"), 10000, 12), "headroom is not a number"),
    ],
)
def test_wrong_arguments_are_refused(arguments, sentence):
    with pytest.raises(InputError, match=sentence):
        after_tax_election(*arguments)
