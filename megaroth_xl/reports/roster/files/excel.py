"""A roster in an Excel file: its sheets by name and state, their cells, and what holds no value.

fastexcel (calamine) gives the values, in a fraction of the time of any reader in Python, but an
error and a formula without a value look to it like blanks. Where a sheet can hold one, its XML is
read again, element by element. A plain sheet is read by excelreader-native where that is installed.
"""

import re
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

import polars as pl

from megaroth_xl.errors import RosterFileError
from megaroth_xl.reports.roster.files.bombs import refuse_bombs
from megaroth_xl.reports.roster.files.calamine import opened_book, sheet_texts
from megaroth_xl.reports.roster.files.cells import SheetCells, SheetName, as_typed, marked
from megaroth_xl.reports.roster.files.guard import BOUNDS, chunks, elements, parts_of
from megaroth_xl.reports.roster.files.looked import Looked
from megaroth_xl.reports.roster.files.native_excel import NativeCells, is_installed, native_cells
from megaroth_xl.reports.roster.files.number_formats import cell_styles, percent_styles_of
from megaroth_xl.reports.roster.files.plain_sheet import PlainSheet
from megaroth_xl.reports.roster.files.sheet_xml import Marks, first_column, marks_of, percent_styles

__all__ = ["ExcelFile"]

RELATION = "relationships id"
"""How the name of the attribute ends that leads from a sheet to its part."""
STATES = {"hidden": "hidden", "veryHidden": "very hidden"}
WORKSHEET = "/worksheet"
"""How the type of a worksheet's relation ends; chart and macro sheets have others."""
TRUE = ("1", "true")
DAYS_TO_1904 = 1462


@dataclass(frozen=True)
class _Part:
    """A sheet's name and the part that holds its cells."""

    sheet: SheetName
    part: zipfile.ZipInfo | None


class ExcelFile:
    """An .xlsx or .xlsm file, guarded against bombs.

    Parameters
    ----------
    path
        The file, for messages.
    data
        Its bytes where they are not what lies on the disk: a file that was protected.

    Raises
    ------
    RosterFileError
        For a file that unpacks to more than any roster, or that declares a document type.
    """

    def __init__(self, path: Path, data: bytes | None = None) -> None:
        self.path = path
        self._data = data
        with closing(self._archive()) as archive:
            self._parts = tuple(self._sheets(archive))
            first = next((p.part for p in self._parts if p.part is not None), None)
            if first is None:
                raise RosterFileError(path, "", "has no sheet with cells; re-save it in Excel")
            self._looked = Looked(cell_styles(self._styles(archive)))
            self._looked_at = refuse_bombs(path, archive, BOUNDS, self._looked.look)
            book = elements(path, archive, "xl/workbook.xml")
            self._is_1904 = _has(book, "workbookPr", "date1904")
            self._recalculates = _has(book, "calcPr", "fullCalcOnLoad")

    @cached_property
    def _book(self) -> Any:
        return opened_book(self.path if self._data is None else self._data)

    @property
    def sheets(self) -> Sequence[SheetName]:
        """Its sheets, from the left."""
        return [part.sheet for part in self._parts]

    @property
    def day_zero(self) -> int:
        """Days to add to the serial number of a date, 0 in all but 1904 workbooks."""
        return DAYS_TO_1904 if self._is_1904 else 0

    def cells(self, name: str) -> SheetCells:
        """The cells of one sheet, errors and formulas without a value among them."""
        part = next(p.part for p in self._parts if p.sheet.name == name)
        if part is None:
            raise RosterFileError(self.path, repr(name), "is a chart, not a sheet with cells")
        marks = Marks()
        with closing(self._archive()) as archive:
            native = self._native(name, part)
            cells, left, values = native or self._read(name, archive, part)
            if part.filename not in self._looked_at or part.filename in self._looked.telling:
                marks = marks_of(chunks(self.path, archive, part), recalculates=self._recalculates)
            totals = self._totals(archive, part)
        cells, left = marked(cells, left, marks.cells)
        return SheetCells(
            cells, left, totals, marks.hidden_rows, marks.hidden_columns, self.day_zero, values
        )

    def _native(self, name: str, part: zipfile.ZipInfo) -> NativeCells | None:
        """The cells by the faster reader."""
        seen = self._looked.plain_sheet(part.filename)
        if not is_installed() or seen is None or (self._is_1904 and seen.days.any()):
            return None
        return native_cells(self.path if self._data is None else self._data, name, seen)

    def _read(
        self, name: str, archive: zipfile.ZipFile, part: zipfile.ZipInfo
    ) -> tuple[pl.DataFrame, int, dict[int, pl.Series]]:
        """The cells by the default reader, the blank columns to their left, and known numbers."""
        texts = sheet_texts(self._book, name)
        cells = pl.DataFrame([as_typed(column) for column in texts.iter_columns()])
        left = first_column(chunks(self.path, archive, part), cells) - 1
        seen = self._looked.plain_sheet(part.filename)
        return cells, left, {} if seen is None else _numbers(cells, left, seen)

    def percents(self, name: str) -> frozenset[int]:
        """Columns, counted from 1, whose numbers the sheet shows as percentages."""
        part = next(p.part for p in self._parts if p.sheet.name == name)
        with closing(self._archive()) as archive:
            styles = percent_styles_of(self._styles(archive))
            seen = None if part is None else self._looked.plain_sheet(part.filename)
            if part is None or not styles or (seen is not None and not seen.has_percents):
                return frozenset()
            return percent_styles(chunks(self.path, archive, part), styles)

    def _styles(self, archive: zipfile.ZipFile) -> Sequence[tuple[str, dict[str, str]]]:
        has_any = "xl/styles.xml" in parts_of(self.path, archive)
        return elements(self.path, archive, "xl/styles.xml") if has_any else ()

    def _archive(self) -> zipfile.ZipFile:
        source: Path | BinaryIO = self.path if self._data is None else BytesIO(self._data)
        return zipfile.ZipFile(source)

    def _sheets(self, archive: zipfile.ZipFile) -> Iterator[_Part]:
        book = elements(self.path, archive, "xl/workbook.xml")
        relations = {
            given.get("Id"): given
            for _, given in elements(self.path, archive, "xl/_rels/workbook.xml.rels")
        }
        parts = parts_of(self.path, archive)
        for tag, given in book:
            if not tag.endswith(" sheet"):
                continue
            identity = next((given[name] for name in given if name.endswith(RELATION)), "")
            relation = relations.get(identity, {})
            is_cells = relation.get("Type", WORKSHEET).endswith(WORKSHEET)
            state = STATES.get(given.get("state", ""), "visible") if is_cells else "chart"
            part = parts.get(_place(relation.get("Target", ""), "xl/workbook.xml").lower())
            if is_cells and part is None:
                raise RosterFileError(self.path, "", "has no sheet; re-save it in Excel")
            yield _Part(SheetName(given.get("name", ""), state), part if is_cells else None)

    def _totals(self, archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> frozenset[int]:
        """Rows that an Excel table of the sheet marks as its totals."""
        folder, _, file = part.filename.rpartition("/")
        relations = f"{folder}/_rels/{file}.rels"
        parts = parts_of(self.path, archive)
        if relations.lower() not in parts:
            return frozenset()
        rows: set[int] = set()
        for _, given in elements(self.path, archive, relations):
            name = _place(given.get("Target", ""), part.filename)
            if not given.get("Type", "").endswith("/table") or name.lower() not in parts:
                continue
            _, table = elements(self.path, archive, name)[0]
            last = re.search("([0-9]+)$", table.get("ref", ""))
            count = int(table.get("totalsRowCount", "0") or 0)
            if last:
                rows.update(range(int(last[1]) - count + 1, int(last[1]) + 1))
        return frozenset(rows)


def _numbers(cells: pl.DataFrame, left: int, seen: PlainSheet) -> dict[int, pl.Series]:
    """By the place of each column in which just the numbers look like numbers, these."""
    found: dict[int, pl.Series] = {}
    for place, column in enumerate(cells.iter_columns(), start=left + 1):
        if place <= seen.columns and seen.numbers[place] and not seen.days[place]:
            figures = column.cast(pl.Float64, strict=False)
            if figures.count() == seen.numbers[place]:
                found[place - left - 1] = figures
    return found


def _place(target: str, of: str) -> str:
    """The name of the part that a relation of another part leads to."""
    if target.startswith("/"):
        return target[1:]
    folders = of.split("/")[:-1]
    for step in target.split("/"):
        if step == "..":
            folders = folders[:-1]
        else:
            folders.append(step)
    return "/".join(folders)


def _has(book: Sequence[tuple[str, dict[str, str]]], tag: str, name: str) -> bool:
    return any(found.endswith(f" {tag}") and given.get(name) in TRUE for found, given in book)
