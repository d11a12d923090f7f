import re

import pytest

from megaroth_xl.law.earlier_limits import earlier_limits
from megaroth_xl.law.limits import limits_table
from megaroth_xl.law.year_limits import LIMIT_RULES


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("hce", 1997),
        ("annual_additions", 2002),
        ("compensation", 2002),
        ("elective_deferral", 2002),
        ("catch_up", 2002),
    ],
)
def test_every_year_until_the_files_begin(name: str, first: int) -> None:
    assert list(earlier_limits(name)) == list(range(first, limits_table().years[0]))


def test_no_announcement_of_a_limit_whose_formula_is_younger() -> None:
    assert not earlier_limits("higher_catch_up")


def test_each_announcement_names_its_notice_and_keeps_to_the_step() -> None:
    for name, rule in LIMIT_RULES.items():
        for year, announcement in earlier_limits(name).items():
            notice = re.fullmatch(r"(?:Notice|IR)[ -](\d{2,4})-\d+", announcement.citation)
            if year > 1997:  # set by the Act itself
                assert notice, announcement
                assert int(notice[1]) % 100 == (year - 1) % 100, announcement
            assert announcement.dollars % rule.step == 0
