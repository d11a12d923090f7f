"""The indexes that move the limits: consumer prices by month and average wages by year, exact.

A float can fall on the wrong side of a rounding step; every figure here is a fraction of the
published decimal text.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from types import MappingProxyType

from megaroth_xl.errors import InputError
from megaroth_xl.law.transcripts import transcript

__all__ = ["PriceIndex", "average_wages", "price_index"]

MONTHS = 12


def _count(year: int, month: int) -> int:
    """Months since the year 0."""
    return MONTHS * year + month - 1


@dataclass(frozen=True, eq=False)
class PriceIndex:
    """A monthly price index without gaps.

    Parameters
    ----------
    series
        Which index it is.
    first
        The year and month of the first value.
    values
        A value a month. A month inside the series that was never published (October 2025) stands
        at the month before it.
    published
        How many values are published; those after them are assumed.
    """

    series: str
    first: tuple[int, int]
    values: tuple[Fraction, ...]
    published: int

    def assumed(self, year: int, month: int, months: int) -> int:
        """Return how many of the `months` months that end with this one are not published."""
        return min(max(self._end(year, month) - self.published, 0), months)

    def average(self, year: int, month: int, months: int) -> Fraction:
        """The average of the `months` months that end with this one.

        Examples
        --------
        >>> float(round(price_index("cpi_u").average(2001, 9, 3), 3))
        177.767
        """
        end = self._end(year, month)
        if not months <= end <= len(self.values):
            last = divmod(_count(*self.first) + len(self.values) - 1, MONTHS)
            raise InputError(
                "month",
                f"{year}-{month:02}",
                f"a month up to {last[0]}-{last[1] + 1:02} with the {months - 1} before it from "
                f"{self.first[0]}-{self.first[1]:02} on, as far as the index goes ({self.series})",
            )
        return sum(self.values[end - months : end], Fraction(0)) / months

    def extended(self, inflation: Fraction, year: int) -> "PriceIndex":
        """This index through December of a year.

        Each missing month is the same month a year earlier x (1 + inflation).

        Examples
        --------
        >>> ahead = price_index("cpi_u").extended(Fraction("0.02"), 2027)
        >>> float(ahead.average(2025, 9, 1)), float(ahead.average(2026, 9, 1))
        (324.8, 331.296)
        """
        values = list(self.values)
        while len(values) < self._end(year, MONTHS):
            values.append(values[-MONTHS] * (1 + inflation))
        return PriceIndex(self.series, self.first, tuple(values), self.published)

    def _end(self, year: int, month: int) -> int:
        return _count(year, month) - _count(*self.first) + 1


@cache
def price_index(name: str) -> PriceIndex:
    """A consumer price index as published, U.S. city average, all items, not seasonally adjusted.

    Parameters
    ----------
    name
        "cpi_u" (all urban consumers, from 1996) or "chained_cpi_u" (from December 1999).

    References
    ----------
    Bureau of Labor Statistics, series CUUR0000SA0 and SUUR0000SA0.
    """
    table = transcript("price_index")
    published = {
        _count(int(row["year"]), int(row["month"])): Fraction(row[name])
        for row in table.rows
        if row[name]
    }
    first, last = min(published), max(published)
    values = [published[first]]
    for month in range(first + 1, last + 1):
        values.append(published.get(month, values[-1]))
    year, month = divmod(first, MONTHS)
    return PriceIndex(table.notes[name], (year, month + 1), tuple(values), len(values))


@cache
def average_wages() -> Mapping[int, Fraction]:
    """The national average wage index by year.

    References
    ----------
    42 USC 409(k); Social Security Administration.

    Examples
    --------
    >>> float(average_wages()[2025])
    72800.33
    """
    return MappingProxyType(
        {int(row["year"]): Fraction(row["average_wage"]) for row in transcript("average_wage").rows}
    )
