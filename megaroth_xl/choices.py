"""Arguments that are one of a few words: read from a text, or from texts of any shape."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from megaroth_xl.errors import InputError
from megaroth_xl.quantities import BoolArray
from megaroth_xl.words import letters

__all__ = ["Choice", "CodeArray"]

CodeArray = npt.NDArray[np.intp]

UNKNOWN = -1


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
        """Return what is taken, in words."""
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
