import io
import zipfile

import pytest
from openpyxl import Workbook, load_workbook

from megaroth_xl.cell_errors import CellError
from megaroth_xl.law.year_limits import LIMIT_RULES
from megaroth_xl.strategy.saver.case_facts import FACTS, TABLES
from megaroth_xl.strategy.saver.case_names import meaning_of
from megaroth_xl.strategy.years_ahead.alternatives import comparison
from megaroth_xl.strategy.years_ahead.savings_order import savings_order
from megaroth_xl.texts import LANGUAGES, citation, text
from megaroth_xl.workbook.book import SHEETS
from megaroth_xl.workbook.evaluation import formulas
from megaroth_xl.workbook.inputs import EXAMPLES
from megaroth_xl.workbook.pages.compare import STEPS, STRATEGIES
from megaroth_xl.workbook.pages.inputs import CHOICE
from megaroth_xl.workbook.plain import CALL_OF_OURS
from megaroth_xl.workbook.template import Template, build_template, started, template_bytes


@pytest.fixture(scope="module", params=LANGUAGES)
def template(request: pytest.FixtureRequest) -> Template:
    return build_template(request.param)


@pytest.fixture(scope="module")
def shown(template: Template) -> Workbook:
    return load_workbook(io.BytesIO(template.data()), data_only=True)


def test_the_same_bytes_every_time(template: Template) -> None:
    assert template_bytes(template.book.lang) == template.data()


def test_the_sheets_stand_in_their_order(template: Template) -> None:
    titles = [template.book.title(sheet) for sheet in SHEETS]
    assert template.workbook.sheetnames == titles
    assert len(set(titles)) == 13


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
    expected = {
        "annual_additions_limit": 72_000,
        "counted_deferral": 24_500,
        "employer_contribution": 15_000,
        "after_tax_room": 32_500,
        "roth_total": 57_000,
        "conversion_tax": 36,  # 24 percent of the 150 earned
    }
    assert {item: template.shown(item) for item in expected} == expected


def test_few_formulas_are_ours(template: Template) -> None:
    ours = [
        (sheet.title, address)
        for sheet in template.workbook
        for address, formula in formulas(sheet).items()
        if formula.offset in {None, (0, 0)} and CALL_OF_OURS.search(formula.text)
    ]
    assert 10 < len(ours) <= 30


def test_no_list_of_the_template_is_taken_apart(template: Template) -> None:
    """Every word of every list, typed into every cell that offers it, is read as it stands."""
    book = template.book
    for (sheet, address), permitted in book.inputs.items():
        if permitted.kind != "list":
            continue
        rules = template.workbook[book.title(sheet)].data_validations.dataValidation
        rule = next(each for each in rules if address in each.cells)
        title, _, block = str(rule.formula1).partition("!")
        cells = template.workbook[title.strip("'")][block.replace("$", "")]
        offered = [cell.value for row in cells for cell in row]
        assert offered
        assert [permitted.chosen(word, book) for word in offered] == offered
        assert list(permitted.words(book)) == offered


def test_nothing_forces_a_recalculation(template: Template) -> None:
    with zipfile.ZipFile(io.BytesIO(template.data())) as archive:
        book = archive.read("xl/workbook.xml")
    assert b'fullCalcOnLoad="0"' in book


@pytest.mark.parametrize("person", EXAMPLES)
def test_an_example_person_shown_is_one_story(person: str, template: Template) -> None:
    book = template.book
    choice = {("inputs", CHOICE): book.say(f"people.{person}")}
    shown = build_template(book.lang, {**started(book.lang), **choice})
    assert str(shown.shown("master")).startswith("OK")
    assert str(shown.values[book.title("inputs")]["B7"]).endswith(book.say(f"people.{person}"))


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


ASKED_OTHERWISE = frozenset({"elective_deferral", "roth_deferral"}) | {
    *("rehire_date", "last_paycheck"),
    *("eligible", "entry_date", "excluded_class"),
}
"""The year's deferrals are typed as those so far and those to come; who comes back, or is paid
after the last day, types the number of pay dates left; and who fills in a template takes part.
"""


def test_every_fact_of_a_case_has_a_cell(template: Template) -> None:
    typed = {meaning_of(name) for name in template.book.facts}
    asked = {meant.table or meant.name for meant in typed if meant}
    assert {*FACTS, *TABLES} - asked == ASKED_OTHERWISE
    columns = {(meant.table, meant.name) for meant in typed if meant and meant.table}
    assert columns == {(table, name) for table, facts in TABLES.items() for name in facts}
