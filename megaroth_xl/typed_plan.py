"""A plan as a person typed it, in a file or in cells, made into its terms.

A setting goes by its name or by its label in either language. Rows of a setting, such as the tiers
of a match, may also be typed one value at a time under numbered names: "match tier 1 rate".
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from megaroth_xl import quantities
from megaroth_xl.cell_errors import CellError
from megaroth_xl.cells import answer_of, has_wrong_sign, is_blank, number_of, text_of
from megaroth_xl.errors import InputError, MegarothError, PlanFileError
from megaroth_xl.phrases import Phrase
from megaroth_xl.plan_settings import SETTINGS, Absent, Entry, EntryKind, Setting
from megaroth_xl.strategy.plan.terms import PlanTerms
from megaroth_xl.strategy.plan.words import month_day
from megaroth_xl.texts import LANGUAGES, keys, phrase, text
from megaroth_xl.words import all_of, expected_words, letters, nearest

__all__ = ["Given", "plan_terms"]

NOT_KNOWN = frozenset({"unknown", "notknown", "모름", "알수없음"})
TWICE = "it once"
OF_TERMS = {"tiers": "match_tiers"}
"""Settings that the terms call otherwise."""
NOTHING = frozenset({"none", "nocap", "nolimit", "없음"})


class Given(NamedTuple):
    """Something that a person gave for a setting.

    Parameters
    ----------
    name
        As it was typed.
    value
        As it was typed: a text, a number, an answer, a date, rows, or a cell's error.
    place
        Where it stands, such as "line 3" or "Plan!B12".
    """

    name: str
    value: Any
    place: str


def plan_terms(path: Path | str, given: Iterable[Given]) -> PlanTerms:
    """Terms of a plan from what a person gave for its settings.

    Parameters
    ----------
    path
        Where it was given, for messages.
    given
        The settings in any order. A blank value is one that is not given.

    Raises
    ------
    PlanFileError
        For settings that are unknown, given twice, missing or cannot be read; it names all of
        them, each with its place.

    Examples
    --------
    >>> terms = plan_terms("Plan", [
    ...     Given("Plan name", "Example 401(k)", "Plan!B6"), Given("pay_periods", 26, "Plan!B8"),
    ...     Given("accepts_after_tax", "yes", "Plan!B20"), Given("accepts_roth", True, "Plan!B12"),
    ...     Given("match tier 1 rate", "100%", "Plan!B16"),
    ...     Given("match tier 1 up to", 0.06, "Plan!B17")])
    >>> terms.match_tiers
    (MatchTier(rate=1.0, up_to=0.06),)
    """
    reading = _Reading()
    for each in given:
        reading.take(each)
    values = reading.values()
    for setting in SETTINGS.values():
        if setting.absent is Absent.MISSING and setting.name not in reading.places:
            reading.problems.append(reading.missing(setting))
    if not reading.problems:
        try:
            return PlanTerms(**values)
        except MegarothError as error:
            name = getattr(error, "name", "")
            place = reading.places.get(name, "")
            reading.problems.append((place, reading.of_the_whole(OF_TERMS.get(name, name), error)))
    if len(reading.problems) == 1:
        raise PlanFileError(path, *reading.problems[0])
    many = _say("problem.many", reading.lang, count=len(reading.problems))
    listed = many
    for place, problem in reading.problems:
        words = "{listed}\n  {place}: {problem}" if place else "{listed}\n  {problem}"
        listed = Phrase(words, listed=listed, place=place, problem=problem)
    raise PlanFileError(path, "", listed)


HANGUL = re.compile("[\uac00-\ud7a3]")
"""A letter of Korean: who types in it is answered in it."""


def _lang(typed: str) -> str:
    """The language in which a setting's name was typed."""
    return "ko" if HANGUL.search(typed) else LANGUAGES[0]


def _say(key: str, lang: str = LANGUAGES[0], **values: object) -> str:
    """A text about settings: a phrase where it is English, which the command may say otherwise."""
    key = f"plan_settings.{key}"
    return phrase(key, **values) if lang == LANGUAGES[0] else text(key, lang, **values)


def _expected(setting: Setting, lang: str) -> str:
    key = setting.entry.kind.value if setting.entry else "rows"
    return text(f"plan_settings.expected.{key}", lang)


class _Reading:
    """The values given so far by setting, their places, and problems."""

    def __init__(self) -> None:
        self.places: dict[str, str] = {}
        self.problems: list[tuple[str, str]] = []
        """Place and sentence of each."""
        self._values: dict[str, Any] = {}
        self._rows: dict[str, dict[int, dict[str, Any]]] = defaultdict(lambda: defaultdict(dict))
        self._row_places: dict[tuple[str, int, str], str] = {}
        self._blanks: dict[str, Given] = {}
        self._refused: set[str] = set()
        """Settings of which a value was refused; their rows are not judged as a whole."""
        self.lang = LANGUAGES[0]
        """The language in which the settings' names were typed."""

    def take(self, given: Given) -> None:
        """Read one setting, or remember where it is blank."""
        name = given.name.strip()
        self.lang = _lang(name) if self.lang == LANGUAGES[0] else self.lang
        meaning = _names().meaning.get(letters(name))
        if is_blank(given.value):
            if meaning:
                self._blanks.setdefault(meaning[0].name, given)
            return
        if meaning is None:
            meant, lang = nearest(name, _names().spellings), _lang(name)
            key = "problem.unknown" + ("_near" if meant else "")
            self.problems.append((given.place, _say(key, lang, name=repr(name), meant=meant)))
            return
        setting, number, column = meaning
        try:
            self._take(setting, number, column, given, name)
        except InputError as error:
            self.places.setdefault(setting.name, given.place)
            self._refused.add(setting.name)
            self.problems.append((given.place, _said(error, setting, column, given)))

    def missing(self, setting: Setting) -> tuple[str, str]:
        """Return where a setting that is needed would have to stand, and that it is missing."""
        blank = self._blanks.get(setting.name)
        label = setting.entry.label(self.lang) if setting.entry else setting.row
        name = blank.name if blank else f"{setting.name} ({label})"
        values = {"name": name, "expected": _expected(setting, self.lang)}
        place = blank.place if blank else ""
        return place, _say("problem.missing", self.lang, **values)

    def _take(self, setting: Setting, number: int, column: str, given: Given, name: str) -> None:
        key = (setting.name, number, column)
        if key in self._row_places:
            found = Phrase("given twice (also {place})", place=self._row_places[key])
            raise InputError(name, found, TWICE)
        self._row_places[key] = given.place
        self.places.setdefault(setting.name, given.place)
        if number:
            read = _read(setting.columns[column], given.value, name, Absent.MISSING)
            self._rows[setting.name][number][column] = read
        elif setting.columns and isinstance(given.value, (list, tuple, Mapping)):
            rows = [given.value] if isinstance(given.value, Mapping) else given.value
            self._values[setting.name] = _read_rows(setting, rows, name)
        elif setting.entry is None:
            raise InputError(name, repr(given.value), _rows_of(setting))
        else:
            self._values[setting.name] = _read(setting.entry, given.value, name, setting.absent)

    def values(self) -> dict[str, Any]:
        """Values by setting, its numbered rows put together."""
        values = dict(self._values)
        for name, rows in self._rows.items():
            if name in self._refused:
                continue
            setting = SETTINGS[name]
            try:
                values[name] = _whole_rows(setting, rows, is_given=name in values)
            except InputError as error:
                self.problems.append((self.places[name], self.of_the_whole(name, error)))
        return values

    def of_the_whole(self, name: str, error: MegarothError) -> str:
        """A refusal of a setting beside the others, or of all its rows."""
        is_known = self.lang != LANGUAGES[0] and name in keys("plan_settings.whole")
        return text(f"plan_settings.whole.{name}", self.lang) if is_known else error.args[0]


def _said(error: InputError, setting: Setting, column: str, given: Given) -> str:
    """A refusal in the language in which the setting's name was typed."""
    lang = _lang(given.name)
    if lang == LANGUAGES[0]:
        return error.args[0]  # type: ignore[no-any-return]  # a sentence
    entry = setting.columns.get(column) or setting.entry
    name, shown = given.name.strip(), str(given.value).strip()
    if error.expected == TWICE:
        return text("plan_settings.problem.twice", lang, name=name)
    if entry is None:
        return text("plan_settings.problem.rows", lang, name=name, found=shown)
    expected = _expected_of(entry, setting, lang)
    values = {"name": name, "found": shown, "expected": expected}
    return text("plan_settings.problem.value", lang, **values)


def _expected_of(entry: Entry, setting: Setting, lang: str) -> str:
    """Return what an entry takes, in words."""
    if entry.words:
        return ", ".join(entry.word(word, lang) for word in entry.words)
    also = {Absent.UNKNOWN: "unknown", Absent.NOTHING: "nothing"}.get(setting.absent)
    expected = text(f"plan_settings.expected.{entry.kind.value}", lang)
    return text(f"plan_settings.expected_or.{also}", lang, expected=expected) if also else expected


def _whole_rows(
    setting: Setting, rows: Mapping[int, Mapping[str, Any]], *, is_given: bool
) -> list[tuple[Any, ...]]:
    if is_given:
        raise InputError(setting.name, "given twice, as one value and in rows", "one of the two")
    numbers = sorted(rows)
    for number, row in rows.items():
        for column in setting.columns:
            if column not in row:
                said = column.replace("_", " ")
                raise InputError(
                    f"{setting.row} {number}",
                    Phrase("without its {part}", part=said),
                    "both, or neither",
                )
    if numbers != list(range(1, len(numbers) + 1)):
        first = next(each for each in range(1, max(numbers)) if each not in rows)
        raise InputError(
            f"{setting.row} {first}",
            "blank although a later one is filled in",
            "no gap between them",
        )
    return [tuple(rows[number][column] for column in setting.columns) for number in numbers]


def _rows_of(setting: Setting) -> Phrase:
    row = ", ".join(f"{entry.example!r}" for entry in setting.columns.values())
    sample = f"{setting.name} = [[{row}]]"
    return Phrase(
        "rows of {columns}, such as {sample}", columns=all_of([*setting.columns]), sample=sample
    )


def _in_order(setting: Setting, row: Any) -> Any:
    """A row with named columns, a table of TOML, as one without."""
    if not isinstance(row, Mapping):
        return row
    named = {letters(str(name)): value for name, value in row.items()}
    wanted = [letters(column) for column in setting.columns]
    return [named[column] for column in wanted] if named.keys() == {*wanted} else row


def _read_rows(setting: Setting, rows: Sequence[Any], name: str) -> list[tuple[Any, ...]]:
    columns = setting.columns
    expected = _rows_of(setting)
    read = []
    for number, each in enumerate(rows, start=1):
        row = _in_order(setting, each)
        if not isinstance(row, (list, tuple)) or len(row) != len(columns):
            raise InputError(f"{name}, row {number},", repr(row), expected)
        read.append(
            tuple(
                _read(entry, value, f"{name}, row {number}, {column}", Absent.MISSING)
                for (column, entry), value in zip(columns.items(), row, strict=True)
            )
        )
    return read


def _read(entry: Entry, value: Any, name: str, absent: Absent) -> Any:
    """One typed value as the terms have it."""
    word = letters(value) if isinstance(value, str) else ""
    if absent is Absent.UNKNOWN and word in NOT_KNOWN:
        return None
    if absent is Absent.NOTHING and word in NOTHING:
        return None
    expected = text(f"plan_settings.expected.{entry.kind.value}")
    if absent is Absent.UNKNOWN:
        expected = _say("expected_or.unknown", expected=expected)
    if absent is Absent.NOTHING:
        expected = _say("expected_or.nothing", expected=expected)
    return _READERS[entry.kind](entry, value, name, expected)


def _answer(_entry: Entry, value: Any, name: str, expected: str) -> bool:
    found = answer_of(value)
    if isinstance(found, CellError):
        raise InputError(name, found.sentence, expected)
    return bool(found)


def _number(entry: Entry, value: Any, name: str, expected: str) -> float:
    found = number_of(value)
    if isinstance(found, CellError):
        raise InputError(name, found.sentence, expected)
    is_dollars = entry.kind is EntryKind.DOLLARS
    is_plain = entry.kind in {EntryKind.COUNT, EntryKind.NUMBER} and "%" in str(value)
    if is_plain or has_wrong_sign(value, entry.quantity.sign):
        raise InputError(name, repr(value), expected)
    read = quantities.single(found, entry.quantity, name)
    return read if is_dollars or entry.kind is not EntryKind.COUNT else int(read)


def _word(entry: Entry, value: Any, name: str, _expected: str) -> str:
    for word in entry.words:
        spellings = (word, *(entry.word(word, lang) for lang in LANGUAGES))
        if isinstance(value, str) and letters(value) in map(letters, spellings):
            return word
    found = text_of(value)
    said = found.sentence if isinstance(found, CellError) else repr(found)
    raise InputError(name, said, expected_words(entry.words, value))


def _day(_entry: Entry, value: Any, name: str, expected: str) -> str:
    day = value.date() if isinstance(value, datetime) else value
    if not isinstance(day, (str, date)):
        raise InputError(name, repr(value), expected)
    return month_day(day, name)


def _text(entry: Entry, value: Any, name: str, expected: str) -> str:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if is_number and float(value).is_integer():
        return f"{value:.0f}"  # a telephone number
    found = text_of(value)
    if isinstance(found, CellError):
        raise InputError(name, found.sentence, expected)
    lines = found.splitlines() if entry.kind is EntryKind.LINES else [found]
    if any(unicodedata.category(letter).startswith("C") for line in lines for letter in line):
        raise InputError(name, ascii(found), "letters, digits and signs that can be printed")
    return "\n".join(line.rstrip() for line in lines)


_READERS = {
    EntryKind.YES_NO: _answer,
    EntryKind.DOLLARS: _number,
    EntryKind.SHARE: _number,
    EntryKind.RATE: _number,
    EntryKind.RETURN: _number,
    EntryKind.COUNT: _number,
    EntryKind.NUMBER: _number,
    EntryKind.WORD: _word,
    EntryKind.MONTH_DAY: _day,
    EntryKind.TEXT: _text,
    EntryKind.LINES: _text,
}


class _Names(NamedTuple):
    """Names and labels of settings, in all languages.

    Parameters
    ----------
    meaning
        By their letters: the setting, the row's number or 0, and the row's column.
    spellings
        As people see them.
    """

    meaning: Mapping[str, tuple[Setting, int, str]]
    spellings: tuple[str, ...]


@cache
def _names() -> _Names:
    spelled: dict[str, tuple[Setting, int, str]] = {}
    for setting in SETTINGS.values():
        spelled[setting.name] = (setting, 0, "")
        for name, number, column, entry in setting.cells():
            for spelling in (name, *(entry.label(lang, number) for lang in LANGUAGES)):
                spelled[spelling] = (setting, number, column)
    meaning = {letters(spelling): found for spelling, found in spelled.items()}
    return _Names(MappingProxyType(meaning), tuple(spelled))
