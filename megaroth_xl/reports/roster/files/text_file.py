"""A roster in a text file: its encoding and its separator are found from what it holds."""

import csv
import io
from collections.abc import Callable, Sequence
from pathlib import Path

import polars as pl

from megaroth_xl.errors import RosterFileError
from megaroth_xl.phrases import Phrase
from megaroth_xl.reports.roster.files.aligned import aligned_columns, cut
from megaroth_xl.reports.roster.files.cells import OneSheet, SheetCells
from megaroth_xl.reports.roster.files.encodings import ENCODINGS, decoded
from megaroth_xl.reports.roster.files.guard import refuse_size

__all__ = ["NOT_ALIGNED", "TextFile"]

SEPARATORS = {
    ",": "comma",
    ";": "semicolon",
    "\t": "tab",
    "|": "vertical bar",
    "^": "caret",
    "~": "tilde",
}
NOT_ALIGNED = (
    "has its columns aligned with blanks; in Excel, open it with Data, From Text, Fixed "
    "width, and save it as a workbook"
)
FEW = 2
"""Headings that a separator makes known where it does not part the columns."""
SAMPLE = 1 << 16
SAMPLED_ROWS = 60
HINT = "sep="
"""Begins a first line that tells Excel the separator."""

KEPT_AS_TEXT = r'^="(.*)"$'
"""A cell such as ="00417", by which exports keep its zeros in Excel."""

Score = Callable[[Sequence[Sequence[str | None]]], int]
"""How many headings some rows hold that are known."""


class TextFile(OneSheet):
    """A .csv, .tsv or .txt file.

    Parameters
    ----------
    path
        The file, for messages.
    data
        Its bytes.
    score
        How many headings some rows hold that are known: what tells separators and older
        encodings apart.

    Raises
    ------
    RosterFileError
        For a file without text, one in none of the encodings, or one whose columns are parted by
        blanks alone, and not plainly.
    """

    def __init__(self, path: Path, data: bytes, score: Score) -> None:
        self.path = path
        found, data = decoded(path, data, lambda data, name: _score(data, name, score))
        if b"\n" not in data:
            data = data.replace(b"\r", b"\n")
        self.encoding = ENCODINGS[found]
        self._sample = data[: max(SAMPLE, data.find(b"\n"))].decode(errors="replace")
        text = self._sample
        hint = text[: text.find("\n")].strip() if text.startswith(HINT) else ""
        self._separator = hint.removeprefix(HINT) or _separator(text, score)
        self._begins: tuple[int, ...] = ()
        if score(_rows(text, self._separator)) < FEW and not hint:
            begins = aligned_columns(_lines(data), score)
            if begins == ():
                raise RosterFileError(path, "", NOT_ALIGNED)
            self._begins = begins or ()
        self._skipped = 1 if hint else 0
        self._data = data

    @property
    def separator(self) -> str:
        """The separator's name."""
        if self._begins:
            return "aligned columns"
        return SEPARATORS.get(self._separator, repr(self._separator))

    def cells(self, name: str) -> SheetCells:  # noqa: ARG002
        """All its cells."""
        sample = _rows(self._sample, self._separator)
        width = max((len(row) for row in sample), default=0)
        refuse_size(self.path, self._data.count(b"\n") + 1, width)
        if not width:
            return SheetCells(pl.DataFrame())
        if self._begins:
            rows = [cut(line, self._begins) for line in _lines(self._data)]
            return SheetCells(_frame(rows))
        try:
            frame = self._read(width)
            # Line by line, a quote that is never closed is told, and one behind a blank is known.
            if self._data.count(b'"') and (self._has_blanks() or _has_line_breaks(frame)):
                frame = self._read_line_by_line()
        except pl.exceptions.ComputeError:  # a line with more cells, or quotes within cells
            frame = self._read_line_by_line()
        if b'="' in self._data:
            frame = frame.with_columns(pl.all().str.replace(KEPT_AS_TEXT, "$1"))
        if self._skipped:
            frame = pl.concat([frame.head(1).clear(1), frame[1:]])
        return SheetCells(frame)

    def _has_blanks(self) -> bool:
        """Return whether a blank stands before quoted cells in about every line."""
        return self._data.count(f'{self._separator} "'.encode()) >= self._data.count(b"\n") > 0

    def _read(self, width: int) -> pl.DataFrame:
        # The reader makes as many columns as the first line has cells; titles have fewer.
        first = self._separator.join(f"c{number}" for number in range(width)) + "\n"
        return pl.read_csv(
            io.BytesIO(first.encode() + self._data),
            has_header=True,
            infer_schema=False,
            separator=self._separator,
        )

    def _read_line_by_line(self) -> pl.DataFrame:
        text = io.StringIO(self._data.decode(), newline="")
        lines = csv.reader(text, delimiter=self._separator, strict=True, skipinitialspace=True)
        rows: list[list[str]] = []
        try:
            rows.extend(lines)
        except csv.Error as error:
            place = Phrase("row {row}", row=str(len(rows) + 1))
            problem = "opens a quote that is not closed; check its quotes"
            raise RosterFileError(self.path, place, problem) from error
        width = max(map(len, rows), default=0)
        refuse_size(self.path, len(rows), width)
        return _frame(rows)


def _lines(data: bytes) -> list[str]:
    """The lines of a text, as an editor counts them."""
    return [line.rstrip("\r") for line in data.decode().split("\n")]


def _frame(rows: Sequence[Sequence[str | None]]) -> pl.DataFrame:
    """Rows of cells as a table; shorter rows end in blanks."""
    width = max(map(len, rows), default=0)
    columns = {
        str(number): [row[number] if number < len(row) else None for row in rows]
        for number in range(width)
    }
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))


def _has_line_breaks(frame: pl.DataFrame) -> bool:
    """Return whether a cell holds a line break, as it does where a quote is not closed."""
    return any(column.str.contains("\n", literal=True).any() for column in frame.iter_columns())


def _score(data: bytes, encoding: str, score: Score) -> int:
    """Return how many headings an encoding makes readable; below 0 where it is not the file's."""
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return -1
    return max(score(_rows(text[:SAMPLE], separator)) for separator in SEPARATORS)


def _separator(text: str, score: Score) -> str:
    """The separator that makes the most headings known, else the most even rows."""
    best, separator = (-1, 0), ""
    for tried in SEPARATORS:
        rows = _rows(text, tried)
        if max(map(len, rows), default=0) < best[0]:
            continue  # fewer cells than another one's headings
        widths = [len(row) for row in rows if len(row) > 1]
        even = max((widths.count(width) for width in set(widths)), default=0)
        if (quality := (score(rows), even)) > best:
            best, separator = quality, tried
    return separator


def _rows(text: str, separator: str) -> list[list[str]]:
    """The first rows of a text as a separator parts them."""
    lines = csv.reader(io.StringIO(text), delimiter=separator, skipinitialspace=True)
    rows: list[list[str]] = []
    try:
        for row in lines:
            rows.append(row)
            if len(rows) == SAMPLED_ROWS:
                break
    except csv.Error:  # a quote that is never closed
        pass
    return rows
