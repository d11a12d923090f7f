"""Laying lines on a sheet: label, value, unit, note, source, and what a formula gives."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from megaroth_xl import __version__, udfs
from megaroth_xl.workbook.package import Value
from megaroth_xl.workbook.styles import COLUMN_WIDTHS, FONT, FORMATS

__all__ = ["Formula", "Page", "Permitted"]

PAPER_LETTER = 1
UNITS = {"cents": "dollars", "text": "", "percent": "of income"}
"""What the unit column says where it is not the name of the number format."""
WARNING = Font(name=FONT, bold=True, color="FFB00020")


@dataclass(frozen=True)
class Formula:
    """One of our Excel functions over named cells; knows its text and its value.

    Parameters
    ----------
    function
        The Excel function's name.
    arguments
        Names of the workbook's named cells and ranges.
    """

    function: str
    arguments: tuple[str, ...]

    @property
    def text(self) -> str:
        """The formula as a cell holds it."""
        return f"={self.function}({','.join(self.arguments)})"

    def value(self, named: Mapping[str, Any]) -> Value:
        """What the formula gives where the named cells hold these values."""
        answer: Value = getattr(udfs, self.function)(*(named[name] for name in self.arguments))
        return answer


@dataclass(frozen=True)
class Permitted:
    """What a person may type into an input: Excel's validation with its prompt and refusal."""

    kind: str
    words: str
    low: str = ""
    high: str = ""
    choices: tuple[str, ...] = ()

    def validation(self) -> DataValidation:
        """The rule as openpyxl writes it."""
        listed = f'"{",".join(self.choices)}"'
        return DataValidation(
            type=self.kind,
            operator=None if self.choices else "between",
            formula1=listed if self.choices else self.low,
            formula2=None if self.choices else self.high,
            allow_blank=True,
            showErrorMessage=True,
            showInputMessage=True,
            promptTitle="What to type",
            prompt=self.words,
            errorTitle="Not possible here",
            error=f"Type {self.words}",
        )


@dataclass
class Page:
    """A sheet being written from top to bottom."""

    sheet: Worksheet
    title: str
    description: str
    values: dict[str, Value] = field(default_factory=dict)
    row: int = 4

    def __post_init__(self) -> None:
        sheet = self.sheet
        for column, width in COLUMN_WIDTHS.items():
            sheet.column_dimensions[column].width = width
        for address, text, style in (
            ("A1", self.title, "Page Title"),
            ("A2", self.description, "Page Note"),
        ):
            sheet[address].value = text
            sheet[address].style = style
        sheet["A2"].alignment = Alignment(vertical="center", wrap_text=False)
        sheet.row_dimensions[1].height = 24
        sheet.sheet_view.showGridLines = False
        sheet.freeze_panes = "A4"
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = PAPER_LETTER
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.print_title_rows = "1:2"
        sheet.oddFooter.left.text = f"megaroth-xl {__version__}, an estimate"
        sheet.oddFooter.right.text = "Page &P of &N"
        sheet.protection.sheet = True
        sheet.protection.formatColumns = False

    def section(self, words: str) -> None:
        """A heading over the lines that follow."""
        self.row += 1
        for column in COLUMN_WIDTHS:
            self.sheet[f"{column}{self.row}"].style = "Section"
        self.sheet[f"A{self.row}"].value = words
        self.row += 1

    def head(self) -> None:
        """The five columns' names."""
        for column, words in zip(
            COLUMN_WIDTHS, ("Item", "Value", "Unit", "Note", "Source"), strict=True
        ):
            self.sheet[f"{column}{self.row}"].value = words
            self.sheet[f"{column}{self.row}"].style = "Table Head"
        self.row += 1

    def line(
        self,
        label: str,
        content: Value | str | None,
        unit: str,
        *,
        style: str,
        note: str = "",
        source: str = "",
        value: Value | None = None,
    ) -> str:
        """One line; returns the address of its value cell.

        `content` is what the cell holds: a figure, a text, or a formula whose result is `value`.
        """
        address = f"B{self.row}"
        sheet = self.sheet
        for column, text in zip("ACDE", (label, UNITS.get(unit, unit), note, source), strict=True):
            sheet[f"{column}{self.row}"].value = text or None
            sheet[f"{column}{self.row}"].style = "Label"
        cell = sheet[address]
        cell.value = content
        cell.style = style
        cell.number_format = FORMATS.get(unit, FORMATS["text"])
        horizontal = "left" if unit == "text" else "right"
        cell.alignment = Alignment(horizontal, "center", wrap_text=unit == "text")
        if value is not None:
            self.values[address] = value
        self.row += 1
        return address

    def permit(self, address: str, permitted: Permitted) -> None:
        """Let a value cell take only what is permitted."""
        rule = permitted.validation()
        rule.add(address)
        self.sheet.add_data_validation(rule)

    def warn_where(self, address: str, condition: str) -> None:
        """Set a value in bold red where a condition holds; its words say why as well."""
        self.sheet.conditional_formatting.add(
            address, FormulaRule(formula=[condition], font=WARNING)
        )

    def finish(self, last_column: str = "E") -> None:
        """Set what is printed."""
        self.sheet.print_area = f"A1:{last_column}{self.row - 1}"
