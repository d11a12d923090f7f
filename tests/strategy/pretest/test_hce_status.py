from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from megaroth_xl.strategy.plan.participants import Participants
from megaroth_xl.strategy.plan.terms import PlanTerms
from megaroth_xl.strategy.pretest.hce_status import LookBackTotals, hce_conflicts, hce_status

PLAN = PlanTerms("Example 401(k)")
TOP = PlanTerms("Example 401(k)", top_paid_election=True)
NAN = float("nan")


def people(**columns: Any) -> Participants:
    length = len(next(iter(columns.values())))
    defaults = {
        "employee_id": [str(i) for i in range(length)],
        "compensation": [50_000] * length,
        "elective_deferral": [0] * length,
    }
    return Participants.of(defaults | columns)


def status(plan: PlanTerms = PLAN, year: int = 2026, **columns: Any) -> list[float | None]:
    found = hce_status(people(**columns), plan, year)
    return [None if np.isnan(value) else value for value in found]


def test_pay_of_the_year_before() -> None:
    assert status(prior_year_compensation=[160_000, 160_000.01, None]) == [0, 1, None]


def test_hired_since_has_a_known_pay_of_nothing() -> None:
    assert status(prior_year_compensation=[None, None], hire_date=["2026-01-01", "2025-12-31"]) == [
        0,
        None,
    ]


def test_threshold_of_a_year_of_plan_limits_alone() -> None:
    # 414(q)(1)(B) for 2017 is 120,000 (Notice 2016-62).
    columns = {"prior_year_compensation": [120_000, 120_000.01, 1], "owner": [0, 0, 1]}
    assert status(year=2018, **columns) == [0, 1, 1]


def test_ownership_in_percent() -> None:
    assert status(prior_year_compensation=[1, 1, 1], ownership_percent=[5, 5.01, None]) == [0, 1, 0]


def test_the_column_decides() -> None:
    columns = {"prior_year_compensation": [300_000, 50_000, None], "hce": [0, 1, None]}
    assert status(**columns) == [0, 1, None]
    assert hce_conflicts(people(**columns), PLAN, 2026).tolist() == [True, True, False]
    agreed = {"prior_year_compensation": [300_000], "hce": [1]}
    assert not hce_conflicts(people(**agreed), PLAN, 2026).any()


class TestFamily:
    def test_own_and_family_together(self) -> None:
        found = status(
            prior_year_compensation=[1, 1, 1, 1],
            ownership_percent=[60, None, 3, 2],
            family_of=["", "0", "3", ""],
        )
        # 3 and 2 percent are no more than 5.
        assert found == [1, 1, 0, 0]

    def test_an_owner_whose_family_may_or_may_not_count(self) -> None:
        found = status(
            prior_year_compensation=[1, 1], ownership_percent=[3, 3], family_of=["", "0"]
        )
        assert found == [None, 1]

    def test_an_owner_who_is_not_in_the_roster(self) -> None:
        assert status(prior_year_compensation=[1, 200_000], family_of=["99", "99"]) == [None, 1]

    def test_naming_oneself_adds_nothing(self) -> None:
        found = status(
            prior_year_compensation=[1, 1], ownership_percent=[3, 1], family_of=["0", "0"]
        )
        assert found == [0, 0]

    def test_an_owner_by_yes(self) -> None:
        assert status(prior_year_compensation=[1, 1], owner=[1, 0], family_of=["", "0"]) == [1, 1]


class TestTopPaid:
    PAY = (400_000, 350_000, 300_000, 250_000, 240_000, 230_000, *(50_000 for _ in range(9)))

    @pytest.mark.parametrize("new", [[0] * 10, [None] * 10])
    def test_new_hires_are_outside(self, new: list[int | None]) -> None:
        found = status(
            TOP,
            prior_year_compensation=[*self.PAY, *new],
            hire_date=["2015-01-05"] * 15 + ["2026-02-02"] * 10,
        )
        assert np.flatnonzero(found).tolist() == [0, 1, 2]

    def test_new_and_young_employees_lower_the_number(self) -> None:
        columns = {
            "prior_year_compensation": self.PAY,
            "hire_date": ["2015-01-05"] * 10 + ["2025-09-01"] * 5,
            "age": [40] * 9 + [21] + [40] * 5,
        }
        # 15 less five of under six months and one who was 20: a fifth of 9 is 2.
        assert np.flatnonzero(status(TOP, **columns)).tolist() == [0, 1]

    def test_rounding(self) -> None:
        down = PlanTerms("Example 401(k)", top_paid_election=True, top_paid_rounding="down")
        pay = self.PAY[:14]
        assert sum(filter(None, status(TOP, prior_year_compensation=pay))) == 3
        assert sum(filter(None, status(down, prior_year_compensation=pay))) == 2

    def test_the_look_back_year_of_a_plan_year_from_july(self) -> None:
        plan = PlanTerms("Example 401(k)", top_paid_election=True, plan_year_start="07-01")
        columns = {"prior_year_compensation": [200_000] * 10, "hire_date": ["2025-12-31"] * 10}
        assert status(plan, **columns) == [1] * 10
        later = columns | {"hire_date": ["2026-01-02"] * 10}
        assert status(plan, **later) == [0] * 10


@given(
    st.lists(
        st.tuples(
            st.sampled_from([None, 0, 100_000, 170_000, 200_000, 200_000, 300_000]),
            st.sampled_from([None, 0, 2, 3, 60]),
            st.sampled_from(["", "", "0", "1", "2"]),
        ),
        min_size=1,
        max_size=20,
    ),
    st.lists(st.integers(0, 20), max_size=3),
    st.booleans(),
)
def test_splitting_into_parts_changes_nothing(
    rows: list[tuple[Any, ...]], cuts: list[int], elects: bool
) -> None:
    plan = TOP if elects else PLAN
    pay, percent, family = zip(*rows, strict=True)
    whole = people(prior_year_compensation=pay, ownership_percent=percent, family_of=family)
    edges = [0, *sorted(cuts), len(whole)]
    parts = [whole.take(slice(a, b)) for a, b in pairwise(edges)]
    totals = LookBackTotals.together(LookBackTotals.of(part, plan, 2026) for part in parts)
    found = [hce_status(part, plan, 2026, look_back=totals) for part in parts]
    assert np.array_equal(np.concatenate(found), hce_status(whole, plan, 2026), equal_nan=True)
