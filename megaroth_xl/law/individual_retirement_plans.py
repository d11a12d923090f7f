"""IRA and Roth IRA: what may go in, IRC 219(b) and 408A(c), and what of it may be deducted, 219(g).

A year's modified AGI moves both. What counts as modified AGI differs: for a Roth IRA the income of
a rollover from a plan to a Roth IRA is left out, for the deduction it is not.
"""

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from megaroth_xl import quantities
from megaroth_xl.choices import CodeArray
from megaroth_xl.errors import UnknownLimitError
from megaroth_xl.law.filing_status import FILING_STATUS
from megaroth_xl.law.limits import LimitsTable, limits_table
from megaroth_xl.law.limits_file import PHASE_OUTS
from megaroth_xl.law.year_limits import PhaseOut
from megaroth_xl.quantities import (
    AGE,
    DOLLARS,
    SIGNED_DOLLARS,
    WHOLE_YEAR,
    BoolArray,
    Flags,
    FloatArray,
    Numbers,
)

__all__ = [
    "income_range",
    "ira_contribution_limit",
    "roth_ira_contribution_limit",
    "traditional_ira_deduction_limit",
]

CATCH_UP_AGE = 50
LEAST_REDUCED = 200.0
ROUNDED_UP_TO = 10.0
LAST_YEAR_OF_AGE_LIMIT = 2019
AGE_LIMIT = 71
"""Through 2019 no deduction from the year of age 70 1/2 on; at 70 it depends on the birthday."""

RANGES = {
    "single": "unmarried",
    "mfj": "joint",
    "mfs": "separate",
    "hoh": "unmarried",
    "qss": "joint",
}
"""The phase-out range of each status. The Code says "joint return"; the IRS gives a qualifying
surviving spouse the joint ranges too (Publication 590-A, Tables 1-2 and 2-1)."""
SINGLE, JOINT, SEPARATE = (FILING_STATUS.words.index(word) for word in ("single", "mfj", "mfs"))


def ira_contribution_limit(
    year: Numbers,
    age: Numbers | None = None,
    compensation: Numbers | None = None,
    *,
    limits: LimitsTable | None = None,
) -> float | FloatArray:
    """Most that one person may contribute to all IRAs and Roth IRAs together for a year.

    Parameters
    ----------
    year
        The calendar year; any shapes that broadcast.
    age
        The age on December 31; None or NaN (not given) counts as under 50.
    compensation
        The year's taxable compensation, dollars. On a joint return the lower earner adds the
        spouse's, less what the spouse contributes. None or NaN leaves this limit out.
    limits
        A table to use instead of the package's own.

    Returns
    -------
    float or FloatArray
        Dollars; from age 50 with the catch-up amount.

    Raises
    ------
    InputError, ShapeError, UnknownYearError

    References
    ----------
    IRC 219(b)(1), 219(b)(5)(A) to (C), 219(c) (spousal IRA), 408A(c)(2).

    Examples
    --------
    >>> ira_contribution_limit(2026, [49, 50])
    array([7500., 8600.])
    >>> ira_contribution_limit(2026, 50, 4000)
    4000.0
    """
    table = limits or limits_table()
    pay = quantities.optional(compensation, DOLLARS, "compensation")
    dollars = _dollar_limit(year, age, table)
    quantities.align(year_and_age=dollars, compensation=pay)
    return quantities.result(np.fmin(dollars, pay))


def roth_ira_contribution_limit(
    modified_agi: Numbers,
    filing_status: npt.ArrayLike,
    year: Numbers,
    age: Numbers | None = None,
    compensation: Numbers | None = None,
    other_ira_contributions: Numbers = 0.0,
    *,
    lived_with_spouse: Flags = True,
    limits: LimitsTable | None = None,
) -> float | FloatArray:
    """Most that one person may contribute to Roth IRAs for a year.

    The limit shrinks evenly over a range of modified AGI. What is left is rounded up to the next
    10 dollars and is at least 200 dollars until nothing is left. Conversions and rollovers into a
    Roth IRA have no such limit.

    Parameters
    ----------
    modified_agi
        AGI for Roth IRA purposes, dollars; any shapes that broadcast. It leaves out the income of
        a conversion, and of a rollover from a plan, to a Roth IRA. The income of an in-plan Roth
        rollover stays in: it is included under 402A(c)(4)(A), and the exception names what is
        included under 408A(d)(3) only. It is figured before any IRA deduction.
    filing_status
        single, mfj, mfs, hoh or qss, or the long form; a text or texts.
    year, age, compensation, limits
        As in `ira_contribution_limit`.
    other_ira_contributions
        The year's contributions to traditional IRAs, dollars; they use the same limit.
    lived_with_spouse
        For mfs: whether at any time in the year. Where not, the range of a single person applies.

    Returns
    -------
    float or FloatArray
        Dollars that may go into Roth IRAs.

    Raises
    ------
    InputError, ShapeError, UnknownYearError

    References
    ----------
    IRC 408A(c)(2) and (3), 219(g)(2)(B) and (C), 219(g)(4); Treas. Reg. 1.408A-3, A-3(b) (the
    limit is rounded up); Publication 590-A, Worksheets 2-1 and 2-2.

    Examples
    --------
    >>> roth_ira_contribution_limit([153000, 160501, 167999, 168000], "single", 2026)
    array([7500., 3750.,  200.,    0.])
    """
    table = limits or limits_table()
    other = quantities.read(other_ira_contributions, DOLLARS, "other_ira_contributions")
    income = quantities.read(modified_agi, SIGNED_DOLLARS, "modified_agi")
    statuses, together = _household(filing_status, lived_with_spouse)
    most = np.asarray(ira_contribution_limit(year, age, compensation, limits=table))
    ranges = _ranges("roth_ira", statuses, together)
    start, end = _phase_out(ranges, year, table)
    quantities.align(modified_agi=income, year_and_status=start, limit=most, other=other)
    reduced = _reduced(most, income, start, end)
    return quantities.result(np.minimum(reduced, np.maximum(most - other, 0.0)))


def traditional_ira_deduction_limit(
    modified_agi: Numbers,
    filing_status: npt.ArrayLike,
    year: Numbers,
    age: Numbers | None = None,
    compensation: Numbers | None = None,
    *,
    active_participant: Flags = True,
    spouse_active_participant: Flags = False,
    lived_with_spouse: Flags = True,
    limits: LimitsTable | None = None,
) -> float | FloatArray:
    """Most that one person may deduct for contributions to traditional IRAs of a year.

    Parameters
    ----------
    modified_agi
        AGI before any IRA deduction, dollars; any shapes that broadcast. It includes the income of
        every conversion.
    filing_status
        As in `roth_ira_contribution_limit`.
    year, age, compensation, limits
        As in `ira_contribution_limit`.
    active_participant
        Whether a plan at work covers the person for any part of the year (W-2 box 13).
    spouse_active_participant
        Whether one covers the spouse. It matters for mfj, and for mfs who lived together.
    lived_with_spouse
        As in `roth_ira_contribution_limit`.

    Returns
    -------
    float or FloatArray
        Dollars. Through 2019 nothing from age 71 on; whoever turned 70 in the first half of such a
        year had none either, which an age in whole years cannot tell.

    Raises
    ------
    InputError, ShapeError, UnknownYearError

    References
    ----------
    IRC 219(g)(1) to (4) and (7); 219(d)(1) before its repeal by the SECURE Act, s. 107;
    Publication 590-A, Worksheet 1-2.

    Examples
    --------
    >>> traditional_ira_deduction_limit([81000, 86003, 90999, 91000], "single", 2026)
    array([7500., 3750.,  200.,    0.])
    >>> traditional_ira_deduction_limit(
    ...     238500, "mfj", 2025, active_participant=False, spouse_active_participant=True
    ... )
    5250.0
    """
    table = limits or limits_table()
    income = quantities.read(modified_agi, SIGNED_DOLLARS, "modified_agi")
    pay = quantities.optional(compensation, DOLLARS, "compensation")
    statuses, together = _household(filing_status, lived_with_spouse)
    own = quantities.flags(active_participant, "active_participant")
    spouse = quantities.flags(spouse_active_participant, "spouse_active_participant")
    quantities.align(
        filing_status=statuses, active_participant=own, spouse_active_participant=spouse
    )
    spouse_counts = spouse & ((statuses == JOINT) | ((statuses == SEPARATE) & together))
    ranges = np.where(
        ~own & spouse_counts & (statuses == JOINT),
        PHASE_OUTS.index("traditional_ira_joint_spouse_covered"),
        _ranges("traditional_ira", statuses, together),
    )
    most = _dollar_limit(year, age, table)
    start, end = _phase_out(ranges, year, table)
    quantities.align(modified_agi=income, year_and_status=start, limit=most, compensation=pay)
    reduced = np.where(own | spouse_counts, _reduced(most, income, start, end), most)
    too_old = (np.asarray(year) <= LAST_YEAR_OF_AGE_LIMIT) & (
        quantities.optional(age, AGE, "age") >= AGE_LIMIT
    )
    return quantities.result(np.where(too_old, 0.0, np.fmin(reduced, pay)))


def income_range(kind: str, filing_status: str, year: int) -> PhaseOut:
    """Modified AGI over which a limit shrinks to nothing, for who lived with a spouse if mfs.

    Parameters
    ----------
    kind
        "roth_ira" for contributions to a Roth IRA; "traditional_ira" for the deduction of a
        person whom a plan at work covers.
    filing_status, year
        As in `roth_ira_contribution_limit`, single values.

    Raises
    ------
    InputError, UnknownYearError

    References
    ----------
    IRC 408A(c)(3)(B) and (C), 219(g)(3)(B).

    Examples
    --------
    >>> found = income_range("roth_ira", "mfj", 2026)
    >>> found.start, found.end
    (242000.0, 252000.0)
    """
    status = FILING_STATUS.words[int(FILING_STATUS.read(filing_status, "filing_status"))]
    return limits_table()[year].phase_outs[f"{kind}_{RANGES[status]}"]


def _dollar_limit(year: Numbers, age: Numbers | None, table: LimitsTable) -> FloatArray:
    ages = quantities.optional(age, AGE, "age")
    ordinary, catch_up = table.dollars("ira", year), table.dollars("ira_catch_up", year)
    quantities.align(year=ordinary, age=ages)
    return np.asarray(ordinary + np.where(ages >= CATCH_UP_AGE, catch_up, 0.0))


def _household(
    filing_status: npt.ArrayLike, lived_with_spouse: Flags
) -> tuple[CodeArray, BoolArray]:
    statuses = FILING_STATUS.read(filing_status, "filing_status")
    together = quantities.flags(lived_with_spouse, "lived_with_spouse")
    quantities.align(filing_status=statuses, lived_with_spouse=together)
    return statuses, together


def _ranges(kind: str, statuses: CodeArray, together: BoolArray) -> CodeArray:
    """The place in `PHASE_OUTS` of each person's range; mfs who live apart count as single."""
    places = np.array([PHASE_OUTS.index(f"{kind}_{name}") for name in RANGES.values()])
    apart = (statuses == SEPARATE) & ~together
    return np.asarray(places[np.where(apart, SINGLE, statuses)])


def _phase_out(
    ranges: CodeArray, year: Numbers, table: LimitsTable
) -> tuple[FloatArray, FloatArray]:
    """Start and end of the ranges in each of the years, whose dollar limits have been found."""
    years = quantities.read(year, WHOLE_YEAR, "year")
    quantities.align(filing_status=ranges, year=years)
    figures = _phase_outs(table)[np.searchsorted(table.years, years), ranges]
    absent = np.isnan(figures[..., 0])
    if absent.any():
        name = PHASE_OUTS[int(np.broadcast_to(ranges, absent.shape)[absent].flat[0])]
        raise UnknownLimitError(name, "the limits file for that year does not give it")
    return figures[..., 0], figures[..., 1]


@lru_cache(maxsize=16)
def _phase_outs(table: LimitsTable) -> FloatArray:
    """Start and end by year and range; NaN where the year's file leaves the range out."""
    figures = np.full((len(table.years), len(PHASE_OUTS), 2), np.nan)
    for row, one_year in zip(figures, table, strict=True):
        for name, phase_out in one_year.phase_outs.items():
            row[PHASE_OUTS.index(name)] = phase_out.start, phase_out.end
    return figures


def _reduced(
    most: FloatArray, income: FloatArray, start: FloatArray, end: FloatArray
) -> FloatArray:
    """A limit after its phase-out: rounded up to 10 dollars, at least 200 until it is gone."""
    left = np.clip(end - income, 0.0, end - start)
    # One division, so that what is a multiple of 10 dollars comes out as one.
    reduced = np.ceil(most * left / ((end - start) * ROUNDED_UP_TO)) * ROUNDED_UP_TO
    floor = np.where(left > 0, LEAST_REDUCED, 0.0)
    return np.asarray(np.minimum(np.maximum(reduced, floor), most))
