"""Distributions of Roth money: a Roth IRA's come out in an order, a plan's account's pro rata."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from megaroth_xl import quantities
from megaroth_xl.law.five_year import recapture
from megaroth_xl.law.rollovers import conversion_taxable, recovered_basis
from megaroth_xl.quantities import Flags, FloatArray, Numbers

__all__ = [
    "Conversion",
    "DesignatedRothDistribution",
    "DesignatedRothRollover",
    "RothIraDistribution",
    "designated_roth_distribution",
    "designated_roth_rollover",
    "roth_ira_distribution",
]


class Conversion(NamedTuple):
    """One tax year's conversions and rollovers into a person's Roth IRAs, not yet withdrawn."""

    year: int
    taxable: Numbers
    """Dollars that were income in that year."""
    nontaxable: Numbers
    """Dollars of after-tax money."""


class RothIraDistribution(NamedTuple):
    """The parts of a distribution from Roth IRAs, in dollars."""

    contributions: float | FloatArray
    taxed_conversions: float | FloatArray
    untaxed_conversions: float | FloatArray
    earnings: float | FloatArray
    """Income of the year, unless the distribution is qualified."""
    recaptured: float | FloatArray
    """Of the taxed conversions, what counts as income for the 10 percent tax."""


def roth_ira_distribution(
    amount: Numbers,
    contributions: Numbers,
    conversions: Iterable[Conversion],
    year: int,
) -> RothIraDistribution:
    """Parts of a year's distributions from Roth IRAs, in the order in which the law takes them.

    Regular contributions come first; then conversions, the oldest first and of each the taxed
    part before the rest; then earnings. All of a person's Roth IRAs count as one.

    Parameters
    ----------
    amount
        The tax year's distributions, dollars; any shapes that broadcast.
    contributions
        Regular contributions not yet withdrawn, dollars.
    conversions
        In any order; several of one year count as one.
    year
        The tax year of the distributions.

    Returns
    -------
    RothIraDistribution
        The first four parts add up to the amount, exact to the cent.

    Raises
    ------
    InputError
        Where a conversion is of a later year than the distribution.

    References
    ----------
    IRC 408A(d)(4)(B); Treas. Reg. 1.408A-6, A-8 and A-9; Pub. 590-B, "Ordering Rules for
    Distributions".

    Examples
    --------
    >>> roth_ira_distribution(7000, 5000, [Conversion(2022, 60000, 20000)], 2026)
    RothIraDistribution(contributions=5000.0, taxed_conversions=2000.0, untaxed_conversions=0.0,
        earnings=0.0, recaptured=2000.0)
    """
    left = quantities.read_cents(amount, "amount")
    regular = np.minimum(left, quantities.read_cents(contributions, "contributions"))
    left = left - regular
    taxed = untaxed = recaptured = np.zeros(())
    for converted, taxable, nontaxable in _by_year(conversions):
        part = np.minimum(left, taxable)
        rest = np.minimum(left - part, nontaxable)
        left = left - part - rest
        taxed, untaxed = taxed + part, untaxed + rest
        recaptured = recaptured + 100 * np.asarray(recapture(part / 100, converted, year))
    parts = np.broadcast_arrays(regular, taxed, untaxed, left, recaptured)
    return RothIraDistribution(*(quantities.result(cents / 100) for cents in parts))


class DesignatedRothDistribution(NamedTuple):
    """The parts of a distribution from a designated Roth account, in dollars."""

    basis: float | FloatArray
    earnings: float | FloatArray
    """Income of the year, unless the distribution is qualified."""


def designated_roth_distribution(
    amount: Numbers, basis: Numbers, balance: Numbers
) -> DesignatedRothDistribution:
    """Basis and earnings in a distribution from a designated Roth account: pro rata, in no order.

    Parameters
    ----------
    amount
        The distribution, dollars; any shapes that broadcast.
    basis
        Roth deferrals and amounts rolled over in the plan, not yet recovered, dollars.
    balance
        The account just before, dollars. It is a contract of its own, apart from all others.

    Returns
    -------
    DesignatedRothDistribution

    Raises
    ------
    InputError
        Where the amount exceeds the balance.

    References
    ----------
    IRC 72(e)(8), 402A(d)(4); Treas. Reg. 1.402A-1, A-3 and A-7.

    Examples
    --------
    >>> designated_roth_distribution(5000, 9400, 10000)
    DesignatedRothDistribution(basis=4700.0, earnings=300.0)
    """
    return DesignatedRothDistribution(
        recovered_basis(amount, basis, balance), conversion_taxable(amount, basis, balance)
    )


class DesignatedRothRollover(NamedTuple):
    """The parts of a rollover from a designated Roth account to a Roth IRA, in dollars."""

    contributions: float | FloatArray
    """Counts as regular contributions: it comes out first, free of tax."""
    earnings: float | FloatArray


def designated_roth_rollover(
    amount: Numbers, basis: Numbers, balance: Numbers, *, qualified: Flags = False
) -> DesignatedRothRollover:
    """Tell what money from a designated Roth account becomes when it is rolled over to a Roth IRA.

    Parameters
    ----------
    amount
        The direct rollover, dollars.
    basis, balance
        As in `designated_roth_distribution`.
    qualified
        Whether the distribution would have been qualified (`is_qualified`): then all of it counts
        as contributions.

    Returns
    -------
    DesignatedRothRollover
        What was rolled over in the plan is among the contributions. The 10 percent tax on its
        taxable part still runs for five years from the rollover in the plan (`recapture`).

    Raises
    ------
    InputError
        As in `designated_roth_distribution`.

    References
    ----------
    Treas. Reg. 1.408A-10, A-3; IRC 408A(d)(3)(F), 402A(c)(4)(D); Notice 2010-84, Q&A-12;
    Instructions for Form 8606, line 22.

    Examples
    --------
    10,000 converted in the plan and 5,000 deferred as Roth have grown to 18,000:

    >>> designated_roth_rollover(18000, 15000, 18000)
    DesignatedRothRollover(contributions=15000.0, earnings=3000.0)
    """
    whole = quantities.flags(qualified, "qualified")
    parts = designated_roth_distribution(amount, basis, balance)
    earnings = np.where(whole, 0.0, parts.earnings)
    return DesignatedRothRollover(
        quantities.result(np.asarray(parts.basis) + np.asarray(parts.earnings) - earnings),
        quantities.result(np.asarray(earnings)),
    )


def _by_year(conversions: Iterable[Conversion]) -> list[tuple[int, FloatArray, FloatArray]]:
    """One entry a year, oldest first, in whole cents."""
    years: dict[int, tuple[FloatArray, FloatArray]] = {}
    for year, taxable, nontaxable in conversions:
        before = years.get(year, (np.zeros(()), np.zeros(())))
        years[year] = (
            before[0] + quantities.read_cents(taxable, "taxable"),
            before[1] + quantities.read_cents(nontaxable, "nontaxable"),
        )
    return [(year, *years[year]) for year in sorted(years)]
