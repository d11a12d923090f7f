"""The state of participation that each employee's letter is about."""

from enum import StrEnum

import numpy as np
import numpy.typing as npt

from megaroth_xl.quantities import FloatArray, down_to_cents
from megaroth_xl.reports.results.employee_outcomes import EmployeeOutcomes
from megaroth_xl.strategy.plan.participants import Participants
from megaroth_xl.strategy.plan.terms import PlanTerms

__all__ = ["TO_SETTLE", "LetterState", "letter_states", "room_in_cents"]


class LetterState(StrEnum):
    """The states of participation; the first that applies, in this order."""

    GONE = "gone"
    NOT_ELIGIBLE = "not_eligible"
    NO_PAY = "no_pay"
    FACTS_MISSING = "facts_missing"
    OVER_ADDITIONS = "over_additions"
    OVER_DEFERRAL = "over_deferral"
    OVER_CAP = "over_cap"
    NO_AFTER_TAX = "no_after_tax"
    REFUND = "refund"
    LEAVING = "leaving"
    LEAVING_FULL = "leaving_full"
    FULL = "full"
    OPEN = "open"


TO_SETTLE = (
    LetterState.OVER_ADDITIONS,
    LetterState.OVER_DEFERRAL,
    LetterState.OVER_CAP,
    LetterState.REFUND,
)
"""The states in which something has to be returned or corrected first."""


def room_in_cents(results: EmployeeOutcomes) -> FloatArray:
    """The after-tax room in whole cents, rounded down so that it may be paid in."""
    return down_to_cents(results.after_tax_room)


def letter_states(
    people: Participants,
    plan: PlanTerms,
    results: EmployeeOutcomes,
    refunds: FloatArray | None = None,
) -> npt.NDArray[np.str_]:
    """The state of each employee, as texts of `LetterState`.

    Without an age an excess may be catch-up: such a person's letter asks for the birth date, and
    asks for no money back.

    Parameters
    ----------
    people, plan, results
        As in `employee_outcomes`, and what came of them.
    refunds
        What the pre-test expects to go back to each (`expected_refunds`); None where letters say
        nothing of it.

    References
    ----------
    IRC 414(v)(1) and (5)(A): catch-up from age 50 is within the limits.
    """
    over = {
        LetterState.OVER_ADDITIONS: results.warnings["excess_annual_addition"],
        LetterState.OVER_DEFERRAL: results.warnings["excess_deferral"],
    }
    unsure = np.isnan(people.age) & np.logical_or.reduce(list(over.values()))
    expected = np.zeros(len(people)) if refunds is None else refunds[:, 0]
    takes_after_tax = np.full(len(people), plan.accepts_after_tax)
    has_room = room_in_cents(results) > 0
    holds = {
        LetterState.GONE: results.gone,
        LetterState.NOT_ELIGIBLE: results.not_eligible,
        LetterState.NO_PAY: people.compensation == 0,
        LetterState.FACTS_MISSING: unsure,
        **over,
        LetterState.OVER_CAP: results.warnings["after_tax_above_plan_cap"] & takes_after_tax,
        LetterState.NO_AFTER_TAX: ~takes_after_tax,
        LetterState.REFUND: expected > 0,
        LetterState.LEAVING: results.leaving & has_room,
        LetterState.LEAVING_FULL: results.leaving,
        LetterState.FULL: ~has_room,
    }
    names = [str(state) for state in holds]
    return np.select(list(holds.values()), names, str(LetterState.OPEN))
