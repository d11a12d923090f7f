"""The sheet Checks: sums taken crosswise, and the answers once more in Excel's own formulas.

The lines below the checks call none of the package's functions: room, match and tax are computed
again from Inputs and Limits alone.
"""

from collections.abc import Mapping
from types import MappingProxyType

from megaroth_xl.sheets.styles import flagged, passed
from megaroth_xl.udfs import MEGAROTH_VERSION
from megaroth_xl.workbook.book import Book, quoted
from megaroth_xl.workbook.lines import Line, Sections, write_lines
from megaroth_xl.workbook.page import LINE_COLUMNS, MASTER_CHECK, TemplatePage
from megaroth_xl.workbook.pages.projection import PROJECTED_YEARS

__all__ = ["CHECKS", "build_checks"]

WIDTHS = {**LINE_COLUMNS, "A": 44, "D": 56, "E": 30, "F": 18, "G": 12, "H": 12}
TOLERANCE = 0.01
RATES = (10, 12, 22, 24, 32, 35, 37)
"""Percent, from the lowest bracket up."""


def _limit(name: str) -> Line:
    return Line(f'N(INDEX(limits_table,MATCH("{name}",{{limit_names}},0),{{year_column}}))')


def _tier(number: int) -> Line:
    """The match of one tier: what is deferred between its two shares of pay, at its rate."""
    lower = f"N({{up_to_{number - 1}}})" if number > 1 else "0"
    below = f"MIN({{own_matched}},{{own_pay}}*N({{up_to_{number}}}))"
    return Line(
        f"N({{rate_{number}}})*MAX(0,{below}-{{own_pay}}*{lower})",
        words="own_tier",
        values={"number": str(number)},
    )


def _bracket(number: int) -> Line:
    """The upper end of a bracket; 0 where the year has no brackets."""
    return Line(
        f"IF({{bracket_row}}=0,0,INDEX({{bracket_ends}},MAX(1,{{bracket_row}}),{number}))",
        words="bracket_end",
        values={"rate": f"{RATES[number - 1]}%"},
    )


def _tax_in(number: int) -> Line:
    """What the earnings add to the tax of one bracket."""
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


OWN: Sections = MappingProxyType(
    {
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
        "own_match": {
            "own_deferral": Line(
                "N(input_deferral_pretax)+N(input_deferral_roth)+N(input_deferral_to_come)"
            ),
            "own_matched": Line(
                '{own_deferral}+IF(input_after_tax_is_matched="yes",N(input_after_tax_so_far),0)'
            ),
            "own_pay": Line("MIN(N(input_compensation),{own_401a17})"),
            **{f"own_tier_{number}": _tier(number) for number in (1, 2, 3)},
            "own_match": Line("SUM({own_tier_1},{own_tier_2},{own_tier_3})"),
        },
        "own_room": {
            "own_limit": Line(
                "MIN({own_415},IF(N(input_compensation)=0,{own_415},input_compensation))"
            ),
            "own_catch_up_limit": Line(
                "IF(AND(N(input_age)>59,N(input_age)<64,{own_higher}>0),{own_higher},"
                "(N(input_age)>49)*{own_414v})"
            ),
            "own_catch_up": Line("MIN({own_catch_up_limit},MAX(0,{own_deferral}-{own_402g}))"),
            "own_employer": Line(
                'IF(input_employer_to_come="",MAX({own_match},N(input_employer_so_far)),'
                "N(input_employer_so_far)+N(input_employer_to_come))"
            ),
            "own_left": Line(
                "MAX(0,{own_limit}-({own_deferral}-{own_catch_up})-{own_employer}"
                "-N(input_after_tax_so_far))"
            ),
            "own_room": Line(
                "MIN({own_left},IF(N(input_plan_cap)=0,{own_left},"
                "MAX(0,input_plan_cap-N(input_after_tax_so_far))))"
            ),
        },
        "own_tax": {
            "own_earnings": Line("MAX(0,N(input_earnings))", "cents"),
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
    }
)

IN_THE_YEAR = "AND(N(input_as_of)>=DATE(input_year,1,1),N(input_as_of)<=DATE(input_year,12,31))"
VERSION = quoted(MEGAROTH_VERSION())
GROWTH = "(1+N(input_annual_return))"
ANNUITY = f"({GROWTH}^({PROJECTED_YEARS}+1)-{GROWTH})/N(input_annual_return)"
SAVED = f"IF(N(input_annual_return)=0,{PROJECTED_YEARS},{ANNUITY})"
CHECKS: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {
        "version": ("count", f"IF(EXACT(MEGAROTH_VERSION(),{VERSION}),1,0)", "1"),
        "as_of": ("count", f"IF(OR(N(input_as_of)=0,{IN_THE_YEAR}),1,0)", "1"),
        "room": ("cents", "{room}", "{own_room}"),
        "catch_up": ("cents", "{catch_up}", "{own_catch_up}"),
        "match": ("cents", "{match}", "{own_match}"),
        "tax": ("cents", "{tax}", "{own_tax}"),
        "tax_by_bracket": ("cents", "N({tax_by_bracket})", "{own_tax_by_bracket}"),
        "column": ("cents", "{room}", "IF(N(input_plan_cap)=0,{left},MIN({left},{cap_left}))"),
        "roth": ("cents", "{answer_roth}", "{deferral}+{after_tax_used}+{room}"),
        "deferral": (
            "cents",
            "{everywhere}",
            "{deferral_limit}-{deferral_left}+{deferral_excess}",
        ),
        "warnings": ("count", "{warnings_left_out}", "0"),
        "schedule_dates": (
            "count",
            "MAX(0,COUNT({schedule_pay})-1)",
            "IF(N(input_compensation)=0,0,N(input_pay_dates))",
        ),
        "schedule_deferral": ("cents", "SUM({schedule_deferral})", "2*{total_deferral}"),
        "schedule_match": ("cents", "SUM({schedule_match})", "2*{total_match}"),
        "schedule_after_tax": (
            "cents",
            "SUM({schedule_after_tax})",
            "2*{total_after_tax}+{left_unused}",
        ),
        "schedule_limit": ("cents", "MAX(0,{total_additions}-{limit})", "0"),
        "record_parts": (
            "cents",
            "SUM({record_converted})",
            "SUM({record_taxable})+SUM({record_basis})",
        ),
        "record_basis": ("cents", "MAX(0,SUM({record_basis})-SUM({record_paid_in}))", "0"),
        "record_rows": ("count", "COUNT({record_converted})", 'COUNTIF({record_code},"G")'),
        "projection": (
            "dollars",
            f"INDEX({{projection_roth}},{PROJECTED_YEARS})",
            f"{{converted}}*{SAVED}+N(input_opening_balance)*{GROWTH}^{PROJECTED_YEARS}",
        ),
        "order": ("dollars", "SUM({order})", "IF(N(input_compensation)=0,0,N(input_budget))"),
    }
)
"""By name: its unit, what is checked, and what it has to be."""


def build_checks(book: Book, at: Mapping[str, str]) -> Mapping[str, str]:
    """Write the sheet; returns where its lines stand.

    Parameters
    ----------
    book
        The workbook.
    at
        Where the lines and blocks of the other sheets stand.
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
    page.break_before()
    here = write_lines(page, OWN, dict(at) | _totals(at))
    end, page.row = page.row, first
    terms = {**at, **here, **_totals(at)}
    for name, (unit, *formulas) in CHECKS.items():
        _check(page, name, unit, [formula.format(**terms) for formula in formulas])
    page.row = end
    page.finish()
    return {**here, "master": master}


def _check(page: TemplatePage, name: str, unit: str, formulas: list[str]) -> None:
    """One check: what is, what has to be, and whether they agree."""
    row, say = page.row, page.book.say
    value, expected = formulas
    page.line(f"check_{name}", f"={value}", unit)
    page.put(f"F{row}", f"={expected}", "Calculation", unit)
    page.put(f"G{row}", TOLERANCE, "Calculation", "cents")
    good, bad = quoted(say("checks.ok")), quoted(say("checks.look"))
    status = f"=IF(IFERROR(ABS(B{row}-F{row})<=G{row},FALSE),{good},{bad})"
    page.put(f"H{row}", status, "Check Cell", "text")
    page.sheet.conditional_formatting.add(f"H{row}", passed(f"$H{row}={good}"))
    page.sheet.conditional_formatting.add(f"H{row}", flagged(f"$H{row}<>{good}"))


def _totals(at: Mapping[str, str]) -> dict[str, str]:
    """The schedule's totals: two rows below the last pay date; below them what is left unused."""
    names = ("deferral", "match", "after_tax", "additions")
    total = "N(INDEX({block},N(input_pay_dates)+{rows}))"
    found = {f"total_{name}": total.format(block=at[f"schedule_{name}"], rows=2) for name in names}
    left = total.format(block=at["schedule_after_tax"], rows=3)
    return {**found, "left_unused": left}
