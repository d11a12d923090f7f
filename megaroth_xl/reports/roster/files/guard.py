"""The parts of a packed roster and their bytes, within the limits of what a roster can be."""

import zipfile
from collections.abc import Generator
from contextlib import closing
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from xml.parsers import expat

from megaroth_xl.errors import RosterFileError
from megaroth_xl.phrases import Phrase
from megaroth_xl.sheets.archive import DEFLATER, RAW

__all__ = [
    "BOUNDS",
    "Bounds",
    "chunks",
    "column_number",
    "elements",
    "guarded_parser",
    "parse_pieces",
    "parts_of",
    "refuse_size",
]


@dataclass(frozen=True)
class Bounds:
    """The largest roster that is read.

    Parameters
    ----------
    unpacked
        Bytes of all parts of a file: a million rows of 30 columns take some 2 GiB.
    cells
        Cells from the first row and column to the last: a million rows of 64 columns.
    text, texts
        Bytes of all texts, each counted in every cell that shows it; texts that cells share, each
        counted once.
    short
        Bytes of a part that is taken in whole, and below which it may be packed as it likes.
    ratio
        How many times as long as it lies in the file a part may be: rosters pack to a tenth or so.
    piece
        Bytes of a part that are looked at together.
    """

    unpacked: int = 6 << 30
    cells: int = 1 << 26
    text: int = 4 << 30
    texts: int = 1 << 26
    short: int = 64 << 20
    ratio: int = 250
    piece: int = 1 << 19


BOUNDS = Bounds()
MOST_COLUMNS, MOST_ROWS = 16_384, 1_048_576
"""Those of a sheet of Excel."""
FEWEST_COLUMNS = 8
"""The cost of a row at least, in columns."""
DOCUMENT_TYPE, DOCUMENT_SIGN = b"<!DOCTYPE", b"!"
"""What declares a document type, and of its letters the one that is rare, and so found at once."""
PACKINGS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
ENCRYPTED = 1
PACKED = 1 << 17
"""Packed bytes that are read at a time."""


def parts_of(
    path: Path, archive: zipfile.ZipFile, bounds: Bounds = BOUNDS
) -> dict[str, zipfile.ZipInfo]:
    """The parts of an Excel file by name, in small letters as its reader finds them.

    Raises
    ------
    RosterFileError
        For a part that is there twice, or parts that are packed like no roster's.
    """
    parts: dict[str, zipfile.ZipInfo] = {}
    for part in archive.infolist():
        if part.is_dir() and not part.file_size:
            continue  # some programs list the folders, too
        name = part.filename.lower()
        if name in parts:
            raise RosterFileError(path, part.filename, "is there twice; re-save the file in Excel")
        ratio = part.file_size / max(part.compress_size, 1)
        strange = part.compress_type not in PACKINGS or part.flag_bits & ENCRYPTED
        if strange or (part.file_size > bounds.short and ratio > bounds.ratio):
            problem = "uses an unusual compression; re-save the file in Excel"
            raise RosterFileError(path, part.filename, problem)
        parts[name] = part
    if sum(part.file_size for part in parts.values()) > bounds.unpacked:
        raise RosterFileError(path, "", "unpacks to more than any roster; re-save it in Excel")
    return parts


def elements(path: Path, archive: zipfile.ZipFile, name: str) -> list[tuple[str, dict[str, str]]]:
    """Every element of a short part, in order: its name and attributes, as "namespace name".

    Raises
    ------
    RosterFileError
        For a part that is missing, too long, no XML, or that declares a document type.
    """
    found: list[tuple[str, dict[str, str]]] = []
    part = parts_of(path, archive).get(name.lower())
    if part is None:
        raise RosterFileError(path, name, "is missing; re-save the file in Excel")
    if part.file_size > BOUNDS.short:
        problem = "is longer than in any roster; re-save the file in Excel"
        raise RosterFileError(path, name, problem)
    parser = guarded_parser(path, name)
    parser.StartElementHandler = lambda tag, given: found.append((tag, given))
    parse_pieces(parser, chunks(path, archive, part))
    return found


def chunks(
    path: Path, archive: zipfile.ZipFile, part: zipfile.ZipInfo, bounds: Bounds = BOUNDS
) -> Generator[bytes, None, None]:
    """A part's bytes, a piece at a time, to their real end.

    Parameters
    ----------
    path, archive, part
        A file, and what is read of it.
    bounds
        How much is read at a time and in all.

    Raises
    ------
    RosterFileError
        For a part that is longer than it says, or that declares a document type.
    """
    size, before = 0, b""
    for chunk in _inflated(archive, part, bounds.piece):
        size += len(chunk)
        if size > part.file_size:
            problem = "is longer than it says; re-save the file in Excel"
            raise RosterFileError(path, part.filename, problem)
        is_within = DOCUMENT_SIGN in chunk and DOCUMENT_TYPE in chunk
        if is_within or DOCUMENT_TYPE in before + chunk[: len(DOCUMENT_TYPE)]:
            raise _document_type(path, part.filename)
        before = (before + chunk[-len(DOCUMENT_TYPE) :])[-len(DOCUMENT_TYPE) :]
        yield chunk


def _inflated(
    archive: zipfile.ZipFile, part: zipfile.ZipInfo, piece: int
) -> Generator[bytes, None, None]:
    """A part's bytes to their real end, by the fastest inflater at hand and not by zipfile's."""
    packed = copy(part)
    packed.compress_type, packed.file_size = zipfile.ZIP_STORED, part.compress_size
    del packed.CRC  # of what comes out, not of what lies in the file
    is_stored = part.compress_type == zipfile.ZIP_STORED
    inflater = DEFLATER.decompressobj(RAW)
    crc, data, is_at_end = 0, b"", False
    with archive.open(packed) as stream:
        while not is_at_end:
            chunk = b""
            while len(chunk) < piece and not is_at_end:
                data = data or stream.read(min(PACKED, piece))
                is_at_end = not data
                if is_stored:
                    chunk, data = chunk + data, b""
                    continue
                try:
                    chunk += inflater.decompress(data, piece - len(chunk)) if data else b""
                    chunk += inflater.flush() if is_at_end else b""
                except DEFLATER.error as error:
                    raise zipfile.BadZipFile(f"{part.filename!r} is damaged") from error
                data, is_at_end = inflater.unconsumed_tail, is_at_end or inflater.eof
            crc = DEFLATER.crc32(chunk, crc)
            if chunk:
                yield chunk
    if crc != part.CRC:
        raise zipfile.BadZipFile(f"{part.filename!r} is damaged")


def _document_type(path: Path, name: str) -> RosterFileError:
    return RosterFileError(path, name, "declares a document type; re-save the file in Excel")


def guarded_parser(path: Path, name: str) -> expat.XMLParserType:
    """A parser that refuses a document type in any encoding."""

    def refuse(*_: object) -> None:
        raise _document_type(path, name)

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = refuse
    return parser


def parse_pieces(parser: expat.XMLParserType, pieces: Generator[bytes, None, None]) -> None:
    """Parse a part, and close its file if the parser refuses it."""
    with closing(pieces):  # and the file, if the parser refuses it
        for piece in pieces:
            parser.Parse(piece)
    parser.Parse(b"", True)  # noqa: FBT003 (expat's own)


def refuse_size(path: Path, rows: int, columns: int, bounds: Bounds = BOUNDS) -> None:
    """Refuse a roster of more rows and columns than fit into the memory of one machine.

    Raises
    ------
    RosterFileError
        With the number of both.
    """
    if columns > MOST_COLUMNS or rows * max(columns, FEWEST_COLUMNS) > bounds.cells:
        raise RosterFileError(
            path,
            "",
            Phrase(
                "spans {rows} rows and {columns} columns, more than one roster can; delete empty "
                "rows and columns, or split it into files of a million rows",
                rows=f"{rows:,}",
                columns=f"{columns:,}",
            ),
        )


def column_number(letters: str) -> int:
    """The number of a column: A is 1."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
