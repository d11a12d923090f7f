#!/usr/bin/env bash
# tablib moves amounts to the left where two blank cells adjoin in an .ods file: after-tax becomes
# pre-tax.
#
# OpenDocument stores equal neighbors as one cell with a count (number-columns-repeated, number-rows-
# repeated), and LibreOffice always does. tablib drops such blank cells and takes equal amounts, and
# equal rows, once, so that everything right of them is another column's and a row of two is lost.
# python-calamine and pandas read the same file right.
. "$(dirname "$0")/prelude.sh"
install_python_packages tablib==3.10.0 odfpy==1.4.1 python-calamine==0.9.1
venv/bin/python - <<'PYTHON'
import sys

import tablib
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P
from python_calamine import load_workbook


def cell(value, **more):
    if isinstance(value, int):
        made = TableCell(valuetype="float", value=value, **more)
    else:
        made = TableCell(valuetype="string", **more)
    made.addElement(P(text=str(value)))
    return made


document = OpenDocumentSpreadsheet()
table = Table(name="contributions")
document.spreadsheet.addElement(table)
blanks = TableCell(numbercolumnsrepeated=2)
twice = cell(300, numbercolumnsrepeated=2)
for cells, rows in (
    ([cell(name) for name in ("id", "pre-tax", "Roth", "after-tax")], 1),
    ([cell("E1"), blanks, cell(5000)], 1),
    ([cell("E2"), twice, cell(900)], 1),
    ([cell("E3"), cell(1), cell(2), cell(3)], 2),
):
    row = TableRow(numberrowsrepeated=rows)
    for each in cells:
        row.addElement(each)
    table.addElement(row)
document.save("contributions.ods")
with open("contributions.ods", "rb") as file:
    seen = [list(row) for row in tablib.Dataset().load(file, "ods")]
expected = load_workbook("contributions.ods").get_sheet_by_index(0).to_python()[1:]
print("id, pre-tax, Roth, after-tax")
print("expected, by python-calamine 0.9.1:", expected)
print("seen, by tablib 3.10.0:            ", seen)
e3 = ["E3", 1, 2, 3]
right = [["E1", "", "", 5000], ["E2", 300, 300, 900], e3, e3]
sys.exit((expected, seen) != (right, [["E1", 5000, "", ""], ["E2", 300, 900, ""], e3]))
PYTHON
