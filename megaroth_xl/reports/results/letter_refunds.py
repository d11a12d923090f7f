"""What the plan's pre-test expects to return to each employee, for the letters."""

import numpy as np

from megaroth_xl.law.limits import LimitsTable
from megaroth_xl.quantities import FloatArray
from megaroth_xl.reports.results.employee_year import EmployeeYear
from megaroth_xl.reports.results.pretest import pretest
from megaroth_xl.reports.roster.roster import Roster
from megaroth_xl.strategy.plan import PlanTerms

__all__ = ["letter_refunds"]


def letter_refunds(
    roster: Roster,
    plan: PlanTerms,
    year: int,
    *,
    hce: FloatArray,
    allow_left_out: int,
    limits: LimitsTable,
) -> FloatArray:
    """What the ACP and the ADP test expect to go back to each employee, dollars without earnings.

    0 where a test passes, or is not run: no letter says more than the pre-test.

    Parameters
    ----------
    roster, plan, year, hce, allow_left_out, limits
        As in `pretest`.

    References
    ----------
    IRC 401(k)(8), 401(m)(6).
    """
    its = EmployeeYear.of(roster.participants, plan, year, plan.applied_limits(year, limits))
    found = pretest(
        roster,
        plan,
        year,
        match=its.matching_contribution,
        hce=hce,
        allow_left_out=allow_left_out,
        limits=limits,
    )
    back = np.zeros(len(roster.participants))
    goes = found.corrections
    back[goes.rows] = goes.acp_excess + goes.adp_refund
    return np.nan_to_num(back)
