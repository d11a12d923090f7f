"""Participants: blanks, problems, and several jobs of one employee."""

import pickle
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from megaroth_xl.errors import InputError, ShapeError
from megaroth_xl.strategy.plan.participant_columns import COLUMNS
from megaroth_xl.strategy.plan.participants import Participants


def people(**columns: Any) -> Participants:
    length = len(next(iter(columns.values())))
    required = {
        "employee_id": [str(i) for i in range(length)],
        "compensation": [100_000.0] * length,
        "elective_deferral": [10_000.0] * length,
    }
    return Participants.of(required | columns)


def messages(who: Participants, year: int = 2026) -> list[str]:
    return [problem.message for problem in who.problems(year)]


def test_a_column_left_out_is_blank() -> None:
    who = people(employee_id=["a"])
    assert np.isnan(who.age[0])
    assert np.isnat(who.hire_date[0])
    assert who.after_tax_contribution[0] == 0
    assert who.job[0] == ""


def test_columns_have_one_length() -> None:
    with pytest.raises(ShapeError, match="age"):
        people(age=[40, 50], compensation=[1.0, 2.0, 3.0])


@pytest.mark.parametrize("columns", [{"salary": [1]}, {}])
def test_unknown_and_missing_columns_are_refused(columns: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="column"):
        Participants.of({"employee_id": ["a"]} | columns)


def test_all_problems_come_at_once_in_the_order_of_rows() -> None:
    who = people(
        employee_id=["a", "", "c", "d"],
        age=[40, 13, 40.5, 111],
        compensation=[1e5, np.nan, -1, np.inf],
        owner=[0, 1, 2, np.nan],
        hire_date=[None, "2027-01-01", None, "2026-05-01"],
        termination_date=["2025-06-30", None, None, "2026-04-30"],
    )
    assert messages(who) == [
        (
            "row 1, termination_date is 2025-06-30: expected a day in 2026 or later, or no pay; "
            "for a last paycheck say yes or no in eligible"
        ),
        "row 2, employee_id is blank: expected an id",
        "row 2, age is 13: expected the age on December 31, a whole number from 14 to 110",
        "row 2, compensation is blank: expected dollars from 0 to a trillion",
        "row 2, hire_date is 2027-01-01: expected a day no later than the end of 2026",
        "row 3, age is 40.5: expected the age on December 31, a whole number from 14 to 110",
        "row 3, compensation is -1: expected dollars from 0 to a trillion",
        "row 3, owner is 2: expected yes or no",
        "row 4, age is 111: expected the age on December 31, a whole number from 14 to 110",
        "row 4, compensation is inf: expected dollars from 0 to a trillion",
        "row 4, termination_date is 2026-04-30: expected a day after hire_date",
    ]


def test_someone_who_left_before_the_year_may_stand_there_without_pay() -> None:
    assert not messages(people(compensation=[0.0], termination_date=["2025-06-30"]))


def test_rows_of_one_employee_must_differ_in_job_or_hire_date() -> None:
    same = people(employee_id=["a", "b", "a"])
    assert [problem.row for problem in same.problems(2026)] == [1, 3]
    assert "the same in rows 1, 3" in messages(same)[0]
    assert not messages(people(employee_id=["a", "a"], job=["desk", "shop"]))
    assert not messages(
        people(employee_id=["a", "a"], hire_date=[date(2019, 1, 1), date(2026, 6, 1)])
    )


def test_rows_of_one_employee_may_not_contradict_each_other() -> None:
    who = people(
        employee_id=["a", "a"],
        job=["desk", "shop"],
        age=[40, 41],
        matching_contribution=[1_000, np.nan],
        deferral_elsewhere=[5_000, np.nan],
    )
    assert {(problem.row, problem.column) for problem in who.problems(2026)} == {
        (1, "age"),
        (2, "age"),
        (1, "matching_contribution"),
        (2, "matching_contribution"),
    }


def test_jobs_are_added_up_and_facts_of_the_person_are_not() -> None:
    who = people(
        employee_id=["a", "b", "a"],
        job=["desk", "desk", "shop"],
        age=[51, 30, np.nan],
        compensation=[40_000.0, 1.0, 50_000.0],
        elective_deferral=[4_000.0, 0.0, 5_000.0],
        after_tax_contribution=[100, np.nan, 200],
        deferral_elsewhere=[np.nan, np.nan, 7_000],
        prior_year_wages=[90_000, np.nan, 90_000],
        owner=[0, 0, 1],
        hire_date=["2019-01-01", None, "2026-06-01"],
        termination_date=["2026-03-31", None, None],
    ).combined()
    assert who.employee_id.tolist() == ["a", "b"]
    assert who.job.tolist() == ["", "desk"]
    np.testing.assert_array_equal(who.row, [1, 2])
    np.testing.assert_array_equal(who.age, [51, 30])
    np.testing.assert_array_equal(who.compensation, [90_000, 1])
    np.testing.assert_array_equal(who.elective_deferral, [9_000, 0])
    np.testing.assert_array_equal(who.after_tax_contribution, [300, 0])
    np.testing.assert_array_equal(who.deferral_elsewhere, [7_000, 0])
    np.testing.assert_array_equal(who.prior_year_wages, [90_000, np.nan])
    np.testing.assert_array_equal(who.owner, [1, 0])
    assert str(who.hire_date[0]) == "2019-01-01"
    assert np.isnat(who.termination_date[0])


@given(ids=st.lists(st.sampled_from("abcdef"), min_size=1, max_size=30))
def test_combining_keeps_every_dollar_and_every_employee(ids: list[str]) -> None:
    who = people(employee_id=ids, compensation=np.arange(len(ids), dtype=np.float64))
    combined = who.combined()
    assert list(combined.employee_id) == list(dict.fromkeys(ids))
    assert combined.compensation.sum() == who.compensation.sum()


def test_taking_rows_takes_them_in_every_column() -> None:
    who = people(age=[40, 50, 60]).take([False, True, True])
    np.testing.assert_array_equal(who.age, [50, 60])
    assert {len(getattr(who, name)) for name in COLUMNS} == {2}


def test_a_part_is_no_more_than_its_whole() -> None:
    who = people(
        elective_deferral=[24_500.0, 24_500.0, 24_500.0],
        roth_deferral=[10_000, 24_500.01, np.nan],
        catch_up_deferral=[np.nan, np.nan, 30_000],
        nonelective_contribution=[9_000.0, 9_000.0, 9_000.0],
        safe_harbor_nonelective=[6_000, 4_000, np.nan],
        profit_sharing=[3_000, 6_000, np.nan],
    )
    roth, nonelective, catch_up = messages(who)
    expected = "expected at least the {} of its part {}"
    assert roth == "row 2, elective_deferral is 24,500.00: " + expected.format(
        "24,500.01", "roth_deferral"
    )
    assert nonelective == "row 2, nonelective_contribution is 9,000.00: " + expected.format(
        "10,000.00", "safe_harbor_nonelective and profit_sharing"
    )
    assert catch_up == "row 3, elective_deferral is 24,500.00: " + expected.format(
        "30,000.00", "catch_up_deferral"
    )


def test_pay_dates_left_are_the_person_s() -> None:
    who = people(employee_id=["a", "a"], job=["desk", "shop"], pay_periods_left=[13, 13])
    np.testing.assert_array_equal(who.combined().pay_periods_left, [13])


def test_a_last_paycheck_is_settled_by_the_column() -> None:
    columns = {
        "employee_id": ["1", "2", "3", "4"],
        "compensation": [3_000] * 4,
        "elective_deferral": [0] * 4,
        "termination_date": ["2025-12-20"] * 4,
        "eligible": [None, 1, 0, None],
        "rehire_date": [None, None, None, "2026-03-01"],
    }
    (problem,) = Participants.of(columns).problems(2026)
    assert (problem.row, problem.column) == (1, "termination_date")
    assert "yes or no in eligible" in problem.expected


def test_pickle_keeps_every_column_and_takes_no_room_for_blanks() -> None:
    some = people(
        employee_id=[str(i) for i in range(1000)],
        age=[40.0, None] * 500,
        compensation=range(1000),
        hire_date=["2020-01-01"] * 1000,
    )
    packed = pickle.dumps(some)
    assert len(packed) < 40_000  # of 41 columns three are not the same everywhere
    back = pickle.loads(packed)  # noqa: S301
    for name in ("row", *COLUMNS):
        before, after = getattr(some, name), getattr(back, name)
        assert before.dtype == after.dtype
        np.testing.assert_array_equal(before, after)
