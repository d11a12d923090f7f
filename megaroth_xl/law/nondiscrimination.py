"""The ACP and ADP tests, IRC 401(m)(2) and 401(k)(3): ratios, averages, limits and refunds.

The test runs in whole hundredths of a percentage point and in whole cents, and so is exact.
"""

from dataclasses import dataclass

import numpy as np

from megaroth_xl import quantities
from megaroth_xl.hundredths import (
    CENTS,
    HUNDREDTHS,
    average_hundredths,
    ratio_hundredths,
    whole_cents,
)
from megaroth_xl.law.compensation import counted_compensation
from megaroth_xl.law.corrections import apportioned_excess, permitted_level, total_excess
from megaroth_xl.law.limits import LimitsTable
from megaroth_xl.quantities import DOLLARS, RATE, BoolArray, Flags, FloatArray, Numbers
from megaroth_xl.texts import LANGUAGES, text

__all__ = [
    "FIRST_PLAN_YEAR_NHCE_AVERAGE",
    "NondiscriminationTest",
    "acp_limit",
    "acp_refunds",
    "acp_test",
    "adp_test",
    "passing_hundredths",
]

FIRST_PLAN_YEAR_NHCE_AVERAGE = 0.03
"""What a plan that tests against the prior year may take in its first, IRC 401(m)(3) and
401(k)(3)(E) (unconfirmed)."""
TWICE, ADDED, MULTIPLE = 2.0, 0.02, 1.25


@dataclass(frozen=True, eq=False)
class NondiscriminationTest:
    """What an ACP or ADP test says of a plan year.

    Parameters
    ----------
    name
        "ACP" or "ADP".
    nhce_average, hce_average
        The groups' averages, shares of pay; None where nobody of the group is eligible.
    limit
        Highest HCE average; None where the plan is deemed to pass.
    passes
        Whether the plan year needs no correction.
    excess
        Excess aggregate contributions (ACP) or excess contributions (ADP), dollars.
    permitted_ratio
        Highest ratio that is left once the highest are cut; None where the test passes.
    ratios
        Each employee's ratio, a share of pay, to the nearest hundredth of a percentage point.
    refunds
        Each employee's part of the excess, dollars.
    """

    name: str
    nhce_average: float | None
    hce_average: float | None
    limit: float | None
    passes: bool
    excess: float
    permitted_ratio: float | None
    ratios: FloatArray
    refunds: FloatArray

    @property
    def margin(self) -> float | None:
        """The limit less the HCE average; below 0 where the test fails, None without either."""
        if self.limit is None or self.hce_average is None:
            return None
        return round(self.limit - self.hce_average, 12)

    def outcome(self, lang: str = LANGUAGES[0]) -> str:
        """The outcome in words, in "en" or "ko"."""
        word = "passes" if self.passes else "fails"
        if self.limit is None:
            word = "no_nhce"
        elif self.hce_average is None:
            word = "no_hce"
        return text(f"nondiscrimination.outcome.{word}", lang)

    def rows(self, lang: str = LANGUAGES[0]) -> list[tuple[str, float | str]]:
        """The test as rows of a label and a value, for printing, in "en" or "ko"."""

        def shown(value: float | None, absent: str) -> float | str:
            return text(f"nondiscrimination.{absent}", lang) if value is None else value

        values = {
            "nhce_average": shown(self.nhce_average, "nobody"),
            "hce_average": shown(self.hce_average, "nobody"),
            "limit": shown(self.limit, "none"),
            "margin": shown(self.margin, "none"),
            "result": self.outcome(lang),
            f"excess.{self.name}": self.excess,
        }
        return [
            (text(f"nondiscrimination.row.{row}", lang, name=self.name), value)
            for row, value in values.items()
        ]


def acp_limit(nhce_acp: Numbers) -> float | FloatArray:
    """Highest average that the highly compensated may have, ACP and ADP alike.

    Parameters
    ----------
    nhce_acp
        Average of the nonhighly compensated, a share of pay; any shape.

    Returns
    -------
    float or FloatArray
        Share of pay: max(1.25 N, min(2 N, N + 2 percentage points)).

    Raises
    ------
    InputError

    References
    ----------
    IRC 401(m)(2)(A), 401(k)(3)(A)(ii); Treas. Reg. 1.401(m)-2(a)(1)(i).

    Examples
    --------
    >>> acp_limit([0.01, 0.04, 0.1])
    array([0.02 , 0.06 , 0.125])
    """
    return quantities.result(_limit(quantities.read(nhce_acp, RATE, "nhce_acp")))


def acp_test(
    is_hce: Flags,
    compensation: Numbers,
    matching_contribution: Numbers,
    after_tax_contribution: Numbers,
    year: int,
    nhce_acp: float | None = None,
    *,
    safe_harbor_match: bool = False,
    limits: LimitsTable | None = None,
) -> NondiscriminationTest:
    """The ACP test of a plan year, and each person's refund where it fails.

    The excess is what it takes to cut the highest ratios, first, until the HCE average meets the
    limit. It is then shared by dollars: the highest contributor is refunded first, down to the
    next, and so on. Neither QNECs nor borrowed deferrals are in it; 402(g) and ADP corrections
    come before it.

    Parameters
    ----------
    is_hce
        Whether each eligible employee is highly compensated; those who contribute nothing are in.
    compensation
        Pay of the plan year, dollars; counted up to the 401(a)(17) limit.
    matching_contribution, after_tax_contribution
        Dollars of the plan year.
    year
        The calendar year in which the plan year begins.
    nhce_acp
        NHCE average that applies, used as it is: the prior year's, where the plan tests against
        the prior year. None or NaN averages the NHCEs given, as in a plan that tests against the
        current year.
    safe_harbor_match
        Whether the match meets 401(m)(11) or (12) and is left out (unconfirmed). After-tax
        contributions are tested in every plan.
    limits
        A table to use instead of the package's own.

    Returns
    -------
    NondiscriminationTest
        Its arrays have the shape that the arguments share.

    Raises
    ------
    InputError, ShapeError, UnknownYearError

    References
    ----------
    IRC 401(m)(2), (3), (6)(B) to (D), (11), (12); Treas. Reg. 1.401(m)-2(a)(1) and (3), (b)(2).

    Examples
    --------
    >>> test = acp_test([1, 1, 0], [200000, 200000, 50000], 0, [20000, 10000, 2000], 2026)
    >>> test.nhce_average, test.hce_average, test.limit, test.excess
    (0.04, 0.075, 0.06, 6000.0)
    >>> test.refunds
    array([6000.,    0.,    0.])
    """
    match = quantities.read(matching_contribution, DOLLARS, "matching_contribution")
    after_tax = quantities.read(after_tax_contribution, DOLLARS, "after_tax_contribution")
    contributions = after_tax if safe_harbor_match else match + after_tax
    pay = np.asarray(counted_compensation(compensation, year, limits=limits))
    hce = quantities.flags(is_hce, "is_hce")
    quantities.align(
        is_hce=hce,
        compensation=pay,
        matching_contribution=match,
        after_tax_contribution=after_tax,
    )
    return _test("ACP", hce, pay, contributions, quantities.optional(nhce_acp, RATE, "nhce_acp"))


def acp_refunds(
    is_hce: Flags,
    compensation: Numbers,
    matching_contribution: Numbers,
    after_tax_contribution: Numbers,
    year: int,
    nhce_acp: float | None = None,
    *,
    limits: LimitsTable | None = None,
) -> float | FloatArray:
    """Each person's refund of match and after-tax contributions under the ACP test.

    Parameters
    ----------
    is_hce, compensation, matching_contribution, after_tax_contribution, year, nhce_acp, limits
        As in `acp_test`.

    Returns
    -------
    float or FloatArray
        Dollars, in the shape that the arguments share; 0 for NHCEs. Together they are the excess
        aggregate contributions, to the cent; earnings are not in them.

    References
    ----------
    IRC 401(m)(6)(C); Treas. Reg. 1.401(m)-2(b)(2)(iii).

    Examples
    --------
    >>> acp_refunds([1, 1, 0], [200000, 200000, 50000], 0, [20000, 20000, 2000], 2026)
    array([8000., 8000.,    0.])
    """
    test = acp_test(
        is_hce,
        compensation,
        matching_contribution,
        after_tax_contribution,
        year,
        nhce_acp,
        limits=limits,
    )
    return quantities.result(test.refunds)


def adp_test(
    is_hce: Flags,
    compensation: Numbers,
    elective_deferral: Numbers,
    year: int,
    nhce_adp: float | None = None,
    *,
    limits: LimitsTable | None = None,
) -> NondiscriminationTest:
    """The ADP test of a plan year, and each person's excess contribution where it fails.

    Parameters
    ----------
    is_hce, compensation, year, limits
        As in `acp_test`.
    elective_deferral
        Pre-tax plus Roth deferrals, dollars, without catch-up contributions and, for NHCEs,
        without what exceeds 402(g) in this employer's plans.
    nhce_adp
        As `nhce_acp` in `acp_test`.

    Returns
    -------
    NondiscriminationTest
        Refunds may instead become catch-up where the person has catch-up left (414(v)(3)).

    References
    ----------
    IRC 401(k)(3)(A) and (E), 401(k)(8)(B) and (C); Treas. Reg. 1.401(k)-2(a) and (b)(2).

    Examples
    --------
    >>> adp_test([1, 0], [100000, 50000], [5000, 1000], 2026).outcome()
    'fails'
    """
    deferral = quantities.read(elective_deferral, DOLLARS, "elective_deferral")
    pay = np.asarray(counted_compensation(compensation, year, limits=limits))
    hce = quantities.flags(is_hce, "is_hce")
    quantities.align(is_hce=hce, compensation=pay, elective_deferral=deferral)
    return _test("ADP", hce, pay, deferral, quantities.optional(nhce_adp, RATE, "nhce_adp"))


def passing_hundredths(nhce_average: Numbers) -> FloatArray:
    """Highest HCE average that passes, in whole hundredths of a percentage point.

    References
    ----------
    IRC 401(m)(2)(A); Treas. Reg. 1.401(m)-2(a)(3) (rounding).

    Examples
    --------
    >>> passing_hundredths([0.04, 0.0833])
    array([ 600., 1041.])
    """
    # A limit of whole hundredths may fall short of them by far less than this.
    return np.floor(_limit(np.asarray(nhce_average)) * HUNDREDTHS + 1e-6)


def _limit(nhce_average: FloatArray) -> FloatArray:
    narrow = np.minimum(TWICE * nhce_average, nhce_average + ADDED)
    # Twelve decimals, so that 3.17 percent gives 5.17 percent as people write it.
    return np.asarray(np.round(np.maximum(MULTIPLE * nhce_average, narrow), 12), np.float64)


def _test(
    name: str, hce: BoolArray, pay: FloatArray, contributions: FloatArray, given: FloatArray
) -> NondiscriminationTest:
    hce, pay, contributions = np.broadcast_arrays(hce, pay, contributions)
    ratios = ratio_hundredths(contributions, pay)
    nhce_average = None if np.isnan(given) else float(given)
    if nhce_average is None and not hce.all():
        nhce_average = _average(ratios[~hce]) / HUNDREDTHS
    hce_average = _average(ratios[hce]) if hce.any() else None
    passing = np.inf if nhce_average is None else float(passing_hundredths(nhce_average))
    passes = hce_average is None or hce_average <= passing
    excess, permitted, refunds = 0, None, np.zeros(hce.shape)
    if not passes:
        cents, paid = _whole(whole_cents(contributions)[hce]), _whole(whole_cents(pay)[hce])
        shares = _whole(ratios[hce])
        level = permitted_level(shares, int(passing) * len(shares))
        excess = total_excess(cents, paid, shares, level, HUNDREDTHS)
        permitted = float(level) / HUNDREDTHS
        refunds[hce] = np.array(apportioned_excess(cents, paid, excess)) / CENTS
    return NondiscriminationTest(
        name,
        nhce_average,
        None if hce_average is None else hce_average / HUNDREDTHS,
        None if nhce_average is None else float(_limit(np.asarray(nhce_average))),
        passes,
        excess / CENTS,
        permitted,
        ratios / HUNDREDTHS,
        refunds,
    )


def _average(ratios: FloatArray) -> float:
    return float(average_hundredths(ratios.sum(), ratios.size))


def _whole(values: FloatArray) -> list[int]:
    return [int(value) for value in values.tolist()]
