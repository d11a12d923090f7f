import pytest
from hypothesis import given
from hypothesis import strategies as st

from megaroth_xl.errors import InputError
from megaroth_xl.law.controlled_groups import GroupPurpose, Holding, controlled_groups

FOR_415 = GroupPurpose.ANNUAL_ADDITIONS
NAMES = st.sampled_from("abcdef")


@pytest.mark.parametrize(("share", "one"), [(0.5, False), (0.500001, True), (1.0, True)])
def test_more_than_half(share: float, one: bool) -> None:
    groups = controlled_groups([Holding("parent", "daughter", share)], FOR_415)
    assert (groups["daughter"] == "parent") is one


@pytest.mark.parametrize(("share", "one"), [(0.51, False), (0.799, False), (0.8, True)])
def test_at_least_eighty_percent_for_all_but_annual_additions(share: float, one: bool) -> None:
    # IRC 414(b) with 1563(a)(1); 415(h) replaces the 80 percent for 415 alone.
    groups = controlled_groups([Holding("parent", "daughter", share)], GroupPurpose.OTHER)
    assert (groups["daughter"] == "parent") is one


def test_eighty_percent_but_for_float_noise() -> None:
    holdings = [Holding("a", "b", 1), Holding("a", "c", 0.1 + 0.2), Holding("b", "c", 0.5)]
    assert controlled_groups(holdings, GroupPurpose.OTHER)["c"] == "a"


def test_a_chain_is_one_group() -> None:
    groups = controlled_groups([Holding("b", "c", 0.6), Holding("a", "b", 0.6)], FOR_415)
    assert len(set(groups.values())) == 1


def test_members_shares_add_up() -> None:
    holdings = [Holding("a", "b", 0.8), Holding("a", "c", 0.3), Holding("b", "c", 0.25)]
    assert len(set(controlled_groups(holdings, FOR_415).values())) == 1


def test_strangers_shares_do_not() -> None:
    groups = controlled_groups([Holding("a", "c", 0.3), Holding("b", "c", 0.25)], FOR_415)
    assert groups == {"a": "a", "b": "b", "c": "c"}


def test_shares_that_are_half_but_for_float_noise() -> None:
    holdings = [Holding("a", "b", 1), Holding("a", "c", 0.1 + 0.2), Holding("b", "c", 0.2)]
    assert controlled_groups(holdings, FOR_415)["c"] == "c"


def test_a_share_in_percent() -> None:
    with pytest.raises(InputError, match=r"the share of a in b is 51: .* 51%"):
        controlled_groups([Holding("a", "b", 51)], FOR_415)


@given(st.lists(st.builds(Holding, NAMES, NAMES, st.floats(0, 1)), max_size=12))
def test_every_employer_stands_in_one_group(holdings: list[Holding]) -> None:
    groups = controlled_groups(holdings, FOR_415)
    assert set(groups) == {name for h in holdings for name in (h.owner, h.owned)}
    assert all(groups[group] == group for group in groups.values())
    for owner, owned, share in holdings:
        if share > 0.500001:
            assert groups[owner] == groups[owned]
