"""The facts about a roster other than its people, or about all rosters of a folder together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Self

import numpy as np

from megaroth_xl.reports.roster.account import Account
from megaroth_xl.reports.roster.roster import Roster, control_totals
from megaroth_xl.strategy.plan.participant_columns import COLUMNS, ColumnKind
from megaroth_xl.strategy.plan.participants import Participants
from megaroth_xl.strategy.plan.problem import Problem
from megaroth_xl.texts import has_text, text

__all__ = ["RosterFacts", "RowCounts"]


class RowCounts(NamedTuple):
    """Counts of a roster's rows by how they were read; `read` is the sum of the others.

    Parameters
    ----------
    read
        Rows that are not blank.
    reported
        Employees reported.
    left_out
        Rows left out because of problems.
    joined
        Rows joined to another row of the same employee.
    totals
        Rows that are totals.
    """

    read: int
    reported: int
    left_out: int
    joined: int
    totals: int

    def in_words(self, lang: str) -> str:
        """Return the counts in a sentence; they add up.

        Examples
        --------
        >>> RowCounts(27, 24, 1, 2, 0).in_words("en")
        '27 rows: 24 employees, 2 joined to another row of the same person, 1 left out.'
        >>> RowCounts(1, 1, 0, 0, 0).in_words("en")
        '1 row: 1 employee.'
        """
        parts = {
            "reported": self.reported,
            "joined": self.joined,
            "totals": self.totals,
            "left_out": self.left_out,
        }
        said = [
            _counted(name, count, lang)
            for name, count in parts.items()
            if count or name == "reported"
        ]
        rows = _counted("read", self.read, lang)
        return text("meeting.rows", lang, rows=rows, parts=", ".join(said))


def _counted(name: str, count: int, lang: str) -> str:
    """Rows of a kind, counted: one or several."""
    key = f"meeting.rows_{name}"
    if not has_text(key):
        key += ".one" if count == 1 else ".many"
    return text(key, lang, count=f"{count:,}")


@dataclass(frozen=True, eq=False)
class RosterFacts:
    """The facts about a roster other than its people; those of several rosters add up.

    Parameters
    ----------
    employees
        Employees reported.
    problems, rows, totals, unused, accounts, as_of, employers
        As in `Roster`; each problem says whose it is where there are several rosters.
    reported
        The column sums of the rows that are reported, in dollars by column.
    given
        The columns of participants in which anybody has a value.
    passthrough
        The headings of the columns that are passed through.
    """

    employees: int
    problems: tuple[Problem, ...]
    rows: int
    totals: Mapping[str, float]
    reported: Mapping[str, float]
    unused: tuple[str, ...]
    accounts: tuple[Account, ...]
    as_of: date | None
    employers: int
    given: frozenset[str]
    passthrough: tuple[str, ...]

    @classmethod
    def of(cls, roster: Roster) -> Self:
        """Facts of one roster."""
        people = roster.participants
        return cls(
            employees=len(people),
            problems=roster.problems,
            rows=roster.rows,
            totals=roster.totals,
            reported=control_totals(people),
            unused=roster.unused,
            accounts=roster.accounts,
            as_of=roster.as_of,
            employers=roster.employers,
            given=frozenset(name for name in COLUMNS if _is_given(people, name)),
            passthrough=tuple(name for name in roster.passthrough.columns if name != "row"),
        )

    @classmethod
    def together(cls, parts: Mapping[str, Self]) -> Self:
        """Facts of several rosters, by file name in their order."""
        each = list(parts.values())
        return cls(
            employees=sum(part.employees for part in each),
            problems=tuple(
                problem._replace(roster=name)
                for name, part in parts.items()
                for problem in part.problems
            ),
            rows=sum(part.rows for part in each),
            totals=_added(part.totals for part in each),
            reported=_added(part.reported for part in each),
            unused=_once(part.unused for part in each),
            accounts=tuple(account for part in each for account in part.accounts),
            as_of=next((part.as_of for part in each if part.as_of), None),
            employers=max(part.employers for part in each),
            given=frozenset().union(*(part.given for part in each)),
            passthrough=_once(part.passthrough for part in each),
        )

    @property
    def rows_left_out(self) -> int:
        """Rows that are in no report."""
        return sum(account.rows_left_out for account in self.accounts)

    @property
    def counts(self) -> RowCounts:
        """Return how the rows were read."""
        left_out, totals = self.rows_left_out, sum(len(each.controls) for each in self.accounts)
        joined = self.rows - self.employees - left_out
        return RowCounts(self.rows + totals, self.employees, left_out, joined, totals)


def _is_given(people: Participants, name: str) -> bool:
    values, kind = getattr(people, name), COLUMNS[name].kind
    if kind is ColumnKind.TEXT:
        return bool((values != "").any())
    return bool((~(np.isnat(values) if kind is ColumnKind.DATE else np.isnan(values))).any())


def _added(columns: Iterable[Mapping[str, float]]) -> dict[str, float]:
    rows = list(columns)
    return {name: round(float(sum(row[name] for row in rows)), 2) for name in rows[0]}


def _once(names: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """All names in the order in which they come first."""
    return tuple(dict.fromkeys(name for part in names for name in part))
