"""The value of after-tax money to savers who do not save until retirement age."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from megaroth_xl import quantities
from megaroth_xl.errors import InputError
from megaroth_xl.law.five_year import EARLY_DISTRIBUTION_RATE
from megaroth_xl.quantities import DOLLARS, RATE, RETURN, Numbers
from megaroth_xl.strategy.conversion.timing import ConversionChoice
from megaroth_xl.strategy.years_ahead.projection import PROJECTED_YEARS, Projection

__all__ = [
    "MoneyUse",
    "Profile",
    "ProfileOutcome",
    "debt_first",
    "early_retirement",
    "liquidity_need",
    "lower_income_later",
]


class Profile(StrEnum):
    """A saver whom the usual comparison does not fit."""

    EARLY_RETIREMENT = "early retirement"
    LIQUIDITY_NEED = "needs liquidity"
    DEBT_FIRST = "debt to pay down first"
    LOWER_INCOME_LATER = "lower income later"


class MoneyUse(StrEnum):
    """The choices a saver has for the money."""

    ROTH = "Roth"
    TAXABLE_ACCOUNT = "taxable account"
    LEFT_IN_PLAN = "left in the plan"
    PAY_DEBT = "pay the debt first"
    CONVERT_LATER = "convert later"


@dataclass(frozen=True)
class ProfileOutcome:
    """The value of each choice to a saver in the end, in dollars after tax.

    Parameters
    ----------
    profile
        The saver.
    dollars
        By choice.
    """

    profile: Profile
    dollars: Mapping[MoneyUse, float]

    @property
    def best(self) -> MoneyUse:
        """The choice that is worth most; on a tie the first."""
        return max(self.dollars, key=lambda choice: self.dollars[choice])


def _left(
    balance: float,
    basis: float,
    spending: float,
    years: int,
    growth: float,
    taxes: tuple[float, float],
) -> float:
    """After-tax value when `spending` has been taken at each year's start, basis pro rata.

    `taxes` are the rates on earnings while it is taken, and at the end.
    """
    for _ in range(years):
        share = min(1.0, basis / balance) if balance > 0 else 1.0
        taken = spending / (1 - taxes[0] * (1 - share))
        basis -= taken * share
        balance = (balance - taken) * growth
    return balance - taxes[1] * max(balance - basis, 0.0)


def _left_in_roth_ira(
    balance: float, basis: float, spending: float, years: int, growth: float, tax: float
) -> float:
    """The same from a Roth IRA, whose basis comes out first and whose rest is free at the end."""
    for _ in range(years):
        free = min(spending, basis)
        basis -= free
        balance = (balance - free - (spending - free) / (1 - tax)) * growth
    return balance


def early_retirement(
    projection: Projection,
    years_until_access: Numbers,
    annual_return: Numbers,
    tax_rate: Numbers,
    capital_gains_rate: Numbers = 0.15,
    *,
    yearly_spending: Numbers | None = None,
) -> ProfileOutcome:
    """Money left at 59 1/2 to a saver who retires at a projection's end and lives on it.

    A Roth IRA gives its basis back first, free of tax and of the early distribution tax; the
    after-tax account of the plan gives its earnings along with it.

    Parameters
    ----------
    projection
        The years of saving (`roth_projection`).
    years_until_access
        Whole years from its end until 59 1/2.
    annual_return
        Yearly return in these years, a share.
    tax_rate
        Tax rate on ordinary income in these years and after them, a share.
    capital_gains_rate
        Tax rate on long-term gains, a share.
    yearly_spending
        What is taken at the start of each of the years, dollars after tax; None spends all that
        was paid in, in equal parts.

    Returns
    -------
    ProfileOutcome
        Dollars after tax at 59 1/2; below 0 where the money runs out before.

    Raises
    ------
    InputError

    References
    ----------
    IRC 72(t)(1), 408A(d)(3)(F) (no recapture on basis), 408A(d)(4)(B) (order of a
    Roth IRA's distributions), 72(e)(8) (pro rata in the plan).

    Examples
    --------
    >>> from megaroth_xl.strategy.years_ahead.projection import roth_projection
    >>> outcome = early_retirement(roth_projection(30000, 10, 0.06, 0.24), 8, 0.06, 0.22)
    >>> outcome.best.value, round(outcome.dollars[outcome.best])
    ('Roth', 274636)
    """
    years = int(quantities.single(years_until_access, PROJECTED_YEARS, "years_until_access"))
    growth = 1 + quantities.single(annual_return, RETURN, "annual_return")
    ordinary = quantities.single(tax_rate, RATE, "tax_rate")
    gains = quantities.single(capital_gains_rate, RATE, "capital_gains_rate")
    early = ordinary + EARLY_DISTRIBUTION_RATE
    if max(early, gains) >= 1:
        raise InputError("tax_rate", "all of the earnings", "taxes that leave something of them")
    balance, basis = projection.roth[-1].item(), projection.paid_in[-1].item()
    spending = basis / years
    if yearly_spending is not None:
        spending = quantities.single(yearly_spending, DOLLARS, "yearly_spending")
    brokerage = projection.taxable_balance[-1].item(), projection.taxable_basis[-1].item()
    spent = (spending, years, growth)
    return ProfileOutcome(
        Profile.EARLY_RETIREMENT,
        {
            MoneyUse.ROTH: _left_in_roth_ira(balance, basis, *spent, early),
            MoneyUse.TAXABLE_ACCOUNT: _left(*brokerage, *spent, (gains, gains)),
            MoneyUse.LEFT_IN_PLAN: _left(balance, basis, *spent, (early, ordinary)),
        },
    )


def liquidity_need(projection: Projection, tax_rate: Numbers) -> ProfileOutcome:
    """Tell what a saver under 59 1/2 has in hand who needs all of the money at a projection's end.

    Parameters
    ----------
    projection
        The years until then (`roth_projection`).
    tax_rate
        Tax rate on ordinary income in that year, a share.

    Returns
    -------
    ProfileOutcome
        Dollars after tax.

    Raises
    ------
    InputError

    References
    ----------
    IRC 72(t)(1), 408A(d)(2) and (4)(B), 402A(d)(2). Earnings of a Roth account taken early are
    income, and subject to 72(t); its basis is neither.

    Examples
    --------
    >>> from megaroth_xl.strategy.years_ahead.projection import roth_projection
    >>> outcome = liquidity_need(roth_projection(30000, 3, 0.06, 0.24), 0.24)
    >>> outcome.best.value
    'taxable account'
    """
    rate = quantities.single(tax_rate, RATE, "tax_rate") + EARLY_DISTRIBUTION_RATE
    balance, basis = projection.roth[-1].item(), projection.paid_in[-1].item()
    taken_early = balance - rate * max(balance - basis, 0.0)
    return ProfileOutcome(
        Profile.LIQUIDITY_NEED,
        {
            MoneyUse.TAXABLE_ACCOUNT: projection.taxable_account[-1].item(),
            MoneyUse.ROTH: taken_early,
            MoneyUse.LEFT_IN_PLAN: taken_early,
        },
    )


def debt_first(
    after_tax: Numbers,
    years: Numbers,
    annual_return: Numbers,
    debt: Numbers,
    interest_rate: Numbers,
) -> ProfileOutcome:
    """Paying a debt down before contributing, beside contributing while the debt grows.

    Parameters
    ----------
    after_tax
        What is there for either at the start of each year, dollars.
    years
        How many years.
    annual_return
        Yearly return in Roth, a share.
    debt
        What is owed at the start, dollars; what must be paid in any case is left out of both.
    interest_rate
        Yearly interest on it, a share, after any deduction for it.

    Returns
    -------
    ProfileOutcome
        Roth balance less debt after the years, dollars; below 0 where more is owed. After-tax room
        is lost in a year in which it is not used: the debt paid, only that year's cash goes in.

    Raises
    ------
    InputError

    Examples
    --------
    >>> debt_first(20000, 10, 0.06, 50000, 0.09).best.value
    'pay the debt first'
    """
    paid = quantities.single(after_tax, DOLLARS, "after_tax")
    number = int(quantities.single(years, PROJECTED_YEARS, "years"))
    growth = 1 + quantities.single(annual_return, RETURN, "annual_return")
    interest = 1 + quantities.single(interest_rate, RATE, "interest_rate")
    owed = owed_all_along = quantities.single(debt, DOLLARS, "debt")
    roth = roth_all_along = 0.0
    for _ in range(number):
        repaid = min(paid, owed)
        owed = (owed - repaid) * interest
        roth = (roth + paid - repaid) * growth
        owed_all_along *= interest
        roth_all_along = (roth_all_along + paid) * growth
    return ProfileOutcome(
        Profile.DEBT_FIRST,
        {MoneyUse.ROTH: roth_all_along - owed_all_along, MoneyUse.PAY_DEBT: roth - owed},
    )


def lower_income_later(choice: ConversionChoice) -> ProfileOutcome:
    """Converting after-tax money now, or in a later year of lower income.

    Parameters
    ----------
    choice
        What `convert_now_or_later` says of single numbers.

    Returns
    -------
    ProfileOutcome
        Dollars after tax in the later year.

    Raises
    ------
    InputError

    Examples
    --------
    >>> from megaroth_xl.strategy.conversion.timing import convert_now_or_later
    >>> lower_income_later(convert_now_or_later(30000, 0, 0.35, 0.12, 5, 0.06)).best.value
    'Roth'
    >>> lower_income_later(convert_now_or_later(10000, 20000, 0.35, 0.12, 2, 0.06)).best.value
    'convert later'
    """
    now, later = np.asarray(choice.now), np.asarray(choice.later)
    if now.ndim:
        raise InputError("an argument", "a range", "one number")
    return ProfileOutcome(
        Profile.LOWER_INCOME_LATER,
        {MoneyUse.ROTH: now.item(), MoneyUse.CONVERT_LATER: later.item()},
    )
