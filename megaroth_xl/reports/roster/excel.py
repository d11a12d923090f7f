"""A roster in an Excel file: guarded against bombs, its error cells kept from looking blank."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import fastexcel
import polars as pl

from megaroth_xl.errors import RosterFileError
from megaroth_xl.reports.roster.guard import (
    chunks,
    column_number,
    elements,
    parts_of,
    refuse_bombs,
)

__all__ = ["read_excel"]

RELATION = "relationships id"
"""How the name of the attribute ends that leads from a sheet to its part."""
FILLED = re.compile(rb'<c r="([A-Z]{1,3})[0-9]{1,7}"[^>]*(?<!/)>(?!</c>)')
ERROR = re.compile(
    rb'<c r="([A-Z]{1,3})([0-9]{1,7})"[^>]* t="e"[^>]*>(?:<f.{0,2000}?)?<v>([^<]{1,20})</v>'
)
LONGEST_ERROR = 4096


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
        part = _first_sheet(path, archive)
        errors = list(_errors(path, archive, part)) if refuse_bombs(path, archive, part) else []
    sheet = fastexcel.read_excel(path).load_sheet(0, header_row=None, skip_rows=0, dtypes="string")
    cells = sheet.to_polars()
    for row, column, name in errors:
        if row >= cells.height or not 0 <= column < cells.width:
            raise RosterFileError(path, part.filename, "has cells out of order; save it anew")
        cells[row, column] = name
    return cells


def _first_sheet(path: Path, archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    """The part of the sheet that stands first."""
    named = elements(path, archive, "xl/workbook.xml")
    sheets = [given for tag, given in named if tag.endswith(" sheet")]
    first = sheets[0] if sheets else {}
    identity = next((first[name] for name in first if name.endswith(RELATION)), "")
    relations = elements(path, archive, "xl/_rels/workbook.xml.rels")
    targets = {given.get("Id"): given.get("Target", "") for _, given in relations}
    target = targets.get(identity, "")
    name = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
    part = parts_of(path, archive).get(name.lower())
    if part is None:
        raise RosterFileError(path, "", "has no sheet; save it anew")
    return part


def _errors(
    path: Path, archive: zipfile.ZipFile, part: zipfile.ZipInfo
) -> Iterator[tuple[int, int, str]]:
    """Row, column and name of each error cell, counted like the reader's frame."""
    columns: set[bytes] = set()
    found: dict[tuple[bytes, bytes], bytes] = {}
    tail = b""
    for chunk in chunks(path, archive, part):
        xml = tail + chunk
        columns.update(FILLED.findall(xml))
        found.update({(letters, row): name for letters, row, name in ERROR.findall(xml)})
        tail = xml[-LONGEST_ERROR:]
    first = min((column_number(letters.decode()) for letters in columns), default=1)
    for (letters, row), name in found.items():
        yield int(row) - 1, column_number(letters.decode()) - first, name.decode(errors="replace")
