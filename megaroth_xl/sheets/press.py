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
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import NamedTuple

import polars as pl
from openpyxl import Workbook

from megaroth_xl.sheets.archive import (
    Bytes,
    Entry,
    archive,
    deflated,
    deflated_stream,
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


Plate = Sequence[str | Field]
"""A text cut at its fields: text, field, text, ... field, text."""


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
                fixed.append(deflated(name, part))
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
        sheets = [cells.set(plate).cast(pl.Binary).to_list() for plate in self._plates.values()]
        for contents in zip(*sheets, strict=True):
            yield self._copy(zip(self._plates, contents, strict=True))

    def _copy(self, sheets: Iterable[tuple[str, bytes]]) -> bytes:
        pieces: list[Bytes] = [self._body]
        lines, offset = [self._listing], len(self._body)
        for name, content in sheets:
            entry = deflated(name, content)
            head = heading(entry)
            pieces += (head, entry.packed)
            lines.append(directory(entry, offset))
            offset += len(head) + len(entry.packed)
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

    def _printed(self, sheets: Mapping[str, Rows]) -> Iterator[Entry]:
        for title, (name, xml) in self._sheets.items():
            yield deflated_stream(name, _repeated(xml, sheets[title]))


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
    return plate


def _repeated(xml: str, rows: Rows) -> Iterator[bytes]:
    """The text of a sheet, its designed row repeated."""
    designed = next(ROW.finditer(xml))
    first = int(designed[1])
    before, after = xml[: designed.start()], xml[designed.end() :]
    last = max(first + rows.height - 1, 1)
    yield DIMENSION.sub(rf'\g<1>{last}"', before).encode()
    plate = _cut(designed[0])
    for frame in rows.frames:
        lines = Cells(frame).set(plate, first_row=first)
        yield lines.str.join("").cast(pl.Binary).item()
        first += frame.height
    yield after.encode()


class Cells:
    """The rows of a frame as XML: in each column the contents of its cells, null for a blank."""

    def __init__(self, frame: pl.DataFrame) -> None:
        found = frame.select(_is_odd(name, kind).any() for name, kind in frame.schema.items())
        odd = {column.name for column in found if column.any()}
        self._around = {name: _around(name, kind, odd) for name, kind in frame.schema.items()}
        self._frame = frame.select(_content(frame[name], odd) for name in frame.columns)
        self._has_blanks = {column.name: column.null_count() > 0 for column in self._frame}

    def set(self, plate: Plate, *, first_row: int | None = None) -> pl.Series:
        """The plate's text for each row, with the cells between its cuts.

        Parameters
        ----------
        plate
            A sheet's, or a designed row's.
        first_row
            Where the plate is a designed row: the number of its first copy.
        """
        frame, row = self._frame, None
        if first_row is not None:
            numbers = pl.int_range(first_row, first_row + frame.height, eager=True)
            frame = frame.with_columns(numbers.cast(pl.String).alias("row number"))
            row = pl.col("row number")
        pieces: list[str | pl.Expr] = []
        for piece in plate:
            pieces += self._cell(piece, row) if isinstance(piece, Field) else _at(piece, row)
        return frame.select(_joined(pieces).alias("xml")).to_series()

    def _cell(self, field: Field, row: pl.Expr | None) -> list[str | pl.Expr]:
        opening, closing = self._around[field.column]
        reference = _at(f'<c r="{field.letters}{field.row}"{field.style}', row)
        content = pl.col(field.column)
        cell = [*reference, opening, content, closing]
        if not self._has_blanks[field.column]:
            return cell
        blank = _joined([*reference, "/>"])
        return [pl.when(content.is_null()).then(blank).otherwise(_joined(cell))]


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
    texts = (re.sub("[{}]", r"\g<0>\g<0>", p) if isinstance(p, str) else "{}" for p in pieces)
    return pl.format("".join(texts), *(p for p in pieces if not isinstance(p, str)))


def _around(name: str, kind: pl.DataType, odd: Container[str]) -> tuple[str | pl.Expr, str]:
    """Return what stands before and after the content of a column's cells."""
    if kind != pl.String:
        return TRUTH if kind == pl.Boolean else NUMBER
    if name not in odd:
        return TEXT
    spaced, plain = (pl.lit(opening) for opening, _ in (SPACED_TEXT, TEXT))
    return pl.when(pl.col(name).str.contains(OUTER_SPACE)).then(spaced).otherwise(plain), TEXT[1]


def _is_odd(name: str, kind: pl.DataType) -> pl.Expr:
    """Return which cells of a column cannot stand in XML as they are; most columns have none."""
    column = pl.col(name)
    if kind == pl.String:
        return is_suspect(column)
    return ~column.is_finite() if kind.is_float() else pl.lit(value=False).alias(name)


def _content(column: pl.Series, odd: Container[str]) -> pl.Series | pl.Expr:
    """Return what stands in the cells of a column, null for a blank."""
    kind, name = column.dtype, pl.col(column.name)
    if kind == pl.String:
        return _escaped(cell_text(column)) if column.name in odd else name
    if kind.is_float():
        finite = pl.when(name.is_finite()).then(name) if column.name in odd else name
        return finite.cast(pl.String)
    if kind == pl.Date:
        return (name - DAY_ZERO).dt.total_days().cast(pl.String)
    if kind == pl.Boolean:
        return name.cast(pl.Int8).cast(pl.String)
    if kind.is_integer() or kind == pl.Null:
        return name.cast(pl.String)
    raise TypeError(f"a cell holds a text, a number, a truth or a date, not {kind}")


def _escaped(texts: pl.Series) -> pl.Series:
    """Texts as XML writes them; what holds nothing is blank."""
    for character, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        texts = texts.str.replace_all(character, entity, literal=True)
    return texts.replace("", None)
