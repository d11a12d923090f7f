"""The sheet Conversions: the record of basis to keep, and what it adds up to on the tax return."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from megaroth_xl.workbook.book import Book
from megaroth_xl.workbook.page import HEAD_ROW, TemplatePage
from megaroth_xl.workbook.permitted import PERMITTED, Permitted

__all__ = ["RECORD", "build_conversions"]

RECORD_ROWS = 53
WIDTHS = {"A": 30, **dict.fromkeys("BCDEFGHI", 18), "J": 11, "K": 40}
RECORD: Mapping[str, tuple[str, str, Permitted | None]] = {
    "A": ("date", "date", PERMITTED["as_of"]),
    "B": ("paid_in", "cents", PERMITTED["dollars"]),
    "C": ("balance", "cents", PERMITTED["dollars"]),
    "D": ("converted", "cents", PERMITTED["dollars"]),
    "E": ("route", "text", PERMITTED["route"]),
    "F": ("basis_before", "cents", None),
    "G": ("taxable", "cents", None),
    "H": ("basis", "cents", None),
    "I": ("basis_left", "cents", None),
    "J": ("code", "text", None),
    "K": ("remark", "text", PERMITTED["note"]),
}
"""The record's columns: name, unit, and what a typed one takes."""
EXAMPLES: tuple[Mapping[str, Any], ...] = tuple(
    {"date": day, "paid_in": 1250.0, "balance": held, "converted": held, "route": "in-plan"}
    for day, held in ((date(2026, 1, 9), 1250.9), (date(2026, 1, 23), 1249.6))
)
"""Two conversions of a new workbook's record, one with earnings and one with a loss."""
FIRST, LAST = HEAD_ROW + 1, HEAD_ROW + RECORD_ROWS


def build_conversions(book: Book) -> Mapping[str, str]:
    """Write the sheet; returns by column where the record stands."""
    page = TemplatePage(book, "conversions", WIDTHS, freeze=f"B{FIRST}")
    headings = [book.say(f"conversions.column.{name}") for name, _, _ in RECORD.values()]
    page.head(headings, "ABCDFGHI")
    for place in range(RECORD_ROWS):
        _record(page, FIRST + place, EXAMPLES[place] if place < len(EXAMPLES) else {})
    page.row = LAST + 1
    page.excel_table("ConversionRecord", f"A{HEAD_ROW}:K{LAST}")
    page.section("section.return")
    for name, column in (("line_5a", "D"), ("line_5b", "G")):
        page.put(f"A{page.row}", book.say(f"conversions.{name}"), "Label")
        page.put(f"B{page.row}", f"=SUM({column}{FIRST}:{column}{LAST})", "Output", "cents")
        page.row += 1
    page.finish()
    return {
        name: page.ref(f"{letter}{FIRST}:{letter}{LAST}") for letter, (name, _, _) in RECORD.items()
    }


def _record(page: TemplatePage, row: int, example: Mapping[str, Any]) -> None:
    """One conversion: what is typed, and what follows from it and the rows before."""
    start = {**example, "remark": page.book.say("conversions.example") if example else None}
    came_in, went_out = f"SUM(B${FIRST}:B{row})", f"SUM(H${HEAD_ROW}:H{row - 1})"
    formulas = {
        "F": f'=IF(COUNT(B{row}:D{row})=0,"",{came_in}-{went_out})',
        "G": f'=IF(ISBLANK(D{row}),"",CONVERSION_TAXABLE(D{row},F{row},C{row}))',
        "H": f'=IF(ISBLANK(D{row}),"",D{row}-G{row})',
        "I": f'=IF(F{row}="","",F{row}-N(H{row}))',
        "J": f'=IF(ISBLANK(D{row}),"","G")',
    }
    for letter, (name, unit, permitted) in RECORD.items():
        if permitted:
            page.input(f"{letter}{row}", start.get(name), unit, permitted)
        else:
            page.put(f"{letter}{row}", formulas[letter], "Calculation", unit)
