"""The files of a run about all employees together."""

import io
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from polars.io.plugins import register_io_source

from megaroth_xl.files import Bytes
from megaroth_xl.reports.results.content import Content, Table
from megaroth_xl.sheets.cell_text import harmless, harmless_texts

__all__ = ["DATA", "FILES", "REFUNDS", "RESULT", "SUMMARY", "without_refunds"]

SUMMARY = "summary.xlsx"
PROBLEMS = "problems.csv"
RESULTS = "results.parquet"
RESULTS_TEXT = "results.csv"
REFUNDS = "refunds.csv"
ELECTIONS = "elections.csv"
RESULT = "result.json"
DATA = (RESULTS, RESULTS_TEXT, REFUNDS, ELECTIONS)
"""Figures of single employees in files that cannot have a password."""
ROW_GROUP = 131_072
"""Rows that Parquet keeps together."""
LEVEL = 2
"""Of zstd: the next one takes a third more time to make the file a hundredth smaller."""
SLICE = 16_384
"""Rows of a text that are written at a time."""
NOBODY = b'"refunds": []'
"""A list of refunds before anybody is in it."""
PERSON = b'{"'
"""Begins the line of a person's refund."""
PIECE = 1 << 22
"""Bytes that are copied at a time."""


def _summary(content: Content) -> Iterable[Bytes]:
    # Its pages are loaded while others write personal workbooks already.
    from megaroth_xl.reports.pages.summary import summary  # noqa: PLC0415

    return summary(content)


def _problems(content: Content) -> Iterator[bytes]:
    from megaroth_xl.reports.pages.summary import problem_frame  # noqa: PLC0415 - as above

    problems = problem_frame(content.facts.problems, content.lang)
    return _csv(Table(problems.height, lambda: iter([problems])))


def _results(content: Content) -> Iterator[Bytes]:
    """The results in Parquet, through a file without a name."""
    table = content.results
    first = next(table.frames())
    lazy = register_io_source(lambda *_: table.frames(), schema=first.schema)
    with tempfile.TemporaryFile() as file:
        lazy.sink_parquet(file, compression_level=LEVEL, row_group_size=ROW_GROUP)
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece


def _csv(table: Table) -> Iterator[bytes]:
    """A table that no spreadsheet takes for formulas, its headings included."""
    at_top = True
    for frame in table.frames():
        for piece in (frame,) if at_top and not frame.height else frame.iter_slices(SLICE):
            safe = harmless_texts(piece)
            if at_top:
                safe = safe.rename({name: harmless(name) for name in frame.columns})
            text = io.BytesIO()
            safe.write_csv(text, include_bom=at_top, include_header=at_top, line_terminator="\r\n")
            yield text.getvalue()
            at_top = False


def _results_text(content: Content) -> Iterator[bytes]:
    return _csv(content.results)


def _elections(content: Content) -> Iterator[bytes]:
    return _csv(content.elections)


def _result(content: Content) -> Iterator[bytes]:
    """What came out; the refund of each person is a line of its own."""
    data = json.dumps(content.data, indent=2, ensure_ascii=False).encode()
    tables = content.refunds or ()
    beginning, *rest = data.split(NOBODY) if tables else [data]
    yield beginning
    for table, after in zip(tables, rest, strict=True):
        yield from _refunded(table)
        yield after


def _refunded(table: Table) -> Iterator[bytes]:
    """The refunds of a test as members of an object in JSON."""
    if not table.height:
        yield NOBODY
        return
    before = b'"refunds": [\n'
    for frame in table.frames():
        if frame.height:
            lines = frame.write_ndjson().rstrip("\n").replace("\n", ",\n").encode()
            yield before + lines
            before = b",\n"
    yield b"\n  ]"


def without_refunds(pieces: Iterable[bytes]) -> dict[str, Any]:
    """What a file ``result.json`` says, but for the refunds of single persons.

    These are many, and stand on lines of their own; in their place there is None.

    Parameters
    ----------
    pieces
        The file, piece by piece.
    """
    rest, kept = b"", []
    for piece in pieces:
        *lines, rest = (rest + piece).split(b"\n")
        kept += [line for line in lines if not line.startswith(PERSON)]
    data: dict[str, Any] = json.loads(b"\n".join([*kept, rest]))
    return {**data, "refunds": None, "adp": {**data["adp"], "refunds": None}}


def _refunds(content: Content) -> Iterator[bytes]:
    """Yield what goes back, a row for each person, step and source."""
    return _csv(content.corrections)


FILES: Mapping[str, Callable[[Content], Iterable[Bytes]]] = {
    SUMMARY: _summary,
    PROBLEMS: _problems,
    RESULTS: _results,
    RESULTS_TEXT: _results_text,
    REFUNDS: _refunds,
    ELECTIONS: _elections,
    RESULT: _result,
}
"""The files about all employees, by name, with what writes each; the summary first."""
