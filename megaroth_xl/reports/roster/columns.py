"""Which columns of a file become which of ours: taken, added up or joined, or asked about.

What money depends on is known for certain or becomes a question; a column that says nothing new
(the same figures again, the percentage beside the dollars) is passed over with a note.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl

from megaroth_xl.errors import RosterFileError, UnknownYearError
from megaroth_xl.law.elective_deferrals import elective_deferral_limit
from megaroth_xl.quantities import FloatArray
from megaroth_xl.reports.roster.account import Question, ReadingChoice, Statement, quoted
from megaroth_xl.reports.roster.headings import Headings, listed
from megaroth_xl.reports.roster.settings import ReadingSettings
from megaroth_xl.reports.roster.vocabulary import ASKED, EXTRA, Heading, plain
from megaroth_xl.strategy.participants import COLUMNS, Kind

__all__ = ["CONTRIBUTIONS", "MONEY", "Columns", "Term", "resolve", "who"]

PAYS = ("gross_pay", "statutory_pay", "plan_pay")
LAST_PAYS = ("box_5", "box_1", "salary")
"""Pay that is not quite the year's pay before deferrals: asked about where there is no other."""
DEFERRALS = ("elective_deferral", "pretax_deferral", "roth_deferral")
CATCH_UPS = ("catch_up_deferral", "catch_up_pretax", "catch_up_roth")
MATCHES = ("safe_harbor_match", "discretionary_match", "match_true_up", "qmac")
NONELECTIVES = (
    "safe_harbor_nonelective",
    "profit_sharing",
    "qnec",
    "forfeitures",
    "other_employer",
)
CONTRIBUTIONS = (
    *DEFERRALS,
    *CATCH_UPS,
    "matching_contribution",
    *MATCHES,
    "nonelective_contribution",
    *NONELECTIVES,
    "after_tax_contribution",
)
OTHER_MONEY = (
    "prior_year_compensation",
    "prior_year_wages",
    "deferral_elsewhere",
    "additions_in_other_plan",
    "pay_before_entry",
    "pay_to_date",
    "pay_per_period",
)
MONEY = frozenset((*PAYS, *LAST_PAYS, *CONTRIBUTIONS, *OTHER_MONEY, *ASKED))
"""Meanings that are amounts of dollars."""
FAMILIES: Mapping[str, Sequence[str]] = {
    "elective_deferral": (*DEFERRALS[1:], *CATCH_UPS),
    "matching_contribution": MATCHES,
    "nonelective_contribution": NONELECTIVES,
}
"""By total, the amounts that are added to it or are parts of it."""
OTHER_DATES = (
    "termination_date_2",
    "birth_date",
    "entry_date",
    "last_paycheck",
    "pay_date",
    "period_end",
)
"""Days that need no second look."""
FEW_DOLLARS = 100.0
LEAST_PAY = 10_000.0
PERIOD_DAYS = 45
CENT = 0.005


class Term(NamedTuple):
    """A column of the file that is added into one of ours.

    Parameters
    ----------
    place
        Its place among the file's columns.
    is_rate
        Whether its numbers are shares of pay.
    """

    place: int
    is_rate: bool = False


@dataclass
class Columns:
    """Where each of our columns comes from.

    Parameters
    ----------
    takes
        Texts, days, answers and counts: the place of the column.
    sums
        Dollars: the columns that are added up.
    joins
        Texts that are joined.
    notes
        What to say of a column of the file.
    questions, remarks
        What is open, and what else was done.
    """

    takes: dict[str, int] = field(default_factory=dict)
    sums: dict[str, tuple[Term, ...]] = field(default_factory=dict)
    joins: dict[str, tuple[int, ...]] = field(default_factory=dict)
    notes: dict[int, Statement] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    remarks: list[Statement] = field(default_factory=list)

    def became(self, place: int) -> tuple[str, ...]:
        """Our columns that a column of the file is in."""
        return (
            *(name for name, at in self.takes.items() if at == place),
            *(name for name, terms in self.sums.items() if place in {t.place for t in terms}),
            *(name for name, places in self.joins.items() if place in places),
        )


Amounts = Callable[[int], FloatArray]
"""The amounts of a column by its place, NaN where a cell holds none."""


def resolve(
    path: Path,
    cells: pl.DataFrame,
    headings: Headings,
    amounts: Amounts,
    age: FloatArray,
    year: int,
    settings: ReadingSettings,
) -> Columns:
    """Where each of our columns comes from.

    Parameters
    ----------
    path
        The file, for messages.
    cells
        The rows of employees, a column of texts for each column of the file.
    headings
        What the headings say.
    amounts
        The amounts of a column of the file.
    age
        The age of each row on December 31; NaN where it is not known.
    year
        The year of the roster.
    settings
        What the user has said.

    Raises
    ------
    RosterFileError
        For a heading of the settings that is not there, or a required column that is missing.
    """
    return _Resolver(path, cells, headings, amounts, age, year, settings).columns()


def who(
    path: Path, cells: pl.DataFrame, headings: Headings, year: int, settings: ReadingSettings
) -> tuple[int | None, tuple[int, ...]]:
    """The places of the column of ids and of those of names, before the rows are told apart."""
    unknown = np.full(cells.height, np.nan)
    resolver = _Resolver(path, cells, headings, lambda _: unknown, unknown, year, settings)
    found = resolver.who()
    return found.takes.get("employee_id"), found.joins.get("name", ())


class _Resolver:
    def __init__(
        self,
        path: Path,
        cells: pl.DataFrame,
        headings: Headings,
        amounts: Amounts,
        age: FloatArray,
        year: int,
        settings: ReadingSettings,
    ) -> None:
        self.path, self.cells, self.amounts, self.age = path, cells, amounts, age
        self.year, self.settings = year, settings
        self.headings: Sequence[Heading] = headings.headings
        self.out = Columns()
        self.by_text: dict[str, list[int]] = {}
        for place, heading in enumerate(self.headings):
            if heading.text:
                self.by_text.setdefault(plain(heading.text), []).append(place)
        self.said = {name: self._named(name, hs) for name, hs in settings.columns.items()}
        self.rates = self._all_named("rates", settings.rates or ())
        self.ignored = self._all_named("ignore", settings.ignore)
        taken = {place for places in self.said.values() for place in places}
        self.free: dict[str, list[int]] = {}
        for place, heading in enumerate(self.headings):
            totals = [name for name in FAMILIES if place in self.said.get(name, ())]
            is_part = any(heading.meaning in FAMILIES[name] for name in totals)
            if heading.meaning and place not in self.ignored and (place not in taken or is_part):
                self.free.setdefault(heading.meaning, []).append(place)

    def who(self) -> Columns:
        """Resolve ids and names alone."""
        self._who()
        return self.out

    def columns(self) -> Columns:
        """Resolve every column."""
        self._say_ignored()
        self._who()
        self._dates()
        self._facts()
        self._ask_meanings()
        self._pay()
        self._deferral()
        self._match()
        self._nonelective()
        for name in ("after_tax_contribution", *OTHER_MONEY):
            self._dollars(name)
        self._prior_pay()
        self._rates_question()
        self._missing()
        return self.out

    # ---- what the settings name

    def _named(self, name: str, headings: Sequence[str]) -> tuple[int, ...]:
        places: list[int] = []
        for heading in headings:
            found = self.by_text.get(plain(heading), [])
            if not found:
                seen = listed([h.text for h in self.headings])
                problem = f"has no column {name} ({heading!r}); the headings found are {seen}"
                raise RosterFileError(self.path, "", problem)
            places += found[:1] if len(headings) > 1 or len(found) == 1 else found
        return tuple(dict.fromkeys(places))

    def _all_named(self, key: str, headings: Sequence[str]) -> frozenset[int]:
        return frozenset(
            place
            for heading in headings
            for place in self.by_text.get(plain(heading)) or self._named(key, [heading])
        )

    def _say_ignored(self) -> None:
        for place in self.ignored:
            self.out.notes[place] = Statement("note.ignored")

    # ---- one column from several

    def _text(self, place: int) -> pl.Series:
        return self.cells.to_series(place)

    def _note(self, place: int, key: str, **values: object) -> None:
        self.out.notes.setdefault(place, Statement(f"note.{key}", values))

    def _one(self, meaning: str, name: str = "") -> int | None:
        """The one column of a meaning that is no amount: the first that is not blank.

        Others must say the same, or nothing; else it is asked which.
        """
        name = name or meaning
        if name in self.said:
            return self.said[name][0]
        places = [p for p in self.free.get(meaning, []) if self._text(p).is_not_null().any()]
        if not places:
            return next(iter(self.free.get(meaning, ())), None)
        first, *others = places
        for other in others:
            if self._same_texts(first, other):
                self._note(other, "same", heading=self.headings[first].text)
            elif name in EXTRA or (name in COLUMNS and COLUMNS[name].kind is Kind.TEXT):
                self._note(other, "another", heading=self.headings[first].text)
            else:
                self._ask_which(name, [first, *others], can_sum=False)
                break
        return first

    def _same_texts(self, first: int, other: int) -> bool:
        one, two = self._text(first), self._text(other)
        return bool(((one == two) | one.is_null() | two.is_null()).all())

    def _ask_which(self, name: str, places: Sequence[int], *, can_sum: bool) -> None:
        texts = [self.headings[place].text for place in places]
        choices = [
            ReadingChoice(
                Statement("choice.one", {"column": name, "heading": text}),
                (f"columns.{name} = {quoted([text])}",),
            )
            for text in texts
        ]
        if can_sum:
            choices.insert(
                0,
                ReadingChoice(
                    Statement("choice.sum", {"column": name, "headings": ", ".join(texts)}),
                    (f"columns.{name} = {quoted(texts)}",),
                ),
            )
        statement = Statement("question.which", {"column": name, "headings": ", ".join(texts)})
        self.out.questions.append(Question(f"columns.{name}", statement, tuple(choices)))

    def _amount(self, meaning: str, name: str = "") -> int | None:
        """The one column of dollars of a meaning."""
        name = name or meaning
        places = list(self.free.get(meaning, []))
        dollars = [p for p in places if not self._is_rate(p)]
        if dollars and len(dollars) < len(places):
            for place in set(places) - set(dollars):
                self._note(place, "rate_beside", heading=self.headings[dollars[0]].text)
            places = dollars
        if any(self.headings[p].is_to_date for p in places):
            to_date = [p for p in places if self.headings[p].is_to_date]
            for place in set(places) - set(to_date):
                self._note(place, "period_beside", heading=self.headings[to_date[0]].text)
            places = to_date
        filled = [p for p in places if self._has_any(p)]
        if len(filled) < len(places) and filled:
            places = filled
        if not places:
            return None
        first, *others = places
        differing = [p for p in others if not self._same_amounts(first, p)]
        for place in set(others) - set(differing):
            self._note(place, "same", heading=self.headings[first].text)
        if differing and name not in self.said:
            self._ask_which(name, [first, *differing], can_sum=True)
        return first

    def _is_rate(self, place: int) -> bool:
        return self.headings[place].is_rate or place in self.rates

    def _has_any(self, place: int) -> bool:
        values = self.amounts(place)
        return bool((np.nan_to_num(values) != 0).any())

    def _same_amounts(self, first: int, other: int) -> bool:
        one, two = self.amounts(first), self.amounts(other)
        return bool((np.isclose(one, two, atol=CENT) | np.isnan(one) | np.isnan(two)).all())

    def _terms(self, *places: int | None) -> tuple[Term, ...]:
        return tuple(
            Term(place, self._is_rate(place))
            for place in dict.fromkeys(places)
            if place is not None
        )

    def _dollars(self, name: str) -> None:
        if name in self.said:
            self.out.sums[name] = self._terms(*self.said[name])
            for place in self.free.get(name, []):
                if place not in self.said[name]:
                    self._note(place, "said_otherwise", column=name)
        elif (found := self._amount(name)) is not None:
            self.out.sums[name] = self._terms(found)

    # ---- who

    def _who(self) -> None:
        ids = self._id_places()
        if ids:
            self.out.takes["employee_id"] = ids[0]
            for other in ids[1:]:
                self._note(other, "another_id")
        if "name" in self.said:
            self.out.joins["name"] = self.said["name"]
            return
        place = self._one("name")
        if place is None:
            place = next((p for p in ids[1:] if self._is_person(p)), None)
        found = [self._one(part) for part in ("last_name", "first_name", "middle_name", "suffix")]
        parts = tuple(part for part in found if part is not None)
        if place is not None:
            self.out.joins["name"] = (place,)
            for part in parts:
                self._note(part, "another", heading=self.headings[place].text)
        elif parts:
            self.out.joins["name"] = parts

    def _id_places(self) -> list[int]:
        """The columns of ids, the best first: said, then an id proper, then a number, then SSN."""
        if "employee_id" in self.said:
            return [self.said["employee_id"][0]]
        ids = self.free.get("employee_id", [])
        filled = [p for p in ids if self._text(p).is_not_null().any() or len(ids) == 1]
        persons = [place for place in filled if self._is_person(place)]
        proper = sorted(
            (place for place in filled if place not in persons),
            key=lambda p: (not self._says(p, "id"), not self._says(p, "number")),
        )
        return [*proper, *self.free.get("ssn", []), *persons]

    def _says(self, place: int, word: str) -> bool:
        text = self.headings[place].text.lower()
        spelled = {"id": ("id",), "number": ("number", "no", "#", "num")}[word]
        return any(part in text for part in spelled)

    def _is_person(self, place: int) -> bool:
        """Whether a column that is only called "Employee" holds names."""
        if plain(self.headings[place].text) not in BARE:
            return False
        given = self._text(place).drop_nulls()
        return given.len() > 0 and bool(given.str.contains(r"[A-Za-z]{2}.*[ ,]").mean() > HALF)  # type: ignore[operator]

    # ---- dates and other facts

    def _dates(self) -> None:
        original, hire = self._one("original_hire_date"), self._one("hire_date")
        rehire = self._one("rehire_date")
        start, end = self._one("start_date"), self._one("end_date")
        if start is not None and end is not None and self._is_period(start, end):
            for place in (start, end):
                self._note(place, "pay_period")
            self.out.takes.setdefault("period_end", end)
            start = end = None
        elif hire is None and original is None and "hire_date" not in self.said:
            hire = start
        if original is not None and hire is not None and original != hire:
            # With both, the plain one is that of the last hire.
            if rehire is None and not self._same_texts(original, hire):
                rehire = hire
            hire = original
        termination = self._one("termination_date")
        if termination is None:
            termination = self._one("last_day_worked", "termination_date")
        if termination is None and "termination_date" not in self.said:
            termination = end
        dates = {
            "hire_date": hire if hire is not None else original,
            "rehire_date": rehire,
            "termination_date": termination,
            **{name: self._one(name) for name in OTHER_DATES},
        }
        for name, at in dates.items():
            if at is not None:
                self.out.takes.setdefault(name, at)

    def _is_period(self, start: int, end: int) -> bool:
        """Whether two dates are those of a pay period: every row has both, close together."""
        pairs = set(zip(self._text(start), self._text(end), strict=True))
        if any(one is None or two is None for one, two in pairs):
            return False
        return len(pairs) * 2 <= max(self.cells.height, 2)

    def _facts(self) -> None:
        for name, column in COLUMNS.items():
            if column.is_dollars or name in self.out.takes or name == "employee_id":
                continue
            if column.kind is Kind.DATE and name in ("hire_date", "rehire_date"):
                continue
            if column.kind is Kind.TEXT and len(self.said.get(name, ())) > 1:
                self.out.joins[name] = self.said[name]
            elif (found := self._one(name)) is not None:
                self.out.takes[name] = found

    # ---- meanings that fit two columns

    def _ask_meanings(self) -> None:
        for meaning, fits in ASKED.items():
            for place in self.free.get(meaning, []):
                if place in {p for places in self.said.values() for p in places}:
                    continue
                text = self.headings[place].text
                if not self._has_any(place):
                    self._note(place, "asked_but_blank")
                    continue
                choices = tuple(
                    ReadingChoice(
                        Statement("choice.one", {"column": name, "heading": text}),
                        (f"columns.{name} = {quoted([*self._beside(name), text])}",),
                    )
                    for name in fits
                )
                leave = ReadingChoice(
                    Statement("choice.ignore", {"heading": text}), (f"ignore = [{quoted([text])}]",)
                )
                values = {"heading": text, "one": fits[0], "two": fits[1]}
                self.out.questions.append(
                    Question(
                        f"columns.{fits[0]}",
                        Statement("question.meaning", values),
                        (*choices, leave),
                    )
                )

    def _beside(self, name: str) -> list[str]:
        """Headings that mean a column already, so that another is added to them."""
        if COLUMNS[name].is_dollars:
            return [self.headings[place].text for place in self.free.get(name, [])[:1]]
        return []

    # ---- pay

    def _pay(self) -> None:
        name = "compensation"
        if name in self.said:
            self.out.sums[name] = self._terms(*self.said[name])
            return
        found = [self._amount(kind, name) for kind in PAYS]
        places = [place for place in found if place is not None]
        if not places:
            self._last_pay(name)
            return
        first, *others = places
        differing = [place for place in others if not self._same_amounts(first, place)]
        for place in set(others) - set(differing):
            self._note(place, "same", heading=self.headings[first].text)
        if differing:
            self._ask_which(name, [first, *differing], can_sum=False)
        self.out.sums[name] = self._terms(first)

    def _last_pay(self, name: str) -> None:
        places = [p for kind in LAST_PAYS for p in self.free.get(kind, []) if self._has_any(p)]
        if places:
            self._ask_which(name, places, can_sum=False)
            self.out.sums[name] = self._terms(places[0])

    def _prior_pay(self) -> None:
        """A column of the year before by another name does not compete with itself."""
        for place in self.free.get("prior_amount", []):
            self._note(place, "of_the_year_before")
        for place in self.free.get("historic", []):
            self._note(place, "historic")
        for meaning in ("pay_part", "hours", *LAST_PAYS):
            for place in self.free.get(meaning, []):
                if not self.out.became(place):
                    self._note(place, "known_unused")

    # ---- totals and their parts

    def _places(self, meaning: str, name: str) -> list[int]:
        """The columns of dollars of a meaning: those that are said, or the one that is found."""
        if name in self.said and meaning == name:
            return list(self.said[name])
        place = self._amount(meaning, name)
        return [] if place is None else [place]

    def _deferral(self) -> None:
        name = "elective_deferral"
        total = [] if name in self.said else self._places(name, name)
        pretax = self._places("pretax_deferral", name)
        roth = self._places("roth_deferral", "roth_deferral")
        catch_ups = {kind: self._places(kind, "catch_up_deferral") for kind in CATCH_UPS}
        caught_up = [place for places in catch_ups.values() for place in places]
        if roth:
            self.out.sums["roth_deferral"] = self._terms(*roth)
        if caught_up:
            self.out.sums["catch_up_deferral"] = self._terms(*caught_up)
        if name in self.said:
            added: tuple[int, ...] = self.said[name]
        elif total:
            added = self._with_parts(name, total, [*pretax, *roth, *caught_up])
        elif pretax or roth:
            added = self._with_parts(name, [*pretax, *roth], caught_up)
        else:
            added = tuple(caught_up)
        if added:
            self.out.sums[name] = self._terms(*added)
        if roth and any(place in added for place in catch_ups["catch_up_roth"]):
            self.out.sums["roth_deferral"] = self._terms(*roth, *catch_ups["catch_up_roth"])

    def _match(self) -> None:
        self._employer("matching_contribution")

    def _nonelective(self) -> None:
        self._employer("nonelective_contribution")

    def _employer(self, name: str) -> None:
        parts: list[int] = []
        for kind in FAMILIES[name]:
            places = self._places(kind, kind)
            parts += places
            if kind in COLUMNS and places:
                self.out.sums[kind] = self._terms(*places)
        if name in self.said:
            self.out.sums[name] = self._terms(*self.said[name])
            return
        total = self._places(name, name)
        added = self._with_parts(name, total, parts) if total else tuple(parts)
        if added:
            self.out.sums[name] = self._terms(*added)

    def _with_parts(self, name: str, base: Sequence[int], parts: Sequence[int]) -> tuple[int, ...]:
        """The columns that make up a total: with its parts, or without where these are in it."""
        filled = [place for place in parts if self._has_any(place)]
        is_said = any(self.headings[p].is_own or self.headings[p].is_total for p in base)
        if is_said or all(self.headings[p].is_own for p in filled):
            return tuple(base)
        rates = {self._is_rate(place) for place in (*base, *filled)}
        values = {place: np.nan_to_num(self.amounts(place)) for place in (*base, *filled)}
        whole = sum((values[place] for place in base), np.zeros(self.cells.height))
        together = sum((values[place] for place in filled), np.zeros(self.cells.height))
        if len(rates) == 1:
            if len(filled) > 1 and np.allclose(whole, together, atol=CENT):
                return tuple(base)  # the total of just these
            adds = [p for p in filled if (values[p] > whole + CENT).any()]
            within = [
                p for p in filled if p not in adds and self._is_within(name, whole, values[p])
            ]
            open_ = [p for p in filled if p not in adds and p not in within]
            if len(base) == 1 and len(filled) == 1 and np.allclose(whole, together, atol=CENT):
                within, open_ = filled, []
        else:
            adds, within, open_ = [], [], filled
        if open_:
            self._ask_parts(name, [*base, *adds], open_)
        for place in within:
            self._note(place, "part_of", column=name)
        return (*base, *adds)

    def _is_within(self, name: str, whole: FloatArray, part: FloatArray) -> bool:
        """Whether every row with a part shows that the total holds it: more would be too much."""
        if name != "elective_deferral":
            return False
        try:
            limit = np.asarray(elective_deferral_limit(self.year, np.nan_to_num(self.age, nan=OLD)))
        except UnknownYearError:
            return False
        has_part = part > 0
        return bool((whole + part > limit + CENT)[has_part].all())

    def _ask_parts(self, name: str, base: Sequence[int], parts: Sequence[int]) -> None:
        totals = [self.headings[place].text for place in base]
        texts = [self.headings[place].text for place in parts]
        values = {"column": name, "total": ", ".join(totals), "parts": ", ".join(texts)}
        add = ReadingChoice(
            Statement("choice.adds", values), (f"columns.{name} = {quoted([*totals, *texts])}",)
        )
        within = ReadingChoice(
            Statement("choice.part", values), (f"columns.{name} = {quoted(totals)}",)
        )
        self.out.questions.append(
            Question(f"columns.{name}", Statement("question.parts", values), (add, within))
        )

    # ---- rates

    def _rates_question(self) -> None:
        """Ask whether columns hold shares of pay, where a heading or the figures say so."""
        if self.settings.rates is not None:
            for terms in self.out.sums.values():
                for term in terms:
                    if self.headings[term.place].is_rate and term.place not in self.rates:
                        self._note(term.place, "rate_as_dollars")
            self.out.sums = {
                name: tuple(Term(t.place, t.place in self.rates) for t in terms)
                for name, terms in self.out.sums.items()
            }
            return
        suspected = [place for place in self._contribution_places() if self._looks_like_rate(place)]
        if not suspected:
            return
        texts = [self.headings[place].text for place in suspected]
        rates = "[" + ", ".join(quoted([text]) for text in texts) + "]"
        statement = Statement("question.rates", {"headings": ", ".join(texts)})
        choices = (
            ReadingChoice(Statement("choice.rates"), (f"rates = {rates}",)),
            ReadingChoice(Statement("choice.dollars"), ("rates = []",)),
        )
        self.out.questions.append(Question("rates", statement, choices))

    def _contribution_places(self) -> Iterator[int]:
        seen = set()
        for name, terms in self.out.sums.items():
            if name in OTHER_MONEY or name == "compensation":
                continue
            for term in terms:
                if term.place not in seen:
                    seen.add(term.place)
                    yield term.place

    def _looks_like_rate(self, place: int) -> bool:
        if self.headings[place].is_rate:
            return True
        if self._text(place).str.contains("%").any():
            return True
        terms = self.out.sums.get("compensation")
        if not terms:
            return False
        pay, values = self.amounts(terms[0].place), self.amounts(place)
        paid = pay >= LEAST_PAY
        given = values[paid & (values > 0)]
        if not given.size:
            return False
        return bool((given <= FEW_DOLLARS).all() or ((given > 0) & (given < 1)).any())

    def _missing(self) -> None:
        for name, column in COLUMNS.items():
            if not column.required or name in self.out.takes or name in self.out.sums:
                continue
            if any(question.key == f"columns.{name}" for question in self.out.questions):
                continue
            seen = listed([heading.text for heading in self.headings])
            problem = f"has no column {name}; the headings found are {seen}"
            raise RosterFileError(self.path, "", problem)


BARE = frozenset(map(plain, ("Employee", "Participant", "Associate", "Worker", "EE", "Emp")))
"""Headings that stand over ids in some files and over names in others."""
HALF = 0.5
OLD = 62
"""An age at which the limit on deferrals is highest: it stands for one that is not known."""
