"""Limits as the IRS announced them before 2018: transcribed, each with its notice, never computed.

From 2018 on the yearly limits files hold them.
"""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from megaroth_xl.law.transcripts import transcript
from megaroth_xl.law.year_limits import Amount, Source, Status, YearLimits

__all__ = ["EarlierLimit", "earlier_limits", "earlier_years"]

FIRST_YEAR_OF_ALL = 2002
"""Of earlier years, only the pay above which an employee is highly compensated is transcribed."""
NAMES = ("annual_additions", "compensation", "elective_deferral", "catch_up", "hce")


class EarlierLimit(NamedTuple):
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


@cache
def earlier_years() -> tuple[YearLimits, ...]:
    """The transcribed limits as years' figures: 2002 to 2017.

    Examples
    --------
    >>> earlier_years()[0].amount("annual_additions").source.citation
    'IR-2001-115'
    """
    table = transcript("earlier_limits")
    years = sorted(year for year in earlier_limits("hce") if year >= FIRST_YEAR_OF_ALL)
    return tuple(
        YearLimits(
            year,
            {
                name: Amount(
                    float(found.dollars),
                    Source(table.notes["title"], found.citation, Status.OFFICIAL, table.checked),
                )
                for name in NAMES
                if (found := earlier_limits(name).get(year))
            },
        )
        for year in years
    )
