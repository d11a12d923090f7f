"""Leveling of the ACP and ADP tests: totals that add up over parts of a plan, and levels from them.

A part of a plan gives its `RatioTotals`; totals of parts add up, and from the totals of all parts
come the `Levels` to which the highest are cut. Whoever is above them is found in a second pass.
Everything runs in whole cents and whole hundredths of a percentage point, and so is exact: in
however many parts a plan comes, the refunds are the same.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from megaroth_xl.hundredths import HUNDREDTHS, average_hundredths, cent_ratios
from megaroth_xl.quantities import BoolArray, FloatArray

__all__ = [
    "COUNTS",
    "Levels",
    "RatioTotals",
    "levels_of",
    "permitted_level",
    "total_excess",
]

IntArray = npt.NDArray[np.int64]

EXACT = 2**62
"""Sums up to here fit an integer of the machine; larger ones take Python's own."""


@dataclass(frozen=True, eq=False)
class RatioTotals:
    """Everything that a test must know of some employees; totals of parts add up.

    Parameters
    ----------
    hce, nhce
        Number of employees with a ratio.
    hce_ratios, nhce_ratios
        Sums of their ratios, in hundredths of a percentage point.
    hce_without_ratio, nhce_without_ratio
        Number of employees without pay and without contributions, who are left out.
    pay_not_known
        Number of employees whose pay is not known.
    contributions, pay
        Contributions and counted pay of each HCE with a ratio, cents, in the order of the parts.
        They are all that grows with the plan: 16 bytes for each HCE.
    """

    hce: int
    nhce: int
    hce_ratios: int
    nhce_ratios: int
    hce_without_ratio: int
    nhce_without_ratio: int
    pay_not_known: int
    contributions: IntArray
    pay: IntArray

    @classmethod
    def of(cls, is_hce: BoolArray, contributions: FloatArray, pay: FloatArray) -> Self:
        """Totals of employees.

        Parameters
        ----------
        is_hce
            One-dimensional; True for each highly compensated employee.
        contributions, pay
            Contributions tested, and counted pay, whole cents; NaN where the pay is not known.

        Examples
        --------
        >>> part = RatioTotals.of(np.array([True, False, False]), np.array([8e5, 1e5, 0]),
        ...                       np.array([1e7, 5e6, 0]))
        >>> part.hce_ratios, part.nhce_ratios, part.nhce_without_ratio
        (800, 200, 1)
        >>> (part + part).nhce
        2
        """
        known = pay > 0
        ratios = cent_ratios(contributions, np.where(known, pay, 1.0))
        ratios[~known] = 0.0
        hce = is_hce & known
        people, with_ratio, high = len(pay), int(known.sum()), int(is_hce.sum())
        hces = int(hce.sum())
        of_hces = int(ratios[hce].sum())
        not_known = 0 if with_ratio == people else int(np.isnan(pay).sum())
        hce_not_known = int(np.isnan(pay[is_hce]).sum()) if not_known else 0
        return cls(
            hce=hces,
            nhce=with_ratio - hces,
            hce_ratios=of_hces,
            nhce_ratios=int(ratios.sum()) - of_hces,
            hce_without_ratio=high - hces - hce_not_known,
            nhce_without_ratio=people - high - (with_ratio - hces) - (not_known - hce_not_known),
            pay_not_known=not_known,
            contributions=contributions[hce].astype(np.int64),
            pay=pay[hce].astype(np.int64),
        )

    @classmethod
    def together(cls, parts: Iterable[Self]) -> Self:
        """Totals of all the parts, in their order."""
        parts = list(parts)

        counts: dict[str, Any] = {
            name: sum(getattr(part, name) for part in parts) for name in COUNTS
        }
        return cls(
            **counts,
            contributions=np.concatenate([*(part.contributions for part in parts), NOBODY]),
            pay=np.concatenate([*(part.pay for part in parts), NOBODY]),
        )

    def __add__(self, other: Self) -> Self:
        return type(self).together([self, other])

    @property
    def left_out(self) -> int:
        """Number of employees without pay and without contributions."""
        return self.hce_without_ratio + self.nhce_without_ratio

    @property
    def hce_average(self) -> float | None:
        """Average of the HCEs in hundredths of a percentage point; None without any."""
        return float(average_hundredths(self.hce_ratios, self.hce)) if self.hce else None

    @property
    def nhce_average(self) -> float | None:
        """Average of the NHCEs in hundredths of a percentage point; None without any."""
        return float(average_hundredths(self.nhce_ratios, self.nhce)) if self.nhce else None

    @property
    def ratios(self) -> IntArray:
        """Ratio of each HCE, in hundredths of a percentage point."""
        return cent_ratios(
            self.contributions.astype(np.float64), self.pay.astype(np.float64)
        ).astype(np.int64)


COUNTS = (
    "hce",
    "nhce",
    "hce_ratios",
    "nhce_ratios",
    "hce_without_ratio",
    "nhce_without_ratio",
    "pay_not_known",
)
"""The fields of `RatioTotals` that are whole numbers."""
NOBODY: IntArray = np.empty(0, dtype=np.int64)


@dataclass(frozen=True)
class Levels:
    """Levels to which the HCEs are cut where a test fails.

    Parameters
    ----------
    permitted_ratio, excess
        Highest ratio that is left, in hundredths of a percentage point, and what is above it in
        all, cents.
    kept
        The most that an HCE keeps, whole cents.
    last
        Contributions and counted pay, in cents, of the HCEs among whom the last cents that do not
        divide run out; those before them in order give one cent more than the rest.
    count
        Number of HCEs with just these contributions and this pay who give it too.
    """

    permitted_ratio: Fraction
    excess: int
    kept: int
    last: tuple[int, int]
    count: int

    @classmethod
    def of(
        cls, permitted_ratio: Fraction, excess: int, contributions: IntArray, pay: IntArray
    ) -> Self:
        """Levels that take an excess from the highest contributors, dollar by dollar.

        Parameters
        ----------
        permitted_ratio, excess
            As in `Levels`.
        contributions, pay
            Contributions and counted pay of every HCE, whole cents.
        """
        return cls(permitted_ratio, excess, *_kept(contributions, pay, excess))

    def refunds(self, contributions: IntArray, pay: IntArray) -> IntArray:
        """Refund of each HCE of a part, cents.

        Cents that do not divide fall on the highest contributors, among equal ones on the lowest
        pay, and among those alike in both on the first in order.

        Parameters
        ----------
        contributions, pay
            Contributions and counted pay of HCEs, whole cents.
        """
        back = np.maximum(contributions - self.kept, 0)
        at, paid = self.last
        before = (contributions > at) | ((contributions == at) & (pay < paid))
        equal = np.flatnonzero((contributions == at) & (pay == paid))[: self.count]
        back += before
        back[equal] += 1
        return back

    def after(self, earlier: RatioTotals) -> "Levels":
        """The same levels for the part that follows these earlier ones."""
        at, paid = self.last
        given = int(((earlier.contributions == at) & (earlier.pay == paid)).sum())
        return Levels(
            self.permitted_ratio, self.excess, self.kept, self.last, max(self.count - given, 0)
        )


def levels_of(totals: RatioTotals, passing: float) -> Levels | None:
    """Levels at which a test passes; None where it passes already.

    Parameters
    ----------
    totals
        Totals of all parts.
    passing
        Highest average of the HCEs that passes, in hundredths of a percentage point.

    References
    ----------
    IRC 401(m)(6)(B) and (C), 401(k)(8)(B) and (C); Treas. Reg. 1.401(m)-2(b)(2)(ii) and (iii),
    1.401(k)-2(b)(2)(ii) and (iii).

    Examples
    --------
    >>> two = RatioTotals.of(np.array([True, True]), np.array([1.2e6, 8.96e5]),
    ...                      np.array([2e7, 1.28e7]))
    >>> levels = levels_of(two, passing=500)
    >>> levels.permitted_ratio, levels.excess, levels.refunds(two.contributions, two.pay)
    (Fraction(500, 1), 456000, array([380000,  76000]))
    """
    average = totals.hce_average
    if average is None or average <= passing:
        return None
    ratios = totals.ratios
    permitted = permitted_level(ratios, int(passing) * totals.hce)
    excess = total_excess(totals.contributions, totals.pay, ratios, permitted, HUNDREDTHS)
    return Levels.of(permitted, excess, totals.contributions, totals.pay)


def permitted_level(amounts: Sequence[int] | IntArray, kept: int) -> Fraction:
    """Height to which the highest amounts are cut, so that all together come to what is kept.

    Parameters
    ----------
    amounts
        Whole numbers, at least one of them.
    kept
        What they come to after the cut, at most their sum.

    References
    ----------
    IRC 401(m)(6)(B) and (C); Treas. Reg. 1.401(m)-2(b)(2)(ii)(A) and (iii).

    Examples
    --------
    >>> permitted_level([600, 700, 100], 1200)
    Fraction(550, 1)
    """
    values, counts = np.unique(_summable(np.asarray(amounts, dtype=np.int64)), return_counts=True)
    values, counts = values[::-1], counts[::-1].astype(np.int64)
    cut = np.cumsum(counts)
    uncut = (values * counts).sum() - np.cumsum(values * counts)
    # The first height at which the rest, uncut, and those above it cut to the next are enough.
    following = np.append(values[1:], 0)
    enough = kept - uncut >= cut * following
    enough[-1] = True
    first = int(np.argmax(enough))
    return Fraction(kept - int(uncut[first]), int(cut[first]))


def total_excess(
    contributions: Sequence[int] | IntArray,
    pay: Sequence[int] | IntArray,
    ratios: Sequence[int] | IntArray,
    permitted: Fraction,
    parts: int,
) -> int:
    """Excess of a group: what lies above the highest permitted ratio.

    Parameters
    ----------
    contributions, pay
        Contributions and counted pay of each HCE, cents.
    ratios
        Ratio of each HCE as the test rounds it, in whole parts.
    permitted
        The highest permitted ratio in such parts: the `permitted_level` of the ratios.
    parts
        Parts in a ratio of 1.

    Returns
    -------
    int
        Cents, halves up.

    References
    ----------
    IRC 401(m)(6)(B), 401(k)(8)(B); Treas. Reg. 1.401(m)-2(b)(2)(ii), 1.401(k)-2(b)(2)(ii).

    Examples
    --------
    >>> total_excess([900000, 500000], [10000000, 10000000], [9, 5], Fraction(7), parts=100)
    200000
    """
    share, whole = (permitted / parts).as_integer_ratio()
    columns = (np.asarray(column, dtype=np.int64) for column in (contributions, pay, ratios))
    whole_money, whole_pay, rounded = columns
    above = rounded * permitted.denominator > permitted.numerator
    money, paid = _summable(whole_money[above]), _summable(whole_pay[above])
    if money.size and max(int(money.max()) * whole, int(paid.max()) * share) > EXACT:
        money, paid = money.astype(object), paid.astype(object)
    over = money * whole > paid * share
    excess = int(money[over].sum()) * whole - int(paid[over].sum()) * share
    return (2 * excess + whole) // (2 * whole)


def _kept(money: IntArray, paid: IntArray, excess: int) -> tuple[int, tuple[int, int], int]:
    """The most that anybody keeps, and among whom the cents that do not divide run out."""
    level = permitted_level(money, int(_summable(money).sum()) - excess)
    kept = -(-level.numerator // level.denominator)
    # Only those at or above the level can give a cent more.
    above = money >= kept
    money, paid = money[above], paid[above]
    left = excess - int(_summable(money - kept).sum())
    if not left:
        return kept, (int(money.max()) + 1, 0), 0
    # The last of them, the highest contributions first and among equal ones the lowest pay.
    last = int(np.partition(money, money.size - left)[money.size - left])
    higher = int((money > last).sum())
    pays = np.sort(paid[money == last])
    pay = pays[left - 1 - higher]
    return kept, (last, int(pay)), left - higher - int(np.searchsorted(pays, pay))


def _summable(amounts: IntArray) -> IntArray:
    """The amounts as numbers whose sum cannot overflow."""
    if amounts.size and int(amounts.max()) * amounts.size > EXACT:
        return amounts.astype(object)
    return amounts
