import io

import pytest
from openpyxl import Workbook, load_workbook

from megaroth_xl.workbook.template import template_bytes


@pytest.fixture(scope="module")
def data() -> bytes:
    return template_bytes()


@pytest.fixture(scope="module")
def shown(data: bytes) -> Workbook:
    return load_workbook(io.BytesIO(data), data_only=True)


@pytest.fixture(scope="module")
def written(data: bytes) -> Workbook:
    return load_workbook(io.BytesIO(data))


def test_the_same_bytes_every_time(data: bytes) -> None:
    assert template_bytes() == data


def test_every_formula_carries_a_value(written: Workbook, shown: Workbook) -> None:
    formulas = [
        (sheet.title, cell.coordinate)
        for sheet in written
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    assert formulas
    assert [place for place in formulas if shown[place[0]][place[1]].value is None] == []


def test_the_example_person_has_the_right_room(shown: Workbook) -> None:
    results = {row[0].value: row[1].value for row in shown["Results"].iter_rows()}
    # 2026: 72,000 (Notice 2025-67) less a deferral of 24,500 and 15,000 from the employer.
    assert results["After-tax room"] == 72_000 - 24_500 - 15_000
    # The guide's example: 24 percent of the 150 earned.
    assert results["Tax on converting"] == 36
    assert results["Stopped by"] == "415(c) dollar limit"


def test_every_input_is_unlocked_named_and_validated(written: Workbook) -> None:
    sheet = written["Inputs"]
    inputs = {c.coordinate for row in sheet.iter_rows() for c in row if c.style == "Input"}
    named = {
        name.attr_text.split("!")[1].replace("$", "")
        for key, name in written.defined_names.items()
        if key.startswith("input_")
    }
    validated = {str(a) for v in sheet.data_validations.dataValidation for a in v.sqref.ranges}
    assert inputs == named == validated
    assert all(not sheet[address].protection.locked for address in inputs)
    assert sheet.protection.sheet
    assert sheet.protection.password is None


def test_formulas_are_locked(written: Workbook) -> None:
    cells = [c for row in written["Results"].iter_rows() for c in row if c.data_type == "f"]
    assert all(cell.protection.locked for cell in cells)
