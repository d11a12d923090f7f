"""Deductions that shrink with income: the statutes' own figures, and what must always hold."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from megaroth_xl.errors import InputError, UnknownLimitError
from megaroth_xl.law.filing_status import FILING_STATUS
from megaroth_xl.law.income_deductions import (
    income_before_reduction,
    itemized_deduction_reduction,
    senior_deduction,
    standard_deduction_at_65,
    state_and_local_tax_deduction,
)

STATUSES = st.sampled_from(FILING_STATUS.words)
DOLLARS = st.integers(0, 2_000_000).map(float)
YEARS = st.sampled_from([2025, 2026])


# IRC 164(b)(7): 40,000 and 500,000 for 2025, 40,400 and 505,000 for 2026, 30 percent, a floor of
# 10,000. A married person who files separately has half the threshold, and half of what then is
# left: the worksheet of Schedule A for 2025 halves line 10 after the floor of line 9.
@pytest.mark.parametrize(
    ("year", "status", "magi", "deduction"),
    [
        (2025, "single", 500_000, 40_000),
        (2025, "single", 550_000, 25_000),
        (2025, "mfj", 600_000, 10_000),
        (2025, "mfs", 250_000, 20_000),
        (2025, "mfs", 300_000, 12_500),
        (2025, "mfs", 350_000, 5_000),
        (2026, "hoh", 505_000, 40_400),
        (2026, "qss", 606_000, 10_100),
        (2026, "mfj", 606_333.34, 10_000),
        (2026, "mfs", 252_500, 20_200),
        (2026, "mfs", 303_167, 12_599.95),
        (2026, "mfs", 353_834, 5_000),
    ],
)
def test_the_cap_on_state_and_local_taxes(
    year: int, status: str, magi: float, deduction: float
) -> None:
    found = state_and_local_tax_deduction(100_000, magi, status, year)
    assert found == pytest.approx(deduction, abs=0.01)


def test_taxes_below_the_cap_are_deducted_in_full() -> None:
    assert state_and_local_tax_deduction([0, 9_000], 1e6, "single", 2026).tolist() == [0, 9_000]


# IRC 151(d)(5)(C): 6,000 for each, less 6 percent of what exceeds 75,000, or 150,000 on a joint
# return; Schedule 1-A (Form 1040) for 2025, lines 32 to 37.
@pytest.mark.parametrize(
    ("seniors", "status", "magi", "deduction"),
    [
        (1, "single", 75_000, 6_000),
        (1, "single", 100_000, 4_500),
        (1, "hoh", 175_000, 0),
        (1, "qss", 100_000, 4_500),
        (1, "mfj", 200_000, 3_000),
        (2, "mfj", 200_000, 6_000),
        (2, "mfj", 250_000, 0),
        (1, "mfs", 50_000, 0),
    ],
)
def test_the_deduction_of_persons_of_65(
    seniors: int, status: str, magi: float, deduction: float
) -> None:
    assert senior_deduction(seniors, magi, status, 2025) == pytest.approx(deduction)


def test_the_standard_deduction_at_65_is_that_of_the_revenue_procedures() -> None:
    # Rev. Proc. 2024-40 and 2025-32: 2,000 and 1,600 for 2025, 2,050 and 1,650 for 2026.
    statuses = ["single", "mfj", "mfs", "hoh", "qss"]
    assert standard_deduction_at_65(1, statuses, 2025).tolist() == [2000, 1600, 1600, 2000, 1600]
    assert standard_deduction_at_65(1, statuses, 2026).tolist() == [2050, 1650, 1650, 2050, 1650]
    assert standard_deduction_at_65(2, "mfj", 2026) == 3_300


# IRC 68: 37 percent begins above 640,600 for a single person in 2026 (Rev. Proc. 2025-32).
@pytest.mark.parametrize(
    ("income", "reduction"),
    [(600_000, 0), (603_600, 0), (622_100, 1_000), (640_600, 2_000), (900_000, 2_000)],
)
def test_the_cut_of_itemized_deductions(income: float, reduction: float) -> None:
    found = itemized_deduction_reduction(37_000, income, "single", 2026)
    assert found == pytest.approx(reduction)


def test_nothing_is_cut_before_2026() -> None:
    assert itemized_deduction_reduction(37_000, 900_000, "single", 2025) == 0
    assert income_before_reduction(37_000, 900_000, "single", 2025) == 900_000


def test_deductions_may_exceed_all_income() -> None:
    # Income x before the reduction with x + 2/37 (x + 2,000,000 - 640,600) = 0: x = -2,718,800/39.
    before = -2_718_800 / 39
    assert income_before_reduction(2e6, 0, "single", 2026) == pytest.approx(before)
    assert itemized_deduction_reduction(2e6, before, "single", 2026) == pytest.approx(-before)


@given(DOLLARS, DOLLARS, STATUSES)
def test_the_reduction_and_its_inverse(deductions: float, income: float, status: str) -> None:
    cut = itemized_deduction_reduction(deductions, income, status, 2026)
    assert 0 <= cut <= 2 / 37 * deductions + 1e-6
    shown = income + cut
    assert income_before_reduction(deductions, shown, status, 2026) == pytest.approx(
        income, abs=1e-6
    )


@given(DOLLARS, DOLLARS, DOLLARS, STATUSES, YEARS)
def test_more_income_never_gives_a_larger_deduction(
    taxes: float, income: float, more: float, status: str, year: int
) -> None:
    both = [income, income + more]
    for deduction in (
        state_and_local_tax_deduction(taxes, both, status, year),
        senior_deduction(1, both, status, year),
    ):
        less, least = np.asarray(deduction)
        assert 0 <= least <= less


def test_years_and_persons_are_checked() -> None:
    with pytest.raises(UnknownLimitError):
        state_and_local_tax_deduction(1, 1, "single", 2024)
    with pytest.raises(InputError, match="seniors is 3"):
        senior_deduction(3, 1, "mfj", 2026)
