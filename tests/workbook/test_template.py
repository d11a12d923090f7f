import io

import pytest
from openpyxl import Workbook, load_workbook

from megaroth_xl.cells import CellError
from megaroth_xl.law.year_limits import LIMIT_RULES
from megaroth_xl.strategy.alternatives import comparison, savings_order
from megaroth_xl.texts import LANGUAGES, citation, text
from megaroth_xl.workbook.book import SHEETS
from megaroth_xl.workbook.pages.compare import STEPS, STRATEGIES
from megaroth_xl.workbook.template import Template, build_template, template_bytes


@pytest.fixture(scope="module", params=LANGUAGES)
def template(request: pytest.FixtureRequest) -> Template:
    return build_template(request.param)


@pytest.fixture(scope="module")
def shown(template: Template) -> Workbook:
    return load_workbook(io.BytesIO(template.data()), data_only=True)


def results(template: Template) -> dict[str, object]:
    """What Results shows, by the key of its label."""
    sheet = template.book.title("results")
    values = template.values[sheet]
    found: dict[str, object] = {}
    for key in ("answer_room", "answer_roth", "answer_tax", "limit", "counted", "employer_used"):
        label = template.book.say(f"results.{key}.label")
        row = next(c.row for c in template.workbook[sheet]["A"] if c.value == label)
        found[key] = values[f"B{row}"]
    return found


def test_the_same_bytes_every_time(template: Template) -> None:
    assert template_bytes(template.book.lang) == template.data()


def test_the_ten_sheets_stand_in_their_order(template: Template) -> None:
    titles = [template.book.title(sheet) for sheet in SHEETS]
    assert template.workbook.sheetnames == titles
    assert len(set(titles)) == 10


def test_no_formula_gives_an_error(template: Template) -> None:
    errors = {
        f"{sheet}!{address}": value.sentence
        for sheet, values in template.values.items()
        for address, value in values.items()
        if isinstance(value, CellError)
    }
    assert errors == {}


def test_every_formula_carries_its_value(template: Template, shown: Workbook) -> None:
    for sheet, values in template.values.items():
        for address, value in values.items():
            carried = shown[sheet][address].value
            if hasattr(carried, "year"):
                continue  # a day, which openpyxl reads as such
            assert ("" if carried is None else carried) == value, (sheet, address)


def test_the_example_person_has_the_right_room(template: Template) -> None:
    # 2026: 72,000 (Notice 2025-67) less a deferral of 24,500 and 6 percent of 250,000.
    assert results(template) == {
        "limit": 72_000,
        "counted": 24_500,
        "employer_used": 15_000,
        "answer_room": 32_500,
        "answer_roth": 57_000,
        "answer_tax": 36,  # 24 percent of the 150 earned
    }


def test_all_checks_agree(template: Template) -> None:
    title = template.book.title("checks")
    assert str(template.values[title]["B6"]).startswith("OK")


@pytest.mark.parametrize("name", LIMIT_RULES)
def test_a_limit_is_called_alike_in_the_law_and_in_the_workbook(name: str) -> None:
    assert text(f"limits.{name}") == LIMIT_RULES[name].meaning
    assert LIMIT_RULES[name].citation in citation(f"limits.{name}")


def test_strategies_and_steps_stand_in_the_order_of_the_functions() -> None:
    assert list(STRATEGIES) == [way.key for way in comparison(2026)]
    steps = savings_order(100_000, 2026, 250_000, [[1, 0.06]], debt=1_000)
    assert list(STEPS) == [step.key for step in steps]
