"""The names that the facts of a saver's year go by.

A fact goes by its name, by its label in the template, in either language, and by the short names of
the formulas' arguments and the command line's options. Case, spaces and signs do not matter. Facts
of a table have numbered names: "bonus 1 date".
"""

import re
from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from megaroth_xl.strategy.plan.participant_columns import COLUMNS
from megaroth_xl.strategy.plan.terms import PlanTerms
from megaroth_xl.strategy.saver.case_facts import FACTS, TABLES
from megaroth_xl.strategy.saver.fact import Fact
from megaroth_xl.texts import LANGUAGES, has_text, text
from megaroth_xl.words import letters, nearest

__all__ = ["Meaning", "is_passed_over", "label", "meaning_of", "nearest_name"]

EARLIER_LABELS: Mapping[str, str] = MappingProxyType(
    {
        f"Match, {order} tier: {english}": f"match tier {number} {column}"
        for number, order in enumerate(("first", "second", "third"), start=1)
        for column, english in (("rate", "rate"), ("up to", "up to this share of pay"))
    }
)
"""Labels of earlier templates that name the row of a table."""
NUMBER_SIGN = "0"
PASSED_OVER = frozenset(
    letters(name)
    for name in (
        *COLUMNS,
        *(setting.name for setting in fields(PlanTerms)),
        *(f"vesting step 0 {column}" for column in ("years", "share")),
        *(f"payroll column 0 {column}" for column in ("holds", "heading")),
    )
)
"""What rosters and plans say beyond a case, in letters; a case may hold it, and does not use it."""


class Meaning(NamedTuple):
    """The meaning of a name: a fact, or a column in a row of a table.

    Parameters
    ----------
    name
        The fact's name, or the column's.
    table
        The table, or "".
    number
        The row, from 1 on; 0 for no table.
    """

    name: str
    table: str = ""
    number: int = 0

    @property
    def fact(self) -> Fact:
        """Return what it takes."""
        return TABLES[self.table][self.name] if self.table else FACTS[self.name]

    @property
    def said(self) -> str:
        """The name as a person types it."""
        if not self.table:
            return self.name
        return f"{self.table} {self.number} {self.name}".replace("_", " ")


def label(name: str, lang: str = LANGUAGES[0]) -> str:
    """Return what a person reads for a fact or for a numbered name.

    Examples
    --------
    >>> label("compensation"), label("bonus 2 date")
    ('Pay from this employer', 'Bonus 2: date')
    """
    meant = meaning_of(name)
    if meant is None or not meant.table:
        return text(f"facts.{name}.label", lang)
    key = f"facts.{meant.table}.{meant.name}.label"
    return text(key, lang, number=meant.number)


def meaning_of(name: str) -> Meaning | None:
    """Return what a typed name means; None where no fact has that name.

    Examples
    --------
    >>> meaning_of("Pay from this employer"), meaning_of("Match tier 1 rate")
    (Meaning(name='compensation', table='', number=0),
    Meaning(name='rate', table='match_tier', number=1))
    """
    if name in FACTS:  # as programs say it; the labels need not be read
        return Meaning(name)
    known = _names()
    found = known.get(letters(name))
    if found:
        return found
    number = re.search(r"\d+", name)
    if not number:
        return None
    pattern = known.get(letters(f"{name[: number.start()]}{NUMBER_SIGN}{name[number.end() :]}"))
    if pattern is None or not pattern.table or not int(number[0]):
        return None
    return Meaning(pattern.name, pattern.table, int(number[0]))


def is_passed_over(name: str) -> bool:
    """Return whether a name is one of a roster or a plan that a case passes over.

    >>> is_passed_over("employee_id"), is_passed_over("vesting step 2 share"), is_passed_over("x")
    (True, True, False)
    """
    return letters(re.sub(r"\d+", NUMBER_SIGN, name)) in PASSED_OVER


def nearest_name(name: str) -> str:
    """The known name that a mistyped one most likely means, or ""."""
    number = re.search(r"\d+", name)
    plain = [*FACTS, *(label(fact, lang) for fact in FACTS for lang in LANGUAGES)]
    numbered = [
        Meaning(column, table, int(number[0]) if number else 1).said
        for table, columns in TABLES.items()
        for column in columns
    ]
    return nearest(name, [*plain, *numbered])


@cache
def _names() -> Mapping[str, Meaning]:
    """By letters: facts, their labels and short names; those of tables with `NUMBER_SIGN`."""
    found: dict[str, Meaning] = {}
    for name, fact in FACTS.items():
        keys = (f"facts.{name}.label", f"plan_settings.setting.{name}.label")
        labels = (text(key, lang) for key in keys if has_text(key) for lang in LANGUAGES)
        for spelling in (name, *fact.short, *labels):
            found.setdefault(letters(spelling), Meaning(name))
    for table, columns in TABLES.items():
        for column in columns:
            key = f"facts.{table}.{column}.label"
            labels = (text(key, lang, number=NUMBER_SIGN) for lang in LANGUAGES)
            for spelling in (f"{table} {NUMBER_SIGN} {column}", *labels):
                found.setdefault(letters(spelling), Meaning(column, table))
    for spelling, name in EARLIER_LABELS.items():
        row = re.search(r"\d+", name)
        pattern = found[letters(name.replace(row[0], NUMBER_SIGN))] if row else Meaning(name)
        found[letters(spelling)] = Meaning(pattern.name, pattern.table, int(row[0]) if row else 0)
    return MappingProxyType(found)
