import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from megaroth_xl.errors import InputError, ShapeError
from megaroth_xl.law.annual_additions import annual_additions_limit, excess_annual_addition
from megaroth_xl.law.catch_up import catch_up_limit
from megaroth_xl.law.controlled_groups import GroupPurpose, Holding, controlled_groups
from megaroth_xl.law.elective_deferrals import elective_deferral_room, excess_deferral
from megaroth_xl.law.employers import (
    Employments,
    aggregated_employments,
    annual_additions_rooms,
    deferred_anywhere,
    excess_annual_additions,
    shared_catch_up,
)

CENTS = st.integers(0, 10**7)
ROWS = st.lists(st.tuples(st.sampled_from("xyz"), CENTS, CENTS, CENTS), min_size=1)


def _employments(rows: list[tuple[str, int, int, int]], age: float) -> Employments:
    employer, deferral, contribution, after_tax = zip(*rows, strict=True)
    money = (np.array(column) / 100 for column in (deferral, contribution, after_tax))
    return aggregated_employments(employer, *money, age=age)


class TestAggregation:
    def test_the_plans_of_one_employer_are_one(self) -> None:
        rows = aggregated_employments(
            ["acme", "acme"], [10_000, 5_000], 3_000, compensation=[90_000, 0]
        )
        assert rows.employer.tolist() == ["acme"]
        assert rows.elective_deferral.tolist() == [15_000]
        assert rows.employer_contribution.tolist() == [6_000]
        assert rows.compensation.tolist() == [90_000]

    def test_a_controlled_group_is_one_employer(self) -> None:
        groups = controlled_groups(
            [Holding("parent", "daughter", 0.6)], GroupPurpose.ANNUAL_ADDITIONS
        )
        rows = aggregated_employments(
            ["daughter", "parent", "stranger"],
            [10_000, 0, 0],
            20_000,
            [30_000, 10_000, 0],
            compensation=100_000,
            groups=groups,
        )
        assert rows.employer.tolist() == ["parent", "stranger"]
        assert rows.compensation.tolist() == [200_000, 100_000]
        # 90,000 in the group: 18,000 above its one 72,000.
        assert excess_annual_additions(rows, 2026).tolist() == [18_000, 0]
        assert annual_additions_rooms(rows, 2026).tolist() == [0, 52_000]

    def test_pay_that_is_not_given_is_not_known(self) -> None:
        rows = aggregated_employments(["a", "a"], 0, compensation=[50_000, np.nan])
        assert np.isnan(rows.compensation[0])
        assert annual_additions_rooms(rows, 2026).tolist() == [72_000]

    def test_cents_add_up(self) -> None:
        assert aggregated_employments(["a"] * 3, 0.1).elective_deferral.tolist() == [0.3]

    def test_an_age_given_once_is_the_persons(self) -> None:
        rows = aggregated_employments(["a", "b"], 0, age=[np.nan, 52])
        assert rows.age.tolist() == [52, 52]

    def test_two_ages_of_one_person(self) -> None:
        with pytest.raises(InputError, match="for one person"):
            aggregated_employments(["a", "b"], 0, age=[51, 52])

    def test_columns_of_two_lengths(self) -> None:
        with pytest.raises(ShapeError, match="employer"):
            aggregated_employments(["a", "b"], [1, 2, 3])


class TestPerPerson:
    def test_catch_up_is_one_amount(self) -> None:
        rows = aggregated_employments(["a", "b"], 32_500, age=52)
        assert shared_catch_up(rows, 2026).tolist() == [8_000, 0]
        assert excess_deferral(deferred_anywhere(rows)[0], 2026, 52) == 32_500

    def test_below_the_limit_in_each_plan_nothing_is_catch_up_there(self) -> None:
        """Together 24,500 + 8,000: allowed, though neither plan sees a deferral above 402(g)."""
        rows = aggregated_employments(["a", "b"], [20_000, 12_500], age=52)
        assert shared_catch_up(rows, 2026).tolist() == [0, 0]
        assert excess_deferral(deferred_anywhere(rows), 2026, 52).tolist() == [0, 0]

    def test_recharacterized_deferrals_share_the_limit_too(self) -> None:
        rows = aggregated_employments(["a", "b"], [30_000, 10_000], [40_000, 66_000], age=52)
        # a uses 5,500 of 8,000 above 402(g); b is 4,000 over and finds 2,500.
        assert excess_annual_additions(rows, 2026).tolist() == [0, 1_500]

    def test_room_after_a_job_change(self) -> None:
        rows = aggregated_employments(
            ["old", "new"], [18_000, 0], [6_000, 0], [40_000, 0], compensation=[120_000, 70_000]
        )
        left = elective_deferral_room(deferred_anywhere(rows), 2026)
        assert left.tolist() == [6_500, 6_500]
        # The new employer's pay of 70,000 binds there, not 72,000.
        assert annual_additions_rooms(rows, 2026).tolist() == [8_000, 70_000]


@given(rows=ROWS, age=st.sampled_from([40.0, 52.0, 61.0, np.nan]))
def test_totals_and_shared_limits(rows: list[tuple[str, int, int, int]], age: float) -> None:
    found = _employments(rows, age)
    assert found.employer.tolist() == list(dict.fromkeys(row[0] for row in rows))
    total = sum(row[1] for row in rows)
    assert round(found.elective_deferral.sum() * 100) == total
    catch_up = shared_catch_up(found, 2026)
    excess = excess_annual_additions(found, 2026)
    room = annual_additions_rooms(found, 2026)
    assert (catch_up >= 0).all()
    assert (excess >= 0).all()
    assert (room >= 0).all()
    assert (excess * room == 0).all()
    assert catch_up.sum() <= catch_up_limit(2026, age) + 1e-6
    assert (np.rint(deferred_anywhere(found) * 100) == total).all()


@given(row=st.tuples(CENTS, CENTS, CENTS), age=st.sampled_from([40, 52, 61]))
def test_one_employer_is_the_plain_case(row: tuple[int, int, int], age: int) -> None:
    deferral, contribution, after_tax = (cents / 100 for cents in row)
    rows = aggregated_employments("a", deferral, contribution, after_tax, age=age)
    plain = excess_annual_addition(deferral, contribution, 2026, age, after_tax)
    assert excess_annual_additions(rows, 2026)[0] == pytest.approx(plain, abs=1e-6)


@given(rows=ROWS)
def test_an_unrelated_employer_changes_no_room(
    rows: list[tuple[str, int, int, int]],
) -> None:
    before = _employments(rows, 40)
    after = _employments([*rows, ("elsewhere", 100, 10**6, 10**6)], 40)
    kept = after.employer != "elsewhere"
    assert np.array_equal(
        annual_additions_rooms(after, 2026)[kept], annual_additions_rooms(before, 2026)
    )
    assert annual_additions_rooms(after, 2026).max() <= annual_additions_limit(2026)
