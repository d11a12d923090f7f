"""Health savings accounts: what may go in for a year, IRC 223(b)."""

import numpy as np
import numpy.typing as npt

from megaroth_xl import quantities
from megaroth_xl.choices import Choice
from megaroth_xl.law.limits import LimitsTable, limits_table
from megaroth_xl.quantities import AGE, FloatArray, Numbers

__all__ = ["COVERAGE", "hsa_contribution_limit"]

CATCH_UP_AGE = 55

COVERAGE = Choice({"self": ("self only", "single", "individual"), "family": (), "none": ("",)})
"""Coverage under a high deductible health plan."""


def hsa_contribution_limit(
    year: Numbers,
    coverage: npt.ArrayLike,
    age: Numbers | None = None,
    *,
    limits: LimitsTable | None = None,
) -> float | FloatArray:
    """Most that may go into a person's HSA for a year, the employer's contributions included.

    Parameters
    ----------
    year
        The calendar year; any shapes that broadcast.
    coverage
        self, family, or none (also a blank text); under a high deductible health plan in every
        month of the year. A text or texts. Spouses with family coverage share one family limit.
    age
        The age on December 31; None or NaN (not given) counts as under 55. From the month of
        enrollment in Medicare on nothing may go in, which is not checked.
    limits
        A table to use instead of the package's own.

    Returns
    -------
    float or FloatArray
        Dollars; 0 without coverage, and from age 55 with the catch-up amount.

    Raises
    ------
    InputError, ShapeError, UnknownYearError

    References
    ----------
    IRC 223(b)(2) (limits), (3) (catch-up from 55), (4) (what counts against it), (5) (spouses),
    (7) (Medicare) and (8) (months of coverage).

    Examples
    --------
    >>> hsa_contribution_limit(2026, ["self", "family", "family", "none"], [40, 40, 55, 60])
    array([4400., 8750., 9750.,    0.])
    """
    table = limits or limits_table()
    covered = COVERAGE.read(coverage, "coverage")
    ages = quantities.optional(age, AGE, "age")
    own, family = table.dollars("hsa_self", year), table.dollars("hsa_family", year)
    quantities.align(year=own, coverage=covered, age=ages)
    catch_up = np.where(ages >= CATCH_UP_AGE, table.dollars("hsa_catch_up", year), 0.0)
    most = np.where(covered == COVERAGE.words.index("self"), own, family) + catch_up
    return quantities.result(np.where(covered == COVERAGE.words.index("none"), 0.0, most))
