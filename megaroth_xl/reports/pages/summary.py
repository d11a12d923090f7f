"""The summary workbook: the plan, a row for each employee, the plan test, limits, problems, run."""

from collections.abc import Container, Iterable, Iterator, Mapping

import polars as pl
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from megaroth_xl.law.year_limits import LIMIT_RULES
from megaroth_xl.reports.pages.account import account_page
from megaroth_xl.reports.pages.columns import SheetColumn, design_table
from megaroth_xl.reports.pages.meeting import meeting_page
from megaroth_xl.reports.pages.plan import plan_page
from megaroth_xl.reports.pages.plan_test import plan_test_columns, plan_test_page, what_if_page
from megaroth_xl.reports.results.content import Content, Table
from megaroth_xl.sheets.archive import Bytes
from megaroth_xl.sheets.cell_text import harmless
from megaroth_xl.sheets.furniture import set_page
from megaroth_xl.sheets.page import Page
from megaroth_xl.sheets.press import Press, Rows
from megaroth_xl.sheets.styles import add_styles
from megaroth_xl.strategy.plan.problem import Problem
from megaroth_xl.strategy.pretest.what_if import what_ifs
from megaroth_xl.texts import keys, text

__all__ = ["problem_frame", "summary"]

RUN_WIDTHS = {"A": 30, "B": 80}
MOST_ROWS = 1_048_575
"""Rows of a sheet below its heading."""
SLICE = 16_384
"""Rows that are printed at a time."""

WIDTHS = {
    "one_line": 16,
    "word": 10,
    "years": 8,
    "share": 12,
    "cents": 15,
    "text": 60,
}
ANSWER = "after_tax_room"
"""The column that stands out."""
WIDER = {"name": 24, "binding_limit": 32}
EMPLOYEE_BREAKS = frozenset(
    {"after_tax_contribution", "after_tax_election", "roth_catch_up_required"}
)
PARTICIPANT_BREAKS = frozenset({"after_tax_contribution", "adp_deferral"})
CORRECTION_BREAKS = frozenset({"earnings", "without_excise_tax"})
"""Columns with which another printed page begins."""
LIMIT_COLUMNS = {
    "name": SheetColumn("limit.name", "text", 52),
    "section": SheetColumn("limit.section", "one_line", 16),
    "dollars": SheetColumn("limit.dollars", "cents", 16),
    "status": SheetColumn("limit.status", "word", 18),
    "citation": SheetColumn("limit.citation", "one_line", 28),
    "checked": SheetColumn("limit.checked", "date", 14),
}
PROBLEM_COLUMNS = {
    "roster": SheetColumn("problem.roster", "one_line", 28),
    "row": SheetColumn("problem.row", "number", 10),
    "cell": SheetColumn("problem.cell", "one_line", 10),
    "column": SheetColumn("problem.column", "one_line", 28),
    "found": SheetColumn("problem.found", "text", 40),
    "expected": SheetColumn("problem.expected", "text", 80),
}


def problem_frame(problems: Iterable[Problem], lang: str) -> pl.DataFrame:
    """The problems as a frame in a language; the roster of each where there are several."""
    kinds = {name: pl.Int64() if name == "row" else pl.String() for name in Problem._fields}
    rows = [problem.said(lang) for problem in problems]
    frame = pl.DataFrame(rows, schema=kinds, orient="row").select(list(PROBLEM_COLUMNS))
    return frame if (frame["roster"] != "").any() else frame.drop("roster")


def summary(content: Content) -> Iterator[Bytes]:
    """The summary workbook, piece by piece."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    add_styles(workbook, content.lang)
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
        key: str, columns: Mapping[str, SheetColumn], whole: Table, breaks: Container[str] = ()
    ) -> Iterator[tuple[str, Rows]]:
        for number, start in enumerate(range(0, whole.height, MOST_ROWS), start=1):
            stop = min(start + MOST_ROWS, whole.height)
            page = sheet(key, f" {number}" if number > 1 else "")
            about = content.say(f"about.{key}")
            design_table(page, content, columns, stop - start, breaks, about=about)
            yield page.title, Rows(stop - start, _sliced(whole.rows(start, stop)))
        if not whole.height:
            none = f"{content.say(f'about.{key}')}\n{content.say('about.nobody')}"
            design_table(page := sheet(key), content, columns, 0, about=none)
            yield page.title, Rows(0, [])

    meeting_page(workbook.create_sheet(text("meeting.sheet", content.lang)), content)
    if accounts := content.facts.accounts:
        page = workbook.create_sheet(text("meeting.reading_sheet", content.lang))
        account_page(page, accounts, year=content.year, lang=content.lang)
    plan_test_page(sheet("plan_test"), content)
    if ways := what_ifs(content.plan_test):
        what_if_page(sheet("what_if"), content, ways)
    refunds, tested = content.corrections, content.participants
    if refunds.height:
        yield from table("refunds", plan_test_columns(refunds.units), refunds, CORRECTION_BREAKS)
    yield from table("participants", plan_test_columns(tested.units), tested, PARTICIPANT_BREAKS)
    columns = _employee_columns(content.employees.units)
    yield from table("employees", columns, content.employees, EMPLOYEE_BREAKS)
    plan_page(sheet("plan"), content)
    yield from table("limits", LIMIT_COLUMNS, _whole(_limits(content)))
    problems = problem_frame(content.facts.problems, content.lang)
    if not problems.is_empty():
        shown = {name: PROBLEM_COLUMNS[name] for name in problems.columns}
        yield from table("problems", shown, _whole(problems))
    _run_page(sheet("run"), content)


def _employee_columns(units: Mapping[str, str]) -> Mapping[str, SheetColumn]:
    return {
        name: SheetColumn(
            f"column.{name}",
            unit,
            WIDER.get(name, WIDTHS[unit]),
            "Output" if name == ANSWER else "Body",
        )
        for name, unit in units.items()
    }


def _whole(frame: pl.DataFrame) -> Table:
    return Table(frame.height, lambda: iter([frame]))


def _sliced(frames: Iterable[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    for frame in frames:
        yield from frame.iter_slices(SLICE)


def _limits(content: Content) -> pl.DataFrame:
    amounts = content.limits[content.year].amounts
    return pl.DataFrame(
        {
            "name": text(f"limits.{name}", content.lang),
            "section": LIMIT_RULES[name].citation,
            "dollars": amount.dollars,
            "status": text(f"common.status.{amount.source.status}", content.lang),
            "citation": amount.source.citation,
            "checked": amount.source.checked,
        }
        for name, amount in amounts.items()
    )


def _run_page(sheet: Worksheet, content: Content) -> None:
    page = Page(sheet, RUN_WIDTHS)
    page.write(content.say("sheet.run"), style="Page Title")
    page.gap()
    for key in keys("reports.run"):
        if key in content.run:
            page.write(content.say(f"run.{key}"), (harmless(content.run[key]), "text"))
    page.gap()
    page.write(content.say("run.harmless"), style="Page Note")
    set_page(sheet, content.lang, year=content.year, upright=True, whole_pages=True)
