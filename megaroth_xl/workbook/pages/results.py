"""The sheet Results: the answers under their labels, what uses the limit, and the warnings."""

from collections.abc import Mapping
from types import MappingProxyType

from megaroth_xl.sheets.charts import add_filling_chart
from megaroth_xl.strategy.saver.year import ITEMS
from megaroth_xl.texts import text
from megaroth_xl.workbook.book import Book, quoted
from megaroth_xl.workbook.page import TemplatePage, Words
from megaroth_xl.workbook.pages.answers import WARNING_ROWS, Answers

__all__ = ["SECTIONS", "build_results"]

CHART_ROWS, CHART_HEIGHT = 13, 6.6
"""Rows that the chart takes, and its centimeters."""
WARNING_LINES = 3
SECTIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "answer": (
            "after_tax_room",
            "binding_limit",
            "election",
            "after_tax_per_paycheck",
            "eligible",
            "conversion_tax",
            "roth_total",
            "excess_deferral",
            "excess_annual_additions",
        ),
        "year": (
            "compensation",
            "elective_deferral",
            "ordinary_deferral_limit",
            "catch_up",
            "match",
            "match_to_come",
            "match_lost",
            "nonelective_contribution",
            "employer_contribution",
            "highly_compensated",
        ),
        "room": (
            "annual_additions_limit",
            "counted_deferral",
            "other_plan_additions",
            "after_tax_contribution",
            "left_under_law",
            "left_under_plan",
            "not_usable",
        ),
        "deferral": (
            "deferral_limit",
            "deferral_everywhere",
            "compensation_everywhere",
            "deferral_left",
        ),
        "election": (
            "pay_dates_left",
            "pay_per_period",
            "election_dollars",
            "room_unused",
            "after_tax_to_come",
            "deferral_with_election",
            "match_with_election",
            "room_filled_on",
        ),
        "conversion": (
            "route",
            "converted",
            "conversion_tax_by_bracket",
            "marginal_rate",
            "effective_rate",
        ),
        "waiting": (
            "wait_as_allowed",
            "wait_monthly",
            "wait_quarterly",
            "wait_yearly",
            "delay_cost",
        ),
        "forms": (
            "form_1099r_box_1",
            "form_1099r_box_2a",
            "form_1099r_box_5",
            "form_1040_line_5a",
            "form_1040_line_5b",
            "form_5498_box_2",
            "form_8606",
            "roth_ira_clock",
            "roth_account_clock",
        ),
        "ahead": ("roth_value", "taxable_account_value", "left_in_plan_value", "roth_ahead"),
    }
)
"""Answers by section, in the order of the sheet; the record's stand on Conversions."""
BEGIN_A_PAGE = ("year", "deferral", "waiting")
"""Sections that begin a printed page: the answers with their chart have the first."""
TO_MEND = ("excess_deferral", "excess_annual_additions")
SENTENCES = ("route",)
"""Answers too long for the column of values."""
NOTE_LINES = 2
"""Lines that a note may take, which may name facts that are missing."""


def build_results(book: Book, answers: Answers) -> Mapping[str, str]:
    """Write the sheet; returns by item where each answer stands, for other sheets' formulas."""
    page = TemplatePage(book, "results")
    page.head()
    count = _warning_count(page, answers)
    at: dict[str, str] = {}
    begins = []
    for section, items in SECTIONS.items():
        if section in BEGIN_A_PAGE:
            begins.append(page.row)
        page.heading(text(f"answers.section.{section}", book.lang))
        at |= {item: _line(page, answers, item) for item in items}
        if section == "answer":
            _chart(page, answers)
    # Last, so that the rows of warnings that there are not leave no hole in what is printed.
    page.link(count, page.ref(f"A{page.row + 1}"))
    begins.append(page.row)
    _warnings(page, answers)
    page.finish(begins=begins)
    return MappingProxyType(at)


def _warning_count(page: TemplatePage, answers: Answers) -> str:
    """Return how many warnings there are, with the first of them, and a way to all."""
    row, say = page.row, page.book.say
    first = f'={answers.warning(1, "value")}&""'
    words = Words(say("results.warning_count.label"), first)
    page.say_line(words, f"={answers.warnings}", "count", "Output")
    page.flag_where(f"B{row}", f"B{row}>0")
    page.keep_lines(row, WARNING_LINES)
    return f"A{row}"


def _line(page: TemplatePage, answers: Answers, item: str) -> str:
    """One answer under its label; returns where it stands."""
    unit = "sentence" if item in SENTENCES else ITEMS[item][0]
    row, key = page.row, f"answers.{item}"
    words = Words(
        text(f"{key}.label", page.book.lang),
        "" if item in SENTENCES else f"={answers.of(item, 'note')}",
        f"={answers.of(item, 'source')}",
    )
    style = "Output" if item in SECTIONS["answer"] else "Calculation"
    place = page.say_line(words, f"={answers.of(item)}", unit, style)
    page.keep_lines(row, NOTE_LINES)
    if item in TO_MEND:
        page.flag_where(f"B{row}", f"N(B{row})>0")
    return place


def _chart(page: TemplatePage, answers: Answers) -> None:
    """The limit filling up, below a line that says the finding, with the figures that it draws."""
    say = page.book.say
    room, limit = answers.of("after_tax_room"), answers.of("annual_additions_limit")
    amounts = {"room": f'TEXT({room},"#,##0")', "limit": f'TEXT({limit},"#,##0")'}
    finding = page.book.sentence("workbook.results.finding", **amounts)
    unknown = quoted(say("results.not_known"))
    page.statement(f"=IF(ISNUMBER({room}),{finding},{unknown})")
    parts = {}
    for name, items in FILLING.items():
        words = Words(say(f"results.chart.{name}"))
        dollars = "+".join(f"N({answers.of(item)})" for item in items)
        parts[words.label] = page.say_line(words, f"={dollars}", "dollars")
    add_filling_chart(
        page.chart_place(CHART_HEIGHT),
        say("results.chart.title"),
        parts=parts,
        unit=say("results.chart.axis"),
        description=say("results.chart.description"),
    )
    page.row += CHART_ROWS


FILLING = {
    "counted": ("counted_deferral",),
    "employer_used": ("employer_contribution", "other_plan_additions"),
    "after_tax_used": ("after_tax_contribution",),
    "room": ("after_tax_room",),
    "not_usable": ("not_usable",),
}
"""What fills the limit, part by part."""


def _warnings(page: TemplatePage, answers: Answers) -> None:
    """Write the warnings: what the figures break, leave unchecked, or put at risk."""
    page.section("section.warnings")
    names = ("what", "id", "", "cure", "source")
    headings = [page.book.say(f"results.warning.{name}") if name else "" for name in names]
    page.head(headings, figures=())
    first = page.row
    columns = {"A": "value", "B": "item", "D": "note", "E": "source"}
    for number in range(1, WARNING_ROWS + 1):
        for letter, column in columns.items():
            formula = f'={answers.warning(number, column)}&""'
            page.put(f"{letter}{page.row}", formula, "Row Note", "text")
        page.keep_lines(page.row, WARNING_LINES)
        page.row += 1
    page.rule(f"A{first}:E{page.row - 1}", "A")
