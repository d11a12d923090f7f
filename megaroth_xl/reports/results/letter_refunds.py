"""The refunds that the plan's pre-test expects for each employee, for the letters."""

import numpy as np

from megaroth_xl.quantities import FloatArray
from megaroth_xl.strategy.pretest.part_test import PartTest

__all__ = ["letter_refunds"]


def letter_refunds(found: PartTest) -> FloatArray:
    """Refunds that the ACP and the ADP test may bring each employee, dollars without earnings.

    0 where a test passes, or is not run: no letter says more than the pre-test. Match that is
    forfeited is not paid to the employee; where vesting is not known, all of it counts.

    Parameters
    ----------
    found
        The pre-test of these employees.

    References
    ----------
    IRC 401(k)(8), 401(m)(6).
    """
    back, goes = np.zeros(len(found.part.pay)), found.corrections
    unknown = np.isnan(goes.acp_match_vested)
    match = np.where(unknown, goes.acp_match, goes.acp_match_vested)
    back[goes.rows] = goes.acp_after_tax + match + goes.adp_refund
    return np.nan_to_num(back)
