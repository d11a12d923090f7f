"""The refunds that a plan's pre-test expects for each participant."""

import numpy as np

from megaroth_xl.quantities import FloatArray
from megaroth_xl.strategy.pretest.part_test import PartTest

__all__ = ["expected_refunds"]


def expected_refunds(found: PartTest) -> FloatArray:
    """Refunds that the ACP and the ADP test may bring each participant, and what would avoid them.

    Match that is forfeited is not paid to the participant; where vesting is not known, all of it
    counts.

    Parameters
    ----------
    found
        The pre-test of these participants.

    Returns
    -------
    FloatArray
        A row for each participant: dollars without earnings, 0 where a test passes or is not run;
        the after-tax rate, and the rate of deferral, at which the test that returns something
        would pass if no HCE went above it, shares of pay; NaN where none would do.

    References
    ----------
    IRC 401(k)(8), 401(m)(6).
    """
    back, goes = np.full((len(found.part.pay), 3), np.nan), found.corrections
    unknown = np.isnan(goes.acp_match_vested)
    match = np.where(unknown, goes.acp_match, goes.acp_match_vested)
    amount = goes.acp_after_tax + match + goes.acp_qualified + goes.adp_refund
    back[:, 0] = 0.0
    back[goes.rows, 0] = np.nan_to_num(amount)
    caps = ((found.ways.acp, goes.acp_after_tax), (found.ways.adp, goes.adp_refund))
    for column, (ways, returned) in enumerate(caps, start=1):
        if ways is not None and ways.rate_cap is not None:
            back[goes.rows[returned > 0], column] = ways.rate_cap
    return back
