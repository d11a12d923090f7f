"""The columns of a file that may become one of ours, and the choice of one among several."""

import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np
import polars as pl

from megaroth_xl.errors import RosterFileError
from megaroth_xl.phrases import Phrase
from megaroth_xl.quantities import FloatArray
from megaroth_xl.reports.roster.account import Question, ReadingChoice, Statement, quoted
from megaroth_xl.reports.roster.columns.heading_words import STRETCHES, heading_words, plain
from megaroth_xl.reports.roster.columns.headings import (
    BARE_EMPLOYEE,
    DEFERRAL_WORDS,
    ID_WORDS,
    Headings,
    listed,
)
from megaroth_xl.reports.roster.columns.meanings import EXTRA
from megaroth_xl.reports.roster.columns.sources import CAPPED_PAY, FAMILIES, Columns, Term
from megaroth_xl.reports.roster.files.cells import texts_of
from megaroth_xl.reports.roster.settings import ReadingSettings
from megaroth_xl.strategy.plan.participant_columns import COLUMNS, ColumnKind

__all__ = ["HeadingAbsentError", "CENT", "Amounts", "Candidates"]

WHOLE, TIMES = 100.0, 10.0
BARE_EMPLOYER = frozenset(("er", "employer"))
"""Headings that stand over a company in some files and over its money in others."""
OF_NAMES = frozenset(
    ("name", "last_name", "first_name", "middle_name", "suffix", "birth_date", "ssn")
)
"""Columns that serve as an id together, and are what they are all the same."""
MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec"
WHOLE_YEARS = tuple(frozenset(words.split()) for words in ("h1 h2", "q1 q2 q3 q4", MONTHS))
"""The halves, the quarters, and the months, of a whole year."""
FOURTH_LINE = re.compile(r"(?i)12\W?d\b(?!.*(code|401|pre))")
"""Code D of W-2 box 12, unless lines a and b of the box are there too: then its fourth line."""
LINES = re.compile(r"(?i)12\W?([ab])\b")
CENT = 0.005
"""Dollars by which two amounts that are the same may differ."""

Amounts = Callable[[int], FloatArray]
"""The amounts of a column by its place, NaN where a cell holds none."""


class HeadingAbsentError(RosterFileError):
    """A heading that the reading settings name is not in the file.

    Parameters
    ----------
    path, problem
        As in `RosterFileError`.
    heading
        The heading, as the settings spell it.
    """

    def __init__(self, path: Path, heading: str, problem: Phrase) -> None:
        super().__init__(path, "", problem)
        self.heading = heading


class Candidates:
    """The columns of a file by what their headings mean.

    Parameters
    ----------
    path
        The file, for messages.
    cells
        The rows of employees, a column for each of the file: texts, numbers or days.
    headings
        What the headings say.
    amounts
        The amounts of a column of the file.
    year
        The year of the roster.
    settings
        What the user has said.

    Raises
    ------
    RosterFileError
        For a heading of the settings that is not there.
    """

    def __init__(
        self,
        path: Path,
        cells: pl.DataFrame,
        headings: Headings,
        amounts: Amounts,
        year: int,
        settings: ReadingSettings,
    ) -> None:
        self.path, self.cells, self._amounts = path, cells, amounts
        self.year, self.settings = year, settings
        self.headings = headings.headings
        self.parts: dict[int, tuple[int, ...]] = {}
        self.out = Columns()
        self._by_text: dict[str, list[int]] = {}
        for place, heading in enumerate(self.headings):
            if heading.text:
                self._by_text.setdefault(plain(heading.text), []).append(place)
        self.said = {name: self._named(name, hs) for name, hs in settings.columns.items()}
        self.taken = frozenset(place for places in self.said.values() for place in places)
        self.rates = self._all_named("rates", settings.rates or ())
        ignored = self._all_named("ignore", settings.ignore)
        for place in ignored:
            self.note(place, "ignored")
        self.free: dict[str, list[int]] = {}
        for place, heading in enumerate(self.headings):
            totals = [name for name in FAMILIES if place in self.said.get(name, ())]
            is_part = any(heading.meaning in FAMILIES[name] for name in totals)
            is_part |= heading.meaning in OF_NAMES and place in self.said.get("employee_id", ())
            if heading.meaning and place not in ignored and (place not in self.taken or is_part):
                self.free.setdefault(self._meaning(place), []).append(place)
        self._pass_over_elections()
        self._add_up_parts()

    def _meaning(self, place: int) -> str:
        """The words of a heading; one that only says "Employer" may be its contributions."""
        meaning = self.headings[place].meaning
        if meaning == "employee_id" and plain(self.heading(place)) in BARE_EMPLOYEE:
            return self._of_bare_employee(place)
        if meaning == "pretax_deferral" and FOURTH_LINE.search(self.heading(place)):
            lines = {line for h in self.headings for line in LINES.findall(h.text)}
            return "contribution" if {"a", "b"} <= {*map(str.lower, lines)} else meaning
        if meaning != "company" or plain(self.heading(place)) not in BARE_EMPLOYER:
            return meaning
        given = self.amounts(place)
        given = given[np.isfinite(given)]
        is_amount = given.size * 2 > self.text(place).is_not_null().sum()
        is_amount &= bool((given != np.round(given)).any()) or len({*given}) * 2 > given.size + 1
        return "employer_contribution" if is_amount else meaning

    def _add_up_parts(self) -> None:
        """Columns of the halves, quarters or months of a year, if all are there, are added up.

        So are kinds of contribution that stand in rows of their own, and mean the same.
        """
        for meaning, places in self.free.items():
            if len({place in self.taken for place in places}) > 1:
                continue  # some of them are named by themselves
            if len(places) > 1 and all(self.headings[place].is_kind for place in places):
                self.free[meaning] = places[:1]
                self.parts[places[0]] = tuple(places)
                continue
            parts = [place for place in places if self.headings[place].is_part]
            said = [heading_words(self.heading(place)).core & STRETCHES for place in parts]
            named = {word[:3] for words in said for word in words}
            is_year = named in WHOLE_YEARS and len(named) == len(parts)
            is_year &= not any(map(self.is_rate, parts))  # shares of pay do not add up
            if parts and len(parts) == len(places) and is_year:
                self.free[meaning] = parts[:1]
                self.parts[parts[0]] = tuple(parts)

    def _pass_over_elections(self) -> None:
        """Columns of what was elected, beside those of what was contributed."""
        for total in ("elective_deferral", "after_tax_contribution"):
            kinds = (total, *FAMILIES.get(total, ()))
            places = [place for kind in kinds for place in self.free.get(kind, ())]
            dollars = [p for p in places if not self.headings[p].is_election and self.has_any(p)]
            if dollars:
                for kind in kinds:
                    kept = [p for p in self.free.get(kind, []) if not self.headings[p].is_election]
                    self._pass_over(self.free.get(kind, []), kept, "election_beside", dollars[0])
                    if kind in self.free:
                        self.free[kind] = kept

    def _of_bare_employee(self, place: int) -> str:
        """A column that only says "EE" holds contributions where nothing else does, and ids do."""
        others = {h.meaning for p, h in enumerate(self.headings) if p != place}
        is_number = np.isfinite(self.amounts(place)).any()
        is_money = is_number and others & ID_WORDS and not others & DEFERRAL_WORDS
        return "employee_contribution" if is_money else "employee_id"

    # ---- what the settings name

    def _spelled(self, heading: str) -> list[int]:
        """The columns of a heading: those spelled so, else those with its letters and digits.

        Of 401(k) and 401(k) % each is the one that is named.
        """
        alike = self._by_text.get(plain(heading), [])
        same = [p for p in alike if _in_one_case(self.heading(p)) == _in_one_case(heading)]
        return same or alike

    def _named(self, name: str, headings: Sequence[str]) -> tuple[int, ...]:
        """The columns of some headings; one that is named twice is the first two of that name."""
        places: list[int] = []
        for heading in headings:
            found = self._spelled(heading)
            if not found:
                seen = listed([h.text for h in self.headings])
                words = "has no column {column}; the headings found are {seen}"
                problem = Phrase(words, column=f"{name} ({heading!r})", seen=seen)
                raise HeadingAbsentError(self.path, heading, problem)
            places += [place for place in found if place not in places][:1]
        return tuple(places)

    def _all_named(self, key: str, headings: Sequence[str]) -> frozenset[int]:
        return frozenset(
            place
            for heading in headings
            for place in self._spelled(heading) or self._named(key, [heading])
        )

    # ---- a column of the file

    def amounts(self, place: int) -> FloatArray:
        """Its amounts, those of the other parts of the year added."""
        first, *others = (self._amounts(part) for part in self.parts.get(place, (place,)))
        return np.asarray(sum(others, first))

    def text(self, place: int) -> pl.Series:
        """Its texts."""
        return texts_of(self.cells.to_series(place))

    def is_filled(self, place: int) -> bool:
        """Return whether it holds anything."""
        return bool(self.cells.to_series(place).is_not_null().any())

    def heading(self, place: int) -> str:
        """Its heading."""
        return self.headings[place].text

    def names(self, place: int) -> list[str]:
        """Its heading, and those of the columns that are added to it."""
        return [self.heading(part) for part in self.parts.get(place, (place,))]

    def note(self, place: int, key: str, **values: object) -> None:
        """Say something of it, unless something is said already."""
        self.out.notes.setdefault(place, Statement(f"note.{key}", values))

    def is_rate(self, place: int) -> bool:
        """Return whether its numbers are shares of pay."""
        return self.headings[place].is_rate or place in self.rates

    def shares(self, place: int) -> FloatArray:
        """Its numbers as shares of pay; 0 where a cell holds none."""
        cells = self.text(place)
        bare = cells.str.strip_suffix("%").str.strip_chars().cast(pl.Float64, strict=False)
        values = np.nan_to_num(bare.to_numpy())
        return np.asarray(values / (WHOLE if (values > 1).any() else 1.0))

    def has_any(self, place: int) -> bool:
        """Return whether it holds an amount other than 0."""
        amounts = self.amounts(place)
        return bool(((amounts != 0) & ~np.isnan(amounts)).any())

    def same_texts(self, first: int, other: int) -> bool:
        """Return whether two columns say the same wherever both say something."""
        one, two = self.text(first), self.text(other)
        return bool(((one == two) | one.is_null() | two.is_null()).all())

    def same_amounts(self, first: int, other: int) -> bool:
        """Return whether two columns hold the same amounts wherever both hold one."""
        one, two = self.amounts(first), self.amounts(other)
        return bool((np.isclose(one, two, atol=CENT) | np.isnan(one) | np.isnan(two)).all())

    def terms(self, *places: int | None) -> tuple[Term, ...]:
        """The columns as terms of a sum, each once."""
        parts = (
            p for place in places if place is not None for p in self.parts.get(place, (place,))
        )
        return tuple(Term(part, self.is_rate(part)) for part in dict.fromkeys(parts))

    # ---- one column from several

    def one(self, meaning: str, name: str = "") -> int | None:
        """The one column of a meaning that is not an amount: the first that is not blank.

        Others must say the same, or nothing; else it is asked which.
        """
        name = name or meaning
        if name in self.said:
            return self.said[name][0]
        places = [p for p in self.free.get(meaning, []) if self.is_filled(p)]
        if not places:
            return next(iter(self.free.get(meaning, ())), None)
        first, *others = places
        for other in others:
            if self.same_texts(first, other):
                self.note(other, "same", heading=self.heading(first))
            elif name in EXTRA or (name in COLUMNS and COLUMNS[name].kind is ColumnKind.TEXT):
                self.note(other, "another", heading=self.heading(first))
            else:
                self.ask_which(name, [first, *others], can_sum=False)
                break
        return first

    def amount(self, meaning: str, name: str = "") -> int | None:
        """The one column of dollars of a meaning."""
        name = name or meaning
        places = list(self.free.get(meaning, []))
        dollars = [p for p in places if not self.is_rate(p)]
        if dollars and len(dollars) < len(places):
            self._pass_over(places, dollars, "rate_beside")
            places = dollars
        if shares := [p for p in places if self._is_share_of(p, places)]:
            self._pass_over(places, [p for p in places if p not in shares], "rate_beside")
            places = [p for p in places if p not in shares]
        if any(self.headings[p].is_to_date for p in places):
            to_date = [p for p in places if self.headings[p].is_to_date]
            self._pass_over(places, to_date, "period_beside")
            places = to_date
        if wholes := [p for p in places if not self.headings[p].is_part]:
            self._pass_over(places, wholes, "part_of_year")
            places = wholes
        filled = [p for p in places if self.has_any(p)]
        if len(filled) < len(places) and filled:
            places = filled
        if not places:
            return None
        is_part = self.headings[places[0]].is_part and places[0] not in self.parts
        if is_part and len(places) > 1 and name not in self.said:
            self.ask_which(name, places, can_sum=True)
            return places[0]
        first, *others = places
        differing = [p for p in others if not self.same_amounts(first, p)]
        self._pass_over(others, differing, "same", first)
        if differing and name not in self.said:
            self.ask_which(name, [first, *differing], can_sum=True)
        return first

    def _is_share_of(self, place: int, places: Sequence[int]) -> bool:
        """Return whether a column holds shares of pay where another of its name has dollars.

        Each dollar amount is about what the share of pay comes to; elections change in the year.
        """
        pay = next((t.place for t in self.out.sums.get("compensation", ())), None)
        shares = np.nan_to_num(self.amounts(place))
        given = shares > 0
        if pay is None or not given.any() or (shares > WHOLE).any() or (shares < 0).any():
            return False
        scale = 1.0 if (shares <= 1).all() else WHOLE
        due = (np.nan_to_num(self.amounts(pay)) * shares / scale)[given]
        return any(
            bool(((dollars > due / TIMES) & (dollars < due * 2) & (dollars > WHOLE)).all())
            for other in places
            if other != place
            for dollars in (np.nan_to_num(self.amounts(other))[given],)
        )

    def _pass_over(
        self, places: Iterable[int], kept: Sequence[int], why: str, first: int | None = None
    ) -> None:
        """Note of all but those that are kept why they are not used."""
        beside = self.heading(kept[0] if first is None else first)
        for place in set(places) - set(kept):
            self.note(place, why, heading=beside)

    def ask_which(
        self, name: str, places: Sequence[int], *, can_sum: bool, alone: int | None = None
    ) -> None:
        """Ask which column is one of ours, or whether several are added up.

        Only the first of them, as many as `alone`, may be it alone.
        """
        texts = [text for place in places for text in self.names(place)]
        choices = [
            ReadingChoice(
                Statement(
                    "choice.first" if texts.count(each[0]) > 1 else "choice.one",
                    {"column": name, "heading": ", ".join(each)},
                ),
                (f"columns.{name} = {quoted(each)}",),
            )
            for each in dict.fromkeys(tuple(self.names(place)) for place in places[:alone])
        ]
        if can_sum:
            choices.insert(
                0,
                ReadingChoice(
                    Statement("choice.sum", {"column": name, "headings": ", ".join(texts)}),
                    (f"columns.{name} = {quoted(texts)}",),
                ),
            )
        capped = self.headings[places[0]].meaning == CAPPED_PAY
        only = "question.only_capped" if capped else "question.only"
        key = "question.which" if len(places) > 1 else only
        statement = Statement(key, {"column": name, "headings": ", ".join(texts)})
        self.out.questions.append(Question(f"columns.{name}", statement, tuple(choices)))


def _in_one_case(heading: str) -> str:
    """A heading without the difference of capitals and of blanks."""
    return " ".join(heading.casefold().split())
