from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from megaroth_xl.errors import InputError, UnknownLimitError, UnknownYearError
from megaroth_xl.law.limits import LimitsTable, limits_table
from megaroth_xl.law.year_limits import LIMIT_RULES, Amount, PhaseOut, Source, Status, YearLimits

MINE = Source("my own reading", "none", Status.OWN, date(2026, 11, 21))


def own(year: int, **dollars: float) -> YearLimits:
    return YearLimits(year, {name: Amount(amount, MINE) for name, amount in dollars.items()})


def test_the_years_at_hand() -> None:
    assert limits_table().years == tuple(range(2018, 2028))
    assert [limits.year for limits in limits_table() if limits.is_projected] == [2027]


@pytest.mark.parametrize("name", LIMIT_RULES)
def test_every_year_has_every_limit_with_a_source(name: str) -> None:
    for limits in limits_table():
        if limits.year < LIMIT_RULES[name].first_year:
            with pytest.raises(
                UnknownLimitError, match=f"it begins with {LIMIT_RULES[name].first_year}"
            ):
                limits.amount(name)
        else:
            amount = limits.amount(name)
            assert amount.dollars > 0
            assert amount.source.citation
            assert amount.source.checked >= date(2026, 11, 21)


@pytest.mark.parametrize("name", LIMIT_RULES)
def test_limits_do_not_fall(name: str) -> None:
    dollars = limits_table().dollars(name, limits_table().years)
    assert (np.diff(dollars[~np.isnan(dollars)]) >= 0).all()


def test_dollars_of_a_year_and_of_many() -> None:
    table = limits_table()
    assert table.dollars("annual_additions", 2026) == 72_000
    assert table.dollars("annual_additions", 2026).shape == ()
    years = np.array([[2018, 2026], [2025, 2018]])
    assert table.dollars("hce", years).tolist() == [[120_000, 160_000], [160_000, 120_000]]


@given(
    name=st.sampled_from(list(LIMIT_RULES)),
    years=st.lists(st.integers(2018, 2027), min_size=1, max_size=20),
)
def test_many_years_equal_one_by_one(name: str, years: list[int]) -> None:
    table = limits_table()
    one_by_one = [float(table.dollars(name, year)) for year in years]
    np.testing.assert_array_equal(table.dollars(name, years), one_by_one)


def test_a_year_before_the_limit_began_has_none() -> None:
    assert np.isnan(limits_table().dollars("higher_catch_up", 2024))
    assert np.isnan(limits_table().dollars("roth_catch_up_wages", [2024, 2026])).tolist() == [
        True, False,
    ]  # fmt: skip


@pytest.mark.parametrize("year", [2001, 2028, 2031])
def test_an_unknown_year_says_which_are_known(year: int) -> None:
    sentence = (
        f"no limits for {year}: the package has the limits of 2002 to 2026 and projected 2027; "
        "use IRS_LIMIT_FORECAST or add a limits file for that year"
    )
    for look_up in (
        lambda: limits_table()[year],
        lambda: limits_table()[year],
        lambda: limits_table().dollars("hce", [2026, year]),
    ):
        with pytest.raises(UnknownYearError) as refusal:
            look_up()
        assert str(refusal.value) == sentence
        assert isinstance(refusal.value, LookupError)


def test_a_table_without_projections_names_none() -> None:
    table = LimitsTable([limits_table()[2025], limits_table()[2026]])
    with pytest.raises(UnknownYearError, match=r"the package has the limits of 2025 to 2026; use"):
        table[2027]


@pytest.mark.parametrize("year", [2026.5, 26, np.nan, "2026", True])
def test_what_is_no_year_is_refused(year: object) -> None:
    with pytest.raises(InputError, match="year is"):
        limits_table().dollars("hce", year)  # type: ignore[arg-type]


def test_an_unknown_name_says_which_are_known() -> None:
    with pytest.raises(UnknownLimitError, match="no limit '401k': the names are elective_deferral"):
        limits_table().dollars("401k", 2026)


def test_projected_is_by_figure_not_by_year() -> None:
    table = limits_table()
    assert table.projected("annual_additions", [2026, 2027]).tolist() == [False, True]
    assert not table.projected("hsa_family", 2027)  # Rev. Proc. 2026-24
    assert not table.projected("social_security_wage_base", 2027)


def test_figures_laid_over_replace_theirs_alone() -> None:
    table = limits_table().overlaid([own(2027, elective_deferral=25_000.0)])
    assert table.dollars("elective_deferral", [2026, 2027]).tolist() == [24_500, 25_000]
    assert table.dollars("annual_additions", 2027) == 75_000
    assert table[2027].amount("elective_deferral").source is MINE
    assert not table.projected("elective_deferral", 2027)
    assert limits_table().dollars("elective_deferral", 2027) == 25_500  # ours is as it was


def test_every_section_can_be_laid_over() -> None:
    phase_out = PhaseOut(159_000.0, 174_000.0, MINE)
    base = limits_table()[2026]
    laid = base.overlaid(
        YearLimits(
            2026,
            {},
            phase_outs={"roth_ira_unmarried": phase_out},
            net_investment_income={"mfj": Amount(300_000.0, MINE)},
            standard_deduction={"mfj": Amount(32_500.0, MINE)},
            brackets={"mfj": base.brackets["single"]},
        )
    )
    assert laid.phase_outs["roth_ira_unmarried"] is phase_out
    assert laid.phase_outs["roth_ira_joint"] is base.phase_outs["roth_ira_joint"]
    assert laid.net_investment_income["mfj"].dollars == 300_000
    assert laid.standard_deduction["mfj"].dollars == 32_500
    assert laid.brackets["mfj"] is base.brackets["single"]
    assert laid.amounts == base.amounts


def test_a_year_laid_over_may_be_new_and_partial() -> None:
    table = limits_table().overlaid([own(2028, elective_deferral=26_000.0)])
    assert table.years[-1] == 2028
    assert table.dollars("elective_deferral", 2028) == 26_000
    # What the new year lacks is refused there, and only there.
    assert table.dollars("hce", [2018, 2027]).tolist() == [120_000, 170_000]
    with pytest.raises(UnknownLimitError, match="the limits file for 2028 does not give it"):
        table.dollars("hce", [2027, 2028])


def test_a_table_takes_its_years_in_any_order() -> None:
    table = LimitsTable([limits_table()[2026], limits_table()[2024], limits_table()[2025]])
    assert table.years == (2024, 2025, 2026)
    assert table.missing(np.array([2023.0, 2025.0])).tolist() == [True, False]
