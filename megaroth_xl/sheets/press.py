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
from collections.abc import Container, Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

import polars as pl
from openpyxl import Workbook

from megaroth_xl.sheets.archive import (
    Bytes,
    Entry,
    archive,
    deflated,
    deflated_once,
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
SET_AT_ONCE = 1024
"""Rows whose text is made at a time: it stays within the processor's cache."""
SAMPLE, FEW = 512, 64
"""Rows that are looked at for whether a column repeats a few texts, and how many are few."""
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
Kinds = tuple[tuple[str, pl.DataType], ...]
"""The columns of a frame."""
ROW_NUMBER = FIELD_START
"""A column's name that no field has."""


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
        sheets = [cells.set(plate).cast(pl.Binary).to_list() for plate in self._plates.values()]
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
    return tuple(plate)


def _repeated(xml: str, rows: Rows) -> Iterator[bytes]:
    """The text of a sheet, its designed row repeated."""
    designed = next(ROW.finditer(xml))
    first = int(designed[1])
    before, after = xml[: designed.start()], xml[designed.end() :]
    last = max(first + rows.height - 1, 1)
    yield DIMENSION.sub(rf'\g<1>{last}"', before).encode()
    plate = _cut(designed[0])
    for frame in rows.frames:
        for lines in Cells(frame).rows(plate, first):
            yield lines.str.join("").cast(pl.Binary).item()
        first += frame.height
    yield after.encode()


class Cells:
    """The rows of a frame as XML: in each column the contents of its cells, null for a blank."""

    def __init__(self, frame: pl.DataFrame) -> None:
        self._kinds = tuple(frame.schema.items())
        texts = frame.head(SAMPLE).select(pl.col(pl.String).n_unique())
        few = frozenset(column.name for column in texts if column.item() < FEW)
        found = frame.select(_checks(self._kinds, few))
        self._odd = frozenset(column.name for column in found if column.any())
        plain = _contents(self._kinds, self._odd)
        odd = (_content(frame[name]) for name in self._odd)
        self._frame = frame.select(*plain, *odd)
        self._blank = frozenset(column.name for column in self._frame if column.null_count())

    def set(self, plate: Plate) -> pl.Series:
        """The plate's text for each row, with the cells between its cuts."""
        line = _line(plate, self._kinds, self._odd, self._blank, is_row=False)
        return self._frame.select(line).to_series()

    def rows(self, plate: Plate, first: int) -> Iterator[pl.Series]:
        """A designed row's text for each row, some at a time.

        Parameters
        ----------
        plate
            The designed row.
        first
            The number of its first copy.
        """
        line = _line(plate, self._kinds, self._odd, self._blank, is_row=True)
        numbers = pl.int_range(first, first + self._frame.height, eager=True).cast(pl.String)
        numbered = self._frame.with_columns(numbers.alias(ROW_NUMBER))
        for part in numbered.iter_slices(SET_AT_ONCE):
            yield part.select(line).to_series()


# Expressions are built once for all frames alike: that takes as long as what they do.


@lru_cache
def _checks(kinds: Kinds, few: frozenset[str]) -> list[pl.Expr]:
    """Return whether any cell of each column cannot stand in XML as it is.

    Parameters
    ----------
    kinds
        The columns.
    few
        Columns that repeat a few texts, of which each is looked at once.
    """
    return [_is_odd(name, kind, is_few=name in few).any() for name, kind in kinds]


@lru_cache
def _contents(kinds: Kinds, odd: frozenset[str]) -> list[pl.Expr]:
    """Return what stands in the cells of each column that is not odd."""
    return [_plain_content(name, kind) for name, kind in kinds if name not in odd]


@lru_cache
def _line(
    plate: Plate, kinds: Kinds, odd: frozenset[str], blank: frozenset[str], *, is_row: bool
) -> pl.Expr:
    """A plate's text, from the contents of its cells."""
    row = pl.col(ROW_NUMBER) if is_row else None
    around = {name: _around(name, kind, odd) for name, kind in kinds}
    pieces: list[str | pl.Expr] = []
    for piece in plate:
        if isinstance(piece, Field):
            pieces += _cell(piece, row, around[piece.column], may_be_blank=piece.column in blank)
        else:
            pieces += _at(piece, row)
    return _joined(pieces).alias("xml")


def _cell(
    field: Field, row: pl.Expr | None, around: tuple[str | pl.Expr, str], *, may_be_blank: bool
) -> list[str | pl.Expr]:
    """A cell that a column fills."""
    opening, closing = around
    reference = _at(f'<c r="{field.letters}{field.row}"{field.style}', row)
    content = pl.col(field.column)
    cell = [*reference, opening, content, closing]
    if not may_be_blank:
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


def _is_odd(name: str, kind: pl.DataType, *, is_few: bool) -> pl.Expr:
    """Return which cells of a column cannot stand in XML as they are; most columns have none."""
    column = pl.col(name)
    if kind == pl.String:
        return is_suspect(column.unique() if is_few else column)
    return ~column.is_finite() if kind.is_float() else pl.lit(value=False).alias(name)


def _content(column: pl.Series) -> pl.Series | pl.Expr:
    """Return what stands in the cells of an odd column, null for a blank."""
    if column.dtype == pl.String:
        return _escaped(cell_text(column))
    name = pl.col(column.name)
    return pl.when(name.is_finite()).then(name).cast(pl.String)


def _plain_content(name: str, kind: pl.DataType) -> pl.Expr:
    """Return what stands in the cells of a column that is not odd, null for a blank."""
    column = pl.col(name)
    if kind == pl.Date:
        return (column - DAY_ZERO).dt.total_days().cast(pl.String)
    if kind == pl.Boolean:
        return column.cast(pl.Int8).cast(pl.String)
    if kind.is_float() or kind.is_integer() or kind in {pl.String, pl.Null}:
        return column.cast(pl.String)
    raise TypeError(f"a cell holds a text, a number, a truth or a date, not {kind}")


def _escaped(texts: pl.Series) -> pl.Series:
    """Texts as XML writes them; what holds nothing is blank."""
    for character, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        texts = texts.str.replace_all(character, entity, literal=True)
    return texts.replace("", None)
