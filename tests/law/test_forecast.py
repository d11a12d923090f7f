from dataclasses import replace
from datetime import date
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from megaroth_xl.errors import InputError, UnknownLimitError
from megaroth_xl.law.catch_up import catch_up_limit
from megaroth_xl.law.forecast import LAST_FORECAST_YEAR, limit_forecast, projected_limits
from megaroth_xl.law.indexation import INDEXATION, IndexLevels, Measure
from megaroth_xl.law.limits import limits_table
from megaroth_xl.law.price_index import price_index
from megaroth_xl.law.year_limits import LIMIT_RULES, Amount, Source, Status, YearLimits

BY_PRICES = [
    name for name, rule in INDEXATION.items()
    if name in LIMIT_RULES and rule.measure is not Measure.AVERAGE_WAGE
]  # fmt: skip
INFLATIONS = st.integers(-50, 200).map(lambda thousandths: thousandths / 1000)


# By hand from BLS's figures. July and August 2026 are published (333.918, 334.980) and September
# 2025 was 324.8, so that at 3% the quarter of 2026 averages (333.918 + 334.98 + 334.544) / 3 =
# 334.4807 and that of 2027 is 3% higher, 344.5151.
@pytest.mark.parametrize(
    ("name", "year", "dollars", "months_assumed"),
    [
        ("402(g)", 2027, 25_000, 1),  # 15,000 x 334.4807 / 196.8667 = 25,485
        ("402(g)", 2028, 26_000, 3),  # 15,000 x 344.5151 / 196.8667 = 26,250
        ("catch_up", 2028, 8_500, 3),  # 5,000 x 1.75000 = 8,750
        ("415(c)", 2027, 75_000, 1),  # 40,000 x 334.4807 / 177.7667 = 75,263
        ("annual_additions", 2028, 77_000, 3),  # 77,520
        ("401(a)(17)", 2028, 385_000, 3),  # 200,000 x 1.93802 = 387,604
        ("414(q)", 2028, 175_000, 3),  # 80,000 x 344.5151 / 157.3667 = 175,140
        ("higher_catch_up", 2028, 12_250, 3),  # 11,250 + (1,058.8 down to 1,000)
        ("roth_catch_up_wages", 2028, 160_000, 3),  # 145,000 + (17,806 down to 15,000)
    ],
)
def test_forecast_by_hand(name: str, year: int, dollars: int, months_assumed: int) -> None:
    forecast = limit_forecast(name, year, 0.03)
    assert (forecast.dollars, forecast.months_assumed) == (dollars, months_assumed)
    assert forecast.status is Status.PROJECTED
    assert str(forecast) == f"{dollars:,} (projected)"


@pytest.mark.parametrize("name", LIMIT_RULES)
def test_a_published_year_is_its_published_figure(name: str) -> None:
    for limits in limits_table():
        amount = limits.amounts.get(name)
        if amount and amount.source.status is Status.OFFICIAL:
            forecast = limit_forecast(name, limits.year, 0.1)
            assert (forecast.dollars, forecast.source) == (amount.dollars, amount.source)
            assert forecast.months_assumed == 0
            assert str(forecast) == f"{amount.dollars:,.0f}"


def test_the_shipped_2027_follows_from_prices_as_they_stood() -> None:
    # September 2026 was not published: the CPI-U grows with the CPI-W from August, 328.481, to
    # September, 330.654. The chained index of July and August grows with the CPI-U.
    cpi_u, chained = price_index("cpi_u"), price_index("chained_cpi_u")
    june, july, august = cpi_u.values[-3:]
    september = august * Fraction("330.654") / Fraction("328.481")
    assert round(float(september), 2) == 337.2
    last = chained.values[-1]
    levels = IndexLevels(
        replace(cpi_u, values=(*cpi_u.values, september)),
        replace(chained, values=(*chained.values, last * july / june, last * august / june)),
    )
    shipped = limits_table()[2027]
    for name, rule in INDEXATION.items():
        dollars = rule.dollars(2027, levels)
        if rule.width:
            phase_out = shipped.phase_outs[name]
            assert (phase_out.start, phase_out.end) == (dollars, dollars + rule.width)
        else:
            assert shipped.amount(name).dollars == dollars, name


@given(name=st.sampled_from(BY_PRICES), year=st.integers(2027, LAST_FORECAST_YEAR), data=st.data())
def test_more_inflation_never_gives_a_lower_limit(
    name: str, year: int, data: st.DataObject
) -> None:
    less, more = sorted((data.draw(INFLATIONS), data.draw(INFLATIONS)))
    assert limit_forecast(name, year, less).dollars <= limit_forecast(name, year, more).dollars


@given(year=st.integers(2028, 2060), inflation=INFLATIONS)
def test_a_plan_limit_never_falls_from_year_to_year(year: int, inflation: float) -> None:
    for name in ("elective_deferral", "annual_additions", "compensation", "hce"):
        before = limit_forecast(name, year - 1, inflation).dollars
        assert before <= limit_forecast(name, year, inflation).dollars


def test_a_limit_fixed_in_the_code_stays() -> None:
    forecast = limit_forecast("hsa_catch_up", 2060, 0.05)
    assert forecast.dollars == 1_000
    assert "IRC 223(b)(3)" in forecast.source.citation


def test_the_wage_base_is_refused_where_it_is_not_published() -> None:
    assert limit_forecast("social_security_wage_base", 2027, 0.03).dollars == 192_300
    with pytest.raises(InputError, match=r"social_security_wage_base' of 2028: .* average wages"):
        limit_forecast("social_security_wage_base", 2028, 0.03)


@pytest.mark.parametrize(
    ("year", "inflation", "sentence"),
    [
        (2017, 0.02, "year is 2017: expected a year from 2018 to 2100"),
        (2101, 0.02, "year is 2101: expected a year from 2018 to 2100"),
        (2028.5, 0.02, "year is 2,028.5: expected a calendar year"),
        ([2028, 2029], 0.02, "year is 2 numbers: expected one number"),
        (2028, 2.5, "for 2.5 percent type 2.5% or 0.025"),
        (2028, -0.06, "inflation is -0.06: expected a yearly rise of prices from -0.05 to 0.2"),
        (2028, np.nan, "inflation is not a number"),
        (2028, "3%", "inflation is '3%': expected a number"),
        (True, 0.02, "year is True: expected a number"),
    ],
)
def test_what_is_not_taken_is_refused_with_the_cure(
    year: object, inflation: object, sentence: str
) -> None:
    with pytest.raises(InputError) as refusal:
        limit_forecast("ira", year, inflation)  # type: ignore[arg-type]
    assert sentence in str(refusal.value)


def test_names_that_are_no_limit_or_not_yet_one() -> None:
    with pytest.raises(UnknownLimitError, match="no limit 'mega': the names are"):
        limit_forecast("mega", 2028, 0.02)
    with pytest.raises(UnknownLimitError, match="it begins with 2025, not 2020"):
        limit_forecast("higher_catch_up", 2020, 0.02)


def test_the_users_own_figure_is_not_forecast() -> None:
    source = Source("my own reading", "none", Status.OWN, date(2026, 11, 21))
    own = {"elective_deferral": Amount(25_000.0, source)}
    table = limits_table().overlaid([YearLimits(2027, own)])
    carried = projected_limits(2028, 0.2, limits=table)[2027].amount("elective_deferral")
    assert (carried.dollars, carried.source) == (25_000, source)


def test_projected_limits_carry_the_table_on() -> None:
    table = projected_limits(2035, 0.024)
    assert table.years == tuple(range(2018, 2036))
    for year in range(2018, 2027):
        assert table[year] is limits_table()[year]
    for year in range(2027, 2036):
        limits = table[year]
        assert limits.is_projected
        for name in BY_PRICES:
            forecast = limit_forecast(name, year, 0.024)
            amount = limits.amount(name)
            assert (amount.dollars, amount.source) == (forecast.dollars, forecast.source)
            assert table.projected(name, year) == (forecast.status is Status.PROJECTED)
        assert set(limits.phase_outs) == set(limits_table()[2026].phase_outs)
        assert limits.phase_outs["roth_ira_separate"].end == 10_000
        assert limits.phase_outs["roth_ira_joint"].source.status is Status.PROJECTED
        assert limits.net_investment_income["mfj"].dollars == 250_000
        assert not limits.brackets


def test_what_is_official_for_2027_stays_in_the_projection() -> None:
    for name in ("hsa_self", "hsa_family", "social_security_wage_base"):
        assert projected_limits(2030, 0.1)[2027].amount(name) == limits_table()[2027].amount(name)


def test_laws_functions_take_the_projected_limits() -> None:
    table = projected_limits(2028, 0.03)
    assert catch_up_limit(2028, [55, 61], limits=table).tolist() == [8_500, 12_250]


def test_projected_years_have_no_wage_base_and_the_others_keep_theirs() -> None:
    table = projected_limits(2030, 0.03)
    assert table.dollars("social_security_wage_base", [2026, 2027]).tolist() == [184_500, 192_300]
    with pytest.raises(UnknownLimitError, match="the limits file for 2030 does not give it"):
        table.dollars("social_security_wage_base", 2030)


def test_each_projection_says_what_it_assumes() -> None:
    source = limit_forecast("hce", 2040, 0.0275).source
    assert source.title == "Projection by the statutory formula, with prices up 2.75% a year"
    assert source.citation == "IRC 414(q)(1), 415(d)(4)(A)"


@given(year=st.integers(2027, 2045), inflation=INFLATIONS)
def test_projected_phase_outs_keep_their_width(year: int, inflation: float) -> None:
    limits = projected_limits(year, inflation)[year]
    widths = {name: round(p.end - p.start) for name, p in limits.phase_outs.items()}
    assert widths == {
        "roth_ira_unmarried": 15_000,
        "roth_ira_joint": 10_000,
        "roth_ira_separate": 10_000,
        "traditional_ira_unmarried": 10_000,
        "traditional_ira_joint": 20_000,
        "traditional_ira_joint_spouse_covered": 10_000,
        "traditional_ira_separate": 10_000,
    }
