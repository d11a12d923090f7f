"""A template of plain values: what a program shows that knows none of our functions."""

import re

from openpyxl.utils.cell import range_boundaries
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.worksheet import Worksheet

from megaroth_xl import udfs
from megaroth_xl.cell_errors import CellError
from megaroth_xl.sheets.finishing import Value, workbook_bytes
from megaroth_xl.workbook.template import Template

__all__ = ["plain_bytes"]

CALL_OF_OURS = re.compile(rf"\b(?:_xldudf_)?(?:{'|'.join(udfs.__all__)})\s*\(", re.IGNORECASE)
TEXT = re.compile(r'"(?:[^"]|"")*"')


def plain_bytes(template: Template) -> bytes:
    """The template as a file in which no formula is ours: their values stand in their place.

    Excel's own formulas stay, with their values.

    Parameters
    ----------
    template
        The template; its workbook is changed.
    """
    kept: dict[str, dict[str, Value]] = {}
    for sheet in template.workbook.worksheets:
        values = kept[sheet.title] = dict(template.values[sheet.title])
        for block in _blocks_of_ours(sheet):
            left, top, right, bottom = range_boundaries(block)
            for row in sheet.iter_rows(top, bottom, left, right):
                for cell in row:
                    value = values.pop(cell.coordinate)
                    shown = value.kind if isinstance(value, CellError) else value
                    cell.value = None if shown == "" else shown
                    if isinstance(cell.value, str):
                        cell.data_type = "s"  # a text stays a text, whatever it begins with
    return workbook_bytes(template.workbook, kept, as_written=True)


def _blocks_of_ours(sheet: Worksheet) -> list[str]:
    """The cells whose formulas call a function of ours; of an array formula, its block."""
    blocks = []
    for cell in sheet._cells.values():  # noqa: SLF001 - going through the rows makes more cells
        if cell.data_type == "f":
            array = cell.value if isinstance(cell.value, ArrayFormula) else None
            formula = str(array.text if array else cell.value)
            if CALL_OF_OURS.search(TEXT.sub("", formula)):
                blocks.append(array.ref if array else cell.coordinate)
    return blocks
