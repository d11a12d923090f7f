"""The source of each roster column in a file, and the meanings that are added up into it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from megaroth_xl.reports.roster.account import Question, Statement
from megaroth_xl.reports.roster.columns.meanings import ASKED

__all__ = [
    "CAPPED_PAY",
    "CATCH_UPS",
    "CONTRIBUTIONS",
    "DEFERRALS",
    "FAMILIES",
    "LAST_PAYS",
    "MONEY",
    "OTHER_MONEY",
    "PAYS",
    "PAY_PART",
    "Columns",
    "Term",
]

PAYS = ("gross_pay", "statutory_pay", "plan_pay")
LAST_PAYS = ("box_5", "box_1", "salary")
"""Pay that is not quite the year's pay before deferrals: asked about where there is no other."""
CAPPED_PAY = "box_3"
"""Pay up to the Social Security wage base: asked about where there is none of `LAST_PAYS`."""
PAY_PART = "pay_part"
"""Pay of one kind, such as overtime: asked about where there is no other, as a part of the sum."""
DEFERRALS = ("elective_deferral", "pretax_deferral", "roth_deferral")
CATCH_UPS = ("catch_up_deferral", "catch_up_pretax", "catch_up_roth")
MATCHES = (
    "safe_harbor_match",
    "regular_match",
    "match_on_pretax",
    "match_on_roth",
    "discretionary_match",
    "match_true_up",
    "qmac",
)
NONELECTIVES = (
    "safe_harbor_nonelective",
    "profit_sharing",
    "core",
    "qnec",
    "forfeitures",
    "other_employer",
)
CONTRIBUTIONS = (
    *DEFERRALS,
    *CATCH_UPS,
    "matching_contribution",
    *MATCHES,
    "nonelective_contribution",
    *NONELECTIVES,
    "after_tax_contribution",
)
OTHER_MONEY = (
    "prior_year_compensation",
    "prior_year_wages",
    "deferral_elsewhere",
    "additions_in_other_plan",
    "pay_before_entry",
    "pay_to_date",
    "pay_per_period",
)
MONEY = frozenset((*PAYS, *LAST_PAYS, CAPPED_PAY, PAY_PART, *CONTRIBUTIONS, *OTHER_MONEY, *ASKED))
"""Meanings that are amounts of dollars."""
FAMILIES: Mapping[str, Sequence[str]] = {
    "elective_deferral": (*DEFERRALS[1:], *CATCH_UPS),
    "matching_contribution": MATCHES,
    "nonelective_contribution": NONELECTIVES,
}
"""By total, the amounts that are added to it or are parts of it."""


class Term(NamedTuple):
    """A column of the file that is added into one of ours.

    Parameters
    ----------
    place
        Its place among the file's columns.
    is_rate
        Whether its numbers are shares of pay.
    """

    place: int
    is_rate: bool = False


@dataclass
class Columns:
    """The source of each roster column.

    Parameters
    ----------
    takes
        Texts, days, answers and counts: the place of the column.
    sums
        Dollars: the columns that are added up.
    joins
        Texts that are joined.
    notes
        What to say of a column of the file.
    questions, remarks
        What is open, and what else was done.
    """

    takes: dict[str, int] = field(default_factory=dict)
    sums: dict[str, tuple[Term, ...]] = field(default_factory=dict)
    joins: dict[str, tuple[int, ...]] = field(default_factory=dict)
    notes: dict[int, Statement] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    remarks: list[Statement] = field(default_factory=list)

    def became(self, place: int) -> tuple[str, ...]:
        """Our columns that a column of the file is in."""
        return (
            *(name for name, at in self.takes.items() if at == place),
            *(name for name, terms in self.sums.items() if place in {t.place for t in terms}),
            *(name for name, places in self.joins.items() if place in places),
        )
