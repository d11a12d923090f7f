"""Warnings: for each, figures in which it holds and figures in which it does not."""

import re
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from megaroth_xl.errors import InputError, ShapeError, UnknownYearError
from megaroth_xl.law.limits import LimitsTable, limits_table
from megaroth_xl.law.year_limits import Amount, Source, Status, YearLimits
from megaroth_xl.strategy.saver.case import SaverCase
from megaroth_xl.strategy.saver.warnings import RULES, saver_warnings, warning_flags
from megaroth_xl.strategy.saver.year import saver_year
from megaroth_xl.texts import LANGUAGES, keys

ARGUMENTS = (
    "elective_deferral",
    "employer_contribution",
    "year",
    "age",
    "after_tax_contribution",
    "compensation",
    "plan_cap",
    "prior_year_wages",
)

QUIET = {
    "elective_deferral": 24_500,
    "employer_contribution": 0,
    "year": 2026,
    "age": 40,
    "after_tax_contribution": 0,
    "compensation": 150_000,
    "plan_cap": 20_000,
    "prior_year_wages": 140_000,
}
"""A saver of whom nothing is to be said."""


def but(**changes: float | None) -> dict[str, float | None]:
    return {**QUIET, **changes}


def ids(**changes: float | None) -> list[str]:
    return [warning.id for warning in saver_warnings(**but(**changes))]  # type: ignore[arg-type]


def test_nothing_is_said_where_all_is_well() -> None:
    assert ids() == []


# By warning: changes that make it hold, what its first sentence then names, and changes near them
# in which it does not hold. The limits are those of the notices: 2026 402(g) 24,500, catch-up
# 8,000 (11,250 at 60 to 63), 415(c) 72,000, 401(a)(17) 360,000, Roth catch-up above 150,000, HCE
# above 160,000 of pay in 2025.
CASES: dict[str, tuple[dict[str, float | None], str, dict[str, float | None]]] = {
    "projected_year": ({"year": 2027}, "limits of 2027", {"year": 2026}),
    "excess_annual_addition": (
        {"employer_contribution": 50_000},
        "$2,500 above the limit of $72,000",
        {"employer_contribution": 47_500},
    ),
    "excess_deferral": (
        {"elective_deferral": 25_000},
        "$25,000 are $500 above the limit of $24,500 for 2026",
        {"elective_deferral": 24_500},
    ),
    "excess_deferral_counts": (
        {"elective_deferral": 26_000, "employer_contribution": 47_000},
        "Of the $1,000 above the 415(c) limit, $1,000 is excess deferral",
        {"elective_deferral": 24_500, "employer_contribution": 48_500},
    ),
    "contributions_above_pay": (
        {"compensation": 24_000},
        "$24,500 are more than the pay of $24,000",
        {"compensation": 24_500},
    ),
    "after_tax_above_plan_cap": (
        {"after_tax_contribution": 21_000},
        "$21,000 are $1,000 above the plan's own cap of $20,000",
        {"after_tax_contribution": 20_000},
    ),
    "roth_catch_up_required": (
        {"elective_deferral": 30_000, "age": 50, "prior_year_wages": 150_001},
        "$5,500 must be Roth: wages of $150,001 in 2025 are above $150,000",
        {"elective_deferral": 30_000, "age": 50, "prior_year_wages": 150_000},
    ),
    "roth_catch_up_not_checked": (
        {"elective_deferral": 30_000, "age": 50, "prior_year_wages": None},
        "$5,500 must be Roth was not checked: the wages of 2025",
        {"elective_deferral": 24_500, "age": 50, "prior_year_wages": None},
    ),
    "higher_catch_up_optional": (
        {"elective_deferral": 35_000, "age": 61},
        "$2,500 of the deferrals",
        {"elective_deferral": 32_500, "age": 61},
    ),
    "deferral_becomes_catch_up": (
        {"employer_contribution": 50_000, "age": 52},
        "$2,500 of the deferrals is above the limit of $72,000",
        {"employer_contribution": 47_500, "age": 52},
    ),
    "match_may_land_last": (
        {"employer_contribution": 15_000, "plan_cap": None},
        "up to $15,000 of employer money",
        {"employer_contribution": 15_000, "plan_cap": 20_000},
    ),
    "pay_above_match_limit": (
        {"employer_contribution": 10_000, "compensation": 360_001},
        "$360,001 is above $360,000",
        {"employer_contribution": 10_000, "compensation": 360_000},
    ),
    "no_pay_date_left": (
        {"pay_dates_left": 0},
        "No pay date is left this year, so the room of $20,000",
        {"pay_dates_left": 1},
    ),
    "room_above_pay": (
        {"compensation": 60_000, "plan_cap": 35_000},
        "$35,000 is more than the $30,910",
        {"compensation": 60_000, "plan_cap": 30_910},
    ),
    "deferral_room_unused": (
        {"elective_deferral": 20_000, "after_tax_contribution": 100},
        "leave room to defer $4,500 more",
        {"elective_deferral": 20_000, "after_tax_contribution": 0},
    ),
    "acp_refund_possible": (
        {"prior_year_wages": 160_001},
        "$160,000 in 2025 makes you a highly compensated employee for 2026",
        {"prior_year_wages": 160_000},
    ),
    "age_not_given": ({"age": None}, "The age is not given", {"age": 40}),
    "compensation_not_given": (
        {"compensation": None},
        "100% of pay was not checked",
        {"compensation": 150_000},
    ),
    "plan_cap_not_given": (
        {"plan_cap": None},
        "the plan's own limit",
        {"plan_cap": 20_000},
    ),
}


OF_A_YEAR = (
    "match_lost",
    "pay_does_not_add_up",
    "deferral_above_pay_to_come",
    "after_tax_above_room",
    "no_catch_up_without_roth",
)
"""Warnings that only a saver's whole year can give (`saver_year_warnings`)."""


def test_every_warning_has_its_cases_and_its_texts_in_the_order_shown() -> None:
    assert tuple(CASES) == tuple(RULES)
    assert keys("warnings") == (*RULES, *OF_A_YEAR)
    for name in keys("warnings"):
        assert keys(f"warnings.{name}") == ("what", "rule", "consequence", "cure")


@pytest.mark.parametrize("name", CASES)
def test_a_warning_holds_and_names_its_figures(name: str) -> None:
    changes, words, _ = CASES[name]
    found = {w.id: w for w in saver_warnings(**but(**changes))}  # type: ignore[arg-type]
    assert words in found[name].what


@pytest.mark.parametrize(("received", "at_risk"), [(0, "$10,400"), (6_000, "$4,400"), (10_400, "")])
def test_match_that_was_paid_in_can_no_longer_land_last(received: float, at_risk: str) -> None:
    # 4% of 260,000 is 10,400; what was received before is safe.
    facts = {
        "year": 2026,
        "age": 41,
        "compensation": 260_000,
        "match tier 1 rate": 1.0,
        "match tier 1 up to": 0.04,
        "true_up": "yes",
        "pretax_deferral_to_date": 24_500,
        "roth_deferral_to_date": 0,
        "deferral_to_come": 0,
        "match_to_date": received,
        "nonelective_contribution": 0,
        "after_tax_contribution": 9_000,
        "accepts_after_tax": "yes",
    }
    found = {each.id: each.what for each in saver_year(SaverCase.of(facts)).warnings}
    assert at_risk in found.get("match_may_land_last", "")
    assert bool(at_risk) == ("match_may_land_last" in found)


@pytest.mark.parametrize("name", CASES)
def test_a_warning_does_not_hold_next_door(name: str) -> None:
    assert name not in ids(**CASES[name][2])


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", CASES)
def test_every_sentence_of_a_warning_is_complete(name: str, lang: str) -> None:
    found = saver_warnings(**but(**CASES[name][0]), lang=lang)  # type: ignore[arg-type]
    warning = next(w for w in found if w.id == name)
    for sentence in (warning.what, warning.rule, warning.consequence, warning.cure):
        assert sentence.endswith(".")
        assert not re.search(r"nan|[{}]|\.0\b", sentence), sentence
    assert warning.citation


def test_a_projected_year_is_said_first() -> None:
    found = ids(year=2027, elective_deferral=99_000, age=None, compensation=None, plan_cap=None)
    assert found[0] == "projected_year"
    assert {"excess_deferral", "age_not_given", "compensation_not_given"} <= set(found)


def test_the_contracts_example_of_recharacterised_deferrals() -> None:
    # 4,000 above the limit of 2024; a 52-year-old's catch-up limit covers it.
    figures = {"elective_deferral": 23_000, "employer_contribution": 50_000, "year": 2024}
    assert "excess_annual_addition" in ids(**figures)
    assert "excess_annual_addition" not in ids(**figures, age=52)
    assert "deferral_becomes_catch_up" in ids(**figures, age=52)


def test_catch_up_may_be_pre_tax_through_2025() -> None:
    figures = {"elective_deferral": 31_000, "age": 50, "year": 2025}
    assert "roth_catch_up_required" not in ids(**figures, prior_year_wages=500_000)
    assert "roth_catch_up_not_checked" not in ids(**figures, prior_year_wages=None)


def test_the_error_of_a_sum_is_no_excess() -> None:
    # In floats 0.1 + 0.2 is a little more than 0.3.
    found = ids(elective_deferral=0.1, after_tax_contribution=0.2, compensation=0.3)
    assert "excess_annual_addition" not in found
    assert "contributions_above_pay" not in found


def test_no_wages_are_not_wages_not_given() -> None:
    found = ids(elective_deferral=30_000, age=50, prior_year_wages=0)
    assert "roth_catch_up_required" not in found
    assert "roth_catch_up_not_checked" not in found


def test_without_wages_this_years_pay_hints_at_the_highly_compensated() -> None:
    assert "acp_refund_possible" in ids(prior_year_wages=None, compensation=160_001)
    assert "acp_refund_possible" not in ids(prior_year_wages=None, compensation=160_000)
    # A table that begins with 2018 has no figure of 2017, the look-back year of 2018.
    found = saver_warnings(
        **but(year=2018, elective_deferral=18_500, prior_year_wages=500_000),  # type: ignore[arg-type]
        limits=LimitsTable(limits_table()),
    )
    assert "acp_refund_possible" not in [warning.id for warning in found]


def test_a_years_own_figures_end_the_projection() -> None:
    own = Source(
        "The notice", "typed in", Status.OWN, limits_table()[2027].amounts["ira"].source.checked
    )
    figures = {name: Amount(a.dollars, own) for name, a in limits_table()[2027].amounts.items()}
    table: LimitsTable = limits_table().overlaid([YearLimits(2027, figures)])
    assert "projected_year" in ids(year=2027)
    found = saver_warnings(**but(year=2027), limits=table)  # type: ignore[arg-type]
    assert "projected_year" not in [warning.id for warning in found]


def test_what_an_excess_deferral_adds_goes_away_when_it_is_returned() -> None:
    # 26,500 - 24,500 = 2,000 is returned; 26,500 + 47,000 - 72,000 = 1,500 needs no more then.
    found = saver_warnings(**but(elective_deferral=26_500, employer_contribution=47_000))  # type: ignore[arg-type]
    by_id = {warning.id: warning.what for warning in found}
    assert "$1,500 above the limit" in by_id["excess_annual_addition"]
    assert "$1,500 is excess deferral" in by_id["excess_deferral_counts"]
    assert by_id["excess_deferral_counts"].endswith("and $0 is left to correct.")


# What each warning's cure has a person do. Of two warnings of one person, none may raise what the
# other lowers or stops, and none may name another amount of after-tax money still to come.
STANCES: dict[str, dict[str, str]] = {
    "projected_year": {},
    "excess_annual_addition": {
        "after_tax": "stop",
        "annual_additions": "too many",
        "415(c)": "exceeded",
    },
    "excess_deferral": {"deferral": "lower"},
    "excess_deferral_counts": {"deferral": "lower", "annual_additions": "too many"},
    "contributions_above_pay": {"pay": "exceeded"},
    "after_tax_above_plan_cap": {"after_tax": "stop"},
    "roth_catch_up_required": {"roth_catch_up": "required"},
    "roth_catch_up_not_checked": {"roth_catch_up": "not known"},
    "higher_catch_up_optional": {"deferral": "perhaps lower"},
    "deferral_becomes_catch_up": {"annual_additions": "too many but for catch-up"},
    "match_may_land_last": {"after_tax": "{room}", "pay": "left", "annual_additions": "room"},
    "pay_above_match_limit": {},
    "no_pay_date_left": {"after_tax": "too late", "annual_additions": "room"},
    "room_above_pay": {"after_tax": "{fundable}", "pay": "left", "annual_additions": "room"},
    "deferral_room_unused": {"deferral": "raise", "pay": "left", "415(c)": "not exceeded"},
    "acp_refund_possible": {},
    "age_not_given": {},
    "compensation_not_given": {"pay": "not known"},
    "plan_cap_not_given": {},
}
COMPATIBLE = {
    frozenset({"lower", "perhaps lower"}),
    frozenset({"too many", "too many but for catch-up"}),
    frozenset({"left", "not known"}),
}
"""Stances on one thing that a person can follow together: a part of an excess may become catch-up,
and room that pay is not known to bound may be used as far as it goes."""


def contradict(first: str, second: str) -> bool:
    one, other = STANCES[first], STANCES[second]
    return any(
        one[subject] != other[subject]
        and frozenset({one[subject], other[subject]}) not in COMPATIBLE
        for subject in one.keys() & other.keys()
    )


def test_no_two_warnings_of_one_person_contradict() -> None:
    """All pairs, over every mix of figures at, below and above each limit."""
    mixes = product(
        (0.0, 20_000.0, 24_500.0, 26_000.0, 32_500.0, 33_000.0, 40_000.0),
        (0.0, 12_000.0, 20_000.0, 47_500.0, 60_000.0),
        (2024.0, 2026.0, 2027.0),
        (np.nan, 40.0, 52.0, 61.0),
        (0.0, 5_000.0, 35_500.0, 60_000.0),
        (np.nan, 0.0, 30_000.0, 70_000.0, 400_000.0),
        (np.nan, 5_000.0, 40_000.0),
        (np.nan, 0.0, 160_001.0),
        (np.nan, 0.0),
    )
    *figures, pay_dates_left = np.array(list(mixes)).T
    found = warning_flags(*figures, pay_dates_left=pay_dates_left)
    assert STANCES.keys() == RULES.keys()
    assert [name for name, flag in found.flags.items() if not flag.any()] == []
    for first, second in combinations(RULES, 2):
        if contradict(first, second):
            both = np.flatnonzero(found.flags[first] & found.flags[second])
            assert both.size == 0, [w.what for w in found.at(both[0]) if w.id in {first, second}]


def test_the_deferral_that_a_warning_asks_for_fits() -> None:
    # At 52 with 415(c) full by 24,500 + 12,000 + 35,500, 8,000 of deferral could still be catch-up;
    # with 20,000 from the employer those 8,000 of deferrals have become catch-up already.
    figures = {"age": 52, "after_tax_contribution": 35_500, "compensation": 300_000}
    found = saver_warnings(**but(**figures, employer_contribution=12_000))  # type: ignore[arg-type]
    (what,) = [w.what for w in found if w.id == "deferral_room_unused"]
    assert "leave room to defer $8,000 more" in what
    assert "deferral_room_unused" not in ids(**figures, employer_contribution=20_000)


OPTIONAL_DOLLARS = st.none() | st.sampled_from([0.0, 30_000.0, 150_001.0, 400_000.0])
PERSON = st.tuples(
    st.sampled_from([0.0, 10_000.0, 24_500.0, 33_000.0, 40_000.0]),
    st.sampled_from([0.0, 10_000.0, 50_000.0]),
    st.sampled_from([2018, 2024, 2026, 2027]),
    st.none() | st.sampled_from([30, 50, 61, 64]),
    st.sampled_from([0.0, 10_000.0, 60_000.0]),
    OPTIONAL_DOLLARS,
    OPTIONAL_DOLLARS,
    OPTIONAL_DOLLARS,
)


@given(st.lists(PERSON, min_size=1, max_size=5), st.sampled_from(LANGUAGES))
def test_a_roster_is_warned_as_each_of_its_people(
    people: list[tuple[float | None, ...]], lang: str
) -> None:
    columns = [np.array(column, dtype=float) for column in zip(*people, strict=True)]
    together = warning_flags(*columns)
    assert together.shape == (len(people),)
    for place, person in enumerate(people):
        alone = saver_warnings(*person, lang=lang)  # type: ignore[arg-type]
        assert together.at(place, lang=lang) == alone
        assert [w.id for w in alone] == [n for n, flag in together.flags.items() if flag[place]]


@given(PERSON)
def test_no_room_is_offered_beside_an_excess(person: tuple[float | None, ...]) -> None:
    found = {warning.id for warning in saver_warnings(*person)}  # type: ignore[arg-type]
    if {"excess_annual_addition", "deferral_becomes_catch_up"} & found:
        assert not {"match_may_land_last", "room_above_pay"} & found


def test_single_values_and_shapes_are_checked() -> None:
    with pytest.raises(InputError, match="expected single values"):
        saver_warnings([1.0, 2.0], 0, 2026)
    with pytest.raises(ShapeError):
        warning_flags([1.0, 2.0], [1.0, 2.0, 3.0], 2026)
    with pytest.raises(UnknownYearError):
        saver_warnings(1, 0, 2031)
    with pytest.raises(InputError, match="prior_year_wages is -1"):
        saver_warnings(1, 0, 2026, prior_year_wages=-1)
    with pytest.raises(InputError, match="lang"):
        saver_warnings(1, 0, 2026, lang="fr")
