"""English words that keep what was put into them apart, so that another language can say them."""

from typing import Any, Self

__all__ = ["Phrase"]


class Phrase(str):
    """A text whose facts are known: words with names in braces, and what stands for each name.

    It is an ordinary English text everywhere; `megaroth_xl.texts.in_language` says it in another.

    Parameters
    ----------
    words
        English, with a name in braces for each fact.
    facts
        Texts, which may be phrases themselves.

    Examples
    --------
    >>> Phrase("has no sheet {sheet}", sheet="'Roster'")
    "has no sheet 'Roster'"
    """

    words: str
    facts: dict[str, str]

    def __new__(cls, words: str, /, **facts: str) -> Self:
        """Put the facts into the words."""
        phrase = super().__new__(cls, words.format(**facts))
        phrase.words = words
        phrase.facts = facts
        return phrase

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, Any]]:
        """The form in which it travels between processes."""
        return (self.words,), self.facts
