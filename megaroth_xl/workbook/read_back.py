"""The cells of a file that was a template, from Excel, LibreOffice or Google Sheets."""

import io
import zipfile
import zlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from megaroth_xl.errors import FileError
from megaroth_xl.given_files import missing_file
from megaroth_xl.phrases import Phrase

__all__ = ["Found", "TemplateFile", "open_template"]

MOST_BYTES = 50_000_000
"""A template unpacks to a fiftieth of this."""
MOST_ROWS, MOST_COLUMNS = 600, 60
"""No cell of a template stands further out: a sheet may have one in Excel's last row."""
UNREADABLE = (
    InvalidFileException,
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    RuntimeError,
    ArithmeticError,
    AttributeError,
    LookupError,
    SyntaxError,
    TypeError,
    ValueError,
)
"""What a damaged file can make its reader raise."""
OPEN_DOCUMENT = "content.xml"
"""The part that an .ods file has, which tells its values alone."""


class Found(NamedTuple):
    """The contents of a cell: its value, and its formula or ""."""

    value: Any
    formula: str = ""


@dataclass(frozen=True)
class TemplateFile:
    """A spreadsheet file whose sheets are read when they are asked for.

    Parameters
    ----------
    path
        The file.
    data
        Its bytes.
    book
        What reads its sheets.
    parts
        The names of its parts.
    """

    path: Path
    data: bytes
    book: Any
    parts: tuple[str, ...]

    @property
    def titles(self) -> tuple[str, ...]:
        """The titles of its sheets, in their order."""
        names = self.book.sheet_names if self.is_open_document else self.book.sheetnames
        return tuple(names)

    @property
    def is_open_document(self) -> bool:
        """Return whether it is an .ods file, which tells its values alone."""
        return OPEN_DOCUMENT in self.parts

    @property
    def has_comments(self) -> bool:
        """Return whether cells carry comments."""
        return any("comments" in part.lower() for part in self.parts)

    def first_cells(self) -> Mapping[str, Found]:
        """The content of the first sheet's cells, by address."""
        return next(iter(self.cells(dict.fromkeys(self.titles[:1])).values()), {})

    def cells(
        self, asked: Mapping[str, Collection[str] | None]
    ) -> Mapping[str, Mapping[str, Found]]:
        """The content of cells, by title and address; blank ones are left out.

        Parameters
        ----------
        asked
            By title of a sheet the addresses; None for all of its cells.
        """
        try:
            return self._of_document(asked) if self.is_open_document else self._of_book(asked)
        except _unreadables(self.parts) as error:
            raise _unreadable(self.path, error) from error

    def _of_book(
        self, asked: Mapping[str, Collection[str] | None]
    ) -> Mapping[str, Mapping[str, Found]]:
        found: dict[str, dict[str, Found]] = {}
        for title, addresses in asked.items():
            cells = {
                cell.coordinate: cell
                for cell in _written(self.book[title])
                if addresses is None or cell.coordinate in addresses
            }
            formulas = {at for at, cell in cells.items() if cell.data_type == "f"}
            shown = self._shown(title) if formulas else {}
            found[title] = {
                at: Found(shown.get(at), str(cell.value)) if at in formulas else Found(cell.value)
                for at, cell in cells.items()
            }
        return found

    def _shown(self, title: str) -> Mapping[str, Any]:
        """The values that a sheet's cells carry."""
        return {cell.coordinate: cell.value for cell in _written(self._values[title])}

    @cached_property
    def _values(self) -> Any:
        """Return what reads the values of formulas."""
        return load_workbook(io.BytesIO(self.data), read_only=True, data_only=True)

    def _of_document(
        self, asked: Mapping[str, Collection[str] | None]
    ) -> Mapping[str, Mapping[str, Found]]:
        """The same of an .ods file, in which every value comes as a text."""
        found: dict[str, dict[str, Found]] = {}
        for title in asked:
            sheet = self.book.load_sheet(
                title, header_row=None, n_rows=MOST_ROWS, dtypes="string"
            ).to_polars()
            found[title] = {
                f"{get_column_letter(column)}{row}": Found(value)
                for column, values in enumerate(sheet.iter_columns(), start=1)
                for row, value in enumerate(values, start=1)
                if value is not None
            }
        return found


def _written(sheet: Any) -> Iterator[Any]:
    """The cells of a sheet that hold something, as far as a template reaches."""
    sheet.reset_dimensions()
    for row in sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS):
        yield from (cell for cell in row if cell.value is not None)


def open_template(path: Path) -> TemplateFile:
    """A spreadsheet file, as far as its parts tell.

    Raises
    ------
    FileError
        Where it is none, or would fill the memory.
    """
    try:
        data = path.read_bytes()
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(part.file_size for part in archive.infolist())
            parts = tuple(archive.namelist())
            is_bomb = size > MOST_BYTES or any(b"<!DOCTYPE" in archive.read(name) for name in parts)
    except zipfile.BadZipFile as error:
        raise FileError(path, "", "is not an Excel workbook (.xlsx) or .ods file") from error
    except OSError as error:
        raise FileError(path, "", missing_file(error)) from error
    except UNREADABLE as error:
        raise _unreadable(path, error) from error
    if is_bomb:
        problem = "is larger than any template, or built differently; re-save it in Excel"
        raise FileError(path, "", problem)
    try:
        book = _opened(data, parts)
    except _unreadables(parts) as error:
        raise _unreadable(path, error) from error
    return TemplateFile(path, data, book, parts)


def _opened(data: bytes, parts: tuple[str, ...]) -> Any:
    """Return what reads the sheets: for .ods the reader of rosters, slow to import."""
    if OPEN_DOCUMENT in parts:
        return import_module("fastexcel").read_excel(data)
    return load_workbook(io.BytesIO(data), read_only=True)


def _unreadables(parts: tuple[str, ...]) -> tuple[type[Exception], ...]:
    if OPEN_DOCUMENT not in parts:
        return UNREADABLE
    return (*UNREADABLE, import_module("fastexcel").FastExcelError)


def _unreadable(path: Path, error: Exception) -> FileError:
    return FileError(path, "", Phrase("cannot be read as a workbook ({reason})", reason=str(error)))
