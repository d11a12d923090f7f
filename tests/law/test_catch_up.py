import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from megaroth_xl.errors import InputError, UnknownYearError
from megaroth_xl.law.catch_up import (
    catch_up_contribution,
    catch_up_limit,
    recharacterized_catch_up,
    roth_catch_up_required,
)

AGES = [49, 50, 59, 60, 63, 64]
# Notice 2023-75, Notice 2024-80 and Notice 2025-67; ages 60 to 63 from 2025 (SECURE 2.0 s. 109).
BY_YEAR = {
    2024: [0, 7500, 7500, 7500, 7500, 7500],
    2025: [0, 7500, 7500, 11250, 11250, 7500],
    2026: [0, 8000, 8000, 11250, 11250, 8000],
}


def test_every_age_boundary_in_every_year_at_once() -> None:
    limits = catch_up_limit(np.array(list(BY_YEAR))[:, None], AGES)
    assert np.array_equal(limits, list(BY_YEAR.values()))


def test_an_age_that_is_not_given_has_no_catch_up() -> None:
    assert catch_up_limit(2026, None) == 0
    assert np.array_equal(catch_up_limit(2026, [np.nan, 55]), [0, 8000])


def test_the_higher_limit_is_the_plans_choice() -> None:
    assert catch_up_limit(2026, 61, higher_limit=False) == 8000


@pytest.mark.parametrize("age", [7, 13, 111, 50.5, -50, np.inf])
def test_an_impossible_age_is_refused(age: float) -> None:
    with pytest.raises(InputError, match=r"age is .*: expected the age on December 31"):
        catch_up_limit(2026, age)


def test_a_year_without_limits_is_refused() -> None:
    with pytest.raises(UnknownYearError, match="no limits for 2031"):
        catch_up_limit(2031, 55)


def test_only_deferrals_above_a_limit_are_catch_up() -> None:
    # 2024: 402(g) is 23,000 and the catch-up 7,500 (Notice 2023-75).
    parts = catch_up_contribution([20000, 23000, 25000, 30500, 33000], 2024, 52)
    assert np.array_equal(parts, [0, 0, 2000, 7500, 7500])
    assert catch_up_contribution(30500, 2024, 49) == 0


def test_recharacterizing_never_takes_more_than_any_of_its_bounds() -> None:
    assert recharacterized_catch_up(4000, 23000, 7500) == 4000
    assert recharacterized_catch_up(9000, 23000, 7500) == 7500
    assert recharacterized_catch_up(9000, 2000, 7500) == 2000


def test_roth_catch_up_is_required_above_the_threshold_from_2026() -> None:
    assert np.array_equal(
        roth_catch_up_required(2026, [np.nan, 0, 150_000, 150_001]), [False, False, False, True]
    )
    # Notice 2023-62 suspended the rule through 2025.
    assert roth_catch_up_required(2025, 500_000) is False
    assert roth_catch_up_required(2024, 500_000) is False
    assert roth_catch_up_required(2026, None) is False


@given(
    deferral=st.floats(0, 60_000),
    more=st.floats(0, 10_000),
    age=st.integers(14, 110),
    year=st.integers(2018, 2027),
)
def test_catch_up_grows_with_the_deferral_and_stays_within_its_limit(
    deferral: float, more: float, age: int, year: int
) -> None:
    part, larger = catch_up_contribution([deferral, deferral + more], year, age)
    assert 0 <= part <= larger <= catch_up_limit(year, age)
    assert part <= deferral
