"""The workbook of a reconciled payroll: what to do first, then each finding and each person."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import polars as pl
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from megaroth_xl.reports.pages.account import account_page
from megaroth_xl.reports.pages.columns import SheetColumn, design_table
from megaroth_xl.reports.results.payroll_findings import FINDINGS, PERSONS, PayrollContent
from megaroth_xl.sheets.archive import Bytes
from megaroth_xl.sheets.cell_text import harmless
from megaroth_xl.sheets.furniture import set_page
from megaroth_xl.sheets.page import Page
from megaroth_xl.sheets.press import Press, Rows
from megaroth_xl.sheets.styles import add_styles
from megaroth_xl.strategy.plan.paid_dates import Departs
from megaroth_xl.texts import text

__all__ = ["FindingTotals", "compared", "counts", "tasks", "verdict", "workbook_pieces"]

WIDTHS = {"A": 94, "B": 12, "C": 12, "D": 16}
SHOWN = ("employee_id", "name", "pay_date", "rows", "what", "found", "expected", "what_to_do")
"""Columns of findings on their sheet; the others are in the data file."""
WIDE = {"what": 34, "what_to_do": 58, "name": 22, "rows": 9, "pay_date": 12}
COLUMN_WIDTHS = {"one_line": 13, "date": 12, "cents": 13, "text": 30, "number": 9}
MOST_ROWS = 1_048_575
"""Rows of a sheet below its heading."""
ORDER = tuple(Departs)


class FindingTotals(NamedTuple):
    """A kind of finding, and how much of it there is.

    Parameters
    ----------
    what, to_do
        In words.
    findings, persons
        How many.
    dollars
        By how much found and expected are apart, added up; None where nothing is expected.
    """

    what: str
    to_do: str
    findings: int
    persons: int
    dollars: float | None


def tasks(findings: pl.DataFrame) -> Iterator[FindingTotals]:
    """The kinds of findings, what has to be corrected first."""
    order = {kind.value: place for place, kind in enumerate(ORDER)}
    kinds = findings.group_by("finding", maintain_order=True).agg(
        pl.col("what").first(),
        pl.col("what_to_do").first(),
        findings=pl.len(),
        persons=pl.col("employee_id").n_unique(),
        dollars=pl.when(pl.col("difference").is_not_null().any()).then(
            pl.col("difference").abs().sum()
        ),
    )
    for row in sorted(
        kinds.iter_rows(named=True), key=lambda r: order.get(r["finding"], len(order))
    ):
        yield FindingTotals(
            row["what"], row["what_to_do"], row["findings"], row["persons"], row["dollars"]
        )


def counts(content: PayrollContent) -> Iterator[str]:
    """Yield how much was judged, and how many employees have no finding."""
    found = content.found
    persons, dates = f"{found.persons.height:,}", f"{found.dates:,}"
    yield content.say("counts", persons=persons, dates=dates, day=content.day or "-")
    clean = f"{int((found.persons['findings'] == 0).sum()):,}"
    yield content.say("clean", clean=clean, persons=persons)


def verdict(content: PayrollContent) -> str:
    """Return what is said where nothing was found; "" where something was, or nobody was judged."""
    found = content.found
    if found.findings.height or not found.dates:
        return ""
    compared_all = min(found.compared_deferrals, found.compared_after_tax) == found.dates
    is_all = compared_all and found.has_match and not content.account.left_out
    return content.say("none" if is_all else "nothing_found")


def compared(content: PayrollContent) -> Iterator[tuple[str, str]]:
    """Yield what was compared, and how far."""
    found = content.found
    for name, count in (
        ("deferrals", found.compared_deferrals),
        ("after_tax", found.compared_after_tax),
    ):
        values = {"count": f"{count:,}", "dates": f"{found.dates:,}"}
        how = content.say("of_dates", **values) if count else content.say("no_elections")
        yield content.say(f"compared_{name}"), how
    given = "match_trued_up" if content.plan.true_up else "match_given"
    yield content.say("compared_match"), content.say(given if found.has_match else "match_absent")
    whole = "limits_whole_year" if found.is_whole_year else "limits_so_far"
    yield content.say("compared_limits"), content.say(whole)


def workbook_pieces(content: PayrollContent) -> Iterator[Bytes]:
    """The workbook, piece by piece."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    add_styles(workbook, content.lang)
    workbook.properties.title = _title(content)
    workbook.properties.creator = "megaroth-xl"
    workbook.properties.language = content.lang
    _summary(workbook.create_sheet(content.say("sheet.summary")), content)
    findings = content.found.findings.select(SHOWN)
    rows = dict(_table(workbook, content, "findings", findings, FINDINGS))
    rows |= _table(workbook, content, "persons", content.found.persons, PERSONS)
    account_page(
        workbook.create_sheet(text("meeting.reading_sheet", content.lang)),
        [content.account],
        year=content.year,
        lang=content.lang,
    )
    return Press(workbook).rows(rows)


def _title(content: PayrollContent) -> str:
    return content.say("title", plan=harmless(content.plan.name), year=content.year)


def _summary(sheet: Worksheet, content: PayrollContent) -> None:
    page = Page(sheet, WIDTHS)
    page.write(_title(content), style="Page Title")
    for line in counts(content):
        page.write(line)
    page.gap()
    found = list(tasks(content.found.findings))
    if content.account.left_out:
        number = len(content.account.left_out)
        found.insert(0, FindingTotals("", content.say("left_out"), number, None, None))  # type: ignore[arg-type]
    if said := verdict(content):
        page.write(said, style="Statement")
        page.gap()
    if found:
        heads = ("what", "findings", "persons", "dollars")
        page.table(
            [content.say(f"head.{head}") for head in heads],
            [
                (
                    f"{number}. {task.what}: {task.to_do}" if task.what else task.to_do,
                    (task.findings, "count"),
                    (task.persons, "count"),
                    (task.dollars, "money"),
                )
                for number, task in enumerate(found, start=1)
            ],
            unit="text",
        )
        page.gap()
    page.write(content.say("compared"), style="Part")
    for what, how in compared(content):
        page.write(f"{what}: {how}", unit="text")
    page.gap()
    page.write(content.say("note"), unit="text", style="Page Note")
    page.write(text("common.notice.disclaimer", content.lang), unit="text", style="Page Note")
    set_page(sheet, content.lang, year=content.year, one_page=True)


def _table(
    workbook: Workbook,
    content: PayrollContent,
    key: str,
    frame: pl.DataFrame,
    units: Mapping[str, str],
) -> Iterator[tuple[str, Rows]]:
    """Design a sheet with a row for each of a frame's; its title, and the frame."""
    columns = {
        name: SheetColumn(f"column.{name}", units[name], WIDE.get(name, COLUMN_WIDTHS[units[name]]))
        for name in frame.columns
    }
    for number, part in enumerate(frame.iter_slices(MOST_ROWS), start=1):
        title = content.say(f"sheet.{key}") + (f" {number}" if number > 1 else "")
        sheet = workbook.create_sheet(title)
        design_table(sheet, content, columns, part.height, about=content.say(f"about.{key}"))
        yield sheet.title, Rows(part.height, [part])
