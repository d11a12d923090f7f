"""A summary sheet of 100,000 rows and 20 columns: `python benchmarks/summary_sheet.py`.

Header style, number formats, widths, frozen header and filter in each file, but rapidxlsx writes
plain cells: it takes no styles. One thread each (set POLARS_MAX_THREADS for more). The press is
first; the ratios say how many times as long the others take. `--rows 1000000 --fast` leaves out
those that take minutes. At the end stands where the press's own time goes, and the floor: what
turning the numbers into texts, copying the text once, compressing and summing it takes alone.
"""

import argparse
import tempfile
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from time import process_time
from types import SimpleNamespace
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
    from megaroth_xl.sheets.styles import Looks, add_styles

    frame, path = made_up(chosen.rows), target()

    def work() -> int:
        workbook = Workbook()
        add_styles(workbook, "en")
        sheet = workbook.active
        looks: Looks = {}
        for number, name in enumerate(frame.columns, start=1):
            unit = UNITS.get(kind(name), "one_line")
            put_heading(sheet.cell(1, number), name, unit, looks)
            put(sheet.cell(2, number), field(name), unit, looks=looks)
            sheet.column_dimensions[get_column_letter(number)].width = 16
        sheet.freeze_panes = "A2"
        sheet.auto_filter.ref = f"A1:{get_column_letter(frame.width)}{frame.height + 1}"
        rows = Rows(frame.height, frame.iter_slices(16_384))
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


def rapidxlsx(chosen: argparse.Namespace) -> Work:
    from rapidxlsx import write

    frame, path = made_up(chosen.rows), target()

    def work() -> int:
        write(path, frame)
        return path.stat().st_size

    return work


def shares(rows: int) -> None:
    """Print where the press's processor time goes, beside the floor."""
    import zipfile

    from megaroth_xl.sheets import archive
    from megaroth_xl.sheets.press import Press

    spent = dict.fromkeys(("design", "compress", "crc32"), 0.0)

    def timed(what: str, do: Callable[..., Any]) -> Callable[..., Any]:
        def call(*given: Any, **named: Any) -> Any:
            start = process_time()
            try:
                return do(*given, **named)
            finally:
                spent[what] += process_time() - start

        return call

    class Timed:
        def __init__(self, *given: Any, **named: Any) -> None:
            compressor = deflater.compressobj(*given, **named)
            self.compress = timed("compress", compressor.compress)
            self.flush = timed("compress", compressor.flush)

    work, deflater = press(argparse.Namespace(rows=rows)), archive.DEFLATER
    work()  # begins with warm code, as the peers do
    start = process_time()
    work()
    whole = process_time() - start
    archive.DEFLATER = SimpleNamespace(  # type: ignore[assignment]
        compressobj=Timed, compress=deflater.compress, crc32=timed("crc32", deflater.crc32)
    )
    Press.__init__ = timed("design", Press.__init__)  # type: ignore[method-assign]
    work()
    rest = whole - sum(spent.values())
    numbers = made_up(rows).select(pl.col(pl.Float64, pl.Int64, pl.Date))
    with zipfile.ZipFile(target()) as made:
        xml = made.read("xl/worksheets/sheet1.xml")
    start = process_time()
    for part in numbers.iter_slices(16_384):
        part.select(pl.all().cast(pl.String))
    texts = process_time() - start
    copy = timed("copy", bytearray)
    spent["copy"] = 0.0
    for at in range(0, len(xml), 1 << 20):
        copy(memoryview(xml)[at : at + (1 << 20)])
    floor = texts + spent["copy"] + spent["compress"] + spent["crc32"]
    named = {
        "rendering": rest,
        "compression": spent["compress"],
        "checksum": spent["crc32"],
        "design and archive's fixed parts": spent["design"],
    }
    said = ", ".join(f"{name} {part / whole:.0%}" for name, part in named.items())
    print(f"The press's CPU, {whole:.3f} s: {said}.")
    print(
        f"The floor, {floor:.3f} s: numbers into texts {texts:.3f}, one copy {spent['copy']:.3f}, "
        f"compression {spent['compress']:.3f}, checksum {spent['crc32']:.3f}; the press takes "
        f"{whole / floor:.2f} times as long."
    )


@cache
def folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory()  # which goes with the process


def target() -> Path:
    return Path(folder().name) / "sheet.xlsx"


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


CONTENDERS: dict[str, Contender] = {
    "the press": press,
    "jetxl": jetxl,
    "rapidxlsx, without styles": rapidxlsx,
    "rustpy-xlsxwriter": rustpy,
}
SLOW: dict[str, Contender] = {
    "XlsxWriter, constant memory": xlsxwriter,
    "openpyxl, write-only": openpyxl,
}

if __name__ == "__main__":
    import sys

    rest = {} if "--fast" in sys.argv else SLOW
    main("A summary sheet", CONTENDERS | rest, options=options, check=check)
    if "--only" not in sys.argv:
        parser = argparse.ArgumentParser()
        options(parser)
        shares(parser.parse_known_args()[0].rows)
