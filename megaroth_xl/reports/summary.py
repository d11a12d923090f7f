"""The summary workbook: the plan on a page, a row for each employee, limits, problems, the run."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from megaroth_xl.law.amounts import LIMITS
from megaroth_xl.law.limits import LimitsTable
from megaroth_xl.reports.cell_text import harmless, harmless_texts
from megaroth_xl.reports.design import add_styles, field, fill_rows, put, set_page
from megaroth_xl.reports.employees import COLUMNS
from megaroth_xl.reports.outcomes import Outcomes
from megaroth_xl.reports.roster import Roster, control_totals
from megaroth_xl.strategy.participants import Problem
from megaroth_xl.strategy.plan import PlanTerms
from megaroth_xl.texts import keys, text

__all__ = ["Content", "problem_frame", "summary"]

WIDTHS = {"text": 16, "word": 10, "whole": 8, "dollars": 14, "answer": 14, "long_text": 60}
WIDER = {"name": 22, "binding_limit": 24}
CONTROLLED = (
    "compensation",
    "elective_deferral",
    "matching_contribution",
    "nonelective_contribution",
    "after_tax_contribution",
    "deferral_elsewhere",
    "prior_year_compensation",
    "prior_year_wages",
)


@dataclass(frozen=True)
class Content:
    """Everything that a report says.

    Parameters
    ----------
    roster, plan, year, limits
        What was read.
    outcomes
        What each employee comes to.
    employees
        The employees' sheet (`employee_frame`).
    run
        The run's facts by the name of their text.
    lang
        "en" or "ko".
    """

    roster: Roster
    plan: PlanTerms
    year: int
    limits: LimitsTable
    outcomes: Outcomes
    employees: pl.DataFrame
    run: Mapping[str, str]
    lang: str

    def say(self, key: str, **values: object) -> str:
        """A text of the reports in the report's language."""
        return text(f"reports.{key}", self.lang, **values)


def problem_frame(problems: Iterable[Problem]) -> pl.DataFrame:
    """The problems as a frame with harmless texts."""
    rows = list(problems)
    schema = {"row": pl.Int64, "column": pl.String, "found": pl.String, "expected": pl.String}
    return harmless_texts(pl.DataFrame(rows, schema=schema, orient="row"))


def summary(content: Content) -> Workbook:
    """The summary workbook, filled."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    add_styles(workbook)
    workbook.properties.title = content.say(
        "title", year=content.year, plan=harmless(content.plan.name)
    )
    workbook.properties.creator = "megaroth-xl"
    workbook.properties.language = content.lang
    _plan_sheet(workbook, content)
    _employees_sheet(workbook, content)
    _limits_sheet(workbook, content)
    _problems_sheet(workbook, content)
    _run_sheet(workbook, content)
    return workbook


def _sheet(workbook: Workbook, content: Content, key: str) -> Worksheet:
    return workbook.create_sheet(content.say(f"sheet.{key}"))


class _Page:
    """A page that is written from top to bottom."""

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet = sheet
        self.row = 0

    def line(self, cells: Sequence[tuple[Any, str]]) -> None:
        """One row of values, each with its style; "" leaves a cell out."""
        self.row += 1
        for column, (value, style) in enumerate(cells, start=1):
            if style:
                put(self.sheet.cell(self.row, column), value, style)

    def gap(self) -> None:
        self.row += 1


def _plan_sheet(workbook: Workbook, content: Content) -> None:
    sheet = _sheet(workbook, content, "plan")
    say, roster, results = content.say, content.roster, content.outcomes
    page = _Page(sheet)
    page.line([(workbook.properties.title, "title")])
    page.line([(say("description"), "note")])
    page.line([(say("estimate"), "note")])
    if content.limits[content.year].is_projected:
        page.line([(say("projected", year=content.year), "note")])
    page.gap()

    page.line([(say("part.people"), "part")])
    left_out = len({problem.row for problem in roster.problems})
    counts = {
        "rows": roster.rows,
        "rows_left_out": left_out,
        "employees": len(roster.participants),
    }
    for key, count in counts.items():
        page.line([(say(f"line.{key}"), "text"), (count, "count")])
    page.gap()

    page.line([(say("part.totals"), "part")])
    for key, count in {
        "with_room": results.after_tax_room > 0,
        "excess_annual_addition": results.excess_annual_addition > 0,
        "excess_deferral": results.excess_deferral > 0,
        "roth_catch_up_required": results.roth_catch_up_required,
        "highly_compensated": results.highly_compensated == 1,
    }.items():
        page.line([(say(f"line.{key}"), "text"), (int(count.sum()), "count")])
    for key in ("after_tax_room", "roth_total"):
        page.line([(say(f"line.{key}"), "text"), (float(getattr(results, key).sum()), "dollars")])
    page.gap()

    page.line([(say("part.binding"), "heading"), (say("head.employees"), "heading")])
    limits, numbers = np.unique(results.binding_limit, return_counts=True)
    for limit, number in sorted(zip(limits, numbers, strict=True), key=lambda x: (-x[1], x[0])):
        page.line([(str(limit), "text"), (int(number), "count")])
    page.gap()

    heads = ("part.control", "head.in_roster", "head.reported", "head.left_out")
    page.line([(say(head), "heading") for head in heads])
    reported = control_totals(roster.participants)
    for name in CONTROLLED:
        key = f"column.{name}" if name in COLUMNS else f"line.{name}"
        whole, part = roster.totals[name], reported[name]
        amounts = [(amount, "dollars") for amount in (whole, part, whole - part)]
        page.line([(say(key), "text"), *amounts])
    sheet.column_dimensions["A"].width = 44
    for letter in "BCD":
        sheet.column_dimensions[letter].width = 20
    set_page(sheet, year=content.year, landscape=False)


def _employees_sheet(workbook: Workbook, content: Content) -> None:
    sheet = _sheet(workbook, content, "employees")
    for column, (name, style) in enumerate(COLUMNS.items(), start=1):
        put(sheet.cell(1, column), content.say(f"column.{name}"), "heading")
        put(sheet.cell(2, column), field(name), style)
        letter = sheet.cell(1, column).column_letter
        sheet.column_dimensions[letter].width = WIDER.get(name, WIDTHS[style])
    sheet.row_dimensions[1].height = 42
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = f"A1:{letter}{content.employees.height + 1}"
    set_page(sheet, year=content.year, repeat="1:1")
    fill_rows(sheet, 2, content.employees)


def _table(
    sheet: Worksheet, content: Content, headings: Mapping[str, tuple[str, int]], group: str
) -> None:
    """A heading row and a designed row below it, by column: its style and width."""
    for column, (name, (style, width)) in enumerate(headings.items(), start=1):
        put(sheet.cell(1, column), content.say(f"{group}.{name}"), "heading")
        put(sheet.cell(2, column), field(name), style)
        sheet.column_dimensions[sheet.cell(1, column).column_letter].width = width
    sheet.freeze_panes = "A2"
    set_page(sheet, year=content.year, repeat="1:1")


def _limits_sheet(workbook: Workbook, content: Content) -> None:
    sheet = _sheet(workbook, content, "limits")
    headings = {
        "name": ("text", 52),
        "section": ("text", 16),
        "dollars": ("dollars", 14),
        "status": ("word", 12),
        "citation": ("text", 28),
        "checked": ("day", 12),
    }
    _table(sheet, content, headings, "limit")
    rows = [
        {
            "name": LIMITS[name].meaning,
            "section": LIMITS[name].citation,
            "dollars": amount.dollars,
            "status": str(amount.source.status),
            "citation": amount.source.citation,
            "checked": amount.source.checked,
        }
        for name, amount in content.limits[content.year].amounts.items()
    ]
    fill_rows(sheet, 2, harmless_texts(pl.DataFrame(rows)))


def _problems_sheet(workbook: Workbook, content: Content) -> None:
    sheet = _sheet(workbook, content, "problems")
    headings = {
        "row": ("whole", 8),
        "column": ("text", 28),
        "found": ("long_text", 40),
        "expected": ("long_text", 70),
    }
    _table(sheet, content, headings, "problem")
    fill_rows(sheet, 2, problem_frame(content.roster.problems))


def _run_sheet(workbook: Workbook, content: Content) -> None:
    sheet = _sheet(workbook, content, "run")
    page = _Page(sheet)
    page.line([(content.say("sheet.run"), "title")])
    for key in keys("reports.run"):
        if key in content.run:
            line = [(content.say(f"run.{key}"), "text"), (harmless(content.run[key]), "long_text")]
            page.line(line)
    page.line([(content.say("run.harmless"), "note")])
    sheet.column_dimensions["A"].width = 30
    sheet.column_dimensions["B"].width = 80
    set_page(sheet, year=content.year, landscape=False)
