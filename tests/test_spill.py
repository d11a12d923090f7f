"""Shapes, blanks and refusals of a formula that is made for these tests."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from megaroth_xl import spill
from megaroth_xl.cell_errors import CellError
from megaroth_xl.cells import Argument, Block, texts
from megaroth_xl.errors import InputError, MegarothError, UnknownYearError
from megaroth_xl.quantities import DOLLARS, WHOLE_YEAR, refuse

ARGUMENTS = {
    "first": Argument("First dollars", DOLLARS),
    "second": Argument("Second dollars", DOLLARS, blank=0.0),
}
NONE = CellError("#N/A", "#N/A")


def total(first, second):
    return np.add(first, second)


def shown(*given):
    return spill.answer(total, ARGUMENTS, given)


@pytest.mark.parametrize("cell", [5, 5.0, "5", "$5", [[5]], np.float64(5)])
def test_single_cells_give_a_value(cell):
    assert shown(cell, 2) == 7
    assert type(shown(cell, 2)) is float


def test_a_block_of_one_cell_is_a_single_cell():
    assert shown([[1.0]], [[2.0]]) == 3


@pytest.mark.parametrize(
    ("first", "second", "rows"),
    [
        ([[1], [2]], 10, [[11], [12]]),
        ([[1, 2]], 10, [[11, 12]]),
        ([[1], [2]], [[10, 20]], [[11, 21], [12, 22]]),
        ([[1, 2], [3, 4]], [[10], [20]], [[11, 12], [23, 24]]),
        ([[1, 2], [3, 4]], [[10, 20]], [[11, 22], [13, 24]]),
        ([[1], [2], [3]], [[10], [20]], [[11], [22], [NONE]]),
        ([[1, 2], [3, 4]], [[10, 20, 30]], [[11, 22, NONE], [13, 24, NONE]]),
        ([[1, 2], [3, 4]], [[10, 20], [30, 40], [50, 60]], [[11, 22], [33, 44], [NONE, NONE]]),
    ],
)
def test_ranges_spill_as_excels_own_functions_do(first, second, rows):
    assert shown(first, second) == rows
    assert shown(second, first) == rows


@given(st.data())
def test_every_cell_of_a_spill_is_the_answer_to_its_own_cells(data):
    cells = st.one_of(st.integers(-3, 10**6), st.just("x"), st.none(), st.just(""))

    def block():
        height, width = data.draw(st.integers(1, 4)), data.draw(st.integers(1, 4))
        return [[data.draw(cells) for _ in range(width)] for _ in range(height)]

    first, second = block(), block()
    if len(first) * len(first[0]) * len(second) * len(second[0]) == 1:
        return
    rows = shown(first, second)
    assert len(rows) == max(len(first), len(second))
    for i, row in enumerate(rows):
        assert len(row) == max(len(first[0]), len(second[0]))
        for j, value in enumerate(row):
            assert value == expected(first, second, i, j)


def expected(first, second, i, j):
    """What Excel's rule says of one cell of the spill."""
    places = []
    for block in (first, second):
        y, x = 0 if len(block) == 1 else i, 0 if len(block[0]) == 1 else j
        if y >= len(block) or x >= len(block[0]):
            return NONE
        places.append(block[y][x])
    blocks = [b for b in (first, second) if len(b) * len(b[0]) > 1]
    ranged = [p for p, b in zip(places, (first, second), strict=True) if b in blocks]
    if first in blocks and all(p is None or p == "" for p in ranged):
        return ""
    try:
        return shown(*places)
    except MegarothError as error:
        return CellError(str(error))


def test_a_single_wrong_argument_stands_in_every_cell():
    wrong = CellError("second is -1: expected dollars from 0 to a trillion")
    assert shown([[1], [2]], -1) == [[wrong], [wrong]]


def test_a_range_of_optional_cells_alone_has_no_blank_rows():
    assert shown(1, [[2], [None]]) == [[3], [1]]


def test_single_refusals_raise():
    with pytest.raises(MegarothError, match=r"^first is 'x': expected dollars"):
        shown("x", 1)
    with pytest.raises(MegarothError, match=r"^first is blank: expected dollars"):
        shown(None, 1)


def test_refused_rows_are_found_without_trying_each():
    calls = []

    def by_year(year, first):
        calls.append(np.shape(year))
        years = np.asarray(year)
        refuse(np.asarray(years > 2030), lambda i: UnknownYearError(years.flat[i], [2018], []))
        return years + first

    arguments = {"year": Argument("Year", WHOLE_YEAR), "first": ARGUMENTS["first"]}
    years = [[2024], [2031], [2032], [2025]] * 500
    rows = spill.answer(by_year, arguments, [years, 1])
    assert [row[0] for row in rows[:4:3]] == [2025, 2026]
    assert rows[1][0].sentence.startswith("no limits for 2031")
    assert rows[2][0].sentence.startswith("no limits for 2032")
    assert calls == [(2000,), (1000,)]
    # Where a single value is at fault, all rows are refused, again without trying each.
    calls.clear()
    rows = spill.answer(by_year, arguments, [2031, [[1]] * 1000])
    assert {row[0].sentence[:18] for row in rows} == {"no limits for 2031"}
    assert calls == [(), (1000,)]


def test_a_refusal_of_one_element_does_not_refuse_the_others():
    def each_alone(first, second):
        def one(a, b):
            refuse(np.asarray(a < b), lambda _: InputError("second", f"{b:g}", "no more"))
            return a - b

        return np.vectorize(one)(first, second)

    rows = spill.answer(each_alone, ARGUMENTS, [[[4], [6], [8]], [[1], [7], [9]]])
    assert rows[0] == [3]
    assert [row[0].sentence for row in rows[1:]] == [
        "second is 7: expected no more",
        "second is 9: expected no more",
    ]


def test_other_refusals_stand_in_their_own_cell():
    def ratio(first, second):
        if np.any(np.asarray(second) > first):
            raise InputError("second", "too much", "no more than first")
        return np.divide(first, 2)

    rows = spill.answer(ratio, ARGUMENTS, [[[4], [6], [8]], [[1], [7], [3]]])
    assert rows == [[2], [CellError("second is too much: expected no more than first")], [4]]


@pytest.mark.parametrize("answer", [np.inf, -np.inf, np.nan])
def test_no_answer_is_infinite(answer):
    with pytest.raises(MegarothError, match="too large"):
        spill.answer(lambda first, second: answer, ARGUMENTS, [1, 2])  # noqa: ARG005
    rows = spill.answer(lambda first, second: first * answer, ARGUMENTS, [[[1, 1]], 2])  # noqa: ARG005
    assert rows == [[spill.UNBOUNDED, spill.UNBOUNDED]]
    assert spill.UNBOUNDED.kind == "#NUM!"


def test_a_table_takes_single_cells_only():
    rows = spill.answer(
        lambda first, second: [("a", first), (None, second)], ARGUMENTS, [1, 2], table=True
    )
    assert rows == [["a", 1.0], ["", 2.0]]
    with pytest.raises(InputError, match="first is a range of 2 x 1: expected one cell"):
        spill.answer(lambda first, second: [], ARGUMENTS, [[[1], [2]], 2], table=True)  # noqa: ARG005


def test_arguments_taken_whole():
    sizes = {
        "block": Argument("A block", whole=lambda name, block: (name, block.shape)),
        "maybe": Argument("Another", whole=lambda _, block: block, blank=spill.BLANK),
    }
    seen = []
    spill.answer(
        lambda block, maybe: seen.append((block, maybe)) or 1.0, sizes, [[[1, 2], [3, 4]], None]
    )
    spill.answer(lambda block, maybe: seen.append((block, maybe)) or 1.0, sizes, [1, [[5]]])
    assert seen == [(("block", (2, 2)), None), (("block", (1, 1)), Block((1, 1), [5]))]
    with pytest.raises(InputError, match="block is blank"):
        spill.answer(lambda block, maybe: 1.0, sizes, [[[None, ""]]])  # noqa: ARG005


def test_zero_that_means_blank():
    arguments = {"cap": Argument("Cap", DOLLARS, blank=float("nan"), zero_is_blank=True)}
    rows = spill.answer(
        lambda cap: np.where(np.isnan(cap), -1.0, cap), arguments, [[[0], [5], [None]]]
    )
    assert rows == [[-1], [5], [-1]]
    assert spill.answer(lambda cap: -1.0 if np.isnan(cap) else cap, arguments, [0]) == -1


def test_texts_answer_texts():
    arguments = {"word": Argument("Word", read=texts)}
    assert spill.answer(lambda word: word, arguments, [" a "]) == "a"
    assert spill.answer(lambda word: word, arguments, [[["a", " b"]]]) == [["a", "b"]]
