"""Sheets of lines, declared as data: each line's formula names the lines that it needs."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from megaroth_xl.workbook.page import TemplatePage, value_column

__all__ = ["Line", "Sections", "write_lines"]


@dataclass(frozen=True)
class Line:
    """One line of a sheet.

    Parameters
    ----------
    formula
        Its formula without the equals sign; a name in braces is another line, of this sheet or
        of an earlier one, or a term.
    unit
        The unit of what it gives.
    style
        The named style of its value.
    flag
        The condition under which the value is marked, or "".
    words
        Under which its words stand; "" where that is its name.
    values
        What the names in braces of its words stand for.
    """

    formula: str
    unit: str = "dollars"
    style: str = "Calculation"
    flag: str = ""
    words: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


Sections = Mapping[str, Mapping[str, Line]]
"""Lines by section and name, in the order of the sheet."""


def write_lines(
    page: TemplatePage,
    sections: Sections,
    terms: Mapping[str, str],
) -> dict[str, str]:
    """Write the sections of a sheet; returns where each line's value stands.

    Parameters
    ----------
    page
        The sheet; the words stand under its key, by section and by line.
    sections
        What to write. A formula may name a line that stands further down.
    terms
        What else a formula may name: the lines of other sheets, and texts, which may name the
        lines of this sheet.

    Returns
    -------
    dict of str
        By line, its cell as the formulas of other sheets refer to it.
    """
    cells = {}
    row = page.row
    for lines in sections.values():
        row += 1
        for name, line in lines.items():
            cells[name] = f"{value_column(line.unit)}{row}"
            row += 1
    here = {name: term.format(**cells) for name, term in terms.items()} | cells
    for section, lines in sections.items():
        page.section(f"section.{section}")
        for name, line in lines.items():
            formula = f"={line.formula.format(**here)}"
            page.line(line.words or name, formula, line.unit, line.style, values=line.values)
            if line.flag:
                page.flag_where(here[name], line.flag.format(**here))
    return {name: page.ref(address) for name, address in cells.items()}
