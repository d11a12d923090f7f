from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from megaroth_xl.errors import InputError
from megaroth_xl.law.compensation import (
    MatchTier,
    counted_compensation,
    match_tiers,
    matching_contribution,
    self_employed_annual_additions_limit,
    self_employed_employer_contribution,
)


def test_pay_counts_up_to_the_yearly_limit() -> None:
    # Notice 2025-67: 360,000 for 2026.
    assert np.array_equal(
        counted_compensation([100_000, 360_000, 500_000], 2026), [1e5, 36e4, 36e4]
    )


def test_the_match_runs_on_capped_pay() -> None:
    # IRS "When compensation exceeds the annual limits": pay 300,000 against a cap of 250,000, match
    # of 50 percent on the first 5 percent, gives 6,250. No package year has that cap, so the same
    # formula on pay at the cap:
    assert matching_contribution(250_000, 17_000, [[0.5, 0.05]], 2026) == 6_250
    # and pay above the cap of 2026 matches like pay at the cap.
    assert matching_contribution(500_000, 24_500, [[0.5, 0.05]], 2026) == 0.5 * 0.05 * 360_000


def test_two_tiers() -> None:
    tiers = [[1, 0.03], [0.5, 0.05]]
    # A safe-harbor match: 4 percent of pay once 5 percent is deferred.
    match = matching_contribution(100_000, [0, 2_000, 3_000, 4_000, 5_000, 20_000], tiers, 2026)
    assert np.array_equal(match, [0, 2_000, 3_000, 3_500, 4_000, 4_000])


def test_the_guides_match_of_six_percent() -> None:
    assert matching_contribution(250_000, 23_000, [1, 0.06], 2024) == 15_000


@pytest.mark.parametrize(
    ("tiers", "sentence"),
    [
        ([], "of shape"),
        ([[1]], "of shape"),
        ([[1, 0.03, 2]], "of shape"),
        ("match", "not numbers"),
        ([[-1, 0.03]], "negative"),
        ([[1, np.nan]], "not finite"),
        ([[1, 6]], "for 6 percent type 6% or 0.06"),
        ([[1, 0.05], [0.5, 0.03]], "not rising"),
        ([[1, 0.0]], "not rising"),
    ],
)
def test_tiers_that_are_no_tiers(tiers: object, sentence: str) -> None:
    with pytest.raises(InputError, match=f"tiers is .*{sentence}"):
        match_tiers(tiers)  # type: ignore[arg-type]


@given(
    pay=st.integers(0, 600_000),
    deferral=st.integers(0, 60_000),
    tiers=st.lists(
        st.tuples(st.integers(0, 200), st.integers(1, 100)),
        min_size=1,
        max_size=4,
        unique_by=lambda tier: tier[1],
    ),
)
def test_the_match_is_the_area_under_the_tiers(
    pay: int, deferral: int, tiers: list[tuple[int, int]]
) -> None:
    rising = sorted(tiers, key=lambda tier: tier[1])
    capped = min(pay, 360_000)
    expected, reached = Fraction(0), Fraction(0)
    for rate, share in rising:
        end = min(Fraction(deferral), Fraction(share, 100) * capped)
        expected += Fraction(rate, 100) * max(end - reached, Fraction(0))
        reached = max(reached, end)
    found = matching_contribution(
        pay, deferral, [[rate / 100, share / 100] for rate, share in rising], 2026
    )
    assert found == pytest.approx(float(expected), abs=1e-6)


def test_match_tier_is_named() -> None:
    assert match_tiers([[1, 0.06]]) == (MatchTier(rate=1.0, up_to=0.06),)


def test_the_self_employed_contribute_a_fifth_of_net_earnings() -> None:
    # Pub. 560, rate table: a plan rate of 25 percent is 0.200000 for the self-employed.
    assert self_employed_employer_contribution(100_000, 0) == pytest.approx(20_000)
    assert self_employed_employer_contribution(100_000, 14_130) == pytest.approx(18_587)
    assert self_employed_employer_contribution(1_000, 5_000) == 0


def test_the_self_employed_limit_leaves_out_the_employers_part() -> None:
    # N = 60,000 - 4,239 = 55,761; less the employer contribution.
    assert self_employed_annual_additions_limit(60_000, 8_478, 11_152.2, 2026) == pytest.approx(
        55_761 - 11_152.2
    )
    assert self_employed_annual_additions_limit(500_000, 40_000, 60_000, 2026) == 72_000
