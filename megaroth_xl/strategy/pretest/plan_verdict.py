"""Verdict of a plan year's pre-test: both outcomes, the ways out, and by when to correct."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from megaroth_xl.law.corrections import CorrectionDeadlines, correction_deadlines
from megaroth_xl.law.elective_deferrals import excess_deferral_deadline
from megaroth_xl.strategy.plan.terms import PlanTerms
from megaroth_xl.strategy.plan.words import EACA, TestingMethod
from megaroth_xl.strategy.pretest.outcomes import Outcome, Pretest, Reading
from megaroth_xl.strategy.pretest.pretest_totals import PretestTotals
from megaroth_xl.strategy.pretest.ways_out import WaysOut, highest_rate, ways_out

__all__ = ["PlanVerdict", "PlanWays", "columns_tested", "plan_ways", "refund_deadline"]

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class PlanWays:
    """The amounts HCEs may contribute, and the changes that would make failing tests pass.

    Parameters
    ----------
    highest_hce_rate
        Highest share of counted pay that every HCE could contribute after tax with the ACP test
        passing; None where the match alone fails, or nothing is tested; 1 where nothing limits it.
    acp, adp
        Ways out of each test; None where it does not fail.
    """

    highest_hce_rate: float | None
    acp: WaysOut | None
    adp: WaysOut | None


@dataclass(frozen=True, eq=False)
class PlanVerdict:
    """Verdict of a plan year's pre-test.

    Parameters
    ----------
    plan
        The plan's terms.
    year
        The calendar year in which the plan year begins.
    pretest, ways
        Outcomes of the ACP and the ADP test; what HCEs may contribute, and the ways out.
    """

    plan: PlanTerms
    year: int
    pretest: Pretest
    ways: PlanWays

    @property
    def acp(self) -> Outcome:
        """Outcome of the ACP test."""
        return self.pretest.acp

    @property
    def adp(self) -> Outcome:
        """Outcome of the ADP test."""
        return self.pretest.adp

    @property
    def deadlines(self) -> CorrectionDeadlines:
        """By when the refunds must be paid."""
        return correction_deadlines(self.plan.plan_year(self.year)[1])

    @property
    def refund_deadline(self) -> date:
        """Last day on which refunds cost no excise tax."""
        return refund_deadline(self.plan, self.year)

    @property
    def excess_deferral_deadline(self) -> date:
        """By when the plan must return excess deferrals."""
        return excess_deferral_deadline(self.year)


def refund_deadline(plan: PlanTerms, year: int) -> date:
    """Last day on which a plan's refunds for a year cost no excise tax.

    References
    ----------
    IRC 4979(f)(1).

    Examples
    --------
    >>> refund_deadline(PlanTerms("Example 401(k)"), 2026)
    datetime.date(2027, 3, 15)
    """
    deadlines = correction_deadlines(plan.plan_year(year)[1])
    if plan.eaca is EACA.ALL_ELIGIBLE:
        return deadlines.without_excise_tax_if_automatic
    return deadlines.without_excise_tax


def plan_ways(pretest: Pretest, plan: PlanTerms) -> PlanWays:
    """Return what HCEs may contribute, and what would make failing tests pass; from totals alone.

    Parameters
    ----------
    pretest
        The outcomes.
    plan
        The plan's terms.
    """
    own = plan.testing_method is TestingMethod.CURRENT_YEAR
    found: list[WaysOut | None] = []
    highest = None
    for outcome in (pretest.acp, pretest.adp):
        reading = outcome.elected
        found.append(None)
        if reading is None or len(reading.verdicts) > 1:
            continue
        pay, fixed, movable = columns_tested(pretest.totals, reading)
        found[-1] = ways_out(reading.verdict, pay, fixed, movable, takes_current_year=own)
        if outcome is pretest.acp:
            highest = highest_rate(reading.verdict, pay, fixed)
    return PlanWays(highest, found[0], found[1])


def columns_tested(totals: PretestTotals, reading: Reading) -> tuple[IntArray, IntArray, IntArray]:
    """Counted pay, what is tested but cannot be elected, and what can be, of each HCE, in cents."""
    hces = totals.hces
    if reading.column.startswith("adp"):
        return hces["pay"], hces["adp_fixed"], hces["deferral"]
    fixed = hces["fixed"]
    if reading.column == "acp_safe_harbor":
        fixed = fixed - hces["left_out"]
    return hces["pay"], fixed, hces["after_tax"]
