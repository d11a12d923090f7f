"""The plan's terms on a sheet of a workbook: a name in the first column, its value beside it."""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.parsers.expat import ExpatError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from megaroth_xl.cells import CellError
from megaroth_xl.errors import PlanFileError
from megaroth_xl.files import missing_file
from megaroth_xl.texts import LANGUAGES, text
from megaroth_xl.typed_plan import Given
from megaroth_xl.words import letters

__all__ = ["SHEETS", "given_on_sheet"]

SHEETS = tuple(text("start_workbook.sheet.plan", lang) for lang in LANGUAGES)
"""What the sheet with the plan's terms is called."""
HEADS = {
    tuple(letters(text(f"start_workbook.plan.{head}", lang)) for head in ("setting", "value"))
    for lang in LANGUAGES
}
NO_VALUE = CellError("a formula without a value; open the file in Excel and save it")
UNREADABLE = (zipfile.BadZipFile, InvalidFileException, ExpatError, KeyError, ValueError, EOFError)


def given_on_sheet(path: Path) -> Iterator[Given]:
    """What stands on a workbook's sheet Plan, row by row.

    Parameters
    ----------
    path
        An Excel workbook.

    Raises
    ------
    PlanFileError
        For a file that is no workbook, or that has no such sheet.
    """
    values, formulas = (_sheet(path, keeps_values=keeps) for keeps in (True, False))
    for row in range(1, values.max_row + 1):
        name, value = (values.cell(row, column).value for column in (1, 2))
        if value is None and formulas.cell(row, 2).data_type == "f":
            value = NO_VALUE
        if name is None or value is None:
            continue
        if (letters(name), letters(value)) not in HEADS:
            yield Given(str(name), value, f"{values.title}!B{row}")


def _sheet(path: Path, *, keeps_values: bool) -> Worksheet:
    try:
        workbook = load_workbook(path, data_only=keeps_values)
    except OSError as error:
        raise PlanFileError(path, "", missing_file(error)) from error
    except UNREADABLE as error:
        raise PlanFileError(path, "", "is not an Excel workbook or a plan file (TOML)") from error
    for sheet in workbook.worksheets:
        if letters(sheet.title) in map(letters, SHEETS):
            return sheet
    problem = (
        f"has no sheet {SHEETS[0]}; name the plan with --plan, or begin with a workbook of "
        "`megaroth roster new`"
    )
    raise PlanFileError(path, "", problem)
