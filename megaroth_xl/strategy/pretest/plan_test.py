"""The plan pre-test: whether the highly compensated get their money back, and what follows.

A plan comes in parts, one or many, which are gone through three times: for who is highly
compensated where that depends on everybody, for the totals, and for what the outcome means for
each. Only totals are kept from one part to the next, with some numbers of each HCE among them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

from megaroth_xl.law.leveling import RatioTotals
from megaroth_xl.law.limits import LimitsTable, limits_table
from megaroth_xl.law.verdict import Verdict
from megaroth_xl.quantities import FloatArray
from megaroth_xl.strategy.plan.participants import Participants
from megaroth_xl.strategy.plan.terms import PlanTerms
from megaroth_xl.strategy.plan.words import AdpSafeHarbor, QmacTest, QnecTest
from megaroth_xl.strategy.pretest.hce_status import LookBackTotals, hce_conflicts, hce_status
from megaroth_xl.strategy.pretest.outcomes import (
    Outcome,
    Pretest,
    Reading,
    Reason,
    Result,
    given_average,
)
from megaroth_xl.strategy.pretest.part_test import CorrectionTotals, PartTest, without_additions
from megaroth_xl.strategy.pretest.plan_verdict import PlanVerdict, plan_ways
from megaroth_xl.strategy.pretest.pretest_totals import PretestTotals
from megaroth_xl.strategy.pretest.qualified import ContributionRates
from megaroth_xl.strategy.pretest.tested_part import TestedPart
from megaroth_xl.strategy.pretest.ways_out import QnecCost, WaysOut
from megaroth_xl.strategy.pretest.what_if_totals import WhatIfTotals

__all__ = ["PlanParts", "PlanTest", "plan_test"]

Found = TypeVar("Found")

LIMITS_USED = ("compensation", "annual_additions", "elective_deferral", "catch_up")


class PlanParts(Protocol):
    """The participants of a plan part by part, each with the match of each in dollars.

    They can be gone through several times.
    """

    def __iter__(self) -> Iterator[tuple[Participants, FloatArray]]: ...


@dataclass(frozen=True, eq=False)
class PlanTest(PlanVerdict):
    """A plan year's pre-test.

    Parameters
    ----------
    is_projected
        Whether a limit of the year that was used is a projection.
    back
        What goes back in all.
    acp_without_additions
        The ACP test without the after-tax contributions that 415(c) returns, since it is not
        settled whether they count; None where it returns none.
    left_out_allowed
        Rows of the roster that are left out, and tested without by the user's own decision.
    hce_conflicts
        Number of employees of whom the roster says otherwise than pay and ownership do.
    top_paid
        Size of the top-paid group, and the number of which it is a fifth; None without election.
    acp_qnec, adp_qnec
        What QNECs cost that make the tests pass; None where a test does not fail.
    what_if
        What else the ACP test needs to be tried otherwise; None where no averages are compared.
    representative_rate
        The plan's representative contribution rate, a share of pay, by which QNECs that are
        disproportionate are told; None where no test counts QNECs.
    undecided
        The outcomes without QNECs, where `qnec_test` is not given and a result depends on it.
    counted_otherwise
        The outcomes if the roster's QNECs or QMACs were counted in another test, by the setting
        and its word; empty where the roster has none, or nothing is left open.
    """

    is_projected: bool
    back: CorrectionTotals
    acp_without_additions: Reading | None
    left_out_allowed: int
    hce_conflicts: int
    top_paid: tuple[int, int] | None
    acp_qnec: QnecCost | None
    adp_qnec: QnecCost | None
    what_if: WhatIfTotals | None
    representative_rate: float | None
    undecided: Pretest | None
    counted_otherwise: Mapping[tuple[str, str], Pretest]


def plan_test(
    parts: PlanParts,
    plan: PlanTerms,
    year: int,
    *,
    blocked: Sequence[Reason] = (),
    left_out_allowed: int = 0,
    limits: LimitsTable | None = None,
    of_one_file: bool | None = None,
    each: Callable[[PartTest], None] | None = None,
) -> PlanTest:
    """Pre-test of a plan year: both tests, the refunds, the ways out, and the other limits.

    Parameters
    ----------
    parts
        The participants, a row for each, in one part or in many.
    plan
        The plan's terms.
    year
        The calendar year in which the plan year begins.
    blocked
        As in `Pretest.of`.
    left_out_allowed
        Rows of the roster that are left out, and tested without by the user's own decision.
    limits
        A table to use instead of the package's own.
    of_one_file
        The rows of all parts are those of one file, so that their numbers tell who is meant; None
        where those of a single part are.
    each
        Is given what the outcome means for each part, in their order.

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
    >>> import numpy as np
    >>> plan = PlanTerms("Example 401(k)", prior_year_nhce_acp=0.04, prior_year_nhce_adp=0.05)
    >>> people = Participants.of({
    ...     "employee_id": ["1", "2", "3"], "compensation": [200_000, 200_000, 50_000],
    ...     "elective_deferral": [10_000, 10_000, 0], "hce": [1, 1, 0],
    ...     "after_tax_contribution": [20_000, 10_000, 0]})
    >>> parts = [(people.take(slice(0, 1)), np.zeros(1)), (people.take(slice(1, 3)), np.zeros(2))]
    >>> excess = []
    >>> found = plan_test(parts, plan, 2026, each=lambda part: excess.append(part.acp_excess))
    >>> found.acp.result, found.acp.hce_average, excess, found.adp.result
    (<Result.FAILS: 'fails'>, 0.075, [array([6000.]), array([0., 0.])], <Result.PASSES: 'passes'>)
    >>> found.ways.highest_hce_rate, found.ways.acp.rate_cap, found.refund_deadline
    (0.06, 0.07, datetime.date(2027, 3, 15))
    """
    first = _FirstPass(parts, plan, year, limits or limits_table(), of_one_file=of_one_file)
    pretest = Pretest.of(first.together, plan, blocked, first.rows)
    otherwise = _counted_otherwise(first, pretest, blocked)
    settled = pretest.settled_by_qnecs(
        [found for (name, _), found in otherwise.items() if name == "qnec_test"]
    )
    verdict = PlanVerdict(plan, year, settled, plan_ways(settled, plan))
    second = _SecondPass(verdict, first, each)
    look_back, ways = first.look_back, verdict.ways
    return PlanTest(
        **vars(verdict),
        is_projected=any(first.table.projected(name, year).item() for name in LIMITS_USED),
        back=CorrectionTotals.together(second.back),
        acp_without_additions=second.without_additions(),
        left_out_allowed=left_out_allowed,
        hce_conflicts=first.conflicts,
        top_paid=(
            (look_back.top_paid(plan)[0], look_back.counted) if plan.top_paid_election else None
        ),
        acp_qnec=_together(second.acp_qnec, ways.acp),
        adp_qnec=_together(second.adp_qnec, ways.adp),
        what_if=WhatIfTotals.together(second.what_if) if second.what_if else None,
        representative_rate=first.representative,
        undecided=None if settled is pretest else pretest,
        counted_otherwise=otherwise,
    )


class _FirstPass:
    """The parts gone through for who is highly compensated, and then for their totals."""

    def __init__(
        self,
        parts: PlanParts,
        plan: PlanTerms,
        year: int,
        table: LimitsTable,
        *,
        of_one_file: bool | None,
    ) -> None:
        self.parts, self.plan, self.year, self.table = parts, plan, year, table
        self.of_one_file = of_one_file
        self.look_back = LookBackTotals.together(
            _of_each(parts, lambda people, _: LookBackTotals.of(people, plan, year, limits=table))
        )
        self.representative = self._representative()
        self.conflicts = 0
        self.rows: dict[str, tuple[int, ...]] = {}
        self._only: tuple[FloatArray, TestedPart] | None = None
        only: tuple[FloatArray, TestedPart] | None = None
        totals: list[PretestTotals] = []
        for people, match in parts:
            hce, part = self.tested(people, match)
            only = None if totals else (hce, part)
            totals.append(PretestTotals.of(part))
            self.conflicts += int(
                hce_conflicts(people, plan, year, look_back=self.look_back, limits=table).sum()
            )
            if of_one_file or (of_one_file is None and only):
                asked = {**part.counts.questions, "hce_not_known": part.hce_not_known}
                for name, mask in asked.items():
                    if mask.any():
                        rows = self.rows.get(name, ())
                        self.rows[name] = (*rows, *people.row[mask].tolist())
            del people, match, hce, part  # before the next part is read
        if not (of_one_file or (of_one_file is None and only)):
            self.rows = {}  # of several files, the numbers would not tell whose they are
        self._only = only
        self.together = PretestTotals.together(totals)

    def tested(self, people: Participants, match: FloatArray) -> tuple[FloatArray, TestedPart]:
        """Return who is highly compensated, and what the tests count of each."""
        if self._only is not None:
            return self._only
        hce = self._hce(people)
        part = TestedPart.of(
            people,
            self.plan,
            self.year,
            hce=hce,
            match=match,
            representative=self.representative or 0.0,
            limits=self.table,
        )
        return hce, part

    def _hce(self, people: Participants) -> FloatArray:
        return hce_status(people, self.plan, self.year, look_back=self.look_back, limits=self.table)

    def _representative(self) -> float | None:
        """The plan's representative contribution rate; None where no test counts QNECs."""
        if self.plan.qnec_test not in (QnecTest.ACP, QnecTest.ADP):
            return None

        def rates(people: Participants, match: FloatArray) -> ContributionRates:
            hce = self._hce(people)
            return ContributionRates.of(
                people, self.plan, self.year, hce=hce, match=match, limits=self.table
            )

        return ContributionRates.representative(_of_each(self.parts, rates))


def _of_each(
    parts: PlanParts, function: Callable[[Participants, FloatArray], Found]
) -> Iterator[Found]:
    """What a function makes of each part, which is let go before the next one is read."""
    for people, match in parts:
        found = function(people, match)
        del people, match
        yield found


class _SecondPass:
    """The parts gone through for what the verdict means for each of their participants."""

    def __init__(
        self,
        verdict: PlanVerdict,
        first: _FirstPass,
        each: Callable[[PartTest], None] | None,
    ) -> None:
        self._plan, self._reading = verdict.plan, verdict.acp.elected
        self.back: list[CorrectionTotals] = []
        self.acp_qnec: list[QnecCost] = []
        self.adp_qnec: list[QnecCost] = []
        self.what_if: list[WhatIfTotals] = []
        self._changed: list[tuple[RatioTotals, ...]] = []
        failing = [_failing(outcome) for outcome in (verdict.acp, verdict.adp)]
        for people, match in first.parts:
            hce, part = first.tested(people, match)
            # Counted again: kept, all parts would hold what their sum holds once more.
            totals = PretestTotals.of(part)
            found = PartTest.of(
                verdict, failing, people, part, totals, hce=hce, match=match, limits=first.table
            )
            failing = [reading and reading.after(totals) for reading in failing]
            self._add(found, people)
            if each is not None:
                each(found)
            del people, match, hce, part, found  # before the next part is read

    def _add(self, found: PartTest, people: Participants) -> None:
        self.back.append(CorrectionTotals.of(found.corrections))
        for costs, ways in ((self.acp_qnec, found.ways.acp), (self.adp_qnec, found.ways.adp)):
            if ways is not None:
                QnecCost.add(costs, found.part, ways)
        if self._reading is not None:
            self._changed.append(without_additions(found, self._reading))
            self.what_if.append(
                WhatIfTotals.of(people, found.part, found.totals, self._reading.column)
            )

    def without_additions(self) -> Reading | None:
        """The elected reading of the ACP test without what 415(c) returns after tax."""
        returned = any(part.counts["additions_after_tax"] for part in self.back)
        if self._reading is None or not returned:
            return None
        given = given_average("ACP", self._plan)
        average = None if isinstance(given, Reason) else given
        groups = (RatioTotals.together(cells) for cells in zip(*self._changed, strict=True))
        verdicts = tuple(Verdict.of("ACP", totals, average) for totals in groups)
        return Reading(self._reading.column, self._reading.grouping, verdicts)


def _counted_otherwise(
    first: _FirstPass, pretest: Pretest, blocked: Sequence[Reason]
) -> dict[tuple[str, str], Pretest]:
    """Outcomes if the QNECs and QMACs were counted in a test in which the plan's terms do not."""
    plan, has_adp = first.plan, first.plan.adp_safe_harbor is AdpSafeHarbor.NONE
    has = {name: count for name, (count, _) in pretest.totals.qualified.items()}
    others: list[tuple[str, str]] = []
    if has["qnec"] and plan.qnec_test is None:
        others = [("qnec_test", str(test)) for test in (QnecTest.ADP, QnecTest.ACP)]
    if has["qmac"]:
        other = QmacTest.ACP if plan.qmac_test is QmacTest.ADP else QmacTest.ADP
        others.append(("qmac_test", str(other)))
    found = {}
    for name, word in others:
        if has_adp or word != "adp":
            changed = replace(plan, **{name: word})  # type: ignore[arg-type]
            totals = _FirstPass(
                first.parts, changed, first.year, first.table, of_one_file=first.of_one_file
            ).together
            found[name, word] = Pretest.of(totals, changed, blocked)
    return found


def _failing(outcome: Outcome) -> Reading | None:
    return outcome.elected if outcome.result is Result.FAILS else None


def _together(costs: list[QnecCost], ways: WaysOut | None) -> QnecCost | None:
    return None if ways is None else QnecCost.together(costs, ways)
