"""The formulas through xlwings' classic engine, as Excel on Windows calls them through VBA."""

import sys
from decimal import Decimal

from megaroth_xl.hosts.windows import stand_ins

stand_ins.install()
sys.modules["win32process"].GetWindowThreadProcessId = lambda _: (0, 0)

from exchange import BLANK, OMITTED, Error, alone, each_cell, serve  # noqa: E402
from xlwings.com_server import XLPython  # noqa: E402

from megaroth_xl.cell_errors import ERROR_CODES  # noqa: E402

RANGE = "{00020846-0000-0000-C000-000000000046}"
"""The interface by which xlwings knows an Excel range."""
MISSING = -2147352572
CODES = {shown: code for code, shown in ERROR_CODES.items()}


def cell(value):
    if value is BLANK:
        return None
    if isinstance(value, Error):
        return CODES[value]
    if isinstance(value, int) and not isinstance(value, bool):
        # Excel's numbers are doubles; cells formatted as currency come as decimals.
        return Decimal(value) if value % 5000 == 0 else float(value)
    return value


class SheetRange(stand_ins.Anything):
    """Cells on a sheet, as Excel hands them to VBA: rows as tuples, a single cell as its value."""

    def __init__(self, value):
        self.Value = value
        is_block = isinstance(value, tuple)
        self.Rows, self.Columns = stand_ins.Anything(), stand_ins.Anything()
        self.Rows.Count, self.Columns.Count = (len(value), len(value[0])) if is_block else (1, 1)
        self._oleobj_ = Interface()


class Interface(stand_ins.Anything):
    iid = RANGE


def sent(place, value):
    """An argument: cells of the sheet, or at every other place what was typed into the formula."""
    if value is OMITTED:
        return MISSING
    if not isinstance(value, list):
        typed = place % 2 and isinstance(value, (int, float, str))
        return cell(value) if typed else SheetRange(cell(value))
    rows = tuple(map(tuple, each_cell(cell, value)))
    if not place % 2:
        return SheetRange(rows)
    return rows[0] if len(rows) == 1 else rows  # an array constant of one row has no rows


def call(formula, arguments):
    cells = tuple(sent(place, value) for place, value in enumerate(arguments))
    answer = XLPython().CallUDF("megaroth_xl.udfs", formula, cells, None, None)
    is_row = isinstance(answer, list) and answer and not isinstance(answer[0], list)
    return alone([answer] if is_row else answer)


if __name__ == "__main__":
    serve(call)
