"""The plain path: fields filled cell by cell with openpyxl, which the press must match."""

import re
from collections.abc import Iterator
from typing import Any

import polars as pl
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from megaroth_xl.sheets.cell_text import cell_text
from megaroth_xl.sheets.escapes import FIELD_END, FIELD_START

__all__ = ["FIELD", "fill_pages", "fill_rows"]

FIELD = re.compile(f"{FIELD_START}([^{FIELD_END}]+){FIELD_END}")


def fill_pages(workbook: Workbook, frame: pl.DataFrame) -> Iterator[Workbook]:
    """The workbook with its fields filled from each row of a frame in turn."""
    fields = [
        (cell, named[1])
        for sheet in workbook
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and (named := FIELD.fullmatch(cell.value))
    ]
    for record in _records(frame):
        for cell, column in fields:
            _set(cell, record[column])
        yield workbook


def fill_rows(sheet: Worksheet, first: int, frame: pl.DataFrame) -> None:
    """Fill a designed row, and repeat it below, with the rows of a frame.

    Parameters
    ----------
    sheet
        A sheet whose last row, `first`, holds fields.
    first
        That row.
    frame
        A column for each field. An empty frame takes the designed row away.
    """
    pattern = [
        (cell.column, cell._style, named[1])
        for cell in sheet[first]
        if isinstance(cell.value, str) and (named := FIELD.fullmatch(cell.value))
    ]
    sheet.delete_rows(first)
    for row, record in enumerate(_records(frame), start=first):
        for column, style, name in pattern:
            cell = sheet.cell(row, column)
            cell._style = style
            _set(cell, record[name])


def _records(frame: pl.DataFrame) -> list[dict[str, Any]]:
    numbers = pl.col(pl.Float32, pl.Float64)
    finite = frame.with_columns(pl.when(numbers.is_finite()).then(numbers))
    texts = [cell_text(column) for column in finite if column.dtype == pl.String]
    return finite.with_columns(texts).to_dicts()


def _set(cell: Cell, value: Any) -> None:
    cell.value = None if value == "" else value
    if isinstance(cell.value, str):
        cell.data_type = "s"
