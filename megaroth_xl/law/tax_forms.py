"""The entries of each route on Form 1099-R and Form 1040."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from megaroth_xl import quantities
from megaroth_xl.errors import InputError
from megaroth_xl.law.destinations import TREATMENTS, Destination, mandatory_withholding
from megaroth_xl.law.rollovers import RolloverPart
from megaroth_xl.law.roth_distributions import designated_roth_distribution
from megaroth_xl.quantities import DOLLARS

__all__ = [
    "DistributionForm",
    "PaymentCode",
    "ReturnLines",
    "designated_roth_payment_form",
    "designated_roth_rollover_form",
    "distribution_form",
    "distribution_forms",
    "marks_rollover_by_box",
    "return_lines",
]

DIRECT_ROLLOVER = "G"
DESIGNATED_ROTH_ROLLOVER = "H"
DESIGNATED_ROTH = "B"
FIRST_YEAR_OF_BOX = 2025


class PaymentCode(StrEnum):
    """Box 7 of a payment in cash."""

    EARLY = "1"
    """Before 59 1/2, no exception known to the plan."""
    EARLY_WITH_EXCEPTION = "2"
    """Before 59 1/2 with an exception, such as separation from service at 55 or later."""
    NORMAL = "7"
    """At 59 1/2 or later."""


@dataclass(frozen=True)
class DistributionForm:
    """One Form 1099-R, as far as a distribution of after-tax or Roth money fills it in.

    Parameters
    ----------
    gross_distribution, taxable_amount, tax_withheld
        Boxes 1, 2a and 4, dollars.
    employee_contributions
        Box 5, dollars: the basis that the distribution carries.
    codes
        Box 7, one or two codes.
    allocable_to_rollover
        Box 10, dollars: what of a later payment is allocable to an in-plan Roth rollover of the
        last five years. The in-plan rollover's own form leaves it blank.
    first_roth_year
        Box 11: the first year of the designated Roth account's clock; None leaves it blank.
    """

    gross_distribution: float
    taxable_amount: float
    tax_withheld: float
    employee_contributions: float
    codes: tuple[str, ...]
    allocable_to_rollover: float = 0.0
    first_roth_year: int | None = None

    @property
    def boxes(self) -> dict[str, float | str]:
        """The boxes that are not blank, by number."""
        boxes: dict[str, float | str] = {
            "1": self.gross_distribution,
            "2a": self.taxable_amount,
            "4": self.tax_withheld,
            "5": self.employee_contributions,
            "7": "".join(self.codes),
        }
        if self.allocable_to_rollover:
            boxes["10"] = self.allocable_to_rollover
        if self.first_roth_year is not None:
            boxes["11"] = self.first_roth_year
        return boxes

    @property
    def is_rollover(self) -> bool:
        """Return whether the codes tell of a direct rollover."""
        return self.codes in {(DIRECT_ROLLOVER,), (DESIGNATED_ROTH_ROLLOVER,)}


def distribution_form(
    destination: Destination,
    pretax: float,
    after_tax: float,
    payment: PaymentCode = PaymentCode.EARLY,
) -> DistributionForm:
    """Form 1099-R for the part of a distribution, not of Roth money, that goes to one destination.

    Parameters
    ----------
    destination
        Where it goes: a direct rollover, an in-plan Roth rollover, or cash.
    pretax, after_tax
        What it consists of, dollars.
    payment
        Box 7 of a payment in cash.

    Returns
    -------
    DistributionForm
        Boxes 2a and 5 of a rollover to a Roth IRA, of an in-plan Roth rollover and of cash add up
        to box 1. A rollover to a traditional IRA has 0 in box 2a; that its after-tax money stands
        in box 5 is (unconfirmed).

    References
    ----------
    Instructions for Forms 1099-R and 5498, "Direct Rollovers" and "Designated Roth accounts";
    IRC 3405(c).

    Examples
    --------
    >>> distribution_form(Destination.ROTH_IRA, 150, 31000).boxes
    {'1': 31150.0, '2a': 150.0, '4': 0.0, '5': 31000.0, '7': 'G'}
    >>> distribution_form(Destination.CASH, 10000, 20000).boxes
    {'1': 30000.0, '2a': 10000.0, '4': 2000.0, '5': 20000.0, '7': '1'}
    """
    taxable = _rounded(pretax, "pretax") if TREATMENTS[destination].taxes_pretax else 0.0
    basis = _rounded(after_tax, "after_tax")
    return DistributionForm(
        gross_distribution=_sum(_rounded(pretax, "pretax"), basis),
        taxable_amount=taxable,
        tax_withheld=_rounded(mandatory_withholding(taxable, destination), "tax_withheld"),
        employee_contributions=basis,
        codes=(payment if destination is Destination.CASH else DIRECT_ROLLOVER,),
    )


def distribution_forms(
    parts: Iterable[RolloverPart], payment: PaymentCode = PaymentCode.EARLY
) -> dict[Destination, DistributionForm]:
    """Forms 1099-R of a distribution that is split, by each destination that gets money.

    Parameters
    ----------
    parts
        As `rollover_split` gives them for one distribution.
    payment
        As in `distribution_form`.

    References
    ----------
    Instructions for Forms 1099-R and 5498; Notice 2014-54.

    Examples
    --------
    >>> from megaroth_xl.law.rollovers import rollover_split
    >>> forms = distribution_forms(rollover_split(3000, 31000, 3000, 31000))
    >>> for destination, form in forms.items():
    ...     print(destination, form.boxes)
    traditional_ira {'1': 3000.0, '2a': 0.0, '4': 0.0, '5': 0.0, '7': 'G'}
    roth_ira {'1': 31000.0, '2a': 0.0, '4': 0.0, '5': 31000.0, '7': 'G'}
    """
    return {
        to: distribution_form(to, float(pretax), float(after_tax), payment)
        for to, pretax, after_tax, _ in parts
        if np.any(np.add(pretax, after_tax))
    }


def designated_roth_rollover_form(
    amount: float, basis: float, first_roth_year: int | None
) -> DistributionForm:
    """Form 1099-R for a direct rollover from a designated Roth account to a Roth IRA.

    Parameters
    ----------
    amount
        What is rolled over, dollars; none of it is taxable.
    basis
        The basis that it carries, dollars.
    first_roth_year
        The first year of the account's clock; None leaves box 11 blank.

    References
    ----------
    Instructions for Forms 1099-R and 5498, "Designated Roth accounts"; IRC 402A(c)(3).

    Examples
    --------
    >>> designated_roth_rollover_form(12000, 11000, 2024).boxes
    {'1': 12000.0, '2a': 0.0, '4': 0.0, '5': 11000.0, '7': 'H', '11': 2024}
    """
    return DistributionForm(
        gross_distribution=_rounded(amount, "amount"),
        taxable_amount=0.0,
        tax_withheld=0.0,
        employee_contributions=_rounded(basis, "basis"),
        codes=(DESIGNATED_ROTH_ROLLOVER,),
        first_roth_year=first_roth_year,
    )


def designated_roth_payment_form(
    amount: float,
    basis: float,
    balance: float,
    first_roth_year: int | None,
    payment: PaymentCode = PaymentCode.EARLY,
    *,
    qualified: bool = False,
    allocable_to_rollover: float = 0.0,
) -> DistributionForm:
    """Form 1099-R for a payment in cash from a designated Roth account.

    Parameters
    ----------
    amount, basis, balance
        As in `designated_roth_distribution`.
    first_roth_year
        The first year of the account's clock.
    payment
        As in `distribution_form`.
    qualified
        Whether the distribution is qualified, and so not taxable.
    allocable_to_rollover
        What of it is allocable to the taxable part of an in-plan Roth rollover of the last five
        tax years, dollars; 0 where an exception to the early distribution tax applies.

    References
    ----------
    Instructions for Forms 1099-R and 5498 (2024), "Designated Roth account distributions" and
    "Distributions allocable to an in-plan Roth rollover"; Notice 2010-84, A-13.

    Examples
    --------
    >>> designated_roth_payment_form(5000, 9400, 10000, 2024).boxes
    {'1': 5000.0, '2a': 300.0, '4': 60.0, '5': 4700.0, '7': 'B1', '11': 2024}
    """
    parts = designated_roth_distribution(amount, basis, balance)
    gross = _rounded(amount, "amount")
    earnings = _rounded(parts.earnings, "earnings")
    taxable = 0.0 if qualified else earnings
    return DistributionForm(
        gross_distribution=gross,
        taxable_amount=taxable,
        tax_withheld=_rounded(mandatory_withholding(taxable), "tax_withheld"),
        employee_contributions=_sum(gross, -earnings),
        codes=(DESIGNATED_ROTH, payment),
        allocable_to_rollover=_rounded(allocable_to_rollover, "allocable_to_rollover"),
        first_roth_year=first_roth_year,
    )


class ReturnLines(NamedTuple):
    """Lines 5a to 5c of Form 1040."""

    gross: float
    """Line 5a, dollars."""
    taxable: float
    """Line 5b, dollars."""
    is_rollover: bool
    """True where a part was rolled over, which the return marks (`marks_rollover_by_box`)."""


def marks_rollover_by_box(year: int) -> bool:
    """Return whether Form 1040 of a year has a box for rollovers from plans.

    Parameters
    ----------
    year
        The tax year.

    Returns
    -------
    bool
        True from the form of 2025 on: the box "Rollover" of line 5c. Before it, the word
        "Rollover" is written next to line 5b.

    References
    ----------
    Form 1040 (2025), line 5c; Instructions for Form 1040 (2024), lines 5a and 5b.

    Examples
    --------
    >>> marks_rollover_by_box(2024), marks_rollover_by_box(2025)
    (False, True)
    """
    return year >= FIRST_YEAR_OF_BOX


def return_lines(forms: Iterable[DistributionForm], rolled_over_later: float = 0.0) -> ReturnLines:
    """Lines of Form 1040 to which a year's Forms 1099-R from plans lead.

    Parameters
    ----------
    forms
        All of the year's; none from an IRA, which goes to lines 4a and 4b.
    rolled_over_later
        Taxable money paid in cash that its recipient put into a traditional IRA within 60 days,
        dollars; the tax withheld counts only as far as other money made up for it.

    Raises
    ------
    InputError
        Where more was rolled over than was taxable.

    References
    ----------
    Instructions for Form 1040, lines 5a and 5b, "Rollovers".

    Examples
    --------
    >>> return_lines([distribution_form(Destination.ROTH_IRA, 150, 31000)])
    ReturnLines(gross=31150.0, taxable=150.0, is_rollover=True)
    """
    every = tuple(forms)
    taxable = _sum(*(form.taxable_amount for form in every))
    later = _rounded(rolled_over_later, "rolled_over_later")
    if later > taxable:
        raise InputError(
            "rolled_over_later", f"{later:,.2f}", f"at most the taxable amount, {taxable:,.2f}"
        )
    return ReturnLines(
        gross=_sum(*(form.gross_distribution for form in every)),
        taxable=_sum(taxable, -later),
        is_rollover=later > 0 or any(form.is_rollover for form in every),
    )


def _rounded(dollars: quantities.Numbers, name: str) -> float:
    return float(quantities.round_half_up(quantities.read(dollars, DOLLARS, name)))


def _sum(*dollars: float) -> float:
    return float(quantities.cents(np.array(dollars)).sum()) / 100
