"""The press: a workbook is designed once, with openpyxl, and printed many times.

A design holds *fields*: cells whose text is a column's name between two marks (`page.field`).
The press saves the design once and takes the file apart. Parts without fields stay as they lie,
compressed, and go into every copy unread. A sheet with fields becomes a *plate*: its XML, cut at
the fields. Printing puts the cells of a whole frame between the cuts at once, column by column,
so that little is left to do for each copy but to compress its changed sheets.

There are two ways to print. `Press.copies` makes a workbook of each row of a frame. `Press.rows`
makes one workbook, in which a designed row stands once for each row of a frame. What comes out is,
cell for cell and style for style, what openpyxl would write.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from itertools import chain
from math import isfinite
from typing import NamedTuple

import numpy as np
import polars as pl
from openpyxl import Workbook

from megaroth_xl.sheets.archive import (
    Bytes,
    Streamed,
    archive,
    deflated,
    deflated_once,
    directory,
    end,
    heading,
)
from megaroth_xl.sheets.cell_text import OUTER_SPACE, cell_text, is_suspect
from megaroth_xl.sheets.escapes import FIELD_END, FIELD_START
from megaroth_xl.sheets.finishing import workbook_parts

__all__ = ["Press", "Rows"]

FIELD = re.compile(
    rf'<c r="([A-Z]+)([0-9]+)"( s="[0-9]+")? t="inlineStr">'
    rf"<is><t>{FIELD_START}([^{FIELD_END}]+){FIELD_END}</t></is></c>"
)
REFERENCE = re.compile(r'( r="[A-Z]*)[0-9]+"')
ROW = re.compile(
    r'<row [^>]*?\br="([0-9]+)"(?:(?!</row>).)*?' + FIELD_START + r".*?</row>", re.DOTALL
)
DIMENSION = re.compile(r'(<dimension ref="[A-Z]+[0-9]+:[A-Z]+)[0-9]+"')
SET_AT_ONCE = 1024
"""Rows whose text is made at a time: it stays within the processor's cache."""
DAY_ZERO = date(1899, 12, 30)
"""The day from which Excel counts days, for days after February 1900."""
TEXT = (' t="inlineStr"><is><t>', "</t></is></c>")
SPACED_TEXT = (' t="inlineStr"><is><t xml:space="preserve">', "</t></is></c>")
TRUTH = (' t="b"><v>', "</v></c>")
NUMBER = ("><v>", "</v></c>")
"""What stands around a cell's content."""


class Field(NamedTuple):
    """A cell that a column fills."""

    letters: str
    row: str
    style: str
    column: str


Plate = tuple[str | Field, ...]
"""A text cut at its fields: text, field, text, ... field, text."""
ROW_NUMBER = FIELD_START
"""A column's name that no field has."""


class Column(NamedTuple):
    """What a frame's column holds.

    Parameters
    ----------
    name, kind
        Its name and type.
    is_odd
        Whether some cell could not stand in XML as it was.
    may_be_blank
        Whether some cell is blank.
    same
        What follows the address in each of its cells, where they are all the same.
    """

    name: str
    kind: pl.DataType
    is_odd: bool
    may_be_blank: bool
    same: str | None = None


class Rows(NamedTuple):
    """The data for a designed row: the number of rows, and the frames that hold them."""

    height: int
    frames: Iterable[pl.DataFrame]


class Press:
    """A designed workbook, ready to be printed.

    Parameters
    ----------
    design
        A workbook with fields.
    """

    def __init__(self, design: Workbook) -> None:
        titles = {f"xl/worksheets/sheet{i}.xml": s.title for i, s in enumerate(design, start=1)}
        self._sheets: dict[str, tuple[str, str]] = {}
        fixed = []
        for name, part in workbook_parts(design).items():
            if name in titles and FIELD_START in (xml := part.decode()):
                self._sheets[titles[name]] = (name, xml)
            else:
                fixed.append(deflated_once(name, part))
        self._fixed = tuple(fixed)
        self._plates = {name: _cut(xml) for name, xml in self._sheets.values()}
        *body, self._listing, _ = archive(fixed)
        self._body = b"".join(body)

    def copies(self, frame: pl.DataFrame) -> Iterator[bytes]:
        """A workbook for each row of a frame.

        Parameters
        ----------
        frame
            A column for each field: text, number, truth or date; a blank is null.
        """
        cells = Cells(frame)
        sheets = [cells.set(plate) for plate in self._plates.values()]
        for contents in zip(*sheets, strict=True):
            yield self._copy(zip(self._plates, contents, strict=True))

    def _copy(self, sheets: Iterable[tuple[str, bytes]]) -> bytes:
        pieces: list[Bytes] = [self._body]
        lines, offset = [self._listing], len(self._body)
        for name, content in sheets:
            entry = deflated(name, content)
            head = heading(entry)
            pieces += (head, *entry.packed)
            lines.append(directory(entry, offset))
            offset += len(head) + entry.packed_size
        listing = b"".join(lines)
        count = len(self._fixed) + len(self._plates)
        return b"".join((*pieces, listing, end(count, len(listing), offset)))

    def rows(self, sheets: Mapping[str, Rows]) -> Iterator[Bytes]:
        """One workbook, piece by piece, in which designed rows are repeated.

        Parameters
        ----------
        sheets
            By the title of each sheet with fields: what fills its designed row, which must be its
            last.
        """
        return archive(chain(self._fixed, self._printed(sheets)))  # one sheet at a time

    def _printed(self, sheets: Mapping[str, Rows]) -> Iterator[Streamed]:
        for title, (name, xml) in self._sheets.items():
            yield Streamed(name, _repeated(xml, sheets[title]))


def _cut(xml: str) -> Plate:
    """The text of a sheet, cut at its fields.

    Raises
    ------
    ValueError
        Where a mark is left that is no field: it would stand in every copy.
    """
    plate: list[str | Field] = []
    at = 0
    for found in FIELD.finditer(xml):
        letters, row, style, column = found.groups(default="")
        plate += (xml[at : found.start()], Field(letters, row, style, column))
        at = found.end()
    plate.append(xml[at:])
    if any(FIELD_START in piece for piece in plate if isinstance(piece, str)):
        raise ValueError("a designed sheet has a cell that begins like a field and is none")
    return tuple(plate)


def _repeated(xml: str, rows: Rows) -> Iterator[bytes | memoryview]:
    """The text of a sheet, its designed row repeated."""
    designed = next(ROW.finditer(xml))
    first = int(designed[1])
    before, after = xml[: designed.start()], xml[designed.end() :]
    last = max(first + rows.height - 1, 1)
    yield DIMENSION.sub(rf'\g<1>{last}"', before).encode()
    plate = _cut(designed[0])
    for frame in rows.frames:
        yield from Cells(frame).rows(plate, first)
        first += frame.height
    yield after.encode()


class Cells:
    """The rows of a frame as the XML of their cells."""

    def __init__(self, frame: pl.DataFrame) -> None:
        for column in frame:
            if not _can_fill(column.dtype):
                cells = "a text, a number, a truth or a date"
                raise TypeError(f"a cell holds {cells}, not {column.dtype}")
        alike = {column.name for column in frame if _is_same(column)}
        first = frame.head(1)  # says as much of what is alike
        odd = {c.name for c in frame if _is_odd(first[c.name] if c.name in alike else c)}
        self._frame = frame.with_columns(_made_plain(frame[name]) for name in odd)
        columns = [
            Column(column.name, column.dtype, column.name in odd, column.null_count() > 0)
            for column in self._frame
        ]
        same = (_joined(_filling(c)).alias(c.name) for c in columns if c.name in alike)
        fillings = self._frame.head(1).select(same).row(0, named=True) if alike else {}
        self._columns = tuple(c._replace(same=fillings.get(c.name)) for c in columns)

    def set(self, plate: Plate) -> list[bytes]:
        """The plate's text for each row, with the cells between its cuts."""
        line = _line(plate, self._columns, is_row=False)
        return self._frame.with_columns(line.cast(pl.Binary))["xml"].to_list()

    def rows(self, plate: Plate, first: int) -> Iterator[memoryview]:
        """A designed row's text for each row, those of some rows at a time.

        Parameters
        ----------
        plate
            The designed row.
        first
            The number of its first copy.
        """
        line = _line(plate, self._columns, is_row=True).cast(pl.Binary)
        codes = line.cast(pl.List(pl.UInt8)).explode()  # copied once; a joined text would be twice
        numbers = pl.int_range(first, first + self._frame.height, eager=True).cast(pl.String)
        numbered = self._frame.with_columns(numbers.alias(ROW_NUMBER))
        for part in numbered.iter_slices(SET_AT_ONCE):
            yield part.select(codes).to_series().to_numpy().data


@lru_cache(maxsize=16)  # built once for all frames alike: that takes as long as what it does
def _line(plate: Plate, columns: tuple[Column, ...], *, is_row: bool) -> pl.Expr:
    """A plate's text, from the cells of its columns."""
    row = pl.col(ROW_NUMBER) if is_row else None
    by_name = {column.name: column for column in columns}
    pieces: list[str | pl.Expr] = []
    for piece in plate:
        if isinstance(piece, Field):
            pieces += _at(f'<c r="{piece.letters}{piece.row}"{piece.style}', row)
            pieces += _filling(by_name[piece.column])
        else:
            pieces += _at(piece, row)
    return _joined(pieces).alias("xml")


def _filling(column: Column) -> list[str | pl.Expr]:
    """What follows a cell's address and style: its content, and the end of the cell."""
    if column.same is not None:
        return [column.same]
    opening, closing = _around(column)
    pieces = [opening, _content(column.name, column.kind), closing]
    return [_joined(pieces).fill_null("/>")] if column.may_be_blank else pieces


def _at(xml: str, row: pl.Expr | None) -> list[str | pl.Expr]:
    """A text, in which `row`, if any, takes the place of the row's number."""
    if row is None:
        return [xml]
    pieces: list[str | pl.Expr] = []
    at = 0
    for found in REFERENCE.finditer(xml):
        pieces += (xml[at : found.start()], found[1], row, '"')
        at = found.end()
    return [*pieces, xml[at:]]


def _joined(pieces: Iterable[str | pl.Expr]) -> pl.Expr:
    """The pieces one after the other; fixed texts stand in the format, which is the faster way."""
    pieces = list(pieces)
    filled = [piece for piece in pieces if not isinstance(piece, str)]
    texts = (re.sub("[{}]", r"\g<0>\g<0>", p) if isinstance(p, str) else "{}" for p in pieces)
    return pl.format("".join(texts), *filled)


def _around(column: Column) -> tuple[str | pl.Expr, str]:
    """Return what stands before and after the content of a column's cells."""
    if column.kind != pl.String:
        return TRUTH if column.kind == pl.Boolean else NUMBER
    if not column.is_odd:
        return TEXT
    spaced, plain = (pl.lit(opening) for opening, _ in (SPACED_TEXT, TEXT))
    is_spaced = pl.col(column.name).str.contains(OUTER_SPACE)
    return pl.when(is_spaced).then(spaced).otherwise(plain), TEXT[1]


def _can_fill(kind: pl.DataType) -> bool:
    """Return whether a cell can hold what a column of a kind holds."""
    plain = {pl.String, pl.Date, pl.Boolean, pl.Null}
    return kind.is_float() or kind.is_integer() or kind in plain


def _is_odd(column: pl.Series) -> bool:
    """Return whether any cell of a column cannot stand in XML as it is; most columns have none."""
    if column.dtype == pl.String:
        return is_suspect(column)
    return column.dtype.is_float() and not isfinite(column.sum())


def _is_same(column: pl.Series) -> bool:
    """Return whether all cells of a column hold the same."""
    if column.is_empty() or column[0] != column[-1]:
        return False
    if column.null_count():
        return column.null_count() == len(column)
    if not (column == column[0]).all():
        return False
    two_zeros = column.dtype.is_float() and column[0] == 0
    return not (two_zeros and np.signbit(column.to_numpy()).any())


def _made_plain(column: pl.Series) -> pl.Series | pl.Expr:
    """An odd column such that its cells can stand in XML as they are, null for a blank."""
    if column.dtype == pl.String:
        return _escaped(cell_text(column))
    name = pl.col(column.name)
    return pl.when(name.is_finite()).then(name)


def _content(name: str, kind: pl.DataType) -> pl.Expr:
    """Return what stands in the cells of a column, null for a blank."""
    column = pl.col(name)
    if kind == pl.Date:
        return (column - DAY_ZERO).dt.total_days()
    if kind == pl.Boolean:
        return column.cast(pl.Int8)
    return column


def _escaped(texts: pl.Series) -> pl.Series:
    """Texts as XML writes them; what holds nothing is blank."""
    for character, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        texts = texts.str.replace_all(character, entity, literal=True)
    return texts.replace("", None)
