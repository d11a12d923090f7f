import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from megaroth_xl.errors import InputError
from megaroth_xl.law.five_year import (
    designated_roth_first_year,
    early_distribution_tax,
    five_year_period_end,
    five_years_passed,
    is_qualified,
    recapture,
    roth_ira_first_year,
)

YEARS = st.integers(1998, 2100)


def test_one_clock_for_all_roth_iras() -> None:
    assert roth_ira_first_year([2020, np.nan, np.nan], [2018, 2024, np.nan]) == pytest.approx(
        [2018, 2024, np.nan], nan_ok=True
    )
    assert np.isnan(roth_ira_first_year(None))


def test_another_plans_roth_moves_the_clock_earlier_only() -> None:
    assert designated_roth_first_year(2024, None, [2019, 2026, np.nan]).tolist() == [
        2019,
        2024,
        2024,
    ]


def test_an_in_plan_rollover_starts_the_plans_clock() -> None:
    assert designated_roth_first_year(None, 2025) == 2025


def test_the_first_year_counts_whole() -> None:
    # December 31, 2021 and January 1, 2021 both end with 2025.
    assert five_year_period_end(2021) == 2025
    assert five_years_passed(2021, 2025) is False
    assert five_years_passed(2021, 2026) is True


def test_a_clock_that_never_began_never_ends() -> None:
    assert five_years_passed(None, 2100) is False
    assert is_qualified(None, 2100, event=True) is False


def test_qualified_needs_both() -> None:
    assert is_qualified([2019, 2019, 2024], 2026, event=[True, False, True]).tolist() == [
        True,
        False,
        False,
    ]


def test_recapture_ends_with_the_fifth_tax_year() -> None:
    assert recapture(100, 2022, [2022, 2026, 2027]).tolist() == [100, 100, 0]


def test_recapture_before_the_conversion() -> None:
    with pytest.raises(InputError, match=r"distribution_year is 2023: .* 2024, or later"):
        recapture(100, [2022, 2024], 2023)


def test_converted_basis_is_not_recaptured() -> None:
    """A conversion of basis alone has no taxable part to recapture."""
    assert early_distribution_tax(recapture(0, 2026, 2026)) == 0


@given(amount=st.floats(0, 1e9), converted=YEARS, later=st.integers(0, 60))
def test_recapture_is_all_or_nothing(amount: float, converted: int, later: int) -> None:
    counted = recapture(amount, converted, converted + later)
    assert counted == (amount if later < 5 else 0)
    assert early_distribution_tax(counted) == pytest.approx(counted / 10)


@given(st.lists(st.tuples(YEARS, YEARS), min_size=1))
def test_array_equals_its_scalars(rows: list[tuple[int, int]]) -> None:
    first, asked = (np.array(column) for column in zip(*rows, strict=True))
    together = five_years_passed(first, asked)
    assert together.tolist() == [five_years_passed(*row) for row in rows]
