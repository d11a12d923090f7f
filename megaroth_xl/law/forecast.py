"""Limits of years not yet published: the statutory formula under an assumed inflation.

A projection is never an announcement: it has a type, a status and a source of its own that say so.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from megaroth_xl import quantities
from megaroth_xl.errors import InputError
from megaroth_xl.law.indexation import INDEXATION, IndexationRule, IndexLevels, Measure
from megaroth_xl.law.limit_names import limit_key
from megaroth_xl.law.limits import LimitsTable, limits_table
from megaroth_xl.law.limits_file import PHASE_OUTS
from megaroth_xl.law.price_index import price_index
from megaroth_xl.law.transcripts import transcript
from megaroth_xl.law.year_limits import LIMIT_RULES, Amount, PhaseOut, Source, Status, YearLimits
from megaroth_xl.quantities import INFLATION, WHOLE_YEAR, FloatArray, Numbers, Quantity

__all__ = [
    "LAST_FORECAST_YEAR",
    "Forecast",
    "forecast_dollars",
    "limit_forecast",
    "projected_limits",
]

LAST_FORECAST_YEAR = 2100

T = TypeVar("T")


@dataclass(frozen=True)
class Forecast:
    """A limit of a year that may not be published yet.

    Parameters
    ----------
    name
        The limit.
    year
        The calendar year.
    inflation
        The yearly rise of prices assumed for every missing month.
    dollars
        The limit.
    source
        Where the figure comes from: a notice, or the formula and its assumption.
    months_assumed
        How many months of the averaging period are not published; 0 for a published limit.
    """

    name: str
    year: int
    inflation: float
    dollars: float
    source: Source
    months_assumed: int

    @property
    def status(self) -> Status:
        """Return whether the figure is published or projected."""
        return self.source.status

    def __str__(self) -> str:
        mark = " (projected)" if self.status is Status.PROJECTED else ""
        return f"{self.dollars:,.0f}{mark}"


def _one(value: Numbers, quantity: Quantity, name: str) -> float:
    array = quantities.read(value, quantity, name)
    if array.ndim:
        raise InputError(name, f"{array.size} numbers", "one number")
    return float(array)


def _forecast_year(year: Numbers, name: str, table: LimitsTable) -> int:
    number = _one(year, WHOLE_YEAR, name)
    if not table.years[0] <= number <= LAST_FORECAST_YEAR:
        expected = f"a year from {table.years[0]} to {LAST_FORECAST_YEAR}"
        raise InputError(name, f"{number:.0f}", expected)
    return int(number)


@lru_cache(maxsize=256)
def _levels(inflation: float, year: int) -> IndexLevels:
    """The indexes through a year; the rate is the decimal that the float's text says."""
    rise = Fraction(repr(inflation))
    return IndexLevels(
        price_index("cpi_u").extended(rise, year), price_index("chained_cpi_u").extended(rise, year)
    )


def _projection(rule: IndexationRule, inflation: float) -> Source:
    return Source(
        f"Projection by the statutory formula, with prices up {100 * inflation:.6g}% a year",
        rule.citation,
        Status.PROJECTED,
        transcript("price_index").checked,
    )


def _is_projected(source: Source) -> bool:
    return source.status is Status.PROJECTED


def limit_forecast(limit_name: str, year: Numbers, inflation: Numbers) -> Forecast:
    """A limit of a year not yet published, by the statutory formula and its rounding.

    Parameters
    ----------
    limit_name
        A name such as "annual_additions", or a Code section such as "415(c)".
    year
        One calendar year, to 2100. A year already published returns the published figure; a
        projection of the limits files does not count as published.
    inflation
        The yearly rise of prices, a fraction. Each missing month of the index is the same month a
        year earlier x (1 + inflation).

    Returns
    -------
    Forecast
        The dollars and what they rest on. "hsa_catch_up", which the Code fixes, stays as it is.

    Raises
    ------
    UnknownLimitError
        For a name that is no limit, or a year before the limit began.
    InputError
        For a year or a rate out of range, and for a year's Social Security wage base that is not
        published: it follows average wages.

    References
    ----------
    IRC 415(d), 402(g)(4), 414(v)(2)(C), 401(a)(17)(B), 414(q)(1), 219(b)(5)(C), 223(g).

    Examples
    --------
    >>> forecast = limit_forecast("415(c)", 2028, 0.025)
    >>> forecast.dollars, forecast.status.value, forecast.months_assumed
    (77000.0, 'projected', 3)
    >>> print(forecast)
    77,000 (projected)
    >>> print(limit_forecast("annual_additions", 2026, 0.025))
    72,000
    """
    table = limits_table()
    name = limit_key(limit_name)
    when = _forecast_year(year, "year", table)
    rate = _one(inflation, INFLATION, "inflation")
    if when < LIMIT_RULES[name].first_year:
        table[when].amount(name)  # says since when the limit exists
    return _forecast(name, when, rate, table, _levels(rate, when))


def _forecast(
    name: str, year: int, inflation: float, table: LimitsTable, levels: IndexLevels
) -> Forecast:
    known = table[year].amounts.get(name) if year in table.years else None
    if known is None and name not in INDEXATION:
        known = _newest(table, lambda limits: limits.amounts)[name]
    if known and not _is_projected(known.source):
        return Forecast(name, year, inflation, known.dollars, known.source, 0)
    rule = INDEXATION[name]
    if rule.measure is Measure.AVERAGE_WAGE:
        raise InputError(
            "limit_name",
            f"{name!r} of {year}",
            "a limit that follows prices; this one follows average wages, so put a projection of "
            "the Social Security trustees into a limits file",
        )
    return Forecast(
        name,
        year,
        inflation,
        float(rule.dollars(year, levels)),
        _projection(rule, inflation),
        levels.assumed(rule.measure, year - rule.measure.lag),
    )


def forecast_dollars(
    limit_name: str | npt.NDArray[np.str_],
    year: Numbers,
    inflation: Numbers,
) -> float | FloatArray:
    """Dollars of `limit_forecast`, for any shapes that broadcast.

    Examples
    --------
    >>> forecast_dollars("415(c)", [2026, 2028], 0.025)
    array([72000., 77000.])
    """

    def dollars(name: str, when: float, rise: float) -> float:
        return limit_forecast(name, when, rise).dollars

    return quantities.result(np.vectorize(dollars, otypes=[float])(limit_name, year, inflation))


def projected_limits(
    to_year: Numbers, inflation: Numbers, *, limits: LimitsTable | None = None
) -> LimitsTable:
    """The limits table carried on to a later year, every projected figure marked as one.

    Parameters
    ----------
    to_year
        The last year wanted, to 2100.
    inflation
        The yearly rise of prices, a fraction, as for `limit_forecast`.
    limits
        A table to carry on instead of the package's own.

    Returns
    -------
    LimitsTable
        Published figures stay; a projection of the limits files gives way to the formula under
        this inflation. The added years have no tax brackets, which are not computed, and no Social
        Security wage base, which follows wages; asking for either says so.

    Raises
    ------
    InputError

    References
    ----------
    As for `limit_forecast`; phase-outs IRC 408A(c)(3)(D), 219(g)(8).

    Examples
    --------
    >>> table = projected_limits(2030, 0.025)
    >>> table.dollars("elective_deferral", [2026, 2027, 2030])
    array([24500., 25000., 27000.])
    >>> table[2030].amount("elective_deferral").source.title
    'Projection by the statutory formula, with prices up 2.5% a year'
    """
    table = limits or limits_table()
    last = _forecast_year(to_year, "to_year", table)
    rate = _one(inflation, INFLATION, "inflation")
    levels = _levels(rate, last)
    return table.overlaid(
        _projected_year(year, rate, table, levels)
        for year in range(table.years[0], last + 1)
        if year not in table.years or table[year].is_projected
    )


def _projected_year(
    year: int, inflation: float, table: LimitsTable, levels: IndexLevels
) -> YearLimits:
    known = table[year] if year in table.years else YearLimits(year, amounts={})
    amounts = dict(known.amounts)
    for name, limit in LIMIT_RULES.items():
        rule = INDEXATION.get(name)
        follows_wages = rule is not None and rule.measure is Measure.AVERAGE_WAGE
        if year >= limit.first_year and not follows_wages:
            forecast = _forecast(name, year, inflation, table, levels)
            amounts[name] = Amount(forecast.dollars, forecast.source)
    phase_outs = _newest(table, lambda limits: limits.phase_outs) | dict(known.phase_outs)
    for name in PHASE_OUTS:
        rule = INDEXATION.get(name)
        given = known.phase_outs.get(name)
        if rule and (given is None or _is_projected(given.source)):
            start = rule.dollars(year, levels)
            source = _projection(rule, inflation)
            phase_outs[name] = PhaseOut(float(start), float(start + rule.width), source)
    net_investment_income = _newest(table, lambda limits: limits.net_investment_income)
    return YearLimits(year, amounts, phase_outs, net_investment_income)


def _newest(table: LimitsTable, section: Callable[[YearLimits], Mapping[str, T]]) -> dict[str, T]:
    """Each name's figure in the last year that has it: what the Code fixes stays so."""
    return {name: figure for limits in table for name, figure in section(limits).items()}
