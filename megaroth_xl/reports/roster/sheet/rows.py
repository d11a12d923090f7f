"""The rows of a sheet below its headings: which hold employees, how numbers are written."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain

import numpy as np
import numpy.typing as npt
import polars as pl

from megaroth_xl.errors import RosterFileError
from megaroth_xl.phrases import Phrase
from megaroth_xl.quantities import FloatArray
from megaroth_xl.reports.roster.account import (
    Question,
    ReadingChoice,
    Statement,
    in_rows,
    toml_text,
)
from megaroth_xl.reports.roster.columns.chosen import who
from megaroth_xl.reports.roster.columns.headings import Headings
from megaroth_xl.reports.roster.columns.sources import CATCH_UPS, DEFERRALS, MONEY, PAYS, Columns
from megaroth_xl.reports.roster.files.cells import STRIDE, SheetCells, rows_of_texts
from megaroth_xl.reports.roster.files.kinds import OpenRoster
from megaroth_xl.reports.roster.settings import DateOrder, ReadingSettings
from megaroth_xl.reports.roster.sheet.row_kinds import RowKinds, row_kinds
from megaroth_xl.reports.roster.sheet.second_tables import below_other_headings
from megaroth_xl.reports.roster.sheet.source import Source, of_kind
from megaroth_xl.reports.roster.sheet.stacked import names_of
from megaroth_xl.reports.roster.sheet.values import amounts, decimal_evidence, is_lone_comma
from megaroth_xl.strategy.plan.participant_columns import COLUMNS
from megaroth_xl.strategy.plan.problem import Problem
from megaroth_xl.texts import phrase

__all__ = ["SheetRows"]

OF_FIGURES = re.compile(
    r"\W*(as of|through|thru|period|year[\s\-]*to[\s\-]*date|ytd|pay(roll| period)?|report|data|"
    r"figures|amounts|census|contributions|check dates?|run|printed?|generated"
    r"|created|prepared|exported)\b",
    re.I,
)
"""Begins a note that says up to when the figures go."""
THOUSANDS = re.compile(r"\bin\s+(thousands|\$?000'?s)\b|\(\s*\$?\s*000'?s?\s*\)|\$000'?s?\b", re.I)


DEDUCTED = frozenset((*DEFERRALS, *CATCH_UPS, "after_tax_contribution"))
"""What payroll deducts from pay."""
TEXTS = 2
"""Texts where amounts stand, of a row that may hold headings."""


@dataclass(eq=False)
class SheetRows:
    """The rows below the headings of one sheet.

    Parameters
    ----------
    opened
        The file.
    sheet, headings
        Its cells, and where its headings stand.
    year, settings
        The roster's year, and what the user has said.
    name
        The sheet's name.

    Raises
    ------
    RosterFileError
        Where the sheet says that its amounts are in thousands.
    """

    opened: OpenRoster
    sheet: SheetCells
    headings: Headings
    year: int
    settings: ReadingSettings
    name: str

    def __post_init__(self) -> None:
        self.is_text = self.opened.kind == "text"
        first = self.headings.rows[-1]
        below = self.sheet.stored.slice(first)
        known = {place: values.slice(first) for place, values in self.sheet.values.items()}
        known = {
            place: values
            for place, values in known.items()
            if values.null_count() == below.to_series(place).null_count()
        }
        stripped = pl.DataFrame(
            [
                column if place in known else _stripped(column)
                for place, column in enumerate(below.iter_columns())
            ]
        )
        filled = stripped.select(pl.any_horizontal(pl.all().is_not_null())).to_series()
        self.cells = stripped if filled.all() else stripped.filter(filled)
        """The rows that are not blank, a column for each of the file as in `SheetCells.stored`."""
        self.rows: npt.NDArray[np.int64] = self.sheet.rows_from(first)[filled.to_numpy()]
        """Their numbers in the file."""
        self.values = known if filled.all() else {p: v.filter(filled) for p, v in known.items()}
        """By the place of a column, its numbers or days where each of its cells holds one."""
        self._amounts: dict[int, pl.Series] = {}
        self._refuse_thousands()

    @property
    def names(self) -> Sequence[str]:
        """The name of the sheet, or of those that are read together."""
        return self.sheet.sheets or (self.name,)

    @property
    def titles(self) -> Sequence[Sequence[str]]:
        """The texts above the headings, of each sheet that is read."""
        return self.sheet.above(self.headings.rows[0]), *self.sheet.titles

    @property
    def notes(self) -> list[str]:
        """The notes among and below the rows that speak of the figures."""
        noted = rows_of_texts(self.cells, np.flatnonzero(self.kinds.note).tolist())
        return [text for row in noted for text in row if text and OF_FIGURES.match(text)]

    def _refuse_thousands(self) -> None:
        said = [*chain(*self.titles), *(heading.text for heading in self.headings.headings)]
        if any(map(THOUSANDS.search, said)):
            problem = "says that its amounts are in thousands; expected dollars: multiply by 1,000"
            raise RosterFileError(self.opened.path, "", problem)

    def refuse_held(self, columns: Columns) -> None:
        """Note of columns whose cells hold no single values what they hold; refuse needed ones.

        Raises
        ------
        RosterFileError
        """
        for place, key in self.sheet.held.items():
            columns.notes[place] = Statement(f"note.held.{key}")
            if columns.became(place):
                words = (
                    "holds {kind}: expected one amount, text or date in each cell; convert the "
                    "column where the file is written, or ignore it in a reading file if the "
                    "roster does not need it"
                )
                problem = Phrase(words, kind=phrase(f"reading.held.{key}"))
                heading = repr(self.headings.headings[place].text)
                raise RosterFileError(self.opened.path, heading, problem)

    # ---- how numbers are written

    @cached_property
    def money_places(self) -> list[int]:
        """The columns that hold amounts."""
        said = {
            place
            for name, headings in self.settings.columns.items()
            if name in COLUMNS and COLUMNS[name].is_dollars
            for place, heading in enumerate(self.headings.headings)
            if heading.text in headings
        }
        return [
            place
            for place, heading in enumerate(self.headings.headings)
            if heading.meaning in MONEY or place in said
        ]

    @cached_property
    def _shown_decimal(self) -> str:
        if self.settings.decimal or self.opened.kind == "parquet":
            return self.settings.decimal or "."
        numbers = [p for p in self.money_places if of_kind(self.values, p) is not None]
        texts = [place for place in self.money_places if place not in numbers]
        columns = [self.cells.to_series(place) for place in texts]
        shown = decimal_evidence(columns, [self.cells.to_series(place) for place in numbers])
        if shown != "," or self.opened.separator == "semicolon":
            return shown
        # One 150,00 among 90000 and 7200 is a slip of the pen where nothing else has a comma.
        return "." if is_lone_comma([self.cells.to_series(p) for p in self.money_places]) else shown

    @property
    def decimal(self) -> str:
        """The decimal mark: as it is said, or as the amounts show."""
        return "," if self._shown_decimal == "," else "."

    def questions(self) -> Iterator[Question]:
        """The question which mark it is, where the amounts do not show it."""
        shown = self._shown_decimal
        if shown in (".", ","):
            return
        example = "310.000" if shown == "?" else "1.234,56 / 1,234.56"
        choices = tuple(
            ReadingChoice(Statement(f"choice.decimal.{key}"), (f"decimal = {toml_text(mark)}",))
            for key, mark in (("comma", ","), ("point", "."))
        )
        statement = Statement(
            f"question.decimal.{'open' if shown == '?' else 'both'}", {"example": example}
        )
        yield Question("decimal", statement, choices)

    def matrix(self, places: Sequence[int]) -> FloatArray:
        """The amounts of some columns, a column each; NaN where a cell holds none."""
        found = np.empty((self.cells.height, len(places)), order="F")
        for column, place in enumerate(places):
            found[:, column] = self._amounts_of(place).to_numpy()
        return found

    def _amounts_of(self, place: int) -> pl.Series:
        """The amounts of a column in all rows, read once; deductions without their minus."""
        found = self._written(place)
        return found if place not in self.deducted else found.abs()

    def _written(self, place: int) -> pl.Series:
        if place not in self._amounts:
            cells = self.cells.to_series(place)
            self._amounts[place] = amounts(
                cells, self.decimal, mixed=not self.is_text, numbers=of_kind(self.values, place)
            )
        return self._amounts[place]

    @cached_property
    def deducted(self) -> Sequence[int]:
        """The columns of employee contributions, where all are written as deductions from pay.

        Each amount is then negative, in two rows at least, and no pay is.
        """
        meanings = {place: self.headings.headings[place].meaning for place in self.money_places}
        pays = [self._written(place) for place, m in meanings.items() if m in PAYS]
        places = [place for place, m in meanings.items() if m in DEDUCTED]
        found = [self._written(place) for place in places]
        if not pays or any((pay < 0).any() for pay in pays):
            return ()
        if any((column > 0).any() for column in found):
            return ()
        negative = [p for p, column in zip(places, found, strict=True) if (column < 0).any()]
        amounts_below = sum(int((column < 0).sum()) for column in found)
        return negative if amounts_below > 1 else ()

    # ---- which rows hold employees

    @cached_property
    def kinds(self) -> RowKinds:
        """Return what each row holds."""
        ids, names = who(self.opened.path, self.cells, self.headings, self.year, self.settings)
        has_money = np.zeros(self.cells.height, dtype=np.bool_)
        for place in self.money_places:
            has_money |= self._amounts_of(place).is_not_null().to_numpy()
        return row_kinds(
            self.cells,
            [heading.text for heading in self.headings.headings],
            cache(lambda: self.matrix(self.money_places)),
            has_money=has_money,
            money_places=self.money_places,
            ids=ids,
            names=names,
            marked=np.isin(self.rows, list(self.sheet.totals)),
            sheets=self.rows // STRIDE,
        )

    @cached_property
    def source(self) -> Source:
        """The rows of employees."""
        headings = self.headings.headings
        shares = bool(self.settings.rates) or any(
            heading.meaning in ("owner", "ownership_percent") for heading in headings
        )
        percents = frozenset[int]().union(
            *(self.opened.file.percents(name) for name in self.names if shares)
        )
        employee = self.kinds.employee
        cells, rows = self.cells, self.rows
        found = {place: self._amounts_of(place) for place in self.money_places}
        values = self.values
        if not employee.all():
            chosen = pl.Series(employee)
            cells, rows = cells.filter(chosen), rows[employee]
            found = {place: column.filter(chosen) for place, column in found.items()}
            values = {place: column.filter(chosen) for place, column in values.items()}
        for place, stands in self.sheet.stands.items():
            if stands is None:
                of_rows = names_of(self.sheet.sheets, rows).alias(cells.columns[place])
                cells = cells.with_columns(of_rows)
        return Source(
            cells, rows, self.sheet, headings, self.decimal, self.is_text, percents, found, values
        )

    def ages(self) -> FloatArray:
        """The age of each employee's row, for what depends on it before columns are settled."""
        source = self.source
        for place, heading in enumerate(self.headings.headings):
            if heading.meaning == "birth_date":
                order = self.settings.dates or DateOrder.MONTH_FIRST
                born = source.days(place, order, self.year).days
                return (self.year - born.dt.year()).cast(pl.Float64).to_numpy()
            if heading.meaning == "age":
                return source.amounts(place).to_numpy()
        return np.full(len(source.rows), np.nan)

    def shifted(self) -> npt.NDArray[np.int64]:
        """Rows of a text file with cells beyond the headings: their cells have shifted."""
        source = self.source
        last = self.last_heading
        if not self.is_text or last + 1 >= source.cells.width:
            return np.array([], dtype=np.int64)
        beyond = source.cells.select(
            pl.any_horizontal(pl.nth(range(last + 1, source.cells.width)).is_not_null())
        ).to_series()
        return source.rows[np.asarray(beyond.to_numpy(), dtype=np.bool_)]

    def second_table(self) -> Iterator[Problem]:
        """The rows of employees below other headings than those above, as problems."""
        texts = np.zeros(self.cells.height, dtype=np.int64)
        for place in self.money_places:
            if of_kind(self.values, place) is None:
                is_text = self.cells.to_series(place).is_not_null() & self._written(place).is_null()
                texts += is_text.to_numpy()
        headings = self.headings.headings
        expected = Statement("problem.one_table").phrase()
        for row, at in below_other_headings(self.cells, headings, texts >= TEXTS, self.year):
            if self.kinds.employee[row]:
                found = Statement("problem.below_headings", {"row": int(self.rows[at])}).phrase()
                yield Problem(int(self.rows[row]), "employee_id", found, expected)

    @property
    def last_heading(self) -> int:
        """The place of the last column with a heading; -1 where there is none."""
        return max((p for p, h in enumerate(self.headings.headings) if h.text), default=-1)

    def forget(self, places: Collection[int]) -> None:
        """Let go of the cells of columns that are read: nothing asks for them again."""
        for frame in (self.sheet.stored, self.cells, self.source.cells):
            for place in places:
                nothing = pl.repeat(None, frame.height, dtype=pl.Null, eager=True)
                frame.replace_column(place, nothing.alias(frame.columns[place]))

    def said(self, rows: Sequence[int]) -> Phrase:
        """Rows as a sentence names them."""
        return in_rows(rows, sheets=self.sheet.sheets)

    def hidden(self) -> list[int]:
        """Rows that the sheet hides."""
        hidden = self.sheet.hidden_rows
        return sorted(hidden.intersection(self.rows.tolist())) if hidden else []


def _stripped(column: pl.Series) -> pl.Series:
    """A column without spaces around its texts; itself where it has none, to take no room twice."""
    if column.null_count() == len(column):
        return column
    stripped = column.str.strip_chars().replace("", None)
    return column if stripped.equals(column) else stripped
