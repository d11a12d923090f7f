#!/usr/bin/env bash
# pyexcel reads no row and no column that is hidden in an .xlsx file, and all of them in an .xls file.
#
# Excel hides the rows that a filter leaves out and the columns that somebody folded away. A roster that
# was saved with a filter on HCE loses every other employee, without a word; skip_hidden_row_and_column
# and skip_hidden_sheets, both False, bring them back. openpyxl and python-calamine read all of them.
. "$(dirname "$0")/prelude.sh"
install_python_packages pyexcel==0.7.6 pyexcel-xlsx==0.6.1 openpyxl==3.1.5 python-calamine==0.9.1 pyexcel-xls==0.7.1 \
    xlwt==1.3.0
venv/bin/python - <<'PYTHON'
import sys

import pyexcel
import xlwt
from openpyxl import Workbook
from python_calamine import load_workbook

ROWS = [["id", "ssn", "class", "pay"], ["E1", "1", "HCE", 200000], ["E2", "2", "NHCE", 50000]]
book = Workbook()
for row in ROWS:
    book.active.append(row)
book.active.auto_filter.ref = "A1:D3"
book.active.auto_filter.add_filter_column(2, ["HCE"])
book.active.row_dimensions[3].hidden = True
book.active.column_dimensions["B"].hidden = True
book.save("roster.xlsx")
old = xlwt.Workbook()
sheet = old.add_sheet("Sheet")
for number, row in enumerate(ROWS):
    for column, value in enumerate(row):
        sheet.write(number, column, value)
sheet.row(2).hidden = True
sheet.col(1).hidden = True
old.save("roster.xls")
expected = load_workbook("roster.xlsx").get_sheet_by_index(0).to_python()
seen = {kind: pyexcel.get_array(file_name=f"roster.{kind}") for kind in ("xlsx", "xls")}
print("expected, by python-calamine 0.9.1:", expected)
print("seen, by pyexcel 0.7.6:            ", seen)
right = {"xlsx": [["id", "class", "pay"], ["E1", "HCE", 200000]], "xls": ROWS}
sys.exit((expected, seen) != (ROWS, right))
PYTHON
