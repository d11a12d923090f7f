"""The limits of an Excel roster, checked on its bytes before a reader takes it in.

A file of a kilobyte can ask for terabytes: by packing a gigabyte of blanks, by lying about its
size, by cells far from each other, or by one long text that a million cells share. Readers that
make room first and look afterwards end the whole process. Here the reader's own rules count what
it will make room for. Sheets as programs write them are counted by their bytes, all others element
by element.
"""

import re
import zipfile
from collections.abc import Callable, Collection, Generator, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl

from megaroth_xl.errors import RosterFileError
from megaroth_xl.phrases import Phrase
from megaroth_xl.reports.roster.files.guard import (
    MOST_ROWS,
    Bounds,
    chunks,
    column_number,
    guarded_parser,
    parse_pieces,
    parts_of,
    refuse_size,
)
from megaroth_xl.reports.roster.files.pieces import Piece, whole_tags

__all__ = ["Reach", "refuse_bombs"]

SHARED_TEXTS, SHEETS = "xl/sharedstrings.xml", "xl/worksheets/"
BINARY_BOOK = "xl/workbook.bin"
CELL = r'<c r="[A-Z]{1,3}[0-9]{1,7}"'
"""The beginning of a cell as programs write it."""
ANY_CELL = r"<c[\s/>]|:c[\s/>]"
"""The beginning of a cell in any spelling; may be found elsewhere as well."""
NEAR_ROWS, NEAR_COLUMNS = 999_999, 26
"""Where near cells end; the others are looked at one by one."""
NOT_NEAR = (
    r'<c(?:\z|[^ ]| (?:\z|[^r])| r(?:\z|[^=])| r=(?:\z|[^"])| r="(?:\z|[^A-Z]|[A-Z](?:\z|[^0-9])|'
    r'[A-Z][0-9]{1,5}(?:\z|[^0-9"])|[A-Z][0-9]{6}(?:\z|[^"])))'
)
"""What may begin any cell but a near one, written as programs write it: <c r="A1"."""
FAR_COLUMN, CELL_START = r'<c r="[A-Z]{2,3}', len('<c r="')
FAR_ROW, FAR_DIGITS = r'<c r="[A-Z]{1,3}[0-9]{7}"', 7
SHARED_TEXT = r"""t\s*=\s*["']s["']"""
TEXT_CELL_MARKS = b'"s"', b"'s'"
"""One of these is in every cell that shows a shared text, and hardly elsewhere."""
TEXT_CELL = r't="s"><v>[0-9]{1,18}'
SHORTEST_TEXT_CELL = len('<ct="s"><v>0</v></c>')
PLACE = re.compile("([A-Za-z]{1,3})([0-9]{1,7})")
UTF_8 = re.compile(rb"""(?:\xef\xbb\xbf)?<(?:\?xml[^>]*?encoding=["'](?i:utf-8)["']|(?!\?xml))""")


class Reach(NamedTuple):
    """The last row and the last column of a sheet's cells."""

    rows: int
    columns: int


Look = Callable[[str, Piece], Reach | None]
"""What looks at each piece of each part, and returns the reach of its cells where that is known."""


def refuse_bombs(
    path: Path, archive: zipfile.ZipFile, bounds: Bounds, look: Look = lambda *_: None
) -> Collection[str]:
    """Refuse an Excel file that would fill the memory.

    Parameters
    ----------
    path, archive
        An Excel file.
    bounds
        The largest roster that is read.
    look
        What looks at each piece on the way; none of its tags is cut in two. Cells whose reach it
        knows are not looked at again.

    Returns
    -------
    collection
        The names of the parts that were looked at from their beginning to their end.

    Raises
    ------
    RosterFileError
        With the part and the reason.
    """
    parts = parts_of(path, archive, bounds)
    shared = parts.pop(SHARED_TEXTS, None)
    texts = _SharedTexts(path, archive, shared, bounds, look)
    if texts.count > bounds.texts:
        words = "has {count} texts, more than one roster can; save it as CSV"
        problem = Phrase(words, count=f"{texts.count:,}")
        raise RosterFileError(path, SHARED_TEXTS, problem)
    is_binary = BINARY_BOOK in parts  # its sheets are read in a process of their own
    return {
        part.filename
        for name, part in parts.items()
        if (name.endswith((".xml", ".rels")) or (name.startswith(SHEETS) and not is_binary))
        and _refuse_part(path, archive, part, texts, bounds, look)
    }


class _SharedTexts:
    """The texts that cells share: how many, and how long the longest is, in bytes."""

    def __init__(
        self,
        path: Path,
        archive: zipfile.ZipFile,
        part: zipfile.ZipInfo | None,
        bounds: Bounds,
        look: Look,
    ) -> None:
        self.count = self.longest = 0
        self._bounds = bounds
        self._path = path
        self._archive = archive
        self._part = part
        if part is None:
            return
        since = 0
        for piece in whole_tags(chunks(path, archive, part, bounds)):
            look(part.filename, piece)
            chunk = piece.xml
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
            parser = guarded_parser(self._path, self._part.filename)
            parser.StartElementHandler, parser.CharacterDataHandler = start, text
            parse_pieces(parser, chunks(self._path, self._archive, self._part, self._bounds))
        return found


def _refuse_part(
    path: Path,
    archive: zipfile.ZipFile,
    part: zipfile.ZipInfo,
    texts: _SharedTexts,
    bounds: Bounds,
    look: Look,
) -> bool:
    """As `refuse_bombs`, of one part, which may be a sheet; return whether all was looked at."""

    def pieces() -> Generator[bytes, None, None]:
        return chunks(path, archive, part, bounds)

    may_repeat = texts.longest * (part.file_size // SHORTEST_TEXT_CELL) > bounds.text
    text_cells = 0

    def look_at(piece: Piece) -> Reach | None:
        nonlocal text_cells
        if may_repeat:
            text_cells += sum(piece.xml.count(mark) for mark in TEXT_CELL_MARKS)
        return look(part.filename, piece)

    reach = _reach(pieces(), bounds, look_at)
    was_looked_at = reach is not None
    if reach is not None and reach.rows * reach.columns > bounds.cells and reach.rows == NEAR_ROWS:
        reach = reach._replace(rows=_last_row(pieces()))
    size: int | None = 0
    if texts.longest * text_cells > bounds.text:
        size = _shown(pieces(), texts)
    if reach is None or size is None:
        counted = _Counted(path, part.filename, texts.lengths())
        parser = guarded_parser(path, part.filename)
        parser.StartElementHandler, parser.EndElementHandler = counted.start, counted.end
        parser.CharacterDataHandler = counted.text
        parse_pieces(parser, pieces())
        reach, size = Reach(counted.rows, counted.columns), counted.size
    refuse_size(path, reach.rows, reach.columns, bounds)
    if size > bounds.text:
        words = "shows {count} bytes of text, more than one roster can; save it as CSV"
        problem = Phrase(words, count=f"{size:,}")
        raise RosterFileError(path, part.filename, problem)
    return was_looked_at


def _reach(
    pieces: Iterator[bytes], bounds: Bounds, look: Callable[[Piece], Reach | None]
) -> Reach | None:
    """The reach of a part whose cells are written as programs write them, at least; else None."""
    rows, columns = NEAR_ROWS, NEAR_COLUMNS
    for number, piece in enumerate(whole_tags(pieces, near_cell=True)):
        if len(piece.xml) > 2 * bounds.piece or (not number and not UTF_8.match(piece.xml)):
            return None
        known = look(piece)
        if known is not None:
            rows, columns = max(rows, known.rows), max(columns, known.columns)
            continue
        xml = piece.letters
        if not (xml.str.contains(":c", literal=True)[0] or xml.str.contains(NOT_NEAR)[0]):
            continue
        if xml.str.count_matches(ANY_CELL)[0] != xml.str.count_matches(CELL)[0]:
            return None
        for far in xml.str.extract_all(FAR_COLUMN).explode().unique().drop_nulls():
            columns = max(columns, column_number(far[CELL_START:]))
        for far in xml.str.extract_all(FAR_ROW).explode().unique().drop_nulls():
            rows = max(rows, int(far[-1 - FAR_DIGITS : -1]))
    return Reach(rows, columns) if rows <= MOST_ROWS else None  # which says where


def _shown(pieces: Iterator[bytes], texts: _SharedTexts) -> int | None:
    """Bytes of all texts in all cells that show one; None if cells are not plainly written."""
    lengths = np.array([*texts.lengths(), 0])
    size = 0
    for piece in whole_tags(pieces, b"<c "):
        xml = piece.letters
        found = xml.str.extract_all(TEXT_CELL).explode().drop_nulls()
        if len(found) != xml.str.count_matches(SHARED_TEXT)[0]:
            return None
        numbers = found.str.extract("([0-9]+)$").cast(pl.Int64).to_numpy()
        size += int(lengths[np.minimum(numbers, len(lengths) - 1)].sum())
    return size


def _last_row(pieces: Iterator[bytes]) -> int:
    """The last row of a sheet whose cells are written as programs write them."""
    last = 0
    for piece in whole_tags(pieces):
        xml = piece.letters
        rows = xml.str.extract_all(CELL).explode().str.extract('([0-9]+)"$').cast(pl.Int64)
        last = max(last, int(rows.max() or 0))  # type: ignore[arg-type]
    return last


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
