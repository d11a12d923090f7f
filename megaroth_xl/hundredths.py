"""Ratios and averages of the ACP and ADP tests, in hundredths of a percentage point.

A *hundredth* is a hundredth of a percentage point, the step to which the law calculates both. In
whole hundredths sums and comparisons are exact.
"""

import numpy as np

from megaroth_xl import quantities
from megaroth_xl.errors import InputError
from megaroth_xl.quantities import FloatArray, Numbers

__all__ = [
    "HUNDREDTHS",
    "average_hundredths",
    "cent_ratios",
    "ratio_hundredths",
]

HUNDREDTHS = 10_000
"""Hundredths of a percentage point in a ratio of 1."""


def ratio_hundredths(contributions: FloatArray, counted: FloatArray) -> FloatArray:
    """Contributions over pay in hundredths of a percentage point, halves up.

    Parameters
    ----------
    contributions
        Dollars; any shapes that broadcast.
    counted
        Pay that counts, dollars; may be 0 only where there are no contributions.

    Raises
    ------
    InputError

    References
    ----------
    Treas. Reg. 1.401(m)-2(a)(3)(i).

    Examples
    --------
    >>> ratio_hundredths(np.array([10000.0, 0.0]), np.array([120000.0, 0.0]))
    array([833.,   0.])
    """
    paid = quantities.cents(counted)
    if ((contributions > 0) & (paid == 0)).any():
        raise InputError("compensation", "0 beside contributions", "the plan year's pay in dollars")
    return _hundredths(quantities.cents(contributions), np.maximum(paid, 1.0))


def cent_ratios(contributions: FloatArray, pay: FloatArray) -> FloatArray:
    """Contributions over pay in hundredths of a percentage point, halves up; exact.

    Parameters
    ----------
    contributions, pay
        Whole cents; any shapes that broadcast. The pay is above 0.

    References
    ----------
    Treas. Reg. 1.401(m)-2(a)(3)(i).

    Examples
    --------
    >>> cent_ratios(np.array([1000000.0]), np.array([12000000.0]))
    array([833.])
    """
    return np.asarray(np.floor(contributions * HUNDREDTHS / pay + 0.5))


def average_hundredths(total: Numbers, count: int) -> FloatArray:
    """A group's average of ratios, in hundredths of a percentage point, halves up.

    Parameters
    ----------
    total
        Sum of the group's `ratio_hundredths`; any shape.
    count
        The group's employees, those who contribute nothing among them.

    References
    ----------
    Treas. Reg. 1.401(m)-2(a)(2)(i).

    Examples
    --------
    >>> average_hundredths(400 + 735 + 0 + 625 + 462, 5)
    array(444.)
    """
    # Not as integers: numpy's have 32 bits in a browser's Python.
    return _hundredths(np.asarray(total, np.float64), np.float64(count * HUNDREDTHS))


def _hundredths(numerator: FloatArray, denominator: FloatArray | np.float64) -> FloatArray:
    """The one rounding of ratios and averages; exact for whole numbers."""
    return np.asarray(quantities.round_half_up(numerator * HUNDREDTHS / denominator, 0))
