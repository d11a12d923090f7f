"""Ways out of a failing test: what HCEs may contribute, and what NHCEs would have to get."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from megaroth_xl.hundredths import HUNDREDTHS, average_hundredths, cent_ratios
from megaroth_xl.law.averages import passing_hundredths
from megaroth_xl.law.verdict import Verdict
from megaroth_xl.quantities import CENTS, FloatArray
from megaroth_xl.strategy.pretest.adoption import largest_passing
from megaroth_xl.strategy.pretest.tested_part import TestedPart

__all__ = ["QnecCost", "WaysOut", "highest_rate", "own_highest_rates", "ways_out"]

IntArray = npt.NDArray[np.int64]
TARGETED = 500
"""Hundredths of a percentage point of pay: a QNEC up to 5 percent of pay always counts."""


@dataclass(frozen=True)
class WaysOut:
    """The changes that would make a failing test pass, each by itself.

    Parameters
    ----------
    rate_cap, dollar_cap
        Highest share of counted pay that the plan may let an HCE contribute, and the same in whole
        dollars; None where the match alone fails.
    nhce_average_needed
        NHCE average at which the HCE average passes, a share of pay.
    qnec_rate
        Share of counted pay that every NHCE would have to get as a qualified nonelective
        contribution (QNEC); None where the NHCE average is given, such as the prior year's, and
        this year's contributions cannot move it.
    targeted_people, targeted_last
        How many of the lowest-paid NHCEs would have to get 5 percent of pay instead, and the last
        of them only `targeted_last`, a share of pay; None where that is not enough, or no QNEC is.
    """

    rate_cap: float | None
    dollar_cap: float | None
    nhce_average_needed: float
    qnec_rate: float | None
    targeted_people: int | None
    targeted_last: float | None


@dataclass(frozen=True, eq=False)
class QnecCost:
    """The cost of a QNEC to the employer; costs of parts add up.

    Parameters
    ----------
    uniform
        The same share of pay for every NHCE, cents; each one's is rounded up to the cent.
    lowest
        The lowest pays of NHCEs, cents, as many as a targeted QNEC needs.
    """

    uniform: int
    lowest: IntArray

    @classmethod
    def of(cls, part: TestedPart, ways: WaysOut) -> Self:
        """Costs among the NHCEs of one part."""
        pays = part.pay[part.counts.tested & ~part.is_hce & (part.pay > 0)].astype(np.int64)
        rate = round((ways.qnec_rate or 0.0) * HUNDREDTHS)
        return cls(int(_share_up(pays, rate).sum()), _lowest(pays, ways.targeted_people or 0))

    @classmethod
    def add(cls, costs: list[Self], part: TestedPart, ways: WaysOut) -> None:
        """Add a part's costs to those of the parts before it.

        The list is added up whenever it holds twice as many pays as are needed of all parts.
        """
        costs.append(cls.of(part, ways))
        if sum(each.lowest.size for each in costs) > 2 * (ways.targeted_people or 0):
            costs[:] = [cls.together(costs, ways)]

    @classmethod
    def together(cls, parts: Iterable[Self], ways: WaysOut) -> Self:
        """Costs of all the parts."""
        parts = list(parts)
        pays = np.concatenate([part.lowest for part in parts])
        whole = sum(part.uniform for part in parts)
        return cls(whole, _lowest(pays, ways.targeted_people or 0))

    def uniform_dollars(self, ways: WaysOut) -> float | None:
        """Cost of the uniform QNEC, dollars; None where none would do."""
        return None if ways.qnec_rate is None else self.uniform / CENTS

    def targeted_dollars(self, ways: WaysOut) -> float | None:
        """Cost of the targeted QNEC, dollars; None where none would do."""
        if not ways.targeted_people or ways.targeted_last is None:
            return None
        pays = np.sort(self.lowest)
        last = _share_up(pays[-1:], round(ways.targeted_last * HUNDREDTHS))
        return int(_share_up(pays[:-1], TARGETED).sum() + last.sum()) / CENTS


def ways_out(
    verdict: Verdict,
    pay: IntArray,
    fixed: IntArray,
    movable: IntArray,
    *,
    takes_current_year: bool,
) -> WaysOut | None:
    """Return what would make a test pass that fails.

    Parameters
    ----------
    verdict
        The verdict of these HCEs.
    pay, fixed, movable
        Of each HCE with a ratio, cents: counted pay, what is tested and cannot be elected (match),
        and what can be (after-tax contributions, or deferrals in the ADP test).
    takes_current_year
        Whether the NHCE average is this year's.

    Returns
    -------
    WaysOut or None
        None where the test does not fail.

    References
    ----------
    IRC 401(m)(2)(A), 401(m)(4)(C); Treas. Reg. 1.401(m)-2(a)(6) and (b)(1)(i), 1.401(k)-2(a)(6).
    A uniform share of pay for every NHCE is not disproportionate; nor is one of at most 5 percent
    of pay ((a)(6)(v) and (iv)).
    """
    if verdict.levels is None or verdict.nhce_average is None or verdict.hce_average is None:
        return None
    limit = float(passing_hundredths(verdict.nhce_average))

    def passes_capped(cap: float | FloatArray) -> bool:
        money = np.asarray(fixed + np.minimum(movable, cap), dtype=np.float64)
        ratios = cent_ratios(money, pay.astype(np.float64))
        return float(average_hundredths(ratios.sum(), ratios.size)) <= limit

    rate = largest_passing(lambda cap: passes_capped(cap * pay / HUNDREDTHS), HUNDREDTHS)
    most = int(-(-movable.max() // CENTS))
    dollars = largest_passing(lambda cap: passes_capped(cap * CENTS), most)

    hce_average = round(verdict.hce_average * HUNDREDTHS)
    too_low = largest_passing(
        lambda average: float(passing_hundredths(average / HUNDREDTHS)) < hce_average, hce_average
    )
    needed = 0 if too_low is None else too_low + 1
    people, last = None, None
    if takes_current_year:
        people, last = _targeted(verdict, needed)
    added = round(needed / HUNDREDTHS - verdict.nhce_average, 12)
    return WaysOut(
        rate_cap=None if rate is None else rate / HUNDREDTHS,
        dollar_cap=None if dollars is None else float(dollars),
        nhce_average_needed=needed / HUNDREDTHS,
        qnec_rate=added if takes_current_year else None,
        targeted_people=people,
        targeted_last=last,
    )


def highest_rate(verdict: Verdict, pay: IntArray, fixed: IntArray) -> float | None:
    """Highest rate that every HCE could contribute with the test passing.

    Parameters
    ----------
    verdict
        Verdict of these HCEs; its NHCE average applies.
    pay, fixed
        As in `ways_out`.

    Returns
    -------
    float or None
        A share of counted pay, in whole hundredths of a percentage point; None where what is fixed
        fails alone, 1 where nothing limits it.
    """
    if verdict.nhce_average is None or not pay.size:
        return 1.0
    ratios = cent_ratios(fixed.astype(np.float64), pay.astype(np.float64))
    left = _most_ratios(verdict) - int(ratios.sum())
    return None if left < 0 else min(left // ratios.size / HUNDREDTHS, 1.0)


def own_highest_rates(
    verdict: Verdict, pay: IntArray, fixed: IntArray, movable: IntArray
) -> FloatArray:
    """Highest rate of each HCE at which the test passes if the others' contributions stay.

    Parameters
    ----------
    verdict, pay, fixed, movable
        As in `ways_out`.

    Returns
    -------
    FloatArray
        Shares of counted pay; NaN where even a rate of 0 is not enough, 1 where nothing limits it.
    """
    if verdict.nhce_average is None:
        return np.ones(pay.size)
    paid, alone = pay.astype(np.float64), fixed.astype(np.float64)
    left = _most_ratios(verdict) - verdict.totals.hce_ratios
    rates = cent_ratios(alone + movable, paid) + left - cent_ratios(alone, paid)
    return np.where(rates < 0, np.nan, np.minimum(rates / HUNDREDTHS, 1.0))


def _most_ratios(verdict: Verdict) -> int:
    """Most that the HCEs' ratios may come to, in hundredths: their average rounds to the limit."""
    people, limit = verdict.totals.hce, int(passing_hundredths(verdict.nhce_average or 0.0))
    return (2 * people * limit + people - 1) // 2


def _targeted(verdict: Verdict, needed: int) -> tuple[int | None, float | None]:
    """Return how many NHCEs need 5 percent of pay, and what the last of them needs."""
    people = verdict.totals.nhce
    lacking = (2 * people * needed - people + 1) // 2 - verdict.totals.nhce_ratios
    count = -(-lacking // TARGETED)
    if not 0 < count <= people:
        return None, None
    return count, (lacking - TARGETED * (count - 1)) / HUNDREDTHS


def _share_up(pays: IntArray, rate: int) -> IntArray:
    """A share of pays in hundredths of a percentage point, each rounded up to the cent."""
    return -(-pays * rate // HUNDREDTHS)


def _lowest(pays: IntArray, count: int) -> IntArray:
    # Copied: a slice would keep the memory of all.
    return pays if count >= pays.size else np.partition(pays, count)[:count].copy()
