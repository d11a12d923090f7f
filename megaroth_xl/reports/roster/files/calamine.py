"""The default reader of workbooks: fastexcel, which is calamine, imported when a file needs it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl

__all__ = ["opened_book", "sheet_texts"]


def opened_book(source: Path | bytes) -> Any:
    """A workbook, of which `sheet_texts` reads a sheet.

    Raises
    ------
    ValueError
        If the reader refuses it, with its reason.
    """
    import fastexcel  # noqa: PLC0415 - another reader may read all that is asked for

    with _refused():
        return fastexcel.read_excel(source)


def sheet_texts(book: Any, name: str) -> pl.DataFrame:
    """The cells of a sheet as texts, from its first row on, null where one is blank.

    Parameters
    ----------
    book
        An opened book.
    name
        The sheet's name.

    Raises
    ------
    ValueError
        If the reader refuses it, with its reason.
    """
    with _refused():
        sheet = book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
        return pl.DataFrame(sheet.to_polars())


@contextmanager
def _refused() -> Iterator[None]:
    import fastexcel  # noqa: PLC0415

    try:
        yield
    except fastexcel.FastExcelError as error:
        raise ValueError(str(error)) from error
