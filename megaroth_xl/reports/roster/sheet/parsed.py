"""The cells of a roster as far as they are read, and how a wrong one is reported."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import polars as pl

from megaroth_xl.reports.roster.account import Question, Statement
from megaroth_xl.reports.roster.columns.sources import Columns
from megaroth_xl.reports.roster.files.cells import NO_VALUE, is_without_value, masked, shown
from megaroth_xl.reports.roster.settings import ReadingSettings
from megaroth_xl.reports.roster.sheet.source import Source
from megaroth_xl.strategy.plan.problem import Problem

__all__ = ["NUMBER", "CellParser", "Parsed"]

NUMBER = "a number such as 250000 or 250,000.00"
NO_VALUE_EXPECTED = "a value; open the file in Excel, let it calculate, and save it"


@dataclass
class Parsed:
    """The parsed cells of a roster.

    Parameters
    ----------
    frame
        ``row``, and a column for each of ours that the roster has, with ``name`` and
        ``birth_date``.
    problems
        The cells that mean nothing their column takes.
    questions, remarks
        What is open, and what else was done.
    minus
        Cells below 0 in one of several columns that add up, whose sum does not show it.
    columns
        Our column's place in the file, where it has one.
    """

    frame: pl.DataFrame
    problems: list[Problem] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    remarks: list[Statement] = field(default_factory=list)
    minus: list[Problem] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)


class CellParser:
    """What all kinds of columns have in common when their cells are read.

    Parameters
    ----------
    source, columns
        The rows, and where each of our columns comes from.
    year, settings
        The roster's year, and what the user has said.
    """

    def __init__(
        self, source: Source, columns: Columns, year: int, settings: ReadingSettings
    ) -> None:
        self.source, self.columns = source, columns
        self.year, self.settings = year, settings
        self.found: dict[str, pl.Series] = {"row": pl.Series("row", source.rows)}
        self.out = Parsed(pl.DataFrame())
        self.blanks: dict[int, int] = {}
        self.nothings: dict[int, list[str]] = {}
        self._values: dict[int, pl.Series] = {}

    def _problem(self, wrong: pl.Series, name: str, place: int, expected: str) -> None:
        """Note each cell of a column that is wrong."""
        self.out.problems += self._wrong(wrong, name, place, expected)

    def _wrong(self, wrong: pl.Series, name: str, place: int, expected: str) -> Iterator[Problem]:
        """Each cell of a column that is wrong."""
        if not wrong.any():
            return
        letters = self.source.sheet.letters(place)
        cells = self.source.texts(place)
        found = pl.DataFrame({"row": self.source.rows, "cell": cells, "wrong": wrong}).filter(
            "wrong"
        )
        without = found.select(is_without_value(pl.col("cell"))).to_series()
        for row, cell, has_none in zip(found["row"], found["cell"], without, strict=True):
            cure = NO_VALUE_EXPECTED if has_none and NO_VALUE in cell else expected
            said = (
                "blank" if cell is None else masked(cell) if name == "employee_id" else shown(cell)
            )
            yield Problem(row, name, said, cure, cell=f"{letters}{row}")

    def _is_shown_in_percent(self, place: int) -> bool:
        return self.source.sheet.left + place + 1 in self.source.percents
