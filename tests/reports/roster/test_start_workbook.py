"""The workbook to start from: what a person types into it is read back as the plan's terms."""

import io
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path

import polars as pl
import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils.cell import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from megaroth_xl.errors import PlanFileError, RosterFileError
from megaroth_xl.plan_settings import SETTINGS, Absent
from megaroth_xl.reports.roster.columns.vocabulary import understood
from megaroth_xl.reports.roster.files.cells import SheetCells
from megaroth_xl.reports.roster.plan.plan_file import read_plan
from megaroth_xl.reports.roster.roster_file import read_roster
from megaroth_xl.reports.roster.settings import CHOICES, ReadingSettings
from megaroth_xl.reports.roster.settings_file import settings_of_sheet
from megaroth_xl.reports.roster.start_workbook import start_workbook
from megaroth_xl.strategy.plan.participant_columns import COLUMNS
from megaroth_xl.strategy.plan.terms import PlanTerms
from megaroth_xl.texts import LANGUAGES, keys, text
from megaroth_xl.typed_plan import Given, plan_terms
from tests.workbook.lint import findings
from tests.workbook.test_sound_files import refused

REQUIRED = {"name": "P", "pay_periods": 24, "accepts_roth": "yes", "accepts_after_tax": "no"}


def opened(lang: str = "en") -> Workbook:
    return load_workbook(io.BytesIO(start_workbook(lang)))


def plan_sheet(workbook: Workbook, lang: str = "en") -> Worksheet:
    return workbook[text("start_workbook.sheet.plan", lang)]


def row_of(sheet: Worksheet, label: str) -> int:
    return next(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).value == label)


def filled(lang: str = "en") -> tuple[Workbook, Worksheet]:
    """A workbook in which only what is needed is filled in."""
    workbook = opened(lang)
    sheet = plan_sheet(workbook, lang)
    for name, value in REQUIRED.items():
        entry = SETTINGS[name].entry
        assert entry
        sheet.cell(row_of(sheet, entry.label(lang)), 2).value = value
    return workbook, sheet


def saved(workbook: Workbook, tmp_path: Path) -> Path:
    path = tmp_path / "start.xlsx"
    workbook.save(path)
    return path


def words_of(workbook: Workbook, formula: str) -> list[str]:
    """The cells of a list."""
    title, _, block = formula.partition("!")
    rows = workbook[title.strip("'")][block.replace("$", "")]
    return [cell.value for row in rows for cell in row]


def offered(workbook: Workbook, sheet: Worksheet) -> Iterator[tuple[str, str]]:
    """The label of each line of the plan that offers a list, with each of its words."""
    for rule in sheet.data_validations.dataValidation:
        if rule.type == "list":
            for block in rule.sqref.ranges:
                _, row, _, _ = range_boundaries(str(block))
                for word in words_of(workbook, rule.formula1):
                    yield sheet.cell(row, 1).value, word


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_file_is_sound_and_always_the_same(lang: str, tmp_path: Path) -> None:
    data = start_workbook(lang)
    assert data == start_workbook(lang)
    path = tmp_path / "start.xlsx"
    path.write_bytes(data)
    assert findings(path) == []
    assert refused(path) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_needed_is_enough(lang: str, tmp_path: Path) -> None:
    workbook, _ = filled(lang)
    plan = read_plan(saved(workbook, tmp_path))
    assert plan == PlanTerms("P", pay_periods=24, accepts_after_tax=False)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_example_is_read_as_it_is_meant(lang: str, tmp_path: Path) -> None:
    workbook = opened(lang)
    sheet = plan_sheet(workbook, lang)
    steps = [e.label(lang, 1) for e in SETTINGS["vesting"].columns.values()]
    top = row_of(sheet, text("start_workbook.plan.setting", lang))
    for row in range(top + 1, sheet.max_row + 1):
        if sheet.cell(row, 1).value not in steps:  # the other way to give the vesting
            sheet.cell(row, 2).value = sheet.cell(row, 3).value
    harbor = SETTINGS["adp_safe_harbor"].entry
    assert harbor
    sheet.cell(row_of(sheet, harbor.label(lang)), 2).value = "qaca"
    plan = read_plan(saved(workbook, tmp_path))
    for field in fields(PlanTerms):
        setting = SETTINGS[field.name]
        if setting.entry and field.name not in {"vesting", "adp_safe_harbor"}:
            assert getattr(plan, field.name) == setting.entry.example, field.name
    assert plan.match_tiers == ((1, 0.03),)
    assert plan.vesting == ((2, 0.2), (3, 0.4), (4, 0.6), (5, 0.8), (6, 1))
    assert plan.election_file == [("employee_id", "File #")]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_word_of_every_list_is_read(lang: str) -> None:
    workbook = opened(lang)
    choices = list(offered(workbook, plan_sheet(workbook, lang)))
    assert len({label for label, _ in choices}) > 20
    lines = {e.label(lang, n): (name, n) for s in SETTINGS.values() for name, n, _, e in s.cells()}
    for label, word in choices:
        name, number = lines[label]
        harbor = {"adp_safe_harbor": "traditional"} if word != "adp" else {}  # instead of the test
        given = {**REQUIRED, **harbor, name: word}
        for each in range(1, number + 1):  # only the columns of the payroll file offer lists
            given = {f"payroll column {each} holds": "name", **given}
            given[f"payroll column {each} heading"] = "H"
        plan_terms("start.xlsx", [Given(key, value, key) for key, value in given.items()])


def reading_of(lang: str, answers: Mapping[str, str]) -> ReadingSettings:
    """The settings of a workbook whose sheet Reading has some answers."""
    title = text("start_workbook.sheet.reading", lang)
    rows = [{"a": label, "b": answer} for label, answer in answers.items()]
    return settings_of_sheet(Path("start.xlsx"), title, SheetCells(pl.DataFrame(rows)))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_word_of_the_reading_is_read(lang: str) -> None:
    workbook = opened(lang)
    sheet = workbook[text("start_workbook.sheet.reading", lang)]
    choices = list(offered(workbook, sheet))
    assert len(choices) == sum(map(len, CHOICES.values())) + 2  # the decimal mark is no choice
    read = [reading_of(lang, {label: word}) for label, word in choices]
    assert len({repr(settings) for settings in read}) == len(choices)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_columns_of_the_reading_take_headings(lang: str) -> None:
    label = text("roster_columns.elective_deferral.label", lang)
    found = reading_of(lang, {label: "Pre-Tax; Roth"})
    assert found.columns == {"elective_deferral": ("Pre-Tax", "Roth")}


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"Amounts": "half"}, "Reading!B1, Amounts: is 'half': expected \"year\""),
        ({"Amount": "year"}, "Reading!B1: unknown reading setting 'Amount'; did you mean Amounts?"),
        ({"Heading row": "first"}, "Reading!B1, Heading row: is ['first']"),
        ({"As of": "June"}, "expected a day such as 2026-06-30"),
        ({"Age on December 31": "A; B"}, "expected one heading"),
    ],
)
def test_a_wrong_answer_names_its_cell(answers: dict[str, str], sentence: str) -> None:
    with pytest.raises(RosterFileError) as caught:
        reading_of("en", answers)
    assert sentence in str(caught.value)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", keys("roster_columns"))
def test_each_heading_of_the_roster_means_its_column(name: str, lang: str) -> None:
    meaning = understood(text(f"roster_columns.{name}.label", lang), 2026).meaning
    assert meaning == {"compensation": "gross_pay"}.get(name, name)


def test_lists_stand_in_cells() -> None:
    for lang in LANGUAGES:
        workbook = opened(lang)
        for sheet in workbook:
            for rule in sheet.data_validations.dataValidation:
                if rule.type == "list":
                    words = words_of(workbook, rule.formula1)
                    assert all(isinstance(word, str) and word for word in words)


def test_each_yellow_cell_of_the_plan_says_what_to_type() -> None:
    sheet = plan_sheet(opened())
    yellow = {row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 2).style == "Input"}
    asked = {
        range_boundaries(str(block))[1]
        for rule in sheet.data_validations.dataValidation
        for block in rule.sqref.ranges
        if rule.prompt
    }
    assert yellow == asked
    assert len(yellow) == sum(len(list(each.cells())) for each in SETTINGS.values())


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("pay_periods", "often", "Pay dates a year is 'often': expected a whole number"),
        ("accepts_roth", "perhaps", "Roth deferrals accepted is 'perhaps': expected yes or no"),
        ("after_tax_cap_share", 25, "for 25 percent type 25% or 0.25"),
        ("match_cap", "#N/A", "Yearly cap on the match is #N/A: expected dollars"),
        ("match_cap", "=1+1", "is a formula without a value; open the file in Excel and save it"),
        ("pay_periods", None, "Pay dates a year is missing: expected a whole number"),
    ],
)
def test_a_fault_names_its_cell(name: str, value: object, sentence: str, tmp_path: Path) -> None:
    workbook, sheet = filled()
    entry = SETTINGS[name].entry
    assert entry
    row = row_of(sheet, entry.label("en"))
    sheet.cell(row, 2).value = value
    with pytest.raises(PlanFileError) as caught:
        read_plan(saved(workbook, tmp_path))
    assert sentence in str(caught.value)
    if value is not None:
        assert f"Plan!B{row}" in str(caught.value)


def test_a_workbook_without_the_sheet_says_where_to_begin(tmp_path: Path) -> None:
    with pytest.raises(PlanFileError, match="has no sheet Plan; name the plan with --plan"):
        read_plan(saved(Workbook(), tmp_path))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_roster_has_every_column_once(lang: str) -> None:
    sheet = opened(lang)[text("start_workbook.sheet.roster", lang)]
    names = keys("roster_columns")
    assert set(COLUMNS) <= set(names)
    headings = [sheet.cell(1, place).value for place in range(1, len(names) + 1)]
    assert headings == [text(f"roster_columns.{name}.label", lang) for name in names]
    assert sheet.max_row == 1
    identity = sheet.column_dimensions["A"]
    assert identity.number_format == "@"


def test_what_is_needed_is_said() -> None:
    sheet = plan_sheet(opened())
    for name, setting in SETTINGS.items():
        if setting.absent is Absent.MISSING and setting.entry:
            note = sheet.cell(row_of(sheet, setting.entry.label("en")), 4).value
            assert note.startswith("Needed. "), name


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_roster_pasted_from_payroll_is_read_as_the_reading_says(
    lang: str, tmp_path: Path
) -> None:
    workbook, _ = filled(lang)
    reading, roster = workbook.worksheets[2], workbook.worksheets[3]
    for name, answer in (("elective_deferral", "401k; Roth"), ("hce", "High Earner")):
        label = text(f"roster_columns.{name}.label", lang)
        reading.cell(row_of(reading, label), 2).value = answer
    roster.delete_rows(1, roster.max_row)
    roster.append(("EE ID", "Gross Wages", "401k", "Roth", "ER Match", "High Earner"))
    roster.append(("1", 150_000, 12_000, 3_000, 6_000, "Y"))
    read = read_roster(saved(workbook, tmp_path), 2026)
    assert not read.account.questions
    assert (read.participants.elective_deferral, read.participants.hce) == (15_000, 1)


def test_the_commands_of_the_korean_workbook_answer_in_korean() -> None:
    sheet = load_workbook(io.BytesIO(start_workbook("ko"))).worksheets[0]
    shown = [str(cell.value) for row in sheet for cell in row if cell.value]
    commands = [words for words in shown if words.startswith("megaroth ")]
    assert len(commands) == 3
    assert all(words.endswith(" --lang ko") for words in commands)
