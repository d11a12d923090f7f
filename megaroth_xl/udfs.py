"""The Excel formulas: one short function each.

The type of a formula's parameter (`arguments`, `range_arguments`) says what it takes from a cell;
what the formula calls answers for whole ranges at once, and is imported when it is first asked, so
that Excel waits only for the formulas that a workbook has. The one-line docstring is what the
function wizard says.
"""

import gc

_COLLECTS = gc.isenabled()
gc.disable()  # modules stay: looking among them for what can go takes a third of the time

from math import isnan
from typing import Any

from megaroth_xl import __version__
from megaroth_xl import arguments as take
from megaroth_xl import range_arguments as whole
from megaroth_xl.formulas import formula, published_formulas, refusals
from megaroth_xl.ranges import Employees
from megaroth_xl.texts import text

if _COLLECTS:
    gc.enable()

__all__ = [
    "IRS_LIMIT",
    "IRS_LIMITS",
    "DEFERRAL_LIMIT",
    "CATCH_UP_LIMIT",
    "ANNUAL_ADDITIONS_LIMIT",
    "IRS_LIMIT_FORECAST",
    "LIMITATION_YEAR",
    "MEGAROTH_HEADROOM",
    "MEGAROTH_BINDING_LIMIT",
    "MEGAROTH_EXCESS",
    "MEGAROTH_ROTH_TOTAL",
    "MEGAROTH_YEAR",
    "MEGAROTH_PAYCHECKS",
    "MEGAROTH_EMPLOYERS",
    "SELF_EMPLOYED_ROOM",
    "EMPLOYER_MATCH",
    "AFTER_TAX_ELECTION",
    "AFTER_TAX_PER_PAYCHECK",
    "PAYCHECK_SCHEDULE",
    "CONVERSION_TAX",
    "CONVERSION_TAX_BY_BRACKET",
    "CONVERSION_TAX_LINES",
    "CONVERSION_TAXABLE",
    "CONVERSION_DELAY_COST",
    "ROLLOVER_SPLIT",
    "ROLLOVER_FORMS",
    "ROTH_IRA_DISTRIBUTION",
    "ROTH_ACCOUNT_DISTRIBUTION",
    "FEDERAL_TAX",
    "MARGINAL_RATE",
    "MEGAROTH_ELIGIBLE",
    "MEGAROTH_ROUTE",
    "ACP_LIMIT",
    "ACP_TEST",
    "ACP_REFUNDS",
    "ADP_TEST",
    "ADP_REFUNDS",
    "MEGAROTH_PROJECTION",
    "MEGAROTH_COMPARISON",
    "SAVINGS_ORDER",
    "MEGAROTH_WARNINGS",
    "MEGAROTH_WHY",
    "MEGAROTH_VERSION",
]

Cell = Any
"""What a formula answers: a value, values in the shape of its ranges, or the rows of a table."""

CASE_EXAMPLE = [
    ["year", 2026],
    ["age", 40],
    ["compensation", 120000],
    ["pay_periods", 4],
    ["pay_periods_left", 4],
    ["match tier 1 rate", 0.5],
    ["match tier 1 up to", 0.06],
    ["deferral_to_come", 24500],
    ["nonelective_contribution", 0],
    ["after_tax_contribution", 0],
    ["accepts_after_tax", "yes"],
    ["after_tax_cap", 30000],
]
EMPLOYERS_EXAMPLE = [
    [
        "employer",
        "compensation",
        "elective_deferral",
        "matching_contribution",
        "nonelective_contribution",
        "after_tax_contribution",
    ],
    ["old", 100000, 15000, 3000, 0, 0],
    ["new", 95000, 9500, 2850, 0, 0],
]
ACP_EXAMPLE = (
    [[True], [True], [False]],
    [[200000], [200000], [50000]],
    [[0], [0], [0]],
    [[20000], [10000], [2000]],
    2026,
)
ADP_EXAMPLE = (
    [[True], [True], [False]],
    [[200000], [200000], [50000]],
    [[20000], [16000], [2000]],
    2026,
    None,
    [[45], [55], [30]],
)


@formula("Limits", ("415(c)", 2026), "IRC 402(g), 414(q), 414(v), 415(c), 401(a)(17), 219, 223")
def IRS_LIMIT(
    limit_name: take.LimitName,
    year: take.Year,
    age: take.Age = None,
    limits: whole.OwnLimits = None,
) -> Cell:
    """Dollar limit of a year, by its name or Code section."""
    from megaroth_xl.law import limit_names

    return limit_names.limit_dollars(limit_name, year, age, limits=limits)


@formula(
    "Limits", (2024, 2026), "IRC 402(g), 414(q), 414(v), 415(c), 401(a)(17), 219, 223", table=True
)
def IRS_LIMITS(from_year: take.FromYear = None, to_year: take.ToYear = None) -> Cell:
    """Table of every limit: a column for each year, then where each was read, and its status."""
    from megaroth_xl.law import limit_names

    return limit_names.limit_rows(from_year, to_year)


@formula("Limits", (2026, 61), "IRC 402(g)(1), 414(v)")
def DEFERRAL_LIMIT(year: take.Year, age: take.Age = None, limits: whole.OwnLimits = None) -> Cell:
    """Most that a participant may defer in a year, with the catch-up contribution of that age."""
    from megaroth_xl.law import elective_deferrals

    return elective_deferrals.elective_deferral_limit(year, age, limits=limits)


@formula("Limits", (2026, 61), "IRC 414(v)(2)(B), (C), (E)")
def CATCH_UP_LIMIT(year: take.Year, age: take.KnownAge, limits: whole.OwnLimits = None) -> Cell:
    """Catch-up limit of an age; 0 below 50."""
    from megaroth_xl.law import catch_up

    return catch_up.catch_up_limit(year, age, limits=limits)


@formula("Limits", (2026, 60000), "IRC 415(c)(1)")
def ANNUAL_ADDITIONS_LIMIT(
    year: take.Year, compensation: take.Compensation = None, limits: whole.OwnLimits = None
) -> Cell:
    """Most that may go into one employer's plans: the lesser of the 415(c) dollars and pay."""
    from megaroth_xl.law import annual_additions

    return annual_additions.annual_additions_limit(year, compensation, limits=limits)


@formula("Limits", ("415(c)", 2028, 0.025), "IRC 415(d), 402(g)(4), 414(v)(2)(C), 401(a)(17)(B)")
def IRS_LIMIT_FORECAST(
    limit_name: take.LimitName, year: take.Year, inflation: take.Inflation
) -> Cell:
    """Limit of a year not yet published, by the statutory formula from an assumed inflation."""
    from megaroth_xl.law import forecast

    return forecast.forecast_dollars(limit_name, year, inflation)


@formula(
    "Limits",
    ("2025-07-01", "2026-06-30"),
    "IRC 415(c)(1), 401(a)(17); Treas. Reg. 1.415(j)-1, 1.415(c)-1(b)(6)",
    table=True,
)
def LIMITATION_YEAR(
    first_day: whole.FirstDay,
    last_day: whole.LastDay,
    compensation: take.Compensation = None,
    limits: whole.OwnLimits = None,
    lang: whole.Language = None,
) -> Cell:
    """Table of limits of a year that is not the calendar year, or is shorter than twelve months."""
    from megaroth_xl.strategy.conversion import distributions

    return distributions.limitation_year_rows(first_day, last_day, compensation, lang, limits)


@formula("Room", (23000, 15000, 2024), "IRC 415(c)(1) and (2), 414(v)(3)(A)")
def MEGAROTH_HEADROOM(
    deferral: take.Deferral,
    employer: take.Employer,
    year: take.Year,
    age: take.Age = None,
    after_tax: take.AfterTax = None,
    compensation: take.Compensation = None,
    plan_cap: take.PlanCap = None,
    limits: whole.OwnLimits = None,
) -> Cell:
    """Dollars of after-tax contribution still possible this year with this employer."""
    from megaroth_xl.strategy import room

    return room.after_tax_room(
        deferral, employer, year, age, after_tax, compensation, plan_cap, limits=limits
    )


@formula("Room", (23000, 10000, 2024, 40, 0, 30000), "IRC 415(c)(1)")
def MEGAROTH_BINDING_LIMIT(
    deferral: take.Deferral,
    employer: take.Employer,
    year: take.Year,
    age: take.Age = None,
    after_tax: take.AfterTax = None,
    compensation: take.Compensation = None,
    plan_cap: take.PlanCap = None,
    limits: whole.OwnLimits = None,
) -> Cell:
    """Limit that stops further after-tax contributions: 415(c) dollars, 100% of pay or plan cap."""
    from megaroth_xl.strategy import room

    return room.binding_limit(
        deferral, employer, year, age, after_tax, compensation, plan_cap, limits=limits
    )


@formula("Room", (23000, 50000, 2024, 52), "IRC 415(c)(1), 414(v); Rev. Proc. 2021-30, 6.06(2)")
def MEGAROTH_EXCESS(
    deferral: take.Deferral,
    employer: take.Employer,
    year: take.Year,
    age: take.Age = None,
    after_tax: take.AfterTax = None,
    compensation: take.Compensation = None,
    limits: whole.OwnLimits = None,
) -> Cell:
    """Dollars above the 415(c) limit, to be corrected; 0 where none."""
    from megaroth_xl.law import annual_additions

    return annual_additions.excess_annual_addition(
        deferral, employer, year, age, after_tax, compensation, limits=limits
    )


@formula("Room", (30500, 10000, 2024, 52), "IRC 402A, 415(c)")
def MEGAROTH_ROTH_TOTAL(
    deferral: take.Deferral,
    employer: take.Employer,
    year: take.Year,
    age: take.Age = None,
    after_tax: take.AfterTax = None,
    compensation: take.Compensation = None,
    plan_cap: take.PlanCap = None,
    limits: whole.OwnLimits = None,
) -> Cell:
    """Roth money of the year if the deferral is Roth and all after-tax money is converted."""
    from megaroth_xl.strategy import room

    return room.roth_total(
        deferral, employer, year, age, after_tax, compensation, plan_cap, limits=limits
    )


@formula(
    "A case",
    (CASE_EXAMPLE,),
    "Each answer's own, in its row",
    table=True,
)
def MEGAROTH_YEAR(
    case_range: whole.CaseRange,
    item: take.Item = None,
    lang: whole.Language = None,
    limits: whole.OwnLimits = None,
) -> Cell:
    """Every answer of a saver's year as a table, or the one asked for; warnings last."""
    from megaroth_xl.strategy.saver import shown
    from megaroth_xl.strategy.saver.tables import TABLES, table_rows
    from megaroth_xl.strategy.saver.year import saver_year

    year = saver_year(case_range, lang=lang, limits=limits)
    if not item:
        return shown.answer_rows(year)
    return table_rows(year, item) if item in TABLES else shown.shown_value(year, item)


@formula("A case", (CASE_EXAMPLE,), "IRC 402(g), 414(v), 415(c), 401(a)(17)", table=True)
def MEGAROTH_PAYCHECKS(
    case_range: whole.CaseRange, lang: whole.Language = None, limits: whole.OwnLimits = None
) -> Cell:
    """Table by pay date from the year to date on: what goes in, room left, what stops it."""
    from megaroth_xl.strategy.saver.paycheck_table import paycheck_rows
    from megaroth_xl.strategy.saver.year import saver_year

    return paycheck_rows(saver_year(case_range, lang=lang, limits=limits))


@formula(
    "A case",
    (EMPLOYERS_EXAMPLE, 2026, 35),
    "IRC 402(g)(1) to (3), 414(v), 415(c), 415(f)(1)(B), 415(h)",
    table=True,
)
def MEGAROTH_EMPLOYERS(
    employers: whole.Employers,
    year: take.Year,
    age: take.Age = None,
    limits: whole.OwnLimits = None,
    lang: whole.Language = None,
) -> Cell:
    """Table of room with each employer of a year, and the person's one deferral limit."""
    from megaroth_xl.strategy.saver.several_employers import several_employers

    return several_employers(employers, int(year), age, lang=lang, limits=limits).rows(lang)


@formula(
    "A case",
    (60000, 2026, 40, 24500, 11152.20),
    "IRC 401(c)(2), 404(a)(8), 415(c)(3)(B), 1401, 164(f)(1)",
    table=True,
)
def SELF_EMPLOYED_ROOM(
    net_profit: take.NetProfit,
    year: take.Year,
    age: take.Age = None,
    deferral: take.OwnPlanDeferral = None,
    employer: take.OwnPlanEmployer = None,
    wages: take.Wages = None,
    deferral_elsewhere: take.DeferralElsewhere = None,
    limits: whole.OwnLimits = None,
    lang: whole.Language = None,
) -> Cell:
    """Table from net profit to earned income, employer contribution, 415(c) limit and room."""
    from megaroth_xl.strategy.saver.self_employed import self_employed_year

    return self_employed_year(
        net_profit, year, age, deferral, employer, wages, deferral_elsewhere, limits=limits
    ).rows(lang)


@formula("Room", (100000, 5000, [[1, 0.03], [0.5, 0.05]], 2026), "IRC 401(m)(4)(A), 401(a)(17)")
def EMPLOYER_MATCH(
    compensation: take.PayOfTheYear,
    deferral: take.Deferral,
    tiers: whole.Tiers,
    year: take.Year,
    limits: whole.OwnLimits = None,
) -> Cell:
    """Match of the year in dollars, on pay up to the 401(a)(17) limit."""
    from megaroth_xl.law.compensation import matching_contribution

    return matching_contribution(compensation, deferral, tiers, year, limits=limits)


@formula("Pay", (34800, 10000, 12), "The plan's own election step")
def AFTER_TAX_ELECTION(
    headroom: take.Headroom,
    pay_per_period: take.PayPerPeriod,
    periods_left: take.PeriodsLeft,
    election_step: take.ElectionStep = None,
) -> Cell:
    """Share of pay to elect after tax on the remaining pay dates, rounded down to the step."""
    from megaroth_xl.strategy.pay import elections

    return elections.after_tax_election(headroom, pay_per_period, periods_left, election_step)


@formula("Pay", (34800, 12), "The plan's own elections")
def AFTER_TAX_PER_PAYCHECK(headroom: take.Headroom, periods_left: take.PeriodsLeft) -> Cell:
    """Dollars to contribute after tax on each remaining pay date, rounded down to the cent."""
    from megaroth_xl.strategy.pay import elections

    return elections.after_tax_per_paycheck(headroom, periods_left)


@formula(
    "Pay",
    (240000, 12, 0.1, 0.15, [[1, 0.03], [0.5, 0.05]], 2026, 40),
    "IRC 402(g), 414(v), 415(c), 401(a)(17)",
    table=True,
)
def PAYCHECK_SCHEDULE(
    compensation: take.PayOfTheYear,
    periods: take.Periods,
    deferral_rate: take.DeferralRate,
    after_tax_rate: take.AfterTaxRate,
    tiers: whole.Tiers,
    year: take.Year,
    age: take.Age = None,
    true_up: take.TrueUp = None,
    limits: whole.OwnLimits = None,
    lang: whole.Language = None,
) -> Cell:
    """Table of the year pay date by pay date: deferral, match, after-tax, and what stops each."""
    from megaroth_xl.strategy.plan.paychecks import paycheck_schedule

    schedule = paycheck_schedule(
        compensation,
        periods,
        deferral_rate,
        after_tax_rate,
        tiers,
        year,
        age,
        bool(true_up),
        limits=limits,
    )
    return schedule.rows(lang)


@formula("Conversion", (31000, 150, 0.24), "IRC 72(e)(8), 402A(c)(4)(A), 408A(d)(3)(A)(i)")
def CONVERSION_TAX(
    contribution: take.Contribution,
    earnings: take.Earnings,
    rate: take.Rate,
    state_rate: take.StateRate = None,
) -> Cell:
    """Tax on converting: on the earnings, never again on the contribution itself."""
    from megaroth_xl.strategy.conversion import cost as conversion

    return conversion.conversion_tax(contribution, earnings, rate, state_rate)


@formula("Conversion", (31000, 3000, 200000, "single", 2024), "IRC 1(f), (j), 72(e)(8)")
def CONVERSION_TAX_BY_BRACKET(
    contribution: take.Contribution,
    earnings: take.Earnings,
    taxable_income: take.TaxableIncome,
    filing_status: take.FilingStatus,
    year: take.Year,
    state_rate: take.StateRate = None,
) -> Cell:
    """Tax that the earnings add through the year's federal brackets, plus state tax."""
    from megaroth_xl.strategy.conversion import cost as conversion

    return conversion.conversion_tax_by_bracket(
        contribution, earnings, taxable_income, filing_status, year, state_rate
    )


@formula(
    "Conversion",
    (31000, 3000, 480000, "mfj", 2026, "NY", 540000, "none", 45000, 20000, 60000),
    "IRC 1(j)(2), 68, 151(d)(5)(C), 164(b)(7), 1411",
    table=True,
)
def CONVERSION_TAX_LINES(
    after_tax: take.Converted,
    earnings: take.Earnings,
    taxable_income: take.TaxableIncome,
    filing_status: take.FilingStatus,
    year: take.Year,
    state: take.State = None,
    magi: take.HouseholdMagi = None,
    seniors: take.Seniors = None,
    itemized_salt: take.ItemizedTaxes = None,
    investment_income: take.InvestmentIncome = None,
    itemized_deductions: take.ItemizedDeductions = None,
    lang: whole.Language = None,
) -> Cell:
    """Table of what the earnings add: bracket and state tax, and what higher income takes away."""
    from megaroth_xl.strategy.conversion.household import ConversionFacts
    from megaroth_xl.strategy.conversion.lines import conversion_cost

    facts = ConversionFacts.given(
        taxable_income,
        filing_status,
        year,
        state,
        magi,
        seniors,
        itemized_salt,
        investment_income,
        itemized_deductions,
    )
    return conversion_cost(earnings, facts, lang=lang).rows(after_tax, lang)


@formula("Conversion", (50000, 10000, 50000), "IRC 72(e)(8)(B), 402A(c)(4)")
def CONVERSION_TAXABLE(amount: take.Amount, basis: take.Basis, balance: take.Balance) -> Cell:
    """Taxable part of a partial conversion: what it carries beyond its share of the basis."""
    from megaroth_xl.law import rollovers

    return rollovers.conversion_taxable(amount, basis, balance)


@formula("Conversion", (31000, 0.1, 12, 0.24), "IRC 72(e)(8)")
def CONVERSION_DELAY_COST(
    contribution: take.Contribution,
    annual_return: take.AnnualReturn,
    months: take.Months,
    rate: take.Rate,
    state_rate: take.StateRate = None,
) -> Cell:
    """Tax that waiting adds: the tax on what the contribution earns before it is converted."""
    from megaroth_xl.strategy.conversion import cost as conversion

    return conversion.conversion_delay_cost(contribution, annual_return, months, rate, state_rate)


@formula("Conversion", (80000, 20000, 80000, 10000), "Notice 2014-54; IRC 402(c)(2)", table=True)
def ROLLOVER_SPLIT(
    pretax: take.Pretax,
    after_tax: take.AfterTaxDistributed,
    to_traditional: take.ToTraditional,
    to_roth: take.ToRoth,
    cash: take.Cash = None,
) -> Cell:
    """Table of where pretax and after-tax money goes, and what of it is taxable."""
    from megaroth_xl.law import rollovers
    from megaroth_xl.law.destinations import destination_name

    parts = rollovers.rollover_split(pretax, after_tax, to_traditional, to_roth, cash)
    return [
        ("destination", "pretax", "after-tax", "taxable"),
        *((destination_name(p.destination), p.pretax, p.after_tax, p.taxable) for p in parts),
    ]


@formula("Conversion", (3000, 31000, 3000, 31000), "Notice 2014-54; IRC 3405(c)", table=True)
def ROLLOVER_FORMS(
    pretax: take.Pretax,
    after_tax: take.AfterTaxDistributed,
    to_traditional: take.ToTraditional,
    to_roth: take.ToRoth,
    cash: take.Cash = None,
    reason: take.Reason = None,
    rolled_over_later: take.RolledOverLater = None,
    lang: whole.Language = None,
) -> Cell:
    """Table of the Forms 1099-R of a split distribution, and the lines of Form 1040."""
    from megaroth_xl.law import rollovers
    from megaroth_xl.strategy.conversion import distributions

    parts = rollovers.rollover_split(pretax, after_tax, to_traditional, to_roth, cash)
    return distributions.rollover_form_rows(parts, reason, rolled_over_later, lang)


@formula(
    "Conversion",
    (7000, 5000, [[2022, 60000, 20000]], 2026),
    "IRC 408A(d)(2) to (4), 72(t)",
    table=True,
)
def ROTH_IRA_DISTRIBUTION(
    amount: take.Distributed,
    contributions: take.RegularContributions,
    conversions: whole.ConversionYears,
    year: take.Year,
    first_year: take.FirstRothYear = None,
    reason: take.Reason = None,
    lang: whole.Language = None,
) -> Cell:
    """Table of what money from Roth IRAs consists of, in the law's order, and what is taxed."""
    from megaroth_xl.strategy.conversion import distributions

    return distributions.roth_ira_rows(
        amount, contributions, conversions or (), int(year), first_year, reason, lang
    )


@formula(
    "Conversion",
    (5000, 9400, 10000, 2026, 2024),
    "IRC 402A(c)(4)(D), (d), 72(e)(8), 72(t)",
    table=True,
)
def ROTH_ACCOUNT_DISTRIBUTION(
    amount: take.Distributed,
    basis: take.RothBasis,
    balance: take.RothBalance,
    year: take.Year,
    first_year: take.FirstRothYear = None,
    reason: take.Reason = None,
    from_rollover: take.FromRollover = None,
    lang: whole.Language = None,
) -> Cell:
    """Table of a payment or rollover from a plan's Roth account: parts, tax and Form 1099-R."""
    from megaroth_xl.strategy.conversion import distributions

    return distributions.roth_account_rows(
        amount, basis, balance, int(year), first_year, reason, from_rollover, lang
    )


@formula("Conversion", (200000, "single", 2024), "IRC 1(a) to (d), (f), (j)")
def FEDERAL_TAX(
    taxable_income: take.TaxableIncome, filing_status: take.FilingStatus, year: take.Year
) -> Cell:
    """Federal income tax on ordinary taxable income, before credits."""
    from megaroth_xl.law import income_tax

    return income_tax.federal_tax(taxable_income, filing_status, year)


@formula("Conversion", (200000, "single", 2024), "IRC 1(a) to (d), (f), (j)")
def MARGINAL_RATE(
    taxable_income: take.TaxableIncome, filing_status: take.FilingStatus, year: take.Year
) -> Cell:
    """Federal rate on the next dollar of ordinary income."""
    from megaroth_xl.law import income_tax

    return income_tax.marginal_rate(taxable_income, filing_status, year)


@formula("Plan", (True, None, True), "IRC 402A(c)(4), 402(c), 408A(e)")
def MEGAROTH_ELIGIBLE(
    after_tax_allowed: take.AfterTaxAllowed,
    in_plan_rollover: take.InPlanRollover,
    in_service_distribution: take.InServiceDistribution,
) -> Cell:
    """TRUE where the plan's known features let after-tax money reach Roth while employed."""
    from megaroth_xl.strategy.conversion import eligibility

    return eligibility.eligible(after_tax_allowed, in_plan_rollover, in_service_distribution)


@formula("Plan", (True, None, True), "IRC 402A(c)(4), 402(c), 408A(e)")
def MEGAROTH_ROUTE(
    after_tax_allowed: take.AfterTaxAllowed,
    in_plan_rollover: take.InPlanRollover,
    in_service_distribution: take.InServiceDistribution,
    lang: whole.Language = None,
) -> Cell:
    """Way from after-tax to Roth, or what is missing or unknown and whom to ask."""
    from megaroth_xl.strategy.conversion import eligibility

    return eligibility.route(
        after_tax_allowed, in_plan_rollover, in_service_distribution, lang=lang
    )


@formula("Plan", (0.04,), "IRC 401(m)(2)(A)")
def ACP_LIMIT(nhce_acp: take.KnownNhceAcp) -> Cell:
    """Highest average that the highly compensated may have: max(1.25 N, min(2 N, N + 2%))."""
    from megaroth_xl.law import nondiscrimination

    return nondiscrimination.acp_limit(nhce_acp)


@formula("Plan", ACP_EXAMPLE, "IRC 401(m)(2), (3), (6); Treas. Reg. 1.401(m)-2", table=True)
def ACP_TEST(
    is_hce: whole.EachIsHce,
    compensation: whole.EachPay,
    match: whole.EachMatch,
    after_tax: whole.EachAfterTax,
    year: take.Year,
    nhce_acp: take.NhceAcp = None,
) -> Cell:
    """Table of the plan's ACP test: both averages, limit, margin, result and excess."""
    from megaroth_xl.law import nondiscrimination

    staff = Employees.of(is_hce, compensation, match=match, after_tax=after_tax)
    matched, paid_in = staff.amounts["match"], staff.amounts["after_tax"]
    return nondiscrimination.acp_test(
        staff.is_hce, staff.compensation, matched, paid_in, year, nhce_acp
    ).rows()


@formula("Plan", ACP_EXAMPLE, "IRC 401(m)(6)(B), (C)", table=True)
def ACP_REFUNDS(
    is_hce: whole.EachIsHce,
    compensation: whole.EachPay,
    match: whole.EachMatch,
    after_tax: whole.EachAfterTax,
    year: take.Year,
    nhce_acp: take.NhceAcp = None,
) -> Cell:
    """Column of each employee's refund: ratios levelled first, then dollars."""
    from megaroth_xl.law import nondiscrimination

    staff = Employees.of(is_hce, compensation, match=match, after_tax=after_tax)
    matched, paid_in = staff.amounts["match"], staff.amounts["after_tax"]
    return staff.rows(
        nondiscrimination.acp_refunds(
            staff.is_hce, staff.compensation, matched, paid_in, year, nhce_acp
        )
    )


@formula("Plan", ADP_EXAMPLE, "IRC 401(k)(3)(A), 414(v)(3); Treas. Reg. 1.401(k)-2", table=True)
def ADP_TEST(
    is_hce: whole.EachIsHce,
    compensation: whole.EachPay,
    deferral: whole.EachDeferral,
    year: take.Year,
    nhce_adp: take.NhceAdp = None,
    age: whole.EachAge = None,
) -> Cell:
    """Table of the plan's ADP test: both averages, limit, margin, result and excess."""
    from megaroth_xl.law import nondiscrimination

    staff = Employees.of(is_hce, compensation, deferral=deferral, age=age)
    deferred, ages = staff.amounts["deferral"], staff.amounts["age"]
    return nondiscrimination.adp_test(
        staff.is_hce, staff.compensation, deferred, year, nhce_adp, ages
    ).rows()


@formula("Plan", ADP_EXAMPLE, "IRC 401(k)(8)(B), (C), 414(v)(5)(B)", table=True)
def ADP_REFUNDS(
    is_hce: whole.EachIsHce,
    compensation: whole.EachPay,
    deferral: whole.EachDeferral,
    year: take.Year,
    nhce_adp: take.NhceAdp = None,
    age: whole.EachAge = None,
) -> Cell:
    """Column of each employee's refund of deferrals, less what becomes catch-up instead."""
    from megaroth_xl.law import nondiscrimination

    staff = Employees.of(is_hce, compensation, deferral=deferral, age=age)
    deferred, ages = staff.amounts["deferral"], staff.amounts["age"]
    return staff.rows(
        nondiscrimination.adp_refunds(
            staff.is_hce, staff.compensation, deferred, year, nhce_adp, ages
        )
    )


@formula("Strategy", (10000, 1, 0.07, 0.24), "IRC 1(h)(1), 72(e)(8), 402A(d)(1)", table=True)
def MEGAROTH_PROJECTION(
    after_tax: take.YearlyAfterTax,
    years: take.YearsAhead,
    annual_return: take.AnnualReturn,
    tax_rate: take.TaxRate,
    capital_gains_rate: take.CapitalGainsRate = None,
    dividend_yield: take.DividendYield = None,
    opening_balance: take.OpeningBalance = None,
    later_tax_rate: take.LaterTaxRate = None,
) -> Cell:
    """Table by year: converted to Roth, in a taxable account, or left in the plan, after tax."""
    from megaroth_xl.strategy.years_ahead.projection import roth_projection

    return roth_projection(
        after_tax,
        years,
        annual_return,
        tax_rate,
        capital_gains_rate,
        dividend_yield,
        opening_balance,
        later_tax_rate,
    ).rows()


@formula("Strategy", (2026, 45), "IRC 402(g), 414(v), 415(c), 219, 408A(c)(3), 223(b)", table=True)
def MEGAROTH_COMPARISON(
    year: take.Year,
    age: take.Age = None,
    deferral: take.DeferralOrLimit = None,
    employer: take.Employer = None,
    filing_status: take.FilingStatusIfKnown = None,
    magi: take.ModifiedAgi = None,
    limits: whole.OwnLimits = None,
    lang: whole.Language = None,
    compensation: take.Compensation = None,
    lived_apart: take.LivedApart = None,
    not_covered: take.NotCovered = None,
    spouse_covered: take.SpouseCovered = None,
    ira_contributions: take.IraContributions = None,
) -> Cell:
    """Table of the ways to save: strategy, most that a year takes, and its income limit."""
    from megaroth_xl.strategy.years_ahead import alternatives

    ways = alternatives.comparison(
        year,
        age,
        deferral,
        employer,
        filing_status,
        magi,
        compensation=compensation,
        lived_apart=bool(lived_apart),
        not_covered=bool(not_covered),
        spouse_covered=bool(spouse_covered),
        ira_contributions=ira_contributions,
        lang=lang,
        limits=limits,
    )
    unknown = text("answers.not_known", lang)
    return [
        ("strategy", "maximum", "income limit"),
        *(
            (way.strategy, unknown if isnan(way.maximum) else way.maximum, way.income_limit)
            for way in ways
        ),
    ]


@formula(
    "Strategy",
    (100000, 2024, 250000, [[1, 0.06]]),
    "IRC 402(g), 415(c), 223(b), 219(b)(5)",
    table=True,
)
def SAVINGS_ORDER(
    budget: take.Budget,
    year: take.Year,
    compensation: take.PayOfTheYear,
    tiers: whole.Tiers,
    age: take.Age = None,
    hsa_coverage: take.HsaCoverage = None,
    after_tax_allowed: take.PlanTakesAfterTax = None,
    limits: whole.OwnLimits = None,
    lang: whole.Language = None,
) -> Cell:
    """Table of the order in which to fill a year's accounts, with the dollars for each step."""
    from megaroth_xl.strategy.years_ahead.savings_order import savings_order

    steps = savings_order(
        budget,
        year,
        compensation,
        tiers,
        age,
        hsa_coverage,
        after_tax_allowed,
        lang=lang,
        limits=limits,
    )
    return [("step", "dollars", "why"), *((step.step, step.dollars, step.why) for step in steps)]


@formula("Strategy", (25000, 50000, 2026, 45), "Each warning's own, in its row", table=True)
def MEGAROTH_WARNINGS(
    deferral: take.Deferral,
    employer: take.Employer,
    year: take.Year,
    age: take.Age = None,
    after_tax: take.AfterTax = None,
    compensation: take.Compensation = None,
    plan_cap: take.PlanCap = None,
    prior_year_wages: take.PriorYearWages = None,
    limits: whole.OwnLimits = None,
    lang: whole.Language = None,
) -> Cell:
    """Table of warnings, a row each: id, what, cure, citation."""
    from megaroth_xl.strategy.saver.warnings import saver_warnings

    warnings = saver_warnings(
        deferral,
        employer,
        year,
        age,
        after_tax,
        compensation,
        plan_cap,
        prior_year_wages,
        lang=lang,
        limits=limits,
    )
    rows = [(each.id, each.what, each.cure, each.citation) for each in warnings]
    return rows or [("none", text("common.notice.no_warning", lang), "", "")]


@formula("About", ("MEGAROTH_HEADROOM", [["x"], [23000]], 15000, 2024), "", table=True)
def MEGAROTH_WHY(
    formula_name: take.FormulaName,
    first_cells: whole.FirstCells = None,
    second_cells: whole.SecondCells = None,
    third_cells: whole.ThirdCells = None,
    fourth_cells: whole.FourthCells = None,
    fifth_cells: whole.FifthCells = None,
    sixth_cells: whole.SixthCells = None,
    seventh_cells: whole.SeventhCells = None,
    eighth_cells: whole.EighthCells = None,
    ninth_cells: whole.NinthCells = None,
    tenth_cells: whole.TenthCells = None,
    eleventh_cells: whole.EleventhCells = None,
) -> Cell:
    """Sentences that say why a formula shows errors: its name, then its arguments as they stand."""
    cells = [
        first_cells, second_cells, third_cells, fourth_cells, fifth_cells, sixth_cells,
        seventh_cells, eighth_cells, ninth_cells, tenth_cells, eleventh_cells,
    ]  # fmt: skip
    return refusals(formula_name, cells)


@formula("About", (), "")
def MEGAROTH_VERSION() -> Cell:
    """Version of the package, the years of its limits, and when these were checked."""
    from megaroth_xl.law.limits import limits_table

    table = limits_table()
    official = [limits.year for limits in table if not limits.is_projected]
    projected = [limits.year for limits in table if limits.is_projected]
    checked = min(amount.source.checked for year in table for amount in year.amounts.values())
    text = f"megaroth-xl {__version__}; limits of {official[0]} to {official[-1]} official"
    if projected:
        text += ", " + ", ".join(map(str, projected)) + " projected"
    return f"{text}; checked {checked:%Y-%m-%d}"


FORMULAS = published_formulas()
"""Every formula by its name."""
