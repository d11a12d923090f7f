"""The account of a sheet's columns, totals and sums."""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

from megaroth_xl.reports.roster.account import ColumnUse, Control, Question, Statement, Sum
from megaroth_xl.reports.roster.columns.sources import Columns
from megaroth_xl.reports.roster.sheet.controls import controls
from megaroth_xl.reports.roster.sheet.rows import SheetRows
from megaroth_xl.strategy.plan.participant_columns import COLUMNS
from megaroth_xl.strategy.plan.participants import Participants

__all__ = ["column_uses", "few", "passthrough", "rows_at", "sums_by_name", "sums_of", "total_rows"]

MOST_QUESTIONS = 3
"""Questions that a roster asks at most: those about single columns become one, then others."""
LISTS = ("rates",)
"""Settings that list columns, and are asked about with these."""
OF_COLUMNS = "columns."
"""Begins the key of a question about a column."""
NO_MONEY = frozenset(
    {"ssn", "employee_id", "last_name", "first_name", "middle_name", "hours", "name"}
)


def column_uses(sheet: SheetRows, columns: Columns) -> Iterator[ColumnUse]:
    """Every column with a heading, or with cells, and what became of it."""
    source = sheet.source
    for place, heading in enumerate(sheet.headings.headings):
        became = columns.became(place)
        cells = source.column(place)
        if not (heading.text or became) and not cells.is_not_null().any():
            continue
        note = columns.notes.get(place)
        total = None
        if not became and sheet.sheet.stands.get(place, place) is not None:
            values = source.amounts(place)
            is_money = values.is_not_null().sum() * 2 > cells.is_not_null().sum()
            total = (
                round(float(values.sum() or 0.0), 2)
                if is_money and heading.meaning not in NO_MONEY
                else None
            )
        letters = sheet.sheet.letters(place)
        if sheet.sheet.left + place + 1 in sheet.sheet.hidden_columns:
            note = note or Statement("note.hidden")
        yield ColumnUse(letters, heading.text, became, note, total)


def total_rows(sheet: SheetRows, columns: Columns) -> tuple[Control, ...]:
    """Each row of totals beside what the rows above it add up to."""
    if not sheet.kinds.total.any():
        return ()
    places = list(
        dict.fromkeys(
            term.place for terms in columns.sums.values() for term in terms if not term.is_rate
        )
    )
    names = [sheet.headings.headings[place].text for place in places]
    return controls(sheet.rows, sheet.kinds, sheet.matrix(places), names)


def passthrough(sheet: SheetRows, columns: Columns, people: Participants) -> pl.DataFrame:
    """The columns that are not used, of the first row of each employee."""
    source = sheet.source
    named: dict[str, pl.Series] = {"row": pl.Series("row", source.rows)}
    for place, heading in enumerate(sheet.headings.headings):
        if heading.text and not columns.became(place) and heading.text not in named:
            named[heading.text] = source.texts(place)
    return rows_at(pl.DataFrame(named), source.rows, people.row)


def rows_at(
    frame: pl.DataFrame, rows: npt.NDArray[np.int64], wanted: npt.NDArray[np.int64]
) -> pl.DataFrame:
    """Those rows of a frame that are wanted; itself where all are, to take no room twice.

    Parameters
    ----------
    frame
        A frame.
    rows, wanted
        The numbers of its rows, and of those that are wanted, in order.
    """
    if np.array_equal(rows, wanted):
        return frame
    return frame[np.searchsorted(rows, wanted)]


def few(questions: Sequence[Question]) -> tuple[Question, ...]:
    """The questions, each setting once, several as one where there are many."""
    asked: dict[tuple[str, ...], Question] = {}
    for q in questions:
        is_of_column = q.key.startswith(OF_COLUMNS)
        about = (q.statement.key, str(q.statement.values)) if is_of_column else ()
        asked.setdefault((q.key, *about), q)
    unique = list(asked.values())
    of_columns = [q for q in unique if q.key.startswith(OF_COLUMNS) or q.key in LISTS]
    if len(unique) > MOST_QUESTIONS and len(of_columns) > 1:
        together = Question.of("columns", Statement("question.columns"), of_columns)
        unique = [together, *(q for q in unique if q not in of_columns)]
    if len(unique) > MOST_QUESTIONS:
        first, rest = unique[: MOST_QUESTIONS - 1], unique[MOST_QUESTIONS - 1 :]
        unique = [*first, Question.of("several", Statement("question.several"), rest)]
    return tuple(unique)


def sums_by_name(frame: pl.DataFrame) -> dict[str, float]:
    """Sum of each column of dollars over all rows; 0 for columns that are not there."""
    return {
        name: round(float(frame[name].fill_nan(None).sum()), 2) if name in frame.columns else 0.0
        for name, column in COLUMNS.items()
        if column.is_dollars
    }


def sums_of(frame: pl.DataFrame, people: Participants) -> Iterator[Sum]:
    """Every column of dollars: what all rows hold, and what is reported of it."""
    for name, column in COLUMNS.items():
        if column.is_dollars and name in frame.columns:
            read = round(float(frame[name].fill_nan(None).sum() or 0.0), 2)
            yield Sum(name, read, round(float(np.nansum(getattr(people, name))), 2))
