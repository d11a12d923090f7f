"""The arguments of the Excel formulas: types that say what a formula takes from a cell.

A formula's signature names them, and so carries its own contract: `age: Age = None`. One type is
one meaning, whatever the formula.
"""

from typing import Annotated, Any

from megaroth_xl.cells import (
    Argument,
    numbers_or_no_cap,
    numbers_or_none,
    state_or_rate,
    texts,
    yes_or_no,
)
from megaroth_xl.law.filing_status import FILING_STATUS
from megaroth_xl.law.health_savings import COVERAGE
from megaroth_xl.law.income_deductions import PERSONS
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
    Quantity,
)
from megaroth_xl.strategy.conversion.cost import MONTHS
from megaroth_xl.strategy.conversion.distributions import REASON
from megaroth_xl.strategy.pay.elections import DEFAULT_STEP, PAY, STEP
from megaroth_xl.strategy.pay.payments import PERIODS
from megaroth_xl.strategy.years_ahead.projection import PROJECTED_YEARS

NAN = float("nan")
"""Not given."""


def _plan_feature(meaning: str) -> Argument:
    return Argument(f"{meaning}: TRUE or FALSE; blank: unknown", FLAG, yes_or_no, blank=NAN)


def _not_known_unless_given(meaning: str, quantity: Quantity) -> Argument:
    """An argument in which 0 may be a blank cell, and "none" is a known 0."""
    return Argument(
        f"{meaning}; none if there are none; blank or 0: not known",
        quantity,
        numbers_or_none,
        blank=NAN,
    )


def _zero_is_blank(meaning: str, quantity: Quantity) -> Argument:
    """An argument in which 0 is not given either, since some hosts hand a blank over as 0."""
    return Argument(meaning, quantity, blank=NAN, zero_is_blank=True)


def _dollars_or_0(meaning: str) -> Argument:
    return Argument(f"{meaning}; blank: 0", DOLLARS, blank=0.0)


def _yes_or_no(meaning: str, *, blank: bool) -> Argument:
    words = f"{meaning}: TRUE or FALSE; blank: {str(blank).upper()}"
    return Argument(words, FLAG, yes_or_no, blank=float(blank))


# The person and the year
Year = Annotated[Any, Argument("Calendar year, such as 2026", WHOLE_YEAR)]
Age = Annotated[Any, _zero_is_blank("Age on December 31, 14 to 110; blank or 0: not given", AGE)]
Compensation = Annotated[
    Any,
    _zero_is_blank(
        "Dollars of gross pay from this employer this year, before deferrals; "
        "blank or 0: not given, and the limit of 100% of pay is not checked",
        DOLLARS,
    ),
]
FilingStatus = Annotated[
    Any, Argument("Filing status: single, mfj, mfs, hoh or qss", FILING_STATUS, texts)
]
TaxableIncome = Annotated[Any, Argument("Dollars of taxable income, after deductions", DOLLARS)]

# Limits
LimitName = Annotated[
    Any,
    Argument(
        "Limit: elective_deferral, catch_up, annual_additions, compensation, hce, ira, "
        "ira_catch_up, hsa_self, hsa_family, hsa_catch_up, roth_catch_up_wages, "
        "social_security_wage_base; 401(k), 402(g), 414(v), 415(c), 401(a)(17), 414(q)",
        read=texts,
    ),
]
FromYear = Annotated[
    Any, _zero_is_blank("First year of the table; blank: the first there is", WHOLE_YEAR)
]
ToYear = Annotated[
    Any, _zero_is_blank("Last year of the table; blank: the last there is", WHOLE_YEAR)
]
Inflation = Annotated[Any, Argument("Yearly rise of prices, such as 2.5% or 0.025", INFLATION)]

# Room
Deferral = Annotated[
    Any,
    Argument(
        "Dollars of pre-tax plus Roth deferral this year with this employer, catch-up included",
        DOLLARS,
    ),
]
Employer = Annotated[
    Any, _dollars_or_0("Dollars of match and other employer contributions this year")
]
AfterTax = Annotated[
    Any, _dollars_or_0("Dollars of after-tax contributions already made this year")
]
PlanCap = Annotated[
    Any,
    Argument(
        "Most after-tax dollars the plan takes in a year; none, blank or 0: no cap",
        DOLLARS,
        numbers_or_no_cap,
        blank=NAN,
        zero_is_blank=True,
    ),
]
PriorYearWages = Annotated[
    Any,
    Argument(
        "Dollars of last year's wages from this employer, W-2 box 3, or none if there were "
        "none; blank or 0: not given",
        DOLLARS,
        numbers_or_none,
        blank=NAN,
    ),
]

# Pay
Headroom = Annotated[
    Any, Argument("Dollars of after-tax room left, as from MEGAROTH_HEADROOM", DOLLARS)
]
PayPerPeriod = Annotated[Any, Argument("Dollars of pay on one pay date", PAY)]
PeriodsLeft = Annotated[Any, Argument("Pay dates still to come this year", COUNT)]
ElectionStep = Annotated[
    Any,
    Argument(
        "Step in which the plan takes elections, such as 1% or 0.01; blank: 1%",
        STEP,
        blank=DEFAULT_STEP,
        zero_is_blank=True,
    ),
]
Periods = Annotated[Any, Argument("Pay dates in the year, such as 26", PERIODS)]
DeferralRate = Annotated[Any, Argument("Share of pay deferred, such as 10% or 0.1", RATE)]
AfterTaxRate = Annotated[
    Any, Argument("Share of pay contributed after tax, such as 15% or 0.15", RATE)
]
TrueUp = Annotated[
    Any, _yes_or_no("Whether the plan settles the match after the year's end", blank=False)
]

# Conversion
Contribution = Annotated[Any, Argument("Dollars of after-tax contributions converted", DOLLARS)]
Earnings = Annotated[
    Any, Argument("Dollars earned on them before converting; negative for a loss", SIGNED_DOLLARS)
]
Rate = Annotated[Any, Argument("Federal tax rate, such as 24% or 0.24", RATE)]
StateRate = Annotated[
    Any, Argument("State tax rate, such as 5% or 0.05; blank: 0", RATE, blank=0.0)
]
Converted = Annotated[Any, _dollars_or_0("Dollars of after-tax contributions converted")]
State = Annotated[
    Any,
    Argument(
        "State of residence, such as NY, or its rate, such as 5%; none: no state tax; "
        "blank: not known",
        read=state_or_rate,
        blank=NAN,
    ),
]
HouseholdMagi = Annotated[
    Any,
    _zero_is_blank(
        "Dollars of modified adjusted gross income without the conversion; blank or 0: not known",
        SIGNED_DOLLARS,
    ),
]
Seniors = Annotated[
    Any,
    _not_known_unless_given(
        "Persons of the return aged 65 or older on December 31, 1 or 2", PERSONS
    ),
]
ItemizedTaxes = Annotated[
    Any, _not_known_unless_given("Dollars of state and local taxes that are itemized", DOLLARS)
]
InvestmentIncome = Annotated[
    Any, _not_known_unless_given("Dollars of net investment income of the year", DOLLARS)
]
ItemizedDeductions = Annotated[
    Any, _not_known_unless_given("Dollars of all itemized deductions", DOLLARS)
]
AnnualReturn = Annotated[Any, Argument("Yearly return, such as 7% or 0.07", RETURN)]
Months = Annotated[Any, Argument("Months of waiting", MONTHS)]
Amount = Annotated[Any, Argument("Dollars converted", DOLLARS)]
Basis = Annotated[Any, Argument("Dollars of after-tax contributions in the balance", DOLLARS)]
Balance = Annotated[Any, Argument("Dollars in the account before converting", DOLLARS)]
Pretax = Annotated[
    Any, Argument("Pretax dollars distributed, earnings on after-tax included", DOLLARS)
]
ToTraditional = Annotated[Any, Argument("Dollars rolled over to a traditional IRA", DOLLARS)]
ToRoth = Annotated[Any, Argument("Dollars rolled over to a Roth IRA", DOLLARS)]
Cash = Annotated[Any, Argument("Dollars paid out; leave out for the remainder", DOLLARS, blank=NAN)]

RolledOverLater = Annotated[
    Any, _dollars_or_0("Taxable dollars paid out and put into a traditional IRA within 60 days")
]

# Distributions
Reason = Annotated[
    Any,
    Argument(
        "Why it is paid: early (before 59 1/2), exception (early, with an exception to the 10% "
        "tax) or normal (59 1/2 or later); blank: early",
        REASON,
        texts,
        blank="early",
    ),
]
Distributed = Annotated[Any, Argument("Dollars taken out in the year", DOLLARS)]
RegularContributions = Annotated[
    Any, Argument("Dollars of regular Roth IRA contributions not taken out yet", DOLLARS)
]
RothBasis = Annotated[
    Any, Argument("Dollars of Roth deferrals and amounts rolled over in the account", DOLLARS)
]
RothBalance = Annotated[Any, Argument("Dollars in the Roth account before it", DOLLARS)]
FirstRothYear = Annotated[
    Any,
    _zero_is_blank(
        "First tax year for which Roth money was paid in there; blank or 0: not known", WHOLE_YEAR
    ),
]
FromRollover = Annotated[
    Any,
    _dollars_or_0(
        "Dollars of it from the taxed part of an in-plan Roth rollover of the last five years"
    ),
]

# Plan
AfterTaxAllowed = Annotated[Any, _plan_feature("Whether the plan takes after-tax contributions")]
InPlanRollover = Annotated[
    Any, _plan_feature("Whether after-tax money may be rolled to Roth in the plan")
]
InServiceDistribution = Annotated[
    Any, _plan_feature("Whether after-tax money may be taken out while employed")
]
NhceAdp = Annotated[
    Any,
    Argument(
        "Average deferral of the nonhighly compensated that applies, such as 4% or 0.04; "
        "leave out to average the rows",
        RATE,
        blank=NAN,
    ),
]
NhceAcp = Annotated[
    Any,
    Argument(
        "Average of the nonhighly compensated that applies, such as 4% or 0.04; "
        "leave out to average the rows",
        RATE,
        blank=NAN,
    ),
]

# Strategy
YearsAhead = Annotated[Any, Argument("Years ahead, 1 to 100", PROJECTED_YEARS)]
TaxRate = Annotated[Any, Argument("Tax rate on ordinary income, such as 24% or 0.24", RATE)]
CapitalGainsRate = Annotated[
    Any, Argument("Tax rate on dividends and long-term gains; blank: 15%", RATE, blank=NAN)
]
DividendYield = Annotated[
    Any,
    Argument("Dividends a year as a share of the balance, such as 1.5%; blank: 0", RATE, blank=0.0),
]
OpeningBalance = Annotated[
    Any, _dollars_or_0("Dollars there before the first year, all of it basis")
]
LaterTaxRate = Annotated[
    Any,
    Argument(
        "Tax rate on what was left in the plan, when taken out; blank: tax_rate",
        RATE,
        blank=NAN,
    ),
]
ModifiedAgi = Annotated[
    Any,
    Argument(
        "Dollars of modified adjusted gross income; blank: not given", SIGNED_DOLLARS, blank=NAN
    ),
]
Budget = Annotated[Any, Argument("Dollars to save this year", DOLLARS)]

# About
FormulaName = Annotated[Any, Argument("Name of a formula, such as MEGAROTH_HEADROOM", read=texts)]
HsaCoverage = Annotated[
    Any, Argument("HSA coverage: self or family; blank: none", COVERAGE, texts, blank="none")
]

# Where a formula means something else by a name than the others
PayOfTheYear = Annotated[Any, Argument("Dollars of pay this year, before deferrals", DOLLARS)]
KnownAge = Annotated[Any, Argument("Age on December 31, 14 to 110", AGE)]
AfterTaxDistributed = Annotated[Any, _dollars_or_0("After-tax dollars distributed")]
KnownNhceAcp = Annotated[
    Any, Argument("Average of the nonhighly compensated, such as 4% or 0.04", RATE)
]
YearlyAfterTax = Annotated[
    Any, _dollars_or_0("Dollars of after-tax contributions at each year's start")
]
DeferralOrLimit = Annotated[
    Any, Argument("Dollars of this year's deferral; blank: the limit", DOLLARS, blank=NAN)
]
FilingStatusIfKnown = Annotated[
    Any,
    Argument(
        "Filing status: single, mfj, mfs, hoh or qss; blank: not given",
        FILING_STATUS,
        texts,
        blank="",
    ),
]
LivedApart = Annotated[
    Any, _yes_or_no("For mfs, whether you lived apart from your spouse all year", blank=False)
]
NotCovered = Annotated[
    Any, _yes_or_no("Whether no plan at work covers you (W-2 box 13 is not marked)", blank=False)
]
SpouseCovered = Annotated[Any, _yes_or_no("Whether a plan at work covers your spouse", blank=False)]
IraContributions = Annotated[Any, _dollars_or_0("Dollars paid into traditional IRAs for the year")]
PlanTakesAfterTax = Annotated[
    Any, _yes_or_no("Whether the plan takes after-tax contributions", blank=True)
]
Item = Annotated[
    Any,
    Argument(
        'What is asked: an answer such as "after_tax_room", "election" or "excess_deferral", '
        'or a table such as "projection"; blank: every answer',
        read=texts,
        blank="",
    ),
]
NetProfit = Annotated[
    Any,
    Argument(
        "Dollars of net profit of the business; not S corporation income from Schedule K-1",
        DOLLARS,
    ),
]
OwnPlanDeferral = Annotated[Any, _dollars_or_0("Dollars deferred in this plan")]
OwnPlanEmployer = Annotated[Any, _dollars_or_0("Dollars that the business contributes")]
Wages = Annotated[
    Any, _dollars_or_0("Dollars of Social Security wages from employers, which share the wage base")
]
DeferralElsewhere = Annotated[Any, _dollars_or_0("Dollars deferred in other plans")]
