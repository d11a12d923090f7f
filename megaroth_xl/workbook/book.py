"""The workbook being built: its language, its sheets, its names and what each function is told."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from openpyxl import Workbook
from openpyxl.workbook.defined_name import DefinedName

from megaroth_xl import __version__
from megaroth_xl.sheets.styles import Looks, add_styles
from megaroth_xl.texts import citation, text, texts

__all__ = ["SHEETS", "Book", "quoted"]

SHEETS = (
    "start",
    "inputs",
    "results",
    "paychecks",
    "conversions",
    "projection",
    "compare",
    "limits",
    "checklist",
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
    typed
        What a person typed, by sheet key and address; None for a new workbook.
    """

    lang: str
    typed: Mapping[tuple[str, str], Any] | None = None
    workbook: Workbook = field(default_factory=Workbook)
    inputs: dict[tuple[str, str], Any] = field(default_factory=dict)
    """What each cell takes that a person may type into, by sheet key and address."""
    looks: Looks = field(default_factory=dict)
    """The look of a cell by named style and unit, once it has been made."""

    def __post_init__(self) -> None:
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

    def may_say(self, key: str) -> str:
        """A text of the workbook, or "" where there is none."""
        return self.say(key) if f"workbook.{key}" in texts() else ""

    def citation(self, key: str) -> str:
        """What stands behind a text of the workbook, or ""."""
        return citation(f"workbook.{key}") if f"workbook.{key}" in texts() else ""

    def title(self, sheet: str) -> str:
        """A sheet's name on its tab."""
        return self.say(f"sheet.{sheet}")

    def ref(self, sheet: str, address: str) -> str:
        """A cell or block of a sheet, as other sheets' formulas refer to it."""
        fixed = re.sub(r"([A-Z]+)([0-9]+)", r"$\1$\2", address)
        title = self.title(sheet)
        return f"{title}!{fixed}" if title.isascii() else f"'{title}'!{fixed}"

    def name(self, name: str, sheet: str, address: str) -> None:
        """Give a cell or block a name for formulas."""
        target = self.ref(sheet, address)
        self.workbook.defined_names[name] = DefinedName(name, attr_text=target)

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
