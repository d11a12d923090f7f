"""The sheets of a form that a person fills in: lines with yellow cells, lists kept in cells.

Every list stands in cells of the sheet of instructions, where it can be read as well: entries of an
inline list may not hold commas, and some programs offer pieces of them.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from megaroth_xl.texts import text

__all__ = ["Rule", "add_rules"]

LONGEST_TITLE, LONGEST_PROMPT = 32, 255
"""Characters that Excel takes in a prompt."""


class Rule(NamedTuple):
    """The values that the cells of a block take.

    Parameters
    ----------
    block
        The cells.
    kind
        Excel's kind of validation, or "" where anything may be typed.
    bounds
        What the values lie between, or the cells of a list.
    expected
        What to type, in words.
    prompt
        What the person reads when the cell is chosen.
    """

    block: str
    kind: str
    bounds: Sequence[str]
    expected: str
    prompt: str


def add_rules(sheet: Worksheet, rules: Iterable[Rule], lang: str) -> None:
    """Put rules on a sheet: what a cell takes, what it asks for, and what a refusal says."""
    for rule in rules:
        found = DataValidation(
            type=rule.kind or None,
            allow_blank=True,
            showErrorMessage=bool(rule.kind),
            showInputMessage=True,
            promptTitle=text("start_workbook.prompt.title", lang)[:LONGEST_TITLE],
            prompt=rule.prompt[:LONGEST_PROMPT],
            **_bounds(rule),
        )
        if rule.kind:
            found.errorTitle = text("start_workbook.prompt.title", lang)[:LONGEST_TITLE]
            wrong = text("start_workbook.prompt.wrong", lang, expected=rule.expected)
            found.error = wrong[:LONGEST_PROMPT]
        sheet.add_data_validation(found)
        found.add(rule.block)


def _bounds(rule: Rule) -> Mapping[str, Any]:
    if not rule.bounds:
        return {}
    if rule.kind == "list":
        return {"formula1": rule.bounds[0]}
    low, high = rule.bounds
    return {"operator": "between", "formula1": low, "formula2": high}
