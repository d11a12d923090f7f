"""A roster in one of Excel's binary files: .xls of Excel 97 to 2003, and .xlsb."""

import io
import struct
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import BinaryIO

import polars as pl
import xlrd

from megaroth_xl.errors import RosterFileError
from megaroth_xl.reports.roster.files.bombs import refuse_bombs
from megaroth_xl.reports.roster.files.bounded import bounded_sheet
from megaroth_xl.reports.roster.files.cells import (
    ROWS_COMPARED,
    Mark,
    SheetCells,
    SheetName,
    marked,
    where_table_begins,
)
from megaroth_xl.reports.roster.files.guard import (
    BOUNDS,
    chunks,
    elements,
    parts_of,
    refuse_size,
)
from megaroth_xl.reports.roster.files.xls_formulas import formulas_without_texts

__all__ = ["PROTECTED", "XlsFile", "XlsbFile"]

PROTECTED = "encrypted"
"""A word of xlrd's refusal of a protected workbook."""
STATES = ("visible", "hidden", "very hidden")
PERCENT = "%"

ROW, CELL_ERROR, FORMULA_ERROR, SHEET = 0, 3, 11, 156
CELLS = range(1, 12)
"""Records of .xlsb by their number: a row, the cells of each kind, and a sheet of the book."""
CELL_BLANK = 1
SHORT, SHORTER_BY = range(12, 19), 11
"""Cells that leave out their column, since it follows the last one: fastexcel passes them over."""
U32 = struct.Struct("<I")
LOW, MORE = 0x7F, 0x80
WIDEST_NUMBER, WIDEST_SIZE = 2, 4
"""Bytes of a record's number and of its size at most."""


class XlsFile:
    """An .xls file, read by xlrd, which knows errors from blanks and dates from numbers.

    Parameters
    ----------
    path, data
        The file, for messages, and its bytes.
    """

    def __init__(self, path: Path, data: bytes) -> None:
        self.path = path
        self._data = data
        self._book = self._open(formats=False)

    @property
    def sheets(self) -> Sequence[SheetName]:
        """Its sheets with cells, from the left."""
        return [SheetName(sheet.name, STATES[sheet.visibility]) for sheet in self._book.sheets()]

    def cells(self, name: str) -> SheetCells:
        """The cells of one sheet, errors among them."""
        sheet = self._book.sheet_by_name(name)
        refuse_size(self.path, sheet.nrows, sheet.ncols)
        marks = formulas_without_texts(self._data, self._book.sheet_names().index(name))
        columns: dict[str, list[str | None]] = {}
        for column in range(sheet.ncols):
            texts: list[str | None] = []
            for row, cell in enumerate(sheet.col(column), start=1):
                if cell.ctype == xlrd.XL_CELL_ERROR:
                    found = xlrd.error_text_from_code.get(cell.value, "#N/A")
                    marks.append(Mark(row, column + 1, found))
                texts.append(self._text(cell))
            columns[str(column)] = texts
        frame = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
        cells, left = marked(frame, 0, marks)
        day_zero = 1462 if self._book.datemode else 0
        return SheetCells(cells, left, day_zero=day_zero)

    def percents(self, name: str) -> frozenset[int]:
        """Columns, counted from 1, whose numbers the sheet shows as percentages."""
        book = self._open(formats=True)
        sheet = book.sheet_by_name(name)
        return frozenset(
            column + 1
            for column in range(sheet.ncols)
            if _mostly(
                PERCENT in book.format_map[book.xf_list[cell.xf_index].format_key].format_str
                for cell in sheet.col(column)
                if cell.ctype == xlrd.XL_CELL_NUMBER
            )
        )

    def _open(self, *, formats: bool) -> xlrd.Book:
        silence = io.StringIO()
        return xlrd.open_workbook(
            file_contents=self._data, logfile=silence, formatting_info=formats
        )

    def _text(self, cell: xlrd.sheet.Cell) -> str | None:
        value = cell.value
        if cell.ctype == xlrd.XL_CELL_TEXT:
            return str(value)
        if cell.ctype == xlrd.XL_CELL_NUMBER:
            return f"{value:.0f}" if value.is_integer() else repr(value)
        if cell.ctype == xlrd.XL_CELL_BOOLEAN:
            return "true" if value else "false"
        if cell.ctype == xlrd.XL_CELL_DATE:
            try:
                day = xlrd.xldate_as_datetime(value, self._book.datemode)
            except (xlrd.XLDateError, OverflowError):
                return repr(value)
            return str(day.isoformat(sep=" "))
        return None


def _mostly(answers: Iterator[bool]) -> bool:
    given = list(answers)
    return sum(given) * 2 > len(given)


class XlsbFile:
    """An .xlsb file, guarded against bombs; fastexcel (calamine) gives the values.

    Parameters
    ----------
    path
        The file, for messages.
    data
        Its bytes where they are not what lies on the disk.
    """

    def __init__(self, path: Path, data: bytes | None = None) -> None:
        self.path = path
        self._data = data
        with closing(self._archive()) as archive:
            self._parts = dict(self._sheets(archive))
            refuse_bombs(path, archive, BOUNDS)

    @property
    def sheets(self) -> Sequence[SheetName]:
        """Its sheets, from the left."""
        return list(self._parts)

    def cells(self, name: str) -> SheetCells:
        """The cells of one sheet, errors among them."""
        part = next(part for sheet, part in self._parts.items() if sheet.name == name)
        if part is None:
            raise RosterFileError(self.path, repr(name), "is a chart, not a sheet with cells")
        with closing(self._archive()) as archive:
            records = list(_records(chunks(self.path, archive, part)))
            whole = list(_whole(records))
            has_short = any(number in SHORT for number, _ in records)
            changed = _with_part(archive, part, whole) if has_short else self._data
        table = bounded_sheet(self.path, changed, name)
        filled: set[tuple[int, int]] = set()
        marks: list[Mark] = []
        row = 0
        for number, data in whole:
            if number == ROW:
                row = U32.unpack_from(data)[0] + 1
            elif number in (CELL_ERROR, FORMULA_ERROR):
                found = xlrd.error_text_from_code.get(data[8], "#N/A")
                marks.append(Mark(row, U32.unpack_from(data)[0] + 1, found))
            elif number in CELLS and number != CELL_BLANK and row <= ROWS_COMPARED:
                filled.add((row, U32.unpack_from(data)[0] + 1))
        cells, left = marked(table, where_table_begins(filled, table) - 1, marks)
        return SheetCells(cells, left)

    def percents(self, name: str) -> frozenset[int]:  # noqa: ARG002
        """Columns that the sheet shows as percentages: not read in this kind of file."""
        return frozenset()

    def _archive(self) -> zipfile.ZipFile:
        source: Path | BinaryIO = self.path if self._data is None else io.BytesIO(self._data)
        return zipfile.ZipFile(source)

    def _sheets(
        self, archive: zipfile.ZipFile
    ) -> Iterator[tuple[SheetName, zipfile.ZipInfo | None]]:
        relations = {
            given.get("Id"): given
            for _, given in elements(self.path, archive, "xl/_rels/workbook.bin.rels")
        }
        parts = parts_of(self.path, archive)
        book = parts.get("xl/workbook.bin")
        if book is None:
            raise RosterFileError(self.path, "xl/workbook.bin", "is missing; re-save the file")
        for number, data in _records(chunks(self.path, archive, book)):
            if number != SHEET:
                continue
            state = U32.unpack_from(data)[0]
            identity, rest = _wide(data[8:])
            name, _ = _wide(rest)
            relation = relations.get(identity, {})
            is_cells = relation.get("Type", "").endswith("/worksheet")
            shown = STATES[state] if is_cells and state < len(STATES) else "chart"
            part = parts.get(f"xl/{relation.get('Target', '')}".lower())
            yield SheetName(name, shown), part if is_cells else None


def _records(pieces: Iterator[bytes]) -> Iterator[tuple[int, bytes]]:
    """The records of a part of .xlsb: each its number and its data."""
    part = b"".join(pieces)
    at = 0
    while at < len(part):
        number, at = _packed(part, at, WIDEST_NUMBER)
        size, at = _packed(part, at, WIDEST_SIZE)
        yield number, part[at : at + size]
        at += size


def _whole(records: Sequence[tuple[int, bytes]]) -> Iterator[tuple[int, bytes]]:
    """The records of a sheet, each cell with its column."""
    column = -1
    for number, data in records:
        if number == ROW:
            column = -1
        elif number in SHORT:
            column += 1
            yield number - SHORTER_BY, U32.pack(column) + data
            continue
        elif number in CELLS:
            column = U32.unpack_from(data)[0]
        yield number, data


def _with_part(
    archive: zipfile.ZipFile, part: zipfile.ZipInfo, records: Sequence[tuple[int, bytes]]
) -> bytes:
    """The bytes of a file in which a part holds these records."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as copy:
        for other in archive.infolist():
            if other.filename != part.filename:
                copy.writestr(other.filename, archive.read(other))
        pieces = (_pack(number) + _pack(len(data)) + data for number, data in records)
        copy.writestr(part.filename, b"".join(pieces))
    return file.getvalue()


def _pack(number: int) -> bytes:
    """A number in bytes of seven bits."""
    found = bytearray()
    while number > LOW:
        found.append(number & LOW | MORE)
        number >>= 7
    return bytes([*found, number])


def _packed(data: bytes, at: int, widest: int) -> tuple[int, int]:
    """A number of seven bits a byte, and where it ends."""
    number = 0
    for place in range(widest):
        byte = data[at]
        at += 1
        number |= (byte & LOW) << 7 * place
        if not byte & MORE:
            break
    return number, at


def _wide(data: bytes) -> tuple[str, bytes]:
    """A text of a record, and what follows it."""
    count = U32.unpack_from(data)[0]
    end = U32.size + 2 * count
    return data[U32.size : end].decode("utf-16-le"), data[end:]
