import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from megaroth_xl.errors import InputError, ShapeError, UnknownYearError
from megaroth_xl.law.highly_compensated import (
    hce_threshold,
    highly_compensated,
    top_paid_edge,
    top_paid_size,
)
from megaroth_xl.law.limits import LimitsTable

THRESHOLD = 160_000
"""Of 2026: Notice 2024-80."""
PAY = st.lists(st.none() | st.integers(0, 400_000), min_size=1, max_size=30)


def columns(pay: list[int | None]) -> np.ndarray:
    return np.array(pay, dtype=np.float64)


def edge(pay: np.ndarray) -> float:
    """Lowest pay in the top-paid group of those who were paid."""
    paid = pay[pay > 0]
    return top_paid_edge(paid, top_paid_size(len(paid)))


def best_paid(pay: list[float | None]) -> np.ndarray:
    """Who of them is in the top-paid group."""
    whole = columns(pay)
    return whole >= edge(whole)


@pytest.mark.parametrize(
    ("year", "dollars"), [(2025, 155_000), (2026, 160_000), (2027, 160_000), (2021, 130_000)]
)
def test_threshold_is_printed_for_the_year_before(year: int, dollars: float) -> None:
    threshold = hce_threshold(year)
    assert threshold.dollars == dollars
    assert threshold.look_back_year == threshold.determination_year - 1 == year - 1


def test_no_threshold_without_the_year_before() -> None:
    with pytest.raises(UnknownYearError, match="no limits for 2001"):
        hce_threshold(2002)
    with pytest.raises(UnknownYearError):
        hce_threshold(2026, limits=LimitsTable([]))


def test_pay_of_the_look_back_year_must_be_above_the_threshold() -> None:
    pay = [160_000, 160_000.01, np.nan]
    assert highly_compensated(pay, THRESHOLD).tolist() == [False, True, False]


def test_owner_whatever_the_pay() -> None:
    found = highly_compensated([np.nan, 0, 50_000], THRESHOLD, owner=[True, True, False])
    assert found.tolist() == [True, True, False]
    assert highly_compensated(None, THRESHOLD, owner=True)


def test_election_leaves_only_the_best_paid_fifth() -> None:
    pay = [300_000, 250_000, 200_000, 170_000] + 6 * [60_000]
    assert highly_compensated(pay, THRESHOLD).sum() == 4
    elected = highly_compensated(pay, THRESHOLD, top_paid_edge=edge(columns(pay)))
    assert np.flatnonzero(elected).tolist() == [0, 1]


def test_election_does_not_lower_the_threshold() -> None:
    pay = [150_000, 140_000, 60_000, 60_000, 60_000]
    assert not highly_compensated(pay, THRESHOLD, top_paid_edge=edge(columns(pay))).any()


def test_a_fraction_counts_and_ties_are_all_in() -> None:
    assert best_paid([9, 8, 7, 6, 5, 4]).tolist() == [True, True] + 4 * [False]
    assert best_paid([9, 9, 9, 6, 5]).tolist() == [True, True, True, False, False]
    assert not best_paid([None, None]).any()


def test_no_pay_in_the_look_back_year_is_outside() -> None:
    """Fifteen paid and ten hired since: a fifth of the fifteen, however the ten are written."""
    pay = [400, 350, 300, 250, 240, 230, 90, 85, 80, 75, 70, 65, 60, 55, 50]
    for new in (0, None):
        assert best_paid(pay + 10 * [new]).sum() == 3


@pytest.mark.parametrize(("rounding", "size"), [("up", 3), ("down", 2), ("nearest", 3)])
def test_rounding_is_the_employers_rule(rounding: str, size: int) -> None:
    assert top_paid_size(13, rounding) == size
    assert top_paid_size(12, "nearest") == 2
    with pytest.raises(InputError, match="rounding is 'even': expected 'up', 'down' or 'nearest'"):
        top_paid_size(13, "even")


def test_refusals() -> None:
    with pytest.raises(InputError, match="look_back_compensation is -1"):
        highly_compensated([-1], THRESHOLD)
    with pytest.raises(InputError, match="owner"):
        highly_compensated([1], THRESHOLD, owner=[2])
    with pytest.raises(ShapeError):
        highly_compensated([1, 2], THRESHOLD, owner=[1, 0, 1])


@given(PAY, st.booleans())
def test_an_array_equals_its_elements_without_election(
    pay: list[int | None], is_owner: bool
) -> None:
    together = highly_compensated(columns(pay), THRESHOLD, owner=is_owner)
    alone = [highly_compensated(p, THRESHOLD, owner=is_owner).item() for p in pay]
    assert together.tolist() == alone


@given(PAY, st.randoms(use_true_random=False))
def test_group_holds_a_fifth_and_nobody_outside_is_paid_more(
    pay: list[int | None], random: object
) -> None:
    group = best_paid(pay)
    employed = [p for p in pay if p]
    inside = [p for p, is_in in zip(pay, group, strict=True) if is_in]
    outside = [p for p, is_in in zip(pay, group, strict=True) if not is_in and p]
    assert len(inside) * 5 >= len(employed)
    # Without those tied at the edge, the group would be too small.
    assert sum(p > min(inside) for p in inside) * 5 < len(employed) if inside else not employed
    assert max(outside, default=-1) < min(inside, default=0)
    order = list(range(len(pay)))
    random.shuffle(order)  # type: ignore[attr-defined]
    assert best_paid([pay[place] for place in order]).tolist() == group[order].tolist()


@given(PAY)
def test_election_never_adds_anyone(pay: list[int | None]) -> None:
    elected = highly_compensated(columns(pay), THRESHOLD, top_paid_edge=edge(columns(pay)))
    assert not (elected & ~highly_compensated(columns(pay), THRESHOLD)).any()
