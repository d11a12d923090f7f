"""Words that the tables of a saver's year share: headings, and facts that are missing."""

from collections.abc import Sequence
from typing import Any

from megaroth_xl.strategy.saver.case_names import label
from megaroth_xl.texts import keys, text

__all__ = ["Row", "blank_row", "heading", "not_known"]

Row = tuple[Any, ...]
"""The cells of a row."""


def heading(table: str, lang: str) -> Row:
    """The headings of a table.

    >>> heading("dates", "en")
    ('day', 'what', 'source')
    """
    columns = keys(f"saver_tables.{table}.column")
    return tuple(text(f"saver_tables.{table}.column.{name}", lang) for name in columns)


def not_known(missing: Sequence[str], lang: str) -> str:
    """Return what stands in the place of an answer: the facts that it lacks.

    >>> not_known(["compensation"], "en")
    'not known: give Pay from this employer'
    """
    facts = ", ".join(label(name, lang) for name in missing)
    return text("answers.not_known_without", lang, facts=facts)


def blank_row(first: str, width: int) -> Row:
    """A row that holds one text alone."""
    return (first, *[""] * (width - 1))
