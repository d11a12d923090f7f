"""Annual additions, IRC 415(c): what counts toward the limit of one employer's plans."""

import numpy as np

from megaroth_xl import quantities
from megaroth_xl.law.catch_up import (
    catch_up_contribution,
    catch_up_limit,
    recharacterized_catch_up,
)
from megaroth_xl.law.limits import LimitsTable, limits_table
from megaroth_xl.quantities import DOLLARS, FloatArray, Numbers

__all__ = ["annual_additions", "annual_additions_limit", "excess_annual_addition"]


def annual_additions_limit(
    year: Numbers, compensation: Numbers | None = None, *, limits: LimitsTable | None = None
) -> float | FloatArray:
    """Most that may be added for one person in one employer's plans in a limitation year.

    Parameters
    ----------
    year
        The calendar year in which the limitation year ends; any shapes that broadcast.
    compensation
        Pay from that employer before deferrals (415(c)(3)), dollars; None or NaN leaves the
        100-percent-of-pay limit out.
    limits
        A table to use instead of the package's own.

    Returns
    -------
    float or FloatArray
        Dollars: the lesser of the 415(c) dollar limit and 100 percent of pay.

    Raises
    ------
    InputError, UnknownYearError

    References
    ----------
    IRC 415(c)(1)(A) and (B), 415(c)(3)(D), 415(d); Treas. Reg. 1.415(j)-1.

    Examples
    --------
    >>> annual_additions_limit(2026, [30000, 500000])
    array([30000., 72000.])
    """
    table = limits or limits_table()
    pay = quantities.optional(compensation, DOLLARS, "compensation")
    return quantities.result(np.fmin(table.dollars("annual_additions", year), pay))


def annual_additions(
    elective_deferral: Numbers,
    employer_contribution: Numbers,
    year: Numbers,
    age: Numbers | None = None,
    after_tax_contribution: Numbers = 0.0,
    *,
    higher_limit: bool = True,
    limits: LimitsTable | None = None,
) -> float | FloatArray:
    """Tell what counts toward the 415(c) limit: deferrals other than catch-up, employer, after-tax.

    Rollovers into the plan, in-plan Roth rollovers, loan repayments and earnings do not count and
    have no place here.

    Parameters
    ----------
    elective_deferral
        The year's pre-tax plus Roth deferral with this employer, dollars, catch-up included.
    employer_contribution
        Match, nonelective contributions and allocated forfeitures, dollars.
    year, age, higher_limit, limits
        As in `catch_up_limit`; without an age no deferral is catch-up.
    after_tax_contribution
        After-tax contributions of the year, dollars.

    Returns
    -------
    float or FloatArray
        Dollars of the year.

    References
    ----------
    IRC 415(c)(2), 414(v)(3)(A)(i); Treas. Reg. 1.415(c)-1(b).

    Examples
    --------
    >>> annual_additions(30500, 10000, 2024, age=52)
    33000.0
    """
    deferral = quantities.read(elective_deferral, DOLLARS, "elective_deferral")
    employer = quantities.read(employer_contribution, DOLLARS, "employer_contribution")
    after_tax = quantities.read(after_tax_contribution, DOLLARS, "after_tax_contribution")
    catch_up = catch_up_contribution(deferral, year, age, higher_limit=higher_limit, limits=limits)
    counted = deferral - catch_up
    return quantities.result(counted + employer + after_tax)


def excess_annual_addition(
    elective_deferral: Numbers,
    employer_contribution: Numbers,
    year: Numbers,
    age: Numbers | None = None,
    after_tax_contribution: Numbers = 0.0,
    compensation: Numbers | None = None,
    *,
    higher_limit: bool = True,
    limits: LimitsTable | None = None,
) -> float | FloatArray:
    """Annual additions above the limit, to be corrected.

    Deferrals among them that the catch-up limit still covers become catch-up and need no
    correction.

    Parameters
    ----------
    elective_deferral, employer_contribution, year, age, after_tax_contribution
        As in `annual_additions`.
    compensation
        As in `annual_additions_limit`.
    higher_limit, limits
        As in `catch_up_limit`.

    Returns
    -------
    float or FloatArray
        Dollars, never below 0.

    References
    ----------
    IRC 415(c)(1), 414(v)(5)(B); Rev. Proc. 2021-30, s. 6.06(2).

    Examples
    --------
    >>> excess_annual_addition(23000, 50000, 2024)
    4000.0
    >>> excess_annual_addition(23000, 50000, 2024, age=52)
    0.0
    """
    catch_up = catch_up_contribution(
        elective_deferral, year, age, higher_limit=higher_limit, limits=limits
    )
    counted = np.asarray(elective_deferral, dtype=np.float64) - catch_up
    additions = annual_additions(
        counted, employer_contribution, year, None, after_tax_contribution, limits=limits
    )
    most = annual_additions_limit(year, compensation, limits=limits)
    above = np.maximum(quantities.without_noise(additions - most), 0.0)
    left = catch_up_limit(year, age, higher_limit=higher_limit, limits=limits) - catch_up
    return quantities.result(above - recharacterized_catch_up(above, counted, left))
