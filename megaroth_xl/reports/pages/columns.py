"""A table with a row for each row of a frame: its columns, and the row designed for all of them."""

from collections.abc import Mapping
from typing import NamedTuple

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from megaroth_xl.reports.results.content import Content
from megaroth_xl.sheets.furniture import set_page
from megaroth_xl.sheets.page import Page, field

__all__ = ["Column", "design_table"]

HEAD_HEIGHT = 60
"""Points: four lines."""


class Column(NamedTuple):
    """A column of a table.

    Parameters
    ----------
    heading
        The key of its heading among the texts of the reports.
    unit
        Of its cells.
    width
        In characters.
    style
        The named style of its cells.
    """

    heading: str
    unit: str
    width: int
    style: str = "Body"


def design_table(
    sheet: Worksheet, content: Content, columns: Mapping[str, Column], height: int
) -> None:
    """Write a heading row, and below it the row that stands for each of a frame's.

    Parameters
    ----------
    sheet
        A new sheet.
    content
        What the report says.
    columns
        By the frame's column.
    height
        The frame's.
    """
    letters = [get_column_letter(number) for number in range(1, len(columns) + 1)]
    widths = [column.width for column in columns.values()]
    page = Page(sheet, dict(zip(letters, widths, strict=True)))
    page.headings((content.say(each.heading), each.unit) for each in columns.values())
    first, *others = ((field(name), each.unit, each.style) for name, each in columns.items())
    page.write(first[0], *others, unit=first[1], style=first[2])
    sheet.row_dimensions[1].height = HEAD_HEIGHT
    sheet.freeze_panes = "C2" if "name" in columns and "employee_id" in columns else "A2"
    sheet.auto_filter.ref = f"A1:{letters[-1]}{height + 1}"
    set_page(sheet, content.lang, year=content.year, repeat="1:1")
