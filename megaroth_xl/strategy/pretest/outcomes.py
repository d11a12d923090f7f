"""Outcomes of a plan's ACP and ADP tests: every reading that the law allows, the best first."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple, Self

import numpy as np

from megaroth_xl.law.averages import FIRST_PLAN_YEAR_NHCE_AVERAGE
from megaroth_xl.law.leveling import RatioTotals
from megaroth_xl.law.verdict import Verdict
from megaroth_xl.quantities import CENTS, FloatArray
from megaroth_xl.strategy.plan.terms import PlanTerms
from megaroth_xl.strategy.plan.words import AdpSafeHarbor, TestingMethod
from megaroth_xl.strategy.pretest.pretest_totals import PretestTotals
from megaroth_xl.strategy.pretest.tested_part import TestedPart
from megaroth_xl.texts import LANGUAGES, text

__all__ = [
    "Grouping",
    "Outcome",
    "Pretest",
    "Reading",
    "Reason",
    "Result",
    "cells_of",
    "given_average",
]


MOST_ROWS_LISTED = 10
NOT_LISTED: Mapping[str, tuple[int, ...]] = MappingProxyType({})


class Result(StrEnum):
    """Result of a test, as programs read it."""

    PASSES = "passes"
    FAILS = "fails"
    NOT_TESTED = "not tested"


class Grouping(StrEnum):
    """The treatment in a test of employees under 21 or with less than a year of service.

    References
    ----------
    IRC 401(k)(3)(F), 401(m)(5)(C), 410(b)(4)(B); Treas. Reg. 1.401(m)-2(a)(1)(iii).
    """

    TOGETHER = "together"
    """In one test with everybody."""
    WITHOUT_NHCES = "without_nhces"
    """In one test with everybody, without the NHCEs among them."""
    APART = "apart"
    """In a test of their own."""


class Reason(NamedTuple):
    """A reason why a plan is not tested, or passes without a comparison of averages.

    Parameters
    ----------
    name
        Name of the reason's text.
    people
        How many it concerns.
    rows
        Where these stand in the roster, as far as that is known.
    """

    name: str
    people: int = 0
    rows: tuple[int, ...] = ()

    def sentence(self, lang: str = LANGUAGES[0]) -> str:
        """The reason in words, in "en" or "ko"."""
        where = ""
        if self.rows:
            listed = ", ".join(map(str, self.rows[:MOST_ROWS_LISTED]))
            others = max(len(self.rows) - MOST_ROWS_LISTED, 0)
            form = "and_more" if others else "one" if len(self.rows) == 1 else "many"
            where = " " + text(f"pretest.where.{form}", lang, rows=listed, others=others)
        name = f"pretest.reason.{self.name}"
        if self.people:
            name += ".one" if self.people == 1 else ".many"
        return text(name, lang, people=self.people, where=where)


@dataclass(frozen=True, eq=False)
class Reading:
    """One way in which the law lets a plan be tested.

    Parameters
    ----------
    column
        What the ratios are made of: one of `TESTED`.
    grouping
        How otherwise excludable employees are treated.
    verdicts
        Verdict on everybody, or on the ordinary employees and then on the otherwise excludable.
    """

    column: str
    grouping: Grouping
    verdicts: tuple[Verdict, ...]

    @classmethod
    def of(
        cls,
        name: str,
        totals: PretestTotals,
        column: str,
        grouping: Grouping = Grouping.TOGETHER,
        nhce_average: float | None = None,
    ) -> Self:
        """The "ACP" or "ADP" test read in this way, against a given NHCE average or their own."""
        cells = cells_of(totals, column, grouping)
        return cls(column, grouping, tuple(Verdict.of(name, c, nhce_average) for c in cells))

    @property
    def passes(self) -> bool | None:
        """Return whether it passes; None where it is not tested."""
        answers = [verdict.passes for verdict in self.verdicts]
        return None if None in answers else all(answers)

    @property
    def excess(self) -> float:
        """Excess of all its tests, dollars; 0 where they pass or are not tested."""
        cents = sum(v.levels.excess for v in self.verdicts if v.levels is not None)
        return cents / CENTS

    @property
    def verdict(self) -> Verdict:
        """The verdict whose averages are shown: the one that fails by most, else the first."""
        margins = [1.0 if v.margin is None else v.margin for v in self.verdicts]
        return self.verdicts[int(np.argmin(margins))]

    def refunds(self, part: TestedPart) -> FloatArray:
        """Dollars of the excess that go to each employee of the plan's first part.

        Parameters
        ----------
        part
            The part's columns; of a later part only once those before it are taken off (`after`).
        """
        back = np.zeros(len(part.pay))
        hces, apart = part.tested_hces(), part.counts.otherwise_excludable
        groups = (hces,) if len(self.verdicts) == 1 else (hces & ~apart, hces & apart)
        money = part.counted(self.column)
        for verdict, rows in zip(self.verdicts, groups, strict=True):
            if verdict.levels is not None:
                back[rows] = verdict.levels.refunds(
                    money[rows].astype(np.int64), part.pay[rows].astype(np.int64)
                )
        return back / CENTS

    def after(self, earlier: PretestTotals) -> Self:
        """The reading as it is for the parts that follow this one."""
        cells = self.cells(earlier)
        verdicts = tuple(
            replace(verdict, levels=verdict.levels and verdict.levels.after(cell))
            for verdict, cell in zip(self.verdicts, cells, strict=True)
        )
        return replace(self, verdicts=verdicts)

    def cells(self, totals: PretestTotals) -> tuple[RatioTotals, ...]:
        """Totals of each group that is tested by itself."""
        return cells_of(totals, self.column, self.grouping)


def cells_of(
    totals: PretestTotals, column: str, grouping: Grouping = Grouping.TOGETHER
) -> tuple[RatioTotals, ...]:
    """Totals of each group that is tested by itself, where ratios are made of a column."""
    usual = column.split("_", maxsplit=1)[0]
    ordinary = totals.ordinary.get(column, totals.ordinary[usual])
    excludable = totals.excludable.get(column, totals.excludable[usual])
    if grouping is Grouping.APART:
        return ordinary, excludable
    if grouping is Grouping.WITHOUT_NHCES:
        excludable = replace(excludable, nhce=0, nhce_ratios=0, nhce_without_ratio=0)
    return (ordinary + excludable,)


@dataclass(frozen=True, eq=False)
class Outcome:
    """Outcome of the ACP or the ADP test of a plan year.

    Parameters
    ----------
    name
        "ACP" or "ADP".
    result
        "passes", "fails" or "not tested".
    reasons
        Why it is not tested; why it passes, where no averages are compared.
    readings
        All readings that the law allows, the best first; the first is the one to elect.
    """

    name: str
    result: Result
    reasons: tuple[Reason, ...]
    readings: tuple[Reading, ...]

    @property
    def elected(self) -> Reading | None:
        """The reading that the outcome rests on; None where nothing is compared."""
        return self.readings[0] if self.readings and self.result != Result.NOT_TESTED else None

    @property
    def verdict(self) -> Verdict | None:
        """The verdict whose averages are shown; None where nothing is compared."""
        return None if self.elected is None else self.elected.verdict

    @property
    def excess(self) -> float | None:
        """Dollars of excess in all; None where it is not tested."""
        if self.result is Result.NOT_TESTED:
            return None
        return 0.0 if self.elected is None else self.elected.excess

    @property
    def hce_average(self) -> float | None:
        """HCE average, a share of pay; None where it is not tested."""
        return None if self.verdict is None else self.verdict.hce_average

    @property
    def nhce_average(self) -> float | None:
        """NHCE average that applies, a share of pay; None where it is not tested."""
        return None if self.verdict is None else self.verdict.nhce_average

    @property
    def limit(self) -> float | None:
        """Highest HCE average that passes, a share of pay; None where there is none."""
        return None if self.verdict is None else self.verdict.limit


@dataclass(frozen=True, eq=False)
class Pretest:
    """Outcomes of both tests of a plan year.

    Parameters
    ----------
    totals
        Totals of everybody.
    acp, adp
        The outcomes.
    """

    totals: PretestTotals
    acp: Outcome
    adp: Outcome

    @classmethod
    def of(
        cls,
        totals: PretestTotals,
        plan: PlanTerms,
        blocked: Sequence[Reason] = (),
        rows: Mapping[str, tuple[int, ...]] = NOT_LISTED,
    ) -> Self:
        """Outcomes from totals.

        Parameters
        ----------
        totals
            Totals of everybody.
        plan
            The plan's terms.
        blocked
            What keeps the plan from being tested although the totals do not tell it, such as rows
            of the roster that could not be read.
        rows
            By question, the rows that it concerns, where they are known.

        References
        ----------
        IRC 401(m)(2)(A), 401(k)(3)(A) and (12) to (13); Treas. Reg. 1.401(m)-2(a)(1) and (5)(iv).
        """
        asked = [
            Reason(name, count, rows.get(name, ()))
            for name, count in totals.questions.items()
            if count
        ]
        reasons = (*blocked, *asked)
        columns = ("acp",) if "acp_safe_harbor" not in totals.ordinary else SAFE_HARBOR_FIRST
        acp = _outcome("ACP", totals, columns, plan, reasons)
        if plan.adp_safe_harbor is not AdpSafeHarbor.NONE:
            deemed = Outcome("ADP", Result.PASSES, (Reason("adp_safe_harbor"),), ())
            return cls(totals, acp, deemed)
        adp = _outcome("ADP", totals, ("adp",), plan, reasons)
        return cls(totals, acp, _settled_by_age(adp, totals, plan))

    def settled_by_qnecs(self, counted: Sequence[Self]) -> Self:
        """The outcomes, or that one depends on the test in which the roster's QNECs count.

        Parameters
        ----------
        counted
            The outcomes if each test counts them; none where it is settled.
        """
        reason = Reason("qnec_test_not_known", self.totals.qualified["qnec"][0])
        acp = _settled(self.acp, [other.acp for other in counted], reason)
        adp = _settled(self.adp, [other.adp for other in counted], reason)
        if acp is self.acp and adp is self.adp:
            return self
        return replace(self, acp=acp, adp=adp)

    def with_match_paid(self, plan: PlanTerms) -> Reading | None:
        """The ACP test if the match that the tiers call for is paid; None where none is missed."""
        if not self.totals.missed[0] or self.acp.result is Result.NOT_TESTED:
            return None
        given = given_average("ACP", plan)
        average = None if isinstance(given, Reason) else given
        return Reading.of("ACP", self.totals, "acp_match_paid", nhce_average=average)


SAFE_HARBOR_FIRST = ("acp_safe_harbor", "acp")


def given_average(name: str, plan: PlanTerms) -> float | Reason | None:
    """NHCE average that the plan's terms fix; None for this year's own, a reason if not known.

    Parameters
    ----------
    name
        "ACP" or "ADP".
    plan
        The plan's terms.

    References
    ----------
    IRC 401(m)(2)(A) and (3), 401(k)(3)(A) and (E); Treas. Reg. 1.401(m)-2(a)(2)(ii).

    Examples
    --------
    >>> given_average("ACP", PlanTerms("Example 401(k)", prior_year_nhce_acp=0.035))
    0.035
    """
    prior_year = plan.prior_year_nhce_acp if name == "ACP" else plan.prior_year_nhce_adp
    if plan.testing_method is TestingMethod.CURRENT_YEAR:
        return None
    if plan.first_plan_year:
        return FIRST_PLAN_YEAR_NHCE_AVERAGE
    return Reason(f"{name.lower()}_average_not_known") if prior_year is None else prior_year


def _outcome(
    name: str,
    totals: PretestTotals,
    columns: Sequence[str],
    plan: PlanTerms,
    reasons: tuple[Reason, ...],
) -> Outcome:
    given = given_average(name, plan)
    if isinstance(given, Reason):
        return Outcome(name, Result.NOT_TESTED, (*reasons, given), ())
    readings = tuple(_readings(name, totals, columns, given))
    tested = [reading for reading in readings if reading.passes is not None]
    if not reasons and not tested:
        reasons = (Reason(readings[0].verdicts[0].reason),)
    if reasons:
        return Outcome(name, Result.NOT_TESTED, reasons, readings)
    best = sorted(tested, key=lambda reading: (not reading.passes, reading.excess))
    deemed = [Reason(v.reason) for v in best[0].verdicts[:1] if v.reason]
    result = Result.PASSES if best[0].passes else Result.FAILS
    return Outcome(name, result, tuple(deemed), tuple(best))


def _readings(
    name: str, totals: PretestTotals, columns: Sequence[str], given: float | None
) -> Iterator[Reading]:
    """Readings, the usual first: an average fixed in advance leaves one group."""
    group = totals.excludable["acp"]
    apart = group.nhce + group.nhce_without_ratio > 0 and given is None
    groupings = tuple(Grouping) if apart else (Grouping.TOGETHER,)
    for column in columns:
        for grouping in groupings:
            yield Reading.of(name, totals, column, grouping, given)


def _settled_by_age(adp: Outcome, totals: PretestTotals, plan: PlanTerms) -> Outcome:
    """The outcome, or that it depends on ages that are not known."""
    if "adp_under_50" not in totals.ordinary or adp.elected is None:
        return adp
    other = _outcome("ADP", totals, ("adp_under_50",), plan, ())
    return _settled(adp, [other], Reason("age_not_known", totals.ages_not_known))


def _settled(outcome: Outcome, others: Sequence[Outcome], reason: Reason) -> Outcome:
    """The outcome, or, where others come out differently, that a fact is not known."""
    if all((o.result, o.excess) == (outcome.result, outcome.excess) for o in others):
        return outcome
    readings = (*outcome.readings, *(r for other in others for r in other.readings))
    return Outcome(outcome.name, Result.NOT_TESTED, (reason,), readings)
