"""Conclusions from a person's dates: the age, and terminations before a later hire."""

from datetime import date

import polars as pl

from megaroth_xl.phrases import Phrase
from megaroth_xl.quantities import AGE
from megaroth_xl.reports.roster.account import Statement
from megaroth_xl.strategy.plan.problem import Problem

__all__ = ["FIRST_AGE", "with_ages", "with_history"]

FIRST_AGE = 14
HISTORY = 30
"""Days between a termination and the next hire that make the termination history."""


def with_ages(frame: pl.DataFrame, year: int, letters: str) -> tuple[pl.DataFrame, list[Problem]]:
    """Fill in the age on December 31 where the date of birth is given.

    Parameters
    ----------
    frame
        The rows, with ``birth_date`` and perhaps ``age``.
    year
        The roster's year.
    letters
        The letters of the column of birth dates; "" where it is not one column.

    Returns
    -------
    tuple of polars.DataFrame and list of Problem
        The rows, and the dates and ages that cannot be.
    """
    problems = []
    born = (year - pl.col("birth_date").dt.year()).cast(pl.Float64)
    given = pl.col("age") if "age" in frame.columns else pl.lit(None, pl.Float64)
    frame = frame.with_columns(born=born, given=given)
    odd = pl.Series(AGE.faults(frame["born"].to_numpy())) & frame["born"].is_not_null()
    for row, day in frame.select("row", "birth_date").filter(odd).iter_rows():
        cell = f"{letters}{row}" if letters else ""
        words = "a day that makes the age on December 31, {year} 14 to 110"
        expected = Phrase(words, year=str(year))
        problems.append(Problem(row, "birth_date", str(day), expected, cell=cell))
    frame = frame.with_columns(born=pl.when(~odd).then("born"))
    frame = frame.with_columns(age=pl.coalesce("born", "given"))
    both = frame.select("row", "given", "birth_date", "born")
    problems += [
        Problem(row, "age", f"{age:g}", _age_expected(birth_date))
        for row, age, birth_date, _ in both.filter(pl.col("given") != pl.col("born")).iter_rows()
    ]
    return frame.drop("born", "given"), problems


def _age_expected(birth_date: date) -> Phrase:
    return Phrase("the age on December 31 of one born on {day}", day=str(birth_date))


def with_history(frame: pl.DataFrame) -> tuple[pl.DataFrame, list[Statement]]:
    """Leave out terminations before the last hire: they are history, the person is employed.

    Parameters
    ----------
    frame
        The rows, with what they have of ``hire_date``, ``rehire_date``, ``termination_date`` and
        ``termination_date_2``.

    Returns
    -------
    tuple of polars.DataFrame and list of Statement
        The rows, and what there is to say.

    Examples
    --------
    >>> from datetime import date
    >>> frame = pl.DataFrame({
    ...     "row": [2], "rehire_date": [date(2022, 2, 1)], "termination_date": [date(2019, 5, 31)]})
    >>> with_history(frame)[0]["termination_date"].to_list()
    [None]
    """
    if "termination_date_2" in frame.columns:
        frame = frame.with_columns(
            termination_date=pl.coalesce("termination_date_2", "termination_date")
        )
    if "termination_date" not in frame.columns:
        return frame, []
    past = pl.lit(value=False)
    if "rehire_date" in frame.columns:
        again = pl.col("rehire_date") >= pl.col("termination_date")
        past = past | again.fill_null(value=False)
    if "hire_date" in frame.columns:
        gap = pl.col("hire_date") - pl.col("termination_date")
        past = past | (gap >= pl.duration(days=HISTORY)).fill_null(value=False)
    count = frame.filter(past).height
    if not count:
        return frame, []
    frame = frame.with_columns(termination_date=pl.when(~past).then("termination_date"))
    return frame, [Statement("remark.history", {"people": count})]
