"""Five-year clocks of Roth money, and recapture of the tax on early distributions."""

import numpy as np

from megaroth_xl import quantities
from megaroth_xl.errors import InputError
from megaroth_xl.quantities import DOLLARS, WHOLE_YEAR, BoolArray, Flags, FloatArray, Numbers

__all__ = [
    "EARLY_DISTRIBUTION_RATE",
    "designated_roth_first_year",
    "early_distribution_tax",
    "five_year_period_end",
    "five_years_passed",
    "is_qualified",
    "recapture",
    "roth_ira_first_year",
]

PERIOD = 5
"""Tax years, the first one counted."""

EARLY_DISTRIBUTION_RATE = 0.1
"""IRC 72(t)(1)."""


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
        As in `roth_ira_first_year`.

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
    return quantities.result(quantities.optional(first_year, WHOLE_YEAR, "first_year") + PERIOD - 1)


def five_years_passed(first_year: Numbers | None, year: Numbers) -> bool | BoolArray:
    """Return whether a five-year period is over in a tax year.

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
    asked = quantities.read(year, WHOLE_YEAR, "year")
    return quantities.truth(asked > five_year_period_end(first_year))


def is_qualified(first_year: Numbers | None, year: Numbers, *, event: Flags) -> bool | BoolArray:
    """Return whether a distribution of Roth money is qualified, and so no income at all.

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
    return quantities.truth(five_years_passed(first_year, year) & quantities.flags(event, "event"))


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
        shapes that broadcast. For a Roth IRA the order in which its money comes out decides; for an
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
    part = quantities.read(amount, DOLLARS, "amount")
    converted = quantities.read(conversion_year, WHOLE_YEAR, "conversion_year")
    distributed = quantities.read(distribution_year, WHOLE_YEAR, "distribution_year")
    quantities.align(amount=part, conversion_year=converted, distribution_year=distributed)
    early = np.asarray(distributed < converted)
    if early.any():
        found, least = (
            np.broadcast_to(a, early.shape)[early].flat[0] for a in (distributed, converted)
        )
        raise InputError(
            "distribution_year", f"{found:g}", f"the year of the conversion, {least:g}, or later"
        )
    return quantities.result(np.where(five_years_passed(converted, distributed), 0.0, part))


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
    part = quantities.read(amount, DOLLARS, "amount")
    return quantities.result(
        np.where(quantities.flags(exception, "exception"), 0.0, part * EARLY_DISTRIBUTION_RATE)
    )


def _earliest(**years: Numbers | None) -> float | FloatArray:
    given = {name: quantities.optional(value, WHOLE_YEAR, name) for name, value in years.items()}
    shape = quantities.align(**given)
    return quantities.result(np.fmin.reduce([np.broadcast_to(a, shape) for a in given.values()]))
