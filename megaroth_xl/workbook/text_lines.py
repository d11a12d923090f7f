"""The lines that a text takes in a column: widths of characters, without a font at hand."""

import unicodedata
from functools import cache

__all__ = ["lines_of"]
WIDTHS_OF_CHARACTERS = {"iljtfIr.,;:'|!()[] -": 0.6, "mwMW@%—": 1.5}
"""Characters much narrower or wider than a digit, in any font without serifs."""
NARROW = 0.93
"""The others, on average."""


def _width(words: str) -> float:
    """The width of a text in the digits that column widths count."""
    return NARROW * sum(_width_of(character) for character in words)


@cache
def _width_of(character: str) -> float:
    if unicodedata.east_asian_width(character) in "WF":
        return 1.9
    for characters, width in WIDTHS_OF_CHARACTERS.items():
        if character in characters:
            return width
    return 1.2 if character.isupper() else 1.0


def lines_of(words: str, width: float) -> list[str]:
    """A text in lines that fit a width."""
    lines, line = [], ""
    for word in words.split():
        if line and _width(f"{line} {word}") > width:
            lines.append(line)
            line = ""
        line = f"{line} {word}".strip()
    return [*lines, line]
