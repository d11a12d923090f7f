import re

import pytest

from megaroth_xl.errors import UnknownLimitError, UnknownYearError
from megaroth_xl.law.earlier_limits import earlier_limits
from megaroth_xl.law.limits import limits_table
from megaroth_xl.law.year_limits import LIMIT_RULES, Amount, Source, Status, YearLimits


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("hce", 1997),
        ("annual_additions", 2002),
        ("compensation", 2002),
        ("elective_deferral", 2002),
        ("catch_up", 2002),
    ],
)
def test_every_year_until_the_files_begin(name: str, first: int) -> None:
    assert list(earlier_limits(name)) == list(range(first, limits_table().years[0]))


def test_no_announcement_of_a_limit_whose_formula_is_younger() -> None:
    assert not earlier_limits("higher_catch_up")


def test_each_announcement_names_its_notice_and_keeps_to_the_step() -> None:
    for name, rule in LIMIT_RULES.items():
        for year, announcement in earlier_limits(name).items():
            notice = re.fullmatch(r"(?:Notice|IR)[ -](\d{2,4})-\d+", announcement.citation)
            if year > 1997:  # set by the Act itself
                assert notice, announcement
                assert int(notice[1]) % 100 == (year - 1) % 100, announcement
            assert announcement.dollars % rule.step == 0


# 415(c), 402(g), 414(v) and 401(a)(17) as the notices state them.
@pytest.mark.parametrize(
    ("year", "dollars"),
    [
        (2002, (40_000, 11_000, 1_000, 200_000)),  # IR-2001-115; IRC 402(g)(1)(B), 414(v)(2)(B)
        (2010, (49_000, 16_500, 5_500, 245_000)),  # Notice 2009-94
        (2015, (53_000, 18_000, 6_000, 265_000)),  # Notice 2014-70
        (2017, (54_000, 18_000, 6_000, 270_000)),  # Notice 2016-62
    ],
)
def test_a_year_before_the_files_is_looked_up_like_the_others(
    year: int, dollars: tuple[int, ...]
) -> None:
    names = ("annual_additions", "elective_deferral", "catch_up", "compensation")
    assert tuple(limits_table().dollars(name, year) for name in names) == dollars
    assert tuple(limits_table().dollars(name, [year, 2026])[0] for name in names) == dollars
    assert limits_table()[year].amount("annual_additions").source.status is Status.OFFICIAL


def test_a_year_before_the_files_is_in_no_list_of_years() -> None:
    assert limits_table().years[0] == 2018
    assert next(iter(limits_table())).year == 2018


@pytest.mark.parametrize("year", [2017, [2017, 2026]])
def test_a_limit_that_is_no_plans_is_refused_before_the_files(year: int | list[int]) -> None:
    with pytest.raises(UnknownLimitError, match="2017 the package has only the limits of plans"):
        limits_table().dollars("ira", year)


def test_a_file_of_ones_own_for_such_a_year_goes_over_it() -> None:
    own = Source("Mine", "typed", Status.OWN, limits_table()[2026].amount("ira").source.checked)
    table = limits_table().overlaid([YearLimits(2017, {"ira": Amount(5_500, own)})])
    assert table.years[0] == 2017
    assert table.dollars("ira", 2017) == 5_500
    assert table.dollars("annual_additions", 2017) == 54_000
    assert table.dollars("annual_additions", 2016) == 53_000


def test_official_only_refuses_what_is_projected_and_takes_ones_own() -> None:
    official = limits_table().official_only()
    assert official.years == tuple(range(2018, 2027))
    assert official.dollars("annual_additions", [2015, 2026]).tolist() == [53_000, 72_000]
    with pytest.raises(UnknownYearError, match=r"no official limits for 2027: its figures are"):
        official.dollars("annual_additions", 2027)
    with pytest.raises(UnknownYearError, match=r"no limits for 2028"):
        official.dollars("annual_additions", 2028)
    projected = limits_table()[2027]
    own = {
        name: Amount(amount.dollars, Source("Mine", "typed", Status.OWN, amount.source.checked))
        for name, amount in projected.amounts.items()
    }
    mine = limits_table().overlaid([YearLimits(2027, own)]).official_only()
    assert mine.dollars("annual_additions", 2027) == projected.amounts["annual_additions"].dollars
    assert "roth_ira_single" not in mine[2027].phase_outs  # a projection that nobody typed over
