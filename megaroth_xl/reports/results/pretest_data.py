"""The plan pre-test for other programs to read."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import polars as pl

from megaroth_xl.quantities import FloatArray
from megaroth_xl.reports.results.pretest import known, needs_attention
from megaroth_xl.strategy.plan.participants import Participants
from megaroth_xl.strategy.pretest.outcomes import Outcome, Reading, Result
from megaroth_xl.strategy.pretest.part_test import PartTest
from megaroth_xl.strategy.pretest.plan_test import PlanTest
from megaroth_xl.strategy.pretest.who_counts import Standing
from megaroth_xl.texts import LANGUAGES

if TYPE_CHECKING:  # what writes personal workbooks reads no rosters
    from megaroth_xl.reports.roster import RowCounts

__all__ = ["no_plan_test_data", "plan_test_data", "refund_frames"]


Refunds = list[dict[str, Any]]


def refund_frames(people: Participants, found: PartTest) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What the ACP and the ADP test return to each participant of a part, dollars.

    Parameters
    ----------
    people, found
        As in `correction_frames`.
    """
    back, ids = found.corrections, people.employee_id[found.corrections.rows]
    acp = {
        "refund": back.acp_refund,
        "earnings": back.acp_earnings,
        "taxable": back.acp_taxable,
        "excess": back.acp_excess,
        "after_tax": back.acp_after_tax,
        "match": back.acp_match,
        "match_vested": back.acp_match_vested,
        "match_forfeited": back.acp_match_forfeited,
        "qualified": back.acp_qualified,
    }
    adp = {
        "refund": back.adp_refund,
        "earnings": back.adp_earnings,
        "taxable": back.adp_taxable,
        "excess": back.adp_excess,
        "catch_up": back.adp_catch_up,
        "qualified": back.adp_qualified,
        "related_match": back.related_match,
    }
    return _refunds(ids, acp, back.acp_excess), _refunds(ids, adp, back.adp_excess)


def plan_test_data(
    found: PlanTest,
    counts: "RowCounts",
    acp_refunds: Refunds | None,
    adp_refunds: Refunds | None,
    lang: str = LANGUAGES[0],
) -> dict[str, Any]:
    """The pre-test for other programs to read: rates are fractions, figures null if not tested.

    Parameters
    ----------
    found
        The pre-test.
    counts
        How the rows of the roster were read.
    acp_refunds, adp_refunds
        What goes back to each (`refund_frames`), a mapping for each; None where nobody is to be
        named.
    lang
        "en" or "ko".
    """
    employees = {
        **counts._asdict(),
        "tested": (
            0
            if found.acp.result is Result.NOT_TESTED
            else int(found.pretest.totals.standings[Standing.COUNTS])
        ),
    }
    return {
        **_outcome_data(found.acp, lang),
        "needs_attention": needs_attention(found, counts),
        "employees": employees,
        "refunds": acp_refunds,
        "adp": {
            **_outcome_data(found.adp, lang),
            "employees": employees,
            "refunds": adp_refunds,
        },
    }


def no_plan_test_data(reason: str) -> dict[str, Any]:
    """The same where nothing could be read, and why."""
    from megaroth_xl.reports.roster import RowCounts  # noqa: PLC0415 - only a refusal needs it

    employees = dict.fromkeys((*RowCounts._fields, "tested"), 0)
    acp, adp = (
        {
            "result": str(Result.NOT_TESTED),
            "reasons": [reason],
            f"hce_{name}": None,
            f"nhce_{name}": None,
            "limit": None,
            "excess": None,
            "readings": [],
            "employees": employees,
            "refunds": [],
        }
        for name in ("acp", "adp")
    )
    return {**acp, "needs_attention": True, "adp": adp}


def _outcome_data(outcome: Outcome, lang: str) -> dict[str, Any]:
    name = outcome.name.lower()
    return {
        "result": str(outcome.result),
        "reasons": [reason.sentence(lang) for reason in outcome.reasons],
        f"hce_{name}": outcome.hce_average,
        f"nhce_{name}": outcome.nhce_average,
        "limit": outcome.limit,
        "excess": outcome.excess,
        "readings": [
            _reading_data(reading, name)
            for reading in (outcome.readings if outcome.elected is not None else ())
        ],
    }


def _reading_data(reading: Reading, name: str) -> dict[str, Any]:
    verdict = reading.verdict
    return {
        "match": {"acp": "all", "acp_safe_harbor": "safe harbor left out"}.get(reading.column),
        "otherwise_excludable": str(reading.grouping),
        "result": str(Result.PASSES if reading.passes else Result.FAILS),
        f"hce_{name}": verdict.hce_average,
        f"nhce_{name}": verdict.nhce_average,
        "limit": verdict.limit,
        "excess": reading.excess,
    }


def _refunds(
    ids: npt.NDArray[np.object_], columns: Mapping[str, FloatArray], excess: FloatArray
) -> pl.DataFrame:
    places = np.flatnonzero(excess > 0)
    whose = pl.Series(ids[places].tolist(), dtype=pl.String)
    amounts = {name: known(column[places]) for name, column in columns.items()}
    return pl.DataFrame({"employee_id": whose, **amounts})
