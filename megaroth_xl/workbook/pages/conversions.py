"""The sheet Conversions: the record of basis to keep, and what it adds up to on the tax return."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from megaroth_xl.texts import keys, text
from megaroth_xl.workbook.book import Book
from megaroth_xl.workbook.page import HEAD_ROW, TemplatePage
from megaroth_xl.workbook.pages.answers import Answers, year_table
from megaroth_xl.workbook.permitted import PERMITTED

__all__ = ["RECORD", "build_conversions", "list_conversions"]

RECORD_ROWS = 53
FIRST, LAST = HEAD_ROW + 1, HEAD_ROW + RECORD_ROWS
WIDTHS = {"A": 26, **dict.fromkeys("BCD", 20), "E": 14, "F": 34, "G": 3}
WIDTHS |= {"H": 8, **dict.fromkeys("IJKL", 18), "M": 11, "N": 18}
RECORD: Mapping[str, tuple[str, str, str]] = {
    "A": ("date", "date", "day"),
    "B": ("contribution", "cents", "dollars"),
    "C": ("balance", "cents", "dollars"),
    "D": ("converted", "cents", "dollars"),
    "E": ("route", "text", "route"),
    "F": ("remark", "text", "note"),
}
"""The record's typed columns: name, unit, and what each takes. A remark is for oneself."""
FOLLOWS = "H"
FOLLOWING = ("line", "basis_before", "taxable", "basis", "basis_left", "code", "form_5498")
UNITS = ("count", "cents", "cents", "cents", "cents", "word", "cents")
EXAMPLES: tuple[Mapping[str, Any], ...] = tuple(
    {
        "date": day,
        "contribution": 1250.0,
        "balance": held,
        "converted": held,
        "route": "in-plan",
        "basis_before": 1250.0,
        "taxable": taxable,
        "basis": held - taxable,
        "basis_left": 1250.0 - held + taxable,
        "code": "G",
        "line": number,
    }
    for number, (day, held, taxable) in enumerate(
        ((date(2026, 1, 9), 1250.9, 0.9), (date(2026, 1, 23), 1249.6, 0.0)), start=1
    )
)
"""Two lines that show how the record is kept, one with earnings and one with a loss."""
TOTALS = {"line_5a": "record_converted", "line_5b": "record_taxable", "left": "record_basis_left"}


def list_conversions(book: Book) -> tuple[TemplatePage, Mapping[str, str]]:
    """Begin the sheet with the record to fill in; returns it with the units of the facts."""
    page = TemplatePage(book, "conversions", WIDTHS, freeze=f"B{FIRST}")
    headings = [book.say(f"conversions.column.{name}") for name, _, _ in RECORD.values()]
    page.head(headings, "ABCD")
    units = {}
    for number in range(1, RECORD_ROWS + 1):
        for letter, (name, unit, permitted) in RECORD.items():
            address = f"{letter}{page.row}"
            page.input(address, None, unit, PERMITTED[permitted])
            if name != "remark":
                fact = f"conversion {number} {name}"
                units[fact], book.facts[fact] = unit, ("conversions", address)
        page.row += 1
    page.excel_table("ConversionRecord", f"A{HEAD_ROW}:F{LAST}")
    return page, units


def build_conversions(page: TemplatePage, answers: Answers) -> Mapping[str, str]:
    """Write what follows from the record; returns by column where it stands."""
    book = page.book
    page.row = HEAD_ROW
    blocks = page.table_of(year_table(book, "record"), RECORD_ROWS, UNITS, left=FOLLOWS)
    page.section("section.return")
    for name, item in TOTALS.items():
        page.put(f"A{page.row}", book.say(f"conversions.{name}"), "Label")
        page.put(f"B{page.row}", f"={answers.of(item)}", "Output", "cents")
        page.row += 1
    _examples(page)
    page.finish()
    typed = {
        name: page.ref(f"{letter}{FIRST}:{letter}{LAST}") for letter, (name, _, _) in RECORD.items()
    }
    return typed | {name: blocks[place] for place, name in enumerate(FOLLOWING)}


def _examples(page: TemplatePage) -> None:
    """Two lines as they would be kept: figures that no total counts."""
    book = page.book
    page.section("section.example")
    columns = [book.say(f"conversions.column.{name}") for name, _, _ in RECORD.values()]
    follows = [
        text(f"saver_tables.record.column.{n}", book.lang)
        for n in keys("saver_tables.record.column")
    ]
    page.head([*columns, None, *follows], "ABCDIJKLN")
    for example in EXAMPLES:
        units = {name: (letter, unit) for letter, (name, unit, _) in RECORD.items()}
        units |= {
            name: (chr(ord(FOLLOWS) + place), UNITS[place]) for place, name in enumerate(FOLLOWING)
        }
        for name, content in example.items():
            letter, unit = units[name]
            page.put(f"{letter}{page.row}", content, "Note", unit)
        page.row += 1
