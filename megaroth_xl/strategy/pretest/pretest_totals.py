"""Totals of a plan's pre-test, which those of its parts add up to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from megaroth_xl.law.leveling import RatioTotals
from megaroth_xl.quantities import CENTS, BoolArray
from megaroth_xl.strategy.pretest.tested_part import HCE_COLUMNS, QUALIFIED, TESTED, TestedPart
from megaroth_xl.strategy.pretest.who_counts import QUESTIONS, Standing

__all__ = ["PretestTotals"]

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class PretestTotals:
    """Totals of a plan's tests; totals of parts add up.

    Parameters
    ----------
    ordinary, excludable
        By the names of `TESTED`, totals of those who must be in any plan, and of those who are
        otherwise excludable.
    standings
        Number of employees by `Standing`.
    questions
        By the names of `QUESTIONS`, how many each concerns; "hce_not_known" among them.
    ages_not_known
        Number of HCEs with a deferral above 402(g) whose age is not known.
    high_match
        Number of NHCEs whose match exceeds both 5 percent of pay and what it matches.
    harbor_short
        Number of NHCEs whose safe harbor nonelective contribution is too low, and the cents that
        it lacks.
    missed
        Number of employees whose match was not paid, and the cents that the tiers call for.
    qualified
        For "qnec", "qnec_counted" and "qmac", the number of employees in the tests with them, and
        the cents.
    hces
        By the names of `HCE_COLUMNS`, cents of each HCE with a ratio, in the order of the parts.
    """

    ordinary: Mapping[str, RatioTotals]
    excludable: Mapping[str, RatioTotals]
    standings: IntArray
    questions: Mapping[str, int]
    ages_not_known: int
    high_match: int
    harbor_short: tuple[int, int]
    missed: tuple[int, int]
    qualified: Mapping[str, tuple[int, int]]
    hces: Mapping[str, IntArray]

    @classmethod
    def of(cls, part: TestedPart) -> Self:
        """Totals of one part."""
        tested, hces = part.counts.tested, part.tested_hces()
        apart = part.counts.otherwise_excludable & tested
        rest = tested & ~apart

        def totals(rows: BoolArray) -> dict[str, RatioTotals]:
            whole = bool(rows.all())
            hce, pay = (part.is_hce, part.pay) if whole else (part.is_hce[rows], part.pay[rows])
            return {
                name: RatioTotals.of(hce, money if whole else money[rows], pay)
                for name, money in part.contributions.items()
            }

        columns = {
            "pay": part.pay,
            "fixed": part.match_in_acp + part.qualified.qnec_in_acp,
            "left_out": part.left_out,
            "after_tax": part.after_tax,
            "adp_fixed": part.qualified_in_adp,
            "deferral": part.contributions["adp"] - part.qualified_in_adp,
        }
        qualified = {
            "qnec": part.qualified.qnec,
            "qnec_counted": part.qualified.qnec_in_acp + part.qualified.qnec_in_adp,
            "qmac": part.qualified.qmac,
        }
        questions = {name: int(part.counts.questions[name].sum()) for name in QUESTIONS}
        return cls(
            ordinary=totals(rest),
            excludable=totals(apart),
            standings=np.bincount(part.counts.standing, minlength=len(Standing)),
            questions=questions | {"hce_not_known": int(part.hce_not_known.sum())},
            ages_not_known=int(part.ages_not_known.sum()),
            high_match=int(part.high_match.sum()),
            harbor_short=(int((part.harbor_short > 0).sum()), int(part.harbor_short.sum())),
            missed=(int((part.missed_match > 0).sum()), int(part.missed_match.sum())),
            qualified={
                name: (int((column[tested] > 0).sum()), int(column[tested].sum()))
                for name, column in qualified.items()
            },
            hces={name: column[hces].astype(np.int64) for name, column in columns.items()},
        )

    @classmethod
    def together(cls, parts: Iterable[Self]) -> Self:
        """Totals of all the parts, in their order."""
        parts = list(parts)
        names = {name for part in parts for name in part.ordinary}

        def group(of: str) -> dict[str, RatioTotals]:
            found: dict[str, RatioTotals] = {}
            for name in TESTED:
                if name in names:
                    usual = name.split("_")[0]
                    cells: list[Mapping[str, RatioTotals]] = [getattr(part, of) for part in parts]
                    found[name] = RatioTotals.together(c.get(name, c[usual]) for c in cells)
            return found

        def added(values: Iterable[Mapping[str, Any]]) -> dict[str, int]:
            rows = list(values)
            return {name: sum(row[name] for row in rows) for name in (*QUESTIONS, "hce_not_known")}

        return cls(
            ordinary=group("ordinary"),
            excludable=group("excludable"),
            standings=np.sum([part.standings for part in parts], axis=0),
            questions=added(part.questions for part in parts),
            ages_not_known=sum(part.ages_not_known for part in parts),
            high_match=sum(part.high_match for part in parts),
            harbor_short=(
                sum(part.harbor_short[0] for part in parts),
                sum(part.harbor_short[1] for part in parts),
            ),
            missed=(sum(part.missed[0] for part in parts), sum(part.missed[1] for part in parts)),
            qualified={
                name: (
                    sum(part.qualified[name][0] for part in parts),
                    sum(part.qualified[name][1] for part in parts),
                )
                for name in QUALIFIED
            },
            hces={
                name: np.concatenate([part.hces[name] for part in parts]) for name in HCE_COLUMNS
            },
        )

    @property
    def missed_dollars(self) -> float:
        """Match that the tiers call for but was not paid, dollars."""
        return self.missed[1] / CENTS
