"""The formulas in cells of formualizer, with every argument in cells of its own.

An answer of several cells spills there, as in Excel; which cells it fills, the engine tells.
"""

from datetime import datetime
from itertools import product

import formualizer
from exchange import BLANK, OMITTED, Error, alone, serve
from formualizer_functions import register, shown
from openpyxl.utils import get_column_letter, range_boundaries

ERRORS = {"#DIV/0!": "=1/0", "#N/A": "=NA()", "#REF!": '=INDIRECT("A0")'}
ASKED = "Formula"


def put(sheet, top, left, rows):
    """Type rows of cells; the range that they fill."""
    for (i, cells), j in product(enumerate(rows), range(len(rows[0]))):
        value = cells[j]
        if isinstance(value, Error):
            sheet.set_formula(top + i, left + j, ERRORS[value])
        elif value is not BLANK:
            day = value.date() if isinstance(value, datetime) else value
            sheet.set_value(top + i, left + j, day)
    first = f"{get_column_letter(left)}{top}"
    last = f"{get_column_letter(left + len(rows[0]) - 1)}{top + len(rows) - 1}"
    return first if first == last else f"{first}:{last}"


def call(formula, arguments):
    while arguments and arguments[-1] is OMITTED:
        arguments.pop()
    workbook = formualizer.Workbook()
    register(workbook)
    sheet, typed, column = workbook.sheet("Cells"), [], 1
    for each in arguments:
        rows = each if isinstance(each, list) else [[each]]
        typed.append("" if each is OMITTED else f"Cells!{put(sheet, 1, column, rows)}")
        column += len(rows[0]) + 1
    workbook.sheet(ASKED).set_formula(1, 1, f"={formula}({','.join(typed)})")
    workbook.evaluate_all()
    cell = workbook.inspect_cell(f"{ASKED}!A1").to_dict()["cell"]
    area = cell["spill"]["extent"].partition("!")[2] if cell["spill"] else "A1"
    _, _, width, height = range_boundaries(area)
    values = [
        [shown(workbook.get_value(ASKED, row, column)) for column in range(1, width + 1)]
        for row in range(1, height + 1)
    ]
    return alone(values)


if __name__ == "__main__":
    serve(call)
