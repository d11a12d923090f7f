"""Distributions, rollovers and conversions: what is basis, what is taxed, what goes where."""

from typing import NamedTuple

import numpy as np

from megaroth_xl import quantities
from megaroth_xl.errors import InputError
from megaroth_xl.law.destinations import TREATMENTS, Destination
from megaroth_xl.quantities import DOLLARS, BoolArray, FloatArray, Numbers

__all__ = [
    "RolloverPart",
    "conversion_taxable",
    "recovered_basis",
    "rollover_split",
]


class RolloverPart(NamedTuple):
    """The dollars that one destination receives from a distribution."""

    destination: Destination
    pretax: float | FloatArray
    after_tax: float | FloatArray
    taxable: float | FloatArray
    """Its pretax money, where the destination does not go on deferring the tax."""


def conversion_taxable(
    amount: Numbers,
    basis: Numbers,
    balance: Numbers,
    grandfathered_basis: Numbers = 0.0,
) -> float | FloatArray:
    """Taxable part of a conversion or other distribution, pro rata.

    No distribution takes the basis alone: each carries its share of the earnings. In-plan Roth
    rollovers, rollovers to a Roth IRA and payments in cash are taxed on the same part.

    Parameters
    ----------
    amount
        What is converted or paid, dollars; any shapes that broadcast.
    basis
        The investment in the contract: after-tax contributions not yet recovered, dollars.
    balance
        The vested balance of the contract just before, dollars. Where the plan keeps after-tax
        contributions and their earnings apart, that is their account alone; else all of the plan's
        accounts but a designated Roth account, which is a contract of its own.
    grandfathered_basis
        The part of `basis` contributed before 1987, dollars, which comes out first. Only where
        the plan, on May 5, 1986, let employees in service withdraw their contributions.

    Returns
    -------
    float or FloatArray
        Dollars, not rounded. 0 where the basis exceeds the balance: a loss is not negative
        income, and the basis that the amount does not recover stays (unconfirmed).

    Raises
    ------
    InputError
        Where the amount exceeds the balance, or the grandfathered basis the whole basis, by a
        cent or more. Amounts are read to the cent.

    References
    ----------
    IRC 72(e)(8)(A) to (D), 72(e)(2)(B), 72(d)(2), 402A(c)(4)(A)(i), 402A(d)(4), 408A(d)(3)(A)(i).
    That the rest is pro rata over what remains, once the grandfathered basis is out, is
    (unconfirmed).

    Examples
    --------
    >>> conversion_taxable([50000, 100000], 20000, 100000)
    array([40000., 80000.])
    >>> conversion_taxable(31150, 31000, 31150)
    150.0
    >>> conversion_taxable(20000, 20000, 100000, grandfathered_basis=5000)
    12631.57...
    """
    taken = quantities.read_cents(amount, "amount")
    invested = quantities.read_cents(basis, "basis")
    held = quantities.read_cents(balance, "balance")
    first = quantities.read_cents(grandfathered_basis, "grandfathered_basis")
    quantities.align(amount=taken, basis=invested, balance=held, grandfathered_basis=first)
    _refuse_above("amount", taken, "the balance", held)
    _refuse_above("grandfathered_basis", first, "the basis", invested)
    spread = np.maximum(taken - first, 0.0)
    remaining = np.maximum(held - first, 0.0)
    share = np.divide(
        spread, remaining, out=np.zeros(np.broadcast(spread, remaining).shape), where=remaining > 0
    )
    return quantities.result(np.minimum(share * np.maximum(held - invested, 0.0), taken) / 100)


def recovered_basis(amount: Numbers, basis: Numbers, balance: Numbers) -> float | FloatArray:
    """Basis that a distribution carries, free of tax.

    Parameters
    ----------
    amount, basis, balance
        As in `conversion_taxable`.

    Returns
    -------
    float or FloatArray
        Dollars: the amount less its taxable part. The contract keeps the rest of its basis.

    References
    ----------
    IRC 72(e)(8)(B).

    Examples
    --------
    >>> recovered_basis(50000, 20000, 100000)
    10000.0
    """
    taxable = conversion_taxable(amount, basis, balance)
    return quantities.result(quantities.read_cents(amount, "amount") / 100 - taxable)


def rollover_split(
    pretax: Numbers,
    after_tax: Numbers,
    to_traditional: Numbers,
    to_roth: Numbers,
    cash: Numbers | None = None,
) -> tuple[RolloverPart, RolloverPart, RolloverPart]:
    """Pretax and after-tax money of one distribution that goes to several destinations.

    All that the plan sends out at the same time is one distribution. Its pretax money goes to the
    direct rollovers first; among these the recipient chooses before the distribution, and what is
    shown is the choice that taxes least: traditional before Roth.

    What is paid in cash may be rolled over within 60 days by the same rule: split that part once
    more.

    Parameters
    ----------
    pretax, after_tax
        The distribution's two parts, dollars; the earnings on after-tax contributions are pretax.
        A distribution of part of a contract carries both pro rata (`conversion_taxable`).
    to_traditional, to_roth
        Directly rolled over to a traditional IRA, and to a Roth IRA, dollars.
    cash
        Paid to the recipient before withholding, dollars; None or NaN is the remainder.

    Returns
    -------
    tuple of RolloverPart
        For the traditional IRA, the Roth IRA and cash, in this order; amounts exact to the cent,
        in the shape to which the arguments broadcast.

    Raises
    ------
    InputError
        Where the destinations do not add up to the distribution, to the cent.

    References
    ----------
    Notice 2014-54, s. III (effective January 1, 2015; may be relied on from September 18, 2014);
    IRC 402(c)(2).

    Examples
    --------
    >>> for part in rollover_split(80000, 20000, 80000, 10000):
    ...     print(part.destination, part.pretax, part.after_tax, part.taxable)
    traditional_ira 80000.0 0.0 0.0
    roth_ira 0.0 10000.0 0.0
    cash 0.0 10000.0 0.0
    >>> rollover_split(80000, 20000, 80000, 30000)
    Traceback (most recent call last):
    megaroth_xl.errors.InputError: to_traditional and to_roth together is 110,000.00: expected at
    most pretax and after_tax together, 100,000.00
    """
    given = {
        "pretax": quantities.read_cents(pretax, "pretax"),
        "after_tax": quantities.read_cents(after_tax, "after_tax"),
        "to_traditional": quantities.read_cents(to_traditional, "to_traditional"),
        "to_roth": quantities.read_cents(to_roth, "to_roth"),
        "cash": quantities.cents(quantities.optional(cash, DOLLARS, "cash")),
    }
    shape = quantities.align(**given)
    left, basis, traditional, roth, paid = (np.broadcast_to(a, shape) for a in given.values())
    total = left + basis
    rolled = traditional + roth
    _refuse_above(
        "to_traditional and to_roth together", rolled, "pretax and after_tax together", total
    )
    paid = np.where(np.isnan(paid), total - rolled, paid)
    wrong = paid != total - rolled
    if wrong.any():
        raise InputError(
            "cash",
            _dollars(paid[wrong].flat[0]),
            f"what the rollovers leave, {_dollars((total - rolled)[wrong].flat[0])}; "
            "leave cash out to have the remainder",
        )
    parts = []
    for destination, moved in (
        (Destination.TRADITIONAL_IRA, traditional),
        (Destination.ROTH_IRA, roth),
        (Destination.CASH, paid),
    ):
        filled = np.minimum(left, moved)
        left = left - filled
        taxed = filled if TREATMENTS[destination].taxes_pretax else np.zeros(shape)
        amounts = (quantities.result(cents / 100) for cents in (filled, moved - filled, taxed))
        parts.append(RolloverPart(destination, *amounts))
    return parts[0], parts[1], parts[2]


def _dollars(cents: float) -> str:
    return f"{cents / 100:,.2f}"


def _refuse_above(name: str, values: FloatArray, most_name: str, most: FloatArray) -> None:
    above: BoolArray = np.asarray(values > most)
    found, bound = (np.broadcast_to(a, above.shape).ravel() for a in (values, most))

    def error(i: int) -> InputError:
        return InputError(name, _dollars(found[i]), f"at most {most_name}, {_dollars(bound[i])}")

    quantities.refuse(above, error)
