"""Outcome of an ACP or ADP test: from totals alone, or with the employees at hand.

The tests run in whole hundredths of a percentage point and in whole cents, and so are exact.
"""

from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np

from megaroth_xl.errors import InputError
from megaroth_xl.hundredths import HUNDREDTHS, cent_ratios
from megaroth_xl.law.averages import average_limit, passing_hundredths
from megaroth_xl.law.leveling import Levels, RatioTotals, levels_of
from megaroth_xl.quantities import CENTS, BoolArray, FloatArray, cents
from megaroth_xl.texts import LANGUAGES, text

__all__ = ["SLICE", "VerdictFigure", "NondiscriminationTest", "Verdict", "totals_of"]

NOT_TESTED = frozenset({"pay_not_known", "no_nhce_pay", "age_not_known"})
SLICE = 32_768
"""Employees that are added up at a time: their columns stay within the processor's cache."""


class VerdictFigure(NamedTuple):
    """One figure of a test.

    Parameters
    ----------
    label
        Its name, in the language asked for.
    value
        A number, or words where there is none.
    unit
        "share" (of pay), "dollars", "count", or "text" for words.
    """

    label: str
    value: float | str
    unit: str


@dataclass(frozen=True, eq=False)
class Verdict:
    """Outcome of an ACP or ADP test, from totals alone.

    Parameters
    ----------
    name
        "ACP" or "ADP".
    totals
        Totals of everybody who is tested.
    nhce_average, hce_average
        Averages of the groups, shares of pay; None where nobody of the group has a ratio.
    limit
        Highest HCE average that passes, a share of pay; None where the plan is deemed to pass, or
        not tested.
    reason
        Why there is nothing to compare: "no_nhce", "no_hce" (both pass), "no_nhce_pay" or
        "pay_not_known" (both not tested); "age_not_known" where the outcome of an ADP test depends
        on ages; "" where the averages decide.
    levels
        Levels to which the HCEs are cut; None where the test does not fail.
    """

    name: str
    totals: RatioTotals
    nhce_average: float | None
    hce_average: float | None
    limit: float | None
    reason: str
    levels: Levels | None

    @classmethod
    def of(cls, name: str, totals: RatioTotals, nhce_average: float | None = None) -> "Verdict":
        """Verdict on totals.

        Parameters
        ----------
        name, totals
            As in the class.
        nhce_average
            NHCE average that applies, a share of pay, used as it is; None takes the NHCEs' own.

        References
        ----------
        IRC 401(m)(2)(A), 401(k)(3)(A)(ii). Deemed to pass without eligible NHCEs: Treas. Reg.
        1.401(m)-2(a)(1)(ii), 1.401(k)-2(a)(1)(ii).
        """
        hce, own = totals.hce_average, totals.nhce_average
        nhce = own / HUNDREDTHS if nhce_average is None and own is not None else nhce_average
        limit, levels = None, None
        if totals.pay_not_known:
            reason = "pay_not_known"
        elif nhce is None:
            reason = "no_nhce_pay" if totals.nhce_without_ratio else "no_nhce"
        else:
            reason = "" if totals.hce else "no_hce"
            limit = float(average_limit(np.asarray(nhce)))
            levels = levels_of(totals, float(passing_hundredths(nhce)))
        average = None if hce is None else hce / HUNDREDTHS
        return Verdict(name, totals, nhce, average, limit, reason, levels)

    @property
    def passes(self) -> bool | None:
        """Return whether the plan year needs no correction; None where it is not tested."""
        if self.reason in NOT_TESTED:
            return None
        return self.levels is None

    @property
    def excess(self) -> float | None:
        """Excess aggregate contributions (ACP) or excess contributions (ADP), dollars."""
        if self.passes is None:
            return None
        return 0.0 if self.levels is None else self.levels.excess / CENTS

    @property
    def permitted_ratio(self) -> float | None:
        """Highest ratio that is left once the highest are cut; None where nothing is cut."""
        return None if self.levels is None else float(self.levels.permitted_ratio) / HUNDREDTHS

    @property
    def margin(self) -> float | None:
        """The limit less the HCE average; below 0 where the test fails, None without either."""
        if self.limit is None or self.hce_average is None:
            return None
        return round(self.limit - self.hce_average, 12)

    def outcome(self, lang: str = LANGUAGES[0]) -> str:
        """The outcome in words, in "en" or "ko"."""
        word = self.reason or ("passes" if self.passes else "fails")
        return text(f"nondiscrimination.outcome.{word}", lang, count=self.totals.pay_not_known)

    def figures(self, lang: str = LANGUAGES[0]) -> list[VerdictFigure]:
        """The test's figures with their units, in "en" or "ko"."""

        def shown(value: float | None, unit: str, absent: str) -> tuple[float | str, str]:
            if self.passes is None and (value is None or self.limit is None):
                absent = "not_tested"
            elif value is not None:
                return value, unit
            return text(f"nondiscrimination.{absent}", lang), "text"

        found = {
            "nhce_average": shown(self.nhce_average, "share", "nobody"),
            "hce_average": shown(self.hce_average, "share", "nobody"),
            "limit": shown(self.limit, "share", "none"),
            "margin": shown(self.margin, "share", "none"),
            "result": (self.outcome(lang), "text"),
            f"excess.{self.name}": shown(self.excess, "dollars", "none"),
        }
        if self.totals.left_out:
            found["left_out"] = (float(self.totals.left_out), "count")
        return [
            VerdictFigure(text(f"nondiscrimination.row.{row}", lang, name=self.name), value, unit)
            for row, (value, unit) in found.items()
        ]

    def rows(self, lang: str = LANGUAGES[0]) -> list[tuple[str, float | str]]:
        """The test as rows of a label and a value, as a formula spills them, in "en" or "ko"."""
        return [(figure.label, figure.value) for figure in self.figures(lang)]


@dataclass(frozen=True, eq=False)
class NondiscriminationTest(Verdict):
    """Outcome of an ACP or ADP test of employees that are at hand.

    Parameters
    ----------
    is_hce, contributions, pay
        As in `RatioTotals.of`, of any shape.
    """

    is_hce: BoolArray
    contributions: FloatArray
    pay: FloatArray

    @classmethod
    def on(
        cls,
        name: str,
        is_hce: BoolArray,
        contributions: FloatArray,
        pay: FloatArray,
        nhce_average: float | None = None,
    ) -> Self:
        """Test of employees.

        Parameters
        ----------
        name, nhce_average
            As in `Verdict.of`.
        is_hce
            Whether each employee is highly compensated.
        contributions
            Dollars tested.
        pay
            Counted pay, dollars; NaN where it is not known.

        Raises
        ------
        InputError
            For contributions without pay.
        """
        is_hce, money, paid = np.broadcast_arrays(is_hce, cents(contributions), cents(pay))
        columns = is_hce.ravel(), money.ravel(), paid.ravel()
        for place in np.flatnonzero((columns[1] > 0) & (columns[2] == 0))[:1].tolist():
            where = f" in row {place + 1}" if len(columns[1]) > 1 else ""
            raise InputError(
                f"compensation{where}", "0 beside contributions", "the plan year's pay in dollars"
            )
        verdict = Verdict.of(name, totals_of(*columns), nhce_average)
        return cls(**vars(verdict), is_hce=is_hce, contributions=money, pay=paid)

    @property
    def ratios(self) -> FloatArray:
        """Ratio of each employee, a share of pay to the nearest hundredth of a percentage point.

        NaN where there is none: no pay and no contributions, or pay that is not known.
        """
        paid = self.pay > 0
        ratios = cent_ratios(self.contributions, np.where(paid, self.pay, 1.0)) / HUNDREDTHS
        return np.where(paid, ratios, np.nan)

    @property
    def refunds(self) -> FloatArray:
        """Part of the excess of each employee, dollars; NaN where the plan is not tested."""
        back = (
            np.zeros(self.is_hce.shape)
            if self.passes is not None
            else np.full(self.is_hce.shape, np.nan)
        )
        if self.levels is not None:
            hce = self.is_hce & (self.pay > 0)
            back[hce] = self.levels.refunds(
                self.contributions[hce].astype(np.int64), self.pay[hce].astype(np.int64)
            )
        return back / CENTS


def totals_of(is_hce: BoolArray, contributions: FloatArray, pay: FloatArray) -> RatioTotals:
    """Totals of many employees, added up in slices.

    Parameters
    ----------
    is_hce, contributions, pay
        As in `RatioTotals.of`.

    References
    ----------
    Treas. Reg. 1.401(m)-2(a)(2)(i) and (3)(i).

    Examples
    --------
    >>> totals_of(np.array([True]), np.array([800_000.0]), np.array([1e7])).hce_average
    800.0
    """
    return RatioTotals.together(
        RatioTotals.of(is_hce[part], contributions[part], pay[part])
        for part in (slice(start, start + SLICE) for start in range(0, max(len(pay), 1), SLICE))
    )
