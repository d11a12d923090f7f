"""The sheet Projection: Roth, a taxable account and money left in the plan, year by year."""

from collections.abc import Mapping

from megaroth_xl.sheets.charts import add_lines_chart
from megaroth_xl.strategy.saver.ahead import PROJECTED_YEARS
from megaroth_xl.workbook.book import Book, quoted
from megaroth_xl.workbook.page import STATUS_ROW, TemplatePage
from megaroth_xl.workbook.pages.answers import Answers, year_table

__all__ = ["build_projection"]

CHART_ROWS, CHART_HEIGHT = 24, 12.0
"""Rows that the chart takes, and its centimeters."""
COLUMNS = ("year", "paid_in", "roth", "taxable_account", "left_in_plan", "ahead")
UNITS = ("years", *("dollars",) * 5)
WIDTHS = {"A": 24, "B": 24, "C": 28, "D": 28, "E": 28, "F": 32}


def build_projection(book: Book, answers: Answers) -> Mapping[str, str]:
    """Write the sheet; returns by column where the projection stands."""
    page = TemplatePage(book, "projection", WIDTHS, freeze=f"A{STATUS_ROW + 1}")
    say = book.say
    head = page.row + CHART_ROWS + 2
    last = head + PROJECTED_YEARS
    page.section("section.finding")
    ahead = answers.of("roth_ahead")
    finding = book.sentence(
        "workbook.projection.finding",
        years='TEXT(N(input_years),"0")',
        ahead=f'TEXT({ahead},"#,##0")',
    )
    unknown = quoted(say("projection.not_known"))
    page.statement(f"=IF(ISNUMBER({ahead}),{finding},{unknown})")
    add_lines_chart(
        page.chart_place(CHART_HEIGHT),
        say("projection.chart_title"),
        columns=[page.ref(f"{letter}{head}:{letter}{last}") for letter in "CDE"],
        categories=page.ref(f"A{head + 1}:A{last}"),
        units=(say("projection.axis.years"), say("projection.axis.dollars")),
        description=say("projection.chart_description"),
    )
    page.row = head
    blocks = page.table_of(
        year_table(book, "projection"), PROJECTED_YEARS, UNITS, style="Calculation"
    )
    page.finish(upright=True)
    return {name: blocks[place] for place, name in enumerate(COLUMNS)}
