"""Arguments that are one of a few words: read from a text, or from texts of any shape."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from functools import cached_property
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from megaroth_xl.errors import InputError
from megaroth_xl.quantities import BoolArray

__all__ = ["Choice", "CodeArray", "expected_words", "letters", "nearest", "one_of"]

Word = TypeVar("Word", bound=StrEnum)

CodeArray = npt.NDArray[np.intp]

UNKNOWN = -1


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
    taken = f"{', '.join(first)} or {last}" if first else last
    return f"{taken}; did you mean {meant!r}?" if meant else taken


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


@dataclass(frozen=True)
class Choice:
    """A few words, one of which an argument must be, and the other spellings they go by.

    Parameters
    ----------
    spellings
        By word, its other spellings. Case, spaces, hyphens, underscores and parentheses do not
        matter in any of them.

    Examples
    --------
    >>> coverage = Choice({"self": ("self only",), "family": ()})
    >>> coverage.read(["Self-Only", "FAMILY"], "coverage")
    array([0, 1])
    >>> coverage.read("both", "coverage")
    Traceback (most recent call last):
    megaroth_xl.errors.InputError: coverage is 'both': expected self (or: self only) or family
    """

    spellings: Mapping[str, tuple[str, ...]]

    @property
    def words(self) -> tuple[str, ...]:
        """The words, in the order of their codes."""
        return tuple(self.spellings)

    @property
    def expected(self) -> str:
        """What is taken, in words."""
        *parts, last = (
            f"{word} (or: {others[0]})" if others else word
            for word, others in self.spellings.items()
        )
        return f"{', '.join(parts)} or {last}" if parts else last

    @cached_property
    def _codes(self) -> Mapping[str, int]:
        return {
            letters(spelling): code
            for code, (word, others) in enumerate(self.spellings.items())
            for spelling in (word, *others)
        }

    def codes(self, values: npt.ArrayLike) -> CodeArray:
        """Each text's place among the words, in the shape of the texts; -1 where it is none."""
        array = np.asarray(values)
        texts = array.ravel().tolist()
        places = {text: self._codes.get(letters(text), UNKNOWN) for text in set(texts)}
        flat = np.fromiter((places[text] for text in texts), np.intp, len(texts))
        return flat.reshape(array.shape)

    def faults(self, values: npt.ArrayLike) -> BoolArray:
        """Elements that are none of the words."""
        return np.asarray(self.codes(values) == UNKNOWN)

    def refusal(self, name: str, value: object) -> InputError:
        """The error for one refused element."""
        blank = value is None or not str(value).strip() or str(value) == "nan"
        return InputError(name, "not given" if blank else repr(value), self.expected)

    def read(self, values: npt.ArrayLike, name: str) -> CodeArray:
        """Each text's place among the words, in the shape of the texts.

        Parameters
        ----------
        values
            A text, or texts of any shape.
        name
            The argument's name, for the refusal.

        Raises
        ------
        InputError
            For the first element that is none of the words.
        """
        codes = self.codes(values)
        faults = codes.ravel() == UNKNOWN
        if faults.any():
            raise self.refusal(name, np.asarray(values).ravel().tolist()[int(faults.argmax())])
        return codes
