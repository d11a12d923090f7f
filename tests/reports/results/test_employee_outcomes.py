"""What a roster comes to: one formula for one person and for all, under the plan's own terms."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from megaroth_xl.reports.results.employee_outcomes import (
    EmployeeOutcomes,
    employee_outcomes,
    hce_status,
)
from megaroth_xl.strategy.plan.participants import Participants
from megaroth_xl.strategy.plan.room import NOT_ACCEPTED
from megaroth_xl.strategy.plan.terms import PlanTerms

DOLLARS = st.integers(0, 600_000_00).map(lambda cents: cents / 100)
PEOPLE = st.lists(
    st.fixed_dictionaries(
        {
            "age": st.sampled_from([np.nan, 30, 49, 50, 59, 60, 63, 64]),
            "compensation": DOLLARS,
            "elective_deferral": DOLLARS.map(lambda d: d / 15),
            "matching_contribution": st.just(np.nan) | DOLLARS.map(lambda d: d / 20),
            "nonelective_contribution": DOLLARS.map(lambda d: d / 20),
            "after_tax_contribution": DOLLARS.map(lambda d: d / 15),
            "prior_year_compensation": st.just(np.nan) | DOLLARS,
            "prior_year_wages": st.just(np.nan) | DOLLARS,
            "pay_periods_left": st.sampled_from([np.nan, 0, 1, 12]),
        }
    ),
    min_size=1,
    max_size=12,
)
PLAN = PlanTerms(
    "Plan", match_tiers=[(1, 0.03), (0.5, 0.05)], after_tax_cap=40_000, after_tax_cap_share=0.25
)


def people(rows: list[dict[str, Any]]) -> Participants:
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    return Participants.of({"employee_id": [str(i) for i in range(len(rows))]} | columns)


def one(plan: PlanTerms = PLAN, year: int = 2026, **columns: Any) -> EmployeeOutcomes:
    row = {"compensation": 200_000.0, "elective_deferral": 10_000.0, "age": 40} | columns
    return employee_outcomes(people([row]), plan, year)


def columns_of(results: EmployeeOutcomes) -> dict[str, np.ndarray]:
    found = dict(vars(results))
    return {**found.pop("warnings"), **found.pop("figures"), **found}


@settings(max_examples=25)
@given(rows=PEOPLE, order=st.randoms(use_true_random=False))
def test_shuffling_a_roster_shuffles_its_answers(rows: list[dict[str, Any]], order: Any) -> None:
    places = list(range(len(rows)))
    order.shuffle(places)
    before = columns_of(employee_outcomes(people(rows), PLAN, 2026))
    after = columns_of(employee_outcomes(people([rows[p] for p in places]), PLAN, 2026))
    for name, values in before.items():
        np.testing.assert_array_equal(values[places], after[name], err_msg=name)


@settings(max_examples=25)
@given(rows=PEOPLE, cut=st.integers(0, 12))
def test_parts_come_to_the_same_as_the_whole(rows: list[dict[str, Any]], cut: int) -> None:
    plan = PlanTerms("Plan", top_paid_election=True)
    whole = people(rows)
    hce = hce_status(whole, plan, 2026)
    everybody = columns_of(employee_outcomes(whole, plan, 2026))
    for part in (slice(0, cut), slice(cut, None)):
        some = columns_of(employee_outcomes(whole.take(part), plan, 2026, hce=hce[part]))
        for name, values in everybody.items():
            np.testing.assert_array_equal(values[part], some[name], err_msg=name)


@settings(max_examples=25)
@given(rows=PEOPLE)
def test_the_room_fills_no_limit_beyond_its_end(rows: list[dict[str, Any]]) -> None:
    who = people(rows)
    found = employee_outcomes(who, PLAN, 2026)
    used = found.annual_additions + found.after_tax_room
    room = found.after_tax_room > 0
    assert (used[room] <= found.annual_additions_limit[room] + 1e-6).all()
    after_tax = who.after_tax_contribution + found.after_tax_room
    assert (after_tax[room] <= found.after_tax_limit[room] + 1e-6).all()
    assert (found.after_tax_room >= 0).all()
    np.testing.assert_allclose(
        found.counted_deferral + found.catch_up_contribution, who.elective_deferral
    )


@pytest.mark.parametrize(
    ("offered", "catch_up", "room"), [(True, 11_250, 40_000), (False, 8_000, 39_250)]
)
def test_the_plan_offers_the_higher_catch_up_or_not(
    offered: bool, catch_up: float, room: float
) -> None:
    # 2026: 24,500 and at 60 to 63 up to 11,250 more, else 8,000; 72,000 in all (Notice 2025-67).
    plan = PlanTerms("Plan", higher_catch_up=offered, after_tax_cap=40_000)
    found = one(plan, elective_deferral=35_750, age=61, nonelective_contribution=5_000)
    assert found.catch_up_contribution == catch_up
    assert found.after_tax_room == min(room, 72_000 - (35_750 - catch_up) - 5_000)


def test_a_plan_that_takes_no_after_tax_money_leaves_no_room() -> None:
    found = one(PlanTerms("Plan", accepts_after_tax=False))
    assert (found.after_tax_room, found.binding_limit) == (0, NOT_ACCEPTED)


def test_without_roth_contributions_the_deferral_is_no_roth_money() -> None:
    found = one(
        PlanTerms("Plan", accepts_roth=False, after_tax_cap=1_000), prior_year_wages=200_000
    )
    assert found.roth_total == 1_000


def test_without_roth_contributions_catch_up_is_impossible_above_the_wage_threshold() -> None:
    plan = PlanTerms("Plan", accepts_roth=False)
    found = one(plan, elective_deferral=30_000, age=55, prior_year_wages=150_000.01)
    assert found.warnings["no_catch_up_without_roth"]
    assert not found.warnings["roth_catch_up_required"]


def test_matched_after_tax_money_brings_match() -> None:
    plan = PlanTerms("Plan", match_tiers=[(1, 0.06)], matches_after_tax=True)
    found = one(plan, elective_deferral=2_000, after_tax_contribution=5_000)
    assert found.matching_contribution == 7_000


def test_deferrals_elsewhere_count_toward_the_one_limit_of_the_person() -> None:
    found = one(elective_deferral=20_000, deferral_elsewhere=5_000)
    assert found.excess_deferral == 500
    assert found.warnings["excess_deferral"]
    assert found.figures["deferral"] == 25_000


@pytest.mark.parametrize(
    ("columns", "status"),
    [
        ({"prior_year_compensation": 160_000}, 0),  # the threshold of 2025 is 160,000
        ({"prior_year_compensation": 160_000.01}, 1),
        ({"owner": 1}, 1),
        ({}, np.nan),
        ({"hire_date": "2026-03-01"}, 0),
    ],
)
def test_who_is_highly_compensated(columns: dict[str, Any], status: float) -> None:
    np.testing.assert_array_equal(one(**columns).highly_compensated, [status])


def test_the_first_year_looks_back_at_a_year_of_plan_limits_alone() -> None:
    # 414(q)(1)(B) for 2017 is 120,000 (Notice 2016-62).
    assert one(year=2018, prior_year_compensation=120_000).highly_compensated == 0
    assert one(year=2018, prior_year_compensation=120_000.01).highly_compensated == 1
    assert one(year=2018, owner=1).highly_compensated == 1


@pytest.mark.parametrize(
    ("columns", "election", "dollars"),
    [
        ({}, np.nan, np.nan),
        ({"pay_periods_left": 10}, 0.52, 4_000),  # 40,000 in 10 of 26 pay dates of 7,692.31
        ({"pay_periods_left": 10, "pay_per_period": 5_000}, 0.8, 4_000),
        ({"pay_periods_left": 0}, 0, 0),
        ({"pay_periods_left": 13, "hire_date": "2026-07-02"}, 0.2, 3_076.92),
        # Of 26 dates to come none pays more than a part of the year's 200,000.
        ({"pay_periods_left": 26, "hire_date": "2026-07-02"}, 0.2, 1_538.46),
    ],
)
def test_the_election_for_the_pay_dates_left(
    columns: dict[str, Any], election: float, dollars: float
) -> None:
    found = one(**columns)
    np.testing.assert_allclose(found.after_tax_election, [election])
    np.testing.assert_allclose(found.after_tax_per_paycheck, [dollars])


def test_those_who_left_have_no_pay_date_unless_their_row_says_so() -> None:
    rows = [{"compensation": 9e4, "elective_deferral": 0.0, "termination_date": "2026-05-01"}] * 2
    rows[1] = rows[1] | {"pay_periods_left": 1}
    rows[0] = rows[0] | {"pay_periods_left": np.nan}
    found = employee_outcomes(people(rows), PLAN, 2026, periods_left=12)
    assert found.after_tax_per_paycheck[0] == 0  # nothing is left for somebody who is gone
    assert found.after_tax_per_paycheck[1] == 3_461.53  # not more than the pay: 90,000 / 26
