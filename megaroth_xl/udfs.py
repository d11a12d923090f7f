"""The Excel formulas: one short function each.

A formula's parameters carry the names of `arguments`; what it calls answers for whole ranges at
once. The one-line docstring is what the function wizard says.
"""

from typing import Any

from megaroth_xl import __version__
from megaroth_xl.formulas import formula, published_formulas, refusals
from megaroth_xl.law import (
    annual_additions,
    catch_up,
    elective_deferrals,
    forecast,
    income_tax,
    lookup,
    nondiscrimination,
    rollovers,
)
from megaroth_xl.law.compensation import matching_contribution
from megaroth_xl.law.destinations import destination_name
from megaroth_xl.law.limits import limits_table
from megaroth_xl.ranges import Employees
from megaroth_xl.strategy import alternatives, conversion, elections, eligibility, room
from megaroth_xl.strategy.paychecks import paycheck_schedule
from megaroth_xl.strategy.projection import roth_projection
from megaroth_xl.strategy.saver_warnings import saver_warnings
from megaroth_xl.texts import text

__all__ = [
    "IRS_LIMIT",
    "IRS_LIMITS",
    "DEFERRAL_LIMIT",
    "CATCH_UP_LIMIT",
    "ANNUAL_ADDITIONS_LIMIT",
    "IRS_LIMIT_FORECAST",
    "MEGAROTH_HEADROOM",
    "MEGAROTH_BINDING_LIMIT",
    "MEGAROTH_EXCESS",
    "MEGAROTH_ROTH_TOTAL",
    "EMPLOYER_MATCH",
    "AFTER_TAX_ELECTION",
    "AFTER_TAX_PER_PAYCHECK",
    "PAYCHECK_SCHEDULE",
    "CONVERSION_TAX",
    "CONVERSION_TAX_BY_BRACKET",
    "CONVERSION_TAXABLE",
    "CONVERSION_DELAY_COST",
    "ROLLOVER_SPLIT",
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
"""A value, a row or rows of cells, as `cells.read_block` takes them."""

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
def IRS_LIMIT(limit_name: Cell, year: Cell, age: Cell = None, limits: Cell = None) -> Cell:
    """Dollar limit of a year, by its name or Code section."""
    return lookup.limit_dollars(limit_name, year, age, limits=limits)


@formula(
    "Limits", (2024, 2026), "IRC 402(g), 414(q), 414(v), 415(c), 401(a)(17), 219, 223", table=True
)
def IRS_LIMITS(from_year: Cell = None, to_year: Cell = None) -> Cell:
    """Table of every limit: a column for each year, then where each was read, and its status."""
    return lookup.limit_rows(from_year, to_year)


@formula("Limits", (2026, 61), "IRC 402(g)(1), 414(v)")
def DEFERRAL_LIMIT(year: Cell, age: Cell = None, limits: Cell = None) -> Cell:
    """Most that a participant may defer in a year, with the catch-up contribution of that age."""
    return elective_deferrals.elective_deferral_limit(year, age, limits=limits)


@formula("Limits", (2026, 61), "IRC 414(v)(2)(B), (C), (E)")
def CATCH_UP_LIMIT(year: Cell, age: Cell, limits: Cell = None) -> Cell:
    """Catch-up limit of an age; 0 below 50."""
    return catch_up.catch_up_limit(year, age, limits=limits)


@formula("Limits", (2026, 60000), "IRC 415(c)(1)")
def ANNUAL_ADDITIONS_LIMIT(year: Cell, compensation: Cell = None, limits: Cell = None) -> Cell:
    """Most that may go into one employer's plans: the lesser of the 415(c) dollars and pay."""
    return annual_additions.annual_additions_limit(year, compensation, limits=limits)


@formula("Limits", ("415(c)", 2028, 0.025), "IRC 415(d), 402(g)(4), 414(v)(2)(C), 401(a)(17)(B)")
def IRS_LIMIT_FORECAST(limit_name: Cell, year: Cell, inflation: Cell) -> Cell:
    """Limit of a year not yet published, by the statutory formula from an assumed inflation."""
    return forecast.forecast_dollars(limit_name, year, inflation)


@formula("Room", (23000, 15000, 2024), "IRC 415(c)(1) and (2), 414(v)(3)(A)")
def MEGAROTH_HEADROOM(
    deferral: Cell,
    employer: Cell,
    year: Cell,
    age: Cell = None,
    after_tax: Cell = None,
    compensation: Cell = None,
    plan_cap: Cell = None,
    limits: Cell = None,
) -> Cell:
    """Dollars of after-tax contribution still possible this year with this employer."""
    return room.after_tax_room(
        deferral, employer, year, age, after_tax, compensation, plan_cap, limits=limits
    )


@formula("Room", (23000, 10000, 2024, 40, 0, 30000), "IRC 415(c)(1)")
def MEGAROTH_BINDING_LIMIT(
    deferral: Cell,
    employer: Cell,
    year: Cell,
    age: Cell = None,
    after_tax: Cell = None,
    compensation: Cell = None,
    plan_cap: Cell = None,
    limits: Cell = None,
) -> Cell:
    """Limit that stops further after-tax contributions: 415(c) dollars, 100% of pay or plan cap."""
    return room.binding_limit(
        deferral, employer, year, age, after_tax, compensation, plan_cap, limits=limits
    )


@formula("Room", (23000, 50000, 2024, 52), "IRC 415(c)(1), 414(v); Rev. Proc. 2021-30, 6.06(2)")
def MEGAROTH_EXCESS(
    deferral: Cell,
    employer: Cell,
    year: Cell,
    age: Cell = None,
    after_tax: Cell = None,
    compensation: Cell = None,
    limits: Cell = None,
) -> Cell:
    """Dollars above the 415(c) limit, to be corrected; 0 where none."""
    return annual_additions.excess_annual_addition(
        deferral, employer, year, age, after_tax, compensation, limits=limits
    )


@formula("Room", (30500, 10000, 2024, 52), "IRC 402A, 415(c)")
def MEGAROTH_ROTH_TOTAL(
    deferral: Cell,
    employer: Cell,
    year: Cell,
    age: Cell = None,
    after_tax: Cell = None,
    compensation: Cell = None,
    plan_cap: Cell = None,
    limits: Cell = None,
) -> Cell:
    """Roth money of the year if the deferral is Roth and all after-tax money is converted."""
    return room.roth_total(
        deferral, employer, year, age, after_tax, compensation, plan_cap, limits=limits
    )


@formula("Room", (100000, 5000, [[1, 0.03], [0.5, 0.05]], 2026), "IRC 401(m)(4)(A), 401(a)(17)")
def EMPLOYER_MATCH(
    compensation: Cell, deferral: Cell, tiers: Cell, year: Cell, limits: Cell = None
) -> Cell:
    """Match of the year in dollars, on pay up to the 401(a)(17) limit."""
    return matching_contribution(compensation, deferral, tiers, year, limits=limits)


@formula("Pay", (34800, 10000, 12), "The plan's own election step")
def AFTER_TAX_ELECTION(
    headroom: Cell, pay_per_period: Cell, periods_left: Cell, election_step: Cell = None
) -> Cell:
    """Share of pay to elect after tax on the remaining pay dates, rounded down to the step."""
    return elections.after_tax_election(headroom, pay_per_period, periods_left, election_step)


@formula("Pay", (34800, 12), "The plan's own elections")
def AFTER_TAX_PER_PAYCHECK(headroom: Cell, periods_left: Cell) -> Cell:
    """Dollars to contribute after tax on each remaining pay date, rounded down to the cent."""
    return elections.after_tax_per_paycheck(headroom, periods_left)


@formula(
    "Pay",
    (240000, 12, 0.1, 0.15, [[1, 0.03], [0.5, 0.05]], 2026, 40),
    "IRC 402(g), 414(v), 415(c), 401(a)(17)",
    table=True,
)
def PAYCHECK_SCHEDULE(
    compensation: Cell,
    periods: Cell,
    deferral_rate: Cell,
    after_tax_rate: Cell,
    tiers: Cell,
    year: Cell,
    age: Cell = None,
    true_up: Cell = None,
    limits: Cell = None,
    lang: Cell = None,
) -> Cell:
    """Table of the year pay date by pay date: deferral, match, after-tax, and what stops each."""
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
def CONVERSION_TAX(contribution: Cell, earnings: Cell, rate: Cell, state_rate: Cell = None) -> Cell:
    """Tax on converting: on the earnings, never again on the contribution itself."""
    return conversion.conversion_tax(contribution, earnings, rate, state_rate)


@formula("Conversion", (31000, 3000, 200000, "single", 2024), "IRC 1(f), (j), 72(e)(8)")
def CONVERSION_TAX_BY_BRACKET(
    contribution: Cell,
    earnings: Cell,
    taxable_income: Cell,
    filing_status: Cell,
    year: Cell,
    state_rate: Cell = None,
) -> Cell:
    """Tax that the earnings add through the year's federal brackets, plus state tax."""
    return conversion.conversion_tax_by_bracket(
        contribution, earnings, taxable_income, filing_status, year, state_rate
    )


@formula("Conversion", (50000, 10000, 50000), "IRC 72(e)(8)(B), 402A(c)(4)")
def CONVERSION_TAXABLE(amount: Cell, basis: Cell, balance: Cell) -> Cell:
    """Taxable part of a partial conversion: what it carries beyond its share of the basis."""
    return rollovers.conversion_taxable(amount, basis, balance)


@formula("Conversion", (31000, 0.1, 12, 0.24), "IRC 72(e)(8)")
def CONVERSION_DELAY_COST(
    contribution: Cell,
    annual_return: Cell,
    months: Cell,
    rate: Cell,
    state_rate: Cell = None,
) -> Cell:
    """Tax that waiting adds: the tax on what the contribution earns before it is converted."""
    return conversion.conversion_delay_cost(contribution, annual_return, months, rate, state_rate)


@formula("Conversion", (80000, 20000, 80000, 10000), "Notice 2014-54; IRC 402(c)(2)", table=True)
def ROLLOVER_SPLIT(
    pretax: Cell, after_tax: Cell, to_traditional: Cell, to_roth: Cell, cash: Cell = None
) -> Cell:
    """Table of where pretax and after-tax money goes, and what of it is taxable."""
    parts = rollovers.rollover_split(pretax, after_tax, to_traditional, to_roth, cash)
    return [
        ("destination", "pretax", "after-tax", "taxable"),
        *((destination_name(p.destination), p.pretax, p.after_tax, p.taxable) for p in parts),
    ]


@formula("Conversion", (200000, "single", 2024), "IRC 1(a) to (d), (f), (j)")
def FEDERAL_TAX(taxable_income: Cell, filing_status: Cell, year: Cell) -> Cell:
    """Federal income tax on ordinary taxable income, before credits."""
    return income_tax.federal_tax(taxable_income, filing_status, year)


@formula("Conversion", (200000, "single", 2024), "IRC 1(a) to (d), (f), (j)")
def MARGINAL_RATE(taxable_income: Cell, filing_status: Cell, year: Cell) -> Cell:
    """Federal rate on the next dollar of ordinary income."""
    return income_tax.marginal_rate(taxable_income, filing_status, year)


@formula("Plan", (True, None, True), "IRC 402A(c)(4), 402(c), 408A(e)")
def MEGAROTH_ELIGIBLE(
    after_tax_allowed: Cell, in_plan_rollover: Cell, in_service_distribution: Cell
) -> Cell:
    """TRUE where the plan's known features let after-tax money reach Roth while employed."""
    return eligibility.eligible(after_tax_allowed, in_plan_rollover, in_service_distribution)


@formula("Plan", (True, None, True), "IRC 402A(c)(4), 402(c), 408A(e)")
def MEGAROTH_ROUTE(
    after_tax_allowed: Cell,
    in_plan_rollover: Cell,
    in_service_distribution: Cell,
    lang: Cell = None,
) -> Cell:
    """Way from after-tax to Roth, or what is missing or unknown and whom to ask."""
    return eligibility.route(
        after_tax_allowed, in_plan_rollover, in_service_distribution, lang=lang
    )


@formula("Plan", (0.04,), "IRC 401(m)(2)(A)")
def ACP_LIMIT(nhce_acp: Cell) -> Cell:
    """Highest average that the highly compensated may have: max(1.25 N, min(2 N, N + 2%))."""
    return nondiscrimination.acp_limit(nhce_acp)


@formula("Plan", ACP_EXAMPLE, "IRC 401(m)(2), (3), (6); Treas. Reg. 1.401(m)-2", table=True)
def ACP_TEST(
    is_hce: Cell,
    compensation: Cell,
    match: Cell,
    after_tax: Cell,
    year: Cell,
    nhce_acp: Cell = None,
) -> Cell:
    """Table of the plan's ACP test: both averages, limit, margin, result and excess."""
    staff = Employees.of(is_hce, compensation, match=match, after_tax=after_tax)
    matched, paid_in = staff.amounts["match"], staff.amounts["after_tax"]
    return nondiscrimination.acp_test(
        staff.is_hce, staff.compensation, matched, paid_in, year, nhce_acp
    ).rows()


@formula("Plan", ACP_EXAMPLE, "IRC 401(m)(6)(B), (C)", table=True)
def ACP_REFUNDS(
    is_hce: Cell,
    compensation: Cell,
    match: Cell,
    after_tax: Cell,
    year: Cell,
    nhce_acp: Cell = None,
) -> Cell:
    """Column of each employee's refund: ratios levelled first, then dollars."""
    staff = Employees.of(is_hce, compensation, match=match, after_tax=after_tax)
    matched, paid_in = staff.amounts["match"], staff.amounts["after_tax"]
    return staff.rows(
        nondiscrimination.acp_refunds(
            staff.is_hce, staff.compensation, matched, paid_in, year, nhce_acp
        )
    )


@formula("Plan", ADP_EXAMPLE, "IRC 401(k)(3)(A), 414(v)(3); Treas. Reg. 1.401(k)-2", table=True)
def ADP_TEST(
    is_hce: Cell,
    compensation: Cell,
    deferral: Cell,
    year: Cell,
    nhce_adp: Cell = None,
    age: Cell = None,
) -> Cell:
    """Table of the plan's ADP test: both averages, limit, margin, result and excess."""
    staff = Employees.of(is_hce, compensation, deferral=deferral, age=age)
    deferred, ages = staff.amounts["deferral"], staff.amounts["age"]
    return nondiscrimination.adp_test(
        staff.is_hce, staff.compensation, deferred, year, nhce_adp, ages
    ).rows()


@formula("Plan", ADP_EXAMPLE, "IRC 401(k)(8)(B), (C), 414(v)(5)(B)", table=True)
def ADP_REFUNDS(
    is_hce: Cell,
    compensation: Cell,
    deferral: Cell,
    year: Cell,
    nhce_adp: Cell = None,
    age: Cell = None,
) -> Cell:
    """Column of each employee's refund of deferrals, less what becomes catch-up instead."""
    staff = Employees.of(is_hce, compensation, deferral=deferral, age=age)
    deferred, ages = staff.amounts["deferral"], staff.amounts["age"]
    return staff.rows(
        nondiscrimination.adp_refunds(
            staff.is_hce, staff.compensation, deferred, year, nhce_adp, ages
        )
    )


@formula("Strategy", (10000, 1, 0.07, 0.24), "IRC 1(h)(1), 72(e)(8), 402A(d)(1)", table=True)
def MEGAROTH_PROJECTION(
    after_tax: Cell,
    years: Cell,
    annual_return: Cell,
    tax_rate: Cell,
    capital_gains_rate: Cell = None,
    dividend_yield: Cell = None,
    opening_balance: Cell = None,
    later_tax_rate: Cell = None,
) -> Cell:
    """Table by year: converted to Roth, in a taxable account, or left in the plan, after tax."""
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
    year: Cell,
    age: Cell = None,
    deferral: Cell = None,
    employer: Cell = None,
    filing_status: Cell = None,
    magi: Cell = None,
    limits: Cell = None,
    lang: Cell = None,
) -> Cell:
    """Table of the ways to save: strategy, most that a year takes, and its income limit."""
    ways = alternatives.comparison(
        year, age, deferral, employer, filing_status, magi, lang=lang, limits=limits
    )
    return [
        ("strategy", "maximum", "income limit"),
        *((way.strategy, way.maximum, way.income_limit) for way in ways),
    ]


@formula(
    "Strategy",
    (100000, 2024, 250000, [[1, 0.06]]),
    "IRC 402(g), 415(c), 223(b), 219(b)(5)",
    table=True,
)
def SAVINGS_ORDER(
    budget: Cell,
    year: Cell,
    compensation: Cell,
    tiers: Cell,
    age: Cell = None,
    hsa_coverage: Cell = None,
    after_tax_allowed: Cell = None,
    limits: Cell = None,
    lang: Cell = None,
) -> Cell:
    """Table of the order in which to fill a year's accounts, with the dollars for each step."""
    steps = alternatives.savings_order(
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
    deferral: Cell,
    employer: Cell,
    year: Cell,
    age: Cell = None,
    after_tax: Cell = None,
    compensation: Cell = None,
    plan_cap: Cell = None,
    prior_year_wages: Cell = None,
    limits: Cell = None,
    lang: Cell = None,
) -> Cell:
    """Table of warnings, a row each: id, what, cure, citation."""
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
    formula_name: Cell,
    first_cells: Cell = None,
    second_cells: Cell = None,
    third_cells: Cell = None,
    fourth_cells: Cell = None,
    fifth_cells: Cell = None,
    sixth_cells: Cell = None,
    seventh_cells: Cell = None,
    eighth_cells: Cell = None,
    ninth_cells: Cell = None,
    tenth_cells: Cell = None,
    eleventh_cells: Cell = None,
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
