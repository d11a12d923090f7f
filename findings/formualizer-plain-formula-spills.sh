#!/usr/bin/env bash
# formualizer lets a plain formula over a column spill, where Excel takes the row's own cell.
#
# Workbooks from before dynamic arrays have formulas such as =A1:A3*2, and mean the cell of their
# own row. Excel, LibreOffice and IronCalc compute that; formualizer gives another product, and
# fills the cells below.
. "$(dirname "$0")/prelude.sh"
install_python_packages formualizer==0.13.0 ironcalc==0.9.1 openpyxl==3.1.5
venv/bin/python - <<'PYTHON'
import sys

import formualizer
import ironcalc
from openpyxl import Workbook

book = Workbook()
for row in (1, 2, 3):
    book.active.cell(row, 1).value = row * 10
book.active["B2"] = "=A1:A3*2"
book.save("rows.xlsx")

model = ironcalc.load_from_xlsx("rows.xlsx", "en", "UTC", "en")
model.evaluate()
expected = [model.get_cell_value(0, row, 2) for row in (2, 3, 4)]
engine = formualizer.load_workbook("rows.xlsx")
engine.evaluate_all()
seen = [engine.get_value("Sheet", row, 2) for row in (2, 3, 4)]
print("=A1:A3*2 in B2, beside 10, 20 and 30")
print("expected, by IronCalc 0.9.1:", expected)
print("seen, by formualizer 0.13.0:", seen)
sys.exit(seen != [20, 40, 60])
PYTHON
