"""A plan of one's own: from net profit to earned income, employer contribution, limit and room."""

from dataclasses import dataclass

from megaroth_xl import quantities
from megaroth_xl.law.catch_up import catch_up_contribution
from megaroth_xl.law.compensation import (
    self_employed_annual_additions_limit,
    self_employed_employer_contribution,
)
from megaroth_xl.law.elective_deferrals import elective_deferral_limit
from megaroth_xl.law.limits import LimitsTable, limits_table
from megaroth_xl.law.payroll_tax import self_employment_tax
from megaroth_xl.quantities import DOLLARS, WHOLE_YEAR, Numbers, round_half_up
from megaroth_xl.texts import LANGUAGES, text

__all__ = ["SelfEmployedYear", "self_employed_year"]

HEADING = ("what", "dollars")
FIGURES = (
    "half_of_tax",
    "earned_income",
    "most_employer_contribution",
    "annual_additions_limit",
    "counted_deferral",
    "employer_contribution",
    "after_tax_contribution",
    "room",
    "excess_annual_additions",
    "deferral_left",
    "excess_deferral",
)


@dataclass(frozen=True)
class SelfEmployedYear:
    """A self-employed person's year in a plan of their own; dollars, in whole precision.

    Parameters
    ----------
    half_of_tax, earned_income
        Half of the self-employment tax, and net profit less it.
    most_employer_contribution
        The most that the business may contribute and deduct.
    annual_additions_limit
        The lesser of the 415(c) dollars and earned income less the employer contribution.
    counted_deferral
        Deferral in this plan without catch-up.
    employer_contribution, after_tax_contribution
        As given.
    room
        After-tax contribution still possible, never below 0.
    excess_annual_additions
        What is above the limit.
    deferral_left, excess_deferral
        Of the person, with deferrals elsewhere.
    """

    half_of_tax: float
    earned_income: float
    most_employer_contribution: float
    annual_additions_limit: float
    counted_deferral: float
    employer_contribution: float
    after_tax_contribution: float
    room: float
    excess_annual_additions: float
    deferral_left: float
    excess_deferral: float

    def rows(self, lang: str = LANGUAGES[0]) -> list[tuple[str | float, ...]]:
        """The year as a table for cells: what, and dollars to the cent, half a cent up."""
        heading = tuple(text(f"self_employed.heading.{part}", lang) for part in HEADING)
        figures = [
            (
                text(f"self_employed.figure.{name}", lang),
                float(round_half_up(round(getattr(self, name), 6))),
            )
            for name in FIGURES
        ]
        return [heading, *figures]


def self_employed_year(
    net_profit: Numbers,
    year: Numbers,
    age: Numbers | None = None,
    elective_deferral: Numbers = 0.0,
    employer_contribution: Numbers = 0.0,
    wages: Numbers = 0.0,
    deferral_elsewhere: Numbers = 0.0,
    after_tax_contribution: Numbers = 0.0,
    *,
    limits: LimitsTable | None = None,
) -> SelfEmployedYear:
    """A self-employed person's year, from net profit to the after-tax room.

    Parameters
    ----------
    net_profit
        Net profit of the business, dollars (Schedule C, line 31). Not for an S corporation: there
        only W-2 wages count.
    year, age, limits
        As in `elective_deferral_limit`.
    elective_deferral, employer_contribution, after_tax_contribution
        In this plan, dollars.
    wages
        Social Security wages from employers, dollars: they share the wage base.
    deferral_elsewhere
        Deferrals in other plans, dollars: one limit per person.

    Raises
    ------
    InputError, UnknownYearError

    References
    ----------
    IRC 401(c)(2)(A)(v), 404(a)(8), 415(c)(3)(B) and (D), 1401, 164(f)(1); Pub. 560. The limit on
    annual additions is derived from these (unconfirmed).

    Examples
    --------
    >>> found = self_employed_year(60_000, 2026, 40, 24_500, 11_152.20)
    >>> round(found.earned_income, 3), round(found.room, 3)
    (55761.135, 8956.735)
    """
    table = limits or limits_table()
    when = quantities.single(year, WHOLE_YEAR, "year")
    profit = quantities.single(net_profit, DOLLARS, "net_profit")
    deferral = quantities.single(elective_deferral, DOLLARS, "deferral")
    employer = quantities.single(employer_contribution, DOLLARS, "employer")
    after_tax = quantities.single(after_tax_contribution, DOLLARS, "after_tax")
    elsewhere = quantities.single(deferral_elsewhere, DOLLARS, "deferral_elsewhere")
    tax = float(self_employment_tax(profit, when, wages, limits=table))
    limit = float(self_employed_annual_additions_limit(profit, tax, employer, when, limits=table))
    catch_up = float(catch_up_contribution(deferral, when, age, limits=table))
    used = deferral - catch_up + employer + after_tax
    most = float(elective_deferral_limit(when, age, limits=table))
    anywhere = deferral + elsewhere
    return SelfEmployedYear(
        half_of_tax=tax / 2,
        earned_income=max(profit - tax / 2, 0.0),
        most_employer_contribution=min(
            float(self_employed_employer_contribution(profit, tax)),
            float(table.dollars("annual_additions", when)),
        ),
        annual_additions_limit=limit,
        counted_deferral=deferral - catch_up,
        employer_contribution=employer,
        after_tax_contribution=after_tax,
        room=float(quantities.without_noise(max(limit - used, 0.0))),
        excess_annual_additions=float(quantities.without_noise(max(used - limit, 0.0))),
        deferral_left=max(most - anywhere, 0.0),
        excess_deferral=max(anywhere - most, 0.0),
    )
