"""A summary sheet of 100,000 rows and 20 columns: `python benchmarks/summary_sheet.py`.

Header style, number formats, widths, frozen header and filter in each file; one thread each (set
POLARS_MAX_THREADS for more). The press is first; the ratios say how many times as long the others
take. `--rows 1000000 --fast` leaves out those that take minutes.
"""

import argparse
import tempfile
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from side_by_side import Contender, Work, main

UNITS = {"dollars": "cents", "whole": "count", "day": "date"}
FORMATS = {"dollars": "#,##0.00", "whole": "#,##0", "day": "yyyy-mm-dd"}


def made_up(rows: int) -> pl.DataFrame:
    random = np.random.default_rng(0)
    names = [f"Employee {i} O'Brien" for i in range(rows)]
    columns: dict[str, Any] = {"text 1": [f"E{i:07}" for i in range(rows)], "text 2": names}
    for i in range(12):
        columns[f"dollars {i}"] = np.round(random.uniform(0, 2e5, rows), 2)
    for i in range(2):
        columns[f"whole {i}"] = random.integers(0, 100, rows)
    columns["day"] = [date(1960 + i % 40, 1 + i % 12, 1) for i in range(rows)]
    words = ["415(c) dollar limit", "plan cap", "100% of pay"]
    for i in range(3):
        columns[f"word {i}"] = random.choice(words, rows)
    return pl.DataFrame(columns)


def kind(column: str) -> str:
    return column.split(maxsplit=1)[0]


def press(chosen: argparse.Namespace) -> Work:
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    from megaroth_xl.sheets.page import field, put, put_heading
    from megaroth_xl.sheets.press import Press, Rows
    from megaroth_xl.sheets.styles import add_styles

    frame, path = made_up(chosen.rows), target()

    def work() -> int:
        workbook = Workbook()
        add_styles(workbook, "en")
        sheet = workbook.active
        for number, name in enumerate(frame.columns, start=1):
            unit = UNITS.get(kind(name), "one_line")
            put_heading(sheet.cell(1, number), name, unit)
            put(sheet.cell(2, number), field(name), unit)
            sheet.column_dimensions[get_column_letter(number)].width = 16
        sheet.freeze_panes = "A2"
        sheet.auto_filter.ref = f"A1:{get_column_letter(frame.width)}{frame.height + 1}"
        rows = Rows(frame.height, frame.iter_slices(4096))
        with path.open("wb") as file:
            file.writelines(Press(workbook).rows({sheet.title: rows}))
        return path.stat().st_size

    return work


def openpyxl(chosen: argparse.Namespace) -> Work:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    frame, path = made_up(chosen.rows), target()

    def work() -> int:
        workbook = Workbook(write_only=True)
        sheet = workbook.create_sheet()
        sheet.freeze_panes = "A2"
        for number in range(1, frame.width + 1):
            sheet.column_dimensions[get_column_letter(number)].width = 16
        heads = [WriteOnlyCell(sheet, name) for name in frame.columns]
        for head in heads:
            head.font = Font(bold=True)
        sheet.append(heads)
        formats = [FORMATS.get(kind(name)) for name in frame.columns]
        for row in frame.iter_rows():
            cells = []
            for value, number_format in zip(row, formats, strict=True):
                cell = WriteOnlyCell(sheet, value)
                if number_format:
                    cell.number_format = number_format
                cells.append(cell)
            sheet.append(cells)
        sheet.auto_filter.ref = f"A1:T{frame.height + 1}"
        workbook.save(path)
        return path.stat().st_size

    return work


def xlsxwriter(chosen: argparse.Namespace) -> Work:
    from xlsxwriter import Workbook

    frame, path = made_up(chosen.rows), target()

    def work() -> int:
        with Workbook(path, {"constant_memory": True}) as workbook:
            sheet = workbook.add_worksheet()
            bold = workbook.add_format({"bold": True})
            formats = [
                workbook.add_format({"num_format": FORMATS.get(kind(name), "General")})
                for name in frame.columns
            ]
            sheet.set_column(0, frame.width - 1, 16)
            sheet.freeze_panes(1, 0)
            sheet.autofilter(0, 0, frame.height, frame.width - 1)
            sheet.write_row(0, 0, frame.columns, bold)
            writers = [
                {
                    "text": sheet.write_string,
                    "word": sheet.write_string,
                    "day": sheet.write_datetime,
                }.get(kind(name), sheet.write_number)
                for name in frame.columns
            ]
            for at, row in enumerate(frame.iter_rows(), start=1):
                for column, value in enumerate(row):
                    writers[column](at, column, value, formats[column])
        return path.stat().st_size

    return work


def rustpy(chosen: argparse.Namespace) -> Work:
    from rustpy_xlsxwriter import Format, write_worksheet

    frame, path = made_up(chosen.rows), target()
    formats = {
        name: Format().set_num_format(FORMATS[kind(name)])
        for name in frame.columns
        if kind(name) in FORMATS
    }

    def work() -> int:
        write_worksheet(
            frame,
            str(path),
            freeze_row=1,
            bold_headers=True,
            autofilter=True,
            column_width=16,
            column_formats=formats,
        )
        return path.stat().st_size

    return work


def jetxl(chosen: argparse.Namespace) -> Work:
    from jetxl import write_sheet_arrow

    frame, path = made_up(chosen.rows), target()
    names = {"dollars": "decimal2", "whole": "integer", "day": "date"}
    formats = {name: names[kind(name)] for name in frame.columns if kind(name) in names}

    def work() -> int:
        write_sheet_arrow(
            frame,
            str(path),
            freeze_rows=1,
            styled_headers=True,
            auto_filter=True,
            column_widths=dict.fromkeys(frame.columns, 16),
            column_formats=formats,
        )
        return path.stat().st_size

    return work


@cache
def target() -> Path:
    return Path(tempfile.mkdtemp()) / "sheet.xlsx"


def check(chosen: argparse.Namespace) -> None:
    """The file holds the figures: all of them, where they belong."""
    import fastexcel

    made = fastexcel.read_excel(target()).load_sheet(0).to_polars()
    asked = made_up(chosen.rows)
    texts = [name for name in asked.columns if kind(name) in {"text", "word"}]
    amounts = [name for name in asked.columns if kind(name) in {"dollars", "whole"}]
    if not made.select(texts).equals(asked.select(texts)):
        raise ValueError("the texts are not those that were given")
    apart = made.select(amounts).cast(float) - asked.select(amounts).cast(float)
    if not apart.select(pl.all_horizontal(pl.all().abs().max() < 1e-6)).item():
        raise ValueError("the amounts are not those that were given")


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--fast", action="store_true", help="without openpyxl and XlsxWriter")


CONTENDERS: dict[str, Contender] = {"the press": press, "jetxl": jetxl, "rustpy-xlsxwriter": rustpy}
SLOW: dict[str, Contender] = {
    "XlsxWriter, constant memory": xlsxwriter,
    "openpyxl, write-only": openpyxl,
}

if __name__ == "__main__":
    import sys

    rest = {} if "--fast" in sys.argv else SLOW
    main("A summary sheet", CONTENDERS | rest, options=options, check=check)
