"""The workbook being built: its language, its sheets, its names and what each function is told."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from openpyxl import Workbook
from openpyxl.workbook.defined_name import DefinedName

from megaroth_xl import __version__
from megaroth_xl.sheets.styles import Looks, add_styles
from megaroth_xl.texts import citation, has_text, text

__all__ = ["SHEETS", "Book", "quoted"]

SHEETS = (
    "start",
    "inputs",
    "employers",
    "results",
    "paychecks",
    "conversions",
    "projection",
    "compare",
    "limits",
    "checklist",
    "case",
    "answers",
    "checks",
)
"""The sheets in their order."""
LONGEST_LITERAL = 255
"""Characters of a text inside a formula."""


def quoted(words: str) -> str:
    """A text as a formula holds it; a long one in several pieces."""
    pieces = [
        words[start : start + LONGEST_LITERAL] for start in range(0, len(words), LONGEST_LITERAL)
    ]
    return "&".join('"{}"'.format(piece.replace('"', '""')) for piece in pieces) or '""'


@dataclass
class Book:
    """A workbook in one language.

    Parameters
    ----------
    lang
        "en" or "ko".
    """

    lang: str
    workbook: Workbook = field(default_factory=Workbook)
    inputs: dict[tuple[str, str], Any] = field(default_factory=dict)
    """The values that each cell to type into takes, by sheet key and address."""
    looks: Looks = field(default_factory=dict)
    """The look of a cell by named style and unit, once it has been made."""
    lists: dict[str, str] = field(default_factory=dict)
    """The place of each list's words, by its key."""
    cells: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Sheet and address of each fact in use, by the name that it has in formulas."""
    facts: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Sheet and address of the cell in which each fact is typed, by the fact's name."""
    used: set[str] = field(default_factory=set)
    """The facts in use that formulas name."""
    people: tuple[str, ...] = ()
    """Whose figures can be shown: the person's own, then the examples."""
    titles: dict[str, str] = field(init=False)
    """The name of each sheet on its tab, by its key."""

    def __post_init__(self) -> None:
        self.titles = {sheet: self.say(f"sheet.{sheet}") for sheet in SHEETS}
        add_styles(self.workbook, self.lang)
        self.workbook.remove(self.workbook.worksheets[0])
        for sheet in SHEETS:
            self.workbook.create_sheet(self.title(sheet))
        about = self.workbook.properties
        about.title = self.say("title")
        about.creator = f"megaroth-xl {__version__}"
        about.language = {"en": "en-US", "ko": "ko-KR"}[self.lang]

    def say(self, key: str, **values: object) -> str:
        """A text of the workbook in its language."""
        return text(f"workbook.{key}", self.lang, **values)

    def word(self, choice: str) -> str:
        """A choice of a list as this workbook offers it: yes and no in its language."""
        return text(f"common.answer.{choice}", self.lang) if choice in {"yes", "no"} else choice

    def may_say(self, key: str) -> str:
        """A text of the workbook, or "" where there is none."""
        return self.say(key) if has_text(f"workbook.{key}") else ""

    def citation(self, key: str) -> str:
        """Return what stands behind a text of the workbook, or ""."""
        return citation(f"workbook.{key}") if has_text(f"workbook.{key}") else ""

    def title(self, sheet: str) -> str:
        """A sheet's name on its tab."""
        return self.titles[sheet]

    def ref(self, sheet: str, address: str) -> str:
        """A cell or block of a sheet, as other sheets' formulas refer to it."""
        fixed = re.sub(r"([A-Z]+)([0-9]+)", r"$\1$\2", address)
        title = self.title(sheet)
        return f"{title}!{fixed}" if title.isascii() else f"'{title}'!{fixed}"

    def type_in(self, typed: Mapping[tuple[str, str], Any]) -> None:
        """Put what a person typed into the yellow cells; those that are not named are blank.

        Parameters
        ----------
        typed
            By sheet key and address.
        """
        for place in self.inputs:
            sheet, address = place
            cell = self.workbook[self.title(sheet)][address]
            cell.value = typed.get(place)
            if isinstance(cell.value, str):
                cell.data_type = "s"  # a text stays a text, whatever it begins with

    def name(self, name: str, sheet: str, address: str) -> None:
        """Give a cell or block a name for formulas."""
        target = self.ref(sheet, address)
        self.workbook.defined_names[name] = DefinedName(name, attr_text=target)

    def name_inputs(self) -> None:
        """Name the facts in use that formulas name; a name that none uses is not defined."""
        for name, (sheet, address) in self.cells.items():
            if name in self.used:
                self.name(name, sheet, address)

    def sentence(self, key: str, **terms: str) -> str:
        """A text as a term of a formula, in which the names in braces are terms of their own.

        Parameters
        ----------
        key
            The whole key of a text, such as "filing.date.year_end".
        terms
            For each name in braces, what the formula puts there.
        """
        marks = {name: f"\0{name}\0" for name in terms}
        pieces = text(key, self.lang, **marks).split("\0")
        return "&".join(
            terms[piece] if place % 2 else quoted(piece)
            for place, piece in enumerate(pieces)
            if piece
        )
