"""The ACP and ADP tests of a plan year, IRC 401(m)(2) and 401(k)(3), on its employees' columns."""

from dataclasses import dataclass

import numpy as np

from megaroth_xl import quantities
from megaroth_xl.errors import InputError
from megaroth_xl.law.averages import acp_limit, passing_hundredths
from megaroth_xl.law.catch_up import FIRST_AGE, catch_up_contribution, catch_up_limit
from megaroth_xl.law.limits import LimitsTable, limits_table
from megaroth_xl.law.verdict import NondiscriminationTest, Verdict, VerdictFigure
from megaroth_xl.quantities import AGE, DOLLARS, RATE, BoolArray, Flags, FloatArray, Numbers
from megaroth_xl.texts import LANGUAGES, text

__all__ = [
    "AdpTest",
    "acp_limit",
    "acp_refunds",
    "acp_test",
    "adp_refunds",
    "adp_test",
    "passing_hundredths",
    "deferral_in_test",
    "counted_pay",
]


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

    The excess is the amount by which the highest ratios, cut first, must fall until the HCE
    average meets the limit. It is then shared by dollars: the highest contributor is refunded
    first, down to the next, and so on. QNECs and borrowed deferrals are not in it; 402(g) and ADP
    corrections come before it.

    Parameters
    ----------
    is_hce
        Whether each eligible employee is highly compensated. Those who contribute nothing count;
        those with neither pay nor contributions are left out, as in practice: by the regulation
        an eligible employee for whom nothing is contributed has a ratio of 0.
    compensation
        Pay of the plan year, dollars; counted up to the 401(a)(17) limit. NaN is pay that is not
        known: the plan is then not tested.
    matching_contribution, after_tax_contribution
        Dollars of the plan year.
    year
        The calendar year in which the plan year begins.
    nhce_acp
        NHCE average that applies, used as it is: the prior year's, where the plan tests against
        the prior year. None or NaN averages the NHCEs given, as in a plan that tests against the
        current year.
    safe_harbor_match
        Whether the match meets 401(m)(11) or (12) and is left out of everybody. After-tax
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
    IRC 401(m)(2), (3), (6)(B) to (D), (11), (12); Treas. Reg. 1.401(m)-2(a)(1), (3) and (5)(iv),
    (b)(2).

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
    hce = quantities.flags(is_hce, "is_hce")
    pay = counted_pay(compensation, year, limits=limits)
    quantities.align(
        is_hce=hce, compensation=pay, matching_contribution=match, after_tax_contribution=after_tax
    )
    # A safe harbor match that is left out still tells that its row has contributions.
    contributions = after_tax + 0.0 * match if safe_harbor_match else match + after_tax
    given = quantities.optional(nhce_acp, RATE, "nhce_acp")
    average = None if np.isnan(given) else float(given)
    return NondiscriminationTest.on("ACP", hce, contributions, pay, average)


def acp_refunds(
    is_hce: Flags,
    compensation: Numbers,
    matching_contribution: Numbers,
    after_tax_contribution: Numbers,
    year: int,
    nhce_acp: float | None = None,
) -> float | FloatArray:
    """Each person's refund of match and after-tax contributions under the ACP test.

    Parameters
    ----------
    is_hce, compensation, matching_contribution, after_tax_contribution, year, nhce_acp
        As in `acp_test`.

    Returns
    -------
    float or FloatArray
        Dollars, in the shape that the arguments share; 0 for NHCEs. Together they are the excess
        aggregate contributions, to the cent; earnings are not in them.

    Raises
    ------
    InputError
        Where the plan is not tested.

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
    )
    return quantities.result(known_refunds(test))


def known_refunds(test: NondiscriminationTest) -> FloatArray:
    """Refunds of a test; refused where the plan is not tested.

    Raises
    ------
    InputError
    """
    if test.passes is None:
        expected = "the pay of every employee" if test.totals.pay_not_known else "an NHCE with pay"
        raise InputError("compensation", f"not enough: {test.outcome()}", expected)
    return test.refunds


def counted_pay(
    compensation: Numbers, year: int, *, limits: LimitsTable | None = None
) -> FloatArray:
    """Pay that a test counts, dollars up to the 401(a)(17) limit; NaN where it is not known.

    References
    ----------
    IRC 401(a)(17)(A), 414(s).

    Examples
    --------
    >>> counted_pay([500000, np.nan], 2026)
    array([360000.,     nan])
    """
    most = (limits or limits_table()).dollars("compensation", year)
    return np.minimum(quantities.optional(compensation, DOLLARS, "compensation"), most)


def deferral_in_test(
    is_hce: BoolArray,
    elective_deferral: FloatArray,
    catch_up: FloatArray,
    year: int,
    *,
    limits: LimitsTable | None = None,
) -> FloatArray:
    """Deferral that the ADP test counts, dollars.

    Catch-up leaves the ratio. The rest of a deferral above 402(g) stays for HCEs; for NHCEs in the
    plans of one employer it leaves.

    Parameters
    ----------
    is_hce
        Whether each employee is highly compensated.
    elective_deferral
        Pre-tax plus Roth deferrals of the plan year, catch-up included, dollars.
    catch_up
        Part of it that is catch-up because it exceeds 402(g) or a limit of the plan, dollars.
    year, limits
        As in `acp_test`.

    References
    ----------
    IRC 414(v)(3)(A); Treas. Reg. 1.401(k)-2(a)(5)(ii) and (iii), 1.414(v)-1(d)(2).

    Examples
    --------
    >>> deferral_in_test(np.array([True, False]), np.array([26000.0, 26000.0]),
    ...                 np.array([0.0, 0.0]), 2026)
    array([26000., 24500.])
    """
    ordinary = (limits or limits_table()).dollars("elective_deferral", year)
    most = np.where(is_hce, np.inf, ordinary)
    return np.asarray(np.minimum(elective_deferral - catch_up, most))


@dataclass(frozen=True, eq=False)
class AdpTest(NondiscriminationTest):
    """Outcome of an ADP test; an excess may become catch-up instead of a refund.

    Where ages are not known, deferrals above 402(g) are taken for catch-up: from a person under 50
    a plan may not accept them. `under_50` takes them for ordinary deferrals; where the two readings
    disagree, the plan is not tested.

    Parameters
    ----------
    catch_up_left
        Catch-up that the limit still allows each employee, dollars; 0 where the age is not known.
    ages_not_known
        Number of HCEs with a deferral above 402(g) whose age is not known.
    under_50
        Verdict where they are under 50; None where there are none.
    """

    catch_up_left: FloatArray
    ages_not_known: int
    under_50: Verdict | None

    @property
    def recharacterized(self) -> FloatArray:
        """Part of each employee's excess that becomes catch-up, dollars."""
        return np.asarray(np.minimum(self.refunds, self.catch_up_left))

    @property
    def returned(self) -> FloatArray:
        """Part of each employee's excess that goes back, dollars."""
        return quantities.round_half_up(self.refunds - self.recharacterized)

    def outcome(self, lang: str = LANGUAGES[0]) -> str:
        """The outcome in words, in "en" or "ko"."""
        if self.reason == "age_not_known":
            return text("nondiscrimination.outcome.age_not_known", lang, count=self.ages_not_known)
        return super().outcome(lang)

    def figures(self, lang: str = LANGUAGES[0]) -> list[VerdictFigure]:
        """The test's figures with their units; where ages are not known, of both readings."""
        figures = super().figures(lang)
        if self.under_50 is None:
            return figures
        label = text("nondiscrimination.row.under_50", lang)
        other = self.under_50.figures(lang)
        return figures + [
            each._replace(label=f"{each.label} {label}") for each in other[1:2] + other[3:6]
        ]


def adp_test(
    is_hce: Flags,
    compensation: Numbers,
    elective_deferral: Numbers,
    year: int,
    nhce_adp: float | None = None,
    age: Numbers | None = None,
) -> AdpTest:
    """The ADP test of a plan year, and each person's excess contribution where it fails.

    Parameters
    ----------
    is_hce, compensation, year
        As in `acp_test`.
    elective_deferral
        Pre-tax plus Roth deferrals of the plan year, catch-up included, dollars.
    nhce_adp
        As `nhce_acp` in `acp_test`.
    age
        Age on December 31; None or NaN where it is not known.

    Returns
    -------
    AdpTest

    Raises
    ------
    InputError, ShapeError, UnknownYearError

    References
    ----------
    IRC 401(k)(3)(A) and (E), 401(k)(8)(B) and (C), 414(v)(3) and (5)(B); Treas. Reg. 1.401(k)-2(a)
    and (b)(2), 1.414(v)-1(b)(1)(iii) and (d)(2).

    Examples
    --------
    The deferral above 402(g) is catch-up at 52, and so is what the test would return:

    >>> test = adp_test([1, 0], [300000, 50000], [26000, 2500], 2026, age=[52, 40])
    >>> test.hce_average, test.excess, test.recharacterized.tolist(), test.returned.tolist()
    (0.0817, 3500.0, [3500.0, 0.0], [0.0, 0.0])
    """
    table = limits_table()
    deferral = quantities.read(elective_deferral, DOLLARS, "elective_deferral")
    hce = quantities.flags(is_hce, "is_hce")
    pay = counted_pay(compensation, year, limits=table)
    ages = quantities.optional(age, AGE, "age")
    shape = quantities.align(is_hce=hce, compensation=pay, elective_deferral=deferral, age=ages)
    given = quantities.optional(nhce_adp, RATE, "nhce_adp")
    average = None if np.isnan(given) else float(given)
    catch_up = np.asarray(catch_up_contribution(deferral, year, ages, limits=table))
    most = np.asarray(catch_up_limit(year, ages, limits=table))
    not_known = np.isnan(ages) & hce & (deferral > table.dollars("elective_deferral", year))
    under_50 = None
    if not_known.any():
        money = deferral_in_test(hce, deferral, catch_up, year, limits=table)
        under_50 = Verdict.of(
            "ADP", NondiscriminationTest.on("ADP", hce, money, pay, average).totals, average
        )
        as_50 = catch_up_contribution(deferral, year, FIRST_AGE, limits=table)
        catch_up = np.where(not_known, as_50, catch_up)
    money = deferral_in_test(hce, deferral, catch_up, year, limits=table)
    test = NondiscriminationTest.on("ADP", hce, money, pay, average)
    found = dict(vars(test))
    if under_50 is not None and under_50.passes != test.passes:
        found["reason"] = "age_not_known"
    return AdpTest(
        **found,
        catch_up_left=np.broadcast_to(np.where(np.isnan(ages), 0.0, most - catch_up), shape),
        ages_not_known=int(np.broadcast_to(not_known, shape).sum()),
        under_50=under_50,
    )


def adp_refunds(
    is_hce: Flags,
    compensation: Numbers,
    elective_deferral: Numbers,
    year: int,
    nhce_adp: float | None = None,
    age: Numbers | None = None,
) -> float | FloatArray:
    """Each person's refund of deferrals under the ADP test.

    Parameters
    ----------
    is_hce, compensation, elective_deferral, year, nhce_adp, age
        As in `adp_test`.

    Returns
    -------
    float or FloatArray
        Dollars, in the shape that the arguments share. The part of the excess that becomes
        catch-up is not in it, nor are earnings. Without an age nothing becomes catch-up.

    Raises
    ------
    InputError
        Where the plan is not tested, or the refunds depend on ages that are not known.

    References
    ----------
    IRC 401(k)(8)(C), 414(v)(5)(B); Treas. Reg. 1.414(v)-1(d)(2)(iii).

    Examples
    --------
    >>> adp_refunds([1, 1, 0], [200000, 200000, 50000], [20000, 16000, 2000], 2026, None,
    ...             [45, 55, 30])
    array([8000.,    0.,    0.])
    """
    test = adp_test(is_hce, compensation, elective_deferral, year, nhce_adp, age)
    if test.under_50 is not None and test.under_50.excess != test.excess:
        raise InputError(
            "age",
            f"not given for {test.ages_not_known} who deferred above the 402(g) limit",
            "the age of each, which decides whether that is catch-up",
        )
    known_refunds(test)
    return quantities.result(test.returned)
