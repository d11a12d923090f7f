"""The income above which Medicare premiums rise two years later, 42 USC 1395r(i)."""

from typing import NamedTuple

from megaroth_xl.law.filing_status import FILING_STATUS
from megaroth_xl.law.limits import limits_table

__all__ = ["YEARS_LATER", "PremiumThreshold", "premium_threshold"]

YEARS_LATER = 2
"""Premiums of a year go by the modified AGI of the second year before."""


class PremiumThreshold(NamedTuple):
    """The first threshold of a premium year, in dollars of modified AGI."""

    year: int
    dollars: float


def premium_threshold(premium_year: int, filing_status: str) -> PremiumThreshold | None:
    """Modified AGI above which the premiums of Medicare Parts B and D are higher.

    Parameters
    ----------
    premium_year
        The year of the premiums.
    filing_status
        single, mfj, mfs, hoh or qss, or the long form.

    Returns
    -------
    PremiumThreshold or None
        The first threshold of that year; None where it is not published.

    References
    ----------
    42 USC 1395r(i)(2) to (5); CMS, yearly notice of Part B premiums.

    Examples
    --------
    >>> premium_threshold(2026, "mfj").dollars
    218000.0
    >>> premium_threshold(2028, "mfj") is None
    True
    """
    table = limits_table()
    status = FILING_STATUS.words[int(FILING_STATUS.read(filing_status, "filing_status"))]
    name = "joint" if status == "mfj" else "unmarried"
    if premium_year not in table.years or name not in table[premium_year].medicare_premiums:
        return None
    return PremiumThreshold(premium_year, table[premium_year].medicare_premiums[name].dollars)
