from datetime import date

import numpy as np
import pytest

from megaroth_xl.errors import InputError
from megaroth_xl.law.elective_deferrals import (
    elective_deferral_limit,
    elective_deferral_room,
    excess_deferral,
    excess_deferral_deadline,
)


def test_limit_by_year_and_age() -> None:
    # Notices 2023-75, 2024-80, 2025-67: 23,000; 23,500; 24,500, and the catch-up of the age.
    limits = elective_deferral_limit(np.array([2024, 2025, 2026])[:, None], [40, 55, 61, 64])
    assert np.array_equal(
        limits,
        [[23000, 30500, 30500, 30500], [23500, 31000, 34750, 31000], [24500, 32500, 35750, 32500]],
    )


def test_without_an_age_there_is_no_catch_up() -> None:
    assert elective_deferral_limit(2026) == 24500
    assert elective_deferral_limit(2026, np.nan) == 24500


def test_one_limit_over_all_employers() -> None:
    # 402(g) is per person: 15,000 with a former employer leave 9,500 for the new one.
    assert elective_deferral_room(15000, 2026) == 9500
    assert elective_deferral_room(30000, 2026) == 0
    assert elective_deferral_room(30000, 2026, 50) == 2500


def test_excess_is_what_limit_and_catch_up_do_not_cover() -> None:
    assert np.array_equal(excess_deferral([24500, 26000, 40000], 2026), [0, 1500, 15500])
    assert excess_deferral(32500, 2026, 50) == 0


def test_the_excess_goes_back_by_april_15() -> None:
    # IRC 402(g)(2)(A)(ii)
    assert excess_deferral_deadline(2025) == date(2026, 4, 15)


@pytest.mark.parametrize("deferred", [-1, np.nan, np.inf, "much", [1000, np.nan]])
def test_wrong_deferrals_are_refused(deferred: object) -> None:
    with pytest.raises(InputError, match="deferred_anywhere is "):
        elective_deferral_room(deferred, 2026)  # type: ignore[arg-type]
