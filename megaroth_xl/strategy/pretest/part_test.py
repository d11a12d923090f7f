"""A plan's verdict for some of its participants, and the totals that add up over parts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from megaroth_xl.law.leveling import RatioTotals
from megaroth_xl.law.limits import LimitsTable
from megaroth_xl.quantities import CENTS, FloatArray, cents
from megaroth_xl.strategy.plan.participants import Participants
from megaroth_xl.strategy.pretest.outcomes import Reading
from megaroth_xl.strategy.pretest.plan_verdict import PlanVerdict, columns_tested
from megaroth_xl.strategy.pretest.pretest_totals import PretestTotals
from megaroth_xl.strategy.pretest.refunds import Corrections, corrections
from megaroth_xl.strategy.pretest.tested_part import TestedPart
from megaroth_xl.strategy.pretest.ways_out import own_highest_rates

__all__ = ["CorrectionTotals", "PartTest", "without_additions"]


@dataclass(frozen=True, eq=False)
class PartTest(PlanVerdict):
    """A plan's verdict for some of its participants; the arrays have an element for each.

    Parameters
    ----------
    hce
        Who is highly compensated; NaN where it is not known.
    part
        What the tests count of each.
    totals
        Totals of these participants.
    acp_excess, adp_excess
        Each one's part of the excess of both tests, dollars.
    corrections
        What goes back, in the order in which it is corrected.
    """

    hce: FloatArray
    part: TestedPart
    totals: PretestTotals
    acp_excess: FloatArray
    adp_excess: FloatArray
    corrections: Corrections

    @classmethod
    def of(
        cls,
        verdict: PlanVerdict,
        failing: Sequence[Reading | None],
        people: Participants,
        part: TestedPart,
        totals: PretestTotals,
        *,
        hce: FloatArray,
        match: FloatArray,
        limits: LimitsTable,
    ) -> Self:
        """The verdict for these participants.

        Parameters
        ----------
        verdict
            The plan's.
        failing
            The readings by which the ACP and the ADP test fail, as they are after the parts before
            this one (`Reading.after`); None for a test that does not fail.
        people, part, totals, hce
            The participants, and what the tests count of them.
        match
            Match of each, dollars.
        limits
            The limits of the year.
        """
        acp_excess, adp_excess = (
            np.zeros(len(people)) if reading is None else reading.refunds(part)
            for reading in failing
        )
        elected, in_test = verdict.acp.elected, part.match_in_acp
        if elected is not None and elected.column == "acp_safe_harbor":
            in_test = in_test - part.left_out
        column = "adp" if verdict.adp.elected is None else verdict.adp.elected.column
        deferral = part.counted(column)
        back = corrections(
            people,
            verdict.plan,
            verdict.year,
            match=match,
            acp_excess=acp_excess,
            adp_excess=adp_excess,
            acp_match_tested=in_test / CENTS,
            acp_qnec_tested=part.qualified.qnec_in_acp / CENTS,
            adp_deferral_tested=(deferral - part.qualified_in_adp) / CENTS,
            catch_up=part.catch_up / CENTS,
            limits=limits,
        )
        return cls(**vars(verdict), hce=hce, part=part, totals=totals, acp_excess=acp_excess,
                   adp_excess=adp_excess, corrections=back)  # fmt: skip

    @property
    def own_rates(self) -> FloatArray:
        """Highest after-tax rate of each HCE if the others' contributions stay; NaN where none."""
        rates = np.full(len(self.part.pay), np.nan)
        reading = self.acp.elected
        if reading is not None and len(reading.verdicts) == 1:
            columns = columns_tested(self.totals, reading)
            rates[self.part.tested_hces()] = own_highest_rates(reading.verdict, *columns)
        return rates


COUNTED = (
    "acp_excess",
    "acp_refund",
    "adp_refund",
    "adp_catch_up",
    "acp_earnings",
    "adp_earnings",
    "excess_deferral",
    "additions",
    "additions_after_tax",
    "related_match",
    "converted",
)


@dataclass(frozen=True, eq=False)
class CorrectionTotals:
    """The total of the refunds; totals of parts add up.

    Parameters
    ----------
    people
        Number of participants to whom something goes back or who forfeit something.
    counts
        By the names of `Corrections`, and "converted" for after-tax contributions that have
        probably been converted to Roth, the number of participants with such an amount.
    cents
        The amounts, cents.
    not_known
        The number of participants of whom the amount is not known.
    """

    people: int
    counts: Mapping[str, int]
    cents: Mapping[str, int]
    not_known: Mapping[str, int]

    @classmethod
    def of(cls, back: Corrections) -> Self:
        """Totals of one part."""
        converted = np.where(back.in_roth == 1, back.acp_after_tax + back.additions_after_tax, 0.0)
        columns = {
            name: converted if name == "converted" else getattr(back, name) for name in COUNTED
        }
        return cls(
            len(back.rows),
            {name: int((column > 0).sum()) for name, column in columns.items()},
            {name: int(cents(np.nan_to_num(column)).sum()) for name, column in columns.items()},
            {name: int(np.isnan(column).sum()) for name, column in columns.items()},
        )

    @classmethod
    def together(cls, parts: Iterable[Self]) -> Self:
        """Totals of all the parts."""
        parts = list(parts)

        def added(name: str) -> dict[str, int]:
            columns: list[Mapping[str, int]] = [getattr(part, name) for part in parts]
            return {each: sum(column[each] for column in columns) for each in COUNTED}

        people = sum(part.people for part in parts)
        return cls(people, added("counts"), added("cents"), added("not_known"))

    def dollars(self, name: str) -> float:
        """An amount in all, dollars; NaN where it is not known of somebody."""
        return np.nan if self.not_known[name] else self.cents[name] / CENTS

    def known_dollars(self, name: str) -> float:
        """An amount in all as far as it is known, dollars."""
        return self.cents[name] / CENTS


def without_additions(found: PartTest, reading: Reading) -> tuple[RatioTotals, ...]:
    """Totals of a part, by group, without what 415(c) returns after tax.

    Parameters
    ----------
    found
        The part.
    reading
        How the ACP test is read.
    """
    back, column = found.corrections, reading.column
    returned = back.additions_after_tax > 0
    if not returned.any():
        return reading.cells(found.totals)
    money = found.part.counted(column).copy()
    money[back.rows[returned]] -= cents(back.additions_after_tax[returned])
    changed = replace(found.part, contributions={**found.part.contributions, column: money})
    return reading.cells(PretestTotals.of(changed))
