import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from megaroth_xl.errors import InputError, ShapeError, UnknownYearError
from megaroth_xl.law.health_savings import COVERAGE, hsa_contribution_limit
from megaroth_xl.law.limits import limits_table
from megaroth_xl.law.year_limits import Amount, YearLimits


def test_catch_up_from_55_each_year() -> None:
    """IRC 223(b)(3): 1,000 dollars, not indexed."""
    years = np.arange(2018, 2028)
    for coverage in ("self", "family"):
        young, old = (hsa_contribution_limit(years, coverage, age) for age in (54, 55))
        assert (old - young).tolist() == [1_000] * 10


def test_official_limits_of_2027() -> None:
    """Rev. Proc. 2026-24."""
    assert hsa_contribution_limit(2027, ["self", "family"]).tolist() == [4_500, 9_000]


@pytest.mark.parametrize("none", ["none", "", "None"])
def test_nothing_without_coverage(none: str) -> None:
    assert hsa_contribution_limit(2026, none, 60) == 0


@given(
    st.lists(
        st.tuples(st.integers(2018, 2027), st.sampled_from(COVERAGE.words), st.integers(14, 110)),
        min_size=1,
        max_size=10,
    )
)
def test_array_equals_its_scalars(people: list[tuple[int, str, int]]) -> None:
    columns = map(list, zip(*people, strict=True))
    alone = [hsa_contribution_limit(*person) for person in people]
    assert hsa_contribution_limit(*columns).tolist() == alone


def test_a_users_own_limit_goes_first() -> None:
    source = limits_table()[2026].amount("hsa_self").source
    table = limits_table().overlaid([YearLimits(2027, {"hsa_self": Amount(4_600, source)})])
    assert hsa_contribution_limit(2027, "self-only", 55, limits=table) == 5_600


def test_refusals() -> None:
    with pytest.raises(InputError, match=r"coverage is 'both': expected self \(or: self only\)"):
        hsa_contribution_limit(2026, "both")
    with pytest.raises(UnknownYearError, match="2031"):
        hsa_contribution_limit(2031, "self")
    with pytest.raises(ShapeError, match="coverage"):
        hsa_contribution_limit([2025, 2026], ["self", "family", "none"], 60)
