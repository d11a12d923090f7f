"""Words as people type them: told apart by their letters, and the nearest known one suggested."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeVar

from megaroth_xl.errors import InputError
from megaroth_xl.phrases import Phrase

__all__ = ["NO", "YES", "all_of", "expected_words", "letters", "nearest", "one_of"]

Word = TypeVar("Word", bound=StrEnum)
YES = frozenset({"yes", "true", "y", "1", "1.0", "예", "네"})
NO = frozenset({"no", "false", "n", "0", "0.0", "아니요", "아니오"})
"""Answers as people type them, in lower case."""


def letters(value: object) -> str:
    """A text's letters and digits in lower case: all that matters in a word."""
    return "".join(c for c in str(value).casefold() if c.isalnum())


def nearest(word: object, words: Iterable[str]) -> str:
    """The one of some words that a mistyped word most likely means, or "".

    >>> nearest("pay_period", ["pay_periods", "name"])
    'pay_periods'
    """
    by_letters = {letters(known): known for known in words}
    found = get_close_matches(letters(word), by_letters, n=1)
    return by_letters[found[0]] if found else ""


def expected_words(words: Iterable[str], found: object) -> str:
    """Words that are taken, and the one that was probably meant, for a refusal.

    >>> expected_words(["none", "some"], "sone")
    "'none' or 'some'; did you mean 'some'?"
    """
    known = list(words)
    *first, last = map(repr, known)
    meant = nearest(found, known)
    taken = Phrase("{words} or {last}", words=", ".join(first), last=last) if first else last
    words_and_meant = "{words}; did you mean {meant}?"
    return Phrase(words_and_meant, words=taken, meant=repr(meant)) if meant else taken


def all_of(words: Sequence[str]) -> str:
    """Words that belong together, for a refusal.

    >>> all_of(["rate", "up_to"])
    'rate and up_to'
    """
    if len(words) < 2:  # noqa: PLR2004 - there is no "and"
        return "".join(words)
    *first, last = words
    return Phrase("{words} and {last}", words=", ".join(first), last=last)


def one_of(kind: type[Word], value: object, name: str) -> Word:
    """A word of an enumeration; case, spaces, hyphens and underscores do not matter.

    Raises
    ------
    InputError
        For another word; it names the nearest known one.

    Examples
    --------
    >>> class Coverage(StrEnum):
    ...     SELF_ONLY = "self-only"
    ...     FAMILY = "family"
    >>> one_of(Coverage, "Self only", "coverage")
    <Coverage.SELF_ONLY: 'self-only'>
    """
    for word in kind:
        if letters(word.value) == letters(value):
            return word
    words = [word.value for word in kind]
    raise InputError(name, repr(value), expected_words(words, value))
