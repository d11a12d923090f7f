"""LibreOffice, asked to compute everything anew, shows what the files carry and Python computes."""

from pathlib import Path
from typing import Any

import pytest

from megaroth_xl.sheets.finishing import workbook_bytes
from megaroth_xl.texts import LANGUAGES
from megaroth_xl.workbook.filled import computed, read_filled
from megaroth_xl.workbook.inputs import EXAMPLES, INPUTS
from megaroth_xl.workbook.template import Template, build_template
from tests.workbook.libreoffice import Calc, differences
from tests.workbook.typing_in import SHOWN, place_of, starts, titled

OWN_YEAR = {
    "L4": "2028",
    **{f"L{row}": dollars for row, dollars in enumerate((26_000, 8_500, 12_000, 77_000), start=5)},
    "L9": 385_000,
    "L10": 170_000,
    "L11": 160_000,
    "L12": 200_000,
    **{f"L{row}": dollars for row, dollars in enumerate((7_500, 1_100, 4_600, 9_200), start=13)},
    "L17": 1_000,
}
"""Limits of 2028, typed into the first free column."""

SITUATIONS: dict[str, dict[str, Any]] = {
    "nothing but the year is known": {**dict.fromkeys(INPUTS), "year": 2026},
    "a projected year, from 50, an excess, a plan without a route": {
        "year": 2027,
        "as_of": 46_568,  # June 30, 2027, as cells count days
        "age": 50,
        "compensation": 500_000,
        "pay_to_date": 245_000,
        "pay_frequency": "semimonthly",
        "first_pay_date": 46_402,  # January 15, 2027
        "roth_deferral_to_date": 34_000,
        "deferral_to_come": 6_000,
        "match_to_date": 14_000,
        "nonelective_contribution": 40_000,
        "after_tax_contribution": 12_000,
        "matches_after_tax": "yes",
        "accepts_after_tax": "no",
        "prior_year_wages": 300_000,
        "earnings": -400,
        "annual_return": 0,
        "debt": 20_000,
        "employer 2 name": "Before",
        "employer 2 compensation": 90_000,
        "employer 2 elective deferral": 8_000,
        "conversion 1 contribution": 1_000,
        "conversion 1 balance": 1_010,
        "conversion 1 converted": 1_010,
    },
    "pay above the limit, three tiers, a bonus, a raise, a business of one's own": {
        "compensation": 520_000,
        "as_of": 46_053,  # January 31, 2026
        "pay_to_date": 30_000,
        "raise 1 date": 46_204,  # July 1, 2026
        "raise 1 pay per period": 19_000,
        "bonus 1 date": 46_096,  # March 15, 2026
        "bonus 1 amount": 60_000,
        "bonus 1 deferral rate": 0.1,
        "bonus 1 after tax rate": 0.05,
        "match tier 2 rate": 0.5,
        "match tier 2 up to": 0.08,
        "match_pay_limit": "annual",
        "match_cap": 15_000,
        "true_up": "yes",
        "match_to_date": 1_000,
        "deferral_to_come": None,
        "deferral_rate": 0.1,
        "after_tax_cap": None,
        "after_tax_cap_share_per_period": 0.1,
        "net_profit": 40_000,
        "self_employed_deferral": 0,
    },
    "a year of one's own": {
        "year": 2028,
        "as_of": None,
        "deferral_to_come": 26_000,
        "pay_frequency": None,
        "first_pay_date": None,
        "pay_periods": 53,
        "pay_periods_left": 53,
    },
}


def typed(values: dict[str, Any]) -> dict[tuple[str, str], Any]:
    cells = {place_of(name): value for name, value in values.items()}
    if values.get("year") == 2028:
        cells |= {("limits", address): value for address, value in OWN_YEAR.items()}
    return cells


@pytest.fixture(scope="module")
def template() -> Template:
    return build_template()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_value_carried_is_what_a_recalculation_shows(lang: str, calc: Calc) -> None:
    built = build_template(lang)
    shown = calc.shows(built.data())
    assert sum(map(len, built.values.values())) > 1000
    assert differences(built.values, shown) == []


@pytest.mark.parametrize("person", EXAMPLES)
def test_each_example_person_is_shown_as_computed(
    person: str, template: Template, calc: Calc
) -> None:
    choice = {SHOWN: template.book.say(f"people.{person}")}
    expected = build_template(typed={**starts(), **choice})
    assert str(expected.shown("master")).startswith("OK")
    assert differences(expected.values, calc.shows(template.data(), titled(choice))) == []


@pytest.mark.parametrize("situation", SITUATIONS)
def test_what_is_typed_is_shown_as_computed(
    situation: str, template: Template, calc: Calc, tmp_path: Path
) -> None:
    cells = typed(SITUATIONS[situation])
    expected = build_template(typed={**starts(), **cells})
    assert str(expected.shown("master")).startswith("OK")
    saved = tmp_path / "saved.xlsx"
    assert differences(expected.values, calc.shows(template.data(), titled(cells), saved)) == []
    # What LibreOffice saved is read, and computed, as what was typed.
    assert computed(read_filled(saved)).data() == expected.data()


def test_a_falsified_value_is_caught(template: Template, calc: Calc) -> None:
    values = {title: dict(cells) for title, cells in template.values.items()}
    address = template.at["after_tax_room"].partition("!")[2].replace("$", "")
    values["Results"][address] = 32_501.0
    shown = calc.shows(workbook_bytes(template.workbook, values))
    expected = [f"Results!{address} carries 32501.0 and shows 32500.0"]
    assert differences(values, shown) == expected
