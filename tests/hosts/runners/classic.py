"""The formulas through xlwings' classic engine, as Excel on Windows calls them through VBA."""

from decimal import Decimal

import windows

windows.install()

from exchange import BLANK, OMITTED, Error, alone, each_cell, serve  # noqa: E402
from xlwings.com_server import XLPython  # noqa: E402

from megaroth_xl.cells import ERROR_CODES  # noqa: E402

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


def sent(place, value):
    """An argument: a range of the sheet, or for every other number a value that was typed."""
    if value is OMITTED:
        return MISSING
    if isinstance(value, list):
        return windows.sheet_range(tuple(map(tuple, each_cell(cell, value))))
    typed = place % 2 and isinstance(value, (int, float, str))
    return cell(value) if typed else windows.sheet_range(cell(value))


def call(formula, arguments):
    cells = tuple(sent(place, value) for place, value in enumerate(arguments))
    answer = XLPython().CallUDF("megaroth_xl.udfs", formula, cells, None, None)
    is_row = isinstance(answer, list) and answer and not isinstance(answer[0], list)
    return alone([answer] if is_row else answer)


if __name__ == "__main__":
    serve(call)
