import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from megaroth_xl.errors import InputError, UnknownYearError
from megaroth_xl.law.limits import limits_table
from megaroth_xl.law.year_limits import Amount, Source, Status, YearLimits
from megaroth_xl.strategy.room import after_tax_room, binding_limit, roth_total

DOLLARS = st.integers(0, 100_000)
MAYBE = st.none() | st.integers(1, 100_000)
people = st.fixed_dictionaries(
    {
        "elective_deferral": DOLLARS,
        "employer_contribution": DOLLARS,
        "year": st.integers(2018, 2027),
        "age": st.none() | st.integers(14, 110),
        "after_tax_contribution": DOLLARS,
        "compensation": MAYBE,
        "plan_cap": MAYBE,
    }
)


@pytest.mark.parametrize(
    ("person", "room"),
    [
        # thezenoffinance.com: 2025, deferral 23,500 and match 10,000
        ((23_500, 10_000, 2025), 36_500),
        # Jules Cents: 2021, deferral 19,500, match 3,000, other employer money 1,000
        ((19_500, 4_000, 2021), 34_500),
        # An open test-suite of tax-advantaged limits: 2026, employer 10,000, deferral at the limit
        ((24_500, 10_000, 2026, 46, 0, 200_000), 37_500),
        # The guide: 2024, deferral 23,000 with 15,000 and 12,000 from the employer
        ((23_000, 15_000, 2024), 31_000),
        ((23_000, 12_000, 2024), 34_000),
        # The calculator page: 2024, employer 10,000, under 50 and with the catch-up of 50+
        ((23_000, 10_000, 2024), 36_000),
        ((30_500, 10_000, 2024, 52), 36_000),
        # 100 percent of pay
        ((23_000, 10_000, 2024, 40, 0, 30_000), 0),
        ((10_000, 5_000, 2024, 40, 0, 30_000), 15_000),
        # A plan's cap
        ((23_000, 10_000, 2024, 40, 4_000, 200_000, 12_000), 8_000),
    ],
)
def test_published_rooms(person: tuple[float, ...], room: float) -> None:
    assert after_tax_room(*person) == room


def test_unused_catch_up_never_leaks_into_after_tax_room() -> None:
    # After-tax contributions can never be catch-up (IRC 414(v)(5)(B)).
    assert after_tax_room(23_000, 10_000, 2024, 52) == after_tax_room(23_000, 10_000, 2024, 40)
    assert after_tax_room(23_000, 50_000, 2024, 52) == 0


def test_cents_that_fill_the_limit_leave_nothing() -> None:
    # In binary these three fall short of the pay by some 7e-12.
    person = (17_704.46, 21_295.21, 2024, 40, 7_962.88, 46_962.55)
    assert after_tax_room(*person) == 0
    assert binding_limit(*person) == "no room left: 100% of pay"


def test_roth_total() -> None:
    assert roth_total(23_000, 10_000, 2024) == 59_000
    assert roth_total(30_500, 10_000, 2024, 52) == 66_500


@pytest.mark.parametrize(
    ("person", "name"),
    [
        ((23_000, 10_000, 2024), "415(c) dollar limit"),
        ((10_000, 0, 2024, 40, 0, 30_000), "100% of pay"),
        ((10_000, 0, 2024, 40, 0, 69_000), "415(c) dollar limit"),
        ((10_000, 0, 2024, 40, 0, 30_000, 20_000), "100% of pay"),
        ((10_000, 0, 2024, 40, 0, 30_000, 19_999), "plan cap"),
        ((23_000, 46_000, 2024), "no room left: 415(c) dollar limit"),
        ((23_000, 10_000, 2024, 40, 0, 30_000), "no room left: 100% of pay"),
        ((23_000, 0, 2024, 40, 5_000, 300_000, 5_000), "no room left: plan cap"),
        ((23_000, 10_000, 2027), "415(c) dollar limit (projected)"),
    ],
)
def test_the_limit_that_binds(person: tuple[float, ...], name: str) -> None:
    assert binding_limit(*person) == name


def test_a_limit_of_the_users_own_goes_before_ours_and_is_no_projection() -> None:
    source = limits_table()[2026].amount("annual_additions").source
    own = Source("Mine", "Notice 2026-99", Status.OWN, source.checked)
    table = limits_table().overlaid([YearLimits(2027, {"annual_additions": Amount(74_000, own)})])
    assert after_tax_room(25_000, 0, 2027, limits=table) == 49_000
    assert binding_limit(25_000, 0, 2027, limits=table) == "415(c) dollar limit"


def test_a_year_that_is_not_there_raises_and_no_neighbour_stands_in() -> None:
    with pytest.raises(UnknownYearError, match="no limits for 2001"):
        after_tax_room(1, 1, [2024, 2001])


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"elective_deferral": -1}, "elective_deferral is -1"),
        ({"employer_contribution": np.nan}, "employer_contribution is not a number"),
        ({"after_tax_contribution": np.inf}, "after_tax_contribution is inf"),
        ({"compensation": -5}, "compensation is -5"),
        ({"plan_cap": 1e308}, "plan_cap is 1e"),
        ({"age": 7}, "age is 7"),
        ({"year": 2024.5}, "year is 2,024.5"),
    ],
)
def test_wrong_input_is_refused_by_name(change: dict[str, float], sentence: str) -> None:
    person = {"elective_deferral": 1, "employer_contribution": 1, "year": 2024}
    with pytest.raises(InputError, match=sentence):
        after_tax_room(**{**person, **change})  # type: ignore[arg-type]


@given(person=people)
def test_room_stays_between_nothing_and_the_limit(person: dict[str, int]) -> None:
    room = after_tax_room(**person)  # type: ignore[arg-type]
    assert 0 <= room <= limits_table()[person["year"]].amount("annual_additions").dollars
    assert str(binding_limit(**person)).startswith("no room left") == (room == 0)  # type: ignore[arg-type]


@given(person=people, more=st.integers(1, 20_000))
def test_more_deferral_never_gives_more_room(person: dict[str, int], more: int) -> None:
    larger = {**person, "elective_deferral": person["elective_deferral"] + more}
    assert after_tax_room(**larger) <= after_tax_room(**person)  # type: ignore[arg-type]


@given(deferral=st.integers(0, 23_000), employer=st.integers(0, 46_000))
def test_used_and_room_make_up_the_limit(deferral: int, employer: int) -> None:
    assert deferral + employer + after_tax_room(deferral, employer, 2024) == 69_000


@given(crowd=st.lists(people, min_size=1, max_size=20), data=st.data())
def test_an_array_equals_its_scalars_in_any_order(
    crowd: list[dict[str, int | None]], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(crowd))
    columns = {
        name: np.array([p[name] for p in shuffled], dtype=np.float64) for name in shuffled[0]
    }
    rooms = after_tax_room(**columns)
    binding = binding_limit(**columns)
    assert [after_tax_room(**p) for p in shuffled] == list(rooms)  # type: ignore[arg-type]
    assert [binding_limit(**p) for p in shuffled] == list(binding)  # type: ignore[arg-type]
