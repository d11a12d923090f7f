"""The sheet Answers: everything that the package answers for the case, in one table.

Results shows these answers under their labels; a sheet of one's own can look them up by name.
"""

from typing import NamedTuple

from megaroth_xl.strategy.saver.year import ITEMS
from megaroth_xl.texts import text
from megaroth_xl.workbook.book import Book, quoted
from megaroth_xl.workbook.page import LINE_COLUMNS, TemplatePage

__all__ = ["LAST_ITEM", "WARNING_ROWS", "Answers", "build_answers", "year_table"]

WARNING_ROWS = 14
LAST_ITEM: str = list(ITEMS)[-1]
WIDTHS = {**LINE_COLUMNS, "A": 34, "B": 60}
COLUMNS = ("item", "value", "unit", "note", "source")


def year_table(book: Book, name: str = "") -> str:
    """Return the formula for one of the tables of the case's year, or for all of its answers."""
    return f"MEGAROTH_YEAR(case,{quoted(name)},{quoted(book.lang)},limits_table)"


class Answers(NamedTuple):
    """The positions of the table's columns, as other sheets' formulas refer to them."""

    book: Book
    item: str
    value: str
    unit: str
    note: str
    source: str

    def of(self, item: str, column: str = "value") -> str:
        """The term that looks an answer up."""
        return f'INDEX({getattr(self, column)},MATCH("{item}",{self.item},0))'

    def warning(self, number: int, column: str) -> str:
        """The term that gives a part of a warning: they stand below the last answer."""
        place = f'MATCH("{LAST_ITEM}",{self.item},0)+{number}'
        return f"INDEX({getattr(self, column)},{place})"

    @property
    def warnings(self) -> str:
        """The term that counts the warnings."""
        return f"COUNTIF({self.unit},{quoted(text('answers.unit.warning', self.book.lang))})"


def build_answers(book: Book) -> Answers:
    """Write the sheet."""
    page = TemplatePage(book, "answers", WIDTHS)
    first = page.row + 1
    rows = len(ITEMS) + WARNING_ROWS
    blocks = page.table_of(
        year_table(book), rows, ("one_line", "text", "one_line", "text", "text"), style="Row Note"
    )
    for row, (unit, _) in enumerate(ITEMS.values(), start=first):
        if unit != "text":
            page.put(f"B{row}", None, "Row Note", unit)
    for place in range(rows):
        has_words = place >= len(ITEMS) or list(ITEMS)[place] == "route"
        page.keep_lines(first + place, 3 if has_words else 2)
    page.finish(last_row=first + len(ITEMS) - 1)  # Results prints the warnings
    return Answers(book, *(blocks[place] for place in range(len(COLUMNS))))
