"""The limits of an Excel roster, checked on its bytes before a reader takes it in.

A file of a kilobyte can ask for terabytes: by packing a gigabyte of blanks, by lying about its
size, by cells far from each other, or by one long text that a million cells share. Readers that
make room first and look afterwards end the whole process. Here the reader's own rules count what
it will make room for. Sheets as programs write them are counted by their bytes, all others element
by element.
"""

import re
import zipfile
from collections.abc import Generator, Iterator
from contextlib import closing
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from xml.parsers import expat

import numpy as np
import polars as pl

from megaroth_xl.errors import RosterFileError

__all__ = [
    "BOUNDS",
    "Bounds",
    "chunks",
    "column_number",
    "elements",
    "parts_of",
    "refuse_bombs",
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
    text
        Bytes of all texts, each counted in every cell that shows it.
    texts
        Texts that cells share, each counted once.
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
    piece: int = 1 << 20


BOUNDS = Bounds()
MOST_COLUMNS, MOST_ROWS = 16_384, 1_048_576
"""Those of a sheet of Excel."""
FEWEST_COLUMNS = 8
"""The cost of a row at least, in columns."""
DOCUMENT_TYPE = b"<!DOCTYPE"
PACKINGS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
ENCRYPTED = 1
SHARED_TEXTS, SHEETS = "xl/sharedstrings.xml", "xl/worksheets/"

CELL = r'<c r="[A-Z]{1,3}[0-9]{1,7}"'
"""The beginning of a cell as programs write it."""
ANY_CELL = r"<c[\s/>]|:c[\s/>]"
"""The beginning of a cell in any spelling; may be found elsewhere as well."""
NEAR = r'<c r="[A-Z][0-9]{1,6}"'
NEAR_ROWS, NEAR_COLUMNS = 999_999, 26
"""Where near cells end; the others are looked at one by one."""
FAR_COLUMN, CELL_START = r'<c r="[A-Z]{2,3}', len('<c r="')
FAR_ROW, FAR_DIGITS = r'<c r="[A-Z]{1,3}[0-9]{7}"', 7
SHARED_TEXT = r"""t\s*=\s*["']s["']"""
TEXT_CELL = r't="s"><v>[0-9]{1,18}'
SHORTEST_TEXT_CELL = len('<ct="s"><v>0</v></c>')
PLACE = re.compile("([A-Za-z]{1,3})([0-9]{1,7})")
UTF_8 = re.compile(rb"""(?:\xef\xbb\xbf)?<(?:\?xml[^>]*?encoding=["'](?i:utf-8)["']|(?!\?xml))""")


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
    parser = _parser(path, name)
    parser.StartElementHandler = lambda tag, given: found.append((tag, given))
    _parse(parser, chunks(path, archive, part))
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
    to_the_end = copy(part)
    to_the_end.file_size = bounds.unpacked
    size, before = 0, b""
    with archive.open(to_the_end) as stream:
        while chunk := stream.read(bounds.piece):
            size += len(chunk)
            if size > part.file_size:
                problem = "is longer than it says; re-save the file in Excel"
                raise RosterFileError(path, part.filename, problem)
            if DOCUMENT_TYPE in chunk or DOCUMENT_TYPE in before + chunk[: len(DOCUMENT_TYPE)]:
                raise _document_type(path, part.filename)
            before = (before + chunk[-len(DOCUMENT_TYPE) :])[-len(DOCUMENT_TYPE) :]
            yield chunk


def _document_type(path: Path, name: str) -> RosterFileError:
    return RosterFileError(path, name, "declares a document type; re-save the file in Excel")


def _parser(path: Path, name: str) -> expat.XMLParserType:
    """A parser that refuses a document type in any encoding."""

    def refuse(*_: object) -> None:
        raise _document_type(path, name)

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = refuse
    return parser


def _parse(parser: expat.XMLParserType, pieces: Generator[bytes, None, None]) -> None:
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
            f"spans {rows:,} rows and {columns:,} columns, more than one roster can; delete empty "
            "rows and columns, or split it into files of a million rows",
        )


def refuse_bombs(path: Path, archive: zipfile.ZipFile, bounds: Bounds) -> None:
    """Refuse an Excel file that would fill the memory.

    Parameters
    ----------
    path, archive
        An Excel file.
    bounds
        The largest roster that is read.

    Raises
    ------
    RosterFileError
        With the part and the reason.
    """
    parts = parts_of(path, archive, bounds)
    shared = parts.pop(SHARED_TEXTS, None)
    texts = _SharedTexts(path, archive, shared, bounds)
    if texts.count > bounds.texts:
        problem = f"has {texts.count:,} texts, more than one roster can; save it as CSV"
        raise RosterFileError(path, SHARED_TEXTS, problem)
    for name, part in parts.items():
        if name.endswith((".xml", ".rels")) or name.startswith(SHEETS):
            _refuse_part(path, archive, part, texts, bounds)


class _SharedTexts:
    """The texts that cells share: how many, and how long the longest is, in bytes."""

    def __init__(
        self,
        path: Path,
        archive: zipfile.ZipFile,
        part: zipfile.ZipInfo | None,
        bounds: Bounds,
    ) -> None:
        self.count = self.longest = 0
        self._bounds = bounds
        self._path = path
        self._archive = archive
        self._part = part
        if part is None:
            return
        since = 0
        for chunk in _whole_tags(chunks(path, archive, part, bounds)):
            first, *others = chunk.split(b"si>")
            self.longest = max(self.longest, since + len(first), *map(len, others))
            since = len(others[-1]) if others else since + len(first)
            self.count += chunk.count(b"<si") + chunk.count(b":si")

    def lengths(self) -> list[int]:
        """The length of each text, in characters of four bytes at most."""
        found: list[int] = []

        def start(tag: str, _: dict[str, str]) -> None:
            if tag.rpartition(" ")[2] == "si":
                found.append(0)

        def text(piece: str) -> None:
            if found:
                found[-1] += len(piece.encode())

        if self._part is not None:
            parser = _parser(self._path, self._part.filename)
            parser.StartElementHandler, parser.CharacterDataHandler = start, text
            _parse(parser, chunks(self._path, self._archive, self._part, self._bounds))
        return found


class _Reach(NamedTuple):
    """The last row and the last column of a sheet's cells."""

    rows: int
    columns: int


def _refuse_part(
    path: Path,
    archive: zipfile.ZipFile,
    part: zipfile.ZipInfo,
    texts: _SharedTexts,
    bounds: Bounds,
) -> None:
    """As `refuse_bombs`, of one part, which may be a sheet."""

    def pieces() -> Generator[bytes, None, None]:
        return chunks(path, archive, part, bounds)

    reach = _reach(pieces(), bounds)
    if reach is not None and reach.rows * reach.columns > bounds.cells and reach.rows == NEAR_ROWS:
        reach = reach._replace(rows=_last_row(pieces()))
    size: int | None = 0
    if texts.longest * (part.file_size // SHORTEST_TEXT_CELL) > bounds.text:
        size = _shown(pieces(), texts)
    if reach is None or size is None:
        counted = _Counted(path, part.filename, texts.lengths())
        parser = _parser(path, part.filename)
        parser.StartElementHandler, parser.EndElementHandler = counted.start, counted.end
        parser.CharacterDataHandler = counted.text
        _parse(parser, pieces())
        reach, size = _Reach(counted.rows, counted.columns), counted.size
    refuse_size(path, reach.rows, reach.columns, bounds)
    if size > bounds.text:
        problem = f"shows {size:,} bytes of text, more than one roster can; save it as CSV"
        raise RosterFileError(path, part.filename, problem)


def _reach(pieces: Iterator[bytes], bounds: Bounds) -> _Reach | None:
    """The reach of a part whose cells are written as programs write them, at least; else None."""
    rows, columns = NEAR_ROWS, NEAR_COLUMNS
    for number, piece in enumerate(_whole_tags(pieces)):
        if len(piece) > 2 * bounds.piece or (not number and not UTF_8.match(piece)):
            return None
        xml = pl.Series([piece.decode("latin-1")])
        near = xml.str.count_matches(NEAR)[0]
        is_plain = not xml.str.contains(":c", literal=True)[0]
        if is_plain and near == xml.str.count_matches("<c", literal=True)[0]:
            continue
        if xml.str.count_matches(ANY_CELL)[0] != xml.str.count_matches(CELL)[0]:
            return None
        for far in xml.str.extract_all(FAR_COLUMN).explode().unique().drop_nulls():
            columns = max(columns, column_number(far[CELL_START:]))
        for far in xml.str.extract_all(FAR_ROW).explode().unique().drop_nulls():
            rows = max(rows, int(far[-1 - FAR_DIGITS : -1]))
    return _Reach(rows, columns) if rows <= MOST_ROWS else None  # which says where


def _shown(pieces: Iterator[bytes], texts: _SharedTexts) -> int | None:
    """Bytes of all texts in all cells that show one; None if cells are not plainly written."""
    lengths = np.array([*texts.lengths(), 0])
    size = 0
    for piece in _whole_tags(pieces, b"<c "):
        xml = pl.Series([piece.decode("latin-1")])
        found = xml.str.extract_all(TEXT_CELL).explode().drop_nulls()
        if len(found) != xml.str.count_matches(SHARED_TEXT)[0]:
            return None
        numbers = found.str.extract("([0-9]+)$").cast(pl.Int64).to_numpy()
        size += int(lengths[np.minimum(numbers, len(lengths) - 1)].sum())
    return size


def _last_row(pieces: Iterator[bytes]) -> int:
    """The last row of a sheet whose cells are written as programs write them."""
    last = 0
    for piece in _whole_tags(pieces):
        xml = pl.Series([piece.decode("latin-1")])
        rows = xml.str.extract_all(CELL).explode().str.extract('([0-9]+)"$').cast(pl.Int64)
        last = max(last, int(rows.max() or 0))  # type: ignore[arg-type]
    return last


def _whole_tags(pieces: Iterator[bytes], beginning: bytes = b"<") -> Iterator[bytes]:
    """The pieces, cut before the last tag of each that so begins: none is cut in two."""
    rest = b""
    for piece in pieces:
        xml = rest + piece
        cut = xml.rfind(beginning)
        if cut > 0:
            yield xml[:cut]
            rest = xml[cut:]
        else:
            rest = xml
    yield rest


class _Counted:
    """A sheet counted element by element, by the rules of the reader.

    A row is where it says, or below the one before it; a cell is where it says, or to the right of
    the one before it.
    """

    def __init__(self, path: Path, name: str, lengths: list[int]) -> None:
        self.rows = self.columns = self.size = 0
        self._path = path
        self._name = name
        self._lengths = lengths
        self._row = self._column = 0
        self._shows_text = False
        self._number: list[str] | None = None

    def start(self, tag: str, given: dict[str, str]) -> None:
        """An element begins."""
        name = tag.rpartition(" ")[2]
        if name == "c":
            self._place(given.get("r"))
            self._shows_text = given.get("t") == "s"
        elif name == "row" and "r" in given:
            self._row = self._whole(given["r"]) - 1
        elif name == "v" and self._shows_text:
            self._number = []

    def end(self, tag: str) -> None:
        """An element ends."""
        name = tag.rpartition(" ")[2]
        if name == "row":
            self._row, self._column = self._row + 1, 0
        elif name == "v" and self._number is not None:
            at = "".join(self._number).strip()
            if at.isdecimal() and int(at) < len(self._lengths):
                self.size += self._lengths[int(at)]
            self._number = None

    def text(self, piece: str) -> None:
        """A piece of text."""
        if self._number is not None:
            self._number.append(piece)
        else:
            self.size += len(piece.encode())

    def _place(self, place: str | None) -> None:
        if place is not None:
            found = PLACE.fullmatch(place)
            if found is None:
                raise self._beyond()
            self._column = column_number(found[1]) - 1
            row = self._whole(found[2])
        else:
            row = self._row + 1
        self._column += 1
        self.rows, self.columns = max(self.rows, row), max(self.columns, self._column)

    def _whole(self, digits: str) -> int:
        number = int(digits) if digits.isdecimal() and len(digits) < 10 else 0  # noqa: PLR2004
        if not 0 < number <= MOST_ROWS:
            raise self._beyond()
        return number

    def _beyond(self) -> RosterFileError:
        problem = "has a cell beyond Excel's last one; re-save the file in Excel"
        return RosterFileError(self._path, self._name, problem)


def column_number(letters: str) -> int:
    """The number of a column: A is 1."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
