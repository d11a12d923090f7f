"""Formulas of an .xls file whose texts are not in it.

LibreOffice 25.2 writes 0 for the text that a formula of an .xlsx file gives, where it saves that
file as .xls without calculating it. It keeps numbers. Such a 0 cannot be told from another by
itself, but no formula of its column then has a number either.
"""

import io
import struct
from collections import defaultdict
from collections.abc import Iterator

from xlrd.compdoc import SIGNATURE, CompDoc

from megaroth_xl.reports.roster.files.cells import NO_VALUE, Mark

__all__ = ["formulas_without_texts"]

HEAD = struct.Struct("<HH")
CELL = struct.Struct("<HHH8s")
FORMULA, END, SHEET, CALCULATED, BEGIN = 0x06, 0x0A, 0x85, 0x1C1, 0x809
"""Records by their number: a formula, the end of a part, where a sheet begins, the program that
calculated, and the beginning of a part."""
WORKSHEET, KIND_AT = 0, 5
LIBREOFFICE = {bytes.fromhex("00060500bb0dcc07"), bytes.fromhex("c1010000548d0100")}
"""How the file begins, and the program that calculated, where LibreOffice wrote it."""
ZERO, NOT_A_NUMBER = bytes(8), b"\xff\xff"


def formulas_without_texts(data: bytes, sheet: int) -> list[Mark]:
    """Cells of a sheet whose formulas hold the 0 that LibreOffice writes for a text.

    Parameters
    ----------
    data
        The bytes of the .xls file.
    sheet
        The sheet's place among those with cells, counted from 0.

    Returns
    -------
    list of Mark
        Empty where another program has written the file.
    """
    book = _book(data)
    records = list(_records(book, 0))
    programs = {found[:8] for number, found in records if number in (BEGIN, CALCULATED)}
    if programs != LIBREOFFICE:
        return []
    begins = [
        int.from_bytes(found[:4], "little")
        for number, found in records
        if number == SHEET and found[KIND_AT] == WORKSHEET
    ]
    zeros: dict[int, list[Mark]] = defaultdict(list)
    with_numbers: set[int] = set()
    for number, found in _records(book, begins[sheet]):
        if number == FORMULA:
            row, column, _, result = CELL.unpack_from(found)
            if result == ZERO:
                zeros[column].append(Mark(row + 1, column + 1, NO_VALUE))
            elif not result.endswith(NOT_A_NUMBER):
                with_numbers.add(column)
    return [mark for column in zeros.keys() - with_numbers for mark in zeros[column]]


def _book(data: bytes) -> bytes:
    """The workbook in an .xls file; nothing of one older than Excel 97."""
    if not data.startswith(SIGNATURE):
        return b""
    memory, base, size = CompDoc(data, logfile=io.StringIO()).locate_named_stream("Workbook")
    return b"" if memory is None else memory[base : base + size]


def _records(book: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The records from a place on to the end of their part."""
    while at + HEAD.size <= len(book):
        number, size = HEAD.unpack_from(book, at)
        at += HEAD.size
        if number == END:
            return
        yield number, book[at : at + size]
        at += size
