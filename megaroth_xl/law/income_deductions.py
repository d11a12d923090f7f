"""Deductions that shrink as income rises: taxes, persons of 65, itemized deductions, IRC 68.

Added income, such as the earnings in a conversion, can cost more than its bracket's rate where it
takes a deduction away as well. Modified AGI here is AGI plus foreign and territorial income that
is left out of it (IRC 911, 931, 933).
"""

import numpy as np
import numpy.typing as npt

from megaroth_xl import quantities
from megaroth_xl.law.filing_status import FILING_STATUS
from megaroth_xl.law.income_tax import bracket_ends
from megaroth_xl.law.limits import limits_table
from megaroth_xl.law.limits_file import FIRST_YEAR_OF_DEDUCTIONS
from megaroth_xl.quantities import (
    DOLLARS,
    SIGNED_DOLLARS,
    WHOLE_YEAR,
    FloatArray,
    Numbers,
    Quantity,
)

__all__ = [
    "PERSONS",
    "deductions_shrink",
    "income_before_reduction",
    "itemized_deduction_reduction",
    "senior_deduction",
    "standard_deduction_at_65",
    "state_and_local_tax_deduction",
]

PERSONS = Quantity("0, 1 or 2 persons", lambda v: np.isin(v, (0, 1, 2)))
TAX_PHASE_DOWN = 0.3
SENIOR_PHASE_DOWN = 0.06
REDUCTION_SHARE = 2 / 37
FIRST_YEAR_OF_REDUCTION = 2026
MFJ, MFS, QSS = (FILING_STATUS.words.index(word) for word in ("mfj", "mfs", "qss"))


def deductions_shrink(year: Numbers) -> bool:
    """Return whether any deduction of this module shrinks with income in a year.

    References
    ----------
    P.L. 119-21 s. 70103 and s. 70120 (years from 2025 on), s. 70111 (from 2026 on).

    Examples
    --------
    >>> deductions_shrink(2024), deductions_shrink(2025)
    (False, True)
    """
    return quantities.single(year, WHOLE_YEAR, "year") >= FIRST_YEAR_OF_DEDUCTIONS


def state_and_local_tax_deduction(
    taxes_paid: Numbers,
    modified_agi: Numbers,
    filing_status: npt.ArrayLike,
    year: int,
) -> float | FloatArray:
    """Deduction of state and local taxes of a person who itemizes, after its cap.

    Parameters
    ----------
    taxes_paid
        State and local taxes of the year that may be itemized, dollars; any shapes that broadcast.
    modified_agi
        Modified AGI, dollars.
    filing_status
        single, mfj, mfs, hoh or qss, or the long form; a text or texts.
    year
        The calendar year, one from 2025 on whose tables are at hand.

    Returns
    -------
    float or FloatArray
        Dollars: the taxes, at most the cap less 30 percent of modified AGI above the threshold,
        which takes it no lower than the floor. For mfs the threshold is half, and so is what
        remains of the cap, so that it shrinks by 15 percent.

    Raises
    ------
    InputError, ShapeError, UnknownYearError, UnknownLimitError

    References
    ----------
    IRC 164(b)(6) and (7), as amended by P.L. 119-21 s. 70120; Instructions for Schedule A (2025),
    State and Local Tax Deduction Worksheet, lines 1, 5, 9 and 10 (the half for mfs comes last).

    Examples
    --------
    >>> state_and_local_tax_deduction(45000, [500000, 540000, 700000], "mfj", 2026)
    array([40400., 29900., 10000.])
    """
    taxes = quantities.read(taxes_paid, DOLLARS, "taxes_paid")
    magi = quantities.read(modified_agi, SIGNED_DOLLARS, "modified_agi")
    statuses = FILING_STATUS.read(filing_status, "filing_status")
    quantities.align(taxes_paid=taxes, modified_agi=magi, filing_status=statuses)
    half = np.where(statuses == MFS, 0.5, 1.0)
    cap, start, floor = (
        _dollars(f"state_and_local_tax_{name}", year) for name in ("cap", "threshold", "floor")
    )
    above = np.maximum(magi - half * start, 0.0)
    shrunk = half * np.maximum(cap - TAX_PHASE_DOWN * above, floor)
    return quantities.result(np.minimum(taxes, shrunk))


def senior_deduction(
    seniors: Numbers,
    modified_agi: Numbers,
    filing_status: npt.ArrayLike,
    year: int,
) -> float | FloatArray:
    """Deduction for the persons of a return who are 65 or older on December 31.

    Parameters
    ----------
    seniors
        How many they are: 0, 1 or (on a joint return) 2; any shapes that broadcast.
    modified_agi, filing_status, year
        As in `state_and_local_tax_deduction`; the deduction ends with 2028.

    Returns
    -------
    float or FloatArray
        Dollars: for each of them the full amount less 6 percent of modified AGI above the
        threshold. 0 for mfs: a married person has to file jointly for it.

    Raises
    ------
    InputError, ShapeError, UnknownYearError, UnknownLimitError

    References
    ----------
    IRC 151(d)(5)(C), added by P.L. 119-21 s. 70103: the amount of each person is reduced.

    Examples
    --------
    >>> senior_deduction([1, 2], 190000, "mfj", 2026)
    array([3600., 7200.])
    """
    persons = quantities.read(seniors, PERSONS, "seniors")
    magi = quantities.read(modified_agi, SIGNED_DOLLARS, "modified_agi")
    statuses = FILING_STATUS.read(filing_status, "filing_status")
    quantities.align(seniors=persons, modified_agi=magi, filing_status=statuses)
    full, single, joint = (
        _dollars(name, year) for name in ("senior", "senior_threshold", "senior_threshold_joint")
    )
    above = np.maximum(magi - np.where(statuses == MFJ, joint, single), 0.0)
    each = np.maximum(full - SENIOR_PHASE_DOWN * above, 0.0)
    return quantities.result(np.where(statuses == MFS, 0.0, persons * each))


def itemized_deduction_reduction(
    itemized_deductions: Numbers,
    taxable_income: Numbers,
    filing_status: npt.ArrayLike,
    year: int,
) -> float | FloatArray:
    """Itemized deductions lost to the limit of the 37 percent bracket.

    Parameters
    ----------
    itemized_deductions
        What may be deducted after all other limits, dollars; any shapes that broadcast.
    taxable_income
        The year's taxable income with these deductions taken in full, dollars; negative where
        they exceed all income.
    filing_status, year
        As in `state_and_local_tax_deduction`.

    Returns
    -------
    float or FloatArray
        Dollars: 2/37 of the lesser of the deductions and what taxable income would be without
        them above the start of the 37 percent bracket. 0 before 2026.

    Raises
    ------
    InputError, ShapeError, UntaxedYearError

    References
    ----------
    IRC 68(a) and (b), as rewritten by P.L. 119-21 s. 70111 for years after 2025.

    Examples
    --------
    >>> itemized_deduction_reduction(37000, [640600, 740600], "single", 2026)
    array([2000., 2000.])
    """
    deductions = quantities.read(itemized_deductions, DOLLARS, "itemized_deductions")
    income = quantities.read(taxable_income, SIGNED_DOLLARS, "taxable_income")
    ends = bracket_ends(filing_status, year)
    above = np.maximum(income + deductions - ends[..., -1], 0.0)
    quantities.align(itemized_deductions=deductions, taxable_income=income, filing_status=above)
    applies = year >= FIRST_YEAR_OF_REDUCTION
    return quantities.result(applies * REDUCTION_SHARE * np.minimum(deductions, above))


def income_before_reduction(
    itemized_deductions: Numbers,
    taxable_income: Numbers,
    filing_status: npt.ArrayLike,
    year: int,
) -> float | FloatArray:
    """Taxable income as it would be with the itemized deductions taken in full.

    Parameters
    ----------
    itemized_deductions
        As in `itemized_deduction_reduction`.
    taxable_income
        As the return shows it, after the reduction, dollars.
    filing_status, year
        As in `itemized_deduction_reduction`, of which this is the inverse.

    Returns
    -------
    float or FloatArray
        Dollars of taxable income.

    References
    ----------
    IRC 68(a).

    Examples
    --------
    >>> income_before_reduction(37000, 742600, "single", 2026)
    740600.0
    """
    deductions = quantities.read(itemized_deductions, DOLLARS, "itemized_deductions")
    income = quantities.read(taxable_income, DOLLARS, "taxable_income")
    start = bracket_ends(filing_status, year)[..., -1]
    quantities.align(itemized_deductions=deductions, taxable_income=income, filing_status=start)
    if year < FIRST_YEAR_OF_REDUCTION:
        return quantities.result(income)
    partly = (income - REDUCTION_SHARE * (deductions - start)) / (1 + REDUCTION_SHARE)
    wholly = income - REDUCTION_SHARE * deductions
    # Each formula holds where it is the greater: the reduction never exceeds either bound.
    return quantities.result(np.minimum(income, np.maximum(partly, wholly)))


def standard_deduction_at_65(
    seniors: Numbers,
    filing_status: npt.ArrayLike,
    year: int,
) -> float | FloatArray:
    """Return what persons of 65 or older add to the standard deduction.

    Parameters
    ----------
    seniors, filing_status, year
        As in `senior_deduction`.

    Returns
    -------
    float or FloatArray
        Dollars.

    References
    ----------
    IRC 63(c)(3) and (f).

    Examples
    --------
    >>> standard_deduction_at_65([1, 2], ["single", "mfj"], 2026)
    array([2050., 3300.])
    """
    persons = quantities.read(seniors, PERSONS, "seniors")
    statuses = FILING_STATUS.read(filing_status, "filing_status")
    quantities.align(seniors=persons, filing_status=statuses)
    married = (statuses == MFJ) | (statuses == MFS) | (statuses == QSS)
    unmarried, with_spouse = (
        _dollars(name, year) for name in ("age_65_unmarried", "age_65_married")
    )
    return quantities.result(persons * np.where(married, with_spouse, unmarried))


def _dollars(name: str, year: int) -> float:
    return limits_table()[year].deduction(name).dollars
