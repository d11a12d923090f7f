"""The summary workbook: the plan, a row for each employee, the plan test, limits, problems, run."""

from collections.abc import Iterable, Iterator, Mapping

import polars as pl
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from megaroth_xl.law.amounts import LIMITS
from megaroth_xl.reports.pages.plan import plan_page
from megaroth_xl.reports.pages.plan_test import (
    REFUNDS,
    plan_test_of,
    plan_test_page,
    refund_frame,
    what_if_page,
)
from megaroth_xl.reports.results.content import Content
from megaroth_xl.reports.results.employees import COLUMNS
from megaroth_xl.sheets.archive import Bytes
from megaroth_xl.sheets.cell_text import harmless
from megaroth_xl.sheets.design import Page, add_styles, field, heading_style, put, set_page
from megaroth_xl.sheets.press import Press, Rows
from megaroth_xl.strategy.participants import Problem
from megaroth_xl.texts import keys, text

__all__ = ["problem_frame", "summary"]

MOST_ROWS = 1_048_575
"""Rows of a sheet below its heading."""
SLICE = 4096
"""Rows that are printed at a time: their text stays within the processor's cache."""

WIDTHS = {
    "text": 16,
    "word": 10,
    "whole": 8,
    "share": 12,
    "dollars": 14,
    "answer": 14,
    "long_text": 60,
}
WIDER = {"name": 24, "binding_limit": 32}
LIMIT_COLUMNS = {
    "name": ("limit.name", "text", 52),
    "section": ("limit.section", "text", 16),
    "dollars": ("limit.dollars", "dollars", 16),
    "status": ("limit.status", "word", 18),
    "citation": ("limit.citation", "text", 28),
    "checked": ("limit.checked", "day", 14),
}
PROBLEM_COLUMNS = {
    "row": ("problem.row", "whole", 10),
    "column": ("problem.column", "text", 28),
    "found": ("problem.found", "long_text", 40),
    "expected": ("problem.expected", "long_text", 80),
}
EMPLOYEE_COLUMNS = {
    name: (f"column.{name}", style, WIDER.get(name, WIDTHS[style]))
    for name, style in COLUMNS.items()
}


def problem_frame(problems: Iterable[Problem]) -> pl.DataFrame:
    """The problems as a frame."""
    schema = {"row": pl.Int64, "column": pl.String, "found": pl.String, "expected": pl.String}
    return pl.DataFrame(list(problems), schema=schema, orient="row")


def summary(content: Content) -> Iterator[Bytes]:
    """The summary workbook, piece by piece."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    add_styles(workbook)
    title = content.say("title", year=content.year, plan=harmless(content.plan.name))
    workbook.properties.title = title
    workbook.properties.creator = "megaroth-xl"
    workbook.properties.language = content.lang
    rows = dict(_sheets(workbook, content))
    return Press(workbook).rows(rows)


def _sheets(workbook: Workbook, content: Content) -> Iterator[tuple[str, Rows]]:
    """Design every sheet; the titles of those with a row for each of a frame's, and the frame."""

    def sheet(key: str, number: str = "") -> Worksheet:
        return workbook.create_sheet(content.say(f"sheet.{key}") + number)

    def table(
        key: str, columns: Mapping[str, tuple[str, str, int]], frame: pl.DataFrame
    ) -> Iterator[tuple[str, Rows]]:
        for number, part in enumerate(frame.iter_slices(MOST_ROWS), start=1):
            page = sheet(key, f" {number}" if number > 1 else "")
            _design(page, content, columns, part.height)
            yield page.title, Rows(part.height, part.iter_slices(SLICE))
        if frame.is_empty():
            _design(page := sheet(key), content, columns, 0)
            yield page.title, Rows(0, [])

    plan_page(sheet("plan"), content)
    yield from table("employees", EMPLOYEE_COLUMNS, content.employees)
    found = plan_test_of(content)
    plan_test_page(sheet("plan_test"), content, found)
    if not isinstance(found, str):
        if found.acp.limit is not None and found.acp.hce_average is not None:
            what_if_page(sheet("what_if"), content)
        if found.acp.excess:
            yield from table("refunds", REFUNDS, refund_frame(content, found))
    yield from table("limits", LIMIT_COLUMNS, _limits(content))
    yield from table("problems", PROBLEM_COLUMNS, problem_frame(content.roster.problems))
    _run_page(sheet("run"), content)


def _design(
    sheet: Worksheet, content: Content, columns: Mapping[str, tuple[str, str, int]], height: int
) -> None:
    """A heading row, and below it the row that is printed for each of a frame's."""
    for column, (name, (heading, style, width)) in enumerate(columns.items(), start=1):
        put(sheet.cell(1, column), content.say(heading), heading_style(style))
        put(sheet.cell(2, column), field(name), style)
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.row_dimensions[1].height = 56
    sheet.freeze_panes = "C2" if "name" in columns and "employee_id" in columns else "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{height + 1}"
    set_page(sheet, year=content.year, repeat="1:1")


def _limits(content: Content) -> pl.DataFrame:
    amounts = content.limits[content.year].amounts
    return pl.DataFrame(
        {
            "name": LIMITS[name].meaning,
            "section": LIMITS[name].citation,
            "dollars": amount.dollars,
            "status": text(f"common.status.{amount.source.status}", content.lang),
            "citation": amount.source.citation,
            "checked": amount.source.checked,
        }
        for name, amount in amounts.items()
    )


def _run_page(sheet: Worksheet, content: Content) -> None:
    page = Page(sheet)
    page.line(content.say("sheet.run"), style="title")
    page.gap()
    for key in keys("reports.run"):
        if key in content.run:
            page.line(content.say(f"run.{key}"), (harmless(content.run[key]), "long_text"))
    page.gap()
    page.line(content.say("run.harmless"), style="note")
    sheet.column_dimensions["A"].width = 30
    sheet.column_dimensions["B"].width = 80
    set_page(sheet, year=content.year, landscape=False)
