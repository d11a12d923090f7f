"""Limits as the IRS announced them before 2018: transcribed, each with its notice, never computed.

From 2018 on the yearly limits files hold them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from megaroth_xl.law.transcripts import transcript

__all__ = ["EarlierLimit", "earlier_limits"]


@dataclass(frozen=True)
class EarlierLimit:
    """A limit as it was announced.

    Parameters
    ----------
    dollars
        The limit.
    citation
        The notice or news release that states it.
    """

    dollars: int
    citation: str


@cache
def earlier_limits(name: str) -> Mapping[int, EarlierLimit]:
    """A limit's announcements by year, for the years before the limits files begin.

    Parameters
    ----------
    name
        A limit's name. Five have announcements here, each from the year whose law today's
        formula continues: "hce" from 1997; "annual_additions", "compensation",
        "elective_deferral" and "catch_up" from 2002.

    Returns
    -------
    Mapping
        Empty for any other name.

    References
    ----------
    The notices named in each announcement, such as Notice 2016-62.

    Examples
    --------
    >>> earlier_limits("annual_additions")[2010]
    EarlierLimit(dollars=49000, citation='Notice 2009-94')
    """
    return MappingProxyType(
        {
            int(row["year"]): EarlierLimit(int(row[name]), row["citation"])
            for row in transcript("earlier_limits").rows
            if row.get(name)
        }
    )
