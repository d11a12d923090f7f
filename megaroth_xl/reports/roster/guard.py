"""What an Excel roster may ask of the machine, checked on its bytes before a reader takes it in.

A file of two kilobytes can ask for terabytes: by packing a gigabyte of blanks, by lying about its
size, by a cell in the last column of the last row, or by one long text that a million cells share.
Readers that make room first and look afterwards end the whole process. Each check here errs to the
safe side: it counts at least as much as the reader will.
"""

import re
import zipfile
from collections.abc import Iterator
from copy import copy
from itertools import islice
from pathlib import Path
from xml.parsers import expat

import polars as pl

from megaroth_xl.errors import RosterFileError

__all__ = ["chunks", "column_number", "elements", "parts_of", "refuse_bombs", "refuse_size"]

MOST_BYTES = 6 << 30
"""What a roster may unpack to; a million rows of 30 columns take some 2 GiB."""
MOST_RATIO = 250
"""Rosters pack to a tenth or so, forged files to a thousandth."""
MOST_CELLS = 1 << 26
"""From the first row and column to the last: a million rows of 64 columns."""
MOST_COLUMNS = 16_384
FEWEST_COLUMNS = 8
"""What a row costs at least, in columns."""
MOST_TEXT = 4 << 30
"""Bytes of all texts, each counted in every cell that shows it."""
SMALL = 64 << 20
CHUNK = 1 << 20
PACKINGS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
ENCRYPTED = 1
SHARED_TEXTS = "xl/sharedstrings.xml"
SHORTEST_TEXT_CELL = len('<ct="s"><v>0</v></c>')

FAR = r"""\sr\s*=\s*["'](?:[A-Za-z]{2,}[0-9]|[A-Za-z]?[0-9]{7})"""
"""A cell beyond the near ones."""
NEAR_ROWS, NEAR_COLUMNS = 999_999, 26
PLACE = r"""\sr\s*=\s*["'][A-Za-z]*[0-9]+"""
PARTS = re.compile(r"([A-Za-z]*)([0-9]+)$")
LONGEST_PLACE = len("XFD1048576")
SHARED_TEXT = r"""["']s["']"""
SEAM = 2048
"""More bytes on each side of a seam between pieces than a cell's place takes."""
FILLING = b" \t\r\n=\"'"
BATCH = 16


def parts_of(path: Path, archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """The parts of an Excel file by name, in small letters as its reader finds them.

    Raises
    ------
    RosterFileError
        For a part that is there twice, or parts that are packed like no roster's.
    """
    parts: dict[str, zipfile.ZipInfo] = {}
    for part in archive.infolist():
        name = part.filename.lower()
        if name in parts:
            raise RosterFileError(path, part.filename, "is there twice; save the file anew")
        ratio = part.file_size / max(part.compress_size, 1)
        strange = part.compress_type not in PACKINGS or part.flag_bits & ENCRYPTED
        if strange or (part.file_size > SMALL and ratio > MOST_RATIO):
            raise RosterFileError(path, part.filename, "is packed like no roster; save it anew")
        parts[name] = part
    if sum(part.file_size for part in parts.values()) > MOST_BYTES:
        raise RosterFileError(path, "", "unpacks to more than any roster; save it anew")
    return parts


def elements(path: Path, archive: zipfile.ZipFile, name: str) -> list[tuple[str, dict[str, str]]]:
    """Every element of a short part, in order: its name and attributes, as "namespace name".

    Raises
    ------
    RosterFileError
        For a part that is missing, too long, no XML, or that declares a document type.
    """
    found: list[tuple[str, dict[str, str]]] = []

    def refuse(*_: object) -> None:
        raise RosterFileError(path, name, "declares a document type; save it anew")

    part = parts_of(path, archive).get(name.lower())
    if part is None:
        raise RosterFileError(path, name, "is missing; save the file anew")
    if part.file_size > SMALL:
        raise RosterFileError(path, name, "is longer than in any roster; save the file anew")
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = lambda tag, given: found.append((tag, given))
    for chunk in chunks(path, archive, part):
        parser.Parse(chunk)
    parser.Parse(b"", True)  # noqa: FBT003 (expat's own)
    return found


def chunks(path: Path, archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """A part's bytes, a piece at a time, to their real end.

    Raises
    ------
    RosterFileError
        For a part that is longer than it says, or that declares a document type.
    """
    to_the_end = copy(part)
    to_the_end.file_size = MOST_BYTES
    size = 0
    with archive.open(to_the_end) as stream:
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            if size > part.file_size:
                raise RosterFileError(path, part.filename, "is longer than it says; save it anew")
            if b"<!DOCTYPE" in chunk:
                raise RosterFileError(path, part.filename, "declares a document type; save it anew")
            yield chunk


def refuse_size(path: Path, rows: int, columns: int) -> None:
    """Refuse a roster of more rows and columns than fit into the memory of one machine.

    Raises
    ------
    RosterFileError
        With the number of both.
    """
    if columns > MOST_COLUMNS or rows * max(columns, FEWEST_COLUMNS) > MOST_CELLS:
        raise RosterFileError(
            path,
            "",
            f"spans {rows:,} rows and {columns:,} columns, more than one roster can; delete empty "
            "rows and columns, or split it into files of a million rows",
        )


def refuse_bombs(path: Path, archive: zipfile.ZipFile, sheet: zipfile.ZipInfo) -> bool:
    """Whether a sheet has errors such as #N/A, in a file that would not fill the memory.

    Parameters
    ----------
    path, archive
        An Excel file.
    sheet
        The part of the sheet that will be read.

    Raises
    ------
    RosterFileError
        With the part and the reason.
    """
    parts = parts_of(path, archive)
    shared = parts.pop(SHARED_TEXTS, None)
    longest = _longest_text(path, archive, shared) if shared else 0
    texts = [part for name, part in parts.items() if name.endswith((".xml", ".rels"))]
    has_errors = {part.filename: _has_errors(path, archive, part, longest) for part in texts}
    return has_errors.get(sheet.filename, False)


def _longest_text(path: Path, archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    """Bytes of the longest text that cells share."""
    longest = open_text = 0
    for chunk in chunks(path, archive, part):
        first, *others = map(len, chunk.split(b"</si>"))
        longest = max(longest, open_text + first, *others)
        open_text = others[-1] if others else open_text + first
    return longest


def _has_errors(path: Path, archive: zipfile.ZipFile, part: zipfile.ZipInfo, longest: int) -> bool:
    """As `refuse_bombs`, of one part, whose cells show texts of at most `longest` bytes."""
    counts_texts = longest * (part.file_size // SHORTEST_TEXT_CELL) > MOST_TEXT
    rows, columns, texts, errors = NEAR_ROWS, NEAR_COLUMNS, 0, False
    for xml in _batches(path, part, chunks(path, archive, part)):
        for place in xml.filter(xml.str.contains(FAR)).str.extract_all(PLACE).explode().unique():
            letters, digits = PARTS.findall(place)[-1]
            if len(letters + digits) > LONGEST_PLACE:
                raise RosterFileError(path, part.filename, "has a cell beyond Excel's last one")
            columns, rows = max(columns, column_number(letters)), max(rows, int(digits))
        errors = errors or bool(xml.str.contains('t="e"', literal=True).any())
        if counts_texts:
            texts += int(xml.str.count_matches(SHARED_TEXT).sum())
    if columns > MOST_CELLS // rows and rows == NEAR_ROWS:
        rows = _last_row(path, archive, part)
    refuse_size(path, rows, columns)
    if texts * longest > MOST_TEXT:
        raise RosterFileError(
            path,
            SHARED_TEXTS,
            f"has a text of {longest:,} bytes that {texts:,} cells could show; save it as CSV",
        )
    return errors


def _last_row(path: Path, archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    """The last row of a sheet at most: the highest number in it, and the rows without one."""
    highest = rows = 0
    for xml in _batches(path, part, chunks(path, archive, part)):
        numbers = xml.str.extract_all(PLACE).explode().str.extract("([0-9]+)$")
        highest = max(highest, int(numbers.drop_nulls().cast(pl.Int64).max() or 0))  # type: ignore[arg-type]
        rows += int(xml.str.count_matches("row", literal=True).sum())
    return highest + rows


def _batches(path: Path, part: zipfile.ZipInfo, pieces: Iterator[bytes]) -> Iterator[pl.Series]:
    """Pieces as texts, many at a time, and the seams between them."""
    end = b"<"
    while batch := list(islice(pieces, BATCH)):
        texts = []
        for piece in batch:
            if len(end) == SEAM and len(end.translate(None, FILLING)) < LONGEST_PLACE:
                raise RosterFileError(path, part.filename, "is blank for pages; save it anew")
            texts += [(end + piece[:SEAM]).decode("latin-1"), piece.decode("latin-1")]
            end = piece[-SEAM:]
        yield pl.Series(texts, dtype=pl.String)


def column_number(letters: str) -> int:
    """The number of a column: A is 1."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
