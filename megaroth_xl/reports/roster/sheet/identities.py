"""What shows that an ID or a date is not the employee's: shortened, doubled, or impossible."""

from collections.abc import Iterator, Sequence

import polars as pl

from megaroth_xl.reports.roster.account import Statement, in_rows
from megaroth_xl.strategy.plan.problem import Problem

__all__ = ["different_ids", "hired_before_birth", "shortened"]

SHORTENED_ID = r"^\d(\.\d+)?E\+\d+$"
"""What Excel shows of a long ID in a narrow column: of its digits, as many as fit."""


def shortened(frame: pl.DataFrame, sheets: Sequence[str]) -> tuple[list[Statement], list[Problem]]:
    """What there is to say of IDs that Excel shortened to 1.23E+08.

    Those that several rows have, or that another row may have in full, may be several people's or
    one person's, and are problems.

    Parameters
    ----------
    frame
        The rows.
    sheets
        The sheets that are read together; () where it is one.
    """
    ids = frame["employee_id"]
    short = ids.str.contains(SHORTENED_ID).fill_null(value=False)
    if not short.any():
        return [], []
    texts = ids.filter(short).unique().to_list()
    full = ids.filter(ids.str.contains(r"^[\d\-]+$").fill_null(value=False)).unique()
    may_be = {text: [each for each in full if _is_short_of(text, each)] for text in texts}
    doubtful = [text for text, others in may_be.items() if others]
    doubtful += [other for others in may_be.values() for other in others]
    is_wrong = (short & ids.is_duplicated()) | ids.is_in(doubtful)
    expected = Statement("problem.shortened_id").phrase()
    problems = [
        Problem(int(row), "employee_id", "1.23E+08", expected)
        for row in frame["row"].filter(is_wrong)
    ]
    rest = frame["row"].filter(short & ~is_wrong).to_list()
    if not rest:
        return [], problems
    values = {"people": len(rest), "rows": in_rows(rest, sheets=sheets)}
    return [Statement("remark.shortened_ids", values)], problems


def _is_short_of(text: str, full: str) -> bool:
    """Return whether Excel shows a number so.

    >>> _is_short_of("9.00112E+08", "900-11-2341"), _is_short_of("9.00112E+08", "900113341")
    (True, False)
    """
    decimals = len(text.partition("E")[0].partition(".")[2])
    digits = full.replace("-", "")
    return digits.isdecimal() and f"{int(digits):.{decimals}E}" == text


def different_ids(frame: pl.DataFrame, sheets: Sequence[str]) -> Iterator[Statement]:
    """People of one name and birth date who have different IDs, as in two systems.

    Not where their Social Security numbers differ.

    Parameters
    ----------
    frame, sheets
        As in `shortened`.
    """
    if not {"name", "birth_date"} <= set(frame.columns):
        return
    hashes = frame["name"].hash().to_numpy() ^ frame["birth_date"].to_physical().hash().to_numpy()
    hashes.sort()
    if not (hashes[1:] == hashes[:-1]).any():  # in a fraction of the time of a look at the texts
        return
    of_people = [name for name in ("employee_id", "ssn") if name in frame.columns]
    known = frame.select("row", "name", "birth_date", *of_people).drop_nulls(["name", "birth_date"])
    who = ["name", "birth_date"]
    alike = known.filter(known.select(who).is_duplicated())
    alike = alike.filter((pl.col("employee_id").n_unique() > 1).over(who))
    if "ssn" in of_people:
        alike = alike.filter((pl.col("ssn").drop_nulls().n_unique() <= 1).over(who))
    if alike.height:
        rows = alike["row"].to_list()
        yield Statement("remark.different_ids", {"rows": in_rows(rows, sheets=sheets)})


def hired_before_birth(frame: pl.DataFrame) -> Iterator[Problem]:
    """Rows whose hire date is before the birth date: one of the two is wrong.

    Parameters
    ----------
    frame
        The rows.
    """
    if not {"birth_date", "hire_date"} <= set(frame.columns):
        return
    dates = frame.select("row", "hire_date", "birth_date")
    expected = Statement("problem.hired_before_birth").phrase()
    for row, day, _ in dates.filter(pl.col("hire_date") <= pl.col("birth_date")).rows():
        yield Problem(int(row), "hire_date", day.isoformat(), expected)
