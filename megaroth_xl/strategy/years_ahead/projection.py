"""Years ahead: after-tax money converted to Roth, in a taxable account, or left in the plan."""

from dataclasses import dataclass

import numpy as np

from megaroth_xl import quantities
from megaroth_xl.errors import ShapeError
from megaroth_xl.quantities import DOLLARS, RATE, RETURN, FloatArray, Numbers, Quantity

__all__ = ["PROJECTED_YEARS", "Projection", "roth_projection"]

MOST_YEARS = 100
PROJECTED_YEARS = Quantity(
    f"a whole number of years from 1 to {MOST_YEARS}",
    lambda v: (v >= 1) & (v <= MOST_YEARS) & (v == np.floor(v)),
)
DEFAULT_CAPITAL_GAINS_RATE = 0.15
"""IRC 1(h)(1)(C): the rate of most savers; 0 below it, 20 percent above."""


@dataclass(frozen=True)
class Projection:
    """Three ways for the same money, one element of each column for each year's end; dollars.

    Parameters
    ----------
    year
        1 for the first year, and so on.
    paid_in
        Opening balance and contributions so far: the basis in Roth and in the plan.
    roth
        Converted as it is paid in: nothing is taxed any more.
    taxable_account
        In a brokerage account: dividends taxed each year, the gain on sale at the year's end.
    left_in_plan
        Left unconverted: all earnings taxed as ordinary income when taken out at the year's end.
    taxable_balance, taxable_basis
        The brokerage account before the sale, and its basis, dividends reinvested.
    """

    year: FloatArray
    paid_in: FloatArray
    roth: FloatArray
    taxable_account: FloatArray
    left_in_plan: FloatArray
    taxable_balance: FloatArray
    taxable_basis: FloatArray

    def rows(self) -> list[tuple[str | float, ...]]:
        """The projection as a table for cells: a heading, then a row per year."""
        heading = ("year", "Roth", "taxable account after tax", "left in the plan after tax")
        columns = (self.year, self.roth, self.taxable_account, self.left_in_plan)
        return [heading, *zip(*(column.tolist() for column in columns), strict=True)]


def roth_projection(
    after_tax: Numbers,
    years: Numbers,
    annual_return: Numbers,
    tax_rate: Numbers,
    capital_gains_rate: Numbers | None = None,
    dividend_yield: Numbers | None = None,
    opening_balance: Numbers | None = None,
    later_tax_rate: Numbers | None = None,
) -> Projection:
    """After-tax contributions over the years: Roth, taxable account, or left in the plan.

    Parameters
    ----------
    after_tax
        Paid in at the start of each year, dollars; one amount, or one for each year.
    years
        How many years.
    annual_return
        Total yearly return, dividends included, a share; the same in all three.
    tax_rate
        Tax rate on ordinary income, a share.
    capital_gains_rate
        Tax rate on qualified dividends and long-term gains, a share; None means 15 percent.
    dividend_yield
        Dividends a year as a share of the balance at its start; None means none. In the taxable
        account they are taxed each year, and what is left of them is reinvested.
    opening_balance
        What is there before the first year, dollars, all of it basis; None means none.
    later_tax_rate
        Tax rate on the earnings that were left in the plan, when they are taken out; None means
        `tax_rate`.

    Returns
    -------
    Projection
        A loss at the end reduces the tax in no column.

    Raises
    ------
    InputError, ShapeError

    References
    ----------
    IRC 1(h)(1) and (11) (gains and qualified dividends), 72(e)(8) (earnings in the plan),
    402A(d)(1) and 408A(d)(1) (qualified Roth distributions).

    Notes
    -----
    With P paid in a year, return r and n years, Roth is P ((1 + r)^(n + 1) - (1 + r)) / r.

    Examples
    --------
    >>> projection = roth_projection(10000, 1, 0.07, 0.24)
    >>> [round(column.item(), 2) for column in
    ...  (projection.roth, projection.taxable_account, projection.left_in_plan)]
    [10700.0, 10595.0, 10532.0]
    """
    number = int(quantities.single(years, PROJECTED_YEARS, "years"))
    paid_in = quantities.read(after_tax, DOLLARS, "after_tax")
    if paid_in.shape not in {(), (number,)}:
        raise ShapeError({"after_tax": paid_in.shape, "years": (number,)})
    growth = 1 + quantities.single(annual_return, RETURN, "annual_return")
    ordinary = quantities.single(tax_rate, RATE, "tax_rate")
    gains_rate = _one_or(capital_gains_rate, RATE, "capital_gains_rate", DEFAULT_CAPITAL_GAINS_RATE)
    dividends = _one_or(dividend_yield, RATE, "dividend_yield", 0.0)
    opening = _one_or(opening_balance, DOLLARS, "opening_balance", 0.0)
    later = _one_or(later_tax_rate, RATE, "later_tax_rate", ordinary)

    kept = dividends * (1 - gains_rate)
    balance = taxable_balance = taxable_basis = opening
    rows = []
    for paid in np.broadcast_to(paid_in, (number,)).tolist():
        balance = (balance + paid) * growth
        invested = taxable_balance + paid
        taxable_basis += paid + invested * kept
        taxable_balance = invested * (growth - dividends + kept)
        rows.append((balance, taxable_balance, taxable_basis))
    sheltered, brokerage, brokerage_basis = np.array(rows).T
    basis = opening + np.cumsum(np.broadcast_to(paid_in, (number,)))
    return Projection(
        year=np.arange(1.0, number + 1),
        paid_in=basis,
        roth=sheltered,
        taxable_account=brokerage - gains_rate * np.maximum(brokerage - brokerage_basis, 0.0),
        left_in_plan=sheltered - later * np.maximum(sheltered - basis, 0.0),
        taxable_balance=brokerage,
        taxable_basis=brokerage_basis,
    )


def _one_or(value: Numbers | None, quantity: Quantity, name: str, default: float) -> float:
    """One optional number; None and NaN mean the default."""
    given = quantities.optional(value, quantity, name)
    if given.ndim == 0 and np.isnan(given):
        return default
    return quantities.single(given, quantity, name)
