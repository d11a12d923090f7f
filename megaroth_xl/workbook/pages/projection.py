"""The sheet Projection: Roth, a taxable account and money left in the plan, year by year."""

from collections.abc import Mapping

from megaroth_xl.sheets.charts import add_lines_chart
from megaroth_xl.workbook.book import Book
from megaroth_xl.workbook.page import STATUS_ROW, TemplatePage

__all__ = ["PROJECTED_YEARS", "build_projection", "projection"]

PROJECTED_YEARS = 30
CHART_ROWS, CHART_HEIGHT = 24, 12.0
"""Rows that the chart takes, and its centimeters."""
COLUMNS = ("year", "roth", "taxable_account", "left_in_plan", "ahead")
UNITS = ("years", *("dollars",) * 4)
WIDTHS = {"A": 34, "B": 30, "C": 30, "D": 30, "E": 34}


def projection(contribution: str, years: str, later_rate: str = "input_later_tax_rate") -> str:
    """The term that projects a yearly contribution with the assumptions of Inputs."""
    return (
        f"MEGAROTH_PROJECTION({contribution},{years},N(input_annual_return),N(input_tax_rate),"
        "input_capital_gains_rate,input_dividend_yield,input_opening_balance,"
        f"{later_rate})"
    )


def build_projection(book: Book, results: Mapping[str, str]) -> Mapping[str, str]:
    """Write the sheet; returns by column where the projection stands."""
    page = TemplatePage(book, "projection", WIDTHS, freeze=f"A{STATUS_ROW + 1}")
    say = book.say
    head = page.row + CHART_ROWS + 2
    first, last = head + 1, head + PROJECTED_YEARS
    at = {
        name: page.ref(f"{letter}{first}:{letter}{last}")
        for letter, name in zip(WIDTHS, COLUMNS, strict=True)
    }
    page.section("section.finding")
    years = "MAX(1,N(input_years))"
    finding = book.sentence(
        "workbook.projection.finding",
        years=f'TEXT({years},"0")',
        ahead=f'TEXT(INDEX(E{first}:E{last},{years}),"#,##0")',
    )
    title = page.statement(f"={finding}")
    add_lines_chart(
        page.chart_place(CHART_HEIGHT),
        title,
        columns=[page.ref(f"{letter}{head}:{letter}{last}") for letter in "BCD"],
        categories=at["year"],
        units=(say("projection.axis.years"), say("projection.axis.dollars")),
        description=say("projection.chart_description"),
    )
    page.row = head
    page.head([say(f"projection.column.{name}") for name in COLUMNS], "ABCDE")
    table = projection(results["converted"], str(PROJECTED_YEARS))
    # Row 1 of what the function gives is its own heading.
    formula = f"=INDEX({table},ROW($2:${PROJECTED_YEARS + 1}),COLUMN($A:$D))"
    page.array(f"A{first}:D{last}", formula, "Calculation", UNITS[:4])
    for row in range(first, last + 1):
        page.put(f"E{row}", f"=B{row}-C{row}", "Calculation", "dollars")
    page.row = last + 1
    page.finish(upright=True)
    return at
