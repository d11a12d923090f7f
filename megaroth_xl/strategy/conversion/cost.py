"""The cost of converting after-tax contributions: tax on their earnings, and on waiting."""

import numpy as np
import numpy.typing as npt

from megaroth_xl import quantities
from megaroth_xl.errors import InputError
from megaroth_xl.law.income_tax import tax_on_additional_income
from megaroth_xl.law.limits import LimitsTable
from megaroth_xl.quantities import (
    DOLLARS,
    RATE,
    RETURN,
    SIGNED_DOLLARS,
    FloatArray,
    Numbers,
    Quantity,
)

__all__ = ["MONTHS", "conversion_delay_cost", "conversion_tax", "conversion_tax_by_bracket"]

MONTHS_A_YEAR = 12
MOST_MONTHS = 100 * MONTHS_A_YEAR
MONTHS = Quantity(f"months from 0 to {MOST_MONTHS:,}", lambda v: (v >= 0) & (v <= MOST_MONTHS))


def conversion_tax(
    contribution: Numbers,
    earnings: Numbers,
    rate: Numbers,
    state_rate: Numbers | None = None,
) -> float | FloatArray:
    """Tax on converting after-tax contributions together with their earnings.

    The contribution has been taxed and is not taxed again. A loss does not reduce the tax: what is
    converted is then less than was paid in, and nothing of it is income.

    Parameters
    ----------
    contribution
        After-tax contributions converted, dollars; any shapes that broadcast.
    earnings
        What they earned before the conversion, dollars; negative for a loss.
    rate
        Federal tax rate on the earnings, a share.
    state_rate
        State tax rate on them, a share; None or NaN means none. A state tax that the federal one
        deducts, or the reverse, is not netted.

    Returns
    -------
    float or FloatArray
        Dollars of federal and state tax.

    Raises
    ------
    InputError
        For a rate above 1, also of both together.
    ShapeError

    References
    ----------
    IRC 402A(c)(4)(A) and 408A(d)(3)(A)(i) (includible as if not rolled over), 72(e)(8), 72(f).

    Examples
    --------
    >>> conversion_tax(31000, [150, 3000, -500], 0.24)
    array([ 36., 720.,   0.])
    """
    paid_in = quantities.read(contribution, DOLLARS, "contribution")
    gain = quantities.read(earnings, SIGNED_DOLLARS, "earnings")
    together = _together(quantities.read(rate, RATE, "rate"), _state_rate(state_rate))
    shape = quantities.align(contribution=paid_in, earnings=gain, rate=together)
    return quantities.result(np.broadcast_to(np.maximum(gain, 0.0) * together, shape).copy())


def conversion_tax_by_bracket(
    contribution: Numbers,
    earnings: Numbers,
    taxable_income: Numbers,
    filing_status: npt.ArrayLike,
    year: Numbers,
    state_rate: Numbers | None = None,
    *,
    limits: LimitsTable | None = None,
) -> float | FloatArray:
    """Tax on a conversion, its earnings going through the year's federal brackets.

    Parameters
    ----------
    contribution, earnings
        As in `conversion_tax`.
    taxable_income
        The year's federal taxable income without the conversion, dollars.
    filing_status
        single, mfj, mfs, hoh or qss, or the long form; a text or texts.
    year
        The year of the conversion, one that has tax tables.
    state_rate
        As in `conversion_tax`.
    limits
        A table to use instead of the package's own.

    Returns
    -------
    float or FloatArray
        Dollars of income tax. A higher modified AGI can also bring net investment income tax
        (`net_investment_income_tax_from_conversion`) and lower what depends on it; that is not in.

    Raises
    ------
    InputError, ShapeError, UntaxedYearError

    References
    ----------
    As in `conversion_tax`; IRC 1(j)(2).

    Examples
    --------
    >>> conversion_tax_by_bracket(31000, 3000, 104700, "single", 2026, 0.05)
    850.0
    """
    paid_in = quantities.read(contribution, DOLLARS, "contribution")
    gain = np.maximum(quantities.read(earnings, SIGNED_DOLLARS, "earnings"), 0.0)
    state = _state_rate(state_rate)
    federal = np.asarray(
        tax_on_additional_income(gain, taxable_income, filing_status, year, limits=limits)
    )
    shape = quantities.align(contribution=paid_in, earnings_and_year=federal, state_rate=state)
    average = np.divide(federal, gain, out=np.zeros_like(federal), where=gain > 0)
    _together(average, state)
    return quantities.result(np.broadcast_to(federal + gain * state, shape).copy())


def conversion_delay_cost(
    contribution: Numbers,
    annual_return: Numbers,
    months: Numbers,
    rate: Numbers,
    state_rate: Numbers | None = None,
) -> float | FloatArray:
    """Tax that waiting with a conversion adds: the tax on what the money earns meanwhile.

    Parameters
    ----------
    contribution
        After-tax contributions waiting, dollars; any shapes that broadcast.
    annual_return
        Yearly return while they wait, a share; growth over m months is
        ``(1 + annual_return) ** (m / 12) - 1``.
    months
        How long they wait.
    rate, state_rate
        As in `conversion_tax`.

    Returns
    -------
    float or FloatArray
        Dollars; 0 where the return is not positive.

    Raises
    ------
    InputError, ShapeError

    References
    ----------
    As in `conversion_tax`.

    Examples
    --------
    >>> round(conversion_delay_cost(31000, 0.10, 12, 0.24), 2)
    744.0
    """
    paid_in = quantities.read(contribution, DOLLARS, "contribution")
    yearly = quantities.read(annual_return, RETURN, "annual_return")
    waits = quantities.read(months, MONTHS, "months")
    together = _together(quantities.read(rate, RATE, "rate"), _state_rate(state_rate))
    quantities.align(contribution=paid_in, annual_return=yearly, months=waits, rate=together)
    growth = np.expm1(np.log1p(yearly) * (waits / MONTHS_A_YEAR))
    return quantities.result(paid_in * np.maximum(growth, 0.0) * together)


def _state_rate(state_rate: Numbers | None) -> FloatArray:
    return np.nan_to_num(quantities.optional(state_rate, RATE, "state_rate"))


def _together(rate: FloatArray, state_rate: FloatArray) -> FloatArray:
    """Federal and state rate together, refused above 1."""
    quantities.align(rate=rate, state_rate=state_rate)
    together = rate + state_rate
    quantities.refuse(
        np.asarray(together > 1),
        lambda i: InputError(
            "rate + state_rate",
            f"{together.flat[i]:.10g}",
            "a share of at most 1: together they cannot take more than all of the earnings",
        ),
    )
    return np.asarray(together)
