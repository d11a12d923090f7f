"""What professional spreadsheet standards ask of a model, as far as a test can hold it.

docs/workbook.md lists the standards' points, these tests beside those that need judgment.
"""

import io
import re
import subprocess
import zipfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from shutil import which
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.formula.translate import Translator
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import range_boundaries
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.worksheet import Worksheet

from megaroth_xl import __version__
from megaroth_xl.texts import LANGUAGES, texts
from megaroth_xl.workbook.evaluation import formulas
from megaroth_xl.workbook.expressions import Call, Expression, Name, parse, parts
from megaroth_xl.workbook.inputs import INPUTS
from megaroth_xl.workbook.pages.start import TEMPLATE_VERSION
from megaroth_xl.workbook.template import Template, build_template
from tests.workbook.libreoffice import Calc
from tests.workbook.typing_in import typed_into

LINE_SHEETS = ("inputs", "results", "checks")
"""Sheets whose lines all have the same five columns."""
VOLATILE = {"OFFSET", "INDIRECT", "NOW", "TODAY", "RAND", "RANDBETWEEN", "CELL", "INFO"}
STYLES = ("Input", "Calculation", "Output", "Check Cell")
LONGEST_FORMULA = 400
"""Characters, texts in quotes left out."""
WIDEST_CHARACTER = 0.82
"""Of an average text, in the characters by which columns are measured."""


@pytest.fixture(scope="module", params=LANGUAGES)
def template(request: pytest.FixtureRequest) -> Template:
    return build_template(request.param)


@pytest.fixture(scope="module")
def data(template: Template) -> bytes:
    return template.data()


@pytest.fixture(scope="module")
def book(data: bytes) -> Workbook:
    return load_workbook(io.BytesIO(data))


@pytest.fixture(scope="module")
def archive(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


def cells(book: Workbook) -> Iterator[Cell]:
    for sheet in book:
        for row in sheet.iter_rows():
            yield from row


def filled(book: Workbook) -> list[Cell]:
    return [cell for cell in cells(book) if cell.value is not None]


def inputs(book: Workbook) -> list[Cell]:
    return [cell for cell in cells(book) if not cell.protection.locked]


def place(cell: Cell) -> str:
    return f"{cell.parent.title}!{cell.coordinate}"


def expressions(book: Workbook) -> Iterator[tuple[str, str, Expression]]:
    for sheet in book:
        for address, formula in formulas(sheet).items():
            yield f"{sheet.title}!{address}", formula.text, parse(formula.text)


def calls(expression: Expression) -> list[Call]:
    return [part for part in parts(expression) if isinstance(part, Call)]


# Structure


def test_the_first_sheet_tells_about_the_workbook_its_version_and_its_law(
    template: Template, book: Workbook
) -> None:
    words = [str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row]
    assert f"megaroth-xl template {TEMPLATE_VERSION} {template.book.lang}, {__version__}" in words
    assert "2018-2027" in words
    assert any(re.fullmatch(r"\d{4}-\d\d-\d\d", word) for word in words)
    assert "=MEGAROTH_VERSION()" in words


def test_inputs_stand_apart_from_what_follows_from_them(template: Template, book: Workbook) -> None:
    with_inputs = {cell.parent.title for cell in inputs(book)}
    sheets = ("employers", "conversions", "limits", "checklist")
    records = {template.book.title(sheet) for sheet in sheets}
    assert with_inputs == {template.book.title("inputs"), *records}


def test_lines_have_the_same_columns_on_every_sheet(template: Template, book: Workbook) -> None:
    columns = ("label", "value", "unit", "note", "source")
    expected = [template.book.say(f"column.{name}") for name in columns]
    for sheet in LINE_SHEETS:
        heads = book[template.book.title(sheet)][4]
        assert [cell.value for cell in heads[:5]] == expected


def test_nothing_leads_out_of_the_workbook(archive: dict[str, bytes]) -> None:
    assert not [name for name in archive if "externalLink" in name or "connections" in name]
    relations = b"".join(data for name, data in archive.items() if name.endswith(".rels"))
    assert b"TargetMode" not in relations


def test_nothing_is_hidden(book: Workbook) -> None:
    for sheet in book:
        assert sheet.sheet_state == "visible"
        assert not any(row.hidden for row in sheet.row_dimensions.values())
        assert not any(column.hidden for column in sheet.column_dimensions.values())
    invisible = [place(c) for c in filled(book) if c.number_format in {";;;", ";;"}]
    assert invisible == []


def test_no_name_is_unused_and_names_are_for_inputs_and_limits(book: Workbook) -> None:
    used = {
        part.name
        for _, _, expression in expressions(book)
        for part in parts(expression)
        if isinstance(part, Name)
    }
    assert set(book.defined_names) == used
    others = {name for name in used if not name.startswith("input_")}
    assert others == {"case", "limits_table"}


def test_no_used_range_is_stretched(book: Workbook) -> None:
    for sheet in book:
        _, _, right, bottom = range_boundaries(sheet.dimensions)
        values = [c for row in sheet.iter_rows() for c in row if c.value is not None or c.has_style]
        assert right == max(cell.column for cell in values)
        assert bottom == max(cell.row for cell in values)


# Inputs


def test_the_cells_of_each_kind_have_its_style(book: Workbook) -> None:
    assert {cell.style for cell in filled(book)} >= set(STYLES)
    for cell in inputs(book):
        assert cell.font.color.rgb == "FF0000CC"
        assert cell.fill.start_color.rgb == "FFFFF8DC"
        assert cell.border.left.style == "thin"


def test_every_input_has_a_prompt_and_a_refusal(book: Workbook) -> None:
    for sheet in book:
        validated: set[str] = set()
        for rule in sheet.data_validations.dataValidation:
            assert rule.prompt
            assert rule.error
            assert rule.showErrorMessage
            for block in rule.sqref.ranges:
                validated |= {f"{get_column_letter(column)}{row}" for row, column in block.cells}
        assert validated == {c.coordinate for c in inputs(book) if c.parent is sheet}


def test_unit_and_permitted_range_stand_beside_each_input(
    template: Template, book: Workbook
) -> None:
    sheet = book[template.book.title("inputs")]
    for name, entry in INPUTS.items():
        row = sheet[template.book.facts[name][1]].row
        assert sheet[f"C{row}"].value or entry.unit == "text"
        assert sheet[f"D{row}"].value


def test_examples_are_marked_as_examples(template: Template, book: Workbook) -> None:
    say = template.book.say
    mark = {"en": "example", "ko": "예시"}[template.book.lang]
    assert mark in say("inputs.description").lower()
    assert mark in say("conversions.description").lower()
    people = book[template.book.title("case")]["C4":"H4"][0]
    assert all(mark in str(person.value).lower() for person in people[1:])


def test_tables_are_tables_with_one_row_of_unique_headings(book: Workbook) -> None:
    found = {table.displayName: table for sheet in book for table in sheet.tables.values()}
    records = {"ConversionRecord", "OtherEmployers"}
    assert set(found) == {*records, "LimitsByYear", "PhaseOuts", "Sources", "TaxBrackets"}
    for table in found.values():
        headings = [column.name for column in table.tableColumns]
        assert table.headerRowCount == 1
        assert len(set(headings)) == len(headings)


def test_every_limit_has_a_dated_source(template: Template, book: Workbook) -> None:
    sheet = book[template.book.title("limits")]
    rows = list(sheet[sheet.tables["Sources"].ref])[1:]
    assert len(rows) > 30
    assert all(citation.value and checked.value for citation, _, _, checked, _ in rows)


# Formulas


def test_no_formula_is_long_nested_or_volatile(book: Workbook) -> None:
    for where, text, expression in expressions(book):
        found = calls(expression)
        assert not {call.function for call in found} & VOLATILE, where
        inner = [
            part
            for call in found
            if call.function == "IF"
            for argument in call.arguments
            for part in calls(argument)
        ]
        assert "IF" not in {call.function for call in inner}, where
        assert len(re.sub(r'"[^"]*"', "", text)) <= LONGEST_FORMULA, where


REPEATED = {"case": "B", "paychecks": "KLM", "checks": "H"}
"""The columns that repeat a formula, by sheet."""


@pytest.mark.parametrize("sheet", REPEATED)
def test_one_pattern_per_column_without_typed_over_formulas(
    sheet: str, template: Template, book: Workbook
) -> None:
    """Each is the one above moved down by a row."""
    rows = book[template.book.title(sheet)]
    for column in REPEATED[sheet]:
        written = [c for c in rows[column] if c.data_type == "f" and _repeats(c, sheet)]
        assert len(written) > 10
        for above, below in pairwise(written):
            if below.row == above.row + 1:
                moved = Translator(above.value, above.coordinate)
                assert moved.translate_formula(below.coordinate) == below.value


def _repeats(cell: Cell, sheet: str) -> bool:
    """Whether a formula is one of a column's; facts of tables are taken from where they stand."""
    return cell.row > 4 and (sheet != "case" or str(cell.value).startswith("=IF(INDEX("))


def test_rounding_is_for_display_alone(book: Workbook) -> None:
    rounded = [
        where
        for where, _, expression in expressions(book)
        if "ROUND" in {call.function for call in calls(expression)}
    ]
    assert rounded == []


# Checks


def test_the_master_check_stands_on_every_sheet_and_stays_in_view(
    template: Template, book: Workbook
) -> None:
    for sheet in book:
        assert sheet["A3"].value == f"={template.book.ref('checks', 'B6')}"
        assert int(re.sub(r"\D", "", sheet.freeze_panes)) > 3
    assert template.book.title("checks") in book.sheetnames


# Protection


def test_formulas_are_locked_inputs_are_not_and_there_is_no_password(book: Workbook) -> None:
    for sheet in book:
        assert sheet.protection.sheet
        assert sheet.protection.password is None
    key = [cell for cell in cells(book) if cell.style == "Input" and cell.protection.locked]
    assert [cell.parent for cell in key] == [book.worksheets[0]]  # in the color key
    assert {cell.style for cell in inputs(book)} == {"Input"}
    assert [place(c) for c in inputs(book) if c.data_type == "f"] == []


# Print


def test_sheets_print_whole_numbered_and_with_their_version(
    template: Template, book: Workbook
) -> None:
    for sheet in book:
        assert sheet.print_area
        assert sheet.print_title_rows
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToWidth == 1
        assert __version__ in sheet.oddFooter.left.text
        assert "&P" in sheet.oddFooter.right.text
        assert "&N" in sheet.oddFooter.right.text
        assert (
            sheet.oddFooter.center.text
            == texts()["common.page.estimate"].sentences[template.book.lang]
        )
        assert not sheet.merged_cells.ranges
        assert not sheet.sheet_view.showGridLines
        assert {selection.activeCell for selection in sheet.sheet_view.selection} == {"A1"}
    assert book.active == book.worksheets[0]


def test_numbers_are_aligned_and_negative_ones_have_one_style(book: Workbook) -> None:
    for cell in filled(book):
        if isinstance(cell.value, int | float) and cell.style in STYLES:
            assert cell.alignment.horizontal in {"right", "left"}, place(cell)
        if "Red" in cell.number_format:
            assert "[Red]-" in cell.number_format


# Charts


def test_charts_say_their_finding_and_start_at_zero(archive: dict[str, bytes]) -> None:
    charts = {name: data for name, data in archive.items() if "charts/chart" in name}
    assert len(charts) == 3
    for data in charts.values():
        title = re.search(rb"<title><tx><rich>.*?<a:t>(.*?)</a:t>", data, re.DOTALL)
        assert title
        assert not re.search(rb"[0-9$]", title[1])  # LibreOffice would keep it when figures change
        assert b"<strRef>" not in data.split(b"</title>")[0]
        assert b'<min val="0"' in data
        assert b"3D" not in data
        # Lines from day to day have a value axis across as well; none has a second one up.
        across = b"<scatterChart>" in data
        assert data.count(b"<valAx>") == 1 + across
        assert data.count(b"<title>") >= 2  # its own, and the unit of an axis


def test_charts_are_described_in_words(archive: dict[str, bytes]) -> None:
    drawings = [data for name, data in archive.items() if "drawings/drawing" in name]
    assert len(drawings) == 3
    for data in drawings:
        assert re.search(rb'descr="[^"]{40,}" id="1" name="Chart 1"', data)


# Accessibility


def test_title_and_description_stand_first(book: Workbook) -> None:
    for sheet in book:
        assert sheet["A1"].style == "Page Title"
        assert sheet["A1"].value
        assert len(sheet["A2"].value) > 30


def test_texts_contrast_with_what_is_behind_them(book: Workbook) -> None:
    pairs = {
        (cell.font.color.rgb, cell.fill.start_color.rgb if cell.fill.fill_type else "FFFFFFFF")
        for cell in filled(book)
        if cell.font.color is not None and isinstance(cell.font.color.rgb, str)
    }
    assert len(pairs) > 5
    for ink, paper in pairs:
        assert _contrast(ink[-6:], paper[-6:]) >= 4.5, (ink, paper)


def test_no_condition_is_told_by_colour_alone(book: Workbook) -> None:
    for sheet in book:
        for rules in sheet.conditional_formatting:
            for rule in rules.rules:
                only_a_line = rule.dxf.font is None and rule.dxf.border is not None
                assert only_a_line or rule.dxf.font.b


def _contrast(one: str, other: str) -> float:
    """The ratio of two colours' luminances, as WCAG 2 defines it."""

    def luminance(color: str) -> float:
        shares = [int(color[i : i + 2], 16) / 255 for i in (0, 2, 4)]
        linear = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_title_author_and_language_are_set(template: Template, book: Workbook) -> None:
    about = book.properties
    assert about.title == template.book.say("title")
    assert about.creator == f"megaroth-xl {__version__}"
    assert about.language == {"en": "en-US", "ko": "ko-KR"}[template.book.lang]


def test_texts_that_run_on_have_room_beside_them(template: Template, book: Workbook) -> None:
    for sheet in book:
        for cell in (c for row in sheet.iter_rows() for c in row):
            shown = template.values[sheet.title].get(cell.coordinate, cell.value)
            if isinstance(shown, str) and not cell.alignment.wrap_text:
                assert _width(shown) <= _room(sheet, cell), place(cell)


def _width(words: str) -> float:
    """A text's width in the characters by which columns are measured; Hangul is twice as wide."""
    return sum(1.75 if character > "\u1100" else WIDEST_CHARACTER for character in words)


def _room(sheet: Worksheet, cell: Cell) -> float:
    """The width of a cell and of the blank ones to its right, up to the page's edge."""
    width = 0.0
    printed = sheet.print_area.rpartition("!")[2].replace("$", "")
    edge = range_boundaries(printed)[2]
    last = edge if cell.column <= edge else sheet.max_column  # the lists on Case are not printed
    for column in range(cell.column, last + 1):
        if column > cell.column and sheet.cell(cell.row, column).value is not None:
            break
        width += sheet.column_dimensions[get_column_letter(column)].width
    return width


SITUATIONS: dict[str, dict[str, Any]] = {
    "a new workbook": {},
    "nothing known": {**dict.fromkeys(INPUTS), "year": 2027},
}


@pytest.mark.parametrize("situation", SITUATIONS)
def test_no_text_is_cut_off_and_no_number_too_wide(
    situation: str, calc: Calc, tmp_path: Path
) -> None:
    if which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    built = build_template(typed=typed_into(SITUATIONS[situation])).data()
    assert {sheet: rows for sheet, rows in calc.low_rows(built).items() if rows} == {}
    printed = tmp_path / "printed.pdf"
    calc.shows(built, (), printed)
    text = subprocess.run(
        ["pdftotext", "-layout", printed, "-"], capture_output=True, text=True, check=True
    ).stdout
    assert "415(c)" in text
    assert not re.findall(r"###|#N/A|#VALUE!|#REF!|#DIV/0!|Err:\d+", text)
    assert text.count("#NAME?") == 1  # Start says what it means


def test_no_array_formula_reaches_into_another_cell(book: Workbook) -> None:
    for cell in filled(book):
        if isinstance(cell.value, ArrayFormula):
            left, top, right, bottom = range_boundaries(cell.value.ref)
            block = cell.parent.iter_rows(top, bottom, left, right)
            held = [c for row in block for c in row if c.coordinate != cell.coordinate]
            # Read back, these hold nothing of their own but the values that the file carries.
            assert all(not isinstance(c.value, ArrayFormula) for c in held)


def test_the_page_of_conformity_names_each_of_these_tests() -> None:
    page = (Path(__file__).parents[2] / "docs" / "workbook.md").read_text(encoding="utf-8")
    here = Path(__file__).read_text(encoding="utf-8")
    own = set(re.findall(r"^def (test_\w+)", here, re.MULTILINE))
    own.remove("test_the_page_of_conformity_names_each_of_these_tests")
    assert {name for name in own if f"`{name}`" not in page} == set()
    elsewhere = re.findall(r"`(test_\w+)` \((test_\w+\.py)\)", page)
    for name, file in elsewhere:
        assert f"def {name}(" in (Path(__file__).parent / file).read_text(encoding="utf-8")
    named = set(re.findall(r"`(test_\w+)`", page))
    assert named == own | {name for name, _ in elsewhere}
