"""Safe harbor match in the ACP test: which of it a plan may leave out."""

import numpy as np

from megaroth_xl import quantities
from megaroth_xl.errors import InputError
from megaroth_xl.quantities import DOLLARS, FloatArray, Numbers

__all__ = ["match_left_out"]

SHARES = {"none": 0.0, "traditional": 0.04, "qaca": 0.035}
"""By ADP safe harbor, the match that a plan may leave out where it meets that one alone."""


def match_left_out(
    matching_contribution: Numbers,
    counted_compensation: Numbers,
    *,
    adp_safe_harbor: str = "none",
    acp_safe_harbor: bool = False,
    safe_harbor_match: Numbers | None = None,
) -> float | FloatArray:
    """Match that a safe harbor plan may leave out of the ACP test.

    A plan leaves it out of the ratios of all eligible employees, or of none. After-tax
    contributions are tested in every plan.

    Parameters
    ----------
    matching_contribution
        Match of the plan year, dollars; any shapes that broadcast.
    counted_compensation
        Pay up to the 401(a)(17) limit, dollars; NaN where it is not known.
    adp_safe_harbor
        "none", "traditional" or "qaca".
    acp_safe_harbor
        Whether the plan meets the ACP safe harbor as well: then all match may be left out.
    safe_harbor_match
        The match that is safe harbor match, dollars; None or NaN where the match as a whole may be.

    Returns
    -------
    float or FloatArray
        Dollars. Under the ADP safe harbor alone, the safe harbor match up to 4 percent of pay, or
        3.5 percent in a qualified automatic contribution arrangement (QACA); 0 where the pay is
        not known.

    Raises
    ------
    InputError

    References
    ----------
    IRC 401(m)(11) and (12); Treas. Reg. 1.401(m)-2(a)(5)(iv).

    Examples
    --------
    >>> match_left_out(6000, 100000, adp_safe_harbor="traditional")
    4000.0
    >>> match_left_out(6000, 100000, adp_safe_harbor="traditional", acp_safe_harbor=True)
    6000.0
    >>> match_left_out(6000, 100000, adp_safe_harbor="qaca", safe_harbor_match=3000)
    3000.0
    """
    if adp_safe_harbor not in SHARES:
        raise InputError("adp_safe_harbor", repr(adp_safe_harbor), " or ".join(map(repr, SHARES)))
    match = quantities.read(matching_contribution, DOLLARS, "matching_contribution")
    pay = quantities.optional(counted_compensation, DOLLARS, "counted_compensation")
    part = quantities.optional(safe_harbor_match, DOLLARS, "safe_harbor_match")
    shape = quantities.align(matching_contribution=match, counted_compensation=pay, part=part)
    if acp_safe_harbor:
        return quantities.result(np.broadcast_to(match, shape))
    most = SHARES[adp_safe_harbor] * np.nan_to_num(pay)
    return quantities.result(np.minimum(np.fmin(match, part), most))
