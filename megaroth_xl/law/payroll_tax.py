"""Social Security and Medicare tax on wages, IRC 3101: what pay cannot fund."""

import numpy as np

from megaroth_xl import quantities
from megaroth_xl.law.limits import LimitsTable, limits_table
from megaroth_xl.quantities import DOLLARS, FloatArray, Numbers

__all__ = ["employee_payroll_tax"]

SOCIAL_SECURITY_RATE = 0.062
MEDICARE_RATE = 0.0145
ADDITIONAL_MEDICARE_RATE = 0.009
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
    year
        The calendar year.
    limits
        A table to use instead of the package's own.

    Returns
    -------
    float or FloatArray
        Dollars.

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
