from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from megaroth_xl.errors import InputError
from megaroth_xl.law.indexation import (
    INDEXATION,
    IndexationRule,
    IndexLevels,
    Measure,
    Mismatch,
    indexation_matches,
    published_levels,
)
from megaroth_xl.law.limits import limits_table
from megaroth_xl.law.limits_file import PHASE_OUTS
from megaroth_xl.law.price_index import PriceIndex, price_index
from megaroth_xl.law.year_limits import LIMIT_RULES, Amount, Source, Status, YearLimits

# Years from the first that each formula set through the last announced.
MATCHES = {
    "annual_additions": (2002, 25),
    "compensation": (2002, 25),
    "elective_deferral": (2007, 20),
    "catch_up": (2007, 20),
    "hce": (1997, 30),
    "higher_catch_up": (2025, 2),
    "roth_catch_up_wages": (2025, 2),
    "ira": (2019, 8),
    "ira_catch_up": (2024, 3),
    "roth_ira_unmarried": (2019, 8),
    "roth_ira_joint": (2019, 8),
    "traditional_ira_unmarried": (2019, 8),
    "traditional_ira_joint": (2019, 8),
    "traditional_ira_joint_spouse_covered": (2019, 8),
    "hsa_self": (2019, 9),
    "hsa_family": (2019, 9),
    "social_security_wage_base": (2018, 10),
}


def quarters(*levels: str, first: int = 2001) -> IndexLevels:
    """Indexes that stand at one level a year."""
    values = tuple(Fraction(level) for level in levels for _ in range(12))
    index = PriceIndex("made up", (first, 1), values, len(values))
    return IndexLevels(index, index)


def rule(base: int, step: int, *, nearest: bool = False) -> IndexationRule:
    return IndexationRule(base, 2001, step, Measure.SUMMER_QUARTER, 2002, "none", nearest=nearest)


def test_formulas_give_every_announced_limit_back() -> None:
    found = {match.name: match for match in indexation_matches()}
    assert {name: (match.years[0], match.announced) for name, match in found.items()} == MATCHES
    for match in found.values():
        assert match.first_mismatch is None, match
        assert match.reproduced == match.announced
        assert match.years == tuple(range(match.years[0], match.years[-1] + 1))


def test_a_limit_without_a_formula_is_fixed_in_the_code() -> None:
    assert set(LIMIT_RULES) - set(INDEXATION) == {"hsa_catch_up"}
    assert set(PHASE_OUTS) - set(INDEXATION) == {"roth_ira_separate", "traditional_ira_separate"}


def test_statutory_bases_keep_to_the_steps_of_the_announced_limits() -> None:
    for name, limit in LIMIT_RULES.items():
        if name in INDEXATION and name != "higher_catch_up":
            assert INDEXATION[name].base % INDEXATION[name].step == 0
            assert INDEXATION[name].step == limit.step


def test_an_announcement_that_the_formula_does_not_give_is_reported() -> None:
    source = Source("a slip", "none", Status.OFFICIAL, date(2026, 11, 21))
    slip = YearLimits(2024, {"compensation": Amount(340_000.0, source)})
    match = next(
        match
        for match in indexation_matches(limits=limits_table().overlaid([slip]))
        if match.name == "compensation"
    )
    assert (match.announced, match.reproduced) == (25, 24)
    assert match.first_mismatch == Mismatch(2024, 340_000, 345_000)


def test_a_phase_out_matches_at_both_ends() -> None:
    phase_outs = dict(limits_table()[2024].phase_outs)
    phase_outs["roth_ira_joint"] = phase_outs["roth_ira_joint"]._replace(end=241_000.0)
    table = limits_table().overlaid([YearLimits(2024, {}, phase_outs)])
    match = next(m for m in indexation_matches(limits=table) if m.name == "roth_ira_joint")
    assert (match.announced, match.reproduced) == (8, 7)


@pytest.mark.parametrize("status", [Status.PROJECTED, Status.OWN])
def test_only_what_is_official_counts_as_announced(status: Status) -> None:
    source = Source("not a notice", "none", status, date(2026, 11, 21))
    table = limits_table().overlaid([YearLimits(2026, {"hce": Amount(165_000.0, source)})])
    match = next(m for m in indexation_matches(limits=table) if m.name == "hce")
    assert (match.announced, match.first_mismatch) == (29, None)


def test_a_limit_does_not_fall_with_prices() -> None:
    levels = quarters("100", "120", "110", "119", "131")
    limit = rule(10_000, 500)
    assert [limit.dollars(year, levels) for year in range(2002, 2007)] == [
        10_000, 12_000, 12_000, 12_000, 13_000,
    ]  # fmt: skip


def test_the_limits_of_2010_stood_still() -> None:
    # Notice 2009-94. The quarter of 2009 alone would have given 48,000.
    assert INDEXATION["annual_additions"].dollars(2010, published_levels()) == 49_000
    quarter = published_levels().level(Measure.SUMMER_QUARTER, 2009)
    base = published_levels().level(Measure.SUMMER_QUARTER, 2001)
    assert 48_000 < 40_000 * quarter / base < 49_000


def test_no_limit_falls_below_its_base() -> None:
    assert rule(5_000, 500).dollars(2004, quarters("100", "90", "80")) == 5_000
    # The chained family may fall, but not below the base either.
    falling = replace(rule(5_000, 500), measure=Measure.YEAR_TO_AUGUST, base_year=2021)
    levels = quarters("100", "100", "130", "110", "90", first=2020)
    dollars = [falling.dollars(year, levels) for year in range(2022, 2026)]
    assert dollars == [5_000, 6_000, 5_500, 5_000]


def test_fractions_keep_a_limit_that_floats_would_lose() -> None:
    assert rule(15_000, 500).dollars(2003, quarters("101.4", "118.3")) == 17_500
    ratio = 118.3 / 101.4
    assert 15_000 + (15_000 * ratio - 15_000) // 500 * 500 == 17_000.0


@pytest.mark.parametrize(
    ("level", "down", "nearest"),
    [("100.99", 1_000, 1_000), ("102.5", 1_000, 1_050), ("102.49", 1_000, 1_000),
     ("105", 1_050, 1_050), ("107.5", 1_050, 1_100)],
)  # fmt: skip
def test_rounding_down_and_to_the_nearest_step(level: str, down: int, nearest: int) -> None:
    levels = quarters("100", level)
    assert rule(1_000, 50).dollars(2003, levels) == down
    assert rule(1_000, 50, nearest=True).dollars(2003, levels) == nearest


def test_the_increase_is_rounded_not_the_amount() -> None:
    # 11,250 is no multiple of 500: the steps start there, so 2026 keeps 11,250.
    assert rule(11_250, 500).dollars(2003, quarters("100", "104.4")) == 11_250
    assert rule(11_250, 500).dollars(2003, quarters("100", "104.5")) == 11_750


@given(
    level=st.fractions(min_value=90, max_value=300, max_denominator=1000),
    base=st.integers(1, 100).map(lambda n: n * 1_000),
    step=st.sampled_from([50, 100, 300, 500, 1_000, 5_000]),
    nearest=st.booleans(),
)
def test_a_limit_is_the_rounded_growth_of_its_base(
    level: Fraction, base: int, step: int, nearest: bool
) -> None:
    limit = rule(base, step, nearest=nearest)
    dollars = limit.dollars(2003, quarters("100", str(level)))
    exact = max(base * level / 100, Fraction(base))
    assert (dollars - base) % step == 0
    assert dollars >= base
    if nearest:
        assert abs(exact - dollars) <= Fraction(step, 2)
    else:
        assert 0 <= exact - dollars < step


@given(levels=st.lists(st.integers(80, 200), min_size=2, max_size=12))
def test_a_limit_that_never_falls_rises_with_the_highest_level(levels: list[int]) -> None:
    index = quarters("100", *map(str, levels))
    limit = rule(40_000, 1_000)
    dollars = [limit.dollars(2003 + place, index) for place in range(len(levels))]
    assert dollars == sorted(dollars)
    assert dollars[-1] == limit.dollars(2003, quarters("100", str(max(100, *levels))))


def test_a_base_before_2016_is_carried_to_the_chained_index() -> None:
    # IRC 1(f)(3)(B): CPI of the base year x (chained CPI of 2016 / CPI of 2016).
    cpi_u, chained = price_index("cpi_u"), price_index("chained_cpi_u")
    base = cpi_u.average(2007, 8, 12) * chained.average(2016, 8, 12) / cpi_u.average(2016, 8, 12)
    levels = published_levels()
    assert levels.base_level(Measure.YEAR_TO_AUGUST, 2007) == base
    assert levels.base_level(Measure.YEAR_TO_AUGUST, 2022) == chained.average(2022, 8, 12)
    assert levels.base_level(Measure.SUMMER_QUARTER, 2005) == cpi_u.average(2005, 9, 3)


def test_a_year_beyond_the_index_is_refused() -> None:
    with pytest.raises(InputError, match=r"month is 2026-09: .* CUUR0000SA0"):
        INDEXATION["elective_deferral"].dollars(2027, published_levels())


@pytest.mark.parametrize(
    ("name", "september", "below", "at"),
    # The level of September 2026 at which each limit of 2027 turns: base x average / base level.
    [
        ("elective_deferral", "335.122", 25_000, 25_500),
        ("catch_up", "335.122", 8_000, 8_500),
        ("annual_additions", "331.05", 74_000, 75_000),
        ("hce", "334.31", 165_000, 170_000),
    ],
)
def test_where_the_limits_of_2027_turn(name: str, september: str, below: int, at: int) -> None:
    cpi_u = price_index("cpi_u")

    def dollars(level: Fraction) -> int:
        longer = replace(cpi_u, values=(*cpi_u.values, level))
        levels = IndexLevels(longer, price_index("chained_cpi_u"))
        return INDEXATION[name].dollars(2027, levels)

    nearby = Fraction(september)
    assert dollars(nearby - Fraction("0.1")) == below
    assert dollars(nearby + Fraction("0.1")) == at
