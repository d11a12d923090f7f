"""The contents of a roster file: employees, problems, and the account of its reading."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import polars as pl

from megaroth_xl.reports.roster.account import Account, row_name
from megaroth_xl.strategy.plan.participant_columns import COLUMNS
from megaroth_xl.strategy.plan.participants import Participants
from megaroth_xl.strategy.plan.problem import Problem

__all__ = ["Roster", "control_totals", "nobody", "redacted"]

MASK = "***"
"""What stands for a name that is left out."""


@dataclass(frozen=True, eq=False)
class Roster:
    """The contents of a roster file, and the account of its reading.

    Parameters
    ----------
    participants
        The good rows, one for each employee; none while a question is open that stops.
    labels
        Their ``employee_id`` and ``name`` as texts, null where no name is given.
    problems
        Everything that kept rows out, in the order of rows.
    rows
        Rows that hold an employee.
    totals
        The column sums of all rows whose cell is a number, good and bad, in dollars by column.
    unused
        The headings that were not understood, and so not used.
    accounts
        How the file was read, and what is open; of a folder, how each was.
    tested
        The employees with the contributions of the whole year, for the plan's tests: the same as
        `participants` but where the roster is of the year to date.
    passthrough
        The columns of the file that are not used, as texts by heading, a row for each employee,
        beside its ``row``.
    as_of
        The day up to which the roster goes; None where that is not known.
    employers
        Employers in it that are each tested by themselves.
    """

    participants: Participants
    labels: pl.DataFrame
    problems: tuple[Problem, ...]
    rows: int
    totals: Mapping[str, float]
    unused: tuple[str, ...]
    accounts: tuple[Account, ...]
    tested: Participants
    passthrough: pl.DataFrame
    as_of: date | None = None
    employers: int = 1

    @property
    def account(self) -> Account:
        """Return how the only file was read, or the first one of a folder."""
        return self.accounts[0]

    def part(self, rows: slice) -> "Roster":
        """The roster with some of its employees only; what is said of all of them stays."""
        if len(range(len(self.participants))[rows]) == len(self.participants):
            return self
        people = self.participants.take(rows)
        same = self.tested is self.participants
        return replace(
            self,
            participants=people,
            tested=people if same else self.tested.take(rows),
            labels=self.labels[rows],
            passthrough=self.passthrough[rows],
        )

    @property
    def row_names(self) -> pl.Series:
        """The row of each employee, after its sheet where several are read together."""
        rows, sheets = self.participants.row, self.account.sheets
        if not sheets:
            return pl.Series(rows)
        return pl.Series([row_name(row, sheets).replace("!", "-") for row in rows.tolist()])

    @property
    def rows_left_out(self) -> int:
        """Rows that are in no report."""
        return sum(len(account.left_out) for account in self.accounts)


def control_totals(people: Participants) -> dict[str, float]:
    """Sum of each column of dollars to the cent, blanks left out."""
    dollars = [name for name, column in COLUMNS.items() if column.is_dollars]
    return {name: round(float(np.nansum(getattr(people, name))), 2) for name in dollars}


def nobody(account: Account) -> Roster:
    """A roster of which nothing is said before its questions are answered."""
    none = Participants.of({"employee_id": [], "compensation": [], "elective_deferral": []})
    labels = pl.DataFrame(schema={"employee_id": pl.String, "name": pl.String})
    rows = pl.DataFrame(schema={"row": pl.Int64})
    return Roster(none, labels, (), account.rows, control_totals(none), (), (account,), none, rows)


def redacted(labels: pl.DataFrame) -> pl.DataFrame:
    """The employees without their names.

    >>> redacted(pl.DataFrame({"employee_id": ["7", "8"], "name": ["Kim", None]}))["name"].to_list()
    ['***', None]
    """
    return labels.with_columns(name=pl.when(pl.col("name").is_not_null()).then(pl.lit(MASK)))
