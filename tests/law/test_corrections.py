from datetime import date

import pytest

from megaroth_xl.errors import InputError
from megaroth_xl.law.corrections import (
    annual_additions_correction,
    correction_deadlines,
    excise_tax,
    order_of_corrections,
)
from megaroth_xl.texts import LANGUAGES


@pytest.mark.parametrize(
    ("end", "two_and_a_half", "six", "twelve"),
    [
        (date(2026, 12, 31), date(2027, 3, 15), date(2027, 6, 30), date(2027, 12, 31)),
        (date(2027, 12, 31), date(2028, 3, 15), date(2028, 6, 30), date(2028, 12, 31)),
        (date(2026, 6, 30), date(2026, 9, 15), date(2026, 12, 31), date(2027, 6, 30)),
        (date(2027, 2, 28), date(2027, 5, 15), date(2027, 8, 31), date(2028, 2, 29)),
        (date(2026, 9, 30), date(2026, 12, 15), date(2027, 3, 31), date(2027, 9, 30)),
    ],
)
def test_deadlines(end: date, two_and_a_half: date, six: date, twelve: date) -> None:
    days = correction_deadlines(end)
    assert days.plan_year_end == end
    assert days.without_excise_tax == two_and_a_half
    assert days.without_excise_tax_if_automatic == six
    assert days.last == twelve


def test_excise_tax_is_a_tenth() -> None:
    assert excise_tax(11_528.20) == pytest.approx(1_152.82)
    with pytest.raises(InputError):
        excise_tax(-1)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_steps_are_complete_and_marked_where_unconfirmed(lang: str) -> None:
    steps = annual_additions_correction(lang)
    assert ["(unconfirmed)" in step.citation for step in steps] == [False, False, True, True]
    assert len(order_of_corrections(lang)) == 3
    assert all(step.what and step.how for step in (*steps, *order_of_corrections(lang)))


def test_unmatched_after_tax_goes_first_and_acp_last() -> None:
    assert "after-tax" in annual_additions_correction()[0].what
    assert "ACP" in order_of_corrections()[-1].what
