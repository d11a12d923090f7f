"""Indexing of the limits: the statutory formulas as data, and the function that applies them.

Every rule takes the base amount of the statute, lets it grow with an index since a base period,
and rounds the increase to whole steps. From the published indexes the rules give the announced
limits back; `indexation_matches` says how many. Tax brackets are not among them: they rest on the
chained index as it stood when they were announced, and are tabled.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from functools import cache
from math import floor
from types import MappingProxyType

from megaroth_xl.law.earlier_limits import earlier_limits
from megaroth_xl.law.limits import LimitsTable, limits_table
from megaroth_xl.law.price_index import PriceIndex, average_wages, price_index
from megaroth_xl.law.year_limits import Status

__all__ = [
    "INDEXATION",
    "IndexLevels",
    "IndexationMatch",
    "IndexationRule",
    "Measure",
    "Mismatch",
    "indexation_matches",
    "published_levels",
]

LAST_UNCHAINED_BASE = 2016
"""Base years up to this one are carried to the chained index, IRC 1(f)(3)(B)."""


class Measure(Enum):
    """An index, and the period of a year over which it is averaged."""

    SUMMER_QUARTER = (9, 3, 1)
    """CPI-U, July to September: IRC 415(d)(2) and (3), as 42 USC 415(i) measures benefits."""
    YEAR_TO_AUGUST = (8, 12, 1)
    """Chained CPI-U, twelve months to August 31: IRC 1(f)(3) to (6)."""
    YEAR_TO_MARCH = (3, 12, 1)
    """Chained CPI-U, twelve months to March 31: IRC 223(g)(1)."""
    AVERAGE_WAGE = (12, 12, 2)
    """The national average wage of the calendar year: 42 USC 430(b)."""

    @property
    def last_month(self) -> int:
        """The month with which the period ends."""
        return self.value[0]

    @property
    def months(self) -> int:
        """Return how many months the period has."""
        return self.value[1]

    @property
    def lag(self) -> int:
        """Return how many years before the limit's year the period lies."""
        return self.value[2]

    @property
    def never_falls(self) -> bool:
        """Return whether a fall of the index leaves the limit where it was.

        So in 2010, when prices had fallen. IRC 1(f)(3) only keeps a limit above its base amount.
        """
        return self in {Measure.SUMMER_QUARTER, Measure.AVERAGE_WAGE}


@dataclass(frozen=True)
class IndexationRule:
    """The statutory formula for one limit.

    Parameters
    ----------
    base
        The statute's amount in dollars.
    base_year
        The year in whose period the index stood at the base.
    step
        The increase over the base is a multiple of this.
    measure
        What the limit follows.
    first_year
        The first year whose limit this formula set.
    citation
        The statute.
    nearest
        Whether the increase is rounded to the nearest step (half up) instead of down.
    width
        For a phase-out, the dollars from its start to its end; else 0.
    """

    base: int
    base_year: int
    step: int
    measure: Measure
    first_year: int
    citation: str
    nearest: bool = False
    width: int = 0

    def dollars(self, year: int, levels: "IndexLevels") -> int:
        """The limit of a year, or where a phase-out starts.

        Parameters
        ----------
        year
            The year of the limit.
        levels
            Where the indexes stand.

        Raises
        ------
        InputError
            Where the index does not go as far.

        Examples
        --------
        >>> INDEXATION["elective_deferral"].dollars(2026, published_levels())
        24500
        """
        steps = self.base * (self.growth(year, levels) - 1) / self.step
        whole = floor(steps + Fraction(1, 2)) if self.nearest else floor(steps)
        return self.base + whole * self.step

    def growth(self, year: int, levels: "IndexLevels") -> Fraction:
        """Return what the base is multiplied by, before rounding; never below 1."""
        last = year - self.measure.lag
        first = self.base_year if self.measure.never_falls else last
        highest = max(levels.level(self.measure, each) for each in range(first, last + 1))
        return max(highest / levels.base_level(self.measure, self.base_year), Fraction(1))


class IndexLevels:
    """The value of each index in each year's period, published or assumed.

    Parameters
    ----------
    consumer, chained
        CPI-U and chained CPI-U, published or extended.
    """

    def __init__(self, consumer: PriceIndex, chained: PriceIndex) -> None:
        self._consumer = consumer
        self._chained = chained
        self._levels: dict[tuple[Measure, int], Fraction] = {}

    def _index(self, measure: Measure) -> PriceIndex:
        return self._consumer if measure is Measure.SUMMER_QUARTER else self._chained

    def level(self, measure: Measure, year: int) -> Fraction:
        """The average over the year's period; kept, because a projection asks again and again."""
        key = measure, year
        if key not in self._levels:
            if measure is Measure.AVERAGE_WAGE:
                self._levels[key] = average_wages()[year]
            else:
                index = self._index(measure)
                self._levels[key] = index.average(year, measure.last_month, measure.months)
        return self._levels[key]

    def base_level(self, measure: Measure, year: int) -> Fraction:
        """The average over the base period, on the scale of the index that is compared with it.

        Through 2016 the base is a CPI-U, carried to the chained index by the ratio of the two in
        2016, IRC 1(f)(3)(B). That ratio keeps its twelve months to August 31 for the health
        savings accounts too (unconfirmed: no other reading of IRC 223(g)(1) gives their announced
        limits back).
        """
        chained = measure in {Measure.YEAR_TO_AUGUST, Measure.YEAR_TO_MARCH}
        if not chained or year > LAST_UNCHAINED_BASE:
            return self.level(measure, year)
        to_august = LAST_UNCHAINED_BASE, Measure.YEAR_TO_AUGUST.last_month, 12
        ratio = self._chained.average(*to_august) / self._consumer.average(*to_august)
        return self._consumer.average(year, measure.last_month, measure.months) * ratio

    def assumed(self, measure: Measure, year: int) -> int:
        """Return how many months of the year's period are not published."""
        if measure is Measure.AVERAGE_WAGE:
            return 0 if year in average_wages() else measure.months
        return self._index(measure).assumed(year, measure.last_month, measure.months)


@cache
def published_levels() -> IndexLevels:
    """The indexes as far as they are published."""
    return IndexLevels(price_index("cpi_u"), price_index("chained_cpi_u"))


QUARTER = Measure.SUMMER_QUARTER
AUGUST = Measure.YEAR_TO_AUGUST
MARCH = Measure.YEAR_TO_MARCH

INDEXATION: Mapping[str, IndexationRule] = MappingProxyType(
    {
        "elective_deferral": IndexationRule(15_000, 2005, 500, QUARTER, 2007, "IRC 402(g)(4)"),
        "catch_up": IndexationRule(5_000, 2005, 500, QUARTER, 2007, "IRC 414(v)(2)(C)"),
        "higher_catch_up": IndexationRule(
            11_250, 2024, 500, QUARTER, 2025, "IRC 414(v)(2)(C)(i) and (E)(i)"
        ),
        "annual_additions": IndexationRule(
            40_000, 2001, 1_000, QUARTER, 2002, "IRC 415(d)(3)(D), (4)(B)"
        ),
        "compensation": IndexationRule(200_000, 2001, 5_000, QUARTER, 2002, "IRC 401(a)(17)(B)"),
        "hce": IndexationRule(80_000, 1996, 5_000, QUARTER, 1997, "IRC 414(q)(1), 415(d)(4)(A)"),
        "roth_catch_up_wages": IndexationRule(
            145_000, 2023, 5_000, QUARTER, 2025, "IRC 414(v)(7)(E)"
        ),
        "social_security_wage_base": IndexationRule(
            60_600, 1992, 300, Measure.AVERAGE_WAGE, 2018, "42 USC 430(b)", nearest=True
        ),
        "ira": IndexationRule(5_000, 2007, 500, AUGUST, 2019, "IRC 219(b)(5)(C)"),
        "ira_catch_up": IndexationRule(1_000, 2022, 100, AUGUST, 2024, "IRC 219(b)(5)(C)(iii)"),
        "hsa_self": IndexationRule(2_250, 1997, 50, MARCH, 2019, "IRC 223(g)", nearest=True),
        "hsa_family": IndexationRule(4_500, 1997, 50, MARCH, 2019, "IRC 223(g)", nearest=True),
        **{
            name: IndexationRule(
                start, 2005, 1_000, AUGUST, 2019, citation, nearest=True, width=width
            )
            for name, start, width, citation in (
                ("roth_ira_unmarried", 95_000, 15_000, "IRC 408A(c)(3)(D)"),
                ("roth_ira_joint", 150_000, 10_000, "IRC 408A(c)(3)(D)"),
                ("traditional_ira_unmarried", 50_000, 10_000, "IRC 219(g)(8)"),
                ("traditional_ira_joint", 80_000, 20_000, "IRC 219(g)(8)"),
                ("traditional_ira_joint_spouse_covered", 150_000, 10_000, "IRC 219(g)(7), (8)"),
            )
        },
    }
)
"""The rule of every indexed limit and phase-out, by its name in the limits files."""


@dataclass(frozen=True)
class Mismatch:
    """A year in which the formula does not give the announced figure."""

    year: int
    announced: float
    computed: float


@dataclass(frozen=True)
class IndexationMatch:
    """A comparison of a limit's formula with the announced figure.

    Parameters
    ----------
    name
        The limit or phase-out.
    citation
        The statute of its formula.
    years
        The years compared: announced, and with the whole period of the index published.
    reproduced
        In how many of them the formula gives the announced figure (of a phase-out, both ends).
    first_mismatch
        The first other one, or None.
    """

    name: str
    citation: str
    years: tuple[int, ...]
    reproduced: int
    first_mismatch: Mismatch | None

    @property
    def announced(self) -> int:
        """Return how many announced figures were compared."""
        return len(self.years)


def _announced(name: str, limits: LimitsTable) -> dict[int, tuple[float, float]]:
    """Announced figures by year, with a phase-out's end (0 for a limit)."""
    found = {y: (float(a.dollars), 0.0) for y, a in earlier_limits(name).items()}
    for year in limits:
        if amount := year.amounts.get(name):
            figure, source = (amount.dollars, 0.0), amount.source
        elif phase_out := year.phase_outs.get(name):
            figure, source = (phase_out.start, phase_out.end), phase_out.source
        else:
            continue
        if source.status is Status.OFFICIAL:
            found[year.year] = figure
    return found


def indexation_matches(*, limits: LimitsTable | None = None) -> tuple[IndexationMatch, ...]:
    """Return what the formulas give, compared with every limit announced since each formula began.

    Parameters
    ----------
    limits
        A table to use instead of the package's own.

    Returns
    -------
    tuple of IndexationMatch
        One for each rule of `INDEXATION`.

    References
    ----------
    The citation of each rule; announcements before 2018 by notice, from 2018 in the limits files.

    Examples
    --------
    >>> match = indexation_matches()[0]
    >>> match.name, match.years[0], match.years[-1], match.announced, match.reproduced
    ('elective_deferral', 2007, 2026, 20, 20)
    """
    table = limits or limits_table()
    levels = published_levels()
    matches = []
    for name, rule in INDEXATION.items():
        announced = {
            year: figure
            for year, figure in sorted(_announced(name, table).items())
            if year >= rule.first_year and not levels.assumed(rule.measure, year - rule.measure.lag)
        }
        mismatches = []
        for year, (dollars, end) in announced.items():
            computed = rule.dollars(year, levels)
            if dollars != computed or (rule.width and end != computed + rule.width):
                mismatches.append(Mismatch(year, dollars, computed))
        matches.append(
            IndexationMatch(
                name,
                rule.citation,
                tuple(announced),
                len(announced) - len(mismatches),
                mismatches[0] if mismatches else None,
            )
        )
    return tuple(matches)
