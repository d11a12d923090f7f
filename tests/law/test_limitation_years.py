from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from megaroth_xl.errors import InputError, UnknownYearError
from megaroth_xl.law.limitation_years import (
    last_contribution_day,
    limitation_year_limit,
    months_in_year,
    plan_year_compensation_limit,
)

DAYS = st.dates(date(2019, 1, 1), date(2025, 12, 31))


class TestMonths:
    @pytest.mark.parametrize(
        ("first", "last", "months"),
        [
            (date(2026, 1, 1), date(2026, 12, 31), 12),
            (date(2024, 2, 29), date(2025, 2, 28), 12),
            (date(2025, 7, 1), date(2026, 6, 30), 12),
            (date(2026, 1, 1), date(2026, 1, 1), 1 / 31),
            (date(2025, 1, 1), date(2025, 7, 7), 6 + 7 / 31),
            (date(2026, 1, 15), date(2026, 2, 14), 17 / 31 + 14 / 28),
            (date(2023, 2, 15), date(2024, 2, 14), 12),
            (date(2024, 2, 15), date(2025, 2, 14), 12),
            (date(2025, 10, 16), date(2026, 1, 15), 3),
        ],
    )
    def test_counted(self, first: date, last: date, months: float) -> None:
        assert months_in_year(first, last) == pytest.approx(months)

    @pytest.mark.parametrize(
        ("first", "last"),
        [
            (date(2026, 1, 2), date(2026, 1, 1)),
            (date(2026, 1, 2), date(2025, 12, 1)),
            (date(2026, 1, 1), date(2027, 1, 1)),
        ],
    )
    def test_no_year(self, first: date, last: date) -> None:
        with pytest.raises(InputError, match=f"last_day is {last}: .* begins on {first}"):
            months_in_year(first, last)

    def test_no_day(self) -> None:
        with pytest.raises(InputError, match="first_day is not given"):
            months_in_year(np.datetime64("NaT", "D"), date(2026, 1, 1))
        with pytest.raises(InputError, match="expected a day"):
            months_in_year("spring", date(2026, 1, 1))  # type: ignore[arg-type]

    @given(first=DAYS, length=st.integers(0, 364))
    def test_between_nothing_and_a_year(self, first: date, length: int) -> None:
        months = months_in_year(first, first + timedelta(length))
        assert 0 < months <= 12
        if length:
            assert months > months_in_year(first, first + timedelta(length - 1))


class TestLimits:
    def test_the_year_in_which_the_limitation_year_ends(self) -> None:
        first = np.array(["2024-07-01", "2025-01-01", "2025-07-01"], dtype="datetime64[D]")
        last = np.array(["2025-06-30", "2025-12-31", "2026-06-30"], dtype="datetime64[D]")
        assert limitation_year_limit(first, last).tolist() == [70_000, 70_000, 72_000]

    def test_the_year_in_which_the_plan_year_begins(self) -> None:
        year = date(2025, 7, 1), date(2026, 6, 30)
        assert plan_year_compensation_limit(*year) == 350_000

    def test_pay_of_the_short_year_binds_whole(self) -> None:
        year = date(2026, 1, 1), date(2026, 6, 30)
        limits = limitation_year_limit(*year, [20_000, 60_000, np.nan])
        assert limits.tolist() == [20_000, 36_000, 36_000]

    def test_a_year_that_is_not_at_hand(self) -> None:
        with pytest.raises(UnknownYearError):
            limitation_year_limit(date(2030, 7, 1), date(2031, 6, 30))

    @given(st.lists(st.tuples(DAYS, st.integers(0, 364)), min_size=1))
    def test_array_equals_its_scalars(self, rows: list[tuple[date, int]]) -> None:
        years = [(first, first + timedelta(length)) for first, length in rows]
        first, last = (
            np.array(column, dtype="datetime64[D]") for column in zip(*years, strict=True)
        )
        assert limitation_year_limit(first, last).tolist() == [
            limitation_year_limit(*year) for year in years
        ]

    @given(year=st.integers(2018, 2026), cut=st.integers(0, 363))
    def test_two_periods_share_what_their_calendar_year_has(self, year: int, cut: int) -> None:
        first, last = date(year, 1, 1), date(year, 12, 31)
        middle = first + timedelta(cut)
        parts = limitation_year_limit(first, middle) + limitation_year_limit(
            middle + timedelta(1), last
        )
        assert parts == pytest.approx(limitation_year_limit(first, last))


def test_thirty_days_after_the_year_a_contribution_can_still_count() -> None:
    assert last_contribution_day(date(2026, 12, 31)) == date(2027, 1, 30)
    assert last_contribution_day(date(2026, 6, 30)) == date(2026, 7, 30)
