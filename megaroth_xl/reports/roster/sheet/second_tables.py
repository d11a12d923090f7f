"""A second table below the first, whose columns hold something else."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from megaroth_xl.quantities import BoolArray
from megaroth_xl.reports.roster.columns.vocabulary import Heading, understood
from megaroth_xl.reports.roster.files.cells import rows_of_texts

__all__ = ["below_other_headings", "is_of_heading"]

LEAST = 3
"""Headings that make a row one of headings."""


def below_other_headings(
    cells: pl.DataFrame, headings: Sequence[Heading], texts: BoolArray, year: int
) -> list[tuple[int, int]]:
    """The places of rows below headings that are not those above, each with theirs.

    Parameters
    ----------
    cells
        The rows below the headings, a column of texts for each column of the file.
    headings
        The headings.
    texts
        Rows with texts where others have amounts.
    year
        The roster's year.

    Examples
    --------
    >>> rows = [("1", "9", "1"), ("ID", "401k", "Gross"), ("2", "1", "9")]
    >>> cells = pl.DataFrame(rows, schema=["a", "b", "c"], orient="row")
    >>> headings = [understood(text, 2026) for text in ("ID", "Gross", "401k")]
    >>> below_other_headings(cells, headings, np.array([False, True, False]), 2026)
    [(2, 1)]
    """
    begins: dict[int, bool] = {}
    places = np.flatnonzero(texts).tolist()
    for place, row_texts in zip(places, rows_of_texts(cells, places), strict=True):
        said = [(text, heading) for text, heading in zip(row_texts, headings, strict=False) if text]
        known = [pair for pair in said if understood(pair[0], year).meaning]
        if len(known) >= LEAST and len(known) * 2 > len(said):
            begins[place] = not all(_is_same(text, above, year) for text, above in known)
    found = []
    for place, differ in begins.items():
        end = next((other for other in begins if other > place), cells.height)
        found += [(row, place) for row in range(place + 1, end)] if differ else []
    return found


def _is_same(text: str, above: Heading, year: int) -> bool:
    """Return whether a text says what a heading does, of which it may be the lower row."""
    if is_of_heading(text, above.text):
        return True
    return understood(text, year).meaning == above.meaning


def is_of_heading(text: str, heading: str) -> bool:
    """Return whether a text is a heading again, or the upper or the lower row of it.

    >>> is_of_heading("401k", "Employee 401k"), is_of_heading("Match", "Employee 401k")
    (True, False)
    """
    text, heading = text.strip(), heading.strip()
    return text == heading or heading.startswith(f"{text} ") or heading.endswith(f" {text}")
