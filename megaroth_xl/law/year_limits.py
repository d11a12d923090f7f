"""The figures of one year: amounts, phase-outs and brackets, each with its source."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple

from megaroth_xl.errors import UnknownLimitError
from megaroth_xl.phrases import Phrase

__all__ = [
    "FIRST_FILE",
    "LIMIT_RULES",
    "Amount",
    "LimitRule",
    "LookBackThreshold",
    "PhaseOut",
    "Source",
    "Status",
    "TaxBrackets",
    "YearLimits",
]


FIRST_FILE = 2018
"""The first year with a file of its own; of the years before, only plan limits are at hand."""


class Status(StrEnum):
    """The certainty of a figure."""

    OFFICIAL = "official"
    PROJECTED = "projected"
    OWN = "own"
    """Typed in by the user, who answers for it."""


class Source(NamedTuple):
    """The source of a figure, its certainty, and the day it was last compared with the source."""

    title: str
    citation: str
    status: Status
    checked: date


class Amount(NamedTuple):
    """A yearly dollar amount and its source."""

    dollars: float
    source: Source


class PhaseOut(NamedTuple):
    """The income over which a limit shrinks to nothing, in dollars of modified AGI."""

    start: float
    end: float
    source: Source


class TaxBrackets(NamedTuple):
    """The upper ends of all ordinary income brackets but the last, in dollars."""

    upper_ends: tuple[float, ...]
    source: Source


class LookBackThreshold(NamedTuple):
    """A pay threshold that is compared with an earlier year's pay than the year it decides.

    Parameters
    ----------
    dollars
        Pay above this decides.
    look_back_year, determination_year
        The year whose pay is compared, and the year that the comparison decides.
    source
        Where the figure stands.
    """

    dollars: float
    look_back_year: int
    determination_year: int
    source: Source


class LimitRule(NamedTuple):
    """The definition of a limit, without its amount.

    Parameters
    ----------
    citation, meaning
        The Code section that sets it, and one line for a heading.
    step
        The dollars to which the statute rounds; an amount that is no multiple is a typing error.
        None where the rounding applies to the increase over a base that is itself no multiple.
    first_year
        The first year of a limit that is younger than the yearly files; 0 for an older one.
    """

    citation: str
    meaning: str
    step: int
    first_year: int = 0


LIMIT_RULES: Mapping[str, LimitRule] = MappingProxyType(
    {
        "elective_deferral": LimitRule("402(g)", "Elective deferrals, pre-tax and Roth", 500),
        "catch_up": LimitRule("414(v)", "Catch-up contributions from age 50", 500),
        "higher_catch_up": LimitRule(
            "414(v)(2)(E)", "Catch-up contributions at ages 60 to 63", 250, 2025
        ),
        "annual_additions": LimitRule("415(c)", "All money into one employer's plans", 1000),
        "compensation": LimitRule("401(a)(17)", "Pay a plan may take into account", 5000),
        "hce": LimitRule(
            "414(q)", "Pay above which an employee is highly compensated the following year", 5000
        ),
        "roth_catch_up_wages": LimitRule(
            "414(v)(7)", "Prior-year wages above which catch-up must be Roth", 5000, 2025
        ),
        "social_security_wage_base": LimitRule("42 USC 430", "Social Security wage base", 300),
        "ira": LimitRule("219(b)(5)", "IRA contributions", 500),
        "ira_catch_up": LimitRule("219(b)(5)(B)", "IRA catch-up from age 50", 100),
        "hsa_self": LimitRule("223(b)(2)(A)", "HSA, self-only coverage", 50),
        "hsa_family": LimitRule("223(b)(2)(B)", "HSA, family coverage", 50),
        "hsa_catch_up": LimitRule("223(b)(3)", "HSA catch-up from age 55", 1000),
    }
)


@dataclass(frozen=True)
class YearLimits:
    """One year's figures.

    Parameters
    ----------
    year
        The calendar year.
    amounts
        By limit name (`LIMIT_RULES`).
    phase_outs
        By IRA kind and filing group, such as ``roth_ira_joint``.
    net_investment_income, standard_deduction
        By filing status.
    brackets
        By filing status; empty for a year whose tables are not published.
    deductions
        By name: the cap on the deduction of state and local taxes, the deduction of persons of 65
        or older, and where each begins to shrink; empty before 2025.
    medicare_premiums
        By "unmarried" and "joint": modified AGI of two years before above which the year's
        Medicare premiums are higher; empty where it is not published.
    """

    year: int
    amounts: Mapping[str, Amount]
    phase_outs: Mapping[str, PhaseOut] = field(default_factory=dict)
    net_investment_income: Mapping[str, Amount] = field(default_factory=dict)
    standard_deduction: Mapping[str, Amount] = field(default_factory=dict)
    brackets: Mapping[str, TaxBrackets] = field(default_factory=dict)
    deductions: Mapping[str, Amount] = field(default_factory=dict)
    medicare_premiums: Mapping[str, Amount] = field(default_factory=dict)

    def amount(self, name: str) -> Amount:
        """One limit with its source.

        Raises
        ------
        UnknownLimitError
            For a name that is no limit, or has none in this year.

        Examples
        --------
        >>> from megaroth_xl.law.limits import limits_table
        >>> limits_table()[2026].amount("annual_additions").dollars
        72000.0
        """
        if name in self.amounts:
            return self.amounts[name]
        if name not in LIMIT_RULES:
            raise UnknownLimitError(name, f"the names are {', '.join(LIMIT_RULES)}")
        raise UnknownLimitError(name, self.reason_for_none(name))

    def reason_for_none(self, name: str) -> str:
        """Return why a limit has no amount in this year.

        Examples
        --------
        >>> from megaroth_xl.law.limits import limits_table
        >>> limits_table()[2024].reason_for_none("higher_catch_up")
        'it begins with 2025, not 2024'
        >>> limits_table()[2015].reason_for_none("ira")
        'for 2015 the package has only the limits of plans, and this one from 2018 on'
        """
        if self.year < (begins := LIMIT_RULES[name].first_year):
            words = "it begins with {first}, not {year}"
            return Phrase(words, first=str(begins), year=str(self.year))
        if self.year < FIRST_FILE:
            words = (
                "for {year} the package has only the limits of plans, and this one from {first} on"
            )
            return Phrase(words, year=str(self.year), first=str(FIRST_FILE))
        return Phrase("the limits file for {year} does not give it", year=str(self.year))

    def deduction(self, name: str) -> Amount:
        """One amount of `deductions` with its source.

        Raises
        ------
        UnknownLimitError
            Where the year has none of this name.
        """
        if name in self.deductions:
            return self.deductions[name]
        raise UnknownLimitError(name, f"the limits file for {self.year} does not give it")

    @property
    def is_projected(self) -> bool:
        """Return whether any plan limit of the year is a projection."""
        return any(a.source.status is Status.PROJECTED for a in self.amounts.values())

    def without_projections(self) -> "YearLimits":
        """These figures without those that are projected."""
        sections: dict[str, Any] = {
            each.name: {
                name: figure
                for name, figure in getattr(self, each.name).items()
                if figure.source.status is not Status.PROJECTED
            }
            for each in fields(self)
            if each.name != "year"
        }
        return replace(self, **sections)

    def overlaid(self, other: "YearLimits") -> "YearLimits":
        """These figures with another file's put over them, name by name."""
        return YearLimits(
            self.year,
            amounts={**self.amounts, **other.amounts},
            phase_outs={**self.phase_outs, **other.phase_outs},
            net_investment_income={**self.net_investment_income, **other.net_investment_income},
            standard_deduction={**self.standard_deduction, **other.standard_deduction},
            brackets={**self.brackets, **other.brackets},
            deductions={**self.deductions, **other.deductions},
            medicare_premiums={**self.medicare_premiums, **other.medicare_premiums},
        )
