"""Writes functions.md from the formulas themselves.

`python docs/write_functions.py`; a test holds the page to what this would write.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from megaroth_xl import udfs
from megaroth_xl.formulas import Formula

HERE = Path(__file__).parent
PAGE = HERE / "functions.md"
MOST_ROWS = 20
WITHOUT_HEADING = frozenset(
    {"ACP_TEST", "ACP_REFUNDS", "ADP_TEST", "ADP_REFUNDS", "MEGAROTH_WARNINGS"}
)
INTRODUCTION = """\
# The Excel functions

Every formula of the package, with an example and its answer. The same functions serve classic
Excel on Windows, xlwings Lite, xlwings Server and LibreOffice Calc; what blanks, text and errors
mean to them, and what they show when something is wrong, is on the page about [cells](cells.md).

Arguments in brackets may be left out. Dollars are plain numbers and rates are fractions: 24% or
0.24. Any argument may be a range unless it says otherwise; the answers then spill.

<!-- Written by docs/write_functions.py; change the functions, not this page. -->
"""


def shown(value: Any) -> str:
    """A value as a cell shows it."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return f"{value:.15g}"
    return str(value)


def table(rows: Iterable[Sequence[str]]) -> list[str]:
    """Rows as a table; the first is the heading."""
    heading, *others = [f"| {' | '.join(row)} |" for row in rows]
    rule = "|" + " --- |" * heading.count(" | ") + " --- |"
    return [heading, rule, *others]


def example_lines(formula: Formula) -> list[str]:
    """The example and what it shows."""
    result = formula.answer(*formula.example)
    if not isinstance(result, list):
        return [f"`{formula.example_formula}` shows `{shown(result)}`"]
    rows = [[shown(value) for value in row] for row in result]
    if formula.name in WITHOUT_HEADING:
        rows.insert(0, [""] * len(rows[0]))
    cut = ["", "*and so on*"] if len(rows) > MOST_ROWS else []
    return [f"`{formula.example_formula}` shows", "", *table(rows[:MOST_ROWS]), *cut]


def formula_lines(formula: Formula) -> list[str]:
    """One formula's part of the page."""
    lines = [f"### {formula.name}", "", formula.summary, "", f"    {formula.signature}", ""]
    if formula.arguments:
        meanings = [(f"`{name}`", each.meaning) for name, each in formula.arguments.items()]
        lines += [*table([("argument", "meaning"), *meanings]), ""]
    lines += [*example_lines(formula), ""]
    return [*lines, f"Law: {formula.citation}", ""] if formula.citation else lines


def page() -> str:
    """The whole of functions.md."""
    lines = [INTRODUCTION, *index()]
    for section, formulas in groupby(udfs.FORMULAS.values(), lambda formula: formula.section):
        lines += [f"## {section}", ""]
        for formula in formulas:
            lines += formula_lines(formula)
    return "\n".join(lines).rstrip() + "\n"


def index() -> list[str]:
    """The formulas, each with what it answers and a link to its part."""
    rows = [
        (f"[`{formula.name}`](#{formula.name.lower()})", formula.summary)
        for formula in udfs.FORMULAS.values()
    ]
    return [*table([("formula", "answers"), *rows]), ""]


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
