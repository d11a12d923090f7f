"""Match a file's columns to roster columns: taken, added up, joined, or asked about.

What money depends on is known for certain or becomes a question; a column that says nothing new
(the same figures again, the percentage beside the dollars) is passed over with a note.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl

from megaroth_xl.errors import RosterFileError
from megaroth_xl.phrases import Phrase
from megaroth_xl.quantities import FloatArray
from megaroth_xl.reports.roster.columns.candidates import Candidates
from megaroth_xl.reports.roster.columns.headings import Headings, listed
from megaroth_xl.reports.roster.columns.money import find_money
from megaroth_xl.reports.roster.columns.person_columns import find_facts, find_who
from megaroth_xl.reports.roster.columns.rates import find_rates
from megaroth_xl.reports.roster.columns.sources import Columns
from megaroth_xl.reports.roster.settings import ReadingSettings
from megaroth_xl.strategy.plan.participant_columns import COLUMNS

__all__ = ["resolve", "who"]


def resolve(file: Candidates, age: Callable[[], FloatArray]) -> Columns:
    """Return where each of our columns comes from.

    Parameters
    ----------
    file
        The columns by what their headings mean.
    age
        Gives the age of each row on December 31, NaN where it is not known.

    Raises
    ------
    RosterFileError
        For a required column that is missing.
    """
    find_who(file)
    find_facts(file)
    find_money(file, age)
    find_rates(file)
    _refuse_missing(file)
    return file.out


def who(
    path: Path, cells: pl.DataFrame, headings: Headings, year: int, settings: ReadingSettings
) -> tuple[int | None, tuple[int, ...]]:
    """The places of the column of ids and of those of names, before the rows are told apart."""
    unknown = np.full(cells.height, np.nan)
    file = Candidates(path, cells, headings, lambda _: unknown, year, settings)
    find_who(file)
    joined = file.out.joins.get("employee_id", ())
    return file.out.takes.get("employee_id", next(iter(joined), None)), file.out.joins.get(
        "name", ()
    )


def _refuse_missing(file: Candidates) -> None:
    """Refuse a roster without a column that every roster must have."""
    for name, column in COLUMNS.items():
        if not column.required or name in {**file.out.takes, **file.out.sums, **file.out.joins}:
            continue
        if any(question.key == f"columns.{name}" for question in file.out.questions):
            continue
        seen = listed([heading.text for heading in file.headings])
        words = "has no column {column}; the headings found are {seen}"
        problem = Phrase(words, column=name, seen=seen)
        raise RosterFileError(file.path, "", problem)
