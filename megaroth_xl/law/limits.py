"""The yearly dollar limits: one table of all years, looked up by name and year."""

from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from pathlib import Path

import numpy as np

from megaroth_xl import quantities
from megaroth_xl.errors import UnknownYearError
from megaroth_xl.law.earlier_limits import earlier_years
from megaroth_xl.law.limits_file import read_limits_file
from megaroth_xl.law.year_limits import LIMIT_RULES, Status, YearLimits
from megaroth_xl.quantities import BoolArray, FloatArray, Numbers

__all__ = ["LimitsTable", "limits_table"]

DATA = Path(__file__).parent / "data"


class LimitsTable:
    """The limits of all years at hand.

    Parameters
    ----------
    years
        One `YearLimits` a year, in any order.
    earlier
        Years before them of which only some limits are known. They are looked up like the others,
        but a list of the years leaves them out.
    refused
        Years that are not at hand because their figures are projections.
    """

    def __init__(
        self,
        years: Iterable[YearLimits],
        *,
        earlier: Iterable[YearLimits] = (),
        refused: Iterable[int] = (),
    ) -> None:
        self._by_year = {limits.year: limits for limits in sorted(years, key=lambda x: x.year)}
        self._earlier = sorted(earlier, key=lambda x: x.year)
        self._all = {limits.year: limits for limits in self._earlier} | self._by_year
        self._refused = frozenset(refused)
        self._columns: dict[str, FloatArray] = {}
        self._of_one: dict[tuple[str, float], FloatArray] = {}

    def __iter__(self) -> Iterator[YearLimits]:
        return iter(self._by_year.values())

    @property
    def years(self) -> tuple[int, ...]:
        """The years at hand in full, oldest first."""
        return tuple(self._by_year)

    @cached_property
    def _year_array(self) -> FloatArray:
        return np.array(tuple(self._all), dtype=np.float64)

    def unknown(self, year: float) -> UnknownYearError:
        """The error for a year that is not at hand."""
        return UnknownYearError(
            year, *self._official_and_projected, official_only=year in self._refused
        )

    @cached_property
    def _official_and_projected(self) -> tuple[list[int], list[int]]:
        projected = [limits.year for limits in self._all.values() if limits.is_projected]
        return [year for year in self._all if year not in projected], projected

    def __getitem__(self, year: int) -> YearLimits:
        """One year's limits.

        Raises
        ------
        UnknownYearError
            Where the year is not at hand; no neighboring year stands in.

        Examples
        --------
        >>> limits_table()[2024].amount("elective_deferral").source.citation
        'Notice 2023-75'
        >>> limits_table()[2031]
        Traceback (most recent call last):
        megaroth_xl.errors.UnknownYearError: no limits for 2031: the package has the limits of
        2002 to 2026 and projected 2027; use IRS_LIMIT_FORECAST or add a limits file for that year
        """
        if year not in self._all:
            raise self.unknown(year)
        return self._all[year]

    def missing(self, year: FloatArray) -> BoolArray:
        """Return which of the years are not at hand."""
        places = np.searchsorted(self._year_array, year)
        return np.asarray(np.append(self._year_array, np.nan)[places] != year)

    def dollars(self, name: str, year: Numbers) -> FloatArray:
        """One limit in each of the given years.

        Parameters
        ----------
        name
            A limit's name (`LIMIT_RULES`).
        year
            Calendar years; any shape.

        Returns
        -------
        FloatArray
            Dollars, in the shape of `year`; NaN in a year before the limit began.

        Raises
        ------
        UnknownYearError, UnknownLimitError

        Examples
        --------
        >>> limits_table().dollars("elective_deferral", [2024, 2026])
        array([23000., 24500.])
        """
        if type(year) in quantities.FLOATS:
            known = self._of_one.get((name, year))  # type: ignore[arg-type]
            if known is not None:
                return known.copy()
        years = quantities.read(year, quantities.WHOLE_YEAR, "year")
        quantities.refuse(self.missing(years), lambda i: self.unknown(float(years.flat[i])))
        if years.ndim == 0:
            return self._of_one_year(name, int(years))
        if name not in self._columns:
            self._columns[name] = np.array(
                [self._dollars(name, limits) for limits in self._all.values()]
            )
        dollars = np.asarray(self._columns[name][np.searchsorted(self._year_array, years)])
        not_given = np.isnan(dollars) & (years >= LIMIT_RULES[name].first_year)
        if not_given.any():
            self[int(years[not_given].flat[0])].amount(name)  # refuses, and says why
        return dollars

    def _of_one_year(self, name: str, year: int) -> FloatArray:
        key = name, year
        if key not in self._of_one:
            dollars = self._dollars(name, self[year])
            if np.isnan(dollars) and year >= LIMIT_RULES[name].first_year:
                self[year].amount(name)  # refuses, and says why
            self._of_one[key] = np.asarray(dollars)
        return self._of_one[key].copy()

    @staticmethod
    def _dollars(name: str, limits: YearLimits) -> float:
        # A year may lack a limit (its file is partial); only asking for that year is refused.
        if name in LIMIT_RULES and name not in limits.amounts:
            return np.nan
        return limits.amount(name).dollars

    def projected(self, name: str, year: Numbers) -> BoolArray:
        """Return whether the limit is a projection in each of the given years."""
        years = np.asarray(year, dtype=np.float64)
        status = {
            limits.year
            for limits in self
            if name in limits.amounts and limits.amounts[name].source.status is Status.PROJECTED
        }
        return np.isin(years, list(status))

    def overlaid(self, years: Iterable[YearLimits]) -> "LimitsTable":
        """This table with other years' figures put over it; a new year is added."""
        merged = dict(self._by_year)
        for limits in years:
            base = self._all.get(limits.year)
            merged[limits.year] = base.overlaid(limits) if base else limits
        return LimitsTable(merged.values(), earlier=self._earlier, refused=self._refused)

    def official_only(self) -> "LimitsTable":
        """This table without its projections: a year with a projected plan limit is refused.

        Examples
        --------
        >>> limits_table().official_only().dollars("annual_additions", 2027)
        Traceback (most recent call last):
        megaroth_xl.errors.UnknownYearError: no official limits for 2027: its figures are projected,
        and only official ones are asked for; the package has the limits of 2002 to 2026
        """
        kept = [limits.without_projections() for limits in self if not limits.is_projected]
        refused = [limits.year for limits in self if limits.is_projected]
        return LimitsTable(kept, earlier=self._earlier, refused=refused)


@cache
def limits_table() -> LimitsTable:
    """The package's own limits, 2018 to 2026 official and 2027 projected.

    The dollar limits of plans are looked up from 2002 on.

    Examples
    --------
    >>> limits_table().years[0], limits_table().years[-1]
    (2018, 2027)
    >>> limits_table().dollars("annual_additions", 2015)
    array(53000.)
    """
    return LimitsTable(
        (read_limits_file(path) for path in sorted(DATA.glob("*.toml"))), earlier=earlier_years()
    )
