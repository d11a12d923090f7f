#!/usr/bin/env bash
# IronCalc's SUMIFS and COUNTIFS leave out the employee whose class is blank where the condition is
# <>HCE.
#
# A blank cell is not HCE, and Excel, LibreOffice, HyperFormula and formualizer count it. The employees
# on both sides of the condition no longer add up to all of them, and an average of those who are not
# highly compensated comes without the rates of employees not yet classified.
. "$(dirname "$0")/prelude.sh"
install_python_packages ironcalc==0.9.1 formualizer==0.13.0 openpyxl==3.1.5
venv/bin/python - <<'PYTHON'
import sys

import formualizer
import ironcalc
from openpyxl import Workbook

FORMULAS = (
    '=COUNTIFS(A1:A3,"HCE")',
    '=COUNTIFS(A1:A3,"<>HCE")',
    '=SUMIFS(B1:B3,A1:A3,"<>HCE")',
)
book = Workbook()
for row in (["HCE", 160000], ["NHCE", 60000], [None, 50000]):
    book.active.append(row)
for row, formula in enumerate(FORMULAS, 1):
    book.active.cell(row, 3).value = formula
book.save("classes.xlsx")
model = ironcalc.load_from_xlsx("classes.xlsx", "en", "UTC", "en")
model.evaluate()
sheets = formualizer.load_workbook("classes.xlsx")
expected = [sheets.evaluate_cell("Sheet", row, 3) for row in (1, 2, 3)]
seen = [float(model.get_formatted_cell_value(0, row, 3)) for row in (1, 2, 3)]
print("three employees, one of them without a class:", *FORMULAS)
print("expected, by formualizer 0.13.0:", expected)
print("seen, by IronCalc 0.9.1:        ", seen)
sys.exit((expected, seen) != ([1, 2, 110000], [1, 1, 60000]))
PYTHON
