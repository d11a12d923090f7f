"""What a person may type into a cell: Excel's validation, and the same check for a filled file."""

from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from openpyxl.utils.datetime import to_excel
from openpyxl.worksheet.datavalidation import DataValidation

from megaroth_xl.law.filing_status import FILING_STATUS
from megaroth_xl.workbook.book import Book

__all__ = ["PERMITTED", "Permitted"]

LONGEST_PROMPT = 255


@dataclass(frozen=True)
class Permitted:
    """What a cell takes; a blank is always taken.

    Parameters
    ----------
    key
        Under which its words stand: what to type.
    kind
        Excel's kind of validation.
    low, high
        The bounds of a number or date, or of a text's length.
    choices
        The words of a list.
    """

    key: str
    kind: str
    low: float = 0.0
    high: float = 0.0
    choices: tuple[str, ...] = ()

    def expected(self, book: Book) -> str:
        """What to type, in words."""
        return book.say(f"permitted.{self.key}")

    def takes(self, value: Any) -> bool:
        """Whether a typed value is taken."""
        if self.kind == "list":
            return value in self.choices
        if self.kind == "textLength":
            return len(str(value)) <= self.high
        if isinstance(value, date):
            return self.kind == "date" and self.low <= to_excel(value) <= self.high
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        fits = is_number and self.low <= value <= self.high
        return fits and (self.kind != "whole" or value == int(value))

    def validation(self, book: Book) -> DataValidation:
        """The rule as openpyxl writes it."""
        bounds = {"operator": "between", "formula1": f"{self.low:g}", "formula2": f"{self.high:g}"}
        if self.kind == "list":
            bounds = {"formula1": '"{}"'.format(",".join(self.choices))}
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


PERMITTED = MappingProxyType(
    {
        rule.key: rule
        for rule in (
            Permitted("year", "whole", 2018, 2100),
            Permitted("as_of", "date", to_excel(date(2018, 1, 1)), to_excel(date(2100, 12, 31))),
            Permitted("age", "whole", 14, 110),
            Permitted("dollars", "decimal", 0, 1e12),
            Permitted("signed_dollars", "decimal", -1e12, 1e12),
            Permitted("rate", "decimal", 0, 1),
            Permitted("annual_return", "decimal", -0.99, 1),
            Permitted("match_rate", "decimal", 0, 10),
            Permitted("step", "decimal", 0.0001, 1),
            Permitted("pay_dates", "whole", 1, 53),
            Permitted("pay_dates_left", "whole", 0, 53),
            Permitted("times", "whole", 1, 366),
            Permitted("months", "decimal", 0, 1200),
            Permitted("years", "whole", 1, 30),
            Permitted("yes_or_no", "list", choices=("yes", "no")),
            Permitted("filing_status", "list", choices=FILING_STATUS.words),
            Permitted("hsa_coverage", "list", choices=("none", "self", "family")),
            Permitted("route", "list", choices=("in-plan", "Roth IRA")),
            Permitted("done", "list", choices=("yes", "no")),
            Permitted("year_heading", "textLength", 0, 12),
            Permitted("note", "textLength", 0, 255),
        )
    }
)
"""By key."""
