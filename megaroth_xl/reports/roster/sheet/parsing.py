"""The cells of a roster as what our columns hold, and every cell that is not."""

from collections.abc import Iterable, Sequence

import polars as pl

from megaroth_xl.reports.roster.account import Question, ReadingChoice, Statement, quoted, toml_text
from megaroth_xl.reports.roster.columns.meanings import EXTRA
from megaroth_xl.reports.roster.columns.sources import Columns
from megaroth_xl.reports.roster.files.cells import is_of_texts
from megaroth_xl.reports.roster.settings import DateOrder, ReadingSettings
from megaroth_xl.reports.roster.sheet.day_values import first_day_first, order_evidence
from megaroth_xl.reports.roster.sheet.family import with_owners
from megaroth_xl.reports.roster.sheet.parsed import NUMBER, Parsed
from megaroth_xl.reports.roster.sheet.parsing_money import MoneyParser
from megaroth_xl.reports.roster.sheet.person_dates import FIRST_AGE, with_ages, with_history
from megaroth_xl.reports.roster.sheet.source import Source, of_kind
from megaroth_xl.reports.roster.sheet.values import amounts, answers, texts
from megaroth_xl.strategy.plan.participant_columns import COLUMNS, ColumnKind

__all__ = ["parse"]

DATE = "a date such as 2026-03-31 or 3/31/2026"
TEXT = "a text, not an error"
YES_NO = "yes or no"
OPPOSITE = "the opposite of what the column of highly compensated employees says"
WHOLE_PERCENT = 100.0
OTHER_DATES = ("termination_date_2", "pay_date", "period_end")
"""Days that are read but are not a column of ours."""


def parse(source: Source, columns: Columns, year: int, settings: ReadingSettings) -> Parsed:
    """Read every column that is used.

    Parameters
    ----------
    source, columns, year, settings
        As in `CellParser`.
    """
    return _Parser(source, columns, year, settings).parsed()


class _Parser(MoneyParser):
    def parsed(self) -> Parsed:
        """All columns as one frame."""
        self._texts()
        self._dates()
        self._answers()
        self._dollars()
        self._check_eligible()
        self._ask_blanks()
        frame = with_owners(pl.DataFrame(self.found))
        if "birth_date" in frame.columns:
            place = self.out.places.get("birth_date")
            letters = "" if place is None else self.source.sheet.letters(place)
            frame, problems = with_ages(frame, self.year, letters)
            self.out.problems += problems
        self.out.frame, remarks = with_history(frame)
        self.out.remarks += remarks
        return self.out

    # ---- texts, days, answers

    def _texts(self) -> None:
        for name, column in {**COLUMNS, **EXTRA}.items():
            if column.kind is not ColumnKind.TEXT:
                continue
            places = self.columns.joins.get(name)
            if places is None and name in self.columns.takes:
                places = (self.columns.takes[name],)
            if not places:
                continue
            parts = []
            for place in places:
                cells = self.source.texts(place)
                read = texts(cells)
                if name == "status" and self.source.headings[place].meaning == "termination_date":
                    read = _left(read)
                self._problem(cells.is_not_null() & read.is_null(), name, place, TEXT)
                parts.append(read)
            self.found[name] = _joined(name, parts)
            if len(places) == 1:
                self.out.places[name] = places[0]

    def _dates(self) -> None:
        dated = {name for name, c in {**COLUMNS, **EXTRA}.items() if c.kind is ColumnKind.DATE}
        taken = {
            name: place
            for name, place in self.columns.takes.items()
            if name in dated or name in OTHER_DATES
        }
        self.order = order = self._order(list(taken.values()))
        times = 0
        for name, place in taken.items():
            latest = self.year - FIRST_AGE if name == "birth_date" else self.year + 1
            cells = self.source.column(place)
            read = self.source.days(place, order, latest)
            wrong = cells.is_not_null() & read.days.is_null() & ~read.none
            self._problem(wrong, name, place, DATE)
            self.found[name] = read.days.alias(name)
            self.out.places[name] = place
            times += read.times
        if times:
            self.out.remarks.append(Statement("remark.times", {"cells": times}))

    def _order(self, places: Iterable[int]) -> DateOrder:
        """Month or day first: as it is said, or as the dates show."""
        if self.settings.dates is not None:
            return self.settings.dates
        shown_by = {
            place: order_evidence(self.source.texts(place))
            for place in places
            if place not in self.source.values
        }
        day_first = [place for place, order in shown_by.items() if order == "d"]
        if not day_first:
            return DateOrder.MONTH_FIRST
        if self.source.decimal == ",":
            return DateOrder.DAY_FIRST
        heads = ", ".join(self.source.headings[place].text for place in day_first)
        cells = self.source.texts(day_first[0])
        shown = first_day_first(cells)
        values = {"headings": heads, "example": cells[shown], "row": self.source.rows[shown]}
        choices = tuple(
            ReadingChoice(Statement(f"choice.{key}"), (f"dates = {toml_text(order)}",))
            for key, order in (
                ("day_first", DateOrder.DAY_FIRST),
                ("month_first", DateOrder.MONTH_FIRST),
            )
        )
        self.out.questions.append(Question("dates", Statement("question.dates", values), choices))
        return DateOrder.DAY_FIRST

    def _answers(self) -> None:
        for name, place in self.columns.takes.items():
            column = COLUMNS.get(name)
            if column is None or column.kind is not ColumnKind.NUMBER:
                continue
            says_words = column.is_yes_no or name == "ownership_percent"
            cells = self.source.texts(place) if says_words else self.source.column(place)
            read = answers(cells, name) if column.is_yes_no else self._count(name, place)
            expected = YES_NO if column.is_yes_no else NUMBER
            became = name
            if name == "ownership_percent" and self._is_answer(cells):
                became, expected = "owner", YES_NO
                read = answers(cells, became)
            elif name == "owner" and self._is_percentage(cells, read):
                became, expected = "ownership_percent", NUMBER
                if became in self.columns.takes:
                    continue
                read = self._count(became, place)
            elif name == "eligible" and self._is_entry(place, read):
                continue
            if name == "hce":
                read = self._with_nhce(place, read)
            elif name == "eligible" and self.source.headings[place].meaning == "ineligible":
                read = 1 - answers(cells, "ineligible")
            read = self._with_blanks_as_no(name, place, read)
            self._problem(cells.is_not_null() & read.is_null(), became, place, expected)
            self.found[became] = read.alias(became)
            self.out.places[became] = place

    def _with_nhce(self, place: int, read: pl.Series) -> pl.Series:
        """Who is highly compensated by a column of those who are not, too: its answers turned."""
        for other, heading in enumerate(self.source.headings):
            if heading.meaning != "nhce":
                continue
            cells = self.source.texts(other)
            turned = 1 - answers(cells, "nhce")
            if other == place:
                return turned
            self._problem(cells.is_not_null() & turned.is_null(), "hce", other, YES_NO)
            self._problem((read != turned).fill_null(value=False), "hce", other, OPPOSITE)
            read = read.fill_null(turned)
        return read

    def _with_blanks_as_no(self, name: str, place: int, read: pl.Series) -> pl.Series:
        """Answers of a column in which only yes is marked: a blank is a no.

        Who is highly compensated follows from pay and ownership where the roster has them.
        """
        has_pay = {"prior_year_compensation", "owner", "ownership_percent"} & (
            self.columns.sums.keys() | self.columns.takes.keys()
        )
        turned = self.source.headings[place].meaning in ("nhce", "ineligible")
        if turned or (name != "eligible" and (name != "hce" or has_pay)):
            return read
        blank = self.source.texts(place).is_null()
        if not blank.any() or not (read == 1).any() or (read == 0).any():
            return read
        values = {"heading": self.source.headings[place].text, "cells": int(blank.sum())}
        self.out.remarks.append(Statement("remark.blank_is_no", values))
        return read.set(blank, 0.0)

    def _check_eligible(self) -> None:
        """A blank where others are said to be eligible or not keeps a row with pay out."""
        read, place = self.found.get("eligible"), self.out.places.get("eligible")
        if read is None or place is None or not (read == 0).any() or not (read == 1).any():
            return
        pay = self.found.get("compensation", pl.Series([0.0] * len(read)))
        blank = self.source.texts(place).is_null() & read.is_null()
        blank &= (pay > 0).fill_null(value=False)
        self._problem(blank, "eligible", place, YES_NO)

    def _is_entry(self, place: int, read: pl.Series) -> bool:
        """True where a column of who is eligible holds the days since when: it is then read so."""
        cells = self.source.texts(place)
        if read.is_not_null().any() or "entry_date" in self.columns.takes:
            return False
        since = self.source.days(place, self.order, self.year + 1)
        if not since.days.is_not_null().any() or (since.days.is_null() & cells.is_not_null()).any():
            return False
        self.found["entry_date"] = since.days.alias("entry_date")
        self.out.places["entry_date"] = place
        return True

    def _is_answer(self, cells: pl.Series) -> bool:
        """Return whether a column of percentages holds yes and no, and owners have none."""
        given = cells.drop_nulls()
        said = given.str.contains(r"[A-Za-z]").any() and answers(given, "owner").is_not_null().all()
        return bool(said) and "owner" not in self.columns.takes

    def _is_percentage(self, cells: pl.Series, read: pl.Series) -> bool:
        """Return whether a column of owners holds percentages and not answers."""
        rest = cells.filter(cells.is_not_null() & read.is_null())
        return rest.len() > 0 and amounts(rest.str.strip_suffix("%"), ".").is_not_null().all()

    def _count(self, name: str, place: int) -> pl.Series:
        if name != "ownership_percent":
            cells, known = self.source.column(place), of_kind(self.source.values, place)
            numbers = None if is_of_texts(cells) else known
            return amounts(cells, self.source.decimal, numbers=numbers)
        cells = self.source.texts(place)
        has_sign = cells.str.ends_with("%").fill_null(value=False)
        read = amounts(cells.str.strip_suffix("%").str.strip_chars(), self.source.decimal)
        said = self.source.headings[place].text in (self.settings.rates or ())
        if said or self._is_shown_in_percent(place):
            return read.zip_with(has_sign, read * WHOLE_PERCENT)
        bare = read.filter(~has_sign & read.is_not_null())
        is_own = self.source.headings[place].is_own
        is_open = bool((bare > 0).any()) and bool((bare <= 1).all())
        if is_open and not is_own and self.settings.rates is None:
            heading = self.source.headings[place].text
            choices = (
                ReadingChoice(
                    Statement("choice.shares", {"heading": heading}),
                    (f"rates = [{quoted([heading])}]",),
                ),
                ReadingChoice(Statement("choice.percents", {"heading": heading}), ("rates = []",)),
            )
            self.out.questions.append(
                Question("rates", Statement("question.ownership", {"heading": heading}), choices)
            )
        return read


def _left(cells: pl.Series) -> pl.Series:
    """The status of who left, by a column that says yes or no; a blank else."""
    said = answers(cells, "")
    return said.replace_strict({1.0: "T"}, default="", return_dtype=pl.String).alias(cells.name)


def _joined(name: str, parts: Sequence[pl.Series]) -> pl.Series:
    """Texts joined: a last name, a comma, and the rest; others with a blank between."""
    if len(parts) == 1:
        return parts[0].alias(name)
    frame = pl.DataFrame({str(number): part for number, part in enumerate(parts)})
    first, *rest = frame.columns
    others = pl.concat_str(rest, separator=" ", ignore_nulls=True)
    mark = ", " if name in ("name", "employee_id") else " "
    both = pl.concat_str(first, others.replace("", None), separator=mark, ignore_nulls=True)
    return frame.select(both.replace("", None).alias(name)).to_series()
