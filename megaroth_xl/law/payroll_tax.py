"""Social Security and Medicare tax on wages, IRC 3101, and on self-employment, IRC 1401."""

import numpy as np

from megaroth_xl import quantities
from megaroth_xl.law.limits import LimitsTable, limits_table
from megaroth_xl.quantities import DOLLARS, FloatArray, Numbers

__all__ = ["employee_payroll_tax", "self_employment_tax"]

SOCIAL_SECURITY_RATE = 0.062
MEDICARE_RATE = 0.0145
ADDITIONAL_MEDICARE_RATE = 0.009
NET_EARNINGS_SHARE = 0.9235
"""Of net profit: 100 percent less half of the rates of 12.4 and 2.9 percent."""
LEAST_NET_EARNINGS = 400.0
ADDITIONAL_MEDICARE_WITHHELD_ABOVE = 200_000.0
"""Wages above which the employer withholds it, whatever the filing status."""


def employee_payroll_tax(
    wages: Numbers, year: Numbers, *, limits: LimitsTable | None = None
) -> float | FloatArray:
    """Social Security and Medicare tax that an employer withholds from a year's wages.

    Elective deferrals and after-tax contributions do not lower it.

    Parameters
    ----------
    wages
        The year's wages from one employer, dollars; any shapes that broadcast.
    year, limits
        The calendar year, and a table to use instead of the package's own.

    Returns
    -------
    float or FloatArray
        Dollars withheld.

    Raises
    ------
    InputError, UnknownYearError

    References
    ----------
    IRC 3101(a), 3101(b)(1) and (2), 3102(f)(1), 3121(a)(1) and (v)(1)(A).

    Examples
    --------
    >>> employee_payroll_tax([100_000, 250_000], 2026)
    array([ 7650., 15514.])
    """
    table = limits or limits_table()
    pay = quantities.read(wages, DOLLARS, "wages")
    social_security = np.minimum(pay, table.dollars("social_security_wage_base", year))
    additional = np.maximum(pay - ADDITIONAL_MEDICARE_WITHHELD_ABOVE, 0.0)
    return quantities.result(
        SOCIAL_SECURITY_RATE * social_security
        + MEDICARE_RATE * pay
        + ADDITIONAL_MEDICARE_RATE * additional
    )


def self_employment_tax(
    net_profit: Numbers, year: Numbers, wages: Numbers = 0.0, *, limits: LimitsTable | None = None
) -> float | FloatArray:
    """Self-employment tax of a year, of which half is deducted.

    Parameters
    ----------
    net_profit
        Net profit of the business, dollars; any shapes that broadcast.
    year
        The calendar year.
    wages
        Social Security wages from employers (Form W-2, box 3), dollars: they use the same wage
        base first.
    limits
        A table to use instead of the package's own.

    Returns
    -------
    float or FloatArray
        Dollars, without the additional Medicare tax, which is not deducted; 0 below net earnings
        of 400.

    Raises
    ------
    InputError, UnknownYearError

    References
    ----------
    IRC 1401(a) and (b)(1), 1402(a)(12) and (b), 164(f)(1); 42 USC 430 (wage base).

    Examples
    --------
    >>> self_employment_tax([60_000, 60_000], 2026, [0, 184_500]).round(2)
    array([8477.73, 1606.89])
    """
    table = limits or limits_table()
    profit = quantities.read(net_profit, DOLLARS, "net_profit")
    earned = quantities.read(wages, DOLLARS, "wages")
    earnings = profit * NET_EARNINGS_SHARE
    base = np.maximum(table.dollars("social_security_wage_base", year) - earned, 0.0)
    tax = 2 * SOCIAL_SECURITY_RATE * np.minimum(earnings, base) + 2 * MEDICARE_RATE * earnings
    return quantities.result(np.where(earnings < LEAST_NET_EARNINGS, 0.0, tax))
