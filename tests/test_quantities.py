import pickle
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from megaroth_xl.errors import InputError
from megaroth_xl.quantities import (
    AGE,
    COUNT,
    DOLLARS,
    RATE,
    RETURN,
    SIGNED_DOLLARS,
    WHOLE_YEAR,
    Quantity,
    optional,
    read,
    refuse,
    result,
    round_half_up,
)


@pytest.mark.parametrize(
    ("quantity", "taken", "refused"),
    [
        (DOLLARS, [0, 0.01, 1e12], [-0.01, 1.1e12, np.nan, np.inf, -np.inf]),
        (SIGNED_DOLLARS, [-1e12, 0, 1e12], [-1.1e12, np.nan, np.inf]),
        (RATE, [0, 0.24, 1], [-0.01, 1.01, 24, np.nan]),
        (RETURN, [-0.99, 0, 0.1, 1], [-1, 1.01, 7, np.nan]),
        (AGE, [14, 50, 110], [13, 111, 50.5, np.nan]),
        (WHOLE_YEAR, [1900, 2026, 2999], [1899, 3000, 2026.5, np.nan]),
        (COUNT, [1, 26, 10_000], [0, 1.5, 10_001, np.nan]),
    ],
)
def test_what_each_quantity_takes(
    quantity: Quantity, taken: list[float], refused: list[float]
) -> None:
    assert not quantity.faults(np.array(taken, dtype=np.float64)).any()
    assert quantity.faults(np.array(refused, dtype=np.float64)).all()


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("ten", "'ten'"),
        (True, "True"),
        (None, "None"),
        ([1, "x"], "'1'"),
        (object(), "of type object"),
        (-5, "-5"),
        (np.nan, "not a number"),
        (1_234_567.5e6, "1,234,567,500,000"),
    ],
)
def test_a_refusal_names_the_argument_and_what_was_found(value: object, found: str) -> None:
    with pytest.raises(InputError) as error:
        read(value, DOLLARS, "deferral")  # type: ignore[arg-type]
    assert str(error.value).startswith("deferral is ")
    if value is not None:
        assert str(error.value).startswith(f"deferral is {found}: expected ")


def test_a_percent_typed_as_a_number_is_cured() -> None:
    with pytest.raises(InputError, match=r"for 24 percent type 24% or 0\.24$"):
        read(24, RATE, "rate")


def test_optional_takes_what_is_not_given() -> None:
    assert np.isnan(optional(None, DOLLARS, "cap"))
    assert np.array_equal(optional([1, np.nan], DOLLARS, "cap"), [1, np.nan], equal_nan=True)
    with pytest.raises(InputError, match="cap is -1"):
        optional([np.nan, -1], DOLLARS, "cap")


def test_never_float32() -> None:
    assert read(np.array([1.5], dtype=np.float32), DOLLARS, "x").dtype == np.float64
    assert read(150000.01, DOLLARS, "x") == 150000.01


def test_only_a_number_becomes_a_float() -> None:
    assert isinstance(result(np.asarray(1.0)), float)
    assert np.shape(result(np.ones((1, 1)))) == (1, 1)


@given(cents=st.integers(0, 10**14), thousandth=st.integers(0, 9))
def test_halves_are_rounded_up_as_on_paper(cents: int, thousandth: int) -> None:
    amount = Decimal(cents) / 100 + Decimal(thousandth) / 1000
    expected = amount.quantize(Decimal("0.01"), ROUND_HALF_UP)
    if cents < 10**12:  # beyond that a float no longer tells thousandths apart
        assert round_half_up(float(amount)) == float(expected)
        assert round_half_up(-float(amount)) == -float(expected)


def test_refused_elements_stay_behind_when_an_error_travels() -> None:
    with pytest.raises(InputError, match="rate is of row 1") as caught:
        refuse(np.array([False, True]), lambda i: InputError("rate", f"of row {i}", "x"))
    elements, error_of = caught.value.elements
    assert elements.tolist() == [False, True]
    assert str(error_of(1)) == str(caught.value)
    assert pickle.loads(pickle.dumps(caught.value)).elements is None  # noqa: S301 - our own
