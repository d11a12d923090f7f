"""The values that one fact of a saver's year takes, and the reading of a given value."""

import re
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any, NamedTuple

import numpy as np

from megaroth_xl import quantities
from megaroth_xl.errors import InputError
from megaroth_xl.law.filing_status import FILING_STATUS
from megaroth_xl.quantities import DOLLARS, Quantity
from megaroth_xl.words import NO, YES, expected_words, letters

__all__ = ["NONE", "Fact", "FactKind"]

EXCEL_DAY_0 = date(1899, 12, 30)
MOST_SERIAL = 2_958_465
"""Excel's last day, December 31, 9999."""
YEAR_FIRST = re.compile(
    r"(\d{4})\s*[-./년]\s*(\d{1,2})\s*[-./월]\s*(\d{1,2})\s*[.일]?(?:[ T]00:00(?::00)?)?"
)
"""A day that can be read in one way only."""
NONE = frozenset({"none", "nocap", "nolimit", "없음"})
"""What says that there is no such limit, in letters."""


class FactKind(Enum):
    """The kinds of facts."""

    NUMBER = "a number"
    YES_NO = "yes or no"
    DAY = "a date"
    WORD = "one of a few words"
    TEXT = "a text"


class Fact(NamedTuple):
    """The values that one fact takes.

    Parameters
    ----------
    kind
        What it is.
    quantity, words
        The numbers, or the words, that it takes.
    short
        Other names: arguments of the formulas, options of the command line, and labels of earlier
        templates.
    may_be_none
        Whether "none" says that there is no such limit, which is infinity.
    """

    kind: FactKind = FactKind.NUMBER
    quantity: Quantity = DOLLARS
    words: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    may_be_none: bool = False

    def read(self, value: Any, name: str) -> Any:
        """A given value as the case has it.

        Raises
        ------
        InputError
            Where it is not taken; it says what is.
        """
        return _READERS[self.kind](self, value, name)


def _number(fact: Fact, value: Any, name: str) -> float:
    if fact.may_be_none and (letters(value) in NONE if isinstance(value, str) else value == np.inf):
        return float("inf")
    if isinstance(value, bool | str):
        found = repr(value) if isinstance(value, str) else str(value).upper()
        raise InputError(name, found, fact.quantity.expected)
    return quantities.single(value, fact.quantity, name)


def _answer(_fact: Fact, value: Any, name: str) -> bool:
    word = f"{value:g}" if isinstance(value, float) else letters(value)
    if word in YES or word in NO:
        return word in YES
    raise InputError(name, repr(value), "yes or no")


def _day(_fact: Fact, value: Any, name: str) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    is_serial = isinstance(value, int | float) and not isinstance(value, bool)
    if is_serial and 1 <= value <= MOST_SERIAL:
        return EXCEL_DAY_0 + timedelta(days=int(value))
    typed = str(value).strip()
    parts = YEAR_FIRST.fullmatch(typed)
    try:
        return date(*map(int, parts.groups())) if parts else date.fromisoformat(typed)
    except ValueError as error:
        raise InputError(name, repr(value), "a date, such as 2026-07-01") from error


def _word(fact: Fact, value: Any, name: str) -> str:
    if fact.words == FILING_STATUS.words:
        return FILING_STATUS.words[int(FILING_STATUS.read(value, name))]
    for word in fact.words:
        if letters(word) == letters(value):
            return word
    raise InputError(name, repr(value), expected_words(fact.words, value))


def _text(_fact: Fact, value: Any, _name: str) -> str:
    if isinstance(value, float) and value.is_integer():
        return f"{value:.0f}"
    return str(value).strip()


_READERS = {
    FactKind.NUMBER: _number,
    FactKind.YES_NO: _answer,
    FactKind.DAY: _day,
    FactKind.WORD: _word,
    FactKind.TEXT: _text,
}
