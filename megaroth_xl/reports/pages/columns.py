"""A table with a row for each row of a frame: its columns, and the row designed for all of them."""

from collections.abc import Container, Mapping
from typing import NamedTuple, Protocol

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from megaroth_xl.sheets.furniture import set_page
from megaroth_xl.sheets.page import Page, field
from megaroth_xl.strategy.plan.terms import PlanTerms
from megaroth_xl.texts import text

__all__ = ["SheetColumn", "design_table"]

WHO = ("employee_id", "name")
"""Columns whose texts take as many lines as they need, so that none is cut in print."""
HEAD_HEIGHT = 60
"""Points: four lines."""
SCALE = 75
"""Percent at which a group of columns fits on a page."""
HEADER = "&B{title}&B\n{of}\n{about}"
"""At the head of each printed page: what it is, of which plan and year, and what its rows are."""
MOST_HEADER = 240
"""Characters of that; Excel takes 255."""
HEADER_MARGINS = (0.3, 0.95)
"""Inches from the edge to the first line, and to the table below them."""


class SheetColumn(NamedTuple):
    """A column of a table.

    Parameters
    ----------
    heading
        The key of its heading among the texts of the reports.
    unit, width
        Of its cells; the width in characters.
    style
        The named style of its cells.
    """

    heading: str
    unit: str
    width: int
    style: str = "Body"


class Speaker(Protocol):
    """The words of a report, in its language."""

    @property
    def year(self) -> int:
        """The calendar year."""

    @property
    def lang(self) -> str:
        """The language."""

    @property
    def plan(self) -> PlanTerms:
        """The plan."""

    def say(self, key: str, **values: object) -> str:
        """A text of the report's."""


def design_table(
    sheet: Worksheet,
    content: Speaker,
    columns: Mapping[str, SheetColumn],
    height: int,
    breaks: Container[str] = (),
    *,
    about: str = "",
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
    breaks
        Columns with which another printed page begins; the columns of id and name stand on each.
    about
        What the rows are, in a sentence at the head of each printed page.
    """
    letters = [get_column_letter(number) for number in range(1, len(columns) + 1)]
    widths = [column.width for column in columns.values()]
    page = Page(sheet, dict(zip(letters, widths, strict=True)))
    page.headings((content.say(each.heading), each.unit) for each in columns.values())
    first, *others = (
        (field(name), "text" if name in WHO else each.unit, each.style)
        for name, each in columns.items()
    )
    page.write(first[0], *others, unit=first[1], style=first[2])
    sheet.row_dimensions[1].height = HEAD_HEIGHT
    sheet.freeze_panes = "C2" if "name" in columns and "employee_id" in columns else "A2"
    sheet.auto_filter.ref = f"A1:{letters[-1]}{height + 1}"
    set_page(sheet, content.lang, year=content.year, repeat="1:1")
    sheet.page_margins.header, sheet.page_margins.top = HEADER_MARGINS
    sheet.oddHeader.left.text = _header(sheet.title, content, about)
    pages = [place for place, name in enumerate(columns) if name in breaks]
    if pages:
        sheet.print_title_cols = "A:B"
        sheet.sheet_properties.pageSetUpPr.fitToPage = False
        sheet.page_setup.fitToWidth = sheet.page_setup.fitToHeight = None
        sheet.page_setup.scale = SCALE
        for place in pages:
            sheet.col_breaks.append(Break(id=place))


def _header(title: str, content: Speaker, about: str) -> str:
    """Return what stands at the head of each printed page; a long plan name is cut."""
    plan = content.plan.name
    empty = HEADER.format(title=title, of=_of("", content), about=about)
    left = MOST_HEADER - len(empty.replace("&", "&&"))
    shown = plan if len(plan) <= left else f"{plan[: max(left - 1, 0)]}\u2026"
    parts = {"title": title, "of": _of(shown, content), "about": about}
    return HEADER.format(**{name: part.replace("&", "&&") for name, part in parts.items()})


def _of(plan: str, content: Speaker) -> str:
    return text("common.page.of", content.lang, plan=plan, year=content.year)
