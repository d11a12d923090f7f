import pytest

from megaroth_xl.errors import InputError
from megaroth_xl.law.controlled_groups import GroupPurpose
from megaroth_xl.strategy.saver.case import SaverCase
from megaroth_xl.strategy.saver.case_rows import Employer
from megaroth_xl.strategy.saver.employer_groups import employer_groups
from megaroth_xl.strategy.saver.several_employers import several_employers
from megaroth_xl.strategy.saver.tables import table_rows
from megaroth_xl.strategy.saver.year import saver_year

FOR_415, OTHER = GroupPurpose.ANNUAL_ADDITIONS, GroupPurpose.OTHER
PAID = {"compensation": 200_000, "matching_contribution": 0, "nonelective_contribution": 20_000}


def owned(share: float) -> tuple[Employer, ...]:
    nothing = {"elective_deferral": 0, "after_tax_contribution": 0}
    return (
        Employer("Parent", **PAID, **nothing),
        Employer("Joint venture", owned_by="parent", share_owned=share, **PAID, **nothing),
    )


@pytest.mark.parametrize(
    ("share", "rooms", "note"),
    [
        # IRC 1563(a)(1) asks for 80 percent, 415(h) for more than 50; 72,000 is the limit of 2026.
        (0.5, [52_000, 52_000], ""),
        (0.6, [32_000, 32_000], "for the limit on annual additions only"),
        (0.8, [32_000, 32_000], "Counts as one employer with Joint venture: one room"),
    ],
)
def test_the_share_that_one_owns_of_another_says_where_they_are_one(
    share: float, rooms: list[float], note: str
) -> None:
    found = several_employers(owned(share), 2026, 40)
    assert [each.room for each in found.employers] == rooms
    assert note in found.employers[0].note("en")
    assert bool(note) == bool(found.employers[0].note("en"))


def test_two_employers_of_one_owner_are_one() -> None:
    rows = [Employer(name, owned_by="Holding", share_owned=0.9) for name in ("A", "B")]
    assert employer_groups(rows, OTHER) == (0, 0)
    assert employer_groups([*rows, Employer("C", owned_by="Else", share_owned=1)], OTHER) == (
        0,
        0,
        2,
    )


def test_named_groups_and_ownership_join() -> None:
    rows = [
        Employer("A", controlled_group="x"),
        Employer("B", group_for_415="y", owned_by="A", share_owned=1),
        Employer("C", group_for_415="y"),
    ]
    assert employer_groups(rows, FOR_415) == (0, 0, 0)
    assert employer_groups(rows, OTHER) == (0, 0, 2)


def test_an_owner_needs_a_share_and_a_share_an_owner() -> None:
    with pytest.raises(InputError, match="share_owned of B is blank: expected the share that A"):
        employer_groups([Employer("A"), Employer("B", owned_by="A")], OTHER)
    with pytest.raises(InputError, match="owned_by of B is blank"):
        employer_groups([Employer("A"), Employer("B", share_owned=0.9)], OTHER)


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_a_case_knows_what_its_employer_owns(lang: str) -> None:
    facts = {
        "year": 2026,
        "compensation": 200_000,
        "elective_deferral": 0,
        "employer_contribution": 20_000,
        "after_tax_contribution": 0,
        "accepts_after_tax": True,
        "after_tax_cap": "none",
        "employer 2 name": "Joint venture",
        "employer 2 owned by": "this employer",
        "employer 2 share owned": 0.6,
        "employer 2 compensation": 200_000,
        "employer 2 nonelective contribution": 20_000,
    }
    year = saver_year(SaverCase.of(facts), lang=lang)
    assert year.answer("after_tax_room").value == 32_000
    assert [row[1] for row in table_rows(year, "employers")[1:3]] == [32_000, 32_000]
