import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from megaroth_xl.errors import InputError
from megaroth_xl.law.annual_additions import (
    annual_additions,
    annual_additions_limit,
    excess_annual_addition,
)

DOLLARS = st.integers(0, 200_000)


def test_the_lesser_of_dollars_and_pay() -> None:
    # Notices 2023-75 and 2025-67.
    assert annual_additions_limit(2024) == 69_000
    assert np.array_equal(annual_additions_limit(2026, [50_000, 72_000, 1e6]), [5e4, 72e3, 72e3])
    assert annual_additions_limit(2026, np.nan) == 72_000
    assert annual_additions_limit(2026, 0) == 0


def test_catch_up_does_not_count() -> None:
    # IRC 414(v)(3)(A): 30,500 deferred at 52 in 2024 count as 23,000.
    assert annual_additions(30_500, 10_000, 2024, 52, 36_000) == 69_000
    assert annual_additions(30_500, 10_000, 2024) == 40_500


def test_excess_and_its_recharacterization() -> None:
    assert excess_annual_addition(23_000, 50_000, 2024) == 4_000
    # The catch-up limit of 7,500 covers 4,000 of the deferral (IRC 414(v)(5)(B)).
    assert excess_annual_addition(23_000, 50_000, 2024, 52) == 0
    assert excess_annual_addition(23_000, 58_000, 2024, 52) == 4_500
    # A catch-up that is used already covers nothing more.
    assert excess_annual_addition(30_500, 50_000, 2024, 52) == 4_000
    assert excess_annual_addition(23_000, 0, 2024, 40, 0, 20_000) == 3_000


def test_a_plan_without_the_higher_catch_up_counts_more() -> None:
    # 2026, age 61: 24,500 and 8,000 of the 35,750 do not count; 11,250 with the higher limit.
    assert annual_additions(35_750, 0, 2026, 61) == 24_500
    assert annual_additions(35_750, 0, 2026, 61, higher_limit=False) == 27_750
    assert excess_annual_addition(24_500, 60_000, 2026, 61) == 1_250
    assert excess_annual_addition(24_500, 60_000, 2026, 61, higher_limit=False) == 4_500


def test_negative_contributions_are_refused() -> None:
    with pytest.raises(InputError, match="employer_contribution is -1"):
        annual_additions(0, -1, 2024)


@given(deferral=DOLLARS, employer=DOLLARS, after_tax=DOLLARS, age=st.integers(14, 110))
def test_the_excess_is_what_stands_above_the_limit_and_catch_up(
    deferral: int, employer: int, after_tax: int, age: int
) -> None:
    excess = excess_annual_addition(deferral, employer, 2026, age, after_tax)
    counted = annual_additions(deferral, employer, 2026, age, after_tax)
    assert max(0, counted - 72_000 - 11_250) <= excess <= max(0, counted - 72_000)
    without_age = excess_annual_addition(deferral, employer, 2026, None, after_tax)
    assert excess <= without_age
