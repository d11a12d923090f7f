"""Templates of earlier versions: where what was typed into them stands in today's."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from openpyxl.utils import get_column_letter

from megaroth_xl.workbook.book import Book
from megaroth_xl.workbook.inputs import INPUTS
from megaroth_xl.workbook.page import HEAD_ROW
from megaroth_xl.workbook.pages.inputs import CHOICE

__all__ = ["EARLIER", "NEW_IN_3", "moved"]

Place = tuple[str, str]
"""A sheet's key and an address."""

INPUTS_OF_1: Mapping[int, str] = MappingProxyType(
    {
        9: "year",
        10: "as_of",
        11: "age",
        12: "filing_status",
        13: "taxable_income",
        14: "modified_agi",
        15: "prior_year_wages",
        17: "compensation",
        18: "pay_periods",
        19: "pay_periods_left",
        20: "match tier 1 rate",
        21: "match tier 1 up to",
        22: "match tier 2 rate",
        23: "match tier 2 up to",
        24: "match tier 3 rate",
        25: "match tier 3 up to",
        26: "true_up",
        27: "matches_after_tax",
        28: "accepts_after_tax",
        29: "in_plan_roth_rollover",
        30: "in_service_distribution",
        31: "conversions_per_year",
        32: "after_tax_cap",
        33: "election_step",
        35: "pretax_deferral_to_date",
        36: "roth_deferral_to_date",
        37: "deferral_to_come",
        38: "match_to_date",  # employer contributions so far
        39: "employer_contribution",  # those still to come
        40: "after_tax_contribution",
        42: "deferral_elsewhere",
        43: "compensation_elsewhere",
        45: "deferral_rate",
        46: "after_tax_rate",
        48: "earnings",
        49: "tax_rate",
        50: "state_rate",
        51: "months_waiting",
        53: "annual_return",
        54: "dividend_yield",
        55: "capital_gains_rate",
        56: "opening_balance",
        57: "years",
        58: "later_tax_rate",
        60: "budget",
        61: "debt",
        62: "hsa_coverage",
        64: "years_to_retirement",
        65: "years_to_need",
        66: "lower_tax_rate",
    }
)
"""By row of Inputs in version 1, the fact that stood in column B."""
LIMITS_OF_1 = (
    "elective_deferral",
    "catch_up",
    "higher_catch_up",
    "annual_additions",
    "compensation",
    "hce",
    "roth_catch_up_wages",
    "social_security_wage_base",
    "ira",
    "ira_catch_up",
    "hsa_self",
    "hsa_family",
    "hsa_catch_up",
)
"""The rows of Limits in version 1, from row 5 on; years 2018 to 2027 stood in columns B to K."""
YEARS_OF_1 = range(2018, 2028)
OWN_OF_1 = ("L", "M")
STEPS_OF_1, QUESTIONS_OF_1 = range(13, 19), range(21, 36)
"""Rows of Checklist in version 1 that a person marked as done."""
RECORD_OF_1 = {"A": "A", "B": "B", "C": "C", "D": "D", "E": "E", "K": "F"}
ROWS_OF_RECORD_1 = range(5, 58)
EXAMPLES_OF_1 = frozenset({"Example: overtype it", "예시: 덮어쓰세요"})
"""The remark of lines that a new workbook of version 1 had as examples."""


def _version_1(book: Book) -> dict[Place, Place]:
    """Return where each yellow cell of version 1 stands now."""
    found: dict[Place, Place] = {("inputs", CHOICE): ("inputs", CHOICE)}
    for row, fact in INPUTS_OF_1.items():
        found["inputs", f"B{row}"] = book.facts[fact]
    found |= _limits_1(book)
    marks = [place for place in book.inputs if place[0] == "checklist"]
    for row, place in zip((*STEPS_OF_1, *QUESTIONS_OF_1), marks, strict=False):
        found["checklist", f"B{row}"] = place
    for row in ROWS_OF_RECORD_1:
        for letter, now in RECORD_OF_1.items():
            found["conversions", f"{letter}{row}"] = ("conversions", f"{now}{row}")
    return found


def _limits_1(book: Book) -> dict[Place, Place]:
    sheet = book.workbook[book.title("limits")]
    rows = {str(cell.value): cell.row for cell in sheet["A"] if cell.value}
    columns = {str(cell.value): cell.column_letter for cell in sheet[HEAD_ROW] if cell.value}
    own = [letter for _, letter in _headings(book)]
    pairs = [(get_column_letter(n), columns[str(y)]) for n, y in enumerate(YEARS_OF_1, start=2)]
    pairs += list(zip(OWN_OF_1, own, strict=True))
    found = {
        ("limits", f"{before}{row}"): ("limits", f"{now}{rows[name]}")
        for row, name in enumerate(LIMITS_OF_1, start=HEAD_ROW + 1)
        for before, now in pairs
    }
    for before, now in zip(OWN_OF_1, own, strict=True):
        found["limits", f"{before}{HEAD_ROW}"] = ("limits", f"{now}{HEAD_ROW}")
    return found


def _headings(book: Book) -> list[tuple[str, str]]:
    """The columns of years of one's own, by their headings, which a person may type."""
    head = str(HEAD_ROW)
    return [
        (sheet, address.removesuffix(head))
        for sheet, address in book.inputs
        if sheet == "limits" and address.rstrip("0123456789") + head == address
    ]


NEW_IN_3 = frozenset(
    {
        "owned_by",
        "share_owned",
        "earnings_to_traditional_ira",
        "rolled_in_roth_year",
        "debt_rate",
        "yearly_spending",
    }
)
"""Facts of Inputs that version 2 had no cell for."""
COLUMNS_NEW_IN_3 = ("J", "K")
"""Columns of Employers that it did not have."""


def _version_2(book: Book) -> dict[Place, Place]:
    """Return where each yellow cell of version 2 stands now: Inputs has gained rows."""
    found = {
        (sheet, address): (sheet, address)
        for sheet, address in book.inputs
        if sheet != "inputs" and not (sheet == "employers" and address.startswith(COLUMNS_NEW_IN_3))
    }
    found["inputs", CHOICE] = ("inputs", CHOICE)
    gained = 0
    for name in INPUTS:
        sheet, address = book.facts[name]
        gained += name in NEW_IN_3
        if name not in NEW_IN_3:
            found[sheet, f"B{int(address[1:]) - gained}"] = (sheet, address)
    return found


EARLIER: Mapping[int, Callable[[Book], dict[Place, Place]]] = MappingProxyType(
    {1: _version_1, 2: _version_2}
)
"""By version, what tells where its yellow cells stand now."""


def moved(version: int, values: Mapping[Place, Any], book: Book) -> dict[Place, Any]:
    """Return what an earlier version said in other words than today's template.

    In version 1 a blank cap was no cap; employer money stood in one sum so far and one to come,
    and the share of pay deferred was for Paychecks alone.
    """
    if version > 1:
        return {}
    at = book.facts
    so_far, to_come = (values.get(at[name]) for name in ("match_to_date", "employer_contribution"))
    found: dict[Place, Any] = {}
    if values.get(at["after_tax_cap"]) is None:
        found[at["after_tax_cap"]] = "none"
    if to_come is None:
        found[at["nonelective_contribution"]] = 0
    else:
        found[at["match_to_date"]] = None
        found[at["employer_contribution"]] = (so_far or 0) + to_come
    if values.get(at["deferral_to_come"]) is not None:
        found[at["deferral_rate"]] = None
    for row in ROWS_OF_RECORD_1:
        if values.get(("conversions", f"F{row}")) in EXAMPLES_OF_1:
            found |= {("conversions", f"{letter}{row}"): None for letter in RECORD_OF_1.values()}
    return found
