"""A roster in an OpenDocument spreadsheet (.ods): its sheets, their cells, and their errors."""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO
from xml.parsers import expat

from megaroth_xl.cell_errors import EXCEL_ERRORS
from megaroth_xl.errors import RosterFileError
from megaroth_xl.reports.roster.files.bombs import refuse_bombs
from megaroth_xl.reports.roster.files.bounded import bounded_sheet
from megaroth_xl.reports.roster.files.cells import (
    NO_VALUE,
    ROWS_COMPARED,
    Mark,
    SheetCells,
    SheetName,
    marked,
    where_table_begins,
)
from megaroth_xl.reports.roster.files.guard import BOUNDS, chunks, parts_of

__all__ = ["OdsFile"]

CONTENT = "content.xml"
BLANKS_OF_TABLE = re.compile(
    rb"(</?[\w\-]+:(?:covered-)?table(?:-cell|-rows?|-columns?)?(?:\s[^>]*)?>)\s+(?=<)"
)
"""A tag of a table, and the blanks behind it, which fastexcel refuses."""
CELLS = ("table-cell", "covered-table-cell")
MOST_REPEATED = 16_384
"""A run of equal cells longer than a row of Excel holds nothing of a roster."""
NUMBERS = ("float", "currency", "percentage")


@dataclass
class _Table:
    """The facts about one sheet beyond its values."""

    name: str
    style: str
    row: int = 0
    repeat: int = 1
    column: int = 0
    filled: set[tuple[int, int]] = field(default_factory=set)
    marks: list[Mark] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    numbers: dict[int, list[bool]] = field(default_factory=dict)

    def mark(self, count: int, found: str) -> None:
        """Note cells without a value, here and to the right and below as often as they repeat."""
        if count * self.repeat <= MOST_REPEATED:
            self.marks += (
                Mark(self.row + down, self.column + right, found)
                for down in range(self.repeat)
                for right in range(count)
            )

    def fill(self, count: int, kind: str) -> None:
        """Note cells with a value of a kind."""
        if self.row <= ROWS_COMPARED and count <= MOST_REPEATED:
            self.filled.update((self.row, self.column + right) for right in range(count))
        if kind in NUMBERS:
            self.numbers.setdefault(self.column, []).append(kind == "percentage")


class OdsFile:
    """An .ods file, guarded against bombs; fastexcel (calamine) gives the values.

    Parameters
    ----------
    path, data
        The file, for messages, and its bytes where they are not what lies on the disk.
    """

    def __init__(self, path: Path, data: bytes | None = None) -> None:
        self.path = path
        source: Path | BinaryIO = path if data is None else io.BytesIO(data)
        with closing(zipfile.ZipFile(source)) as archive:
            part = parts_of(path, archive).get(CONTENT)
            if part is None:
                raise RosterFileError(path, CONTENT, "is missing; re-save the file")
            refuse_bombs(path, archive, BOUNDS)
            content = _content(path, chunks(path, archive, part))
        self._tables, self._hidden = content.tables, content.hidden
        self._is_indented = content.is_indented
        self._data = data

    @property
    def sheets(self) -> Sequence[SheetName]:
        """Its sheets, from the left."""
        return [
            SheetName(table.name, "hidden" if table.style in self._hidden else "visible")
            for table in self._tables
        ]

    def cells(self, name: str) -> SheetCells:
        """The cells of one sheet, errors and formulas without a value among them."""
        table = next(table for table in self._tables if table.name == name)
        data = self._without_blanks() if self._is_indented else self._data
        read = bounded_sheet(self.path, data, name)
        cells, left = marked(read, where_table_begins(table.filled, read) - 1, table.marks)
        return SheetCells(cells, left, hidden_rows=frozenset(table.hidden_rows))

    def _without_blanks(self) -> bytes:
        """The file's bytes without the blanks and line breaks between its cells."""
        source: Path | BinaryIO = self.path if self._data is None else io.BytesIO(self._data)
        file = io.BytesIO()
        with zipfile.ZipFile(source) as archive, zipfile.ZipFile(file, "w") as copy:
            for part in archive.infolist():
                held = archive.read(part)
                if part.filename == CONTENT:
                    held = BLANKS_OF_TABLE.sub(rb"\1", held)
                copy.writestr(part.filename, held)
        return file.getvalue()

    def percents(self, name: str) -> frozenset[int]:
        """Columns, counted from 1, whose numbers the sheet shows as percentages."""
        table = next(table for table in self._tables if table.name == name)
        return frozenset(c for c, are in table.numbers.items() if sum(are) * 2 > len(are))


def _content(path: Path, pieces: Iterator[bytes]) -> "_Content":
    """The content of a file."""
    content = _Content()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = content.start, content.end
    parser.CharacterDataHandler = content.text
    for piece in pieces:
        parser.Parse(piece)
    parser.Parse(b"", True)  # noqa: FBT003 (expat's own)
    if not content.tables:
        raise RosterFileError(path, "", "has no sheet; re-save the file")
    return content


class _Content:
    """The content of a file, read element by element."""

    def __init__(self) -> None:
        self.tables: list[_Table] = []
        self.hidden: set[str] = set()
        self.is_indented = False
        self._style = ""
        self._cell: dict[str, str] = {}
        self._texts: list[str] = []
        self._is_cell = False

    def start(self, tag: str, given: dict[str, str]) -> None:
        """An element begins."""
        name = tag.rpartition(" ")[2]
        if name in CELLS and self.tables:
            self._begin_cell(given)
            return
        of = {key.rpartition(" ")[2]: value for key, value in given.items()}
        if name == "style":
            self._style = of.get("name", "")
        elif name == "table-properties" and of.get("display") == "false":
            self.hidden.add(self._style)
        elif name == "table":
            self.tables.append(_Table(of.get("name", ""), of.get("style-name", "")))
        elif name == "table-row" and self.tables:
            self._begin_row(of)

    def text(self, piece: str) -> None:
        """A piece of text."""
        if self._is_cell:
            self._texts.append(piece)
        elif self.tables:
            self.is_indented = True

    def end(self, tag: str) -> None:
        """An element ends."""
        if tag.rpartition(" ")[2] in CELLS and self.tables:
            self._end_cell()

    def _begin_row(self, of: Mapping[str, str]) -> None:
        table = self.tables[-1]
        table.row += table.repeat if table.row else 1
        table.repeat, table.column = int(of.get("number-rows-repeated", "1")), 1
        if of.get("visibility", "visible") != "visible":
            table.hidden_rows.add(table.row)

    def _begin_cell(self, given: Mapping[str, str]) -> None:
        self._cell = {key.rpartition(" ")[2]: value for key, value in given.items()}
        # The type that LibreOffice adds says what the standard's cannot: that it is an error.
        self._cell["type"] = next((v for k, v in given.items() if "calcext" in k), "")
        self._texts = []
        self._is_cell = True

    def _end_cell(self) -> None:
        self._is_cell = False
        table, cell, text = self.tables[-1], self._cell, "".join(self._texts).strip()
        count = int(cell.get("number-columns-repeated", "1"))
        kind = cell.get("value-type", "")
        if cell["type"] == "error" or (kind == "string" and text in EXCEL_ERRORS):
            table.mark(count, text or "#N/A")
        elif "formula" in cell and not kind:
            table.mark(count, NO_VALUE)
        elif kind or text:
            table.fill(count, kind)
        table.column += count
