from fractions import Fraction
from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from megaroth_xl.law.leveling import (
    COUNTS,
    Levels,
    RatioTotals,
    levels_of,
    permitted_level,
    total_excess,
)

AMOUNTS = st.lists(st.integers(0, 500), min_size=1, max_size=12)


@given(AMOUNTS, st.data())
def test_cutting_to_the_level_keeps_what_is_kept(amounts: list[int], data: st.DataObject) -> None:
    kept = data.draw(st.integers(0, sum(amounts)))
    level = permitted_level(amounts, kept)
    assert sum(min(amount, level) for amount in amounts) == kept


@given(AMOUNTS, st.data())
def test_parts_sum_to_the_excess_and_leave_nobody_above_the_rest(
    amounts: list[int], data: st.DataObject
) -> None:
    excess = data.draw(st.integers(0, sum(amounts)))
    cents = np.array(amounts, dtype=np.int64)
    parts = Levels.of(Fraction(0), excess, cents, cents).refunds(cents, cents).tolist()
    left = [amount - part for amount, part in zip(amounts, parts, strict=True)]
    assert sum(parts) == excess
    assert min(left) >= 0
    assert min(parts) >= 0
    # Those who give something keep as much as anybody, but for a cent that does not divide.
    given_back = [kept for kept, part in zip(left, parts, strict=True) if part]
    assert not given_back or max(left) - min(given_back) <= 1


PEOPLE = st.lists(
    st.tuples(
        st.booleans(),
        st.sampled_from([0, 700_001, 900_000, 900_000]) | st.integers(0, 4_000_000),
        st.sampled_from([20_000_000, 36_000_000]) | st.integers(5_000_000, 36_000_000),
    ),
    min_size=1,
    max_size=24,
)


def totals(people: list[tuple[bool, int, int]]) -> RatioTotals:
    columns = np.array(people, dtype=np.float64).reshape(-1, 3).T
    return RatioTotals.of(columns[0] == 1, columns[1], columns[2])


@given(PEOPLE, st.integers(0, 900), st.lists(st.integers(0, 24), max_size=4))
def test_splitting_into_parts_changes_nothing(
    people: list[tuple[bool, int, int]], passing: int, cuts: list[int]
) -> None:
    whole = totals(people)
    edges = [0, *sorted(cuts), len(people)]
    parts = [totals(people[a:b]) for a, b in pairwise(edges)]
    together = RatioTotals.together(parts)
    for name in COUNTS:
        assert getattr(together, name) == getattr(whole, name)
    levels, level_of_whole = levels_of(together, passing), levels_of(whole, passing)
    assert levels == level_of_whole
    if levels is None:
        return
    in_parts = [
        levels.after(RatioTotals.together(parts[:i])).refunds(part.contributions, part.pay)
        for i, part in enumerate(parts)
    ]
    refunds = levels.refunds(whole.contributions, whole.pay)
    assert np.concatenate(in_parts).tolist() == refunds.tolist()
    assert refunds.sum() == levels.excess


@given(PEOPLE, st.integers(0, 900))
def test_cents_that_do_not_divide_fall_on_the_lowest_pay(
    people: list[tuple[bool, int, int]], passing: int
) -> None:
    found = totals(people)
    levels = levels_of(found, passing)
    if levels is None:
        return
    back = levels.refunds(found.contributions, found.pay)
    for money, paid, cents in zip(found.contributions, found.pay, back, strict=True):
        alike = found.contributions == money
        assert (back[alike & (found.pay < paid)] >= cents).all()
        assert (back[alike] - cents <= 1).all()


def test_large_amounts_do_not_overflow() -> None:
    many = [10**16] * 3000
    assert permitted_level(many, 3000 * 10**16 - 1) == Fraction(3000 * 10**16 - 1, 3000)
    excess = total_excess(many, [10**16] * 3000, [100] * 3000, Fraction(99), 100)
    assert excess == 3000 * 10**14
