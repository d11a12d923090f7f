from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from megaroth_xl.errors import InputError, ShapeError
from megaroth_xl.law.nondiscrimination import acp_test
from megaroth_xl.strategy.pretest.adoption import adoption_grid

PAY = st.integers(30_000, 500_000)
ROOM = st.none() | st.integers(0, 40_000)
people = st.lists(st.tuples(PAY, st.integers(0, 12_000), ROOM), min_size=1, max_size=4)
rates = st.sampled_from([0.0, 0.013, 0.05, 0.1, 0.25])


def columns(people: list[tuple[int, int, int | None]]) -> np.ndarray:
    return np.array(people, dtype=np.float64).T


def after_tax(pay: np.ndarray, room: np.ndarray, rate: float) -> np.ndarray:
    return np.fmin(rate * np.minimum(pay, 360_000), room)  # 401(a)(17) of 2026


@given(people, people, rates, rates, st.integers(0, 4), st.integers(0, 4))
def test_bounds_are_those_of_every_choice_of_adopters(
    hces: list[tuple[int, int, int | None]],
    nhces: list[tuple[int, int, int | None]],
    hce_rate: float,
    nhce_rate: float,
    some_hces: int,
    some_nhces: int,
) -> None:
    some_hces, some_nhces = min(some_hces, len(hces)), min(some_nhces, len(nhces))
    is_hce = np.array([True] * len(hces) + [False] * len(nhces))
    pay, match, room = columns(hces + nhces)
    grid = adoption_grid(
        is_hce,
        pay,
        match,
        2026,
        hce_adoption=some_hces / len(hces),
        hce_rate=hce_rate,
        nhce_adoption=some_nhces / len(nhces),
        nhce_rate=nhce_rate,
        room=room,
        trials=20,
    )
    paid_in = np.where(is_hce, after_tax(pay, room, hce_rate), after_tax(pay, room, nhce_rate))
    margins = []
    for chosen_hces in combinations(range(len(hces)), some_hces):
        for chosen_nhces in combinations(range(len(hces), len(pay)), some_nhces):
            adopts = np.isin(np.arange(len(pay)), chosen_hces + chosen_nhces)
            margins.append(acp_test(is_hce, pay, match, paid_in * adopts, 2026).margin)
    assert grid.worst_margin.item() == min(margins)
    assert grid.worst_margin.item() < 0 or grid.passing_share.item() == 1
    assert max(margins) >= 0 or grid.passing_share.item() == 0


def small_plan(**scenario: object) -> dict[str, object]:
    return {
        "is_hce": [True, True, False, False],
        "compensation": [200_000, 400_000, 60_000, 50_000],
        "matching_contribution": [6_000, 10_800, 1_800, 1_500],
        "year": 2026,
        **scenario,
    }


def test_axes() -> None:
    grid = adoption_grid(
        **small_plan(
            hce_adoption=[0.5, 1],
            hce_rate=[0, 0.02, 0.04],
            nhce_adoption=[0, 0.5, 1, 1],
            nhce_rate=[0, 0.02, 0.04, 0.06, 0.1],
        )
    )
    assert grid.worst_margin.shape == grid.passing_share.shape == (2, 3, 4, 5)
    # Match of 3 percent everywhere, so an NHCE average of 3 to 5 percent permits 5 to 7.
    assert grid.worst_margin[1, :, 0, 0].tolist() == [0.02, 0.0, -0.02]
    assert grid.worst_margin[0, :, 2, 2].tolist() == [0.06, 0.05, 0.04]


def test_average_given_stands_in_for_the_nhce_axes() -> None:
    grid = adoption_grid(**small_plan(hce_adoption=1, hce_rate=[0.02, 0.03], nhce_acp=0.0299))
    assert grid.worst_margin[0, :, 0, 0].tolist() == [-0.0001, -0.0101]
    with pytest.raises(InputError, match="beside an NHCE adoption"):
        adoption_grid(**small_plan(hce_adoption=1, hce_rate=0, nhce_acp=0.03, nhce_rate=0.01))


def test_draws_repeat_with_their_seed() -> None:
    random = np.random.default_rng(7)
    plan = {
        "is_hce": np.arange(200) < 60,
        "compensation": random.integers(40_000, 400_000, 200),
        "matching_contribution": 1_000,
        "year": 2026,
        "hce_adoption": np.linspace(0, 1, 5),
        "hce_rate": np.linspace(0, 0.1, 5),
        "nhce_adoption": 0.3,
        "nhce_rate": 0.05,
        "room": random.integers(0, 30_000, 200),
        "trials": 50,
    }
    first, again = adoption_grid(**plan, seed=3), adoption_grid(**plan, seed=3)
    other = adoption_grid(**plan, seed=4)
    assert np.array_equal(first.passing_share, again.passing_share)
    assert not np.array_equal(first.passing_share, other.passing_share)
    assert np.array_equal(first.worst_margin, other.worst_margin)
    # Some scenario depends on who adopts.
    assert ((first.passing_share > 0) & (first.passing_share < 1)).any()


def test_without_draws_there_is_no_share() -> None:
    grid = adoption_grid(**small_plan(hce_adoption=1, hce_rate=0.02, trials=0))
    assert np.isnan(grid.passing_share).all()


def test_refusals() -> None:
    with pytest.raises(InputError, match="is_hce is TRUE in every row"):
        adoption_grid([1, 1], 100_000, 0, 2026, hce_adoption=1, hce_rate=0.1)
    with pytest.raises(InputError, match="is_hce is FALSE in every row"):
        adoption_grid([0, 0], 100_000, 0, 2026, hce_adoption=1, hce_rate=0.1, nhce_acp=0.03)
    with pytest.raises(InputError, match="for 10 percent type 10% or 0"):
        adoption_grid(**small_plan(hce_adoption=1, hce_rate=10))
    with pytest.raises(InputError, match="trials"):
        adoption_grid(**small_plan(hce_adoption=1, hce_rate=0, trials=-1))
    with pytest.raises(ShapeError):
        adoption_grid([1, 0], [1, 2, 3], 0, 2026, hce_adoption=1, hce_rate=0)
