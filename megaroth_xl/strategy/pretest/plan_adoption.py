"""The ACP test of a plan if more of its HCEs contribute after tax."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from megaroth_xl.errors import InputError
from megaroth_xl.hundredths import HUNDREDTHS
from megaroth_xl.law.limits import LimitsTable
from megaroth_xl.law.verdict import Verdict
from megaroth_xl.quantities import CENTS, FloatArray
from megaroth_xl.strategy.pretest.adoption import AdoptionGrid, adoption_grid
from megaroth_xl.strategy.pretest.part_test import PartTest
from megaroth_xl.strategy.pretest.plan_test import PlanTest
from megaroth_xl.strategy.pretest.plan_verdict import columns_tested

__all__ = ["HCE_RATE", "NhceColumns", "nhce_columns", "plan_adoption_grid"]

HCE_ADOPTION = np.linspace(0.1, 1.0, 10)
"""Shares of the HCEs that contribute after tax, tried in the grid."""
HCE_RATE = np.array([0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.08, 0.1, 0.15, 0.2])
"""Shares of pay that each of them contributes."""


def plan_adoption_grid(
    found: PlanTest,
    room: FloatArray,
    *,
    nhce: tuple[float, float] | None = None,
    others: Sequence["NhceColumns"] = (),
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
        After-tax room of each HCE with a ratio beyond what is contributed already, dollars.
    nhce
        The share of the NHCEs that contributes more after tax, and the share of pay of each; None
        leaves their average as it is.
    others
        The NHCEs, part by part; needed only where `nhce` says what they do.
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
    free = after_tax / CENTS + room
    how: dict[str, Any] = {"trials": trials, "seed": seed, "limits": limits}
    if nhce is None:
        how["nhce_acp"] = average
    else:
        _refuse_given_average(reading.verdict)
        how["nhce_adoption"], how["nhce_rate"] = nhce
        pay = np.concatenate([pay, *(part.pay for part in others)])
        match = np.concatenate([match, *(part.contributions for part in others)])
        free = np.concatenate([free, *(part.room for part in others)])
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


class NhceColumns(NamedTuple):
    """The NHCEs with a ratio of one part.

    Parameters
    ----------
    pay
        Counted pay, cents.
    contributions
        What the ratios of the elected reading are made of, cents.
    room
        After-tax room beyond what is contributed already, dollars.
    """

    pay: FloatArray
    contributions: FloatArray
    room: FloatArray


def nhce_columns(found: PartTest, room: FloatArray) -> NhceColumns:
    """The NHCEs with a ratio of a part, for `plan_adoption_grid`.

    Parameters
    ----------
    found
        The part.
    room
        After-tax room of each of its participants, dollars.
    """
    part = found.part
    rows = part.counts.tested & ~part.is_hce & (part.pay > 0)
    column = "acp" if found.acp.elected is None else found.acp.elected.column
    return NhceColumns(part.pay[rows], part.counted(column)[rows], room[rows])


def _refuse_given_average(verdict: Verdict) -> None:
    own = verdict.totals.nhce_average
    if own is None or own / HUNDREDTHS != verdict.nhce_average:
        raise InputError(
            "the NHCEs' adoption",
            "given, but this year's NHCEs do not move the test",
            "a plan that tests against the current year; leave it out",
        )
