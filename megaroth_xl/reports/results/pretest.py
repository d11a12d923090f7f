"""The plan pre-test of a roster, and a row for each of its participants."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from megaroth_xl.errors import InputError
from megaroth_xl.hundredths import HUNDREDTHS, cent_ratios
from megaroth_xl.law.limits import LimitsTable
from megaroth_xl.law.verdict import Verdict
from megaroth_xl.quantities import CENTS, FloatArray
from megaroth_xl.reports.results.employees import words
from megaroth_xl.reports.roster.roster import Roster
from megaroth_xl.strategy.adoption import AdoptionGrid, adoption_grid
from megaroth_xl.strategy.plan import PlanTerms
from megaroth_xl.strategy.plan_test import PlanTest, columns_tested, plan_test
from megaroth_xl.strategy.pretest import Reason, Result
from megaroth_xl.strategy.who_counts import Standing
from megaroth_xl.texts import LANGUAGES, text

__all__ = [
    "HCE_ADOPTION",
    "HCE_RATE",
    "PARTICIPANTS",
    "RowCounts",
    "known",
    "needs_attention",
    "participant_frame",
    "pretest",
    "what_if",
]

HCE_ADOPTION = np.linspace(0.1, 1.0, 10)
"""Shares of the HCEs that contribute after tax, tried in the grid."""
HCE_RATE = np.array([0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.08, 0.1, 0.15, 0.2])
"""Shares of pay that each of them contributes."""

PARTICIPANTS: Mapping[str, str] = {
    "employee_id": "one_line",
    "name": "one_line",
    "standing": "one_line",
    "highly_compensated": "word",
    "otherwise_excludable": "word",
    "counted_compensation": "cents",
    "matching_contribution": "cents",
    "match_left_out": "cents",
    "after_tax_contribution": "cents",
    "acp_contribution": "cents",
    "acp_ratio": "share",
    "elective_deferral": "cents",
    "catch_up_contribution": "cents",
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


class RowCounts(NamedTuple):
    """How the rows of a roster were read; those read are all the others together.

    Parameters
    ----------
    read
        Rows that are not blank.
    reported
        Employees reported.
    left_out
        Rows left out because of problems.
    joined
        Rows joined to another row of the same employee.
    totals
        Rows that are totals.
    """

    read: int
    reported: int
    left_out: int
    joined: int
    totals: int

    @classmethod
    def of(cls, roster: Roster) -> "RowCounts":
        """The counts of a roster."""
        left_out, reported = roster.rows_left_out, len(roster.participants)
        totals = sum(len(account.controls) for account in roster.accounts)
        joined = roster.rows - reported - left_out
        return cls(roster.rows + totals, reported, left_out, joined, totals)


def pretest(
    roster: Roster,
    plan: PlanTerms,
    year: int,
    *,
    match: FloatArray,
    hce: FloatArray | None = None,
    allow_left_out: int = 0,
    limits: LimitsTable,
) -> PlanTest:
    """The pre-test of a roster; it is not tested where more rows were left out than allowed.

    Parameters
    ----------
    roster, plan, year, limits
        What was read.
    match
        Match of each employee, given or projected, dollars.
    hce
        Who is highly compensated (`hce_status`); by default as these rows tell.
    allow_left_out
        Rows that may be left out of the test all the same: the user's own decision.
    """
    blocked = []
    if roster.rows_left_out > allow_left_out:
        # Of several rosters the rows would not tell which one is meant.
        several = any(problem.roster for problem in roster.problems)
        rows = () if several else tuple(sorted({problem.row for problem in roster.problems}))
        blocked = [Reason("rows_left_out", roster.rows_left_out, rows)]
    if roster.employers > 1:
        blocked.append(Reason("several_employers", roster.employers))
    if not len(roster.participants) and not blocked:
        blocked = [Reason("nobody")]
    return plan_test(
        roster.tested,
        plan,
        year,
        match=match,
        hce=hce,
        blocked=blocked,
        left_out_allowed=0 if blocked else roster.rows_left_out,
        limits=limits,
    )


def needs_attention(found: PlanTest, counts: RowCounts) -> bool:
    """Whether somebody has to act: a test that fails or is not run, a correction, rows left out.

    A plan whose terms give no prior-year average for the ADP test asks for the ACP test alone; the
    results say so.
    """
    adp_is_asked = [reason.name for reason in found.adp.reasons] != ["adp_average_not_known"]
    return (
        found.acp.result is not Result.PASSES
        or (adp_is_asked and found.adp.result is not Result.PASSES)
        or counts.left_out > 0
        or len(found.corrections.rows) > 0
        or found.pretest.totals.missed[0] > 0
        or found.hce_conflicts > 0
    )


def what_if(
    found: PlanTest,
    room: FloatArray,
    *,
    nhce: tuple[float, float] | None = None,
    trials: int = 0,
    seed: int = 0,
    limits: LimitsTable,
) -> AdoptionGrid | None:
    """The ACP test if more of the HCEs contribute, in a grid of adoption and rate.

    Parameters
    ----------
    found
        The pre-test.
    room
        After-tax room of each participant beyond what is contributed already, dollars.
    nhce
        The share of the NHCEs that contributes more after tax, and the share of pay of each; None
        leaves their average as it is.
    trials, seed, limits
        As in `adoption_grid`.

    Returns
    -------
    AdoptionGrid or None
        None where no averages are compared, or otherwise excludable employees are tested apart.

    Raises
    ------
    InputError
        For NHCEs where the plan does not test against those of the year.
    """
    reading = found.acp.elected
    if reading is None or len(reading.verdicts) > 1 or not reading.verdict.totals.hce:
        return None
    average = reading.verdict.nhce_average
    if average is None:
        return None
    pay, match, after_tax = columns_tested(found.pretest.totals, reading)
    free = after_tax / CENTS + room[found.part.tested_hces()]
    how: dict[str, Any] = {"trials": trials, "seed": seed, "limits": limits}
    if nhce is None:
        how["nhce_acp"] = average
    else:
        _refuse_given_average(reading.verdict)
        how["nhce_adoption"], how["nhce_rate"] = nhce
        others = found.part.counts.tested & ~found.part.is_hce & (found.part.pay > 0)
        pay = np.concatenate([pay, found.part.pay[others]])
        match = np.concatenate([match, found.part.contributions[reading.column][others]])
        free = np.concatenate([free, room[others]])
    return adoption_grid(
        is_hce=np.arange(len(pay)) < len(after_tax),
        compensation=pay / CENTS,
        matching_contribution=match / CENTS,
        year=found.year,
        hce_adoption=HCE_ADOPTION,
        hce_rate=HCE_RATE,
        room=free,
        **how,
    )


def _refuse_given_average(verdict: Verdict) -> None:
    own = verdict.totals.nhce_average
    if own is None or own / HUNDREDTHS != verdict.nhce_average:
        raise InputError(
            "the NHCEs' adoption",
            "given, but this year's NHCEs do not move the test",
            "a plan that tests against the current year; leave it out",
        )


def participant_frame(
    labels: pl.DataFrame, found: PlanTest, lang: str = LANGUAGES[0]
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
        The pre-test.
    lang
        "en" or "ko".
    """
    part = found.part
    yes_no = (text("common.answer.yes", lang), text("common.answer.no", lang))
    standings = np.array([text(f"pretest.standing.{s.name.lower()}", lang) for s in Standing])
    status = np.where(part.hce_not_known, np.nan, part.is_hce)
    column = "acp" if found.acp.elected is None else found.acp.elected.column
    acp, adp = part.contributions[column], part.contributions["adp"]

    def of_all(amounts: FloatArray) -> FloatArray:
        column = np.zeros(len(part.pay))
        column[found.corrections.rows] = amounts
        return column

    ways = found.ways.acp
    for_all = found.ways.highest_hce_rate if ways is None else ways.rate_cap
    columns = {
        **{name: labels[name] for name in labels.columns},
        "standing": standings[part.counts.standing],
        "highly_compensated": words(status, *yes_no),
        "otherwise_excludable": words(part.counts.otherwise_excludable, *yes_no),
        "counted_compensation": known(part.pay / CENTS),
        "matching_contribution": part.match / CENTS,
        "match_left_out": part.left_out / CENTS,
        "after_tax_contribution": part.after_tax / CENTS,
        "acp_contribution": acp / CENTS,
        "acp_ratio": known(_ratios(found, acp)),
        "elective_deferral": part.deferral / CENTS,
        "catch_up_contribution": part.catch_up / CENTS,
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


def _ratios(found: PlanTest, money: FloatArray) -> FloatArray:
    """Ratio of each, shares of pay; NaN where there is none."""
    paid = found.part.counts.tested & (found.part.pay > 0)
    ratios = cent_ratios(money, np.where(paid, found.part.pay, 1.0)) / HUNDREDTHS
    return np.where(paid, ratios, np.nan)


def known(values: FloatArray) -> pl.Series:
    """Figures as a column; null where they are not known."""
    return pl.Series(values).fill_nan(None)
