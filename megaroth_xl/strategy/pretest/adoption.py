"""The ACP test if more employees made after-tax contributions: over shares and rates.

Ratios are whole hundredths of a percentage point (see `law.hundredths`), so a scenario is a sum:
what the group has already, and what the adopters among it add.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from megaroth_xl import quantities
from megaroth_xl.errors import InputError
from megaroth_xl.hundredths import (
    HUNDREDTHS,
    average_hundredths,
    cent_ratios,
    ratio_hundredths,
)
from megaroth_xl.law.averages import acp_limit, passing_hundredths
from megaroth_xl.law.compensation import counted_compensation
from megaroth_xl.law.limits import LimitsTable
from megaroth_xl.quantities import DOLLARS, RATE, BoolArray, Flags, FloatArray, Numbers, Quantity

__all__ = ["AdoptionGrid", "adoption_grid", "largest_passing"]

MOST_TRIALS = 10_000
TRIALS = Quantity(
    f"a whole number of random draws from 0 to {MOST_TRIALS:,}",
    lambda v: (v >= 0) & (v <= MOST_TRIALS) & (v == np.floor(v)),
)


@dataclass(frozen=True, eq=False)
class AdoptionGrid:
    """The ACP test over the share of each group that contributes after tax, and the rate.

    `worst_margin` and `passing_share` have an axis for each of the first four, in their order: for
    a heat map take the HCE axes at one NHCE scenario, such as ``worst_margin[:, :, 0, 0]``.

    Parameters
    ----------
    hce_adoption, nhce_adoption
        Shares of the group that contribute after tax.
    hce_rate, nhce_rate
        What each adopter contributes after tax, as a share of counted pay.
    worst_margin
        The limit less the HCE average, if just those adopt who do the test most harm: the test
        passes whoever adopts where it is not below 0.
    passing_share
        Share of the random draws of adopters in which the test passes; NaN without draws.
    trials, seed
        The number of draws, and the seed that repeats them.
    """

    hce_adoption: FloatArray
    hce_rate: FloatArray
    nhce_adoption: FloatArray
    nhce_rate: FloatArray
    worst_margin: FloatArray
    passing_share: FloatArray
    trials: int
    seed: int


def adoption_grid(
    is_hce: Flags,
    compensation: Numbers,
    matching_contribution: Numbers,
    year: int,
    *,
    hce_adoption: Numbers,
    hce_rate: Numbers,
    nhce_adoption: Numbers | None = None,
    nhce_rate: Numbers | None = None,
    nhce_acp: float | None = None,
    room: Numbers | None = None,
    trials: int = 100,
    seed: int = 0,
    limits: LimitsTable | None = None,
) -> AdoptionGrid:
    """The ACP test in every combination of adoption and after-tax rate.

    Each adopter contributes the rate of counted pay, up to `room`; the others contribute nothing
    after tax. The match stays as it is given.

    Parameters
    ----------
    is_hce, compensation, matching_contribution, year, limits
        As in `acp_test`; a row for each eligible employee.
    hce_adoption, hce_rate
        Shares of the HCEs, and shares of their counted pay, to try; one or several.
    nhce_adoption, nhce_rate
        The same for NHCEs; none by default. They count only where the plan tests against the
        current year, that is without `nhce_acp`.
    nhce_acp
        NHCE average that applies whatever this year's NHCEs do, such as the prior year's.
    room
        The most after-tax dollars of each employee; None or NaN for no bound.
    trials, seed
        How many times to draw the adopters at random, and the seed of the draws. A draw puts each
        group in one order, in which employees adopt as the share rises.

    Returns
    -------
    AdoptionGrid

    Raises
    ------
    InputError, ShapeError, UnknownYearError

    References
    ----------
    IRC 401(m)(2)(A), (3); Treas. Reg. 1.401(m)-2(a).

    Examples
    --------
    >>> grid = adoption_grid([1, 1, 0, 0], [200000, 180000, 60000, 50000], 0, 2026,
    ...                      hce_adoption=[0.5, 1], hce_rate=[0.04, 0.08],
    ...                      nhce_adoption=0.5, nhce_rate=0.04)
    >>> grid.worst_margin[:, :, 0, 0]
    array([[ 0.02,  0.  ],
           [ 0.  , -0.04]])
    """
    hce, people = _people(is_hce, compensation, matching_contribution, room, year, limits)
    if not hce.any() or (hce.all() and nhce_acp is None):
        raise InputError(
            "is_hce",
            f"{str(bool(hce.any())).upper()} in every row",
            "highly compensated employees and others; a plan with one kind alone passes",
        )
    if nhce_acp is not None and (nhce_adoption is not None or nhce_rate is not None):
        raise InputError(
            "nhce_acp",
            "given beside an NHCE adoption or rate",
            "one of them: a given average does not move with this year's NHCEs",
        )
    draws = int(quantities.read(trials, TRIALS, "trials"))
    random = np.random.default_rng(seed)
    shares = _steps(hce_adoption, "hce_adoption"), _steps(hce_rate, "hce_rate")
    by_hces = _averages(people[:, hce], *shares, draws, random)
    if nhce_acp is None:
        others = (
            _steps(0.0 if nhce_adoption is None else nhce_adoption, "nhce_adoption"),
            _steps(0.0 if nhce_rate is None else nhce_rate, "nhce_rate"),
        )
        by_nhces = _averages(people[:, ~hce], *others, draws, random)
    else:
        others = np.array([np.nan]), np.array([np.nan])
        given = np.full((1, 1), quantities.read(nhce_acp, RATE, "nhce_acp") * HUNDREDTHS)
        by_nhces = _Averages(given, given, np.broadcast_to(given, (draws, 1, 1)))
    return AdoptionGrid(
        *shares,
        *others,
        worst_margin=_margin(by_hces.highest, by_nhces.lowest),
        passing_share=_passing_share(by_hces.drawn, by_nhces.drawn),
        trials=draws,
        seed=seed,
    )


def largest_passing(passes: Callable[[int], bool], most: int) -> int | None:
    """Largest number from 0 to `most` that passes, where all below one that passes pass too.

    >>> largest_passing(lambda dollars: dollars <= 7, 100)
    7
    """
    failing = bisect_left(range(most + 1), x=True, key=lambda number: not passes(number))
    return failing - 1 if failing else None


@dataclass(frozen=True, eq=False)
class _Averages:
    """A group's average in hundredths, by adoption and rate: bounds, and a layer for each draw."""

    highest: FloatArray
    lowest: FloatArray
    drawn: FloatArray


def _people(
    is_hce: Flags,
    compensation: Numbers,
    match: Numbers,
    room: Numbers | None,
    year: int,
    limits: LimitsTable | None,
) -> tuple[BoolArray, FloatArray]:
    """Return who is an HCE, and rows of counted pay, match and room."""
    hce = quantities.flags(is_hce, "is_hce")
    pay = np.asarray(counted_compensation(compensation, year, limits=limits))
    matched = quantities.read(match, DOLLARS, "matching_contribution")
    most = quantities.optional(room, DOLLARS, "room")
    shape = quantities.align(is_hce=hce, compensation=pay, matching_contribution=matched, room=most)
    columns = pay, matched, np.where(np.isnan(most), np.inf, most)
    people = np.stack([np.broadcast_to(column, shape).ravel() for column in columns])
    return np.broadcast_to(hce, shape).ravel(), people


def _steps(shares: Numbers, name: str) -> FloatArray:
    return np.atleast_1d(quantities.read(shares, RATE, name))


def _averages(
    people: FloatArray,
    adoption: FloatArray,
    rates: FloatArray,
    draws: int,
    random: np.random.Generator | None = None,
) -> _Averages:
    pay, match, room = people
    size = pay.size
    base, paid = ratio_hundredths(match, pay), np.maximum(quantities.cents(pay), 1.0)
    adopters = quantities.round_half_up(adoption * size, 0).astype(np.intp)

    def gain(rate: float) -> FloatArray:
        after_tax = np.minimum(rate * pay, room)
        gained = cent_ratios(quantities.cents(match + after_tax), paid)
        gained -= base
        gained.sort()
        return gained

    def averages(in_order: FloatArray) -> FloatArray:
        sums = np.concatenate([[0.0], np.cumsum(in_order)])
        return average_hundredths(base.sum() + sums[adopters], size)

    # One rate at a time: of a large plan, all of them would not fit in memory.
    gains: Iterable[FloatArray] = map(gain, rates.tolist())
    if draws:
        gains = list(gains)
    bounds = [(averages(each[::-1]), averages(each)) for each in gains]
    highest, lowest = (np.stack(bound, axis=-1) for bound in zip(*bounds, strict=True))
    drawn = np.empty((draws, adoption.size, rates.size))
    if random is not None:
        for layer in drawn:
            order = random.permutation(size)
            layer[...] = np.stack([averages(each[order]) for each in gains], axis=-1)
    return _Averages(highest, lowest, drawn)


def _margin(hce: FloatArray, nhce: FloatArray) -> FloatArray:
    limit = np.asarray(acp_limit(np.minimum(nhce / HUNDREDTHS, 1.0)))
    return np.round(limit - hce[:, :, np.newaxis, np.newaxis] / HUNDREDTHS, 12)


def _passing_share(hce: FloatArray, nhce: FloatArray) -> FloatArray:
    passing = passing_hundredths(nhce / HUNDREDTHS)
    count = np.zeros(hce.shape[1:] + nhce.shape[1:])
    for averages, limits in zip(hce, passing, strict=True):
        count += averages[:, :, np.newaxis, np.newaxis] <= limits
    return count / len(hce) if len(hce) else np.full_like(count, np.nan)
