"""The arguments of the Excel formulas: one meaning each, whatever the formula."""

from collections.abc import Mapping
from types import MappingProxyType

from megaroth_xl.cells import Argument, numbers_or_none, texts, yes_or_no
from megaroth_xl.law.filing_status import FILING_STATUS
from megaroth_xl.law.health_savings import COVERAGE
from megaroth_xl.quantities import (
    AGE,
    COUNT,
    DOLLARS,
    FLAG,
    INFLATION,
    RATE,
    RETURN,
    SIGNED_DOLLARS,
    WHOLE_YEAR,
)
from megaroth_xl.ranges import (
    column_of_ages,
    column_of_answers,
    column_of_dollars,
    language,
    match_tier_rows,
    workbook_limits,
)
from megaroth_xl.strategy.conversion import MONTHS
from megaroth_xl.strategy.elections import DEFAULT_STEP, PAY, STEP
from megaroth_xl.strategy.payments import PERIODS
from megaroth_xl.strategy.projection import PROJECTED_YEARS
from megaroth_xl.texts import LANGUAGES

__all__ = ["ARGUMENTS", "argument_of"]

NAN = float("nan")
"""Not given."""


PLACES = (
    *("first", "second", "third", "fourth", "fifth", "sixth"),
    *("seventh", "eighth", "ninth", "tenth", "eleventh"),
)


def _plan_feature(meaning: str) -> Argument:
    return Argument(f"{meaning}: TRUE or FALSE; blank: unknown", FLAG, yes_or_no, blank=NAN)


ARGUMENTS: Mapping[str, Argument] = MappingProxyType(
    {
        # The person and the year
        "year": Argument("Calendar year, such as 2026", WHOLE_YEAR),
        "age": Argument(
            "Age on December 31, 14 to 110; blank or 0: not given",
            AGE,
            blank=NAN,
            zero_is_blank=True,
        ),
        "compensation": Argument(
            "Dollars of gross pay from this employer this year, before deferrals; "
            "blank or 0: not given, and the limit of 100% of pay is not checked",
            DOLLARS,
            blank=NAN,
            zero_is_blank=True,
        ),
        "filing_status": Argument(
            "Filing status: single, mfj, mfs, hoh or qss", FILING_STATUS, texts
        ),
        "taxable_income": Argument("Dollars of taxable income, after deductions", DOLLARS),
        # Limits
        "limit_name": Argument(
            "Limit: elective_deferral, catch_up, annual_additions, compensation, hce, ira, "
            "ira_catch_up, hsa_self, hsa_family, hsa_catch_up, roth_catch_up_wages, "
            "social_security_wage_base; 401(k), 402(g), 414(v), 415(c), 401(a)(17), 414(q)",
            read=texts,
        ),
        "limits": Argument(
            "The workbook's own limits table: years in the first row, limit names in the first "
            "column; its figures go before the package's",
            blank="",
            whole=workbook_limits,
        ),
        "from_year": Argument(
            "First year of the table; blank: the first there is",
            WHOLE_YEAR,
            blank=NAN,
            zero_is_blank=True,
        ),
        "to_year": Argument(
            "Last year of the table; blank: the last there is",
            WHOLE_YEAR,
            blank=NAN,
            zero_is_blank=True,
        ),
        "inflation": Argument("Yearly rise of prices, such as 2.5% or 0.025", INFLATION),
        # Room
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
        "plan_cap": Argument(
            "Most after-tax dollars the plan takes in a year; blank or 0: no cap",
            DOLLARS,
            blank=NAN,
            zero_is_blank=True,
        ),
        "prior_year_wages": Argument(
            "Dollars of last year's wages from this employer, W-2 box 3, or none if there were "
            "none; blank or 0: not given",
            DOLLARS,
            numbers_or_none,
            blank=NAN,
        ),
        "tiers": Argument(
            "Two columns: match rate, and the share of pay up to which it runs; 100% on 3% and 50% "
            'on the next 2% is {1,0.03;0.5,0.05}; one rate may be a text: "50% up to 6%"',
            whole=match_tier_rows,
        ),
        # Pay
        "headroom": Argument("Dollars of after-tax room left, as from MEGAROTH_HEADROOM", DOLLARS),
        "pay_per_period": Argument("Dollars of pay on one pay date", PAY),
        "periods_left": Argument("Pay dates still to come this year", COUNT),
        "election_step": Argument(
            "Step in which the plan takes elections, such as 1% or 0.01; blank: 1%",
            STEP,
            blank=DEFAULT_STEP,
            zero_is_blank=True,
        ),
        "periods": Argument("Pay dates in the year, such as 26", PERIODS),
        "deferral_rate": Argument("Share of pay deferred, such as 10% or 0.1", RATE),
        "after_tax_rate": Argument("Share of pay contributed after tax, such as 15% or 0.15", RATE),
        "true_up": Argument(
            "Whether the plan settles the match after the year's end: TRUE or FALSE; blank: FALSE",
            FLAG,
            yes_or_no,
            blank=0.0,
        ),
        # Conversion
        "contribution": Argument("Dollars of after-tax contributions converted", DOLLARS),
        "earnings": Argument(
            "Dollars earned on them before converting; negative for a loss", SIGNED_DOLLARS
        ),
        "rate": Argument("Federal tax rate, such as 24% or 0.24", RATE),
        "state_rate": Argument("State tax rate, such as 5% or 0.05; blank: 0", RATE, blank=0.0),
        "annual_return": Argument("Yearly return, such as 7% or 0.07", RETURN),
        "months": Argument("Months of waiting", MONTHS),
        "amount": Argument("Dollars converted", DOLLARS),
        "basis": Argument("Dollars of after-tax contributions in the balance", DOLLARS),
        "balance": Argument("Dollars in the account before converting", DOLLARS),
        "pretax": Argument("Pretax dollars distributed, earnings on after-tax included", DOLLARS),
        "to_traditional": Argument("Dollars rolled over to a traditional IRA", DOLLARS),
        "to_roth": Argument("Dollars rolled over to a Roth IRA", DOLLARS),
        "cash": Argument("Dollars paid out; leave out for the remainder", DOLLARS, blank=NAN),
        # Plan
        "after_tax_allowed": _plan_feature("Whether the plan takes after-tax contributions"),
        "in_plan_rollover": _plan_feature(
            "Whether after-tax money may be rolled to Roth in the plan"
        ),
        "in_service_distribution": _plan_feature(
            "Whether after-tax money may be taken out while employed"
        ),
        "is_hce": Argument(
            "A row for each eligible employee: TRUE if highly compensated", whole=column_of_answers
        ),
        "match": Argument("Match of each, dollars; blank: 0", blank=0.0, whole=column_of_dollars),
        "nhce_adp": Argument(
            "Average deferral of the nonhighly compensated that applies, such as 4% or 0.04; "
            "leave out to average the rows",
            RATE,
            blank=NAN,
        ),
        "nhce_acp": Argument(
            "Average of the nonhighly compensated that applies, such as 4% or 0.04; "
            "leave out to average the rows",
            RATE,
            blank=NAN,
        ),
        # Strategy
        "years": Argument("Years ahead, 1 to 100", PROJECTED_YEARS),
        "tax_rate": Argument("Tax rate on ordinary income, such as 24% or 0.24", RATE),
        "capital_gains_rate": Argument(
            "Tax rate on dividends and long-term gains; blank: 15%", RATE, blank=NAN
        ),
        "dividend_yield": Argument(
            "Dividends a year as a share of the balance, such as 1.5%; blank: 0", RATE, blank=0.0
        ),
        "opening_balance": Argument(
            "Dollars there before the first year, all of it basis; blank: 0", DOLLARS, blank=0.0
        ),
        "later_tax_rate": Argument(
            "Tax rate on what was left in the plan, when taken out; blank: tax_rate",
            RATE,
            blank=NAN,
        ),
        "magi": Argument(
            "Dollars of modified adjusted gross income; blank: not given", SIGNED_DOLLARS, blank=NAN
        ),
        "lang": Argument(
            "Language of the words: en or ko; blank: en", blank=LANGUAGES[0], whole=language
        ),
        "budget": Argument("Dollars to save this year", DOLLARS),
        # About
        "formula_name": Argument("Name of a formula, such as MEGAROTH_HEADROOM", read=texts),
        **{
            f"{place}_cells": Argument(
                f"The {place} argument of that formula, as it stands there",
                blank="",
                whole=lambda _, block: block,
            )
            for place in PLACES
        },
        "hsa_coverage": Argument(
            "HSA coverage: self or family; blank: none", COVERAGE, texts, blank="none"
        ),
    }
)
"""By name."""

PAY_OF_THE_YEAR = Argument("Dollars of pay this year, before deferrals", DOLLARS)
EMPLOYEES = {
    "compensation": Argument(
        "Pay of each employee, dollars; blank: not known, and the plan is not tested",
        whole=column_of_dollars,
    ),
    "after_tax": Argument(
        "After-tax contributions of each, dollars; blank: 0", blank=0.0, whole=column_of_dollars
    ),
}
DEFERRERS = {
    "compensation": EMPLOYEES["compensation"],
    "deferral": Argument(
        "Pre-tax plus Roth deferral of each, catch-up included, dollars; blank: 0",
        blank=0.0,
        whole=column_of_dollars,
    ),
    "age": Argument(
        "Age of each on December 31; blank or 0: not known", blank=NAN, whole=column_of_ages
    ),
}

OWN_MEANINGS: Mapping[str, Mapping[str, Argument]] = MappingProxyType(
    {
        "CATCH_UP_LIMIT": {"age": Argument("Age on December 31, 14 to 110", AGE)},
        "EMPLOYER_MATCH": {"compensation": PAY_OF_THE_YEAR},
        "PAYCHECK_SCHEDULE": {"compensation": PAY_OF_THE_YEAR},
        "ROLLOVER_SPLIT": {
            "after_tax": Argument("After-tax dollars distributed; blank: 0", DOLLARS, blank=0.0)
        },
        "ACP_LIMIT": {
            "nhce_acp": Argument("Average of the nonhighly compensated, such as 4% or 0.04", RATE),
        },
        "ACP_TEST": EMPLOYEES,
        "ACP_REFUNDS": EMPLOYEES,
        "ADP_TEST": DEFERRERS,
        "ADP_REFUNDS": DEFERRERS,
        "MEGAROTH_PROJECTION": {
            "after_tax": Argument(
                "Dollars of after-tax contributions at each year's start; blank: 0",
                DOLLARS,
                blank=0.0,
            )
        },
        "MEGAROTH_COMPARISON": {
            "deferral": Argument(
                "Dollars of this year's deferral; blank: the limit", DOLLARS, blank=NAN
            ),
            "filing_status": Argument(
                "Filing status: single, mfj, mfs, hoh or qss; blank: not given",
                FILING_STATUS,
                texts,
                blank="",
            ),
        },
        "SAVINGS_ORDER": {
            "compensation": PAY_OF_THE_YEAR,
            "after_tax_allowed": Argument(
                "Whether the plan takes after-tax contributions: TRUE or FALSE; blank: TRUE",
                FLAG,
                yes_or_no,
                blank=1.0,
            ),
        },
    }
)
"""By formula and name: where a formula means something else by a name than the others."""


def argument_of(formula: str, name: str) -> Argument:
    """What a formula means by an argument's name."""
    return OWN_MEANINGS.get(formula, {}).get(name) or ARGUMENTS[name]
