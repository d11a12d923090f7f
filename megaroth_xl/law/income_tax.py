"""Federal income tax through the brackets, IRC 1(j), and what a higher income adds, IRC 1411.

Everything here is the tax rate schedule on ordinary taxable income. It leaves out what depends on
more than that: the lower rates on capital gains and qualified dividends, the alternative minimum
tax, credits, and the rounding of the printed tax tables for incomes under 100,000 dollars (they tax
the middle of a 50-dollar band, so that a return can differ by a few dollars).
"""

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from megaroth_xl import quantities
from megaroth_xl.errors import UntaxedYearError
from megaroth_xl.law.filing_status import FILING_STATUS
from megaroth_xl.law.limits import LimitsTable, limits_table
from megaroth_xl.law.year_limits import Amount, TaxBrackets
from megaroth_xl.quantities import (
    DOLLARS,
    SIGNED_DOLLARS,
    WHOLE_YEAR,
    FloatArray,
    Numbers,
)

__all__ = [
    "bracket_ends",
    "federal_tax",
    "marginal_rate",
    "net_investment_income_tax",
    "net_investment_income_tax_from_conversion",
    "standard_deduction",
    "tax_on_additional_income",
]

RATES = np.array([0.10, 0.12, 0.22, 0.24, 0.32, 0.35, 0.37])
RATE_STEPS = np.round(np.diff(RATES), 2)
NET_INVESTMENT_INCOME_RATE = 0.038


def federal_tax(
    taxable_income: Numbers,
    filing_status: npt.ArrayLike,
    year: Numbers,
) -> float | FloatArray:
    """Federal income tax on a year's ordinary taxable income.

    Parameters
    ----------
    taxable_income
        After deductions (Form 1040, line 15), dollars, at least 0; any shapes that broadcast.
    filing_status
        single, mfj, mfs, hoh or qss, or the long form; a text or texts.
    year
        The calendar year: 2018 to 2026.

    Returns
    -------
    float or FloatArray
        Dollars, not rounded.

    Raises
    ------
    InputError, ShapeError
    UntaxedYearError
        Where the year has no tax tables; none are projected.

    References
    ----------
    IRC 1(j)(2) (seven rates; made permanent by P.L. 119-21 s. 70101); the yearly tables, such as
    Rev. Proc. 2025-32 for 2026.

    Examples
    --------
    >>> federal_tax(100000, "single", 2026)
    16712.0
    >>> federal_tax([100000, 300000], ["hoh", "married filing jointly"], [2026, 2025])
    array([14901., 57694.])
    >>> federal_tax(100000, "single", 2027)
    Traceback (most recent call last):
    megaroth_xl.errors.UntaxedYearError: no federal tax tables for 2027: taxes have no projected
    year; use a year from 2018 to 2026, or add a limits file with that year's brackets
    """
    income = quantities.read(taxable_income, DOLLARS, "taxable_income")
    return quantities.result(_tax(income, _upper_ends(income, filing_status, year, None)))


def marginal_rate(
    taxable_income: Numbers,
    filing_status: npt.ArrayLike,
    year: Numbers,
    *,
    limits: LimitsTable | None = None,
) -> float | FloatArray:
    """Federal rate that applies to one more dollar of ordinary taxable income.

    Exactly at the upper end of a bracket that is the next bracket's rate: the last dollar was
    taxed at the lower one, but a plan asks about the next.

    Parameters
    ----------
    taxable_income, filing_status
        As in `federal_tax`.
    year
        The calendar year: 2018 to 2026, or one whose tables `limits` has.
    limits
        A table to use instead of the package's own.

    Returns
    -------
    float or FloatArray
        A share from 0.10 to 0.37.

    Raises
    ------
    InputError, ShapeError, UntaxedYearError

    References
    ----------
    IRC 1(j)(2).

    Examples
    --------
    >>> marginal_rate([0, 50399.99, 50400, 1000000], "single", 2026)
    array([0.1 , 0.12, 0.22, 0.37])
    """
    income = quantities.read(taxable_income, DOLLARS, "taxable_income")
    ends = _upper_ends(income, filing_status, year, limits)
    return quantities.result(RATES[(income[..., np.newaxis] >= ends).sum(axis=-1)])


def tax_on_additional_income(
    additional_income: Numbers,
    taxable_income: Numbers,
    filing_status: npt.ArrayLike,
    year: Numbers,
    *,
    limits: LimitsTable | None = None,
) -> float | FloatArray:
    """Federal income tax that an amount adds to a year, through the brackets it crosses.

    Parameters
    ----------
    additional_income
        Ordinary income on top, such as the earnings in a conversion; dollars, at least 0.
    taxable_income
        The year's taxable income without it, dollars.
    filing_status, year, limits
        As in `federal_tax`.

    Returns
    -------
    float or FloatArray
        Dollars that it adds, not rounded.

    Raises
    ------
    InputError, ShapeError, UntaxedYearError

    References
    ----------
    IRC 1(j)(2); 408A(d)(3)(A) and 402A(c)(4)(A) (a conversion's taxable part is ordinary income).

    Examples
    --------
    The first 1,000 dollars still fall into the 22 percent bracket, the other 2,000 do not:

    >>> tax_on_additional_income(3000, 104700, "single", 2026)
    700.0
    """
    added = quantities.read(additional_income, DOLLARS, "additional_income")
    income = quantities.read(taxable_income, DOLLARS, "taxable_income")
    quantities.align(additional_income=added, taxable_income=income)
    total = income + added
    ends = _upper_ends(total, filing_status, year, limits)
    return quantities.result(_tax(total, ends) - _tax(income, ends))


def bracket_ends(
    filing_status: npt.ArrayLike, year: Numbers, *, limits: LimitsTable | None = None
) -> FloatArray:
    """Upper ends of the brackets below the highest.

    Parameters
    ----------
    filing_status, year, limits
        As in `federal_tax`.

    Returns
    -------
    FloatArray
        Dollars, the six ends of each status and year in a last axis of their own.

    Raises
    ------
    InputError, ShapeError, UntaxedYearError

    References
    ----------
    As in `marginal_rate`.

    Examples
    --------
    >>> bracket_ends("single", 2026)[-1]
    np.float64(640600.0)
    """
    return _by_status("brackets", filing_status, year, limits)


def standard_deduction(filing_status: npt.ArrayLike, year: Numbers) -> float | FloatArray:
    """Standard deduction of a person below 65 who is not blind and nobody's dependent.

    Parameters
    ----------
    filing_status, year
        As in `federal_tax`.

    Returns
    -------
    float or FloatArray
        Dollars that everybody may deduct.

    Raises
    ------
    InputError, ShapeError, UntaxedYearError

    References
    ----------
    IRC 63(c)(2) and (7); for 2025 as raised by P.L. 119-21 s. 70102.

    Examples
    --------
    >>> standard_deduction(["single", "head of household"], 2025)
    array([15750., 23625.])
    """
    return quantities.result(_by_status("standard_deduction", filing_status, year, None))


def net_investment_income_tax(
    net_investment_income: Numbers,
    modified_agi: Numbers,
    filing_status: npt.ArrayLike,
    year: Numbers,
) -> float | FloatArray:
    """Net investment income tax of a year.

    Parameters
    ----------
    net_investment_income
        Interest, dividends, gains, rents and the like, net; dollars, at least 0.
    modified_agi
        Adjusted gross income plus excluded foreign earned income, dollars; it includes the taxable
        part of a conversion.
    filing_status, year
        As in `federal_tax`; the thresholds are not indexed, so that a projected year has them too.

    Returns
    -------
    float or FloatArray
        Dollars: 3.8 percent of the lesser of the investment income and the excess of modified AGI
        over the threshold.

    Raises
    ------
    InputError, ShapeError, UntaxedYearError

    References
    ----------
    IRC 1411(a)(1), (b) (thresholds) and (d) (modified AGI).

    Examples
    --------
    >>> net_investment_income_tax(20000, [190000, 205000, 300000], "single", 2026)
    array([  0., 190., 760.])
    """
    investment = quantities.read(net_investment_income, DOLLARS, "net_investment_income")
    magi = quantities.read(modified_agi, SIGNED_DOLLARS, "modified_agi")
    threshold = _by_status("net_investment_income", filing_status, year, None)
    quantities.align(
        net_investment_income=investment, modified_agi=magi, filing_status_and_year=threshold
    )
    taxed = np.minimum(investment, np.maximum(magi - threshold, 0.0))
    return quantities.result(NET_INVESTMENT_INCOME_RATE * taxed)


def net_investment_income_tax_from_conversion(
    conversion_income: Numbers,
    net_investment_income: Numbers,
    modified_agi: Numbers,
    filing_status: npt.ArrayLike,
    year: Numbers,
) -> float | FloatArray:
    """Net investment income tax that a conversion adds, by raising modified AGI.

    The converted money itself is no net investment income; it can only bring investment income
    that was below the threshold above it. Without investment income it adds nothing.

    Parameters
    ----------
    conversion_income
        The conversion's taxable part, dollars, at least 0.
    net_investment_income
        The year's investment income, dollars.
    modified_agi
        Modified AGI without the conversion, dollars.
    filing_status, year
        As in `net_investment_income_tax`.

    Returns
    -------
    float or FloatArray
        Dollars added to that tax.

    Raises
    ------
    InputError, ShapeError, UntaxedYearError

    References
    ----------
    IRC 1411(c)(5) (distributions from qualified plans are no investment income), 1411(a)(1).

    Examples
    --------
    >>> net_investment_income_tax_from_conversion(3000, [0, 20000], 205000, "single", 2026)
    array([  0., 114.])
    """
    added = quantities.read(conversion_income, DOLLARS, "conversion_income")
    magi = quantities.read(modified_agi, SIGNED_DOLLARS, "modified_agi")
    quantities.align(conversion_income=added, modified_agi=magi)
    before, after = (
        net_investment_income_tax(net_investment_income, total, filing_status, year)
        for total in (magi, magi + added)
    )
    return quantities.result(np.subtract(after, before))


def _tax(income: FloatArray, upper_ends: FloatArray) -> FloatArray:
    """Each rate is a step on top of the last, on all income above the last bracket's end."""
    tax = RATES[0] * income
    for step, end in zip(RATE_STEPS, np.moveaxis(upper_ends, -1, 0), strict=True):
        tax = tax + step * np.maximum(income - end, 0.0)
    return np.asarray(tax)


def _upper_ends(
    income: FloatArray, filing_status: npt.ArrayLike, year: Numbers, limits: LimitsTable | None
) -> FloatArray:
    """The bracket ends that go with each income, in a last axis of their own."""
    ends = bracket_ends(filing_status, year, limits=limits)
    quantities.align(taxable_income=income, filing_status_and_year=ends[..., 0])
    return ends


def _by_status(
    section: str, filing_status: npt.ArrayLike, year: Numbers, limits: LimitsTable | None
) -> FloatArray:
    """One section's figures for each status and year; a year without them is refused."""
    statuses = FILING_STATUS.read(filing_status, "filing_status")
    years = quantities.read(year, WHOLE_YEAR, "year")
    quantities.align(filing_status=statuses, year=years)
    have, figures = _table(section, limits or limits_table())
    missing = np.asarray(~np.isin(years, have))
    quantities.refuse(missing, lambda i: UntaxedYearError(float(years.flat[i]), have))
    return np.asarray(figures[np.searchsorted(have, years), statuses])


@lru_cache(maxsize=16)
def _table(section: str, limits: LimitsTable) -> tuple[tuple[int, ...], FloatArray]:
    """The years that have a section in full, and its figures by year and status."""
    rows = {}
    for one_year in limits:
        entries = getattr(one_year, section)
        if all(status in entries for status in FILING_STATUS.words):
            rows[one_year.year] = [_figures(entries[status]) for status in FILING_STATUS.words]
    return tuple(rows), np.array(list(rows.values()), dtype=np.float64)


def _figures(entry: Amount | TaxBrackets) -> float | tuple[float, ...]:
    return entry.dollars if isinstance(entry, Amount) else entry.upper_ends
