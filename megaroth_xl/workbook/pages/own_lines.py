"""The answers once more in Excel's own formulas, for the sheet Checks.

The lines call none of the package's functions: limits, match, room and tax are computed again from
the facts in use and from Limits.
"""

from types import MappingProxyType

from megaroth_xl.workbook.lines import Line, Sections
from megaroth_xl.workbook.pages.own_match import formula_match, most_of_a_year

__all__ = ["BONUSES", "OWN"]

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


def _cap(amount: str, *known: str) -> str:
    """Return what a cap of the plan leaves, where it has one; what the law leaves otherwise."""
    is_known = "*".join(f"ISNUMBER({each})" for each in known)
    return f"IF({is_known},{amount}-{{own_after_tax}},{{own_left}})"


LEFT_BEHIND = (
    "(input_earnings_to_traditional_ira={yes})"
    "*(input_in_plan_roth_rollover<>{yes})*(input_in_service_distribution={yes})"
)
"""Whether the earnings go to a traditional IRA (Notice 2014-54)."""


CAPS_OF_A_DATE = "input_after_tax_cap_per_period,input_after_tax_cap_share_per_period"


def _cap_of_a_date(pay: str) -> str:
    """Return the most that the caps of a pay date take from a pay; what is left without such."""
    dollars, share = CAPS_OF_A_DATE.split(",")
    by_share = f"IF(ISNUMBER({share})*ISNUMBER({pay}),N({share})*N({pay}),{{own_left}})"
    return f"MIN(IF(ISNUMBER({dollars}),{dollars},{{own_left}}),{by_share})"


UNCUT = "{is_scheduled}*(N(input_after_tax_rate)=0)"
"""Where no election of one's own takes the room of the deferrals."""
TO_DATE = "N(input_pretax_deferral_to_date)+N(input_roth_deferral_to_date)"
USUAL = "+".join(
    f'{count}*(input_pay_frequency="{word}")'
    for word, count in {"weekly": 52, "biweekly": 26, "semimonthly": 24, "monthly": 12}.items()
)
OF_A_NUMBER = '(input_pay_frequency="")*MAX(1,N(input_pay_periods))'


BONUSES_TO_COME = tuple(
    f"ISNUMBER(input_bonus_{n}_date)*(N(input_bonus_{n}_date)>N(input_as_of))" for n in (1, 2)
)
BONUSES = "+".join(BONUSES_TO_COME)
"""How many bonuses are still to come."""
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
            "own_is_alone": Line(
                '(input_controlled_group="")*(input_group_for_415="")*(input_owned_by="")'
                "*({other_owners}=0)",
                "count",
            ),
            "own_has_left": Line(
                "(N(input_termination_date)>0)*(N(input_termination_date)<DATE(input_year,12,31))"
                f"*(IF(ISNUMBER({{pay_dates_left}}),{{pay_dates_left}}=0,{PAST})*1)"
                f"*(N(input_as_of)*({BONUSES})=0)",
                "count",
            ),
            "own_is_over": Line(
                f"MAX({{own_has_left}},ISNUMBER({{pay_dates_left}})"
                f"*(N({{pay_dates_left}})+{BONUSES}=0))",
                "count",
            ),
            "own_deferral": Line(
                f"IF(ISNUMBER(input_deferral_to_come),{TO_DATE}+(1-{{own_is_over}})*input_deferral_to_come,"
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
                            "{compensation}",
                        ),
                    )
                )
                + ")"
            ),
            "own_cap_of_date": Line(_cap_of_a_date("{pay_per_period}")),
            **{
                f"own_cap_of_bonus_{number}": Line(
                    f"({is_to_come})*{_cap_of_a_date(f'input_bonus_{number}_amount')}",
                    words="own_cap_of_bonus",
                    values={"number": str(number)},
                )
                for number, is_to_come in enumerate(BONUSES_TO_COME, start=1)
            },
            "own_cap_of_dates": Line(
                f"IF(ISNUMBER({{pay_dates_left}})*COUNT({CAPS_OF_A_DATE}),"
                "{own_cap_of_date}*N({pay_dates_left})+{own_cap_of_bonus_1}+{own_cap_of_bonus_2},"
                "{own_left})"
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
            "own_by_year": Line(
                '{own_by_pay}+(input_match_pay_limit<>"annual")*N(input_match_to_date)'
            ),
            "own_most": Line(
                "IF(ISNUMBER(input_match_cap),MIN({own_by_year},input_match_cap),{own_by_year})"
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
