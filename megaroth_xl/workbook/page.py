"""A sheet of the template, from top to bottom: title, status, sections, lines and tables."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from openpyxl.cell import Cell
from openpyxl.styles import Alignment
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.utils.cell import range_boundaries
from openpyxl.worksheet.cell_range import MultiCellRange
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.table import Table, TableColumn, TableStyleInfo

from megaroth_xl.sheets.charts import Place
from megaroth_xl.sheets.furniture import set_page
from megaroth_xl.sheets.page import Page
from megaroth_xl.sheets.styles import UNITS, dress, flagged, font_of, passed, ruled
from megaroth_xl.workbook.book import Book
from megaroth_xl.workbook.page_breaks import whole_pages
from megaroth_xl.workbook.permitted import Permitted
from megaroth_xl.workbook.text_lines import lines_of

if TYPE_CHECKING:
    from openpyxl.worksheet.datavalidation import DataValidation

__all__ = [
    "EXAMPLE_SHOWN",
    "HEAD_ROW",
    "LINE_COLUMNS",
    "MASTER_CHECK",
    "STATUS_ROW",
    "TemplatePage",
    "Words",
    "value_column",
]

LINE_COLUMNS: Mapping[str, float] = {"A": 44, "B": 24, "C": 12, "D": 72, "E": 40}
"""Widths of label, value, unit, note and source: the same columns wherever there are lines."""
STATUS_ROW = 3
HEAD_ROW = 4
MASTER_CHECK, EXAMPLE_SHOWN = "B6", "B7"
"""Where Checks says whether all of them pass, and Inputs which example is shown."""
NO_VALUES: Mapping[str, str] = MappingProxyType({})
Content = float | str | bool | date | None


class Words(NamedTuple):
    """The texts of a line: its label, its note, and its source."""

    label: str
    note: str = ""
    source: str = ""


LINES_OF_A_FORMULA = {"text": 2, "sentence": 3}
"""Lines to keep for a text that a formula gives."""
INDENT = 2.5
"""Characters that a cell's margins and indent take."""
IN_USE = "input_"
NAMED = re.compile(rf"\b{IN_USE}\w+")
CHARACTER = 0.186
"""Centimeters of a character of a column's width."""


class TemplatePage(Page):
    """A sheet of the template being written from top to bottom.

    Parameters
    ----------
    book
        The workbook.
    sheet
        Its key among `SHEETS`; the texts stand under it.
    widths
        Of the columns, by letter.
    freeze
        The cell to the left of and above which panes stay.
    """

    def __init__(
        self,
        book: Book,
        sheet: str,
        widths: Mapping[str, float] = LINE_COLUMNS,
        freeze: str = f"A{HEAD_ROW + 1}",
    ) -> None:
        self.book = book
        self.key = sheet
        super().__init__(book.workbook[book.title(sheet)], widths, book.looks)
        self.row = HEAD_ROW
        self.top = int(freeze.strip("ABC")) - 1
        """The last of the rows that stay in view."""
        self.rules: dict[str, DataValidation] = {}
        self.ruled: dict[str, list[str]] = {}
        """By rule, the cells that it holds for; given to it all at once, which is faster."""
        self._set_up(freeze)

    def _set_up(self, freeze: str) -> None:
        sheet = self.sheet
        self.put("A1", self.book.say(f"{self.key}.title"), "Page Title", "one_line")
        self.put("A2", self.book.say(f"{self.key}.description"), "Page Note", "one_line")
        self.put(f"A{STATUS_ROW}", f"={self.book.ref('checks', MASTER_CHECK)}", "Check Cell")
        example = f"={self.book.ref('inputs', EXAMPLE_SHOWN)}"
        self.put(f"B{STATUS_ROW}", example, "Page Note", "one_line")
        sheet.row_dimensions[1].height = 27
        sheet.row_dimensions[STATUS_ROW].height = 19
        fine = f'LEFT($A${STATUS_ROW},2)="{self.book.say("checks.ok")}"'
        sheet.conditional_formatting.add(f"A{STATUS_ROW}", passed(fine))
        sheet.conditional_formatting.add(f"A{STATUS_ROW}", flagged(f"NOT({fine})"))
        sheet.freeze_panes = freeze
        for selection in sheet.sheet_view.selection:
            selection.activeCell = selection.sqref = "A1"
        sheet.protection.sheet = True
        sheet.protection.formatColumns = False
        sheet.protection.formatRows = False

    def put(self, address: str, content: Content, style: str, unit: str = "") -> Cell:
        """Put something into a cell, in a named style and a unit's number format."""
        cell: Cell = self.sheet[address]
        if isinstance(content, str) and content.startswith("=") and IN_USE in content:
            self.book.used.update(NAMED.findall(content))
        cell.value = content
        dress(cell, style, unit, self.looks)
        return cell

    def link(self, address: str, target: str) -> None:
        """Make a cell lead to another place of the workbook."""
        self.sheet[address].hyperlink = Hyperlink(address, location=target)

    def ref(self, address: str) -> str:
        """A cell of this sheet, as formulas refer to it."""
        return self.book.ref(self.key, address)

    def head(
        self, columns: Sequence[str | None] | None = None, figures: Sequence[str] = ("B",)
    ) -> None:
        """Column headings from the left, those of the lines where none are given.

        A heading of None leaves its column out; those over figures stand at the right, like them.
        """
        words = columns or [
            self.book.say(f"column.{name}") for name in ("label", "value", "unit", "note", "source")
        ]
        headings = dict(zip(self.widths, words, strict=False))
        for column, heading in headings.items():
            if heading is not None:
                cell = self.put(f"{column}{self.row}", heading or None, "Table Head")
                if column in figures:
                    cell.alignment = Alignment("right", "center", indent=1, wrap_text=True)
        self._fit(self.row, {column: each or "" for column, each in headings.items()})
        self.row += 1

    def section(self, key: str) -> None:
        """A heading over the lines that follow, from the texts of this sheet."""
        self.heading(self.book.say(f"{self.key}.{key}"))

    def heading(self, words: str) -> None:
        """A heading over the lines that follow."""
        self.sheet.row_dimensions[self.row].height = 20
        self.band(words)

    def line(
        self,
        key: str,
        content: Content,
        unit: str,
        style: str = "Calculation",
        permitted: Permitted | None = None,
        values: Mapping[str, str] = NO_VALUES,
    ) -> str:
        """One line of label, value, unit, note and source; returns the reference to its value.

        The words stand under the page's key: `label`, and a `note` where there is one; the source
        is the citation of either. `values` stand for the names in braces. Otherwise as `say_line`.
        """
        book, place = self.book, f"{self.key}.{key}"
        note = book.say(f"{place}.note", **values) if book.may_say(f"{place}.note") else ""
        source = book.citation(f"{place}.note") or book.citation(f"{place}.label")
        words = Words(book.say(f"{place}.label", **values), note, source)
        return self.say_line(words, content, unit, style, permitted)

    def say_line(
        self,
        said: Words,
        content: Content,
        unit: str,
        style: str = "Calculation",
        permitted: Permitted | None = None,
    ) -> str:
        """The same with words from elsewhere, of which the note may be a formula.

        With `permitted` the value is one that a person fills in. A sentence stands in the place of
        the note.
        """
        label, note, source = said
        words = {"A": label, "C": self.book.may_say(f"unit.{unit}"), "D": note, "E": source}
        for column, each in words.items():
            self.put(f"{column}{self.row}", each or None, "Label" if column == "A" else "Note")
        column = value_column(unit)
        if permitted:
            self.input(f"B{self.row}", content, unit, permitted)
        elif column == "D":
            self.put(f"B{self.row}", None, "Note")
            self.put(f"D{self.row}", content, "Note", "text")
        else:
            self.put(f"B{self.row}", content, style, unit)
        of_formula = unit if isinstance(content, str) and content.startswith("=") else ""
        if isinstance(content, str) and not of_formula:
            words[column] = content
        if note.startswith("="):
            words["D"], of_formula = "", of_formula or "text"
        self._fit(self.row, words, LINES_OF_A_FORMULA.get(of_formula, 1))
        self.row += 1
        return self.ref(f"{column}{self.row - 1}")

    def words(self, cells: Mapping[str, str], style: str = "Body", lines: int = 1) -> None:
        """A row of texts by column, or of formulas that give `lines` lines of text."""
        for column, content in cells.items():
            self.put(f"{column}{self.row}", content, style)
        plain = {column: words for column, words in cells.items() if words[:1] != "="}
        self._fit(self.row, plain, lines)
        self.row += 1

    def statement(self, content: str) -> None:
        """A row of one text that runs over all columns."""
        for column in self.widths:
            self.sheet[f"{column}{self.row}"].style = "Statement"
        self.put(f"A{self.row}", content, "Statement", "one_line")
        self.sheet.row_dimensions[self.row].height = 22
        self.row += 1

    def paragraph(self, words: str, column: str = "A") -> None:
        """A text from a column to the right edge, without merged cells: broken beforehand."""
        width = sum(each for letter, each in self.widths.items() if letter >= column)
        for line in lines_of(words, 0.95 * width - INDENT):
            self.put(f"{column}{self.row}", line, "Body", "one_line")
            self.row += 1

    def array(self, block: str, formula: str, style: str, units: Sequence[str]) -> None:
        """An array formula over a block, each of its columns in its own unit."""
        left, top, right, bottom = range_boundaries(block)
        for row in range(top, bottom + 1):
            for column, unit in zip(range(left, right + 1), units, strict=True):
                self.put(f"{get_column_letter(column)}{row}", None, style, unit)
        corner = block.partition(":")[0]
        self.sheet[corner].value = ArrayFormula(block, formula)

    def table_of(
        self, table: str, rows: int, units: Sequence[str], *, left: str = "A", style: str = "Row"
    ) -> Mapping[int, str]:
        """A table that one formula gives, from the next row on, below its own headings.

        Rows that it does not reach are blank. A table that cannot be computed says so in its first
        cell.

        Parameters
        ----------
        table
            The formula's term.
        rows
            Rows below the headings.
        units
            Of each column.
        left
            Its first column.
        style
            The named style of its rows.

        Returns
        -------
        dict of int to str
            By place of the column from 0 on, the block below its heading.
        """
        first = column_index_from_string(left)
        letters = [get_column_letter(first + place) for place in range(len(units))]
        top, last = self.row, self.row + rows
        across = f"ROW($1:${rows + 1})", f"COLUMN($A:${get_column_letter(len(units))})"
        found = f"INDEX({table},{across[0]},{across[1]})"
        corner = f'IF({across[0]}*{across[1]}=1,INDEX({table},1,1),"")'
        block = f"{letters[0]}{top}:{letters[-1]}{last}"
        self.array(block, f"=IFERROR({found},{corner})", style, units)
        for letter, unit in zip(letters, units, strict=True):
            head = self.sheet[f"{letter}{top}"]
            dress(head, "Table Head", "", self.looks)
            head.alignment = Alignment(UNITS[unit].horizontal, "center", indent=1, wrap_text=True)
        self.rule(f"{letters[0]}{top + 1}:{letters[-1]}{last}", letters[0])
        self.row = last + 1
        return {
            place: self.ref(f"{letter}{top + 1}:{letter}{last}")
            for place, letter in enumerate(letters)
        }

    def rule(self, block: str, column: str) -> None:
        """Draw lines below the rows of a block whose cell in a column holds something."""
        _, top, _, _ = range_boundaries(block)
        self.sheet.conditional_formatting.add(block, ruled(f'${column}{top}<>""'))

    def excel_table(self, name: str, block: str) -> None:
        """Make a block whose first row holds headings a table of Excel's own, without buttons."""
        left, top, right, _ = range_boundaries(block)
        found = Table(displayName=name, ref=block, tableStyleInfo=TableStyleInfo())
        found.tableColumns = [
            TableColumn(id=number, name=str(self.sheet.cell(top, column).value))
            for number, column in enumerate(range(left, right + 1), start=1)
        ]
        self.sheet.add_table(found)

    def input(self, address: str, start: Content, unit: str, permitted: Permitted) -> None:
        """A cell that a person fills in, with what a new workbook has there."""
        place = (self.key, address)
        self.put(address, start, "Input", unit)
        self.book.inputs[place] = permitted
        # What a formula checks depends on where it stands.
        key = permitted.key if permitted.kind != "custom" else f"{permitted.key} {address}"
        if key not in self.rules:
            self.rules[key] = permitted.validation(self.book, address)
            self.sheet.add_data_validation(self.rules[key])
        self.ruled.setdefault(key, []).append(address)

    def flag_where(self, address: str, condition: str) -> None:
        """Mark a cell where a condition holds; its words say why as well."""
        self.sheet.conditional_formatting.add(address, flagged(condition))

    def chart_place(self, height: float) -> Place:
        """Return where a chart of the sheet's whole width stands, from the next row on."""
        return Place(self.sheet, f"A{self.row}", CHARACTER * sum(self.widths.values()), height)

    def finish(
        self,
        last_column: str = "",
        *,
        last_row: int | None = None,
        upright: bool = False,
        begins: Sequence[int] = (),
    ) -> None:
        """Set what is printed: everything above the next row; one upright page holds it all.

        Where more than one page is needed, each of the rows `begins` begins a new one.
        """
        for key, addresses in self.ruled.items():
            self.rules[key].sqref = MultiCellRange(" ".join(addresses))
        columns = list(self.widths)
        printed = columns[: columns.index(last_column) + 1] if last_column else columns
        last = last_row or self.row - 1
        set_page(
            self.sheet,
            self.book.lang,
            area=f"A1:{printed[-1]}{last}",
            repeat=f"1:{self.top}",
            upright=upright,
            one_page=upright,
        )
        if not upright:
            characters = sum(self.widths[column] for column in printed)
            pages = whole_pages(
                self.sheet, self.book.lang, characters=characters, top=self.top, last=last
            )
            is_broken = begins and pages > 1
            self.sheet.page_setup.fitToHeight = 0 if is_broken else pages
            for row in begins if is_broken else ():
                self.sheet.row_breaks.append(Break(id=row - 1))

    def keep_lines(self, row: int, lines: int) -> None:
        """Make a row high enough for so many lines of text."""
        _, size = font_of(self.book.lang)
        self.sheet.row_dimensions[row].height = 1.36 * size * lines + 3

    def _fit(self, row: int, words: Mapping[str, str], lines: int = 1) -> None:
        """Make a row high enough for its wrapped texts."""
        for column, each in words.items():
            lines = max(lines, len(lines_of(each, self.widths[column] - INDENT)))
        self.keep_lines(row, lines)


def value_column(unit: str) -> str:
    """The column in which a line's value stands."""
    return "D" if unit == "sentence" else "B"
