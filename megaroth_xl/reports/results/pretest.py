"""The plan pre-test of a roster, and a row for each of its participants."""

from collections.abc import Callable, Iterator, Mapping
from itertools import count
from typing import TYPE_CHECKING, Protocol

import numpy as np
import polars as pl

from megaroth_xl.hundredths import HUNDREDTHS, cent_ratios
from megaroth_xl.law.limits import LimitsTable
from megaroth_xl.quantities import CENTS, FloatArray, round_half_up
from megaroth_xl.reports.results.employee_year import EmployeeYear
from megaroth_xl.reports.results.employees import words
from megaroth_xl.strategy.plan.participants import Participants
from megaroth_xl.strategy.plan.terms import PlanTerms
from megaroth_xl.strategy.pretest.outcomes import Reason, Result
from megaroth_xl.strategy.pretest.part_test import PartTest
from megaroth_xl.strategy.pretest.plan_test import PlanTest, plan_test
from megaroth_xl.strategy.pretest.who_counts import Standing
from megaroth_xl.texts import LANGUAGES, text

if TYPE_CHECKING:  # what writes personal workbooks reads no rosters
    from megaroth_xl.reports.roster import Roster, RosterFacts, RowCounts

__all__ = [
    "PARTICIPANTS",
    "SLICE",
    "RosterSource",
    "known",
    "needs_attention",
    "participant_frame",
    "pretest",
]

PARTICIPANTS: Mapping[str, str] = {
    "employee_id": "one_line",
    "name": "one_line",
    "standing": "one_line",
    "highly_compensated": "word",
    "otherwise_excludable": "word",
    "counted_compensation": "cents",
    "matching_contribution": "cents",
    "match_left_out": "cents",
    "qmac_in_adp": "cents",
    "after_tax_contribution": "cents",
    "qnec": "cents",
    "qnec_in_acp": "cents",
    "acp_contribution": "cents",
    "acp_ratio": "share",
    "elective_deferral": "cents",
    "catch_up_contribution": "cents",
    "qnec_in_adp": "cents",
    "adp_deferral": "cents",
    "adp_ratio": "share",
    "acp_excess": "cents",
    "adp_excess": "cents",
    "adp_catch_up": "cents",
    "adp_refund": "cents",
    "after_tax_rate_for_all": "share",
    "after_tax_rate_alone": "share",
}
"""The columns of the participants' sheet and the unit of each."""


SLICE = 65_536
"""Employees that are tested and computed at a time: their columns stay within the processor's
cache, and memory does not grow with them."""


class RosterSource(Protocol):
    """Rosters that can be gone through several times."""

    def __len__(self) -> int: ...

    def __iter__(self) -> "Iterator[Roster]": ...


class RosterParts:
    """Rosters as the parts of a plan (`PlanParts`), `SLICE` employees each.

    Parameters
    ----------
    rosters
        The rosters, which can be gone through several times.
    plan, year, limits
        What their match is projected by where it is not given.
    """

    at_hand: "tuple[int, Roster] | None" = None
    """The part that was given last: the place of its roster, and the roster with its employees."""

    def __init__(
        self, rosters: RosterSource, plan: PlanTerms, year: int, limits: LimitsTable
    ) -> None:
        self._rosters = rosters
        self._plan, self._year = plan, year
        self._limits = plan.applied_limits(year, limits)

    def __iter__(self) -> Iterator[tuple[Participants, FloatArray]]:
        places = count()
        for roster in self._rosters:  # enumerate would hold one while the next is read
            place = next(places)
            for start in range(0, max(len(roster.participants), 1), SLICE):
                part = roster.part(slice(start, start + SLICE))
                self.at_hand = place, part
                its = EmployeeYear.of(part.participants, self._plan, self._year, self._limits)
                yield part.tested, round_half_up(its.matching_contribution)
            self.at_hand = None
            del roster, part, its  # before the next one is read


def pretest(
    facts: "RosterFacts",
    rosters: RosterSource,
    plan: PlanTerms,
    year: int,
    *,
    allow_left_out: int = 0,
    limits: LimitsTable,
    each: "Callable[[int, Roster, PartTest], None] | None" = None,
) -> PlanTest:
    """The pre-test of rosters; it is not tested where more rows were left out than allowed.

    Parameters
    ----------
    facts, rosters, plan, year, limits
        What was read.
    allow_left_out
        Rows that may be left out of the test all the same: the user's own decision.
    each
        Is given some employees after the other, `SLICE` at a time: the place of their roster, the
        roster with these employees only, and what the outcome means for them.
    """
    parts = RosterParts(rosters, plan, year, limits)

    def each_part(found: PartTest) -> None:
        if each is not None and parts.at_hand is not None:
            each(*parts.at_hand, found)

    joined = any(account.sheets for account in facts.accounts)
    blocked = []
    if facts.rows_left_out > allow_left_out:
        # Of several rosters or sheets the rows would not tell which one is meant.
        several = joined or any(problem.roster for problem in facts.problems)
        rows = () if several else tuple(sorted({problem.row for problem in facts.problems}))
        blocked = [Reason("rows_left_out", facts.rows_left_out, rows)]
    if facts.employers > 1:
        blocked.append(Reason("several_employers", facts.employers))
    if not facts.employees and not blocked:
        blocked = [Reason("nobody")]
    return plan_test(
        parts,
        plan,
        year,
        blocked=blocked,
        left_out_allowed=0 if blocked else facts.rows_left_out,
        limits=limits,
        of_one_file=False if joined else len(rosters) == 1 or None,
        each=each_part,
    )


def needs_attention(found: PlanTest, counts: "RowCounts") -> bool:
    """True where somebody has to act: a test fails or is not run, a correction, rows left out.

    A plan whose terms give no prior-year average for the ADP test asks for the ACP test alone; the
    results say so.
    """
    adp_is_asked = [reason.name for reason in found.adp.reasons] != ["adp_average_not_known"]
    return (
        found.acp.result is not Result.PASSES
        or (adp_is_asked and found.adp.result is not Result.PASSES)
        or counts.left_out > 0
        or found.back.people > 0
        or found.pretest.totals.missed[0] > 0
        or found.pretest.totals.harbor_short[0] > 0
        or found.hce_conflicts > 0
    )


def participant_frame(
    labels: pl.DataFrame, found: PartTest, lang: str = LANGUAGES[0]
) -> pl.DataFrame:
    """A row for each participant: standing, pay, contributions by source, ratios and refunds.

    ``after_tax_rate_for_all`` is the highest after-tax rate at which the ACP test passes if every
    HCE keeps to it, ``after_tax_rate_alone`` the highest own rate at which it passes if the others'
    contributions stay; null where there is none.

    Parameters
    ----------
    labels
        The ``employee_id`` and ``name`` of each participant.
    found
        The pre-test of these participants.
    lang
        "en" or "ko".
    """
    part = found.part
    yes_no = (text("common.answer.yes", lang), text("common.answer.no", lang))
    standings = pl.Series([text(f"pretest.standing.{s.name.lower()}", lang) for s in Standing])
    status = np.where(part.hce_not_known, np.nan, part.is_hce)
    column = "acp" if found.acp.elected is None else found.acp.elected.column
    acp, adp = part.counted(column), part.contributions["adp"]

    def of_all(amounts: FloatArray) -> FloatArray:
        column = np.zeros(len(part.pay))
        column[found.corrections.rows] = amounts
        return column

    ways = found.ways.acp
    for_all = found.ways.highest_hce_rate if ways is None else ways.rate_cap
    columns = {
        **{name: labels[name] for name in labels.columns},
        "standing": standings.gather(pl.Series(part.counts.standing)),
        "highly_compensated": words(status, *yes_no),
        "otherwise_excludable": words(part.counts.otherwise_excludable, *yes_no),
        "counted_compensation": known(part.pay / CENTS),
        "matching_contribution": part.match / CENTS,
        "match_left_out": part.left_out / CENTS,
        "qmac_in_adp": part.qualified.qmac_in_adp / CENTS,
        "after_tax_contribution": part.after_tax / CENTS,
        "qnec": part.qualified.qnec / CENTS,
        "qnec_in_acp": part.qualified.qnec_in_acp / CENTS,
        "acp_contribution": acp / CENTS,
        "acp_ratio": known(_ratios(found, acp)),
        "elective_deferral": part.deferral / CENTS,
        "catch_up_contribution": part.catch_up / CENTS,
        "qnec_in_adp": part.qualified.qnec_in_adp / CENTS,
        "adp_deferral": adp / CENTS,
        "adp_ratio": known(_ratios(found, adp)),
        "acp_excess": found.acp_excess,
        "adp_excess": found.adp_excess,
        "adp_catch_up": of_all(found.corrections.adp_catch_up),
        "adp_refund": of_all(found.corrections.adp_refund),
        "after_tax_rate_for_all": known(
            np.where(part.tested_hces(), np.nan if for_all is None else for_all, np.nan)
        ),
        "after_tax_rate_alone": known(found.own_rates),
    }
    return pl.DataFrame({name: columns[name] for name in PARTICIPANTS})


def _ratios(found: PartTest, money: FloatArray) -> FloatArray:
    """Ratio of each, shares of pay; NaN where there is none."""
    paid = found.part.counts.tested & (found.part.pay > 0)
    ratios = cent_ratios(money, np.where(paid, found.part.pay, 1.0)) / HUNDREDTHS
    return np.where(paid, ratios, np.nan)


def known(values: FloatArray) -> pl.Series:
    """Figures as a column; null where they are not known."""
    return pl.Series(values, nan_to_null=True)
