"""The room of those who leave, are on unpaid leave, or cannot take part, by hand."""

from datetime import date
from typing import Any

import pytest

from megaroth_xl.strategy.saver.year import SaverYear
from tests.strategy.saver.test_room import asked, value

GONE = "no room left: no longer employed"


def ids(year: SaverYear) -> set[str]:
    return {warning.id for warning in year.warnings}


@pytest.mark.parametrize(
    ("facts", "room"),
    [
        # The last pay date was June 15, before the day of the figures, June 30.
        ({"termination_date": date(2026, 6, 26)}, 0),
        # One or more are to come: July 15; that of the last paycheck; a bonus.
        ({"termination_date": date(2026, 7, 31)}, 40_300),
        ({"termination_date": date(2026, 6, 26), "last_paycheck": date(2026, 7, 15)}, 40_300),
        (
            {
                "termination_date": date(2026, 6, 26),
                "bonus 1 date": date(2026, 8, 1),
                "bonus 1 amount": 120_000,
                "bonus 1 deferral rate": 0,
                "bonus 1 after tax rate": 0.1,
            },
            40_300,
        ),
        # Back in September, with four dates of the year left; a rehire next year is too late.
        ({"termination_date": date(2026, 3, 1), "rehire_date": date(2026, 9, 1)}, 40_300),
        ({"termination_date": date(2026, 6, 1), "rehire_date": date(2027, 1, 4)}, 0),
    ],
)
def test_room_after_the_last_day_is_what_a_pay_date_to_come_can_carry(
    facts: dict[str, Any], room: float
) -> None:
    # Treas. Reg. 1.415(c)-2(e)(3). Of 72,000 deferral and match take 24,500 and 7,200.
    year = asked(**facts)
    assert value(year, "after_tax_room") == room
    assert value(year, "left_under_law") == 40_300
    if not room:
        assert value(year, "binding_limit") == GONE
        assert [value(year, each) for each in ("election", "after_tax_per_paycheck")] == [0, 0]
        assert value(year, "not_usable") == 40_300


def test_pay_dates_between_a_last_day_and_a_rehire_are_not_paid() -> None:
    year = asked(termination_date=date(2026, 3, 1), rehire_date=date(2026, 9, 1))
    assert value(year, "pay_dates_left") == 4


@pytest.mark.parametrize(
    "facts",
    [{"eligible": "no"}, {"excluded_class": "yes"}, {"entry_date": date(2027, 1, 1)}],
)
def test_who_cannot_take_part_has_no_room(facts: dict[str, Any]) -> None:
    year = asked(**facts)
    assert value(year, "after_tax_room") == 0
    assert value(year, "binding_limit") == "no room left: not eligible for the plan"


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        ({"eligible": "no"}, ()),
        ({"accepts_after_tax": "no"}, ()),
        # Without a count of the dates, pay for work done may still come.
        ({"termination_date": date(2026, 6, 26)}, ("last_paycheck",)),
    ],
)
def test_nothing_goes_in_where_nothing_can_whatever_of_the_pay_dates_is_not_known(
    facts: dict[str, Any], missing: tuple[str, ...]
) -> None:
    year = asked(after_tax_rate=0.1, match_to_date=None, **facts)
    for item in ("after_tax_to_come", "election_dollars"):
        assert (value(year, item), year.answer(item).missing) == (0, missing)


def test_unpaid_leave_leaves_room_that_no_pay_can_fill() -> None:
    # IRC 415(c)(1)(B) counts the year's pay, which is paid already: the room stays, and a warning
    # says that nothing of the pay to come can use it.
    year = asked(pay_to_date=240_000)
    assert value(year, "after_tax_room") == 40_300
    found = {warning.id: warning.what for warning in year.warnings}
    assert "$40,300 is more than the $0 left of your pay" in found["room_above_pay"]
    assert "less than $0" not in next(w.cure for w in year.warnings if w.id == "room_above_pay")
    assert "room_above_pay" not in ids(asked())


def test_room_above_the_pay_to_come_is_warned_of_though_the_years_pay_could_fund_it() -> None:
    # One date of 20,000 is left: less 7.65% on what is above the wage base of 184,500, so 1.45%.
    year = asked(as_of=date(2026, 11, 30), pay_to_date=220_000, match_to_date=13_200)
    found = {warning.id: warning.what for warning in year.warnings}
    assert "more than the $19,530 left of your pay" in found["room_above_pay"]


@pytest.mark.parametrize("each", [20_000, 19_999.9])
def test_pay_that_adds_up_to_the_years_is_not_warned_of(each: float) -> None:
    assert "pay_does_not_add_up" not in ids(asked(pay_per_period=each))


def test_pay_that_does_not_add_up_is_warned_of_with_both_figures() -> None:
    # 120,000 so far and six dates of 21,000 are 246,000, where 240,000 was given.
    year = asked(pay_per_period=21_000)
    [warning] = [each for each in year.warnings if each.id == "pay_does_not_add_up"]
    assert "$240,000" in warning.what
    assert "$246,000" in warning.what
    assert "use $240,000" in warning.consequence


def test_what_a_leaver_still_planned_to_defer_is_not_counted_and_is_told_of() -> None:
    # 24,500 are in; of another 5,000 nothing can come after the last pay date.
    year = asked(
        termination_date=date(2026, 6, 26),
        pay_periods_left=0,
        pretax_deferral_to_date=20_000,
        deferral_to_come=5_000,
    )
    assert value(year, "elective_deferral") == 20_000
    assert value(year, "roth_total") == 20_000
    assert value(year, "deferral_with_election") == 20_000
    [warning] = [each for each in year.warnings if each.id == "deferral_above_pay_to_come"]
    assert "another $5,000, which is more than the pay still to come, $0" in warning.what


def test_a_year_whose_pay_dates_are_over_leaves_room_that_payroll_cannot_use() -> None:
    year = asked(pay_periods_left=0, as_of=date(2026, 12, 31), pay_to_date=240_000)
    assert value(year, "after_tax_room") == 40_300
    found = ids(year)
    assert "no_pay_date_left" in found
    assert not {"room_above_pay", "match_may_land_last", "deferral_room_unused"} & found


def test_planned_deferrals_above_the_pay_to_come_are_told_of() -> None:
    # One date of 20,000 is left.
    facts = {"as_of": date(2026, 11, 30), "pay_to_date": 220_000, "pretax_deferral_to_date": 0}
    assert "deferral_above_pay_to_come" in ids(asked(deferral_to_come=20_001, **facts))
    assert "deferral_above_pay_to_come" not in ids(asked(deferral_to_come=20_000, **facts))


def test_pay_so_far_above_the_years_is_told_of_and_nothing_more_is_expected() -> None:
    # 250,000 were paid of 240,000 given; the limits use what was given.
    year = asked(pay_to_date=250_000)
    [warning] = [each for each in year.warnings if each.id == "pay_does_not_add_up"]
    assert "$250,000" in warning.what
    assert value(year, "pay_per_period") == 0
    # Without the pay dates too.
    year = asked(pay_to_date=250_000, pay_frequency=None, first_pay_date=None)
    assert "pay_does_not_add_up" in ids(year)


def test_the_years_match_is_that_of_the_years_pay_where_the_dates_contradict_it() -> None:
    # 6% of 240,000 with a true-up, though six dates of 40,000 are typed beside 120,000 so far.
    year = asked(pay_per_period=40_000, true_up="yes")
    assert "pay_does_not_add_up" in ids(year)
    assert value(year, "match") == 14_400


def test_somebody_hired_in_the_year_is_paid_no_more_than_the_years_pay() -> None:
    # All twelve dates are still to come of 120,000, whatever the day of hire.
    facts = {"as_of": None, "first_pay_date": None, "pay_frequency": None, "pay_to_date": None}
    facts |= {"pretax_deferral_to_date": 0, "match_to_date": 0, "deferral_to_come": 12_000}
    facts |= {"compensation": 120_000, "pay_periods": 12, "pay_periods_left": 12}
    year = asked(hire_date=date(2026, 7, 1), **facts)
    assert value(year, "pay_per_period") == 10_000
    assert "pay_does_not_add_up" not in ids(year)
