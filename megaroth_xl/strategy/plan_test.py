"""The plan pre-test: whether the highly compensated get their money back, and what follows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from megaroth_xl.law.corrections import CorrectionDeadlines, correction_deadlines
from megaroth_xl.law.elective_deferrals import excess_deferral_deadline
from megaroth_xl.law.limits import LimitsTable, limits_table
from megaroth_xl.quantities import CENTS, FloatArray, cents
from megaroth_xl.strategy.hce_status import LookBackTotals, hce_conflicts, hce_status
from megaroth_xl.strategy.participants import Participants
from megaroth_xl.strategy.plan import PlanTerms, TestingMethod
from megaroth_xl.strategy.plan_words import EACA
from megaroth_xl.strategy.pretest import Outcome, Pretest, Reading, Reason, Result, given_average
from megaroth_xl.strategy.refunds import Corrections, corrections
from megaroth_xl.strategy.tested_part import PretestTotals, TestedPart
from megaroth_xl.strategy.ways_out import (
    QnecCost,
    WaysOut,
    highest_rate,
    own_highest_rates,
    ways_out,
)

__all__ = ["PlanTest", "PlanWays", "columns_tested", "plan_test", "plan_ways", "refund_deadline"]

LIMITS_USED = ("compensation", "annual_additions", "elective_deferral", "catch_up")


@dataclass(frozen=True, eq=False)
class PlanWays:
    """What HCEs may contribute, and what would make failing tests pass.

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
class PlanTest:
    """A plan year's pre-test; the arrays have an element for each participant.

    Parameters
    ----------
    plan
        The plan's terms.
    year
        The calendar year in which the plan year begins.
    is_projected
        Whether a limit of the year that was used is a projection.
    pretest
        Outcomes of the ACP and the ADP test.
    part
        What the tests count of each participant.
    acp_excess, adp_excess
        Each one's part of the excess of both tests, dollars.
    corrections
        What goes back, in the order in which it is corrected.
    acp_without_additions
        The ACP test without the after-tax contributions that 415(c) returns, since it is not
        settled whether they count; None where it returns none.
    left_out_allowed
        Rows of the roster that are left out, and tested without by the user's own decision.
    hce_conflicts
        Number of employees of whom the roster says otherwise than pay and ownership do.
    top_paid
        Size of the top-paid group, and the number of which it is a fifth; None without election.
    ways
        What HCEs may contribute, and the ways out.
    acp_qnec, adp_qnec
        What QNECs cost that make the tests pass; None where a test does not fail.
    deadlines
        By when the refunds must be paid.
    excess_deferral_deadline
        By when the plan must return excess deferrals.
    """

    plan: PlanTerms
    year: int
    is_projected: bool
    pretest: Pretest
    part: TestedPart
    acp_excess: FloatArray
    adp_excess: FloatArray
    corrections: Corrections
    acp_without_additions: Reading | None
    left_out_allowed: int
    hce_conflicts: int
    top_paid: tuple[int, int] | None
    ways: PlanWays
    acp_qnec: QnecCost | None
    adp_qnec: QnecCost | None
    deadlines: CorrectionDeadlines
    excess_deferral_deadline: date

    @property
    def acp(self) -> Outcome:
        """Outcome of the ACP test."""
        return self.pretest.acp

    @property
    def adp(self) -> Outcome:
        """Outcome of the ADP test."""
        return self.pretest.adp

    @property
    def refund_deadline(self) -> date:
        """Last day on which refunds cost no excise tax."""
        return refund_deadline(self.plan, self.year)

    @property
    def own_rates(self) -> FloatArray:
        """Highest after-tax rate of each HCE if the others' contributions stay; NaN where none."""
        rates = np.full(len(self.part.pay), np.nan)
        reading = self.acp.elected
        if reading is not None and len(reading.verdicts) == 1:
            rows = self.part.tested_hces()
            columns = columns_tested(self.pretest.totals, reading)
            rates[rows] = own_highest_rates(reading.verdict, *columns)
        return rates


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


def plan_test(
    people: Participants,
    plan: PlanTerms,
    year: int,
    *,
    match: FloatArray,
    hce: FloatArray | None = None,
    blocked: Sequence[Reason] = (),
    left_out_allowed: int = 0,
    limits: LimitsTable | None = None,
) -> PlanTest:
    """Pre-test of a plan year: both tests, the refunds, the ways out, and the other limits.

    Parameters
    ----------
    people
        The participants, a row for each.
    plan
        The plan's terms.
    year
        The calendar year in which the plan year begins.
    match
        Match of each, given or projected, dollars.
    hce
        Who is highly compensated, NaN where it is not known; by default `hce_status` of these.
    blocked
        As in `Pretest.of`.
    left_out_allowed
        Rows of the roster that are left out, and tested without by the user's own decision.
    limits
        A table to use instead of the package's own.

    Returns
    -------
    PlanTest

    Raises
    ------
    InputError, ShapeError, UnknownYearError

    References
    ----------
    IRC 401(k)(3), 401(m)(2), (6) and (7), 402(g), 415(c), 4979.

    Examples
    --------
    >>> plan = PlanTerms("Example 401(k)", prior_year_nhce_acp=0.04, prior_year_nhce_adp=0.05)
    >>> people = Participants.of({
    ...     "employee_id": ["1", "2", "3"], "compensation": [200_000, 200_000, 50_000],
    ...     "elective_deferral": [10_000, 10_000, 0], "hce": [1, 1, 0],
    ...     "after_tax_contribution": [20_000, 10_000, 0]})
    >>> found = plan_test(people, plan, 2026, match=np.zeros(3))
    >>> found.acp.result, found.acp.hce_average, found.acp_excess, found.adp.result
    (<Result.FAILS: 'fails'>, 0.075, array([6000.,    0.,    0.]), <Result.PASSES: 'passes'>)
    >>> found.ways.highest_hce_rate, found.ways.acp.rate_cap, found.refund_deadline
    (0.06, 0.07, datetime.date(2027, 3, 15))
    """
    table = limits or limits_table()
    look_back = LookBackTotals.of(people, plan, year, limits=table)
    if hce is None:
        hce = hce_status(people, plan, year, look_back=look_back, limits=table)
    part = TestedPart.of(people, plan, year, hce=hce, match=match, limits=table)
    totals = PretestTotals.of(part)
    asked = {**part.counts.questions, "hce_not_known": part.hce_not_known}
    rows = {name: tuple(people.row[mask].tolist()) for name, mask in asked.items() if mask.any()}
    pretest = Pretest.of(totals, plan, blocked, rows)
    acp_excess, adp_excess = (_excess(outcome, part) for outcome in (pretest.acp, pretest.adp))
    reading = pretest.acp.elected
    in_test = part.match
    if reading is not None and reading.column == "acp_safe_harbor":
        in_test = part.match - part.left_out
    ways = plan_ways(pretest, plan)
    back = corrections(
        people,
        plan,
        year,
        match=match,
        acp_excess=acp_excess,
        adp_excess=adp_excess,
        acp_match_tested=in_test / CENTS,
        catch_up=part.catch_up / CENTS,
        limits=table,
    )
    conflicts = hce_conflicts(people, plan, year, look_back=look_back, limits=table)
    return PlanTest(
        plan=plan,
        year=year,
        is_projected=any(table.projected(name, year).item() for name in LIMITS_USED),
        pretest=pretest,
        part=part,
        acp_excess=acp_excess,
        adp_excess=adp_excess,
        corrections=back,
        acp_without_additions=_without_additions(pretest, plan, part, back),
        left_out_allowed=left_out_allowed,
        hce_conflicts=int(conflicts.sum()),
        top_paid=(
            (look_back.top_paid(plan)[0], look_back.counted) if plan.top_paid_election else None
        ),
        ways=ways,
        acp_qnec=None if ways.acp is None else QnecCost.of(part, ways.acp),
        adp_qnec=None if ways.adp is None else QnecCost.of(part, ways.adp),
        deadlines=correction_deadlines(plan.plan_year(year)[1]),
        excess_deferral_deadline=excess_deferral_deadline(year),
    )


def _without_additions(
    pretest: Pretest, plan: PlanTerms, part: TestedPart, back: Corrections
) -> Reading | None:
    """The elected reading of the ACP test without what 415(c) returns after tax."""
    reading, returned = pretest.acp.elected, back.additions_after_tax > 0
    if reading is None or not returned.any():
        return None
    column = reading.column
    money = part.contributions[column].copy()
    money[back.rows[returned]] -= cents(back.additions_after_tax[returned])
    changed = replace(part, contributions={**part.contributions, column: money})
    given = given_average("ACP", plan)
    average = None if isinstance(given, Reason) else given
    return Reading.of("ACP", PretestTotals.of(changed), column, reading.grouping, average)


def plan_ways(pretest: Pretest, plan: PlanTerms) -> PlanWays:
    """What HCEs may contribute, and what would make failing tests pass; from totals alone.

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


def columns_tested(totals: PretestTotals, reading: Reading) -> tuple[np.ndarray, ...]:
    """Counted pay, what is tested but cannot be elected, and what can be, of each HCE, in cents."""
    hces = totals.hces
    if reading.column.startswith("adp"):
        return hces["pay"], np.zeros_like(hces["pay"]), hces["deferral"]
    match = hces["match"]
    if reading.column == "acp_safe_harbor":
        match = match - hces["left_out"]
    return hces["pay"], match, hces["after_tax"]


def _excess(outcome: Outcome, part: TestedPart) -> FloatArray:
    if outcome.result is Result.FAILS and outcome.elected is not None:
        return outcome.elected.refunds(part)
    return np.zeros(len(part.pay))
