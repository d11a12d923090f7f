#!/usr/bin/env bash
# pycel adds nothing over a range that OFFSET or INDIRECT gives: SUM(OFFSET(B1,1,0,2,1)) is 0.
#
# It evaluates the cells that a formula names and reads others as blanks. Year-to-date totals are often
# written so, with the month in the place of the 2; the same OFFSET over one cell is right, and nothing
# warns.
. "$(dirname "$0")/prelude.sh"
install_python_packages pycel==1.0b30 ironcalc==0.9.1 openpyxl==3.1.5
venv/bin/python - <<'PYTHON'
import sys

import ironcalc
from openpyxl import Workbook
from pycel import ExcelCompiler

FORMULAS = ["=SUM(OFFSET(B1,1,0,2,1))", '=SUM(INDIRECT("B2:B3"))', "=MAX(OFFSET(B1,1,0,2,1))"]
FORMULAS += ["=OFFSET(B1,1,0)", "=SUM(B2:B3)"]
book = Workbook()
for row in (["month", "deferral"], ["January", 1000], ["February", 1500]):
    book.active.append(row)
book.active.append(FORMULAS)
book.save("deferrals.xlsx")
model = ironcalc.load_from_xlsx("deferrals.xlsx", "en", "UTC", "en")
model.evaluate()
compiler = ExcelCompiler(filename="deferrals.xlsx")
expected = [float(model.get_formatted_cell_value(0, 4, column)) for column in range(1, 6)]
seen = [float(compiler.evaluate(f"Sheet!{letter}4")) for letter in "ABCDE"]
print("deferrals of 1000 in B2 and 1500 in B3:", *FORMULAS)
print("expected, by IronCalc 0.9.1:", expected)
print("seen, by pycel 1.0b30:      ", seen)
sys.exit((expected, seen) != ([2500, 2500, 1500, 1000, 2500], [0, 0, 0, 1000, 2500]))
PYTHON
