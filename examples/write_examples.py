"""Writes the workbooks of the examples: formulas in cells, and filled templates.

``python examples/write_examples.py`` writes them; a test compares them with what this would write.
"""

import csv
import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from megaroth_xl.files import write_whole
from megaroth_xl.sheets.finishing import workbook_bytes
from megaroth_xl.sheets.styles import add_styles, dress
from megaroth_xl.workbook.book import Book
from megaroth_xl.workbook.evaluation import formula_values
from megaroth_xl.workbook.inputs import Typed
from megaroth_xl.workbook.pages.inputs import CHOICE
from megaroth_xl.workbook.template import lay_out, started, template_bytes

HERE = Path(__file__).parent
SAVERS = ("Pay of $300,000", "Match of 6% of pay")
FACTS = (
    ("Year", "year", (2024, 2024)),
    ("Pay", "dollars", (300_000, 250_000)),
    ("Pre-tax and Roth deferrals", "dollars", (23_000, 23_000)),
    ("Company match", "dollars", (12_000, '=EMPLOYER_MATCH(C5,C6,"100% up to 6%",C4)')),
)
ANSWERS = (
    ("After-tax room", "dollars", "=MEGAROTH_HEADROOM({c}6,{c}7,{c}4,,,{c}5)"),
    ("Stopped by", "text", "=MEGAROTH_BINDING_LIMIT({c}6,{c}7,{c}4,,,{c}5)"),
    ("Per paycheck, 24 a year", "cents", "=AFTER_TAX_PER_PAYCHECK({c}8,24)"),
    ("Roth money, if the deferrals are Roth", "dollars", "=MEGAROTH_ROTH_TOTAL({c}6,{c}7,{c}4)"),
    ("Tax if converted at once: $150 earned", "dollars", "=CONVERSION_TAX({c}8,150,24%)"),
    ("Tax after a year: $3,000 earned", "dollars", "=CONVERSION_TAX({c}8,3000,24%)"),
)
"""What is asked, with its formula for the column `c`."""


def room_workbook() -> bytes:
    """How much more fits into a 401(k), asked with formulas in cells, for two savers."""
    workbook = Workbook()
    add_styles(workbook, "en")
    sheet = workbook.worksheets[0]
    sheet.title = "Room"
    workbook.properties.title = "How much more fits into a 401(k)"
    _put(sheet, "A1", "How much more can I put in?", "Page Title", "one_line")
    sheet.row_dimensions[1].height = 30
    for column, words in zip("ABCD", ("", *SAVERS, "Formula in column B"), strict=True):
        _put(sheet, f"{column}3", words, "Table Head")
    for row, (label, unit, values) in enumerate(FACTS, start=4):
        _put(sheet, f"A{row}", label, "Label")
        for column, value in zip("BC", values, strict=True):
            is_formula = isinstance(value, str)
            _put(sheet, f"{column}{row}", value, "Calculation" if is_formula else "Input", unit)
    for row, (label, unit, formula) in enumerate(ANSWERS, start=4 + len(FACTS)):
        _put(sheet, f"A{row}", label, "Label")
        for column in "BC":
            _put(sheet, f"{column}{row}", formula.format(c=column), "Output", unit)
        _put(sheet, f"D{row}", formula.format(c="B"), "Label")
        sheet[f"D{row}"].data_type = "s"
    for column, width in zip("ABCD", (40, 24, 24, 50), strict=True):
        sheet.column_dimensions[column].width = width
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    return workbook_bytes(workbook, formula_values(workbook))


def _put(sheet: Worksheet, address: str, value: object, style: str, unit: str = "text") -> None:
    cell = sheet[address]
    cell.value = value
    dress(cell, style, unit)


def filled(case: str, lang: str) -> bytes:
    """The template with the facts of a case in its yellow cells, and no others."""
    book = Book(lang)
    lay_out(book)
    with (HERE / case / "case.csv").open(encoding="utf-8", newline="") as file:
        given = {name: value for name, value in csv.reader(file) if name not in NOT_IN_THE_TEMPLATE}
    typed = {book.facts[name]: _typed(value, book) for name, value in given.items()}
    limits = {place: value for place, value in started(lang).items() if place[0] == "limits"}
    return template_bytes(lang, limits | typed | {("inputs", CHOICE): book.people[0]})


def _typed(value: str, book: Book) -> Typed:
    """A fact as a person types it into its cell."""
    if value in {"yes", "no"}:
        return book.word(value)
    if value.endswith("%"):
        return float(value.removesuffix("%")) / 100
    if re.fullmatch(r"[\d.]+", value):
        return float(value)
    return date.fromisoformat(value) if re.match(r"\d{4}-", value) else value


NOT_IN_THE_TEMPLATE = {"after_tax_cap"}
"""That there is no such cap is a blank there."""
WORKBOOKS: Mapping[str, Callable[[], bytes]] = {
    "01-high-earner/room.xlsx": room_workbook,
    "01-high-earner/planner.xlsx": partial(filled, "01-high-earner", "en"),
    "02-mid-year/planner-ko.xlsx": partial(filled, "02-mid-year", "ko"),
}
"""What makes each of them."""


if __name__ == "__main__":
    for name, make in WORKBOOKS.items():
        write_whole(HERE / name, make())
        print(HERE / name)
