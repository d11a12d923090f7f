"""The arguments of the Excel formulas: one meaning each, whatever the formula."""

from collections.abc import Mapping
from types import MappingProxyType

from megaroth_xl.arrays import AGE, DOLLARS, RATE, SIGNED_DOLLARS, WHOLE_YEAR
from megaroth_xl.cells import Argument, texts
from megaroth_xl.ranges import workbook_limits

__all__ = ["ARGUMENTS", "argument_of"]

NAN = float("nan")

ARGUMENTS: Mapping[str, Argument] = MappingProxyType(
    {
        "year": Argument("Calendar year, such as 2026", WHOLE_YEAR),
        "age": Argument(
            "Age on December 31, 14 to 110; blank or 0: not given",
            AGE,
            blank=NAN,
            zero_is_blank=True,
        ),
        "limit_name": Argument(
            "Limit: elective_deferral, catch_up, annual_additions, compensation, hce, ira, "
            "ira_catch_up, hsa_self, hsa_family, hsa_catch_up, roth_catch_up_wages, "
            "social_security_wage_base, or 402(g), 414(v), 415(c), 401(a)(17), 414(q)",
            read=texts,
        ),
        "limits": Argument(
            "The workbook's own limits table: years in the first row, limit names in the first "
            "column; its figures go before the package's",
            blank="",
            whole=workbook_limits,
        ),
        "deferral": Argument(
            "Dollars of pre-tax plus Roth deferral this year with this employer, catch-up included",
            DOLLARS,
        ),
        "employer": Argument(
            "Dollars of match and other employer contributions this year; blank: 0",
            DOLLARS,
            blank=0.0,
        ),
        "after_tax": Argument(
            "Dollars of after-tax contributions already made this year; blank: 0",
            DOLLARS,
            blank=0.0,
        ),
        "compensation": Argument(
            "Dollars of gross pay from this employer this year, before deferrals; "
            "blank or 0: not given, and the limit of 100% of pay is not checked",
            DOLLARS,
            blank=NAN,
            zero_is_blank=True,
        ),
        "plan_cap": Argument(
            "Most after-tax dollars the plan takes in a year; blank or 0: no cap",
            DOLLARS,
            blank=NAN,
            zero_is_blank=True,
        ),
        "contribution": Argument("Dollars of after-tax contributions converted", DOLLARS),
        "earnings": Argument(
            "Dollars earned on them before converting; negative for a loss", SIGNED_DOLLARS
        ),
        "rate": Argument("Federal tax rate, such as 24% or 0.24", RATE),
        "state_rate": Argument("State tax rate, such as 5% or 0.05; blank: 0", RATE, blank=0.0),
    }
)
"""By name; where one formula means something else by a name, by "FORMULA.name"."""


def argument_of(formula: str, name: str) -> Argument:
    """What a formula means by an argument's name."""
    return ARGUMENTS.get(f"{formula}.{name}") or ARGUMENTS[name]
