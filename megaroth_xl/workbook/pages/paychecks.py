"""The sheet Paychecks: the year from the day of the figures on, and its path to the limit."""

from collections.abc import Mapping

from megaroth_xl.sheets.charts import add_path_chart
from megaroth_xl.workbook.book import Book, quoted
from megaroth_xl.workbook.page import HEAD_ROW, TemplatePage
from megaroth_xl.workbook.pages.answers import Answers, year_table

__all__ = ["SCHEDULE_ROWS", "build_paychecks"]

SCHEDULE_ROWS = 58
"""What came before, at most 53 pay dates and two bonuses, match that comes later, and totals."""
COLUMNS = (
    "date",
    "pay",
    "deferral",
    "catch_up",
    "match",
    "after_tax",
    "room_left",
    "stopped",
    "additions",
)
UNITS = ("day", *("cents",) * 6, "text", "cents")
WIDTHS = {"A": 24, **dict.fromkeys("BCDEFG", 15), "H": 60, "I": 20, "J": 3}
WIDTHS |= {"K": 14, "L": 20, "M": 20}
CHART_ROWS, CHART_HEIGHT = 22, 11.0
"""Rows that the chart takes, and its centimeters."""


def build_paychecks(book: Book, answers: Answers) -> Mapping[str, str]:
    """Write the sheet; returns by column where the schedule stands."""
    page = TemplatePage(book, "paychecks", WIDTHS)
    blocks = page.table_of(year_table(book, "paychecks"), SCHEDULE_ROWS, UNITS)
    first, last = HEAD_ROW + 1, HEAD_ROW + SCHEDULE_ROWS
    _path(page, answers, first, last)
    page.row = last + 2
    page.section("section.path")
    end = f"MAX({blocks[len(COLUMNS) - 1]})"
    finding = book.sentence(
        "workbook.paychecks.finding",
        end=f'TEXT({end},"#,##0")',
        limit=f'TEXT({answers.of("annual_additions_limit")},"#,##0")',
    )
    unknown = quoted(book.say("paychecks.not_known"))
    page.statement(f"=IF({end}>0,{finding},{unknown})")
    say = book.say
    add_path_chart(
        page.chart_place(CHART_HEIGHT),
        say("paychecks.chart_title"),
        columns=[page.ref(f"{letter}{HEAD_ROW}:{letter}{last}") for letter in "LM"],
        days=page.ref(f"K{first}:K{last}"),
        units=(say("paychecks.axis.day"), say("paychecks.axis.dollars")),
        description=say("paychecks.chart_description"),
    )
    page.row += CHART_ROWS
    page.finish(upright=True)
    return {name: blocks[place] for place, name in enumerate(COLUMNS)}


def _path(page: TemplatePage, answers: Answers, first: int, last: int) -> None:
    """Write the chart's data: each day with the annual additions up to it, and the limit.

    Rows without a day repeat the last point, so that the line ends there.
    """
    say = page.book.say
    page.row = HEAD_ROW
    names = ("day", "additions", "limit")
    heads = dict(zip("KLM", (say(f"paychecks.path.{name}") for name in names), strict=True))
    for letter, words in heads.items():
        page.put(f"{letter}{HEAD_ROW}", words, "Table Head")
    limit = f"=N({answers.of('annual_additions_limit')})"
    for row in range(first, last + 1):
        before = row - 1
        day = f"=IF(ISNUMBER(A{row}),A{row},MAX(N(K{before}),N(A{row + 1})))"
        page.put(f"K{row}", day, "Calculation", "day")
        additions = f"=IF(ISNUMBER(I{row}),I{row},N(L{before}))"
        page.put(f"L{row}", additions, "Calculation", "cents")
        page.put(f"M{row}", limit, "Calculation", "cents")
