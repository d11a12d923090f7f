"""Corrections that a recordkeeper can carry out: a row for each step and source."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from megaroth_xl.quantities import FloatArray
from megaroth_xl.reports.results.pretest import known
from megaroth_xl.strategy.plan.participants import Participants
from megaroth_xl.strategy.pretest.part_test import PartTest
from megaroth_xl.texts import LANGUAGES, text

__all__ = ["CORRECTIONS", "correction_frames"]

CORRECTIONS: Mapping[str, str] = {
    "employee_id": "one_line",
    "name": "one_line",
    "step": "text",
    "source": "text",
    "amount": "cents",
    "earnings": "cents",
    "taxable": "cents",
    "how": "text",
    "in_roth": "text",
    "without_excise_tax": "date",
    "last_day": "date",
    "form": "text",
}
"""The columns of the corrections' sheet and the unit of each; an unknown amount is blank."""


def correction_frames(
    people: Participants, labels: pl.DataFrame, found: PartTest, lang: str = LANGUAGES[0]
) -> list[pl.DataFrame]:
    """A row for each person to whom something goes back: a frame for each step and source.

    The frames are in the order of correction, and as many for every part of a plan.

    Parameters
    ----------
    people, labels, found, lang
        As in `participant_frame`.
    """
    frames = []
    for step in _steps(found, people):
        rows = np.flatnonzero((step.amount > 0) | np.isnan(step.amount))
        frames.append(_step_frame(labels, found, step, rows, lang) if rows.size else NOBODY)
    return frames


SCHEMA: Mapping[str, Any] = {
    "one_line": pl.String,
    "text": pl.String,
    "cents": pl.Float64,
    "date": pl.Date,
}
NOBODY = pl.DataFrame(schema={name: SCHEMA[unit] for name, unit in CORRECTIONS.items()})
"""The frame of a step that concerns nobody."""


class _Step(NamedTuple):
    """One source of one step: whose it is, how much, and what becomes of it."""

    step: str
    source: str | npt.NDArray[np.str_]
    amount: FloatArray
    earnings: FloatArray
    taxable: FloatArray
    how: str | npt.NDArray[np.str_]
    in_roth: FloatArray | None
    days: tuple[date | None, date | None]
    form: str


def _steps(found: PartTest, people: Participants) -> Iterator[_Step]:
    back = found.corrections
    none = np.zeros(len(back.rows))
    test_days = (found.refund_deadline, found.deadlines.last)
    deferral_days = (found.excess_deferral_deadline, found.excess_deferral_deadline)
    roth = people.roth_deferral[back.rows]
    kinds = np.where(
        (roth == 0) | (not found.plan.accepts_roth),
        "deferral_pre_tax",
        np.where(roth >= people.elective_deferral[back.rows], "deferral_roth", "deferral"),
    )
    as_catch_up = np.array(["catch_up", "catch_up_roth", "catch_up_not_known"])[
        np.nan_to_num(back.catch_up_roth, nan=2.0).astype(np.intp)
    ]
    # An excess of somebody whose age is not known may be catch-up.
    goes_back = np.where(np.isnan(people.age[back.rows]), "birth_date_first", "distributed")
    share = _share_of(back.additions_after_tax, back.additions_after_tax + back.additions_deferral)
    yield _Step(
        "excess_deferral",
        kinds,
        back.excess_deferral,
        back.deferral_earnings,
        back.deferral_taxable,
        goes_back,
        None,
        deferral_days,
        "excess_deferral",
    )
    for source, amount, part in (
        ("after_tax_unmatched", back.additions_after_tax, share),
        ("deferral_unmatched", back.additions_deferral, 1 - share),
    ):
        earned = np.round(back.additions_earnings * part, 2)
        own = none if source == "after_tax_unmatched" else back.additions_deferral_taxable
        taxable = own + earned
        converted = back.in_roth if source == "after_tax_unmatched" else None
        yield _Step(
            "additions",
            source,
            amount,
            earned,
            taxable,
            goes_back,
            converted,
            (None, None),
            "additions",
        )
    yield _Step(
        "additions",
        "rest",
        back.additions_rest,
        none * np.nan,
        none * np.nan,
        "plan_order",
        None,
        (None, None),
        "additions",
    )
    yield _Step(
        "adp", kinds, back.adp_catch_up, none, none, as_catch_up, None, (None, None), "none"
    )
    earned = np.round(back.adp_earnings * _share_of(back.adp_qualified, back.adp_refund), 2)
    own = back.adp_qualified + earned
    for of, amount, earning, taxable in (
        (
            kinds,
            back.adp_refund - back.adp_qualified,
            back.adp_earnings - earned,
            back.adp_taxable - own,
        ),
        ("qualified", back.adp_qualified, earned, own),
    ):
        yield _Step("adp", of, amount, earning, taxable, "distributed", None, test_days, "adp")
    paid = back.acp_after_tax + np.nan_to_num(back.acp_match_vested) + back.acp_qualified
    earned = np.round(back.acp_earnings * _share_of(back.acp_after_tax, paid), 2)
    of_qnec = np.round(back.acp_earnings * _share_of(back.acp_qualified, paid), 2)
    yield _Step(
        "acp",
        "after_tax",
        back.acp_after_tax,
        earned,
        earned,
        "distributed",
        back.in_roth,
        test_days,
        "acp",
    )
    unknown = np.isnan(back.acp_match_vested)
    rest = back.acp_earnings - earned - of_qnec
    for amount, earning, how in (
        (np.where(unknown, 0.0, back.acp_match_vested), rest, "distributed"),
        (np.where(unknown, 0.0, back.acp_match_forfeited), none, "forfeited"),
        (np.where(unknown, back.acp_match, 0.0), none * np.nan, "vesting_not_known"),
    ):
        taxable = none if how == "forfeited" else amount + earning
        days, form = (test_days, "acp") if how != "forfeited" else ((None, test_days[1]), "none")
        yield _Step("acp", "match", amount, earning, taxable, how, None, days, form)
    own = back.acp_qualified + of_qnec
    yield _Step(
        "acp", "qualified", back.acp_qualified, of_qnec, own, "distributed", None, test_days, "acp"
    )
    yield _Step(
        "related_match",
        "match",
        back.related_match,
        none,
        none,
        "forfeited",
        None,
        (None, None),
        "none",
    )


def _step_frame(
    labels: pl.DataFrame, found: PartTest, step: _Step, rows: npt.NDArray[np.intp], lang: str
) -> pl.DataFrame:
    def said(group: str, names: str | npt.NDArray[np.str_]) -> str | pl.Series:
        if isinstance(names, str):
            return text(f"pretest.{group}.{names}", lang)
        each = pl.Series(names[rows].tolist(), dtype=pl.String)
        return each.replace({name: text(f"pretest.{group}.{name}", lang) for name in each.unique()})

    in_roth: pl.Series | None = None
    if step.in_roth is not None:
        routes = [text(f"pretest.in_roth.{route}", lang) for route in ("unknown", "no", "yes")]
        route = np.nan_to_num(step.in_roth[rows] + 1).astype(np.uint32)
        in_roth = pl.Series(routes).gather(pl.Series(route))
    places = found.corrections.rows[rows]
    columns = {
        "employee_id": labels["employee_id"][places],
        "name": labels["name"][places],
        "step": said("step", step.step),
        "source": said("source", step.source),
        "amount": known(np.round(step.amount[rows], 2)),
        "earnings": known(np.round(step.earnings[rows], 2)),
        "taxable": known(np.round(step.taxable[rows], 2)),
        "how": said("how", step.how),
        "in_roth": in_roth,
        "without_excise_tax": step.days[0],
        "last_day": step.days[1],
        "form": said("form", step.form),
    }
    return pl.DataFrame(columns, schema=NOBODY.schema)


def _share_of(part: FloatArray, whole: FloatArray) -> FloatArray:
    return np.where(whole > 0, part / np.maximum(whole, 0.01), 0.0)
