"""The amounts of a roster: dollars, and shares of pay."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from megaroth_xl.quantities import DOLLARS
from megaroth_xl.reports.roster.account import Question, ReadingChoice, Statement, toml_text
from megaroth_xl.reports.roster.columns.sources import CONTRIBUTIONS, Term
from megaroth_xl.reports.roster.files.cells import is_of_texts, texts_of
from megaroth_xl.reports.roster.settings import BlankAmounts
from megaroth_xl.reports.roster.sheet.parsed import NUMBER, CellParser
from megaroth_xl.reports.roster.sheet.person_dates import with_history
from megaroth_xl.reports.roster.sheet.shares import is_in_percent, shares_of_pay
from megaroth_xl.reports.roster.sheet.values import MARKED, SHORTENED, is_nothing, mark_of
from megaroth_xl.strategy.plan.participant_columns import COLUMNS

__all__ = ["CONTRIBUTED", "ROUNDING", "MoneyParser"]

NOTHING_EXPECTED = (
    "an amount; type 0 if there was none, or say what it stands for with blank_amounts in a "
    "reading file"
)
NOTHING_PAID = "an amount; type 0 if there was none"
IN_THOUSANDS = r"(?i)^[^a-z]*\d\s*k$"
EXACT = "the exact amount, such as 150000; one that is written with a k may be rounded"
WHOLE = "the exact amount, such as 153249.37; Excel has shortened it: format the column as a number"
WITH_SIGN = (
    "an amount with its sign; type 1500.00 if it was paid, and -1500.00 if it was taken back"
)
ROUNDING = "rounding"
"""The dollars by which a row's amounts may be off where they are shares of pay."""
CONTRIBUTED = (
    "elective_deferral",
    "matching_contribution",
    "nonelective_contribution",
    "after_tax_contribution",
)
"""The totals, whose cells are reported before those of their parts."""
MONEY_OF_YEAR = ("compensation", *CONTRIBUTED)
SHARE = "a share of pay written as the others are; type 0.5% or 50% where it is one"
UNKNOWN_EXPECTED = "the amount, since blank_amounts says that a blank is not known"


class MoneyParser(CellParser):
    """Reads the columns of amounts."""

    def _dollars(self) -> None:
        first = MONEY_OF_YEAR
        self.gone = self._gone()
        for name in (*first, *(name for name in self.columns.sums if name not in first)):
            terms = self.columns.sums.get(name, ())
            if not terms:
                continue
            parts = [self._term(name, term) for term in terms]
            given = [part for part in parts if part is not None]
            if not given:
                self._not_given(name)
                continue
            if name in CONTRIBUTED and len(given) > 1:
                self._below_zero(name, terms)
            if name == "compensation" and len(given) > 1:
                given = self._pay_in_parts(terms)
            whole = given[0]
            for part in given[1:]:
                whole = whole + part
            self.found[name] = whole.alias(name)
            if len(terms) == 1:
                self.out.places[name] = terms[0].place

    def _below_zero(self, name: str, terms: Sequence[Term]) -> None:
        """Note parts below 0 that their sum would hide, but for what corrects a match."""
        for term in terms:
            if self.source.headings[term.place].meaning == "match_true_up":
                continue
            below = (self._values[term.place] < 0).fill_null(value=False)
            self.out.minus += self._wrong(below, name, term.place, DOLLARS.expected)

    def _pay_in_parts(self, terms: Sequence[Term]) -> list[pl.Series]:
        """Columns of pay that add up: a blank in one of them, beside others, is asked about."""
        places = [t.place for t in terms if self._values[t.place].is_not_null().any()]
        parts = [self._values[place] for place in places]
        nobody = pl.select(pl.all_horizontal([part.is_null() for part in parts])).to_series()
        found = []
        for place, part in zip(places, parts, strict=True):
            cells = self.source.texts(place)
            says_so = cells.to_frame("c").select(is_nothing(pl.col("c"))).to_series()
            nothing = says_so.fill_null(value=False) & ~nobody
            blank = (cells.is_null() & ~nobody) | nothing
            self.nothings[place] = cells.filter(nothing).to_list()
            found.append(self._with_blanks(part, blank, "compensation", place))
        return found

    def _gone(self) -> pl.Series:
        """Rows of those who left before the year, or came after it, with nothing paid in it."""
        places = {t.place for name in MONEY_OF_YEAR for t in self.columns.sums.get(name, ())}
        blank = [self.source.column(place).is_null() for place in places]
        nobody = pl.Series([False] * len(self.source.rows), dtype=pl.Boolean)
        if not blank:
            return nobody
        frame, _ = with_history(pl.DataFrame(self.found))
        gone = nobody
        if "termination_date" in frame.columns:
            gone |= (frame["termination_date"].dt.year() < self.year).fill_null(value=False)
        if "hire_date" in frame.columns:
            gone |= (frame["hire_date"].dt.year() > self.year).fill_null(value=False)
        return gone & pl.select(pl.all_horizontal(blank)).to_series()

    def _term(self, name: str, term: Term) -> pl.Series | None:
        """One column's dollars; None where it is wholly blank."""
        place = term.place
        if place not in self._values:
            self._values[place] = self._read_term(name, term)
        values = self._values[place]
        if values.null_count() == len(values):
            cells = self.source.texts(place).to_frame("c")
            says_nothing = (pl.col("c").is_null() | is_nothing(pl.col("c"))).all()
            if cells.select(says_nothing).item():
                return None
        return values

    def _read_term(self, name: str, term: Term) -> pl.Series:
        cells = self.source.column(term.place)
        read = self._of_pay(name, term.place) if term.is_rate else self.source.amounts(term.place)
        is_set = name in MONEY_OF_YEAR and bool(self.gone.any())
        if is_set or read.null_count() != cells.null_count():
            cells = texts_of(cells)
        if is_set:
            cells, read = cells.set(self.gone, "0"), read.set(self.gone, 0.0)
        nothing = cells.is_not_null() & read.is_null()
        if nothing.any():
            says_so = cells.to_frame("c").select(is_nothing(pl.col("c"))).to_series()
            nothing = says_so.fill_null(value=False)
        is_contribution = name in CONTRIBUTIONS and name in COLUMNS
        asks = is_contribution and self.settings.blank_amounts is None
        self._not_numbers(cells.is_not_null() & read.is_null() & ~nothing, name, term.place)
        if is_of_texts(cells) and (mark := mark_of(cells)) and read.is_not_null().any():
            values = {"heading": self.source.headings[term.place].text, "mark": mark}
            self.out.remarks.append(Statement("remark.marked", values))
        if name == "compensation" and len(self.columns.sums[name]) == 1:
            self._problem(nothing, name, term.place, NOTHING_PAID)
        if asks and read.is_not_null().any():
            self._problem(nothing, name, term.place, NOTHING_EXPECTED)
        if is_contribution and read.is_not_null().any():
            self.nothings[term.place] = cells.filter(nothing).to_list()
            read = self._with_blanks(read, cells.is_null() | nothing, name, term.place)
        return read

    def _with_blanks(self, read: pl.Series, blank: pl.Series, name: str, place: int) -> pl.Series:
        """Amounts with their blanks as the settings say, else noted, to be asked about."""
        if not blank.any():
            return read
        if self.settings.blank_amounts is BlankAmounts.ZERO:
            return read.set(blank, 0.0)
        if self.settings.blank_amounts is BlankAmounts.UNKNOWN:
            self._problem(blank, name, place, UNKNOWN_EXPECTED)
        else:
            self.blanks[place] = int(blank.sum()) - len(self.nothings.get(place, ()))
        return read

    def _not_numbers(self, wrong: pl.Series, name: str, place: int) -> None:
        """Note cells that hold no amount, each with what to type."""
        if not wrong.any():
            return
        cells = self.source.texts(place)
        rest = wrong
        for pattern, expected in ((IN_THOUSANDS, EXACT), (SHORTENED, WHOLE), (MARKED, WITH_SIGN)):
            said = rest & cells.str.contains(pattern).fill_null(value=False)
            self._problem(said, name, place, expected)
            rest = rest & ~said
        self._problem(rest, name, place, NUMBER)

    def _of_pay(self, name: str, place: int) -> pl.Series:
        """Dollars of shares of pay, to the cent."""
        cells = self.source.texts(place)
        shares = shares_of_pay(
            cells,
            self.source.decimal,
            is_percentage=self._is_shown_in_percent(place),
            beside_percent=self._has_percent_beside(place),
        )
        self._problem(shares.unclear, name, place, SHARE)
        pay = self.found.get("compensation", pl.Series([np.nan] * len(cells)))
        known = self.found.get(ROUNDING, pl.Series([0.0] * len(cells)))
        rounding = known + (pay * shares.rounding).fill_null(0.0).fill_nan(0.0)
        self.found[ROUNDING] = rounding.alias(ROUNDING)
        return (shares.values * pay).round(2)

    def _has_percent_beside(self, place: int) -> bool:
        """Return whether another column of shares is in percent."""
        others = {
            term.place
            for terms in self.columns.sums.values()
            for term in terms
            if term.is_rate and term.place != place and not self._is_shown_in_percent(term.place)
        }
        decimal = self.source.decimal
        return any(is_in_percent(self.source.texts(other), decimal) for other in others)

    def _not_given(self, name: str) -> None:
        """A column that is wholly blank is one that is not there."""
        if name == "matching_contribution":
            self.out.remarks.append(Statement("remark.match_blank"))
        elif COLUMNS[name].required:
            blank = pl.Series([None] * len(self.source.rows), dtype=pl.Float64)
            self.found[name] = blank.alias(name)

    def _ask_blanks(self) -> None:
        if not self.blanks:
            return
        heads = ", ".join(self.source.headings[place].text for place in self.blanks)
        said = [text for texts in self.nothings.values() for text in texts]
        blank = sum(self.blanks.values())
        kind = "both" if said and blank else "nothing" if said else "blank"
        words = {"words": ", ".join(dict.fromkeys(said))} if said else {}
        choices = tuple(
            ReadingChoice(
                Statement(f"choice.{kind}.{word}", words), (f"blank_amounts = {toml_text(word)}",)
            )
            for word in (BlankAmounts.ZERO, BlankAmounts.UNKNOWN)
        )
        values = {"cells": blank + len(said), "headings": heads, **words}
        statement = Statement(f"question.{kind}_amounts", values)
        self.out.questions.append(Question("blank_amounts", statement, choices))
