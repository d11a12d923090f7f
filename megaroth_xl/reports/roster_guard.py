"""What an Excel roster may ask of the machine, checked on its bytes before a reader takes it in.

A file of two kilobytes can ask for terabytes: by packing a gigabyte of blanks, by lying about its
size, by a cell in the last column of the last row, or by one long text that a million cells share.
Readers that make room first and look afterwards end the whole process. Each check here errs to the
safe side: it counts at least as much as the reader will.
"""

import re
import zipfile
from collections.abc import Iterator, Mapping
from copy import copy
from pathlib import Path
from xml.parsers import expat

from megaroth_xl.errors import RosterFileError

__all__ = ["chunks", "elements", "parts_of", "refuse_bombs"]

MOST_BYTES = 6 << 30
"""What a roster may unpack to; a million rows of 30 columns take some 2 GiB."""
MOST_RATIO = 250
"""Rosters pack to a tenth or so, forged files to a thousandth."""
MOST_CELLS = 1 << 26
"""From the first row and column to the last: Excel's last row, and 64 columns."""
MOST_TEXT = 4 << 30
"""Bytes of all texts, each counted in every cell that shows it."""
SMALL = 64 << 20
CHUNK = 1 << 20
PACKINGS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
SHARED_TEXTS = "xl/sharedstrings.xml"
SHORTEST_TEXT_CELL = len('<ct="s"><v>0</v></c>')

SPACE = b" \t\r\n"
FAR = re.compile(rb"""r=["'](?:[A-Za-z]{2}|[A-Za-z]?[0-9]{7})""")
"""A cell beyond column Z or row 999,999, in a text without spaces."""
PLACE = re.compile(rb"""r=["']([A-Za-z]*)([0-9]*)""")
LONGEST_PLACE = len("XFD1048576")


def parts_of(path: Path, archive: zipfile.ZipFile) -> Mapping[str, zipfile.ZipInfo]:
    """The parts of an Excel file by name, in small letters as its reader finds them.

    Raises
    ------
    RosterFileError
        For a part that is there twice, or packed in a way that Excel does not use.
    """
    parts: dict[str, zipfile.ZipInfo] = {}
    for part in archive.infolist():
        name = part.filename.lower()
        if name in parts:
            raise RosterFileError(path, part.filename, "is there twice; save the file anew")
        if part.compress_type not in PACKINGS or part.flag_bits & 1:
            raise RosterFileError(path, part.filename, "is packed like no roster; save it anew")
        parts[name] = part
    return parts


def elements(path: Path, archive: zipfile.ZipFile, name: str) -> list[tuple[str, dict[str, str]]]:
    """Every element of a short part, in order: its name without prefix, and its attributes.

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
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = lambda tag, given: found.append((tag.split(":")[-1], given))
    for chunk in chunks(path, archive, part):
        parser.Parse(chunk)
    parser.Parse(b"", True)  # noqa: FBT003 (expat's own)
    return found


def chunks(path: Path, archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """A part's bytes, a piece at a time, to their real end.

    Raises
    ------
    RosterFileError
        For a part that is longer than it says.
    """
    to_the_end = copy(part)
    to_the_end.file_size = MOST_BYTES
    size = 0
    with archive.open(to_the_end) as stream:
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            if size > part.file_size:
                raise RosterFileError(path, part.filename, "is longer than it says; save it anew")
            yield chunk


def refuse_bombs(path: Path, archive: zipfile.ZipFile, sheet: str) -> None:
    """Refuse a file that would fill the memory.

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
    if sum(part.file_size for part in parts.values()) > MOST_BYTES:
        raise RosterFileError(path, "", "unpacks to more than any roster; save it anew")
    for part in parts.values():
        ratio = part.file_size / max(part.compress_size, 1)
        if part.file_size > SMALL and ratio > MOST_RATIO:
            raise RosterFileError(path, part.filename, "is packed like no roster; save it anew")
    longest = 0
    for name, part in parts.items():
        # Other sheets and pictures are never read.
        if name.endswith((".xml", ".rels")) and not name.startswith("xl/worksheets/"):
            longest = max(longest, _longest_text(path, archive, part))
    _refuse_sheet(path, archive, parts[sheet.lower()], longest)


def _longest_text(path: Path, archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    """Bytes of the longest shared text; 0 in any other part."""
    longest = open_text = 0
    for i, chunk in enumerate(chunks(path, archive, part)):
        if i == 0 and b"<!DOCTYPE" in chunk:
            raise RosterFileError(path, part.filename, "declares a document type; save it anew")
        first, *others = map(len, chunk.split(b"</si>"))
        longest = max(longest, open_text + first, *others)
        open_text = others[-1] if others else open_text + first
    return longest if part.filename.lower() == SHARED_TEXTS else 0


def _refuse_sheet(
    path: Path, archive: zipfile.ZipFile, part: zipfile.ZipInfo, longest: int
) -> None:
    counts_texts = longest * (part.file_size // SHORTEST_TEXT_CELL) > MOST_TEXT
    rows, columns, texts, tail = 999_999, 26, 0, b""
    for chunk in chunks(path, archive, part):
        xml = tail + chunk.translate(None, SPACE)
        if FAR.search(xml):
            for letters, digits in set(PLACE.findall(xml)):
                if len(letters + digits) > LONGEST_PLACE:
                    raise RosterFileError(path, part.filename, "has a cell beyond Excel's last one")
                columns, rows = max(columns, _column(letters)), max(rows, int(digits or 0))
        if counts_texts:
            texts += xml.count(b'"s"') + xml.count(b"'s'")
        tail = xml[-2 * LONGEST_PLACE :]
    if rows * columns > MOST_CELLS:
        raise RosterFileError(
            path,
            part.filename,
            f"spans {rows:,} rows and {columns:,} columns, more than any roster; delete the empty "
            "rows and columns around it, or save it as CSV",
        )
    if texts * longest > MOST_TEXT:
        raise RosterFileError(
            path,
            SHARED_TEXTS,
            f"has a text of {longest:,} bytes that {texts:,} cells could show; save it as CSV",
        )


def _column(letters: bytes) -> int:
    """The number of a column: A is 1."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number
