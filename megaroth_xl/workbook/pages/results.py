"""The sheet Results: the answers, the room as a column of lines, and what converting costs."""

from collections.abc import Mapping
from types import MappingProxyType

from megaroth_xl.sheets.charts import add_filling_chart
from megaroth_xl.workbook.book import Book, quoted
from megaroth_xl.workbook.lines import Line, Sections, write_lines
from megaroth_xl.workbook.page import HEAD_ROW, TemplatePage

__all__ = ["LINES", "WARNING_ROWS", "build_results"]

CHART_ROWS, CHART_HEIGHT = 13, 6.6
"""Rows that the chart takes, and its centimeters."""
WARNING_ROWS = 10
WARNING_LINES = 3
PERSON = "{deferral},{employer},input_year,input_age,input_after_tax_so_far,input_compensation"
WAGES = (
    'IF(ISNUMBER(input_prior_year_wages)*(input_prior_year_wages=0),"none",input_prior_year_wages)'
)
"""In a single argument 0 is blank; on Inputs it is an answer."""
FEATURES = "input_after_tax_allowed,input_in_plan_rollover,input_in_service_distribution"
BRACKET = "N(input_taxable_income),input_filing_status,input_year"
HAS_BRACKETS = 'ISNUMBER(MATCH(input_year&" "&input_filing_status,{bracket_keys},0))'
LEFT = "N(input_pay_dates_left)"

FREQUENCIES = {
    "plan": "MAX(1,N(input_conversions_per_year))",
    "monthly": "12",
    "quarterly": "4",
    "yearly": "1",
}
"""Conversions a year."""


def _wait(times: str) -> Line:
    """The tax on what the year's money earns until it is converted, so many times a year.

    Contributions come on the pay dates and wait for the end of their part of the year, half of
    that part less half of the time between two pay dates on average.
    """
    months = f"MAX(0,12/{times}-12/MAX(1,N(input_pay_dates)))/2"
    return Line(
        f"CONVERSION_DELAY_COST({{converted}},N(input_annual_return),{months},"
        "N(input_tax_rate),input_state_rate)",
        "cents",
    )


LINES: Sections = MappingProxyType(
    {
        "answer": {
            "answer_room": Line("{room}", style="Output"),
            "answer_limit": Line(
                f"MEGAROTH_BINDING_LIMIT({PERSON},input_plan_cap,limits_table)", "text", "Output"
            ),
            "answer_election": Line("{election}", "rate", "Output"),
            "answer_dollars": Line("{per_paycheck}", "cents", "Output"),
            "answer_eligible": Line(
                f"IF(MEGAROTH_ELIGIBLE({FEATURES}),{{yes}},{{not_yet}})", "text", "Output"
            ),
            "answer_tax": Line("{tax}", "cents", "Output"),
            "answer_roth": Line(
                f"MEGAROTH_ROTH_TOTAL({PERSON},input_plan_cap,limits_table)", style="Output"
            ),
        },
        "year": {
            "deferral": Line(
                "N(input_deferral_pretax)+N(input_deferral_roth)+N(input_deferral_to_come)"
            ),
            "ordinary_limit": Line(
                'IRS_LIMIT("elective_deferral",input_year,input_age,limits_table)'
            ),
            "catch_up": Line(
                'IF(input_age="",0,MIN(CATCH_UP_LIMIT(input_year,input_age,limits_table),'
                "MAX(0,{deferral}-{ordinary_limit})))"
            ),
            "matched": Line(
                '{deferral}+IF(input_after_tax_is_matched="yes",N(input_after_tax_so_far),0)'
            ),
            "match": Line(
                "IF(N(input_compensation)=0,0,EMPLOYER_MATCH(input_compensation,{matched},"
                "match_tiers,input_year,limits_table))"
            ),
            "employer_to_come": Line(
                'IF(input_employer_to_come="",MAX(0,{match}-N(input_employer_so_far)),'
                "input_employer_to_come)"
            ),
            "employer": Line("N(input_employer_so_far)+{employer_to_come}"),
        },
        "room": {
            "limit": Line("ANNUAL_ADDITIONS_LIMIT(input_year,input_compensation,limits_table)"),
            "counted": Line("{deferral}-{catch_up}"),
            "employer_used": Line("{employer}"),
            "after_tax_used": Line("N(input_after_tax_so_far)"),
            "left": Line("MAX(0,{limit}-{counted}-{employer_used}-{after_tax_used})"),
            "cap_left": Line(
                "IF(N(input_plan_cap)=0,{no_cap},MAX(0,N(input_plan_cap)-{after_tax_used}))"
            ),
            "room": Line(
                f"MEGAROTH_HEADROOM({PERSON},input_plan_cap,limits_table)", style="Output"
            ),
            "not_usable": Line("{left}-{room}"),
            "excess": Line(f"MEGAROTH_EXCESS({PERSON},limits_table)", flag="{excess}>0"),
        },
        "deferral": {
            "deferral_limit": Line("DEFERRAL_LIMIT(input_year,input_age,limits_table)"),
            "everywhere": Line("{deferral}+N(input_deferral_elsewhere)"),
            "pay_everywhere": Line("N(input_compensation)+N(input_pay_elsewhere)"),
            "deferral_left": Line("MAX(0,{deferral_limit}-{everywhere})"),
            "deferral_excess": Line(
                "MAX(0,{everywhere}-{deferral_limit})", flag="{deferral_excess}>0"
            ),
        },
        "election": {
            "pay": Line(
                "IF(N(input_pay_dates)=0,0,N(input_compensation)/N(input_pay_dates))", "cents"
            ),
            "election": Line(
                f"IF({{pay}}*{LEFT}=0,0,AFTER_TAX_ELECTION({{room}},{{pay}},"
                "input_pay_dates_left,input_election_step))",
                "rate",
            ),
            "each": Line("ROUND({pay}*{election},2)", "cents"),
            "unused": Line(f"MAX(0,{{room}}-{{each}}*{LEFT})", "cents"),
            "per_paycheck": Line(
                f"IF({LEFT}=0,0,AFTER_TAX_PER_PAYCHECK({{room}},input_pay_dates_left))", "cents"
            ),
        },
        "conversion": {
            "route": Line(f"MEGAROTH_ROUTE({FEATURES},{{lang}})", "sentence"),
            "converted": Line("{after_tax_used}+{room}"),
            "tax": Line(
                "CONVERSION_TAX({converted},N(input_earnings),N(input_tax_rate),input_state_rate)",
                "cents",
            ),
            "tax_by_bracket": Line(
                f"IF({HAS_BRACKETS},CONVERSION_TAX_BY_BRACKET({{converted}},N(input_earnings),"
                f"{BRACKET},input_state_rate),{{no_brackets}})",
                "cents",
            ),
            "marginal_rate": Line(
                f"IF({HAS_BRACKETS},MARGINAL_RATE({BRACKET}),{{no_brackets}})", "rate"
            ),
        },
        "waiting": {
            **{f"wait_{name}": _wait(times) for name, times in FREQUENCIES.items()},
            "delay_cost": Line(
                "CONVERSION_DELAY_COST({converted},N(input_annual_return),"
                "N(input_months_waiting),N(input_tax_rate),input_state_rate)",
                "cents",
            ),
        },
    }
)


def build_results(book: Book, limits: Mapping[str, str]) -> Mapping[str, str]:
    """Write the sheet; returns by name where each result stands, for other sheets' formulas.

    Parameters
    ----------
    book
        The workbook.
    limits
        Where limits and brackets stand.
    """
    page = TemplatePage(book, "results")
    page.head()
    words = ("yes", "not_yet", "no_cap", "no_brackets")
    terms = {word: quoted(book.say(f"results.{word}")) for word in words}
    terms |= {**limits, "lang": quoted(book.lang)}
    at = write_lines(page, LINES, terms, gaps={"answer": CHART_ROWS + 1})
    _chart(page, at)
    at["warnings_left_out"] = _warnings(page, at)
    page.finish()
    return MappingProxyType(at)


def _chart(page: TemplatePage, at: Mapping[str, str]) -> None:
    """The limit filling up, below the answers, under a title that says the finding."""
    say, below = page.book.say, page.row
    page.row = HEAD_ROW + 2 + len(LINES["answer"])
    amounts = {name: f'TEXT({at[name]},"#,##0")' for name in ("room", "limit")}
    title = page.statement(f"={page.book.sentence('workbook.results.finding', **amounts)}")
    names = ("counted", "employer_used", "after_tax_used", "room", "not_usable")
    add_filling_chart(
        page.chart_place(CHART_HEIGHT),
        title,
        parts={say(f"results.chart.{name}"): at[name] for name in names},
        unit=say("results.chart.axis"),
        description=say("results.chart.description"),
    )
    page.row = below


def _warnings(page: TemplatePage, at: Mapping[str, str]) -> str:
    """What the figures break, leave unchecked, or put at risk; returns whether any is left out."""
    page.break_before()
    page.section("section.warnings")
    names = ("what", "id", "", "cure", "source")
    headings = [page.book.say(f"results.warning.{name}") if name else "" for name in names]
    page.head(headings, figures=())
    first, last = page.row, page.row + WARNING_ROWS - 1
    person = PERSON.format(**at)
    table = (
        f"MEGAROTH_WARNINGS({person},input_plan_cap,{WAGES},limits_table,{quoted(page.book.lang)})"
    )
    for column, place in {"A": 2, "B": 1, "D": 3, "E": 4}.items():
        formula = f'=IFERROR(INDEX({table},ROW($1:${WARNING_ROWS}),{place}),"")'
        page.array(f"{column}{first}:{column}{last}", formula, "Row Note", ["text"])
    for row in range(first, last + 1):
        page.keep_lines(row, WARNING_LINES)
    page.rule(f"A{first}:E{last}", "A")
    page.row = last + 1
    return f"N(NOT(ISERROR(INDEX({table},{WARNING_ROWS + 1},1))))"
