"""The values a person may type into a cell: Excel's validation, and the check of a filled file.

The words of a list stand in cells of the sheet Case: some programs take a list that stands in the
rule itself apart at its commas.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from openpyxl.utils.datetime import to_excel
from openpyxl.worksheet.datavalidation import DataValidation

from megaroth_xl.law.filing_status import FILING_STATUS
from megaroth_xl.strategy.saver.case_facts import FACTS
from megaroth_xl.words import NO, YES, letters
from megaroth_xl.workbook.book import Book

__all__ = ["LISTS", "NO_CAP", "PEOPLE", "PERMITTED", "Permitted"]

PEOPLE = "people"
"""The list of people whose figures can be shown: the headings of their columns."""
YES_OR_NO = "yes_or_no"
OF_DOLLARS = frozenset({"dollars", "signed_dollars", "cap"})
OF_SHARES = frozenset({"rate", "annual_return", "inflation", "match_rate", "step", "cap_share"})


@dataclass(frozen=True)
class Permitted:
    """The values a cell takes; a blank is always allowed.

    Parameters
    ----------
    key, kind
        Under which its words stand (what to type), and Excel's kind of validation.
    low, high
        The bounds of a number or date, or of a text's length.
    choices
        The words of a list; those for yes and no depend on the workbook's language.
    """

    key: str
    kind: str
    low: float = 0.0
    high: float = 0.0
    choices: tuple[str, ...] = ()

    @property
    def sign(self) -> str:
        """The sign with which people type such a number."""
        return "$" if self.key in OF_DOLLARS else "%" if self.key in OF_SHARES else ""

    def expected(self, book: Book) -> str:
        """Return what to type, in words."""
        return book.say(f"permitted.{self.key}")

    def words(self, book: Book) -> tuple[str, ...]:
        """The words of a list as this workbook offers them."""
        if self.key == PEOPLE:
            return book.people
        return tuple(map(book.word, self.choices))

    def chosen(self, value: Any, book: Book) -> str | None:
        """The word of a list that a typed value means; None where it is none of them.

        Yes and no are understood in every language, and as a program's own TRUE and FALSE; a filing
        status in each of its spellings.
        """
        typed = letters(value)
        if self.choices == FILING_STATUS.words:
            code = int(FILING_STATUS.codes(str(value)))
            typed = letters(self.choices[code]) if code >= 0 else typed
        for choice, word in zip(self.choices or self.words(book), self.words(book), strict=True):
            meant = {"yes": YES, "no": NO}.get(choice, frozenset({letters(choice)}))
            if typed in {*meant, letters(word)}:
                return word
        return None

    def takes(self, value: Any) -> bool:
        """Return whether a typed value is taken; a list's words are `chosen` before."""
        if self.kind == "textLength":
            return len(str(value)) <= self.high
        if self.kind == "custom" and isinstance(value, str):
            return value == NO_CAP
        if isinstance(value, date):
            return self.kind == "date" and self.low <= to_excel(value) <= self.high
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        fits = is_number and self.low <= value <= self.high
        return fits and (self.kind != "whole" or value == int(value))

    def validation(self, book: Book, address: str) -> DataValidation:
        """The rule as openpyxl writes it.

        Parameters
        ----------
        book
            The workbook.
        address
            The first cell that it holds for.
        """
        bounds = {"operator": "between", "formula1": f"{self.low:g}", "formula2": f"{self.high:g}"}
        if self.kind == "list":
            bounds = {"formula1": book.lists[self.key]}
        elif self.kind == "custom":
            number = (
                f"AND(ISNUMBER({address}),N({address})>={self.low:g},N({address})<={self.high:g})"
            )
            bounds = {"formula1": f'OR({address}="{NO_CAP}",{number})'}
        expected = self.expected(book)
        return DataValidation(
            type=self.kind,
            allow_blank=True,
            showErrorMessage=True,
            showInputMessage=True,
            promptTitle=book.say("permitted.prompt_title"),
            prompt=expected,
            errorTitle=book.say("permitted.error_title"),
            error=book.say("permitted.error", expected=expected),
            **bounds,
        )


NO_CAP = "none"
"""What says that a plan has no cap."""
FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2100, 12, 31)


def _list(key: str, choices: tuple[str, ...] = ()) -> Permitted:
    return Permitted(key, "list", choices=choices or FACTS[key].words)


PERMITTED: Mapping[str, Permitted] = MappingProxyType(
    {
        rule.key: rule
        for rule in (
            Permitted("year", "whole", 2018, 2100),
            Permitted("past_year", "whole", 1998, 2100),
            Permitted("day", "date", to_excel(FIRST_DAY), to_excel(LAST_DAY)),
            Permitted("age", "whole", 14, 110),
            Permitted("dollars", "decimal", 0, 1e12),
            Permitted("signed_dollars", "decimal", -1e12, 1e12),
            Permitted("cap", "custom", 0, 1e12),
            Permitted("cap_share", "custom", 0, 1),
            Permitted("rate", "decimal", 0, 1),
            Permitted("annual_return", "decimal", -0.99, 1),
            Permitted("inflation", "decimal", 0, 0.2),
            Permitted("match_rate", "decimal", 0, 10),
            Permitted("step", "decimal", 0.0001, 1),
            Permitted("pay_dates", "whole", 1, 53),
            Permitted("pay_dates_left", "whole", 0, 53),
            Permitted("times", "whole", 1, 366),
            Permitted("months", "decimal", 0, 1200),
            Permitted("years", "whole", 1, 30),
            _list(YES_OR_NO, ("yes", "no")),
            _list("filing_status", FILING_STATUS.words),
            _list("pay_frequency"),
            _list("match_pay_limit"),
            _list("roth_catch_up_method"),
            _list("closed_day_rule"),
            _list("hsa_coverage"),
            _list("route", ("in-plan", "Roth IRA")),
            _list("done", ("yes", "no")),
            Permitted(PEOPLE, "list"),
            Permitted("year_heading", "textLength", 0, 12),
            Permitted("note", "textLength", 0, 255),
        )
    }
)
"""By key."""

LISTS: Mapping[str, Permitted] = MappingProxyType(
    {key: rule for key, rule in PERMITTED.items() if rule.kind == "list" and key != PEOPLE}
)
"""Those whose words stand in cells of their own."""
