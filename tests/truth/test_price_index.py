"""The shipped price indexes against other people's copies, and against the IRS's own arithmetic."""

import csv
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from megaroth_xl.law.indexation import INDEXATION, IndexLevels, Measure, published_levels
from megaroth_xl.law.price_index import average_wages, price_index
from megaroth_xl.law.transcripts import transcript


def recorded(name: str) -> list[dict[str, str]]:
    lines = Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


@pytest.mark.parametrize(
    ("column", "package", "series"),
    [("cpi_u", "cpi", "CUUR0000SA0"), ("chained_cpi_u", "policyengine-us", "SUUR0000SA0")],
)
def test_every_month_equals_another_copy_of_the_series(
    column: str, package: str, series: str
) -> None:
    # The CPI-U is not compared with PolicyEngine's: from 2024 that one is seasonally adjusted.
    theirs = {
        (row["year"], row["month"]): Fraction(row["level"])
        for row in recorded("prices_elsewhere.csv")
        if (row["package"], row["series"]) == (package, series)
    }
    table = transcript("price_index")
    ours = {(row["year"], row["month"]): Fraction(row[column]) for row in table.rows if row[column]}
    assert ours == theirs
    assert series in table.notes[column]
    assert ("2025", "10") not in ours


# The factor that the IRS prints every year for section 415(b)(1)(B): the quarter's rise over the
# quarter a year before.
FACTORS = {
    1999: "1.0160",  # IRS news release of October 23, 1998
    2001: "1.0351",  # IR-2000-82
    2004: "1.0220",  # 2004 limits, mondaq.com 23139
    2006: "1.0383",  # fuguerre.wordpress.com, 2007 pension thresholds
    2007: "1.0334",  # IR-2006-162
    2008: "1.0236",  # planadviser.com on the 2008 limits
    2014: "1.0155",  # truckerhuss.com on IR-2013-86
    2026: "1.0288",  # Notice 2025-67
}


@pytest.mark.parametrize(("year", "factor"), FACTORS.items())
def test_quarters_rise_by_the_factor_of_the_notice(year: int, factor: str) -> None:
    def quarter(y: int) -> Fraction:
        return published_levels().level(Measure.SUMMER_QUARTER, y)

    assert f"{float(quarter(year - 1) / quarter(year - 2)):.4f}" == factor


def test_prices_fell_before_2010() -> None:
    # Notice 2009-94: the index of the quarter was less than a year earlier; the factor is 1.0000.
    levels = published_levels()
    assert levels.level(Measure.SUMMER_QUARTER, 2009) < levels.level(Measure.SUMMER_QUARTER, 2008)


@pytest.mark.parametrize(
    ("name", "unrounded"),
    # csbassociates.com/irs.html, column "2013 unrounded", which rounds the quarters first.
    [
        ("annual_additions", 51_820),
        ("compensation", 259_100),
        ("elective_deferral", 17_547),
        ("hce", 117_072),
        ("catch_up", 5_849),
    ],
)
def test_unrounded_limits_of_2013(name: str, unrounded: int) -> None:
    rule = INDEXATION[name]
    ours = rule.base * rule.growth(2013, published_levels())
    assert float(ours) == pytest.approx(unrounded, rel=3e-5)


@pytest.mark.parametrize(("september", "dollars"), [("202.9", 15_500), ("202.8", 15_000)])
def test_the_deferral_limit_of_2007_turned_on_a_tenth_of_a_point(
    september: str, dollars: int
) -> None:
    # fuguerre.wordpress.com, October 18, 2006: at 202.8 the limit would have stayed at 15,000.
    index = price_index("cpi_u")
    values = list(index.values)
    place = values.index(Fraction("202.9"), 12 * 10 + 8)  # September 2006
    values[place] = Fraction(september)
    levels = IndexLevels(replace(index, values=tuple(values)), price_index("chained_cpi_u"))
    assert INDEXATION["elective_deferral"].dollars(2007, levels) == dollars


def test_the_wage_base_follows_average_wages() -> None:
    announced = {
        int(row["year"]): int(row["dollars"])
        for row in recorded("limits_elsewhere.csv")
        if (row["package"], row["name"]) == ("policyengine-us", "social_security_wage_base")
    }
    rule = INDEXATION["social_security_wage_base"]
    differences = {
        year: dollars - rule.dollars(year, published_levels())
        for year, dollars in announced.items()
        if dollars != rule.dollars(year, published_levels())
    }
    # The base rises only in a year in which benefits do, 42 USC 430(a): they did not at the end of
    # 2009, 2010 and 2015, so that the base stood still where the formula alone would raise it.
    assert sorted(differences) == [2010, 2011, 2016]
    assert all(less < 0 for less in differences.values())
    assert len(announced) == 33


def test_average_wages_equal_the_pages_of_the_administration() -> None:
    # ssa.gov/OACT/COLA/AWI.html as archived in 2004 and 2008, and its page on the 2023 index.
    pages = {2003: "34064.95", 2005: "36952.94", 2006: "38651.41", 2023: "66621.80"}
    assert {year: average_wages()[year] for year in pages} == {
        year: Fraction(wage) for year, wage in pages.items()
    }
