"""Five-year clocks of Roth money, the order in which it comes out, and recapture of the 10% tax."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from megaroth_xl import arrays
from megaroth_xl.arrays import DOLLARS, WHOLE_YEAR, BoolArray, Flags, FloatArray, Numbers
from megaroth_xl.errors import InputError
from megaroth_xl.law.rollovers import conversion_taxable, recovered_basis

__all__ = [
    "Conversion",
    "DesignatedRothDistribution",
    "RothIraDistribution",
    "designated_roth_distribution",
    "designated_roth_first_year",
    "early_distribution_tax",
    "five_year_period_end",
    "five_years_passed",
    "is_qualified",
    "recapture",
    "roth_ira_distribution",
    "roth_ira_first_year",
]

PERIOD = 5
"""Tax years, the first one counted."""

EARLY_DISTRIBUTION_RATE = 0.1


def roth_ira_first_year(
    contribution_year: Numbers | None, conversion_year: Numbers | None = None
) -> float | FloatArray:
    """Tax year on whose January 1 the clock of a person's Roth IRAs began.

    There is one clock for all of a person's Roth IRAs. A rollover from a designated Roth account
    starts it, if nothing did before, but does not bring that account's years along.

    Parameters
    ----------
    contribution_year
        The first tax year for which a regular contribution was made (one made by April 15 may be
        for the year before); any shapes that broadcast. None or NaN: none was.
    conversion_year
        The first tax year of a conversion or rollover into a Roth IRA; None or NaN: none was.

    Returns
    -------
    float or FloatArray
        The year; NaN where no clock has begun.

    References
    ----------
    IRC 408A(d)(2)(B); Treas. Reg. 1.408A-6, A-2; 1.408A-10, A-4.

    Examples
    --------
    >>> roth_ira_first_year(2026, 2024)
    2024.0
    """
    return _earliest(contribution_year=contribution_year, conversion_year=conversion_year)


def designated_roth_first_year(
    contribution_year: Numbers | None,
    in_plan_rollover_year: Numbers | None = None,
    other_plan_first_year: Numbers | None = None,
) -> float | FloatArray:
    """Tax year on whose January 1 the clock of one plan's designated Roth account began.

    Each plan has its own clock.

    Parameters
    ----------
    contribution_year
        The first tax year of a Roth deferral in this plan; any shapes that broadcast. None or
        NaN: there was none.
    in_plan_rollover_year
        The first tax year of an in-plan Roth rollover; None or NaN: there was none.
    other_plan_first_year
        The first year of another plan's designated Roth account that was rolled over directly
        into this one; None or NaN: none was.

    Returns
    -------
    float or FloatArray
        The year; NaN where no clock has begun.

    References
    ----------
    IRC 402A(d)(2)(B); Treas. Reg. 1.402A-1, A-4; Notice 2010-84.

    Examples
    --------
    >>> designated_roth_first_year(2026, 2025, other_plan_first_year=2021)
    2021.0
    """
    return _earliest(
        contribution_year=contribution_year,
        in_plan_rollover_year=in_plan_rollover_year,
        other_plan_first_year=other_plan_first_year,
    )


def five_year_period_end(first_year: Numbers | None) -> float | FloatArray:
    """Tax year with whose last day a five-year period ends.

    Parameters
    ----------
    first_year
        The period's first tax year; None or NaN where none has begun.

    Returns
    -------
    float or FloatArray
        The year; NaN where none has begun.

    References
    ----------
    IRC 408A(d)(2)(B), 402A(d)(2)(B); Notice 2010-84, A-12.

    Examples
    --------
    >>> five_year_period_end(2026)
    2030.0
    """
    return arrays.result(arrays.optional(first_year, WHOLE_YEAR, "first_year") + PERIOD - 1)


def five_years_passed(first_year: Numbers | None, year: Numbers) -> bool | BoolArray:
    """Whether a five-year period is over in a tax year.

    Parameters
    ----------
    first_year
        The period's first tax year; None or NaN where none has begun.
    year
        The tax year asked about; any shapes that broadcast.

    Returns
    -------
    bool or BoolArray
        True from the sixth tax year on.

    References
    ----------
    As `five_year_period_end`.

    Examples
    --------
    >>> five_years_passed(2021, [2025, 2026])
    array([False,  True])
    """
    asked = arrays.read(year, WHOLE_YEAR, "year")
    return arrays.truth(asked > five_year_period_end(first_year))


def is_qualified(first_year: Numbers | None, year: Numbers, *, event: Flags) -> bool | BoolArray:
    """Whether a distribution of Roth money is qualified, and so no income at all.

    Parameters
    ----------
    first_year
        As `roth_ira_first_year` or `designated_roth_first_year` gives it.
    year
        The tax year of the distribution; any shapes that broadcast.
    event
        Whether it is made at 59 1/2 or later, because of disability, or after death; from a Roth
        IRA also for a first home, up to 10,000 dollars in a lifetime.

    Returns
    -------
    bool or BoolArray

    References
    ----------
    IRC 408A(d)(2)(A), 402A(d)(2)(A).

    Examples
    --------
    >>> is_qualified(2019, 2026, event=[True, False])
    array([ True, False])
    """
    return arrays.truth(five_years_passed(first_year, year) & arrays.flags(event, "event"))


def recapture(
    amount: Numbers, conversion_year: Numbers, distribution_year: Numbers
) -> float | FloatArray:
    """Part of a distribution that counts as income for the 10 percent tax, though taxed before.

    Basis that was converted is never recaptured, so none of it belongs in `amount`. Each
    conversion has its own five years, whatever the clock of the account says.

    Parameters
    ----------
    amount
        What of the distribution is allocable to the taxable part of a conversion, dollars; any
        shapes that broadcast. For a Roth IRA the order of `roth_ira_distribution` decides; for an
        in-plan Roth rollover the plan reports it in box 10 of Form 1099-R.
    conversion_year, distribution_year
        The tax years of the conversion or in-plan Roth rollover, and of the distribution.

    Returns
    -------
    float or FloatArray
        Dollars: the amount in the conversion's first five tax years, 0 later.

    Raises
    ------
    InputError
        Where the distribution comes before the conversion.

    References
    ----------
    IRC 408A(d)(3)(F)(i) and (ii), 402A(c)(4)(D); Notice 2010-84, A-12.

    Examples
    --------
    >>> recapture(6000, 2024, [2028, 2029])
    array([6000.,    0.])
    """
    part = arrays.read(amount, DOLLARS, "amount")
    converted = arrays.read(conversion_year, WHOLE_YEAR, "conversion_year")
    distributed = arrays.read(distribution_year, WHOLE_YEAR, "distribution_year")
    arrays.align(amount=part, conversion_year=converted, distribution_year=distributed)
    early = np.asarray(distributed < converted)
    if early.any():
        found, least = (
            np.broadcast_to(a, early.shape)[early].flat[0] for a in (distributed, converted)
        )
        raise InputError(
            "distribution_year", f"{found:g}", f"the year of the conversion, {least:g}, or later"
        )
    return arrays.result(np.where(five_years_passed(converted, distributed), 0.0, part))


def early_distribution_tax(amount: Numbers, *, exception: Flags = False) -> float | FloatArray:
    """Additional tax on an early distribution.

    Parameters
    ----------
    amount
        The part that is income, or counts as income by `recapture`, dollars.
    exception
        Whether an exception applies: 59 1/2, disability, death, separation from service at 55 or
        later (from a plan), and the others of 72(t)(2).

    Returns
    -------
    float or FloatArray
        Dollars: 10 percent of the amount, 0 with an exception.

    References
    ----------
    IRC 72(t)(1) and (2).

    Examples
    --------
    >>> early_distribution_tax(6000)
    600.0
    """
    part = arrays.read(amount, DOLLARS, "amount")
    return arrays.result(
        np.where(arrays.flags(exception, "exception"), 0.0, part * EARLY_DISTRIBUTION_RATE)
    )


class Conversion(NamedTuple):
    """One tax year's conversions and rollovers into a person's Roth IRAs, not yet withdrawn."""

    year: int
    taxable: Numbers
    """Dollars that were income in that year."""
    nontaxable: Numbers
    """Dollars of after-tax money."""


class RothIraDistribution(NamedTuple):
    """What a distribution from Roth IRAs consists of, in dollars."""

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
    left = _cents(amount, "amount")
    regular = np.minimum(left, _cents(contributions, "contributions"))
    left = left - regular
    taxed = untaxed = recaptured = np.zeros(())
    for converted, taxable, nontaxable in _by_year(conversions):
        part = np.minimum(left, taxable)
        rest = np.minimum(left - part, nontaxable)
        left = left - part - rest
        taxed, untaxed = taxed + part, untaxed + rest
        recaptured = recaptured + 100 * np.asarray(recapture(part / 100, converted, year))
    parts = np.broadcast_arrays(regular, taxed, untaxed, left, recaptured)
    return RothIraDistribution(*(arrays.result(cents / 100) for cents in parts))


class DesignatedRothDistribution(NamedTuple):
    """What a distribution from a designated Roth account consists of, in dollars."""

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


def _earliest(**years: Numbers | None) -> float | FloatArray:
    given = {name: arrays.optional(value, WHOLE_YEAR, name) for name, value in years.items()}
    shape = arrays.align(**given)
    return arrays.result(np.fmin.reduce([np.broadcast_to(a, shape) for a in given.values()]))


def _by_year(conversions: Iterable[Conversion]) -> list[tuple[int, FloatArray, FloatArray]]:
    """One entry a year, oldest first, in whole cents."""
    years: dict[int, tuple[FloatArray, FloatArray]] = {}
    for year, taxable, nontaxable in conversions:
        before = years.get(year, (np.zeros(()), np.zeros(())))
        years[year] = (
            before[0] + _cents(taxable, "taxable"),
            before[1] + _cents(nontaxable, "nontaxable"),
        )
    return [(year, *years[year]) for year in sorted(years)]


def _cents(values: Numbers, name: str) -> FloatArray:
    return arrays.cents(arrays.read(values, DOLLARS, name))
