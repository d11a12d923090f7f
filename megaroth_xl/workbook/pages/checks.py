"""The sheet Checks: sheet against sheet, and the answers against Excel's own formulas."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from megaroth_xl.sheets.styles import flagged, passed
from megaroth_xl.strategy.saver.year import ITEMS
from megaroth_xl.texts import keys, text
from megaroth_xl.udfs import MEGAROTH_VERSION
from megaroth_xl.workbook.book import Book, quoted
from megaroth_xl.workbook.lines import write_lines
from megaroth_xl.workbook.page import LINE_COLUMNS, MASTER_CHECK, TemplatePage
from megaroth_xl.workbook.pages.answers import LAST_ITEM, WARNING_ROWS, Answers
from megaroth_xl.workbook.pages.own_lines import BONUSES, OWN
from megaroth_xl.workbook.pages.own_match import own_match
from megaroth_xl.workbook.pages.paychecks import SCHEDULE_ROWS

__all__ = ["CHECKS", "build_checks"]

WIDTHS = {**LINE_COLUMNS, "A": 44, "C": 16, "D": 56, "E": 30, "F": 18, "G": 14, "H": 12}


class Check(NamedTuple):
    """Two ways to one figure, and how far apart they may be."""

    unit: str
    value: str
    expected: str
    tolerance: float = 0.01


IN_THE_YEAR = "AND(N(input_as_of)>=DATE(input_year,1,1),N(input_as_of)<=DATE(input_year,12,31))"
VERSION = quoted(MEGAROTH_VERSION())
GROWTH = "(1+N(input_annual_return))"
OWN_FIGURES = "(input_shown=1)"
START, END = "DATE(input_year,1,1)", "DATE(input_year,12,31)"
CENTS = 0.03
"""Sums of rounded cents."""
CHECKS: Mapping[str, Check] = MappingProxyType(
    {
        "version": Check("count", f"IF(EXACT({{version}},{VERSION}),1,0)", "1"),
        "as_of": Check("count", f"IF(OR(N(input_as_of)=0,{IN_THE_YEAR}),1,0)", "1"),
        "answers": Check("count", f'MATCH("{LAST_ITEM}",{{items}},0)', str(len(ITEMS))),
        "warnings": Check("count", '({last_warning}="")*1', "1"),
        "first_warning": Check(
            "count", '(N({excess_deferral})<0.01)+({first_warning}="excess_deferral")', "1"
        ),
        "room": Check(
            "cents",
            "{after_tax_room}",
            "MIN({own_room},{after_tax_room})+{own_is_alone}"
            "*(1-(input_matches_after_tax={yes})*{own_is_open})"
            "*MAX(0,{own_room}-{after_tax_room})",
            CENTS,
        ),
        "column": Check(
            "cents",
            "{left_under_law}",
            "MAX(0,{annual_additions_limit}-N({counted_deferral})-N({employer_contribution})"
            "-N({other_plan_additions})-{after_tax_contribution})",
        ),
        "catch_up": Check(
            "cents",
            "{catch_up}",
            "{own_is_alone}*{own_catch_up}+(1-{own_is_alone})*{catch_up}",
        ),
        "deferral": Check(
            "cents", "{deferral_everywhere}", "{deferral_limit}-{deferral_left}+{excess_deferral}"
        ),
        "match": Check(
            "cents",
            "{pay_adds_up}*{is_scheduled}*{own_is_open}*{total_match}",
            "{pay_adds_up}*{is_scheduled}*{own_is_open}*{own_match}",
            1.0,
        ),
        "match_shown": Check(
            "cents",
            "{is_scheduled}*N({match_with_election})",
            "{is_scheduled}*{total_match}",
            CENTS,
        ),
        "unused": Check(
            "cents",
            "{is_planned}*N({room_unused})",
            "{is_planned}*MAX(0,N({after_tax_room})-N({after_tax_to_come}))",
        ),
        "converted": Check("cents", "{converted}", "{after_tax_contribution}+{after_tax_room}"),
        "roth": Check(
            "cents",
            "{roth_total}",
            "(input_accepts_roth<>{no})*{elective_deferral}+{converted}",
        ),
        "tax": Check("cents", "{conversion_tax}", "{own_tax}"),
        "tax_by_bracket": Check("cents", "{conversion_tax_by_bracket}", "{own_tax_by_bracket}"),
        "dates_left": Check(
            "count",
            "ISNUMBER(input_pay_periods)*MAX(0,N({pay_dates_left})-N(input_pay_periods))",
            "0",
        ),
        "schedule_dates": Check(
            "count",
            "COUNT({schedule_date})",
            f"(COUNT({{schedule_date}})>0)*(N({{pay_dates_left}})+{BONUSES})",
        ),
        "schedule_deferral": Check(
            "cents", "SUM({schedule_deferral})", "2*{total_deferral}", CENTS
        ),
        "schedule_match": Check("cents", "SUM({schedule_match})", "2*{total_match}", CENTS),
        "schedule_after_tax": Check(
            "cents", "SUM({schedule_after_tax})", "2*{total_after_tax}", CENTS
        ),
        "schedule_limit": Check(
            "cents",
            "{pay_adds_up}*MAX(0,{total_additions}-{annual_additions_limit}-N({excess_annual_additions})"
            "-MAX(0,N({after_tax_to_come})-N({after_tax_room}))-{own_catch_up_limit}+N({catch_up}))",
            "0",
            CENTS,
        ),
        "schedule_year": Check(
            "cents",
            "{is_scheduled}*N({deferral_with_election})",
            "{is_scheduled}*{total_deferral}",
            CENTS,
        ),
        "record_parts": Check(
            "cents",
            f"{OWN_FIGURES}*SUM({{record_converted}})",
            "SUM({record_taxable})+SUM({record_basis})",
        ),
        "record_rows": Check(
            "count", f"{OWN_FIGURES}*COUNT({{record_converted}})", 'COUNTIF({record_code},"G")'
        ),
        "record_year": Check(
            "cents",
            "{of_record}",
            f"{OWN_FIGURES}*(SUM({{record_converted}})"
            f'-SUMIF({{record_date}},"<"&{START},{{record_converted}})'
            f'-SUMIF({{record_date}},">"&{END},{{record_converted}}))',
        ),
        "projection": Check(
            "dollars",
            "SUM({projection_roth})",
            f"(COUNT({{projection_roth}})>0)*{GROWTH}*(N(input_opening_balance)"
            "+SUM({projection_paid_in})+SUM({projection_roth})-N(INDEX({projection_roth},30)))",
        ),
        "projection_finding": Check(
            "dollars",
            "{roth_value}",
            "INDEX({projection_roth},MAX(1,N(input_years)))",
        ),
        "compare": Check("dollars", "INDEX({strategies},{mega_row})", "{converted}"),
        "order": Check("dollars", "SUM({order})", "(COUNT({order})>0)*N(input_budget)"),
        "employers": Check("dollars", "INDEX({employer_rooms},1)", "{after_tax_room}"),
        "employers_excess": Check(
            "dollars",
            "INDEX({employer_rooms},MATCH({excess_words},{employer_names},0))",
            "N({excess_deferral})",
        ),
        "forms": Check(
            "cents", "INDEX({form_entries},1)", "INDEX({form_entries},2)+INDEX({form_entries},4)"
        ),
        "forms_results": Check("cents", "INDEX({form_entries},1)", "{form_1099r_box_1}"),
    }
)
"""By name."""


def build_checks(book: Book, at: Mapping[str, str], answers: Answers) -> Mapping[str, str]:
    """Write the sheet; returns where its lines stand.

    Parameters
    ----------
    book
        The workbook.
    at
        Where the lines and blocks of the other sheets stand.
    answers
        The table of all answers.
    """
    page = TemplatePage(book, "checks", WIDTHS)
    names = ("label", "value", "unit", "note", "source", "expected", "tolerance", "status")
    page.head([book.say(f"column.{name}") for name in names], "BFG")
    page.section("section.master")
    first = page.row + 2
    last = first + len(CHECKS) - 1
    good = quoted(book.say("checks.ok"))
    passing = f"COUNTIF(H{first}:H{last},{good})"
    failing = book.sentence("workbook.checks.some", count=f"({len(CHECKS)}-{passing})")
    every = quoted(book.say("checks.all", count=str(len(CHECKS))))
    master = page.line("master", f"=IF({passing}={len(CHECKS)},{every},{failing})", "text")
    if not master.endswith(MASTER_CHECK[1:]):
        raise AssertionError(master)
    page.section("section.checks")
    page.row = last + 1
    terms = {**at, **_terms(book, at, answers)}
    rows = sum(1 + len(lines) for lines in OWN.values())
    dates_match = page.ref(f"G{page.row + rows + SCHEDULE_ROWS + 1}")
    here = write_lines(page, OWN, terms | {"own_dates_match": dates_match})
    ends = own_match(page, {**here, "yes": book.word("yes")})
    if ends["own_dates_match"] != dates_match:
        raise AssertionError(ends)
    end, page.row = page.row, first
    terms |= {**here, **ends}
    for name, check in CHECKS.items():
        _check(page, name, check, terms)
    page.row = end
    page.finish()
    return {**here, "master": master}


def _check(page: TemplatePage, name: str, check: Check, terms: Mapping[str, str]) -> None:
    """One check: the figure found, the one expected, and whether they agree; two unknowns do."""
    row, say = page.row, page.book.say
    page.line(f"check_{name}", f"={check.value.format(**terms)}", check.unit)
    expected = f"=IF(ISNUMBER(B{row}),{check.expected.format(**terms)},B{row})"
    page.put(f"F{row}", expected, "Calculation", check.unit)
    page.put(f"G{row}", check.tolerance, "Calculation", "cents")
    good, bad = quoted(say("checks.ok")), quoted(say("checks.look"))
    agree = f"IFERROR(IFERROR(ABS(B{row}-F{row})<=G{row},B{row}=F{row}),FALSE)"
    page.put(f"H{row}", f"=IF({agree},{good},{bad})", "Check Cell", "text")
    page.sheet.conditional_formatting.add(f"H{row}", passed(f"$H{row}={good}"))
    page.sheet.conditional_formatting.add(f"H{row}", flagged(f"$H{row}<>{good}"))


def _terms(book: Book, at: Mapping[str, str], answers: Answers) -> dict[str, str]:
    """Terms that the checks name: words, totals of the schedule, and parts of the tables."""
    return {
        "total": quoted(text("saver_tables.paychecks.row.total", book.lang)),
        "is_scheduled": f"(COUNT({at['schedule_date']})>0)",
        "is_planned": f"ISNUMBER({at['after_tax_to_come']})*ISNUMBER({at['after_tax_room']})",
        "yes": quoted(book.word("yes")),
        "no": quoted(book.word("no")),
        "items": answers.item,
        "other_owners": f"COUNT({_shares_owned(book)})",
        "pay_adds_up": f'(COUNTIF({answers.item},"pay_does_not_add_up")=0)',
        "first_warning": answers.warning(1, "item"),
        "last_warning": answers.warning(WARNING_ROWS, "item"),
        "of_record": answers.of("record_converted"),
        "mega_row": str(keys("alternatives.strategy").index("mega_backdoor_roth") + 1),
        "excess_words": quoted(text("several_employers.person.excess_deferral", book.lang)),
    }


def _shares_owned(book: Book) -> str:
    """The cells in which the shares owned of the other employers are typed."""
    name = re.compile(r"employer \d+ share owned")
    places = [place for fact, place in book.facts.items() if name.fullmatch(fact)]
    return book.ref(places[0][0], f"{places[0][1]}:{places[-1][1]}")
