"""A roster in an Excel file: guarded against bombs, its error cells kept from looking blank."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import fastexcel
import polars as pl
from openpyxl.utils.cell import column_index_from_string

from megaroth_xl.errors import RosterFileError

__all__ = ["read_excel"]

MOST_BYTES = 6 << 30
"""What a roster may unpack to; a million rows of 30 columns take some 2 GiB."""
MOST_RATIO = 250
"""Rosters pack to a tenth or so, forged files to a thousandth."""
SMALL = 64 << 20
CHUNK = 1 << 20
ERROR = b't="e"'
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
CELL = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"([^>]*)>')
VALUE = re.compile(rb"<v>([^<]{1,20})</v>")


def read_excel(path: Path) -> pl.DataFrame:
    """First sheet of an Excel file as texts; an error such as #N/A is a text, not a blank.

    Parameters
    ----------
    path
        An .xlsx or .xlsm file.

    Raises
    ------
    RosterFileError
        For a file that unpacks to more than any roster, or that declares a document type.
    """
    with zipfile.ZipFile(path) as archive:
        _refuse_bombs(path, archive)
        errors = list(_errors(archive, _first_sheet(archive)))
    sheet = fastexcel.read_excel(path).load_sheet(0, header_row=None, skip_rows=0, dtypes="string")
    cells = sheet.to_polars()
    for row, column, name in errors:
        cells[row, column] = name
    return cells


def _refuse_bombs(path: Path, archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    if sum(part.file_size for part in parts) > MOST_BYTES:
        raise RosterFileError(path, "", "unpacks to more than any roster; save it anew")
    for part in parts:
        ratio = part.file_size / max(part.compress_size, 1)
        if part.file_size > SMALL and ratio > MOST_RATIO:
            raise RosterFileError(path, part.filename, "is packed like no roster; save it anew")
        with archive.open(part) as stream:
            if b"<!DOCTYPE" in stream.read(CHUNK):
                raise RosterFileError(path, part.filename, "declares a document type; save it anew")


def _first_sheet(archive: zipfile.ZipFile) -> str:
    """The part of the sheet that stands first."""
    workbook = ET.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314 (no document type)
    first = workbook.find(f"{MAIN}sheets/{MAIN}sheet")
    relations = ET.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    identity = "" if first is None else first.get(RELATION)
    target = {r.get("Id"): r.get("Target", "") for r in relations}[identity]
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _errors(archive: zipfile.ZipFile, part: str) -> Iterator[tuple[int, int, str]]:
    """Row, column and name of each error cell, counted like the reader's frame."""
    with archive.open(part) as stream:
        tail = b""
        while chunk := stream.read(CHUNK):
            if ERROR in tail + chunk:
                break
            tail = chunk[-len(ERROR) :]
        else:
            return
    xml = archive.read(part)
    cells = list(CELL.finditer(xml))
    first = min(column_index_from_string(cell[1].decode()) for cell in cells)
    for cell in cells:
        if ERROR in cell[3]:
            value = VALUE.search(xml, cell.end())
            name = value[1].decode() if value else "#ERROR"
            yield int(cell[2]) - 1, column_index_from_string(cell[1].decode()) - first, name
