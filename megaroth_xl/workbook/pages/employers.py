"""The sheet Employers: other employers of the year, room with each, and a plan of one's own."""

from collections.abc import Mapping

from megaroth_xl.workbook.book import Book
from megaroth_xl.workbook.page import HEAD_ROW, TemplatePage
from megaroth_xl.workbook.pages.answers import year_table
from megaroth_xl.workbook.permitted import PERMITTED

__all__ = ["build_employers", "list_employers"]

FIRST_EMPLOYER = 2
"""The number of the first other employer; the first of all is the one of Inputs."""
OTHERS = 5
COLUMNS: Mapping[str, tuple[str, str, str]] = {
    "A": ("name", "text", "note"),
    "B": ("controlled group", "text", "note"),
    "C": ("group for 415", "text", "note"),
    "D": ("compensation", "dollars", "dollars"),
    "E": ("elective deferral", "dollars", "dollars"),
    "F": ("matching contribution", "dollars", "dollars"),
    "G": ("nonelective contribution", "dollars", "dollars"),
    "H": ("after tax contribution", "dollars", "dollars"),
    "I": ("plan cap", "dollars", "cap"),
    "J": ("owned by", "text", "note"),
    "K": ("share owned", "rate", "rate"),
}
"""Columns of the table: what is typed, its unit, and what it takes."""
WIDTHS = {"A": 38, "B": 22, "C": 30, "D": 22, **dict.fromkeys("EFGHIJ", 22), "K": 12}
PERSON_ROWS = 6
"""Deferrals elsewhere, the person's limit and three more rows, and whom to tell of an excess."""
SELF_EMPLOYED_ROWS = 12


def list_employers(book: Book) -> tuple[TemplatePage, Mapping[str, str]]:
    """Begin the sheet with the table to fill in; returns it with the units of the facts."""
    page = TemplatePage(book, "employers", WIDTHS)
    keys = [name.replace(" ", "_") for name, _, _ in COLUMNS.values()]
    page.head([book.say(f"employers.column.{key}") for key in keys], "DEFGHIK")
    units = {}
    for number in range(FIRST_EMPLOYER, FIRST_EMPLOYER + OTHERS):
        for letter, (name, unit, permitted) in COLUMNS.items():
            address = f"{letter}{page.row}"
            page.input(address, None, unit, PERMITTED[permitted])
            fact = f"employer {number} {name}"
            units[fact], book.facts[fact] = unit, ("employers", address)
        page.row += 1
    page.excel_table("OtherEmployers", f"A{HEAD_ROW}:{list(COLUMNS)[-1]}{page.row - 1}")
    return page, units


def build_employers(page: TemplatePage) -> Mapping[str, str]:
    """Write what follows; returns where rooms and the person's deferrals stand."""
    book = page.book
    page.section("section.rooms")
    rooms = page.table_of(
        year_table(book, "employers"),
        1 + OTHERS + PERSON_ROWS,
        ("one_line", "dollars", "one_line", "dollars", "one_line"),
    )
    page.section("section.own_plan")
    own = page.table_of(
        year_table(book, "self_employed"), SELF_EMPLOYED_ROWS, ("one_line", "cents"), style="Row"
    )
    page.finish()
    return {"employer_names": rooms[0], "employer_rooms": rooms[1], "own_plan": own[1]}
