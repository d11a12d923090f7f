from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from megaroth_xl.errors import InputError
from megaroth_xl.law.price_index import PriceIndex, average_wages, price_index

INDEX = PriceIndex("a series", (2024, 11), tuple(map(Fraction, range(100, 118))), 18)
"""From November 2024 (100) to April 2026 (117)."""


@pytest.mark.parametrize(
    ("year", "month", "months", "average"),
    [(2024, 11, 1, 100), (2026, 4, 1, 117), (2025, 1, 3, 101), (2025, 10, 12, Fraction(211, 2))],
)
def test_average_of_the_months_that_end_there(
    year: int, month: int, months: int, average: Fraction
) -> None:
    assert INDEX.average(year, month, months) == average


@pytest.mark.parametrize(("year", "month", "months"), [(2026, 5, 1), (2024, 12, 3), (2024, 10, 1)])
def test_average_refuses_months_that_it_has_not(year: int, month: int, months: int) -> None:
    with pytest.raises(InputError, match=r"month is 20\d\d-\d\d: .* up to 2026-04 .* 2024-11 on"):
        INDEX.average(year, month, months)


def test_missing_months_are_a_year_earlier_times_the_rise() -> None:
    ahead = INDEX.extended(Fraction("0.03"), 2027)
    assert ahead.average(2026, 4, 1) == 117  # published
    assert ahead.average(2026, 5, 1) == 106 * Fraction("1.03")
    assert ahead.average(2027, 5, 1) == 106 * Fraction("1.03") ** 2
    assert ahead.average(2027, 12, 1) == ahead.values[-1]


@pytest.mark.parametrize(
    ("year", "month", "months", "assumed"),
    [(2026, 4, 3, 0), (2026, 5, 3, 1), (2026, 6, 3, 2), (2026, 9, 3, 3), (2027, 4, 12, 12)],
)
def test_counts_the_months_that_are_assumed(
    year: int, month: int, months: int, assumed: int
) -> None:
    assert INDEX.extended(Fraction(0), 2028).assumed(year, month, months) == assumed


@given(rise=st.fractions(min_value="-0.05", max_value="0.2"), year=st.integers(2026, 2040))
def test_an_extended_index_keeps_what_is_published(rise: Fraction, year: int) -> None:
    published = price_index("cpi_u")
    ahead = published.extended(rise, year)
    assert ahead.values[: published.published] == published.values
    assert ahead.published == published.published
    if year > 2026:
        later, earlier = ahead.average(year, 12, 12), ahead.average(year - 1, 12, 12)
        assert (later > earlier) or rise < Fraction("0.05")


def test_a_month_never_published_stands_at_the_month_before() -> None:
    for name in ("cpi_u", "chained_cpi_u"):
        index = price_index(name)
        assert index.average(2025, 10, 1) == index.average(2025, 9, 1)
        assert index.average(2025, 11, 1) != index.average(2025, 10, 1)


def test_levels_are_the_decimals_as_published() -> None:
    assert price_index("cpi_u").average(2026, 8, 1) == Fraction("334.98")
    assert price_index("chained_cpi_u").average(1999, 12, 1) == 100
    assert average_wages()[1992] == Fraction("22935.42")
