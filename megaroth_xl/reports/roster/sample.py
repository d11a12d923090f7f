"""The sample roster as a workbook, made of the sample roster in CSV: the people are made up.

``python -m megaroth_xl.reports.roster.sample sample_roster.csv`` writes the workbook beside it.
"""

import sys
from datetime import date
from pathlib import Path

import polars as pl
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from megaroth_xl.files import write_whole
from megaroth_xl.reports.roster.columns.meanings import EXTRA
from megaroth_xl.sheets.finishing import workbook_bytes
from megaroth_xl.sheets.page import put, put_heading
from megaroth_xl.sheets.styles import add_styles
from megaroth_xl.strategy.plan.participant_columns import COLUMNS, ColumnKind
from megaroth_xl.texts import LANGUAGES, text

__all__ = ["sample_workbook"]

UNITS = {str: "one_line", float: "cents", date: "date", type(None): "one_line"}


def sample_workbook(roster: Path) -> Workbook:
    """A roster in CSV as a workbook, with a sheet that says what its columns mean.

    Parameters
    ----------
    roster
        A CSV file whose headings are the names of our columns.
    """
    columns = {**EXTRA, **COLUMNS}
    texts = pl.read_csv(roster, infer_schema=False)
    workbook = Workbook()
    add_styles(workbook, LANGUAGES[0])
    workbook.properties.title = "Sample roster of made-up people"
    workbook.properties.creator = "megaroth-xl"

    sheet = workbook.active
    sheet.title = "Roster"
    for column, heading in enumerate(texts.columns, start=1):
        put_heading(sheet.cell(1, column), heading, "text")
        sheet.column_dimensions[get_column_letter(column)].width = 18
        for row, written in enumerate(texts[heading], start=2):
            value = _value(written, columns[heading].kind)
            put(sheet.cell(row, column), value, UNITS[type(value)])
    sheet.row_dimensions[1].height = 30
    sheet.freeze_panes = "C2"

    legend = workbook.create_sheet("Columns")
    lines = [("Column", "Meaning", "Required")]
    lines += [
        (
            heading,
            text(f"roster_columns.{heading}.meaning"),
            "yes" if columns[heading].required else "no",
        )
        for heading in texts.columns
    ]
    for row, line in enumerate(lines, start=1):
        for column, words in enumerate(line, start=1):
            (put_heading if row == 1 else put)(legend.cell(row, column), words, "one_line")
    for letter, width in {"A": 26, "B": 76, "C": 12}.items():
        legend.column_dimensions[letter].width = width
    legend.freeze_panes = "A2"
    return workbook


def _value(written: str | None, kind: ColumnKind) -> str | float | date | None:
    """A cell's value; a text where it is none of its kind, as in a real roster."""
    if written is None or kind is ColumnKind.TEXT:
        return written
    try:
        return date.fromisoformat(written) if kind is ColumnKind.DATE else float(written)
    except ValueError:
        return written


if __name__ == "__main__":
    path = Path(sys.argv[1])
    write_whole(path.with_suffix(".xlsx"), workbook_bytes(sample_workbook(path)))
