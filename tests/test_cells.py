import pickle
from datetime import datetime
from decimal import Decimal

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from megaroth_xl.cell_errors import ERROR_CODES, ERROR_KINDS, CellError
from megaroth_xl.cells import numbers, read_block, texts, yes_or_no
from megaroth_xl.errors import InputError
from megaroth_xl.reports.roster.sheet.values import amounts, decimal_evidence


class JsNull:
    """Stands for the browser's null: known by its name alone."""


def one(read, cell):
    """What one cell reads as: a value, None where blank, or what was found."""
    values, blank, problems = read([cell])
    if blank[0]:
        return None
    return problems[0] if problems else values[0]


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("23,000", 23000),
        ("$23,000", 23000),
        ("$1,234,567.89", 1234567.89),
        (" 24% ", 0.24),
        ("24 %", 0.24),
        ("-$500", -500),
        ("(500)", -500),
        ("($1,500.50)", -1500.5),
        ("+7", 7),
        (".5", 0.5),
        ("5.", 5),
        ("2.3e4", 23000),
        ("\u00a023000\u00a0", 23000),
        ("5 000", 5000),
        ("1\u00a0234\u00a0567.5", 1234567.5),
        ("1'234'567", 1234567),
        ("USD 24,500", 24500),
        ("US$24,500", 24500),
        ("24500 USD", 24500),
        ("500-", -500),
        ("0.125", 0.125),
        ("12.345%", 0.12345),
    ],
)
def test_text_that_people_type_is_a_number(typed, number):
    assert one(numbers, typed) == pytest.approx(number, rel=1e-15)


@pytest.mark.parametrize(
    "typed",
    [
        "abc",
        "1,2,3",
        "23,00",
        "$",
        "%",
        ".",
        "1e",
        "--5",
        "((5))",
        "(5-)",
        "(-5)",
        "()",
        "5 00",
        "5- 5-",
        "٣",
    ],
)
def test_other_text_is_no_number(typed):
    assert isinstance(one(numbers, typed), CellError)


@pytest.mark.parametrize("typed", ["24.500", "$1.000", "(100.000)", "123.456-"])
def test_thousands_or_decimals_are_asked_about_in_a_cell_as_in_a_roster(typed):
    found = one(numbers, typed)
    assert isinstance(found, CellError)
    assert "which may mean" in found.sentence
    assert decimal_evidence([pl.Series([typed])]) == "?"


@pytest.mark.parametrize(
    ("typed", "number"),
    [("24,500", 24500), ("24 500", 24500), ("24'500", 24500), ("5-", -5), ("$ 1,500.5", 1500.5)],
)
def test_a_number_means_in_a_cell_what_it_means_in_a_roster(typed, number):
    column = pl.Series([typed])
    assert one(numbers, typed) == number
    assert amounts(column, decimal_evidence([column])).item() == number


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("24500,50", "24500.50"),
        ("$24.500,5", "$24500.5"),
        ("0,06", "0.06"),
        ("0,060", "0.060"),
        ("6,5%", "6.5%"),
        ("1 234 567,89", "1234567.89"),
    ],
)
def test_a_comma_before_the_decimals_is_told_with_what_to_type(typed: str, plain: str) -> None:
    found = one(numbers, typed)
    assert isinstance(found, CellError)
    assert str(found.sentence).endswith(f"with a comma before the decimals; type {plain}")


@pytest.mark.parametrize("typed", ["24.5k", "24,500,00", "1,23,456", "24,500 a year"])
def test_what_is_no_number_in_a_roster_is_none_in_a_cell(typed):
    column = pl.Series([typed])
    assert isinstance(one(numbers, typed), CellError)
    assert amounts(column, decimal_evidence([column])).item() is None


@pytest.mark.parametrize("cell", [None, "", "  ", "\u00a0", JsNull()])
@pytest.mark.parametrize("read", [numbers, texts, yes_or_no])
def test_blank_on_every_host(read, cell):
    assert one(read, cell) is None


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (5, 5),
        (5.5, 5.5),
        (Decimal("12500.25"), 12500.25),
        (np.float64(7), 7),
        (np.int64(7), 7),
        ({"type": "FormattedNumber", "basicValue": 7.5, "numberFormat": "$0.00"}, 7.5),
        ({"type": "String", "basicValue": "$7"}, 7),
    ],
)
def test_numbers_of_every_host(cell, number):
    assert one(numbers, cell) == number


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        (True, "TRUE"),
        (datetime(2026, 3, 1, 12, 30), "the date 2026-03-01"),
        ({"type": "Entity"}, "{'type': 'Entity'}"),
        (10**400, "beyond any number of dollars"),
        ("x" * 500, "'" + "x" * 59),
    ],
)
def test_what_was_found_instead_of_a_number(cell, found):
    assert one(numbers, cell) == CellError(found)


@pytest.mark.parametrize(
    "cell",
    [
        -2146826246,
        "#N/A",
        {"type": "Error", "errorType": "NotAvailable", "basicValue": "#N/A"},
        {"type": "Error", "errorType": "NotAvailable"},
    ],
)
@pytest.mark.parametrize("read", [numbers, texts, yes_or_no])
def test_error_cells_of_every_host(read, cell):
    assert one(read, cell) == CellError("#N/A", "#N/A")


def test_excel_knows_every_error_that_a_code_stands_for():
    assert set(ERROR_CODES.values()) - {"#UNKNOWN!"} <= set(ERROR_KINDS.values())


def test_a_large_negative_number_is_a_number():
    assert one(numbers, -2146826247.0) == -2146826247


@pytest.mark.parametrize("cell", [True, "yes", "TRUE", "Y", 1, 1.0, "1"])
def test_yes(cell):
    assert one(yes_or_no, cell) == 1


@pytest.mark.parametrize("cell", [False, "no", "false", "N", 0, 0.0, "0"])
def test_no(cell):
    assert one(yes_or_no, cell) == 0


@pytest.mark.parametrize("cell", ["maybe", 2, 0.5, float("nan")])
def test_neither_yes_nor_no(cell):
    assert isinstance(one(yes_or_no, cell), CellError)


def test_texts_lose_the_spaces_around_them():
    values, *_ = texts([" single ", "mfj"])
    assert values.tolist() == ["single", "mfj"]


def test_a_number_is_no_text():
    assert one(texts, 402.0) == CellError("402")


@pytest.mark.parametrize(
    ("raw", "shape"),
    [
        (5, (1, 1)),
        ([5, 6], (1, 2)),
        ([[5], [6]], (2, 1)),
        (((5.0, None),), (1, 2)),
        (np.zeros((2, 3)), (2, 3)),
        (np.zeros(3), (1, 3)),
        ([], (1, 1)),
    ],
)
def test_shape_of_what_a_host_hands_over(raw, shape):
    assert read_block(raw).shape == shape


@pytest.mark.parametrize("raw", [[[1], [1, 2]], [[1], 2], [[]], [[], [1]]])
def test_ragged_rows_are_refused(raw):
    with pytest.raises(InputError, match="ragged"):
        read_block(raw)


@given(st.lists(st.one_of(st.none(), st.floats(), st.integers(), st.text(), st.booleans())))
def test_a_column_reads_as_its_cells_do(cells):
    values, blank, problems = numbers(cells)
    for i, cell in enumerate(cells):
        alone, alone_blank, alone_problems = numbers([cell])
        assert blank[i] == alone_blank[0]
        assert problems.get(i) == alone_problems.get(0)
        np.testing.assert_equal(values[i], alone[0])


@given(st.floats(min_value=-1e12, max_value=1e12).map(lambda x: round(x, 2)))
def test_a_number_typed_with_commas_and_dollar_sign_is_that_number(number):
    assert one(numbers, f"{'-' if number < 0 else ''}${abs(number):,.2f}") == number


def test_an_error_s_sentence_is_made_when_it_is_read():
    made = []

    def sentence():
        made.append(1)
        return InputError("rate", "24", "a share")

    error = CellError(sentence)
    assert not made
    assert str(error) == "rate is 24: expected a share"
    assert error == CellError("rate is 24: expected a share")
    assert hash(error) == hash(pickle.loads(pickle.dumps(error)))  # noqa: S301 - our own
    assert made == [1]
