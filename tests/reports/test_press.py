"""The press prints what openpyxl would have written, cell for cell and style for style."""

import io
import zipfile
from collections.abc import Iterator
from datetime import date
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from megaroth_xl.reports.design import (
    add_styles,
    bar_chart,
    field,
    fill_page,
    fill_rows,
    put,
    set_page,
)
from megaroth_xl.reports.press import Press, Rows

COLUMNS = {"text": "text", "number": "dollars", "whole": "whole", "day": "day", "truth": "word"}
HOSTILE = "=+-@\t\r\n \u202e\x00\x07\ue000\ue001_x0041<>&\"'\u200b\ud7ff\U0001f600김é]]>"


def rosters(most: int) -> st.SearchStrategy[pl.DataFrame]:
    texts = st.none() | st.text(st.sampled_from(HOSTILE), max_size=12) | st.text(max_size=12)
    # openpyxl writes 16 significant digits: amounts in cents have no more.
    cents = st.integers(-(10**13), 10**13).map(lambda n: n / 100)
    numbers = st.none() | cents | st.sampled_from([float("nan"), float("inf"), -0.0, 1e300, 1e-9])
    rows = st.tuples(
        texts,
        numbers,
        st.none() | st.integers(-(2**53), 2**53),
        st.none() | st.dates(date(1900, 3, 1), date(9999, 12, 31)),
        st.none() | st.booleans(),
    )
    schema = dict(zip(COLUMNS, [pl.String, pl.Float64, pl.Int64, pl.Date, pl.Boolean], strict=True))
    return st.lists(rows, max_size=most).map(
        lambda made: pl.DataFrame(made, schema=schema, orient="row")
    )


def page() -> Workbook:
    workbook = Workbook()
    add_styles(workbook)
    sheet = workbook.active
    sheet.title = "Page & <one>"
    put(sheet["A1"], "Title", "title")
    for row, (name, style) in enumerate(COLUMNS.items(), start=3):
        put(sheet.cell(row, 1), name, "text")
        put(sheet.cell(row, 2), field(name), style)
    put(sheet["D9"], field("number"))
    bar_chart(sheet, "Bars & <more>", (4, 5), "F2")
    set_page(sheet, year=2026)
    fixed = workbook.create_sheet("Fixed")
    put(fixed["A1"], "the same in every copy", "long_text")
    second = workbook.create_sheet("Second")
    put(second["C2"], field("text"), "heading")
    return workbook


def table(count: int) -> Workbook:
    workbook = Workbook()
    add_styles(workbook)
    sheet = workbook.active
    sheet.title = "Table"
    for column, (name, style) in enumerate(COLUMNS.items(), start=1):
        put(sheet.cell(1, column), name, "heading")
        put(sheet.cell(2, column), field(name), style)
    sheet.row_dimensions[2].height = 20
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:E{count + 1}"
    put(workbook.create_sheet("After")["A1"], "fixed")
    return workbook


def saved(workbook: Workbook) -> bytes:
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


def cells(workbook: bytes) -> Iterator[tuple[Any, ...]]:
    for sheet in load_workbook(io.BytesIO(workbook)):
        yield (sheet.title, sheet.auto_filter.ref, sheet.freeze_panes, len(sheet._charts))
        for row in sheet.iter_rows():
            for cell in row:
                kind = "s" if cell.data_type == "inlineStr" else cell.data_type
                if cell.value is not None or cell.has_style:
                    yield (cell.coordinate, cell.value, kind, cell.style, cell.number_format)


def same(printed: bytes, plain: bytes) -> None:
    assert zipfile.ZipFile(io.BytesIO(printed)).testzip() is None
    assert list(cells(printed)) == list(cells(plain))


@settings(max_examples=25)
@given(frame=rosters(20))
def test_every_copy_is_what_the_plain_path_saves(frame: pl.DataFrame) -> None:
    copies = list(Press(page()).copies(frame))
    assert len(copies) == frame.height
    for at, copy in enumerate(copies):
        plain = page()
        fill_page(plain, frame[at])
        same(copy, saved(plain))


@settings(max_examples=40)
@given(frame=rosters(30), chunk=st.integers(1, 10))
def test_the_rows_are_what_the_plain_path_saves(frame: pl.DataFrame, chunk: int) -> None:
    rows = Rows(frame.height, frame.iter_slices(chunk))
    printed = b"".join(Press(table(frame.height)).rows({"Table": rows}))
    plain = table(frame.height)
    fill_rows(plain["Table"], 2, frame)
    same(printed, saved(plain))
