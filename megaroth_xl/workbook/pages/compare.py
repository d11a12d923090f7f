"""The sheet Compare: the other ways to save, the order to fill them, and three other savers."""

from collections.abc import Mapping

from megaroth_xl.texts import keys
from megaroth_xl.workbook.book import Book
from megaroth_xl.workbook.page import STATUS_ROW, TemplatePage
from megaroth_xl.workbook.pages.answers import year_table

__all__ = ["build_compare"]

STRATEGIES = keys("alternatives.strategy")
STEPS = keys("alternatives.step")
UNITS = ("text", "dollars", "one_line", "text", "text")
SECTIONS = {
    "strategies": ("comparison", len(STRATEGIES), 3),
    "order": ("savings_order", len(STEPS), 2),
    "profiles": ("profiles", 8, 2),
}
"""By section: the table of the year, its rows, and the lines of text in each."""


def build_compare(book: Book) -> Mapping[str, str]:
    """Write the sheet; returns where the dollars of each table stand."""
    page = TemplatePage(book, "compare", freeze=f"A{STATUS_ROW + 1}")
    at, begins = {}, 0
    for section, (table, rows, lines) in SECTIONS.items():
        begins = page.row
        page.section(f"section.{section}")
        first = page.row
        at[section] = page.table_of(year_table(book, table), rows, UNITS, style="Row Note")[1]
        for row in range(first + 1, page.row):
            page.keep_lines(row, lines)
    page.finish(begins=[begins])
    return at
