"""Averages of the ACP and ADP tests and the limit that they must meet."""

import numpy as np

from megaroth_xl import quantities
from megaroth_xl.hundredths import HUNDREDTHS
from megaroth_xl.quantities import RATE, FloatArray, Numbers

__all__ = ["FIRST_PLAN_YEAR_NHCE_AVERAGE", "acp_limit", "average_limit", "passing_hundredths"]

FIRST_PLAN_YEAR_NHCE_AVERAGE = 0.03
"""NHCE average that a plan testing against the prior year may take in its first year.

IRC 401(m)(3), 401(k)(3)(E); Notice 98-1. A successor plan may not."""
TWICE, ADDED, MULTIPLE = 2.0, 0.02, 1.25


def acp_limit(nhce_acp: Numbers) -> float | FloatArray:
    """Highest average that the highly compensated may have, ACP and ADP alike.

    Parameters
    ----------
    nhce_acp
        Average of the nonhighly compensated, a share of pay; any shape.

    Returns
    -------
    float or FloatArray
        Share of pay: max(1.25 N, min(2 N, N + 2 percentage points)).

    Raises
    ------
    InputError

    References
    ----------
    IRC 401(m)(2)(A), 401(k)(3)(A)(ii); Treas. Reg. 1.401(m)-2(a)(1)(i).

    Examples
    --------
    >>> acp_limit([0.01, 0.04, 0.1])
    array([0.02 , 0.06 , 0.125])
    """
    return quantities.result(average_limit(quantities.read(nhce_acp, RATE, "nhce_acp")))


def passing_hundredths(nhce_average: Numbers) -> FloatArray:
    """Highest HCE average that passes, in whole hundredths of a percentage point.

    References
    ----------
    IRC 401(m)(2)(A); Treas. Reg. 1.401(m)-2(a)(3) (rounding).

    Examples
    --------
    >>> passing_hundredths([0.04, 0.0833])
    array([ 600., 1041.])
    """
    # A limit of whole hundredths may fall short of them by far less than this.
    return np.floor(average_limit(np.asarray(nhce_average)) * HUNDREDTHS + 1e-6)


def average_limit(nhce_average: FloatArray) -> FloatArray:
    """Highest HCE average beside an NHCE average, both shares of pay; unchecked.

    References
    ----------
    IRC 401(m)(2)(A), 401(k)(3)(A)(ii).

    Examples
    --------
    >>> average_limit(np.array([0.0317]))
    array([0.0517])
    """
    narrow = np.minimum(TWICE * nhce_average, nhce_average + ADDED)
    # Twelve decimals, so that 3.17 percent gives 5.17 percent as people write it.
    return np.asarray(np.round(np.maximum(MULTIPLE * nhce_average, narrow), 12), np.float64)
