"""A sheet with names in its first column, and beside each what a person typed for it."""

from collections.abc import Iterator
from typing import Any

from megaroth_xl.cell_errors import CellError
from megaroth_xl.reports.roster.files.cells import MARK, NO_VALUE, SheetCells, shown
from megaroth_xl.texts import LANGUAGES, text
from megaroth_xl.typed_plan import Given
from megaroth_xl.words import letters

__all__ = ["given_beside"]

HEADS = {
    tuple(letters(text(f"start_workbook.{key}", lang)) for key in ("plan.setting", second))
    for lang in LANGUAGES
    for second in ("plan.value", "reading.answer")
}
"""What stands above the names and the values."""
RESAVE = "; open the file in Excel and save it"


def given_beside(title: str, sheet: SheetCells) -> Iterator[Given]:
    """Names in a sheet's first column, and the value beside each, None where that is blank.

    Parameters
    ----------
    title
        The sheet's name, for the places.
    sheet
        Its cells.
    """
    for number, cells in enumerate(sheet.cells.iter_rows(), start=1):
        name, value = (*([None] * sheet.left), *cells, None, None)[:2]
        if name and (letters(name), letters(value or "")) not in HEADS:
            yield Given(name, _value(value) if value else None, f"{title}!B{number}")


def _value(cell: str) -> Any:
    """A cell's text, or the error in it."""
    if not cell.startswith(MARK):
        return cell
    found = shown(cell)
    return CellError(found + RESAVE if found == NO_VALUE else found)
