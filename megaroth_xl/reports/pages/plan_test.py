"""The plan test pages of a summary: the ACP test, what it means, who gets what back, what if."""

from collections.abc import Mapping

import polars as pl
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from megaroth_xl.errors import PlanNotTestedError
from megaroth_xl.quantities import FloatArray
from megaroth_xl.reports.pages.columns import Column
from megaroth_xl.reports.results.content import Content
from megaroth_xl.reports.results.pretest import HCE_ADOPTION, HCE_RATE, pretest, what_if
from megaroth_xl.sheets.furniture import set_page
from megaroth_xl.sheets.page import Page
from megaroth_xl.sheets.styles import below_zero
from megaroth_xl.strategy.plan_findings import plan_findings
from megaroth_xl.strategy.plan_test import PlanTest

__all__ = ["REFUNDS", "plan_test_of", "plan_test_page", "refund_frame", "what_if_page"]

REFUNDS: Mapping[str, Column] = {
    "employee_id": Column("column.employee_id", "one_line", 16),
    "name": Column("column.name", "one_line", 24),
    "compensation": Column("column.compensation", "cents", 16),
    "ratio": Column("refund.ratio", "share", 14),
    "after_tax_contribution": Column("column.after_tax_contribution", "cents", 16),
    "excess": Column("refund.excess", "cents", 14, "Output"),
    "after_tax": Column("refund.after_tax", "cents", 14),
    "match": Column("refund.match", "cents", 14),
}
"""The columns of the refunds' sheet."""

WIDTHS = {"A": 52, "B": 48, "C": 48, "D": 30}
GRID_WIDTH = 10
UNITS = {"share": "share", "dollars": "cents", "count": "count", "text": "one_line"}
"""How a sheet shows a figure, by its unit."""


def plan_test_of(content: Content) -> PlanTest | str:
    """The pre-test of the reported employees, or why there is none."""
    try:
        return pretest(
            content.roster.participants,
            content.plan,
            content.year,
            hce=content.hce,
            match=_match(content),
            limits=content.limits,
            lang=content.lang,
        )
    except PlanNotTestedError as error:
        return str(error)


def _match(content: Content) -> FloatArray:
    return content.employees["matching_contribution"].to_numpy()


def refund_frame(content: Content, found: PlanTest) -> pl.DataFrame:
    """Those who get something back, the most first."""
    back = found.refunds
    numbers = {
        "ratio": found.acp.ratios,
        "excess": back.excess,
        "after_tax": back.after_tax,
        "match": back.match,
    }
    return (
        content.employees.select(name for name in REFUNDS if name not in numbers)
        .with_columns(**{name: pl.Series(values) for name, values in numbers.items()})
        .filter(pl.col("excess") > 0)
        .sort("excess", descending=True, maintain_order=True)
        .select(*REFUNDS)
    )


def plan_test_page(sheet: Worksheet, content: Content, found: PlanTest | str) -> None:
    """Write the page of the test and its findings."""
    say = content.say
    page = Page(sheet, WIDTHS)
    page.write(say("section.test"), style="Page Title")
    set_page(sheet, content.lang, year=content.year)
    if isinstance(found, str):
        page.write(say("section.not_tested", reason=found), style="Alert")
        return
    page.write(say("section.test_note"), style="Page Note")
    page.gap()
    for label, value, unit in found.acp.figures(content.lang):
        page.write(label, (value, UNITS[unit]))
    page.gap()
    heads = ("head.finding", "head.consequence", "head.cure", "head.citation")
    findings = plan_findings(found, lang=content.lang)
    page.table(
        [say(head) for head in heads],
        [(f.what, *((t, "text") for t in (f.consequence, f.cure, f.citation))) for f in findings],
        unit="text",
    )


def what_if_page(sheet: Worksheet, content: Content) -> None:
    """Write the grid of the test's margin over adoption and rate."""
    say = content.say
    grid = what_if(
        content.roster.participants,
        content.plan,
        content.year,
        hce=content.hce,
        match=_match(content),
        room=content.employees["after_tax_room"].to_numpy(),
        limits=content.limits,
    )
    columns = [get_column_letter(column) for column in range(1, len(HCE_RATE) + 2)]
    page = Page(sheet, dict.fromkeys(columns, GRID_WIDTH))
    page.write(say("section.grid"), style="Page Title")
    for sentence in say("section.grid_note").split(". "):
        page.write(sentence.rstrip(".") + ".", style="Page Note")
    page.gap()
    margins = grid.worst_margin[:, :, 0, 0]
    rates = [f"{rate:.0%}" for rate in HCE_RATE]
    first, last = page.table(
        ["", *rates],
        [
            (f"{share:.0%}", *((float(margin), "share") for margin in row))
            for share, row in zip(HCE_ADOPTION, margins, strict=True)
        ],
    )
    for rule in below_zero():
        sheet.conditional_formatting.add(f"B{first}:{columns[-1]}{last}", rule)
    set_page(sheet, content.lang, year=content.year)
