"""A sheet filled from top to bottom: cells, rows, tables, and the fields of a design.

A *field* is a cell whose text is a column's name between two marks; the press fills it.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from openpyxl.cell import Cell
from openpyxl.styles import Alignment
from openpyxl.worksheet.worksheet import Worksheet

from megaroth_xl.sheets.escapes import FIELD_END, FIELD_START, escaped
from megaroth_xl.sheets.styles import SECTION_STYLE, UNITS, Looks, dress

__all__ = ["Page", "Shown", "field", "put", "put_heading"]

Shown = tuple[Any, str] | tuple[Any, str, str]
"""What a cell shows: a value, its unit, and its named style where that is not "Body"."""


def put(
    cell: Cell, value: Any, unit: str = "one_line", style: str = "Body", looks: Looks | None = None
) -> None:
    """Put a value into a cell; a text stays a text, whatever it begins with."""
    dress(cell, style, unit, looks)
    if isinstance(value, str):
        cell.value = escaped(value)
        cell.data_type = "s"
    else:
        cell.value = value


def put_heading(cell: Cell, words: str, unit: str, looks: Looks | None = None) -> None:
    """Put the heading over cells of a unit into a cell: it stands where they stand."""
    put(cell, words, "", "Table Head", looks)
    cell.alignment = Alignment(UNITS[unit].horizontal, "center", indent=1, wrap_text=True)


def field(column: str) -> str:
    """The text of a cell that a column fills."""
    return f"{FIELD_START}{column}{FIELD_END}"


class Page:
    """A sheet that is written from top to bottom.

    Parameters
    ----------
    sheet
        The sheet.
    widths
        Of its columns, by letter.
    looks
        The looks that the workbook has so far.
    """

    def __init__(
        self, sheet: Worksheet, widths: Mapping[str, float], looks: Looks | None = None
    ) -> None:
        self.sheet = sheet
        self.widths = dict(widths)
        self.looks = {} if looks is None else looks
        self.row = 1
        """The next row to be written."""
        for column, width in self.widths.items():
            sheet.column_dimensions[column].width = width

    def write(
        self, label: str, *values: Shown, unit: str = "one_line", style: str = "Body"
    ) -> None:
        """Write a row: a label in a unit and a style, and values beside it."""
        for column, shown in enumerate(((label, unit, style), *values), start=1):
            value, each_unit, *named = shown
            each_style = named[0] if named else "Body"
            put(self.sheet.cell(self.row, column), value, each_unit, each_style, self.looks)
        self.row += 1

    def gap(self) -> None:
        """Leave a row empty."""
        self.row += 1

    def band(self, words: str) -> None:
        """Write a heading that runs over all columns, above what follows."""
        for column in self.widths:
            dress(self.sheet[f"{column}{self.row}"], SECTION_STYLE, "one_line", self.looks)
        put(self.sheet[f"A{self.row}"], words, "one_line", SECTION_STYLE, self.looks)
        self.row += 1

    def headings(self, columns: Iterable[tuple[str, str]]) -> None:
        """Write a row of headings, each with the unit of what stands below it."""
        for column, (words, unit) in enumerate(columns, start=1):
            put_heading(self.sheet.cell(self.row, column), words, unit, self.looks)
        self.row += 1

    def table(
        self, headings: Sequence[str], rows: Iterable[tuple[Any, ...]], unit: str = "one_line"
    ) -> tuple[int, int]:
        """Write headings, and a row for each of the rows; return the first and last of these.

        Parameters
        ----------
        headings
            The first is that of the labels.
        rows
            Each a label, and what it shows beside it.
        unit
            The labels'.
        """
        lines = list(rows)
        beside = [shown[1] for shown in lines[0][1:]] if lines else []
        units = [unit, *beside, *["one_line"] * (len(headings) - 1 - len(beside))]
        self.headings(zip(headings, units, strict=True))
        start = self.row
        for label, *values in lines:
            self.write(label, *values, unit=unit)
        return start, self.row - 1
