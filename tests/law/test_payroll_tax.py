"""Social Security and Medicare tax withheld from wages."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from megaroth_xl.errors import InputError, UnknownYearError
from megaroth_xl.law.payroll_tax import employee_payroll_tax

DOLLARS = st.floats(0, 1e7)


@pytest.mark.parametrize(
    ("year", "most_social_security"),
    [(2024, 10_453.20), (2025, 10_918.20)],
)
def test_the_most_social_security_tax_that_the_ssa_publishes(
    year: int, most_social_security: float
) -> None:
    # Social Security Administration, "Contribution and Benefit Base": the most an employee pays.
    at_200_000 = employee_payroll_tax(200_000, year)
    assert at_200_000 == pytest.approx(most_social_security + 0.0145 * 200_000)


def test_additional_medicare_tax_is_withheld_above_200_000() -> None:
    # Publication 15: 0.9% on wages above $200,000, for any filing status.
    step = np.diff(np.asarray(employee_payroll_tax([200_000, 200_100, 200_200], 2026)))
    np.testing.assert_allclose(step, 100 * (0.0145 + 0.009))


@given(DOLLARS, DOLLARS, st.sampled_from([2018, 2024, 2026]))
def test_more_wages_are_never_taxed_less_nor_by_more_than_7_65_percent_below_the_base(
    one: float, other: float, year: int
) -> None:
    low, high = sorted((one, other))
    taxes = np.asarray(employee_payroll_tax([low, high], year))
    assert taxes[0] <= taxes[1]
    assert taxes[1] <= 0.0765 * high + 0.009 * max(high - 200_000, 0.0) + 1e-6


def test_wages_and_year_are_checked() -> None:
    with pytest.raises(InputError, match="wages is -1"):
        employee_payroll_tax(-1, 2026)
    with pytest.raises(UnknownYearError):
        employee_payroll_tax(1, 2031)
