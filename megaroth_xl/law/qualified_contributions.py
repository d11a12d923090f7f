"""Qualified nonelective contributions (QNECs): how much of them the ACP or ADP test counts."""

import numpy as np

from megaroth_xl.quantities import FloatArray

__all__ = ["qnec_counted", "representative_rate"]

ALWAYS_COUNTED = 0.05
"""Share of pay up to which a QNEC is not disproportionate whatever others get."""
TIMES_REPRESENTATIVE = 2


def representative_rate(rates: FloatArray, employed_rates: FloatArray) -> float:
    """A plan's representative contribution rate, a share of pay.

    Parameters
    ----------
    rates
        The applicable contribution rate of each eligible NHCE with pay: the QNECs, and the match
        that the test counts, over counted pay.
    employed_rates
        Those among them of the NHCEs who are employed on the plan year's last day.

    Returns
    -------
    float
        The lowest rate in the half of the NHCEs with the highest rates or, if greater, the lowest
        rate of those employed on the last day; 0 without NHCEs. Half of an odd number is rounded
        up, which counts less.

    References
    ----------
    Treas. Reg. 1.401(m)-2(a)(6)(v)(B) and (C), 1.401(k)-2(a)(6)(iv)(B) and (C).

    Examples
    --------
    >>> representative_rate(np.array([0.08, 0.05, 0.02, 0.0]), np.array([0.08, 0.02, 0.0]))
    0.05
    >>> representative_rate(np.array([0.08, 0.05, 0.0]), np.array([0.08]))
    0.08
    """
    if not rates.size:
        return 0.0
    place = rates.size // 2  # in rising order, the first of the upper half
    of_half = float(np.partition(rates, place)[place])
    return max(of_half, float(employed_rates.min())) if employed_rates.size else of_half


def qnec_counted(qnec: FloatArray, pay: FloatArray, representative: float) -> FloatArray:
    """The part of each NHCE's QNEC that is not disproportionate, whole cents.

    Parameters
    ----------
    qnec, pay
        QNECs, and counted pay, cents; NaN where the pay is not known.
    representative
        The plan's representative contribution rate.

    References
    ----------
    Treas. Reg. 1.401(m)-2(a)(6)(v)(A), 1.401(k)-2(a)(6)(iv)(A).

    Examples
    --------
    >>> qnec_counted(np.array([600_000.0, 100_000.0]), np.array([5_000_000.0] * 2), 0.02)
    array([250000., 100000.])
    >>> qnec_counted(np.array([600_000.0]), np.array([5_000_000.0]), 0.055)
    array([550000.])
    """
    share = max(ALWAYS_COUNTED, TIMES_REPRESENTATIVE * representative)
    most = np.floor(np.nan_to_num(pay) * share + 1e-6)  # beyond the noise of a product
    return np.minimum(qnec, most)
