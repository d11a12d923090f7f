"""Personal workbooks, one process: `python benchmarks/personal_workbooks.py`.

Every contender makes the same workbook in memory (three sheets, styles, a chart, print setup), with
the figures of made-up employees; the table is per workbook. The press computes the figures, too;
the others get them. `--zlib` lets the press compress with Python's own zlib.
"""

import argparse
import io
import re
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from side_by_side import Contender, Work, main

from megaroth_xl.law.limits import limits_table
from megaroth_xl.reports.pages.personal import PersonalPress, personal_design
from megaroth_xl.reports.results.content import ReportSetting
from megaroth_xl.reports.results.employee_outcomes import employee_outcomes
from megaroth_xl.reports.results.letter_frame import personal_frame
from megaroth_xl.reports.roster.plan.plan_file import read_plan
from megaroth_xl.sheets import archive
from megaroth_xl.sheets.cell_text import FIELD_END, FIELD_START
from megaroth_xl.sheets.finishing import workbook_bytes
from megaroth_xl.strategy.plan.participants import Participants

PLAN = Path(__file__).parents[1] / "workbook" / "sample_plan.toml"
ITEMS = {
    "the press": 8000,
    "the press, files in folders": 8000,
    "kyrax, edit mode": 800,
    "XlsxWriter, in memory": 150,
    "openpyxl, template filled": 30,
}
YEAR = 2026
FIELD = re.compile(rf"{FIELD_START}(\w+){FIELD_END}")


@cache
def setting() -> ReportSetting:
    return ReportSetting(read_plan(PLAN), YEAR, limits_table(), "en")


def people(count: int) -> tuple[Participants, pl.DataFrame]:
    random = np.random.default_rng(0)
    pay = np.round(random.uniform(3e4, 4e5, count), 2)
    columns = {
        "employee_id": [f"E{i:07}" for i in range(count)],
        "compensation": pay,
        "elective_deferral": np.round(np.minimum(pay * 0.12, 24_500), 2),
        "age": random.integers(22, 70, count),
        "prior_year_compensation": np.round(pay * 0.97, 2),
        "pay_periods_left": np.full(count, 10),
    }
    names = [f"Employee {i} O'Brien" for i in range(count)]
    return Participants.of(columns), pl.DataFrame(
        {"employee_id": columns["employee_id"], "name": names}
    )


def frame(count: int) -> pl.DataFrame:
    who, labels = people(count)
    results = employee_outcomes(who, setting().plan, YEAR)
    return personal_frame(who, labels, results, setting())


def press(chosen: argparse.Namespace) -> Work:
    if chosen.zlib:
        use_zlib()
    who, labels = people(ITEMS["the press"])
    printer = PersonalPress(setting())

    def work() -> int:
        made = 0
        for start in range(0, len(who), 4000):
            part = slice(start, start + 4000)
            some = who.take(part)
            results = employee_outcomes(some, setting().plan, YEAR)
            for copy in printer.copies(personal_frame(some, labels[part], results, setting())):
                made += len(copy)
        return made // len(who)

    return work


def use_zlib() -> None:
    import zlib

    archive.DEFLATER, archive.LEVEL_OF_MANY = zlib, 1


def press_files(chosen: argparse.Namespace) -> Work:
    from megaroth_xl.reports.runs.copies import (
        Design,
        Job,
        Slice,
        copy_names,
        plan_jobs,
        write_copies,
    )

    if chosen.zlib:
        use_zlib()
    who, labels = people(ITEMS["the press, files in folders"])
    folder = tempfile.mkdtemp()
    names = copy_names(labels["employee_id"], "", bundle=False)
    everybody = Slice(who, labels, np.zeros(len(who)), names)
    design = Design("", setting())
    jobs = [
        Job(
            everybody.take(slice(plan.start, plan.stop)),
            plan.files(names),
            folder,
            design,
            plan,
        )
        for plan in plan_jobs(everybody, 0, within="", bundle=False, made_of="")
    ]

    def work() -> int:
        for job in jobs:
            write_copies(job)
        return 0

    return work


def openpyxl(_: argparse.Namespace) -> Work:
    from openpyxl import load_workbook

    template = io.BytesIO(workbook_bytes(personal_design(setting())))
    rows = frame(ITEMS["openpyxl, template filled"])

    def work() -> int:
        target = io.BytesIO()
        for record in rows.iter_rows(named=True):
            workbook = load_workbook(template)
            target = io.BytesIO()
            for _, cell in cells(workbook):
                if isinstance(cell.value, str) and (named := FIELD.fullmatch(cell.value)):
                    cell.value = record[named[1]]
            workbook.save(target)
        return len(target.getvalue())

    return work


def cells(workbook: Any) -> Iterator[tuple[int, Any]]:
    for number, sheet in enumerate(workbook.worksheets):
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None or cell.has_style:
                    yield number, cell


def xlsxwriter(_: argparse.Namespace) -> Work:
    from xlsxwriter import Workbook

    design = personal_design(setting())
    plan = [
        (number, cell.row - 1, cell.column - 1, cell.value, cell.style)
        for number, cell in cells(design)
    ]
    looks = {cell.style: look(cell) for _, cell in cells(design)}
    widths = [
        [(letter, column.width) for letter, column in sheet.column_dimensions.items()]
        for sheet in design
    ]
    rows = frame(ITEMS["XlsxWriter, in memory"])

    def work() -> int:
        target = io.BytesIO()
        for record in rows.iter_rows(named=True):
            target = io.BytesIO()
            with Workbook(target, {"in_memory": True}) as workbook:
                formats = {name: workbook.add_format(style) for name, style in looks.items()}
                sheets = [workbook.add_worksheet(sheet.title) for sheet in design]
                for sheet, columns in zip(sheets, widths, strict=True):
                    for letter, width in columns:
                        sheet.set_column(f"{letter}:{letter}", width)
                    sheet.set_landscape()
                    sheet.fit_to_pages(1, 0)
                    sheet.hide_gridlines(2)
                    sheet.set_footer("&Lmegaroth-xl&R&P / &N")
                for number, row, column, value, style in plan:
                    named = FIELD.fullmatch(value) if isinstance(value, str) else None
                    shown = record[named[1]] if named else value
                    if shown is None:
                        sheets[number].write_blank(row, column, None, formats[style])
                    elif isinstance(shown, str):
                        sheets[number].write_string(row, column, shown, formats[style])
                    else:
                        sheets[number].write_number(row, column, shown, formats[style])
                chart = workbook.add_chart({"type": "bar"})
                chart.add_series(
                    {"values": "='Your year'!$B$17:$B$22", "fill": {"color": "#1F3864"}}
                )
                chart.set_title({"name": "What counts toward the limit, and what is left"})
                sheets[0].insert_chart("D16", chart)
        return len(target.getvalue())

    return work


def look(cell: Any) -> dict[str, Any]:
    """The look of an openpyxl cell in XlsxWriter's terms."""
    found: dict[str, Any] = {
        "font_name": cell.font.name,
        "font_size": cell.font.sz,
        "bold": bool(cell.font.b),
        "num_format": cell.number_format,
        "text_wrap": bool(cell.alignment.wrap_text),
        "valign": "top",
        "align": cell.alignment.horizontal or "left",
    }
    if cell.fill.fill_type:
        found["bg_color"] = f"#{cell.fill.fgColor.rgb[-6:]}"
    return found


def kyrax(_: argparse.Namespace) -> Work:
    from kyrax import edit_excel

    folder = Path(tempfile.mkdtemp())
    template = folder / "template.xlsx"
    design = personal_design(setting())
    template.write_bytes(workbook_bytes(design))
    titles = [sheet.title for sheet in design]
    fields = [
        (titles[number], cell.row, cell.column, named[1])
        for number, cell in cells(design)
        if isinstance(cell.value, str) and (named := FIELD.fullmatch(cell.value))
    ]
    rows = frame(ITEMS["kyrax, edit mode"])
    target = folder / "copy.xlsx"

    def work() -> int:
        for record in rows.iter_rows(named=True):
            workbook = edit_excel(str(template))
            for title, row, column, name in fields:
                workbook[title].set_cell(row, column, record[name])
            workbook.save(str(target))
        return target.stat().st_size

    return work


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--zlib", action="store_true", help="the press without isal or zlib-ng")


CONTENDERS: dict[str, Contender] = {
    "the press": press,
    "the press, files in folders": press_files,
    "kyrax, edit mode": kyrax,
    "XlsxWriter, in memory": xlsxwriter,
    "openpyxl, template filled": openpyxl,
}

if __name__ == "__main__":
    main("Personal workbooks, each", CONTENDERS, items=ITEMS, options=options)
