"""A run's tables for other programs: results with the census beside them, elections for payroll."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from megaroth_xl.quantities import BoolArray
from megaroth_xl.reports.results.employee_outcomes import takes_all_pay
from megaroth_xl.reports.results.employees import COLUMNS as RESULTS
from megaroth_xl.reports.roster import RosterFacts
from megaroth_xl.strategy.plan.employment import Employment
from megaroth_xl.strategy.plan.participant_columns import COLUMNS, ColumnKind
from megaroth_xl.strategy.plan.participants import Participants
from megaroth_xl.strategy.plan.values import ELECTION_FILE
from megaroth_xl.strategy.pretest.part_test import PartTest

__all__ = [
    "CENSUS",
    "IN_TESTS",
    "election_table",
    "given_table",
    "results_table",
]

CENSUS = "census: "
"""Before a column of the census whose heading is one of ours."""
PER_PAYCHECK = "after_tax_per_paycheck"
IN_TESTS = (
    "standing",
    "otherwise_excludable",
    "counted_compensation",
    "acp_contribution",
    "acp_ratio",
    "adp_deferral",
    "adp_ratio",
    "acp_excess",
    "adp_excess",
    "adp_catch_up",
)
"""The columns of the participants' sheet that the results repeat."""
HUNDRED = 100


def results_table(
    employees: pl.DataFrame, tested: pl.DataFrame, given: pl.DataFrame
) -> pl.DataFrame:
    """A row for each employee: the results, the tests, then what the census gave, used or not.

    Parameters
    ----------
    employees
        The employees' sheet (`employee_frame`).
    tested
        The same employees in the pre-test (`participant_frame`).
    given
        What the census gave of these employees (`given_table`).
    """
    results = employees.with_columns(pl.col(pl.Float64).fill_nan(None))
    return results.hstack([tested[name] for name in IN_TESTS]).hstack(given.get_columns())


def given_table(
    people: Participants, passthrough: pl.DataFrame, facts: RosterFacts, *, is_redacted: bool
) -> pl.DataFrame:
    """Return what the census gave beside the columns of the results, used or not.

    Columns go by the names of rosters, of plans and of `SaverYear`; a heading of the census that
    is one of these has `CENSUS` before it. Nothing of the census is passed through where names are
    left out of the reports, for nobody knows what it says.

    Parameters
    ----------
    people
        One row for each employee.
    passthrough
        The columns of their census that are not used.
    facts
        What is said of all rosters, which decides on the columns.
    is_redacted
        The employees' names are left out.
    """
    columns = {
        name: _given(name, getattr(people, name))
        for name in COLUMNS
        if name in facts.given and name not in RESULTS
    }
    if not is_redacted:
        nothing = pl.Series([None] * len(people), dtype=pl.String)
        ours = {*columns, *RESULTS, *IN_TESTS}
        columns |= {
            f"{CENSUS}{name}" if name in ours else name: passthrough[name]
            if name in passthrough.columns
            else nothing
            for name in facts.passthrough
        }
    return pl.DataFrame(columns)


def _given(name: str, values: npt.NDArray[Any]) -> pl.Series:
    """A column of participants as the census gave it; blanks are null."""
    if COLUMNS[name].kind is ColumnKind.TEXT:
        return pl.Series(name, values.tolist(), dtype=pl.String).replace("", None)
    if COLUMNS[name].kind is ColumnKind.DATE:
        return pl.Series(name, values).cast(pl.Date)
    return pl.Series(name, values).fill_nan(None)


def election_table(
    employees: pl.DataFrame, people: Participants, found: PartTest, as_of: date | None
) -> pl.DataFrame:
    """A row for each employee whose after-tax election payroll is to set, in the plan's layout.

    Those with room and pay dates left get the election that fills the room; those who have
    contributed after tax and have no room left get 0. Whoever left or is not eligible, has to be
    corrected or refunded first, has no known pay dates, or has too little pay left to fill the
    room, gets no election here.

    Parameters
    ----------
    employees
        The employees' sheet (`employee_frame`).
    people, found
        The employees, and their pre-test.
    as_of
        The day up to which the roster goes; None where it does not say.

    Returns
    -------
    polars.DataFrame
        By default the columns of `ELECTION_FILE`: percent of pay, dollars of one pay date, the day
        after the roster's own (null where it does not say one), and the year's after-tax dollars
        at which payroll stops.
    """
    who = Employment.of(people, found.year, as_of)
    room, made = pl.col("after_tax_room"), pl.col("after_tax_contribution")
    known = pl.col("after_tax_election").is_finite() & (room > 0)
    known &= pl.col(PER_PAYCHECK) > 0
    stops = (room == 0) & (made > 0)
    columns = {
        "employee_id": pl.col("employee_id"),
        "name": pl.col("name"),
        "after_tax_percent": (pl.col("after_tax_election") * HUNDRED).round(4),
        "after_tax_dollars": pl.col(PER_PAYCHECK),
        "effective_date": pl.lit(None if as_of is None else as_of + timedelta(days=1), pl.Date),
        "stop_amount": (room + made).round(2),
    }
    zero = {"after_tax_percent", "after_tax_dollars"}
    cells = {
        what: pl.when(stops).then(0.0).otherwise(cell) if what in zero else cell
        for what, cell in columns.items()
    }
    chosen = found.plan.election_file or [(name, name) for name in ELECTION_FILE]
    beyond = takes_all_pay(people, employees["after_tax_election"].to_numpy())
    may_elect = who.contributes & ~_uncertain(employees, found) & ~beyond
    return (
        employees.lazy()
        .with_columns(may_elect=may_elect)
        .filter((known & pl.col("may_elect")) | (stops & pl.lit(pl.Series(who.contributes))))
        .select(cells[what].alias(heading) for what, heading in chosen)
        .collect()
    )


def _uncertain(employees: pl.DataFrame, found: PartTest) -> BoolArray:
    """Those whose letter tells them not to elect more: corrections first, or an age to be found."""
    over = (employees["excess_deferral"] > 0) | (employees["excess_annual_addition"] > 0)
    uncertain, back = np.zeros(employees.height, dtype=np.bool_), found.corrections
    # What only becomes catch-up stays in the plan.
    returned = back.acp_excess + back.adp_refund + back.additions
    above = returned + back.excess_deferral + back.excess_deferral_elsewhere
    uncertain[back.rows[above > 0]] = True
    return np.asarray(uncertain | over.to_numpy())
