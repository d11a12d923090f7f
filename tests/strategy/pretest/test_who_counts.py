from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from megaroth_xl.strategy.plan.terms import PlanTerms
from megaroth_xl.strategy.pretest.who_counts import QUESTIONS, Standing, WhoCounts, who_counts
from tests.strategy.plans import match_of, staff

PLAN = PlanTerms("Example 401(k)")


def counted(plan: PlanTerms = PLAN, year: int = 2026, **columns: Any) -> WhoCounts:
    people = staff(**columns)
    return who_counts(people, plan, year, match_of(people))


def names(found: WhoCounts) -> list[str]:
    return [Standing(standing).name for standing in found.standing]


def asked(found: WhoCounts) -> dict[str, list[int]]:
    return {
        name: np.flatnonzero(mask).tolist() for name, mask in found.questions.items() if mask.any()
    }


def test_left_during_the_year_counts() -> None:
    found = counted(compensation=[40_000, 0], termination_date=["2026-03-31", "2026-03-31"])
    assert names(found) == ["COUNTS", "WITHOUT_PAY"]
    assert asked(found) == {}


def test_gone_before_the_year() -> None:
    found = counted(
        compensation=[0, 3_000, 50_000],
        termination_date=["2025-12-20"] * 3,
        rehire_date=[None, None, "2026-02-01"],
    )
    assert names(found) == ["GONE", "COUNTS", "COUNTS"]
    assert asked(found) == {"paid_after_leaving": [1]}


def test_the_column_settles_a_last_paycheck() -> None:
    columns = {"compensation": [3_000, 3_000], "termination_date": ["2025-12-20"] * 2}
    found = counted(**columns, eligible=[1, 0])
    assert names(found) == ["COUNTS", "NOT_ELIGIBLE"]
    assert asked(found) == {}


def test_contributions_without_pay() -> None:
    for column in ("elective_deferral", "matching_contribution", "after_tax_contribution"):
        found = counted(**{"compensation": [0], column: [100]})
        assert asked(found) == {"contributes_without_pay": [0]}


def test_pay_that_is_not_known() -> None:
    found = counted(compensation=[None, None], eligible=[1, 0])
    assert asked(found) == {"pay_not_known": [0]}


def test_not_eligible() -> None:
    found = counted(
        compensation=[30_000] * 4,
        eligible=[0, None, None, 1],
        excluded_class=[0, 1, 0, 1],
        entry_date=[None, None, "2027-01-01", None],
        after_tax_contribution=[0, 5, 0, 5],
    )
    assert names(found) == ["NOT_ELIGIBLE", "EXCLUDED_CLASS", "NOT_ELIGIBLE", "COUNTS"]
    assert asked(found) == {"contributes_not_eligible": [1]}


def test_age_and_service_of_the_plan() -> None:
    plan = replace(PLAN, eligibility_age=21, eligibility_months=12)
    found = counted(
        plan,
        compensation=[30_000] * 4,
        age=[20, 21, 40, 40],
        hire_date=["2020-01-01", "2020-01-01", "2025-12-31", "2026-01-01"],
        entry_date=[None, None, None, "2026-06-01"],
    )
    assert names(found) == ["NOT_ELIGIBLE", "COUNTS", "COUNTS", "COUNTS"]
    late = counted(plan, compensation=[30_000], hire_date=["2026-01-02"])
    assert names(late) == ["NOT_ELIGIBLE"]


class TestPayWhileEligible:
    PLAN = replace(PLAN, pay_counted="while eligible")

    def test_the_part_before_entry_does_not_count(self) -> None:
        found = counted(
            self.PLAN,
            compensation=[60_000, 60_000, 60_000],
            entry_date=["2026-07-01", "2020-01-01", None],
            pay_before_entry=[25_000, None, None],
        )
        assert found.pay.tolist() == [35_000, 60_000, 60_000]
        assert asked(found) == {}

    def test_not_known(self) -> None:
        found = counted(self.PLAN, compensation=[60_000], entry_date=["2026-07-01"])
        assert asked(found) == {"entry_pay_not_known": [0]}
        waiting = replace(self.PLAN, eligibility_months=6)
        assert asked(counted(waiting, compensation=[6_000], hire_date=["2026-02-01"])) == {
            "entry_pay_not_known": [0]
        }

    def test_the_whole_year(self) -> None:
        found = counted(compensation=[60_000], entry_date=["2026-07-01"])
        assert found.pay.tolist() == [60_000]


@pytest.mark.parametrize(
    ("age", "hired", "expected"),
    [
        (20, "2015-01-01", True),
        (21, "2015-01-01", False),
        (40, "2025-06-30", False),  # served on June 30, 2026: in by December 30
        (40, "2025-07-01", True),  # by January 1, 2027
        (40, "2026-01-15", True),
        (40, None, False),
        (None, "2015-01-01", False),
        (40, "2024-02-29", False),
    ],
)
def test_otherwise_excludable(age: float | None, hired: str | None, expected: bool) -> None:
    found = counted(compensation=[1], age=[age], hire_date=[hired])
    assert found.otherwise_excludable.tolist() == [expected]


def test_plan_year_from_july() -> None:
    plan = replace(PLAN, plan_year_start="07-01")
    found = counted(plan, compensation=[0, 0], termination_date=["2026-06-30", "2026-07-01"])
    assert names(found) == ["GONE", "WITHOUT_PAY"]


def test_every_question_has_its_texts() -> None:
    assert set(counted(compensation=[1]).questions) == set(QUESTIONS)
