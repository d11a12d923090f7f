"""The room of a case, by hand: plans that match after-tax money, caps beside related employers."""

from datetime import date
from typing import Any

import pytest

from megaroth_xl.errors import InputError
from megaroth_xl.strategy.saver.case import SaverCase
from megaroth_xl.strategy.saver.paycheck_table import paycheck_rows
from megaroth_xl.strategy.saver.year import SaverYear, saver_year

HALF_OF_THE_YEAR = {
    "year": 2026,
    "age": 40,
    "as_of": date(2026, 6, 30),
    "pay_frequency": "monthly",
    "first_pay_date": date(2026, 1, 15),
    "compensation": 240_000,
    "pay_to_date": 120_000,
    "match tier 1 rate": 1,
    "match tier 1 up to": 0.06,
    "true_up": "no",
    "accepts_after_tax": "yes",
    "after_tax_cap": "none",
    "pretax_deferral_to_date": 24_500,
    "roth_deferral_to_date": 0,
    "deferral_to_come": 0,
    "match_to_date": 7_200,
    "nonelective_contribution": 0,
    "after_tax_contribution": 0,
    "deferral_elsewhere": 0,
}
"""Six of twelve pay dates of 20,000 are left; the deferral is made, with a match of 1,200 each."""
RELATED = {
    "controlled_group": "A",
    "employer 2 name": "Sister",
    "employer 2 controlled group": "A",
    "employer 2 compensation": 90_000,
    "employer 2 matching contribution": 0,
    "employer 2 nonelective contribution": 0,
    "employer 2 after tax contribution": 0,
}


def asked(**facts: Any) -> SaverYear:
    return saver_year(SaverCase.of(HALF_OF_THE_YEAR | facts))


def value(year: SaverYear, item: str) -> Any:
    return year.answer(item).value


def test_matched_after_tax_money_leaves_room_for_its_match_on_the_dates() -> None:
    # Notice 2025-67: 72,000. The six dates bring 1,200 of match each once after-tax money goes in:
    # 72,000 - 24,500 - 7,200 - 6 x 1,200 = 33,100. On the whole year's pay the deferral alone has
    # earned all of the match, 14,400, so that a formula for the year would leave 40,300.
    year = asked(matches_after_tax="yes")
    assert value(year, "after_tax_room") == pytest.approx(33_100, abs=0.02)
    assert value(asked(matches_after_tax="no"), "after_tax_room") == 40_300
    # 33,100 / 120,000 is 27.58%: at 27% 32,400 go in, with 7,200 of match, and 700 are left.
    assert value(year, "election") == 0.27
    assert value(year, "after_tax_to_come") == pytest.approx(32_400)
    assert value(year, "match_with_election") == pytest.approx(14_400)
    assert paycheck_rows(year)[-1][6] == pytest.approx(700, abs=0.02)


def test_a_true_up_matches_also_what_the_pay_to_come_could_not_fund() -> None:
    # One date of 20,000 is left, and the year's formula gives 6% of 240,000 in all, of which 3,000
    # are for the deferral: 72,000 - 3,000 - 14,400.
    facts = {"as_of": date(2026, 11, 30), "pay_to_date": 220_000, "match_to_date": 0}
    year = asked(matches_after_tax="yes", true_up="yes", pretax_deferral_to_date=3_000, **facts)
    assert value(year, "after_tax_room") == pytest.approx(54_600, abs=0.02)


def test_a_cap_that_is_a_share_of_pay_counts_this_employers_pay_alone() -> None:
    # 10% of 240,000, whatever a sister company pays.
    year = asked(after_tax_cap_share=0.1, **{"employer 2 elective deferral": 0}, **RELATED)
    assert value(year, "after_tax_room") == 24_000
    assert value(year, "left_under_plan") == 24_000


def test_one_catch_up_is_for_all_employers_of_a_group() -> None:
    # 24,500 here and 8,000 there: at 55 all above 24,500 is catch-up (8,000 in 2026), so that
    # 72,000 - 24,500 - 7,200 = 40,300 are left, in the schedule as well.
    facts = {"age": 55, "matches_after_tax": "no", "employer 2 elective deferral": 8_000}
    year = asked(**facts, **RELATED)
    assert value(year, "counted_deferral") == 24_500
    assert value(year, "after_tax_room") == 40_300
    rows = paycheck_rows(year)
    to_come = value(year, "after_tax_to_come")
    assert rows[-1][8] == pytest.approx(24_500 + 7_200 + to_come)
    assert (rows[-1][3], rows[-1][6]) == (8_000, pytest.approx(40_300 - to_come, abs=0.02))


@pytest.mark.parametrize(
    ("facts", "name"),
    [
        ({"bonus 1 deferral rate": 0.1}, "deferral_to_come"),
        ({"matching_contribution": 5_000}, "matching_contribution"),
        ({"bonus 1 date": date(2027, 3, 1)}, "bonus 1 date"),
        ({"hire_date": date(2027, 1, 4)}, "hire_date"),
        ({"first_pay_date": date(2027, 1, 15)}, "first_pay_date"),
        ({"termination_date": date(2025, 12, 31)}, "termination_date"),
        ({"pay_periods": 24}, "pay_periods"),  # it is paid monthly
    ],
)
def test_facts_that_contradict_each_other_are_refused(facts: dict[str, Any], name: str) -> None:
    bonus = {
        "bonus 1 date": date(2026, 9, 1),
        "bonus 1 amount": 10_000,
        "bonus 1 after tax rate": 0,
        "bonus 1 deferral rate": 0,
    }
    assert value(asked(**bonus), "after_tax_room") == 40_300
    with pytest.raises(InputError) as refused:
        asked(**{**bonus, **facts})
    assert refused.value.name == name


@pytest.mark.parametrize(
    "facts",
    [
        {"compensation": 0, "pay_to_date": 0, "pretax_deferral_to_date": 5_000},
        {"pay_to_date": 240_000},  # unpaid leave for the rest of the year
    ],
)
def test_nothing_is_elected_from_no_pay(facts: dict[str, Any]) -> None:
    year = asked(**facts)
    found = {item: answer.value for item, answer in year.answers.items()}
    items = ("election", "after_tax_per_paycheck", "election_dollars")
    assert [found[item] for item in items] == [0, 0, 0]
    assert found["room_unused"] == found["after_tax_room"]
    # IRC 415(c)(1)(B): without pay all of the 5,000 and of the match of 7,200 is above the limit.
    assert found["excess_annual_additions"] == (12_200 if facts.get("compensation") == 0 else 0)


def test_bonuses_may_be_typed_in_any_order_and_caps_of_a_date_hold_for_each() -> None:
    # Six dates take 500 each, and each of two bonuses 500 more.
    bonuses = {
        "bonus 1 date": date(2026, 12, 1),
        "bonus 1 amount": 10_000,
        "bonus 1 deferral rate": 0,
        "bonus 1 after tax rate": 0.1,
        "bonus 2 date": date(2026, 9, 1),
        "bonus 2 amount": 10_000,
        "bonus 2 deferral rate": 0,
        "bonus 2 after tax rate": 0,
    }
    year = asked(after_tax_cap="none", after_tax_cap_per_period=500, **bonuses)
    assert value(year, "after_tax_room") == 4_000
    days = [row[0] for row in paycheck_rows(year)[2:-2]]
    assert days == sorted(days)
    assert len(days) == 8


def test_a_bonus_takes_of_the_room_no_more_than_the_cap_of_a_date_lets_in() -> None:
    # Of 40,300 six dates and a bonus may take 7 x 5,000; half of the bonus is 10,000, of which
    # 5,000 go in. 30,000 are left for six dates of 20,000: 25%.
    bonus = {
        "bonus 1 date": date(2026, 9, 1),
        "bonus 1 amount": 20_000,
        "bonus 1 deferral rate": 0,
        "bonus 1 after tax rate": 0.5,
        "compensation": 260_000,
    }
    year = asked(after_tax_cap="none", after_tax_cap_per_period=5_000, **bonus)
    assert value(year, "after_tax_room") == 35_000
    assert value(year, "election") == 0.25
    assert value(year, "after_tax_per_paycheck") == 5_000
    assert value(year, "after_tax_to_come") == 35_000
    assert value(year, "room_unused") == 0


def test_a_bonus_takes_of_the_room_no_more_than_its_deferral_leaves_of_it() -> None:
    # 60% of 20,000 is deferred of the 12,000 planned, so that 8,000 go in after tax, not 10,000.
    bonus = {
        "bonus 1 date": date(2026, 9, 1),
        "bonus 1 amount": 20_000,
        "bonus 1 deferral rate": 0.6,
        "bonus 1 after tax rate": 0.5,
        "pretax_deferral_to_date": 12_500,
        "deferral_to_come": 12_000,
        "compensation": 260_000,
        "match tier 1 rate": 0,
        "match_to_date": 0,
    }
    year = asked(**bonus)
    assert value(year, "after_tax_room") == 47_500
    # 39,500 of 120,000 is 32.9%.
    assert value(year, "election") == 0.32
    assert value(year, "after_tax_to_come") == pytest.approx(8_000 + 0.32 * 120_000)
    assert value(year, "room_unused") == pytest.approx(39_500 - 0.32 * 120_000)


def test_a_missing_election_is_asked_of_the_bonus_that_lacks_it() -> None:
    past = {"bonus 1 date": date(2026, 3, 1), "bonus 1 amount": 1_000}
    to_come = {"bonus 2 date": date(2026, 9, 1), "bonus 2 amount": 1_000}
    missing = asked(**past, **to_come).answer("election").missing
    assert missing == ("bonus 2 after tax rate",)


def test_a_share_of_pay_that_a_cap_takes_can_be_elected_whole() -> None:
    # Half of 18,461.53 is 9,230.765: the cents of the room round down, the share does not.
    facts = {"pay_frequency": None, "first_pay_date": None, "as_of": None, "true_up": "yes"}
    counted = {"pay_periods": 13, "pay_periods_left": 1, "pay_to_date": 221_538.47}
    year = asked(**facts, **counted, after_tax_cap_share_per_period=0.5, election_step=0.05)
    assert value(year, "after_tax_room") == 9_230.76
    assert value(year, "election") == 0.5


@pytest.mark.parametrize(
    ("rate", "to_come"), [(None, 39_600), (0.1, 12_000), (0.5, 40_300), (0.0, 0)]
)
def test_what_is_to_come_and_what_stays_unused_are_the_room(
    rate: float | None, to_come: float
) -> None:
    # Of 40,300 the election of 33% takes 39,600; one of the saver's own takes its share of the
    # six dates of 20,000, as far as 40,300.
    year = asked(after_tax_rate=rate, true_up="yes", **{"match tier 1 rate": 0.5})
    assert value(year, "after_tax_room") == 40_300
    assert value(year, "after_tax_to_come") == pytest.approx(to_come)
    assert value(year, "room_unused") == pytest.approx(40_300 - to_come)


def test_what_deferrals_leave_no_pay_for_stays_unused_and_is_warned_of() -> None:
    # 24,500 of the two dates of 15,000 are deferred, so that 2,750 of each are left for after-tax
    # money; of 47,500 the election would take all of the pay.
    year = asked(
        as_of=date(2026, 10, 31),
        pay_to_date=210_000,
        pretax_deferral_to_date=0,
        deferral_to_come=24_500,
        match_to_date=0,
        **{"match tier 1 rate": 0},
    )
    assert value(year, "after_tax_room") == 47_500
    assert value(year, "after_tax_to_come") == pytest.approx(5_500)
    assert value(year, "room_unused") == pytest.approx(42_000)
    assert "room_above_pay" in {warning.id for warning in year.warnings}


def test_elections_that_take_the_room_of_a_match_are_warned_of() -> None:
    # The match of the year is 14,400, of which 7,200 come as a true-up at its end: 72,000 - 24,500
    # - 14,400 = 33,100. Half of six dates of 20,000 would be 60,000; 40,300 go in before it.
    year = asked(after_tax_rate=0.5, true_up="yes")
    assert value(year, "after_tax_room") == 33_100
    [warning] = [each for each in year.warnings if each.id == "after_tax_above_room"]
    assert "add $40,300, $7,200 more than the room of $33,100" in warning.what
    found = {each.id for each in asked(true_up="yes").warnings}
    assert "after_tax_above_room" not in found


def test_contributions_so_far_show_that_the_year_has_begun() -> None:
    # All twelve dates are given as left, yet 5,000 went in: the match on it is not known to be 0.
    facts = {name: fact for name, fact in HALF_OF_THE_YEAR.items() if name != "match_to_date"}
    facts |= {"as_of": None, "pay_to_date": None, "pretax_deferral_to_date": 0}
    facts |= {"pay_periods": 12, "pay_periods_left": 12, "matches_after_tax": "yes"}
    begun = saver_year(SaverCase.of(facts | {"after_tax_contribution": 5_000}))
    assert begun.answer("match_to_come").missing == ("match_to_date",)
    assert saver_year(SaverCase.of(facts)).answer("match_to_come").value is not None
    begun = saver_year(SaverCase.of(facts | {"pretax_deferral_to_date": 5_000}))
    assert begun.answer("match_to_come").missing == ("match_to_date",)


def test_an_employer_that_this_one_owns_may_name_it() -> None:
    # IRC 415(h): more than half. Together they have one room of 72,000 - 24,500 - 7,200 - 9,000.
    facts = {"employer 1 name": "Acme", "employer 2 owned by": "ACME", **RELATED}
    facts |= {"controlled_group": None, "employer 2 controlled group": None}
    facts |= {"employer 2 share owned": 0.6, "employer 2 nonelective contribution": 9_000}
    assert value(asked(**facts), "after_tax_room") == 31_300


def test_an_income_in_a_year_without_brackets_asks_for_the_rate_alone() -> None:
    year = saver_year(
        SaverCase.of(
            {
                "year": 2027,
                "age": 40,
                "elective_deferral": 20_000,
                "employer_contribution": 0,
                "tax_rate": 0.24,
                "annual_return": 0.05,
                "years": 10,
                "filing_status": "single",
                "later_taxable_income": 50_000,
            }
        )
    )
    assert value(year, "after_tax_room") is not None
    assert "later_tax_rate" in year.answer("roth_value").missing


@pytest.mark.parametrize(
    ("age", "deferral", "missing"),
    [
        (61, 35_750, ("higher_catch_up",)),  # 24,500 + 11,250, of which 8,000 is for everybody
        (61, 32_500, ()),
        (55, 35_750, ()),
        (64, 35_750, ()),
    ],
)
def test_a_blank_higher_catch_up_is_a_fact_that_may_change_what_relies_on_it(
    age: int, deferral: float, missing: tuple[str, ...]
) -> None:
    # IRC 414(v)(2)(E): a plan may offer it. Notice 2025-67.
    year = asked(age=age, pretax_deferral_to_date=deferral)
    for item in ("catch_up", "counted_deferral", "after_tax_room"):
        assert year.answer(item).missing == missing, item
    always = ("higher_catch_up",) if age == 61 else ()
    assert year.answer("deferral_limit").missing == always
    for answered in ("yes", "no"):
        year = asked(age=age, pretax_deferral_to_date=deferral, higher_catch_up=answered)
        assert year.answer("after_tax_room").missing == ()
