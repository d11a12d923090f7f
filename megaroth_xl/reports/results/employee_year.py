"""The figures of each employee's year, each under its own name."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from megaroth_xl.law.limits import LimitsTable
from megaroth_xl.quantities import BoolArray, FloatArray
from megaroth_xl.strategy.plan.participants import Participants
from megaroth_xl.strategy.plan.terms import PlanTerms

__all__ = ["EmployeeYear"]


@dataclass(frozen=True, eq=False)
class EmployeeYear:
    """Pay and contributions of each employee in one year, columns of one length.

    Match, nonelective and after-tax contributions stay apart; only `employer_contribution` adds
    up, for the limit on annual additions.

    Parameters
    ----------
    year
        The calendar year.
    age
        Age on December 31; NaN where not known.
    compensation, elective_deferral, deferral_elsewhere
        Dollars.
    matching_contribution
        Dollars: given in the roster, or projected from the plan's tiers.
    match_is_projected
        Which of the two.
    nonelective_contribution, after_tax_contribution
        Dollars.
    additions_in_other_plan
        Annual additions in another plan of the employer, dollars; they use the same limit.
    plan_cap
        The plan's own limit on after-tax contributions, dollars; NaN where it has none.
    """

    year: int
    age: FloatArray
    compensation: FloatArray
    elective_deferral: FloatArray
    deferral_elsewhere: FloatArray
    matching_contribution: FloatArray
    match_is_projected: BoolArray
    nonelective_contribution: FloatArray
    after_tax_contribution: FloatArray
    additions_in_other_plan: FloatArray
    plan_cap: FloatArray

    @classmethod
    def of(cls, people: Participants, plan: PlanTerms, year: int, limits: LimitsTable) -> Self:
        """The year of some participants under a plan.

        Parameters
        ----------
        people, plan, year
            As in `employee_outcomes`.
        limits
            The limits that the plan applies.
        """
        pay, deferral = people.compensation, people.elective_deferral
        after_tax = people.after_tax_contribution
        matched = deferral + after_tax if plan.matches_after_tax else deferral
        is_projected = np.isnan(people.matching_contribution)
        projected = plan.match(pay, matched, year, by_pay_date=True, limits=limits)
        return cls(
            year=year,
            age=people.age,
            compensation=pay,
            elective_deferral=deferral,
            deferral_elsewhere=people.deferral_elsewhere,
            matching_contribution=np.where(is_projected, projected, people.matching_contribution),
            match_is_projected=is_projected,
            nonelective_contribution=people.nonelective_contribution,
            after_tax_contribution=after_tax,
            additions_in_other_plan=people.additions_in_other_plan,
            plan_cap=np.asarray(plan.after_tax_limit(pay, year, limits=limits)),
        )

    @property
    def employer_contribution(self) -> FloatArray:
        """Employer money, and what another plan of the employer holds, dollars."""
        own = self.matching_contribution + self.nonelective_contribution
        return own + self.additions_in_other_plan

    @property
    def deferral_anywhere(self) -> FloatArray:
        """Deferrals here and with other employers, dollars."""
        return self.elective_deferral + self.deferral_elsewhere

    def additions(self) -> dict[str, Any]:
        """Return what `annual_additions` takes."""
        return {
            "elective_deferral": self.elective_deferral,
            "employer_contribution": self.employer_contribution,
            "year": self.year,
            "age": self.age,
            "after_tax_contribution": self.after_tax_contribution,
        }

    def additions_and_pay(self) -> dict[str, Any]:
        """Return what `excess_annual_addition` takes."""
        return {**self.additions(), "compensation": self.compensation}
