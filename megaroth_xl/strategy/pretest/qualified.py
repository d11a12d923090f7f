"""QNECs and QMACs of a roster in the tests: the test that counts them, and how much of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

import numpy as np

from megaroth_xl.law.limits import LimitsTable, limits_table
from megaroth_xl.law.nondiscrimination import counted_pay
from megaroth_xl.law.qualified_contributions import qnec_counted, representative_rate
from megaroth_xl.quantities import BoolArray, FloatArray, cents
from megaroth_xl.strategy.plan.participants import Participants
from megaroth_xl.strategy.plan.terms import PlanTerms
from megaroth_xl.strategy.plan.words import QmacTest, QnecTest
from megaroth_xl.strategy.pretest.who_counts import who_counts

__all__ = ["ContributionRates", "Qualified"]


@dataclass(frozen=True, eq=False)
class Qualified:
    """QNECs and QMACs of some participants, cents; columns with an element for each.

    Parameters
    ----------
    qnec, qmac
        What the roster has.
    qnec_in_acp, qnec_in_adp
        The part of the QNECs that each test counts.
    qmac_in_adp
        The QMACs that the ADP test counts, and the ACP test therefore does not.
    """

    qnec: FloatArray
    qmac: FloatArray
    qnec_in_acp: FloatArray
    qnec_in_adp: FloatArray
    qmac_in_adp: FloatArray

    @classmethod
    def of(
        cls,
        people: Participants,
        plan: PlanTerms,
        *,
        is_hce: BoolArray,
        pay: FloatArray,
        match: FloatArray,
        representative: float,
    ) -> Self:
        """Return what counts of these participants.

        Parameters
        ----------
        people, plan
            The participants, and the plan's terms.
        is_hce
            Who is highly compensated: what is disproportionate is asked of the others only.
        pay, match
            Counted pay and match of each, cents.
        representative
            The plan's representative contribution rate (`ContributionRates.representative`).

        References
        ----------
        Treas. Reg. 1.401(m)-2(a)(5)(iii) and (6), 1.401(k)-2(a)(6).
        """
        nothing = np.zeros(len(people))
        qnec = cents(people.qnec) if people.qnec.any() else nothing
        qmac = _qmac(people, match) if people.qmac.any() else nothing
        counted = nothing
        if qnec is not nothing and plan.qnec_test in (QnecTest.ACP, QnecTest.ADP):
            counted = np.where(is_hce, qnec, qnec_counted(qnec, pay, representative))
        return cls(
            qnec=qnec,
            qmac=qmac,
            qnec_in_acp=counted if plan.qnec_test is QnecTest.ACP else nothing,
            qnec_in_adp=counted if plan.qnec_test is QnecTest.ADP else nothing,
            qmac_in_adp=qmac if plan.qmac_test is QmacTest.ADP else nothing,
        )


@dataclass(frozen=True, eq=False)
class ContributionRates:
    """The rates of NHCEs that say which QNECs are disproportionate; those of parts add up.

    Parameters
    ----------
    rates
        Applicable contribution rate of each eligible NHCE with pay.
    employed
        Which of them are employed on the plan year's last day.
    """

    rates: FloatArray
    employed: BoolArray

    @classmethod
    def of(
        cls,
        people: Participants,
        plan: PlanTerms,
        year: int,
        *,
        hce: FloatArray,
        match: FloatArray,
        limits: LimitsTable | None = None,
    ) -> Self:
        """Rates of the NHCEs of one part.

        Parameters
        ----------
        people, plan, year, hce, match, limits
            As in `TestedPart.of`.
        """
        table = plan.applied_limits(year, limits or limits_table())
        counts = who_counts(people, plan, year, match)
        pay = cents(counted_pay(counts.pay, year, limits=table))
        rows = counts.tested & (hce != 1) & (pay > 0)
        matched = cents(match)
        in_adp = _qmac(people, matched) if plan.qmac_test is QmacTest.ADP else 0.0 * matched
        with_qnec = in_adp if plan.qnec_test is QnecTest.ADP else matched - in_adp
        last = np.datetime64(plan.plan_year(year)[1], "D")
        left = people.termination_date < last
        back = (people.rehire_date >= people.termination_date) & (people.rehire_date <= last)
        return cls(
            rates=(with_qnec + cents(people.qnec))[rows] / pay[rows],
            employed=np.asarray(~left | back)[rows],
        )

    @classmethod
    def representative(cls, parts: Iterable[Self]) -> float:
        """A plan's representative contribution rate, of all its parts."""
        parts = list(parts)
        rates = np.concatenate([np.empty(0), *(part.rates for part in parts)])
        employed = np.concatenate([np.empty(0), *(part.rates[part.employed] for part in parts)])
        return representative_rate(rates, employed)


def _qmac(people: Participants, match: FloatArray) -> FloatArray:
    """QMACs of each, cents: a part of the match, and never more than it."""
    return np.minimum(cents(people.qmac), match)
