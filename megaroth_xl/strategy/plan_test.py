"""The plan pre-test: whether the highly compensated get their after-tax money back."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from megaroth_xl import quantities
from megaroth_xl.errors import InputError
from megaroth_xl.law.annual_additions import excess_annual_addition
from megaroth_xl.law.averages import FIRST_PLAN_YEAR_NHCE_AVERAGE
from megaroth_xl.law.compensation import counted_compensation
from megaroth_xl.law.corrections import CorrectionDeadlines, correction_deadlines, excise_tax
from megaroth_xl.law.elective_deferrals import excess_deferral, excess_deferral_deadline
from megaroth_xl.law.limits import LimitsTable, limits_table
from megaroth_xl.law.nondiscrimination import acp_test
from megaroth_xl.law.verdict import NondiscriminationTest
from megaroth_xl.quantities import DOLLARS, RETURN, BoolArray, Flags, FloatArray, Numbers
from megaroth_xl.strategy.adoption import highest_passing_rate
from megaroth_xl.strategy.conversion import MONTHS
from megaroth_xl.strategy.plan import PlanTerms, TestingMethod
from megaroth_xl.strategy.ways_out import WaysOut, ways_out

__all__ = ["PlanTest", "Refunds", "applicable_nhce_average", "key_employee_share", "plan_test"]

MONTHS_A_YEAR = 12
LIMITS_USED = ("compensation", "annual_additions", "elective_deferral", "catch_up")
EVENLY_PAID_IN = 6.0
"""Months that contributions paid in evenly over a year are invested on average, to its end."""


@dataclass(frozen=True, eq=False)
class Refunds:
    """What each employee gets back; columns of one length, dollars, 0 for those who get nothing.

    Parameters
    ----------
    excess
        The employee's part of the excess aggregate contributions.
    after_tax, match
        The parts of it that are after-tax contributions, taken first, and match, forfeited as far
        as it is not vested. The plan's terms may order them otherwise.
    earnings
        Income allocable to the excess through the plan year's end, below 0 for a loss.
    taxable
        What is income of the year in which it is paid out: match, if vested, and earnings.
    converted
        The part of `after_tax` that has probably been converted to Roth already.
    """

    excess: FloatArray
    after_tax: FloatArray
    match: FloatArray
    earnings: FloatArray
    taxable: FloatArray
    converted: FloatArray


@dataclass(frozen=True, eq=False)
class PlanTest:
    """A plan year's pre-test; the arrays have an element for each employee given.

    Parameters
    ----------
    plan
        The plan's terms.
    year
        The calendar year in which the plan year begins.
    is_projected
        Whether a limit of the year that was used is a projection.
    acp
        The ACP test, with after-tax contributions in it.
    refunds
        Who gets how much back.
    highest_hce_rate
        Highest share of counted pay that every HCE could contribute after tax with the test
        passing; None where the match alone fails, 1 where nobody limits it.
    ways_out
        What would make it pass; None where it passes.
    deadlines
        By when the refunds must be paid.
    is_automatic
        Whether the plan is an eligible automatic contribution arrangement (EACA).
    excise_tax
        The employer's tax where the refunds come too late to avoid it, dollars.
    excess_annual_addition, excess_deferral
        Each employee's excess over 415(c), and over 402(g) with catch-up, dollars.
    excess_deferral_deadline
        By when the plan must return excess deferrals.
    key_employee_share
        Share of the account balances that belongs to key employees; None where not known.
    """

    plan: PlanTerms
    year: int
    is_projected: bool
    acp: NondiscriminationTest
    refunds: Refunds
    highest_hce_rate: float | None
    ways_out: WaysOut | None
    deadlines: CorrectionDeadlines
    is_automatic: bool
    excise_tax: float
    excess_annual_addition: FloatArray
    excess_deferral: FloatArray
    excess_deferral_deadline: date
    key_employee_share: float | None

    @property
    def refund_deadline(self) -> date:
        """Last day on which refunds cost no excise tax."""
        if self.is_automatic:
            return self.deadlines.without_excise_tax_if_automatic
        return self.deadlines.without_excise_tax


def applicable_nhce_average(plan: PlanTerms, *, first_plan_year: bool = False) -> float | None:
    """NHCE average that the plan's terms fix in advance; None where it is this year's own.

    Parameters
    ----------
    plan
        The plan's terms.
    first_plan_year
        Whether this is the plan's first year, in which a plan that tests against the prior year
        may take 3 percent (unconfirmed).

    Raises
    ------
    InputError
        Where the prior year applies and its average is not known.

    References
    ----------
    IRC 401(m)(2)(A) and (3), 401(k)(3)(E); Treas. Reg. 1.401(m)-2(a)(2)(ii).

    Examples
    --------
    >>> applicable_nhce_average(PlanTerms("Example 401(k)", prior_year_nhce_acp=0.035))
    0.035
    """
    if plan.testing_method is TestingMethod.CURRENT_YEAR:
        return None
    if first_plan_year:
        return FIRST_PLAN_YEAR_NHCE_AVERAGE
    if plan.prior_year_nhce_acp is None:
        raise InputError(
            "prior_year_nhce_acp",
            "not given",
            "last year's NHCE average as a share, since the plan tests against the prior year; "
            "in the plan's first year say so, or set testing_method to 'current year'",
        )
    return plan.prior_year_nhce_acp


def plan_test(
    plan: PlanTerms,
    year: int,
    *,
    is_hce: Flags,
    compensation: Numbers,
    matching_contribution: Numbers,
    after_tax_contribution: Numbers,
    elective_deferral: Numbers = 0.0,
    nonelective_contribution: Numbers = 0.0,
    deferral_elsewhere: Numbers = 0.0,
    age: Numbers | None = None,
    is_converted: Flags | None = None,
    is_key_employee: Flags | None = None,
    balance: Numbers | None = None,
    annual_return: float = 0.0,
    months_invested: float = EVENLY_PAID_IN,
    plan_year_end: date | None = None,
    first_plan_year: bool = False,
    is_automatic: bool = False,
    safe_harbor_match: bool = False,
    limits: LimitsTable | None = None,
) -> PlanTest:
    """Pre-test of a plan year: the ACP test, the refunds, the ways out, and the other limits.

    Parameters
    ----------
    plan
        The plan's terms: its testing method and its routes to Roth count here.
    year
        The calendar year in which the plan year begins.
    is_hce
        Whether each eligible employee is highly compensated (see `highly_compensated`).
    compensation, matching_contribution, after_tax_contribution
        Dollars of the plan year, an element for each eligible employee.
    elective_deferral, nonelective_contribution, deferral_elsewhere
        Deferrals here, other employer money, and deferrals with other employers: dollars.
    age
        Age on December 31; None or NaN leaves catch-up out.
    is_converted
        Whether each employee's after-tax money is already in Roth. Without it, where the plan has
        a route, all of it probably is.
    is_key_employee, balance
        For the top-heavy note: key employees, and account balances on the last day of the year
        before; None leaves the note open.
    annual_return
        The plan's return of the year, for earnings on refunds.
    months_invested
        How long contributions were invested on average when the plan year ended.
    plan_year_end
        Last day of the plan year; by default December 31.
    first_plan_year
        As in `applicable_nhce_average`.
    is_automatic
        Whether the plan is an eligible automatic contribution arrangement, with more time.
    safe_harbor_match, limits
        As in `acp_test`.

    Returns
    -------
    PlanTest

    Raises
    ------
    InputError, ShapeError, UnknownYearError

    References
    ----------
    IRC 401(m)(2), (6) and (7), 402(g), 415(c), 416(g), 4979; Treas. Reg. 1.401(m)-2(b)(2)(iv)
    (income allocable to refunds).

    Examples
    --------
    >>> plan = PlanTerms("Example 401(k)", in_plan_roth_rollover=True, prior_year_nhce_acp=0.04)
    >>> found = plan_test(plan, 2026, is_hce=[1, 1, 0], compensation=[200000, 200000, 50000],
    ...                   matching_contribution=0, after_tax_contribution=[20000, 10000, 0],
    ...                   annual_return=0.21)
    >>> found.refunds.excess, found.refunds.earnings, found.refunds.converted
    (array([6000.,    0.,    0.]), array([600.,   0.,   0.]), array([6000.,    0.,    0.]))
    >>> found.highest_hce_rate, found.ways_out.rate_cap, found.refund_deadline
    (0.06, 0.07, datetime.date(2027, 3, 15))
    """
    table = limits or limits_table()
    columns = {
        "compensation": compensation,
        "matching_contribution": matching_contribution,
        "after_tax_contribution": after_tax_contribution,
        "elective_deferral": elective_deferral,
        "nonelective_contribution": nonelective_contribution,
        "deferral_elsewhere": deferral_elsewhere,
    }
    amounts = {name: quantities.read(value, DOLLARS, name) for name, value in columns.items()}
    flags = quantities.flags(is_hce, "is_hce")
    shape = quantities.align(is_hce=flags, **amounts)
    pay, match, after_tax, deferral, nonelective, elsewhere = (
        np.broadcast_to(column, shape) for column in amounts.values()
    )
    hce = np.broadcast_to(flags, shape)
    given = applicable_nhce_average(plan, first_plan_year=first_plan_year)
    acp = acp_test(
        hce,
        pay,
        match,
        after_tax,
        year,
        given,
        safe_harbor_match=safe_harbor_match,
        limits=table,
    )
    tested_match = np.zeros(shape) if safe_harbor_match else match
    highest_rate: float | None = 1.0
    if acp.nhce_average is not None and hce.any():
        highest_rate = highest_passing_rate(
            pay[hce], tested_match[hce], year, min(acp.nhce_average, 1.0), limits=table
        )
    growth = float(quantities.read(annual_return, RETURN, "annual_return"))
    months = float(quantities.read(months_invested, MONTHS, "months_invested"))
    return PlanTest(
        plan=plan,
        year=year,
        is_projected=any(table.projected(name, year).item() for name in LIMITS_USED),
        acp=acp,
        refunds=_refunds(
            acp.refunds,
            after_tax,
            (1 + growth) ** (months / MONTHS_A_YEAR) - 1,
            _is_converted(plan, is_converted, shape),
        ),
        highest_hce_rate=highest_rate,
        ways_out=ways_out(
            acp,
            hce,
            np.asarray(counted_compensation(pay, year, limits=table)),
            tested_match,
            after_tax,
            takes_current_year=given is None,
        ),
        deadlines=correction_deadlines(plan_year_end or date(year, 12, 31)),
        is_automatic=is_automatic,
        excise_tax=float(excise_tax(acp.excess or 0.0)),
        excess_annual_addition=np.asarray(
            excess_annual_addition(
                deferral,
                match + nonelective,
                year,
                age,
                after_tax,
                pay,
                higher_limit=plan.higher_catch_up,
                limits=table,
            )
        ),
        excess_deferral=np.asarray(excess_deferral(deferral + elsewhere, year, age, limits=table)),
        excess_deferral_deadline=excess_deferral_deadline(year),
        key_employee_share=key_employee_share(is_key_employee, balance),
    )


def key_employee_share(is_key_employee: Flags | None, balance: Numbers | None) -> float | None:
    """Key employees' share of all account balances, which above 60 percent makes a plan top-heavy.

    Parameters
    ----------
    is_key_employee
        Whether each employee is a key employee (416(i)(1)); None where not known.
    balance
        Account balances on the determination date, dollars, after-tax accounts and in-plan Roth
        included; None where not known.

    References
    ----------
    IRC 416(g)(1)(A)(ii), 416(g)(4)(C).

    Examples
    --------
    >>> key_employee_share([1, 0, 0], [700000, 200000, 100000])
    0.7
    """
    if is_key_employee is None or balance is None:
        return None
    key = quantities.flags(is_key_employee, "is_key_employee")
    accounts = quantities.read(balance, DOLLARS, "balance")
    quantities.align(is_key_employee=key, balance=accounts)
    total = float((accounts + 0.0 * key).sum())
    return float((accounts * key).sum()) / total if total else 0.0


def _is_converted(plan: PlanTerms, is_converted: Flags | None, shape: tuple[int, ...]) -> BoolArray:
    has_route = bool(plan.in_plan_roth_rollover or plan.in_service_distribution)
    known = has_route if is_converted is None else is_converted
    return np.broadcast_to(quantities.flags(known, "is_converted"), shape)


def _refunds(
    excess: FloatArray, after_tax: FloatArray, earned: float, converted: BoolArray
) -> Refunds:
    back = np.minimum(excess, after_tax)
    match = quantities.round_half_up(excess - back)
    earnings = quantities.round_half_up(excess * earned)
    return Refunds(
        excess=excess,
        after_tax=back,
        match=match,
        earnings=earnings,
        taxable=match + earnings,
        converted=np.where(converted, back, 0.0),
    )
