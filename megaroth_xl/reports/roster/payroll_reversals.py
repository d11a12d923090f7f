"""Rows of a payroll that take a payment back: voided checks and corrections, netted."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import polars as pl

from megaroth_xl.quantities import FloatArray

__all__ = ["FLOWS", "Reversals", "reversals"]

FLOWS = (
    "compensation",
    "elective_deferral",
    "roth_deferral",
    "catch_up_deferral",
    "matching_contribution",
    "nonelective_contribution",
    "after_tax_contribution",
)
"""The dollars of a pay date."""
CENT = 0.005


class Reversals(NamedTuple):
    """A payroll whose reversing rows are netted.

    Parameters
    ----------
    frame
        All rows. A day's amounts stand in its first row that pays something; the rows that were
        netted with it hold 0.
    same_day
        Reversing rows that were netted with payments of their own day.
    other_day
        Reversing rows that take back a payment of another day, the only one of their amounts.
    open
        Reversing rows for which neither holds.
    """

    frame: pl.DataFrame
    same_day: tuple[int, ...] = ()
    other_day: tuple[int, ...] = ()
    open: tuple[int, ...] = ()


def reversals(frame: pl.DataFrame) -> Reversals:
    """Net the rows with amounts below 0 where it is plain what they take back.

    Parameters
    ----------
    frame
        A row for each payment: ``row``, ``employee_id``, ``pay_date``, where there is one
        ``company``, and the columns of `FLOWS` that the file has.

    Examples
    --------
    A check of 5,000 that was voided and paid again as 5,200:

    >>> from datetime import date
    >>> days = [date(2026, 1, 30)] * 3
    >>> pay = [5_000.0, -5_000.0, 5_200.0]
    >>> rows = {"row": [2, 3, 4], "employee_id": ["7"] * 3, "pay_date": days, "compensation": pay}
    >>> found = reversals(pl.DataFrame(rows))
    >>> found.frame["compensation"].to_list(), found.same_day
    ([5200.0, 0.0, 0.0], (3,))
    """
    flows = [name for name in FLOWS if name in frame.columns]
    whose = ["employee_id", *(["company"] if "company" in frame.columns else [])]
    is_known = pl.col("employee_id").is_not_null() & pl.col("pay_date").is_not_null()
    below = pl.any_horizontal(pl.lit(value=False), *(pl.col(name) < 0 for name in flows))
    marked = frame.with_columns(place=pl.int_range(pl.len()), below=below & is_known)
    if not marked["below"].any():
        return Reversals(frame)
    amounts = frame.select(pl.col(flows).fill_null(0.0).fill_nan(0.0)).to_numpy().copy()
    before = amounts.copy()
    same: list[int] = []
    other: list[int] = []
    for person in marked.filter(is_known, pl.col("below").any().over(whose)).partition_by(whose):
        days = [day["place"].to_list() for day in person.sort("pay_date").partition_by("pay_date")]
        same += _of_their_day(amounts, days)
        other += _of_another_day(amounts, days)
        same += _of_their_day(amounts, days)
    changed = pl.Series((amounts != before).any(axis=1))
    netted = (
        pl.when(changed).then(pl.Series(amounts[:, number])).otherwise(pl.col(name)).alias(name)
        for number, name in enumerate(flows)
    )
    rows, is_open = frame["row"].to_numpy(), (amounts < 0).any(axis=1) & marked["below"].to_numpy()
    return Reversals(
        frame.with_columns(netted),
        tuple(sorted(rows[same].tolist())),
        tuple(sorted(rows[other].tolist())),
        tuple(rows[is_open].tolist()),
    )


def _of_their_day(amounts: FloatArray, days: Sequence[Sequence[int]]) -> Iterator[int]:
    """Net days whose sums are at least 0; yields the places of their reversing rows."""
    for places in days:
        reversing = [place for place in places if (amounts[place] < 0).any()]
        total = amounts[places].sum(axis=0).round(2)
        if not reversing or (total < -CENT).any():
            continue
        paid = next((p for p in places if p not in reversing and amounts[p].any()), places[0])
        amounts[places] = 0.0
        amounts[paid] = np.maximum(total, 0.0)
        yield from reversing


def _of_another_day(amounts: FloatArray, days: Sequence[Sequence[int]]) -> Iterator[int]:
    """Take out payments and what takes them back on another day; yields the latter's places."""
    for places in days:
        others = [place for day in days if day is not places for place in day]
        for place in places:
            if not (amounts[place] < 0).any():
                continue
            taken = [
                p for p in others if np.allclose(amounts[p], -amounts[place], atol=CENT, rtol=0)
            ]
            if len(taken) == 1:
                amounts[[place, *taken]] = 0.0
                yield place
