"""Timing of conversions: how often in a year, all or part, now or later at another rate."""

from calendar import monthrange
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from megaroth_xl import quantities
from megaroth_xl.errors import InputError, ShapeError
from megaroth_xl.quantities import (
    DOLLARS,
    RATE,
    FloatArray,
    Numbers,
    Quantity,
)
from megaroth_xl.strategy.conversion.cost import conversion_tax

__all__ = [
    "ConversionChoice",
    "ConversionFrequency",
    "FrequencyOutcome",
    "conversion_frequencies",
    "convert_now_or_later",
]

DAYS_A_YEAR = 365
MONTHS_A_QUARTER = 3
YEARS = Quantity("years from 0 to 100", lambda v: (v >= 0) & (v <= 100))  # noqa: PLR2004


class ConversionFrequency(StrEnum):
    """Frequencies of converting after-tax money, most often first."""

    PER_PAYCHECK = "per paycheck"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"


def _end_of_month(day: date, month: int) -> date:
    return date(day.year, month, monthrange(day.year, month)[1])


CONVERSION_DAY: MappingProxyType[ConversionFrequency, Callable[[date], date]] = MappingProxyType(
    {
        ConversionFrequency.PER_PAYCHECK: lambda day: day,
        ConversionFrequency.MONTHLY: lambda day: _end_of_month(day, day.month),
        ConversionFrequency.QUARTERLY: lambda day: _end_of_month(
            day, -(-day.month // MONTHS_A_QUARTER) * MONTHS_A_QUARTER
        ),
        ConversionFrequency.YEARLY: lambda day: _end_of_month(day, 12),
    }
)
"""The day on which a contribution is converted, by the day on which it was made."""


class FrequencyOutcome(NamedTuple):
    """The results of one frequency of converting, dollars, shaped like the returns and rates."""

    frequency: ConversionFrequency
    conversions: int
    """How many conversions move money."""
    earnings: float | FloatArray
    """Of the after-tax money before it is converted, negative for a loss."""
    tax: float | FloatArray


def conversion_frequencies(
    dates: Sequence[date],
    contribution: Numbers,
    annual_return: Numbers,
    rate: Numbers,
    state_rate: Numbers | None = None,
) -> tuple[FrequencyOutcome, ...]:
    """Earnings and tax of converting per paycheck, monthly, quarterly or yearly.

    Parameters
    ----------
    dates
        The days of the after-tax contributions.
    contribution
        After-tax contribution of each day, dollars; a number for all, or one for each.
    annual_return
        Yearly return before conversion, a share; any shapes that broadcast with the rates. Growth
        over d days is ``(1 + annual_return) ** (d / 365) - 1``.
    rate, state_rate
        As in `conversion_tax`, whose sources are those of the tax here.

    Returns
    -------
    tuple of FrequencyOutcome
        One for each `ConversionFrequency`, most often first. Monthly and rarer conversions are
        on the last day of the month, the quarter or the year.

    Raises
    ------
    InputError, ShapeError

    Examples
    --------
    >>> months = [date(2026, month, 15) for month in range(1, 13)]
    >>> for outcome in conversion_frequencies(months, 2500, 0.08, 0.24):
    ...     print(outcome.frequency, outcome.conversions, round(outcome.tax, 2))
    per paycheck 12 0.0
    monthly 12 23.44
    quarterly 4 69.89
    yearly 1 285.87
    """
    paid_in = quantities.read(contribution, DOLLARS, "contribution")
    if paid_in.shape not in {(), (len(dates),)}:
        raise ShapeError({"dates": (len(dates),), "contribution": paid_in.shape})
    yearly = quantities.read(annual_return, quantities.RETURN, "annual_return")
    each = np.broadcast_to(paid_in, (len(dates),))
    outcomes = []
    for frequency, conversion_day in CONVERSION_DAY.items():
        converted = [conversion_day(day) for day in dates]
        waits = [(later - day).days for later, day in zip(converted, dates, strict=True)]
        growth = np.expm1(np.log1p(yearly)[..., np.newaxis] * np.array(waits) / DAYS_A_YEAR)
        earnings = growth @ each
        outcomes.append(
            FrequencyOutcome(
                frequency,
                len({day for day, dollars in zip(converted, each, strict=True) if dollars}),
                quantities.result(earnings),
                conversion_tax(each.sum(), earnings, rate, state_rate),
            )
        )
    return tuple(outcomes)


@dataclass(frozen=True)
class ConversionChoice:
    """Converting now beside converting later, in dollars after tax at the later day.

    Parameters
    ----------
    now
        The Roth balance, less what the tax paid now would have become.
    later
        The same balance, less the tax on it then.
    break_even_rate
        The later tax rate at which both are worth the same: converting now is better above it. NaN
        where there are no earnings to tax later; above 1 where waiting is better at any rate.
    """

    now: float | FloatArray
    later: float | FloatArray
    break_even_rate: float | FloatArray


def convert_now_or_later(
    contribution: Numbers,
    earnings: Numbers,
    rate: Numbers,
    later_rate: Numbers,
    years: Numbers,
    annual_return: Numbers,
) -> ConversionChoice:
    """Converting after-tax money with its earnings now, or years later at another tax rate.

    Waiting for a lower rate pays only for earnings that are already there: what the money earns
    after a conversion is never taxed, what it earns before one is.

    Parameters
    ----------
    contribution
        After-tax contributions in the account, dollars; any shapes that broadcast.
    earnings
        What they have earned so far, dollars; negative for a loss.
    rate, later_rate
        Tax rate on earnings now and then, federal and state together, shares.
    years
        How long the later conversion waits.
    annual_return
        Yearly return of the money in the plan and in Roth, and, after tax, of the money from which
        the tax is paid now, a share.

    Returns
    -------
    ConversionChoice

    Raises
    ------
    InputError, ShapeError

    References
    ----------
    IRC 402A(c)(4)(A), 408A(d)(3)(A)(i), 72(e)(8).

    Examples
    --------
    >>> choice = convert_now_or_later(20000, 10000, 0.32, 0.12, 5, 0.06)
    >>> round(choice.now, 2), round(choice.later, 2), round(choice.break_even_rate, 4)
    (35864.45, 37729.16, 0.2126)
    """
    given = {
        "contribution": (contribution, DOLLARS),
        "earnings": (earnings, quantities.SIGNED_DOLLARS),
        "rate": (rate, RATE),
        "later_rate": (later_rate, RATE),
        "years": (years, YEARS),
        "annual_return": (annual_return, quantities.RETURN),
    }
    found = {name: quantities.read(value, kind, name) for name, (value, kind) in given.items()}
    quantities.align(**found)
    paid_in, gain, now_rate, then_rate, wait, yearly = found.values()
    lost = paid_in + gain < 0
    if lost.any():
        raise InputError("earnings", "a loss of more than the contribution", "what is left of it")
    grown = (paid_in + gain) * (1 + yearly) ** wait
    taxable_later = np.maximum(grown - paid_in, 0.0)
    tax_now = np.maximum(gain, 0.0) * now_rate * (1 + yearly) ** wait
    no_tax_later = np.full(np.broadcast(tax_now, taxable_later).shape, np.nan)
    return ConversionChoice(
        now=quantities.result(grown - tax_now),
        later=quantities.result(grown - taxable_later * then_rate),
        break_even_rate=quantities.result(
            np.divide(tax_now, taxable_later, out=no_tax_later, where=taxable_later > 0)
        ),
    )
