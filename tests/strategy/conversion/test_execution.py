"""The steps from plan document to Roth, with a person's own figures and dates."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from megaroth_xl.errors import InputError
from megaroth_xl.strategy.conversion.eligibility import PlanFeatures
from megaroth_xl.strategy.conversion.execution import ExecutionStep, execution_steps
from megaroth_xl.texts import LANGUAGES
from tests.strategy.plan_features import CONFIRMED

MONTHS = [date(2026, month, 15) for month in range(1, 13)]


def by_number(*args: object, **named: object) -> dict[str, ExecutionStep]:
    return {step.number: step for step in execution_steps(*args, **named)}  # type: ignore[arg-type]


def test_a_confirmed_plan_has_all_the_steps() -> None:
    steps = by_number(2026, 34_800, CONFIRMED, pay_dates=MONTHS, pay_per_period=10_000)
    assert list(steps) == ["1", "2", "3", "4A", "4B", "5"]
    assert "in-plan Roth rollover or in-service distribution" in steps["1"].what
    assert "$34,800" in steps["2"].what
    # The election of the functions' contract: 34,800 over 12 pay dates of 10,000 is 29%.
    assert "elect 29% of pay, $2,900 on each of 12 pay dates; $0 of the room" in steps["3"].what
    assert steps["3"].by == date(2026, 1, 15)
    assert steps["4A"].by == steps["4B"].by == steps["5"].by == date(2026, 12, 31)
    assert "26 times a year" in steps["5"].what
    assert "January 2027" in steps["5"].what


@pytest.mark.parametrize(
    ("features", "numbers"),
    [
        (PlanFeatures(accepts_after_tax=False), ["1"]),
        (PlanFeatures(True, False, in_service_distribution=False), ["1"]),
        (PlanFeatures(True, True, in_service_distribution=False), ["1", "2", "3", "4A", "5"]),
        (PlanFeatures(True, False, in_service_distribution=True), ["1", "2", "3", "4B", "5"]),
        (PlanFeatures(True, True, accepts_roth=False), ["1", "2", "3", "4B", "5"]),
        (PlanFeatures(), ["1", "2", "3", "4A", "4B", "5"]),
    ],
)
def test_only_the_routes_that_are_open_have_steps(
    features: PlanFeatures, numbers: list[str]
) -> None:
    assert list(by_number(2026, 10_000, features)) == numbers


def test_the_first_step_says_what_is_still_to_be_asked() -> None:
    one_open = PlanFeatures(**{**CONFIRMED.__dict__, "fee": None})
    assert "Questions still open: 1." in by_number(2026, 1.0, one_open)["1"].what
    assert by_number(2026, 1.0, PlanFeatures())["1"].what.startswith("unknown: ask")
    assert "no route" in by_number(2026, 1.0, PlanFeatures(accepts_after_tax=False))["1"].what


def test_without_room_nothing_is_elected_but_what_is_there_is_converted() -> None:
    steps = by_number(2026, 0, CONFIRMED, pay_dates=MONTHS)
    assert "3" not in steps
    assert "No room is left in 2026; new room opens in 2027." in steps["2"].what
    assert {"4A", "4B", "5"} <= set(steps)


def test_elections_in_dollars_without_the_pay_and_in_words_without_the_dates() -> None:
    in_dollars = by_number(2026, 10_000, CONFIRMED, pay_dates=MONTHS[9:])["3"]
    assert "elect $3,333.33 on each of 3 pay dates" in in_dollars.what
    in_words = by_number(2026, 10_000, CONFIRMED)["3"]
    assert "adds up to $10,000 by the last pay date of 2026" in in_words.what
    too_late = by_number(2026, 10_000, CONFIRMED, pay_dates=[])["3"]
    assert "No pay date is left in 2026" in too_late.what


def test_the_plans_step_lowers_the_election() -> None:
    step = by_number(
        2026,
        35_000,
        CONFIRMED,
        pay_dates=MONTHS,
        pay_per_period=10_000,
        election_step=0.005,
    )["3"]
    # 35,000 / 120,000 is 29.17%; 29% takes 34,800.
    assert "elect 29% of pay, $2,900 on each of 12 pay dates; $200" in step.what
    assert "$2,916.66 each" in step.what


def test_pay_dates_of_another_year_are_refused() -> None:
    with pytest.raises(InputError, match="pay_dates is not all in the year"):
        execution_steps(2026, 10_000, CONFIRMED, pay_dates=[date(2027, 1, 1)])
    with pytest.raises(InputError, match="after_tax_room is -1"):
        execution_steps(2026, -1, CONFIRMED)


def test_the_steps_speak_korean() -> None:
    steps = by_number(2026, 34_800, CONFIRMED, pay_dates=MONTHS, pay_per_period=10_000, lang="ko")
    assert "2026년 1월 15일부터 2026년 12월 15일까지 급여의 29%를 신청하세요" in steps["3"].what


@given(
    st.floats(0, 80_000),
    st.integers(0, 12),
    st.none() | st.floats(1, 50_000),
    st.sampled_from(LANGUAGES),
)
def test_every_step_is_said_in_full(room: float, count: int, pay: float | None, lang: str) -> None:
    steps = execution_steps(
        2026,
        room,
        CONFIRMED,
        pay_dates=MONTHS[:count],
        pay_per_period=pay,
        lang=lang,
    )
    for step in steps:
        assert step.title
        assert step.why
        assert step.citation
        assert "{" not in step.what
