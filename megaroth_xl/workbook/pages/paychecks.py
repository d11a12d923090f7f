"""The sheet Paychecks: a full year at constant elections, pay date by pay date."""

from collections.abc import Mapping

from megaroth_xl.workbook.book import Book, quoted
from megaroth_xl.workbook.page import HEAD_ROW, TemplatePage

__all__ = ["build_paychecks"]

MOST_PAY_DATES = 53
MORE_ROWS = 4
"""What the schedule has besides pay dates: true-up, totals, room left, and one to spare."""
COLUMNS = ("pay_date", "pay", "deferral", "match", "after_tax", "additions", "stopped")
UNITS = ("text", *("cents",) * 5, "text")
WIDTHS = {"A": 24, "B": 16, "C": 16, "D": 16, "E": 16, "F": 22, "G": 70}


def build_paychecks(book: Book, results: Mapping[str, str]) -> Mapping[str, str]:
    """Write the sheet; returns by column of money where the schedule stands.

    Parameters
    ----------
    book
        The workbook.
    results
        Where the results stand.
    """
    page = TemplatePage(book, "paychecks", WIDTHS)
    page.head([book.say(f"paychecks.column.{name}") for name in COLUMNS], "BCDEF")
    first, rows = HEAD_ROW + 1, MOST_PAY_DATES + MORE_ROWS
    last = first + rows - 1
    rate = f'IF(input_after_tax_rate="",{results["election"]},input_after_tax_rate)'
    schedule = (
        f"PAYCHECK_SCHEDULE(input_compensation,input_pay_dates,N(input_deferral_rate),{rate},"
        "match_tiers,input_year,input_age,input_true_up,limits_table,"
        f"{quoted(book.lang)})"
    )
    # Row 1 of what the function gives is its own heading.
    formula = f'=IFERROR(INDEX({schedule},ROW($2:${rows + 1}),COLUMN($A:$G)),"")'
    page.array(f"A{first}:G{last}", formula, "Row", UNITS)
    page.rule(f"A{first}:G{last}", "A")
    page.row = last + 1
    page.finish(upright=True)
    return {
        name: page.ref(f"{column}{first}:{column}{last}")
        for column, name in zip(WIDTHS, COLUMNS, strict=True)
    }
