"""The files of a run about all employees together."""

import io
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping

from polars.io.plugins import register_io_source

from megaroth_xl.files import Bytes
from megaroth_xl.reports.pages.summary import problem_frame, summary
from megaroth_xl.reports.results.content import Content, Table
from megaroth_xl.sheets.cell_text import harmless, harmless_texts

__all__ = ["DATA", "FILES", "REFUNDS", "RESULT", "SUMMARY"]

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
SLICE = 16_384
"""Rows of a text that are written at a time."""
PIECE = 1 << 22
"""Bytes that are copied at a time."""


def _problems(content: Content) -> Iterator[bytes]:
    problems = problem_frame(content.facts.problems, content.lang)
    return _csv(Table(problems.height, lambda: iter([problems])))


def _results(content: Content) -> Iterator[Bytes]:
    """The results in Parquet, through a file without a name."""
    table = content.results
    first = next(table.frames())
    lazy = register_io_source(lambda *_: table.frames(), schema=first.schema)
    with tempfile.TemporaryFile() as file:
        lazy.sink_parquet(file, row_group_size=ROW_GROUP)
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece


def _csv(table: Table) -> Iterator[bytes]:
    """A table that no spreadsheet takes for formulas, its headings included."""
    at_top = True
    for frame in table.frames():
        for piece in frame.iter_slices(SLICE) if frame.height else (frame,):
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


def _result(content: Content) -> list[bytes]:
    return [json.dumps(content.data, indent=2, ensure_ascii=False).encode()]


def _refunds(content: Content) -> Iterator[bytes]:
    """Yield what goes back, a row for each person, step and source."""
    return _csv(content.corrections)


FILES: Mapping[str, Callable[[Content], Iterable[Bytes]]] = {
    SUMMARY: summary,
    PROBLEMS: _problems,
    RESULTS: _results,
    RESULTS_TEXT: _results_text,
    REFUNDS: _refunds,
    ELECTIONS: _elections,
    RESULT: _result,
}
"""The files about all employees, by name, with what writes each; the summary first."""
