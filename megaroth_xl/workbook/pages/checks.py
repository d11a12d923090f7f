"""The sheet Checks: sheet against sheet, and the answers once more in Excel's own formulas.

The lines below the checks call none of the package's functions: limits, match, room and tax are
computed again from the facts in use and from Limits.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from megaroth_xl.sheets.styles import flagged, passed
from megaroth_xl.strategy.saver.year import ITEMS
from megaroth_xl.texts import keys, text
from megaroth_xl.udfs import MEGAROTH_VERSION
from megaroth_xl.workbook.book import Book, quoted
from megaroth_xl.workbook.lines import Line, Sections, write_lines
from megaroth_xl.workbook.page import LINE_COLUMNS, MASTER_CHECK, TemplatePage
from megaroth_xl.workbook.pages.answers import LAST_ITEM, WARNING_ROWS, Answers
from megaroth_xl.workbook.pages.own_match import formula_match, most_of_a_year, own_match
from megaroth_xl.workbook.pages.paychecks import SCHEDULE_ROWS

__all__ = ["CHECKS", "OWN", "build_checks"]

WIDTHS = {**LINE_COLUMNS, "A": 44, "C": 16, "D": 56, "E": 30, "F": 18, "G": 14, "H": 12}
RATES = (10, 12, 22, 24, 32, 35, 37)
"""Percent, from the lowest bracket up."""


def _limit(name: str) -> Line:
    return Line(f'N(INDEX(limits_table,MATCH("{name}",{{limit_names}},0),{{year_column}}))')


def _bracket(number: int) -> Line:
    """The upper end of a bracket; 0 where the year has no brackets."""
    return Line(
        f"IF({{bracket_row}}=0,0,INDEX({{bracket_ends}},MAX(1,{{bracket_row}}),{number}))",
        words="bracket_end",
        values={"rate": f"{RATES[number - 1]}%"},
    )


def _tax_in(number: int) -> Line:
    """Return what the earnings add to the tax of one bracket."""
    lower = f"{{bracket_{number - 1}}}" if number > 1 else "0"

    def inside(income: str) -> str:
        below = f"MIN({income},{{bracket_{number}}})" if number < len(RATES) else income
        return f"MAX(0,{below}-{lower})"

    income = "N(input_taxable_income)"
    added = f"{inside(f'{income}+{{own_earnings}}')}-{inside(income)}"
    return Line(
        f"({{bracket_row}}>0)*{RATES[number - 1]}%*({added})",
        "cents",
        words="bracket_tax",
        values={"rate": f"{RATES[number - 1]}%"},
    )


def _cap(amount: str, typed: str) -> str:
    """Return what a cap of the plan leaves, where it has one; what the law leaves otherwise."""
    return f"IF(ISNUMBER({typed}),{amount}-{{own_after_tax}},{{own_left}})"


LEFT_BEHIND = (
    "(input_earnings_to_traditional_ira={yes})"
    "*(input_in_plan_roth_rollover<>{yes})*(input_in_service_distribution={yes})"
)
"""Whether the earnings go to a traditional IRA (Notice 2014-54)."""


def _cap_of_a_date(pay: str) -> str:
    """Return the most that the caps of a pay date take from a pay; what is left without such."""
    dollars, share = "input_after_tax_cap_per_period", "input_after_tax_cap_share_per_period"
    by_share = f"IF(ISNUMBER({share})*ISNUMBER({pay}),N({share})*N({pay}),{{own_left}})"
    return f"MIN(IF(ISNUMBER({dollars}),{dollars},{{own_left}}),{by_share})"


UNCUT = "{is_scheduled}*(N(input_after_tax_rate)=0)"
"""Where no election of one's own takes the room of the deferrals."""
TO_COME = "N(input_pretax_deferral_to_date)+N(input_roth_deferral_to_date)+input_deferral_to_come"
USUAL = "+".join(
    f'{count}*(input_pay_frequency="{word}")'
    for word, count in {"weekly": 52, "biweekly": 26, "semimonthly": 24, "monthly": 12}.items()
)
OF_A_NUMBER = '(input_pay_frequency="")*MAX(1,N(input_pay_periods))'


BONUSES_TO_COME = tuple(
    f"ISNUMBER(input_bonus_{n}_date)*(N(input_bonus_{n}_date)>N(input_as_of))" for n in (1, 2)
)
BONUSES = "+".join(BONUSES_TO_COME)
PAST = "OR(N(input_as_of)=0,N(input_termination_date)<=N(input_as_of))"
"""Whether the last day of employment is past, as far as the day of the figures says."""


OWN: Sections = MappingProxyType(
    {
        "own_totals": {
            f"total_{column}": Line(
                f"N(IFERROR(INDEX({{schedule_{column}}},MATCH({{total}},{{schedule_date}},0)),0))",
                "cents",
            )
            for column in ("pay", "deferral", "match", "after_tax", "additions")
        },
        "own_limits": {
            "year_column": Line(
                'IFERROR(MATCH(TEXT(input_year,"0"),{limit_years},0),'
                "MATCH(input_year,{limit_years},0))",
                "count",
            ),
            "own_415": _limit("annual_additions"),
            "own_402g": _limit("elective_deferral"),
            "own_414v": _limit("catch_up"),
            "own_higher": _limit("higher_catch_up"),
            "own_401a17": _limit("compensation"),
        },
        "own_room": {
            "own_pay": Line("IF(ISNUMBER({compensation}),{compensation},{own_415})"),
            "own_limit": Line("MIN({own_415},IF({own_is_alone}=1,{own_pay},{own_415}))"),
            "own_is_alone": Line('(input_controlled_group="")*(input_group_for_415="")', "count"),
            "own_deferral": Line(
                f"IF(ISNUMBER(input_deferral_to_come),{TO_COME},"
                f"{UNCUT}*{{total_deferral}}+(1-{UNCUT})*N({{elective_deferral}}))"
            ),
            "own_catch_up_limit": Line(
                "IF(AND(N(input_age)>59,N(input_age)<64,{own_higher}>0,input_higher_catch_up<>{no}),"
                "{own_higher},(N(input_age)>49)*{own_414v})"
            ),
            "own_catch_up": Line("MIN({own_catch_up_limit},MAX(0,{own_deferral}-{own_402g}))"),
            "own_employer": Line(
                "IF(ISNUMBER(input_employer_contribution),input_employer_contribution,"
                "N({match})+N(input_nonelective_contribution))"
            ),
            "own_after_tax": Line("N(input_after_tax_contribution)"),
            "own_left": Line(
                "MAX(0,{own_limit}-{own_deferral}+{own_catch_up}-{own_employer}"
                "-N({other_plan_additions})-{own_after_tax})"
            ),
            "own_cap": Line(
                "MIN("
                + ",".join(
                    (
                        _cap("input_after_tax_cap", "input_after_tax_cap"),
                        _cap(
                            "N(input_after_tax_cap_share)*MIN({own_pay},{own_401a17})",
                            "input_after_tax_cap_share",
                        ),
                    )
                )
                + ")"
            ),
            "own_cap_of_dates": Line(
                f"IF(ISNUMBER({{pay_dates_left}}),{_cap_of_a_date('{pay_per_period}')}"
                "*N({pay_dates_left})+"
                + "+".join(
                    f"({is_to_come})*{_cap_of_a_date(f'input_bonus_{number}_amount')}"
                    for number, is_to_come in enumerate(BONUSES_TO_COME, start=1)
                )
                + ",{own_left})"
            ),
            "own_has_left": Line(
                "(N(input_termination_date)>0)*(N(input_termination_date)<DATE(input_year,12,31))"
                f"*(IF(ISNUMBER({{pay_dates_left}}),{{pay_dates_left}}=0,{PAST})*1)"
                f"*(N(input_as_of)*({BONUSES})=0)",
                "count",
            ),
            "own_room": Line(
                "(input_accepts_after_tax<>{no})*(1-{own_has_left})"
                "*MAX(0,MIN({own_left},{own_cap},{own_cap_of_dates}))"
            ),
        },
        "own_tax": {
            "own_earnings": Line(f"MAX(0,N(input_earnings))*(1-{LEFT_BEHIND})", "cents"),
            "own_tax": Line("{own_earnings}*(N(input_tax_rate)+N(input_state_rate))", "cents"),
            "bracket_row": Line(
                'IFERROR(MATCH(input_year&" "&input_filing_status,{bracket_keys},0),0)', "count"
            ),
            **{f"bracket_{number}": _bracket(number) for number in range(1, len(RATES))},
            **{f"tax_{number}": _tax_in(number) for number in range(1, len(RATES) + 1)},
            "own_tax_by_bracket": Line(
                "SUM({tax_1},{tax_2},{tax_3},{tax_4},{tax_5},{tax_6},{tax_7})"
                "+({bracket_row}>0)*{own_earnings}*N(input_state_rate)",
                "cents",
            ),
        },
        "own_match": {
            "own_is_open": Line(
                '(input_matching_contribution="")*(input_employer_contribution="")', "count"
            ),
            "own_each": Line(f"{{own_401a17}}/MAX(1,{USUAL}+{OF_A_NUMBER})", "cents"),
            "own_by_pay": Line(most_of_a_year()),
            "own_most": Line(
                "IF(ISNUMBER(input_match_cap),MIN({own_by_pay},input_match_cap),{own_by_pay})"
            ),
            "own_in_full": Line('(input_deferral_rate="")*(N(input_after_tax_rate)=0)*{own_most}'),
            "own_matched": Line(
                "{total_deferral}+(input_matches_after_tax={yes})*{total_after_tax}"
            ),
            "own_counted": Line("MIN({own_401a17},{total_pay})"),
            "own_whole_year": Line(
                f"MIN({{own_most}},{formula_match('{own_matched}', '{own_counted}')})"
            ),
            "own_true_up": Line(
                "(input_true_up={yes})*MAX(0,MIN({own_whole_year}-{own_dates_match},"
                "MAX(0,{own_limit}-{total_additions}+{total_match}-{own_dates_match})"
                "+{own_in_full}))"
            ),
            "own_match": Line("{own_dates_match}+{own_true_up}"),
        },
    }
)


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
            "{is_scheduled}*{own_is_open}*{total_match}",
            "{is_scheduled}*{own_is_open}*{own_match}",
            1.0,
        ),
        "match_shown": Check(
            "cents",
            "{is_scheduled}*N({match_with_election})",
            "{is_scheduled}*{total_match}",
            CENTS,
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
            "MAX(0,{total_additions}-{annual_additions_limit}-N({excess_annual_additions})"
            "-{own_catch_up_limit}+N({catch_up}))",
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
        "yes": quoted(book.word("yes")),
        "no": quoted(book.word("no")),
        "items": answers.item,
        "first_warning": answers.warning(1, "item"),
        "last_warning": answers.warning(WARNING_ROWS, "item"),
        "of_record": answers.of("record_converted"),
        "mega_row": str(keys("alternatives.strategy").index("mega_backdoor_roth") + 1),
        "excess_words": quoted(text("several_employers.person.excess_deferral", book.lang)),
    }
