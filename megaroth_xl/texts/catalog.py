"""The strict reader of the text files, and the sentences filled in.

A file is a topic. In it, a table that holds every language is a text, and may hold the citation
that supports it; any other table is a group of texts. A text's key is its place: topic, groups,
name, with dots between. Section numbers, form numbers and amounts stand in every language as US
forms print them.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from itertools import chain
from numbers import Integral, Real
from pathlib import Path
from string import Formatter
from types import MappingProxyType
from typing import NamedTuple

from megaroth_xl.errors import InputError, TextsFileError, UnknownTextError
from megaroth_xl.given_files import read_toml
from megaroth_xl.phrases import Phrase

__all__ = [
    "LANGUAGES",
    "Text",
    "citation",
    "has_text",
    "keys",
    "read_texts_file",
    "text",
    "texts",
    "texts_of",
    "topic",
]

LANGUAGES = ("en", "ko")
"""English first: what the package says where no language is asked for."""

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


class Text(NamedTuple):
    """One text in every language.

    Parameters
    ----------
    sentences, citation
        By language, where a name in braces stands for a value; the statute, regulation or notice
        behind it, or "".
    """

    sentences: Mapping[str, str]
    citation: str = ""

    def filled(self, lang: str, values: Mapping[str, object]) -> str:
        """The sentence of one language with its values put in."""
        if lang not in self.sentences:
            raise InputError("lang", repr(lang), " or ".join(LANGUAGES))
        sentence = self.sentences[lang]
        names = placeholders(sentence)
        for name in names - values.keys():
            raise InputError(name, "not given", "a value for the text")
        return sentence.format(**{name: _shown(values[name], lang) for name in names})


@cache
def placeholders(sentence: str) -> frozenset[str]:
    """The names in braces.

    >>> sorted(placeholders("{room} of {limit}"))
    ['limit', 'room']
    """
    return frozenset(name for _, name, _, _ in Formatter().parse(sentence) if name is not None)


def _shown(value: object, lang: str) -> str:
    """A value as a sentence shows it: whole numbers plain, other numbers as dollars."""
    if isinstance(value, str):
        return value
    if isinstance(value, date):
        if lang == "ko":
            return f"{value.year}년 {value.month}월 {value.day}일"
        return f"{MONTHS[value.month - 1]} {value.day}, {value.year}"
    if isinstance(value, Integral):
        return str(int(value))
    if isinstance(value, Real):
        dollars = float(value)
        sign = "-" if dollars < 0 else ""
        cents = f"{abs(dollars):,.2f}"
        return f"{sign}${cents.removesuffix('.00')}"
    raise InputError("value", f"of type {type(value).__name__}", "a text, a number or a date")


def _read(path: Path, where: str, entry: object) -> Iterator[tuple[str, Text]]:
    if not isinstance(entry, dict) or not entry:
        raise TextsFileError(path, where, "expected a table of texts")
    if all(isinstance(value, dict) for value in entry.values()):
        for name, value in entry.items():
            yield from _read(path, f"{where}.{name}", value)
        return
    for name, value in entry.items():
        if name not in (*LANGUAGES, "citation"):
            raise TextsFileError(
                path, f"{where}.{name}", f"unknown key; a text has {', '.join(LANGUAGES)}, citation"
            )
        if not isinstance(value, str) or not value.strip() or value != value.strip():
            raise TextsFileError(path, f"{where}.{name}", "expected a text, without outer blanks")
    for lang in LANGUAGES:
        if lang not in entry:
            raise TextsFileError(path, f"{where}.{lang}", "is missing")
    found = Text({lang: entry[lang] for lang in LANGUAGES}, entry.get("citation", ""))
    _check_braces(path, where, found)
    yield where, found


def _check_braces(path: Path, where: str, found: Text) -> None:
    named = {}
    for lang, sentence in found.sentences.items():
        try:
            parts = [p for p in Formatter().parse(sentence) if p[1] is not None]
        except ValueError as error:
            raise TextsFileError(path, f"{where}.{lang}", f"unpaired braces ({error})") from error
        for _, name, spec, conversion in parts:
            if not (name and name.isidentifier()) or spec or conversion:
                raise TextsFileError(path, f"{where}.{lang}", "expected only names in braces")
        named[lang] = {name for _, name, _, _ in parts}
    first, *others = named.values()
    if any(other != first for other in others):
        raise TextsFileError(path, where, "the languages name different values in braces")


def read_texts_file(path: Path) -> Mapping[str, Text]:
    """One topic's texts by key.

    Parameters
    ----------
    path
        The file; its stem is the topic.

    Raises
    ------
    TextsFileError
        For a text that lacks a language, an unknown key, or languages that name different values.
    """
    return dict(_read(path, path.stem, read_toml(path, TextsFileError)))


FOLDER = Path(__file__).parent


@cache
def _topics() -> frozenset[str]:
    return frozenset(path.stem for path in FOLDER.glob("*.toml"))


@cache
def topic(name: str) -> Mapping[str, Text]:
    """The texts of a topic, whose file is read when one of them is asked for first."""
    return read_texts_file(FOLDER / f"{name}.toml") if name in _topics() else {}


class _Texts(Mapping[str, Text]):
    """All texts; the file of a topic is read when one of its texts is asked for."""

    def __getitem__(self, key: str) -> Text:
        return topic(key.partition(".")[0])[key]

    def __iter__(self) -> Iterator[str]:
        return chain.from_iterable(map(topic, sorted(_topics())))

    def __len__(self) -> int:
        return sum(len(topic(name)) for name in _topics())


@cache
def texts() -> Mapping[str, Text]:
    """All texts by key, in the order of their files."""
    return _Texts()


def _text(key: str) -> Text:
    found = topic(key.partition(".")[0]).get(key)
    if found is None:
        raise UnknownTextError(key)
    return found


def phrase(key: str, **values: object) -> Phrase:
    """A sentence that stays one of its text: English, which `in_language` says in another."""
    words = _text(key).sentences[LANGUAGES[0]]
    return Phrase(words, **{name: _shown(value, LANGUAGES[0]) for name, value in values.items()})


def has_text(key: str) -> bool:
    """Return whether there is a text of this key."""
    return key in topic(key.partition(".")[0])


def text(key: str, lang: str = LANGUAGES[0], /, **values: object) -> str:
    """A sentence in one language, its values put in.

    Parameters
    ----------
    key
        The text's key, such as "eligibility.route.in_plan".
    lang
        "en" or "ko".
    values
        What the names in braces stand for; more may be given. Whole numbers (years, ages, counts)
        show plain, other numbers as dollars, dates as the language writes them, texts as they are.

    Raises
    ------
    UnknownTextError, InputError

    Examples
    --------
    >>> text("eligibility.route.in_plan")
    'in-plan Roth rollover'
    """
    return _text(key).filled(lang, values)


def texts_of(
    group: str, lang: str, names: Iterable[str], values: Mapping[str, object] = MappingProxyType({})
) -> dict[str, str]:
    """Some texts of a group by their names.

    Parameters
    ----------
    group
        The part of the key before each name.
    lang
        As in `text`.
    names
        The texts.
    values
        The values that they show, by name.
    """
    return {name: text(f"{group}.{name}", lang, **values) for name in names}


def citation(key: str) -> str:
    """The statute, regulation or notice behind a text, or "".

    Parameters
    ----------
    key
        As in `text`.
    """
    return _text(key).citation


@cache
def keys(group: str) -> tuple[str, ...]:
    """The names that stand directly in a group, in the order of the file.

    Parameters
    ----------
    group
        A topic, or a group in it.

    Raises
    ------
    UnknownTextError
        Where no text stands in it.
    """
    start = f"{group}."
    names = dict.fromkeys(
        key.removeprefix(start).split(".")[0]
        for key in topic(group.partition(".")[0])
        if key.startswith(start)
    )
    if not names:
        raise UnknownTextError(group)
    return tuple(names)
