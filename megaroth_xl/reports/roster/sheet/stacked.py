"""Sheets that each hold a part of one roster, read together, one below another."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from megaroth_xl.errors import RosterFileError
from megaroth_xl.phrases import Phrase
from megaroth_xl.reports.roster.columns.heading_words import plain
from megaroth_xl.reports.roster.columns.headings import Headings
from megaroth_xl.reports.roster.columns.vocabulary import Heading
from megaroth_xl.reports.roster.files.cells import STRIDE, SheetCells
from megaroth_xl.strategy.plan.problem import Problem

__all__ = ["SHEET", "alike", "names_of", "on_sheet", "stacked", "with_sheet"]

SHEET = "Sheet"
"""The heading of the column that says on which sheet a row is."""


def alike(one: Headings, two: Headings) -> bool:
    """Return whether two sheets have the same headings in the same columns."""
    return _differing(one, two) is None


def _differing(one: Headings, two: Headings) -> tuple[str, str] | None:
    """The first headings that differ; None where there are none."""
    for first, second in zip_longest(one.headings, two.headings, fillvalue=Heading("")):
        if plain(first.text) != plain(second.text) or first.is_rate != second.is_rate:
            return first.text, second.text
    return None


def stacked(path: Path, parts: Mapping[str, tuple[SheetCells, Headings]]) -> SheetCells:
    """The cells of sheets, one below another: all of the first, and of the others the rows.

    Parameters
    ----------
    path
        The file, for messages.
    parts
        By the name of each sheet, its cells and headings.

    Raises
    ------
    RosterFileError
        Where the headings differ, or stand in other columns.
    """
    (first, (begin, headings)), *_ = parts.items()
    for name, (sheet, its) in parts.items():
        differing = _differing(headings, its)
        if differing or sheet.left != begin.left or sheet.day_zero != begin.day_zero:
            one, two = differing or ("", "")
            words = (
                "has other headings than sheet {first} ({two} in place of {one}); expected the "
                "same headings in the same columns of sheets that are read together"
            )
            problem = Phrase(words, first=repr(first), one=repr(one), two=repr(two))
            raise RosterFileError(path, Phrase("sheet {sheet}", sheet=repr(name)), problem)
    frames, numbers = [], []
    hidden: set[int] = set()
    totals: set[int] = set()
    for number, (sheet, its) in enumerate(parts.values()):
        skipped = its.rows[-1] if number else 0
        frame = sheet.cells.slice(skipped)
        frames.append(frame.rename({old: str(p) for p, old in enumerate(frame.columns)}))
        numbers.append(sheet.rows_from(skipped) + STRIDE * number)
        hidden |= {row + STRIDE * number for row in sheet.hidden_rows}
        totals |= {row + STRIDE * number for row in sheet.totals}
    return replace(
        begin,
        stored=pl.concat(frames, how="diagonal"),
        values={},
        hidden_rows=frozenset(hidden),
        totals=frozenset(totals),
        sheets=tuple(parts),
        numbers=np.concatenate(numbers),
        titles=tuple(sheet.above(its.rows[0]) for sheet, its in parts.values())[1:],
    )


def with_sheet(sheet: SheetCells, headings: Headings) -> tuple[SheetCells, Headings]:
    """Sheets read together with a column for their names, which is blank until rows are told apart.

    Where the sheets have a column of that name, it stays alone.
    """
    if any(plain(heading.text) == plain(SHEET) for heading in headings.headings):
        return sheet, headings
    place = sheet.stored.width
    blank = pl.Series(str(place), [None] * sheet.stored.height, dtype=pl.String)
    cells = sheet.stored.with_columns(blank)
    heads = (*headings.headings, *[Heading("")] * (place - len(headings.headings)))
    named = headings._replace(headings=(*heads, Heading(SHEET)))
    return replace(sheet, stored=cells, stands={**sheet.stands, place: None}), named


def names_of(sheets: Sequence[str], rows: npt.NDArray[np.int64]) -> pl.Series:
    """On which sheet each row is."""
    return pl.Series(sheets, dtype=pl.String).gather(rows // STRIDE)


def on_sheet(problem: Problem, sheets: Sequence[str]) -> Problem:
    """The problem of a row as the person sees it, where several sheets are read together.

    >>> on_sheet(Problem(STRIDE + 3, "hce", "'x'", "yes or no", cell="D10000003"), ["East", "West"])
    Problem(row=3, column='hce', found="'x'", expected='yes or no', roster='', cell='West!D3')
    """
    if not sheets:
        return problem
    sheet, row = divmod(problem.row, STRIDE)
    cell = problem.cell.replace(str(problem.row), str(row)) or f"{row}:{row}"
    return problem._replace(row=row, cell=f"{sheets[sheet]}!{cell}")
