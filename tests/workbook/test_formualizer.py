"""formualizer, a second engine that calls our functions, computes every template alike.

It gets files without a single value of a formula, so that nothing it shows can be a carried value.
Two things it does otherwise than Excel and LibreOffice, both in blocks of one array formula, whose
cells are therefore asked one by one:

- INDEX with a range of rows and of columns answers its first cell only;
- the range inside ROW() or COLUMN() counts as read, which makes a circular reference.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from importlib.util import find_spec
from typing import Any

import pytest
from openpyxl.utils.cell import column_index_from_string, coordinate_to_tuple, range_boundaries
from openpyxl.utils.datetime import to_excel
from openpyxl.worksheet.formula import ArrayFormula

from megaroth_xl.sheets.finishing import Values, workbook_bytes
from megaroth_xl.texts import LANGUAGES
from megaroth_xl.workbook.inputs import EXAMPLES
from megaroth_xl.workbook.template import Template, build_template
from tests.workbook.libreoffice import differences
from tests.workbook.test_libreoffice import SITUATIONS, typed
from tests.workbook.typing_in import SHOWN, starts

ROWS = re.compile(r"ROW\(\$([0-9]+):\$[0-9]+\)")
COLUMNS = re.compile(r"COLUMN\(\$([A-Z]+):\$[A-Z]+\)")


def one_by_one(block: ArrayFormula) -> Iterator[tuple[int, int, str]]:
    """The cells of an array formula's block, each with a formula for it alone."""
    left, top, right, bottom = range_boundaries(block.ref)
    for row in range(top, bottom + 1):
        for column in range(left, right + 1):
            yield row, column, placed(block.text, row - top, column - left)


def placed(formula: str, down: int, across: int) -> str:
    """A block's formula, for the cell so far from its corner."""
    formula = ROWS.sub(lambda first: str(int(first[1]) + down), formula)
    return COLUMNS.sub(lambda first: str(column_index_from_string(first[1]) + across), formula)


def recalculated(template: Template) -> Mapping[str, Mapping[str, Any]]:
    """What the engine shows in the cells for which the template carries values."""
    import formualizer  # noqa: PLC0415

    from tests.hosts.runners.formualizer_functions import register, shown  # noqa: PLC0415

    blank: Values = {title: {} for title in template.values}
    workbook = formualizer.Workbook.from_bytes(workbook_bytes(template.workbook, blank))
    register(workbook)
    for sheet in template.workbook.worksheets:
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            if isinstance(cell.value, ArrayFormula) and cell.value.ref != cell.coordinate:
                for row, column, formula in one_by_one(cell.value):
                    workbook.set_formula(sheet.title, row, column, formula)
    workbook.evaluate_all()

    def value(title: str, address: str) -> Any:
        found = shown(workbook.get_value(title, *coordinate_to_tuple(address)))
        if isinstance(found, (date, datetime)):
            return float(to_excel(found))  # a formula over dates answers a date
        return [found["error"]] if isinstance(found, dict) else found

    return {
        title: {address: value(title, address) for address in cells}
        for title, cells in template.values.items()
    }


@pytest.fixture(autouse=True)
def _installed() -> None:
    if find_spec("formualizer") is None:
        pytest.skip("formualizer is not installed")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("person", [*EXAMPLES, None])
def test_each_value_is_computed_alike(lang: str, person: str | None) -> None:
    said = build_template(lang).book.say
    choice = {SHOWN: said(f"people.{person}")} if person else {}
    template = build_template(lang, {**starts(), **choice})
    assert sum(map(len, template.values.values())) > 1000
    assert differences(template.values, recalculated(template)) == []


@pytest.mark.parametrize("situation", SITUATIONS)
def test_what_is_typed_is_computed_alike(situation: str) -> None:
    template = build_template(typed={**starts(), **typed(SITUATIONS[situation])})
    assert differences(template.values, recalculated(template)) == []


def test_a_falsified_value_is_caught() -> None:
    template = build_template()
    values = {title: dict(cells) for title, cells in template.values.items()}
    address = template.at["after_tax_room"].partition("!")[2].replace("$", "")
    values["Results"][address] = 32_501.0
    found = differences(values, recalculated(template))
    assert found == [f"Results!{address} carries 32501.0 and shows 32500.0"]
