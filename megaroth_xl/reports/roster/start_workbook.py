"""The workbook to start from: instructions, the plan's terms, the reading, and the roster."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel

from megaroth_xl.plan_settings import SECTIONS, SETTINGS, Absent, Entry, EntryKind, Setting
from megaroth_xl.quantities import AGE
from megaroth_xl.reports.roster.form import Rule, add_rules
from megaroth_xl.reports.roster.settings import CHOICES
from megaroth_xl.reports.roster.settings_file import shown_word
from megaroth_xl.sheets.finishing import workbook_bytes
from megaroth_xl.sheets.furniture import set_page
from megaroth_xl.sheets.page import Page, put_heading
from megaroth_xl.sheets.styles import add_styles, dress
from megaroth_xl.strategy.plan.participant_columns import COLUMNS, ColumnKind
from megaroth_xl.texts import LANGUAGES, citation, keys, text

__all__ = ["start_workbook"]

SHEETS = ("instructions", "plan", "reading", "roster")
PLAN_WIDTHS = {"A": 52, "B": 30, "C": 30, "D": 78, "E": 36}
INSTRUCTION_WIDTHS = {"A": 50, "B": 84, "C": 38, "D": 12}
LAST_ROW = 100_001
"""The last row of the roster that asks for something; more may follow."""
COLUMN_WIDTH = 17
PAGES_ACROSS = 5
HEADING_HEIGHT = 48
FILE = "start.xlsx"
EXAMPLE_YEAR = 2026
EXAMPLE_DATE = date(1985, 7, 21)
UNITS = {
    EntryKind.DOLLARS: "dollars",
    EntryKind.SHARE: "share",
    EntryKind.RATE: "rate",
    EntryKind.RETURN: "share",
    EntryKind.COUNT: "number",
    EntryKind.NUMBER: "number",
}
AS_TEXT = "@"
"""The format of a cell that keeps what is typed: zeros in front of an ID, a day without a year."""
BOUNDS = {
    EntryKind.DOLLARS: ("decimal", "0", "1000000000000"),
    EntryKind.SHARE: ("decimal", "0", "1"),
    EntryKind.RATE: ("decimal", "0", "5"),
    EntryKind.RETURN: ("decimal", "-0.99", "1"),
    EntryKind.COUNT: ("whole", "0", "10000"),
    EntryKind.NUMBER: ("decimal", "0", "100"),
    EntryKind.TEXT: ("textLength", "0", "255"),
}
Lists = Mapping[tuple[str, ...], str]
"""By the words of a list, the cells that hold it."""


def start_workbook(lang: str = LANGUAGES[0]) -> bytes:
    """The workbook as a file's bytes; the same bytes every time.

    Parameters
    ----------
    lang
        "en" or "ko".
    """
    workbook = Workbook()
    add_styles(workbook, lang)
    workbook.properties.title = _say("properties.title", lang)
    workbook.properties.creator = "megaroth-xl"
    workbook.properties.language = lang
    workbook.active.title = _say("sheet.instructions", lang)
    for name in SHEETS[1:]:
        workbook.create_sheet(_say(f"sheet.{name}", lang))
    lists = _instructions(workbook, lang)
    _plan(workbook, lang, lists)
    _reading(workbook, lang, lists)
    _roster(workbook, lang, lists)
    workbook.active = 0
    return workbook_bytes(workbook)


def _say(key: str, lang: str, **values: object) -> str:
    return text(f"start_workbook.{key}", lang, **values)


def _page(workbook: Workbook, name: str, lang: str, widths: Mapping[str, float]) -> Page:
    page = Page(workbook[_say(f"sheet.{name}", lang)], widths)
    page.write(_say(f"{name}.title", lang), style="Page Title")
    page.write(_say(f"{name}.description", lang), style="Page Note")
    page.gap()
    return page


# Instructions


def _instructions(workbook: Workbook, lang: str) -> Lists:
    page = _page(workbook, "instructions", lang, INSTRUCTION_WIDTHS)
    say = partial(_say, lang=lang)
    page.band(say("instructions.head"))
    answered_in = "" if lang == LANGUAGES[0] else f" --lang {lang}"
    for step in keys("start_workbook.step"):
        page.write(say(f"step.{step}.title"), (say(f"step.{step}.what"), "text"), style="Label")
        if "command" in keys(f"start_workbook.step.{step}"):
            command = say(f"step.{step}.command", file=FILE, year=EXAMPLE_YEAR)
            page.write("", (command + answered_in, "one_line", "Person"))
    page.write("", (text("common.notice.disclaimer", lang), "text", "Row Note"))
    page.gap()
    page.band(say("instructions.columns"))
    heads = ("column", "meaning", "takes", "needed")
    page.headings((say(f"instructions.{head}"), "text") for head in heads)
    yes = text("plan_settings.answer.yes", lang)
    for name in keys("roster_columns"):
        needed = yes if name in COLUMNS and COLUMNS[name].required else ""
        label = text(f"roster_columns.{name}.label", lang)
        meaning = text(f"roster_columns.{name}.meaning", lang)
        takes = _takes(name, lang)
        page.write(
            label,
            (meaning, "text", "Note"),
            (takes, "text", "Note"),
            (needed, "word", "Note"),
            style="Label",
        )
    page.gap()
    page.band(say("instructions.lists"))
    page.headings((say(f"instructions.{head}"), "text") for head in ("list", "word"))
    title = _say("sheet.instructions", lang)
    lists = {}
    for label, words in _word_lists(lang):
        if words in lists:
            continue
        first = page.row
        for word in words:
            page.write(label if word == words[0] else "", (word, "text", "Note"), style="Label")
        lists[words] = f"'{title}'!$B${first}:$B${page.row - 1}"
    sheet = page.sheet
    sheet.freeze_panes = "A4"
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False
    set_page(sheet, lang, area=f"A1:D{page.row - 1}", repeat="1:3")
    return lists


def _word_lists(lang: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each list with the label of the setting that offers it first."""
    yield text("start_workbook.takes.yes_no", lang), _answers(lang, knows=True)
    for key in keys("start_workbook.reading.note"):
        if words := _reading_words(key, lang):
            yield text(f"reading.setting.{key}", lang), words
    for setting in SETTINGS.values():
        for _, number, _, entry in setting.cells():
            if number <= 1 and entry.kind in {EntryKind.WORD, EntryKind.YES_NO}:
                yield entry.label(lang, number), _words(setting, entry, lang)


def _answers(lang: str, *, knows: bool) -> tuple[str, ...]:
    names = ("yes", "no") if knows else ("yes", "no", "unknown")
    return tuple(text(f"plan_settings.answer.{name}", lang) for name in names)


def _words(setting: Setting, entry: Entry, lang: str) -> tuple[str, ...]:
    """The words that a cell of a setting offers."""
    is_open = setting.absent is Absent.UNKNOWN
    if entry.kind is EntryKind.YES_NO:
        return _answers(lang, knows=not is_open)
    unknown = (text("plan_settings.answer.unknown", lang),) if is_open else ()
    return (*(entry.word(word, lang) for word in entry.words), *unknown)


# Plan


def _plan(workbook: Workbook, lang: str, lists: Lists) -> None:
    page = _page(workbook, "plan", lang, PLAN_WIDTHS)
    heads = ("setting", "value", "example", "note", "source")
    page.headings((_say(f"plan.{head}", lang), "text") for head in heads)
    page.sheet.freeze_panes = f"B{page.row}"
    rules = []
    for section in SECTIONS:
        page.band(text(f"plan_settings.section.{section}", lang))
        for setting in SETTINGS.values():
            if setting.section == section:
                for _, number, _, entry in setting.cells():
                    rules.append(_rule(f"B{page.row}", setting, entry, lang, lists))
                    _line(page, setting, entry, number, lang)
    add_rules(page.sheet, rules, lang)
    sheet = page.sheet
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False
    set_page(sheet, lang, area=f"A1:E{page.row - 1}", repeat="1:4")


def _line(page: Page, setting: Setting, entry: Entry, number: int, lang: str) -> None:
    unit = UNITS.get(entry.kind, "text")
    key = f"plan_settings.setting.{entry.key}"
    note = text(f"{key}.note", lang)
    if setting.absent is Absent.MISSING:
        note = f"{_say('plan.needed', lang)} {note}"
    example = "" if number > 1 else _shown(entry, lang)
    cell = page.sheet.cell(page.row, 2)
    page.write(
        entry.label(lang, number),
        (None, unit, "Input"),
        (example, "one_line", "Note"),
        (note if number <= 1 else "", "text", "Note"),
        (citation(f"{key}.note") if number <= 1 else "", "text", "Note"),
        unit="text",
        style="Label",
    )
    cell.alignment = Alignment("left", "center", indent=1, wrap_text=unit == "text")
    if unit == "text":
        cell.number_format = AS_TEXT


def _shown(entry: Entry, lang: str) -> str:
    """An example as a person would type it."""
    if entry.kind is EntryKind.YES_NO:
        return _answers(lang, knows=True)[0 if entry.example else 1]
    if entry.kind is EntryKind.WORD:
        return entry.word(str(entry.example), lang)
    if isinstance(entry.example, float):
        return f"{entry.example:.2%}".replace(".00%", "%")
    return f"{entry.example:,}" if isinstance(entry.example, int) else str(entry.example)


def _rule(block: str, setting: Setting, entry: Entry, lang: str, lists: Lists) -> Rule:
    expected = text(f"plan_settings.expected.{entry.kind.value}", lang)
    prompt = f"{expected}. {text(f'plan_settings.setting.{entry.key}.note', lang)}"
    if entry.kind in {EntryKind.WORD, EntryKind.YES_NO}:
        words = _words(setting, entry, lang)
        return Rule(block, "list", (lists[words],), ", ".join(words), prompt)
    kind, *bounds = BOUNDS.get(entry.kind, ("",))
    return Rule(block, kind, bounds, expected, prompt)


# Reading


def _reading(workbook: Workbook, lang: str, lists: Lists) -> None:
    page = _page(workbook, "reading", lang, READING_WIDTHS)
    say = partial(_say, lang=lang)
    heads = ("plan.setting", "reading.answer", "plan.example", "plan.note")
    page.headings((say(head), "text") for head in heads)
    page.sheet.freeze_panes = f"B{page.row}"
    rules = []
    page.band(say("reading.settings"))
    for key in keys("start_workbook.reading.note"):
        words = _reading_words(key, lang)
        note = say(f"reading.note.{key}")
        block = f"B{page.row}"
        example = words[0] if words else READING_EXAMPLES[key]
        _answer_line(page, text(f"reading.setting.{key}", lang), example, note)
        if words:
            rules.append(Rule(block, "list", (lists[words],), ", ".join(words), note))
        else:
            rules.append(Rule(block, "", (), "", note))
    page.band(say("reading.columns"))
    for name in keys("roster_columns"):
        meaning = text(f"roster_columns.{name}.meaning", lang)
        rules.append(Rule(f"B{page.row}", "", (), "", say("reading.heading")))
        example = READING_HEADINGS.get(name, "")
        _answer_line(page, text(f"roster_columns.{name}.label", lang), example, meaning)
    add_rules(page.sheet, rules, lang)
    sheet = page.sheet
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False
    set_page(sheet, lang, area=f"A1:D{page.row - 1}", repeat="1:4")


def _answer_line(page: Page, label: str, example: str, note: str) -> None:
    cell = page.sheet.cell(page.row, 2)
    shown = (example, "one_line", "Note")
    page.write(label, (None, "text", "Input"), shown, (note, "text", "Note"), style="Label")
    cell.number_format = AS_TEXT


def _reading_words(key: str, lang: str) -> tuple[str, ...]:
    """The words that a setting of the reading offers; none where anything may be typed."""
    if key == "decimal":
        return DECIMAL_MARKS
    return tuple(shown_word(key, word, lang) for word in CHOICES.get(key, ()))


READING_WIDTHS = {"A": 52, "B": 34, "C": 34, "D": 84}
DECIMAL_MARKS = (".", ",")
READING_EXAMPLES = {
    "sheet": "Census 2026",
    "kinds": "Deduction Code",
    "kind_amounts": "Amount",
    "header_row": "5",
    "year": "2026",
    "as_of": "2026-06-30",
    "rates": "Deferral %; Match %",
    "ignore": "Net Pay",
    "company": "Example LLC",
}
READING_HEADINGS = {
    "compensation": "Gross Wages",
    "elective_deferral": "Pre-Tax; Roth",
    "name": "Last Name; First Name",
}
"""What a person might type."""


# Roster


def _takes(name: str, lang: str) -> str:
    """Return what to type into a column of the roster."""
    kind, example = _kind_of(name)
    return _say(f"takes.{kind}", lang, example=example)


def _kind_of(name: str) -> tuple[str, str]:
    column = COLUMNS.get(name)
    if name == "birth_date" or (column and column.kind is ColumnKind.DATE):
        return "date", EXAMPLE_DATE.isoformat()
    if column is None or column.kind is ColumnKind.TEXT:
        return "text", ROSTER_EXAMPLES[name]
    if column.is_yes_no:
        return "yes_no", ""
    if column.is_dollars:
        return "dollars", "24,500"
    return ("age", "40") if column.quantity is AGE else ("number", ROSTER_EXAMPLES[name])


ROSTER_EXAMPLES = {
    "employee_id": "00417",
    "name": "Kim, Jane",
    "job": "1",
    "company": "Example LLC",
    "division": "Sales",
    "status": "A",
    "family_of": "00417",
    "ownership_percent": "60",
    "pay_periods_left": "12",
}
ROSTER_BOUNDS = {
    "dollars": ("decimal", "0", "1000000000000"),
    "date": ("date", str(to_excel(date(1900, 1, 1))), str(to_excel(date(2100, 12, 31)))),
    "age": ("whole", "14", "110"),
    "number": ("decimal", "0", "366"),
}
ROSTER_UNITS = {"dollars": "cents", "date": "date", "age": "number", "number": "number"}


def _roster(workbook: Workbook, lang: str, lists: Lists) -> None:
    sheet = workbook[_say("sheet.roster", lang)]
    looks: dict[tuple[str, str], Any] = {}
    rules = []
    for place, name in enumerate(keys("roster_columns"), start=1):
        letter = get_column_letter(place)
        kind, _ = _kind_of(name)
        unit = ROSTER_UNITS.get(kind, "one_line")
        put_heading(sheet.cell(1, place), text(f"roster_columns.{name}.label", lang), "text", looks)
        column = sheet.column_dimensions[letter]
        column.width = COLUMN_WIDTH
        pattern = sheet.cell(2, place)
        dress(pattern, "Input", unit, looks)
        if kind == "text":
            pattern.number_format = AS_TEXT
        column._style = pattern._style  # noqa: SLF001 - openpyxl has no other way
        del sheet._cells[2, place]  # noqa: SLF001
        block = f"{letter}2:{letter}{LAST_ROW}"
        expected = _takes(name, lang)
        prompt = f"{text(f'roster_columns.{name}.meaning', lang)}. {expected}"
        if kind == "yes_no":
            bounds: tuple[str, ...] = ("list", lists[_answers(lang, knows=True)])
        else:
            bounds = ROSTER_BOUNDS.get(kind, ("",))
        rules.append(Rule(block, bounds[0], bounds[1:], expected, prompt))
    add_rules(sheet, rules, lang)
    sheet.row_dimensions[1].height = HEADING_HEIGHT
    sheet.freeze_panes = "C2"
    set_page(sheet, lang, repeat="1:1")
    sheet.page_setup.fitToWidth = PAGES_ACROSS
    sheet.print_title_cols = "A:B"
