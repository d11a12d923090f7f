#!/usr/bin/env bash
# formulas counts an employee of class hce both among HCE and among <>HCE.
#
# Excel compares without regard to case in each condition. formulas does so where a condition is a plain
# text, but not after <> and not with a wildcard, so that the two groups of a pre-test add up to more
# people than there are. <> alone, which asks for cells that are filled in, finds none of four.
. "$(dirname "$0")/prelude.sh"
install_python_packages formulas==1.3.4 formualizer==0.13.0 openpyxl==3.1.5
venv/bin/python - <<'PYTHON'
import sys

import formualizer
import formulas
from openpyxl import Workbook

CONDITIONS = ["HCE", "<>HCE", "H*", "<>"]
book = Workbook()
for name in ("HCE", "NHCE", "hce", "HCE"):
    book.active.append([name])
book.active.append([f'=COUNTIF(A1:A4,"{condition}")' for condition in CONDITIONS])
book.active.title = "ROSTER"
book.save("classes.xlsx")
sheets = formualizer.load_workbook("classes.xlsx")
solution = formulas.ExcelModel().loads("classes.xlsx").finish().calculate()
by_cell = {name.rpartition("!")[2]: value for name, value in solution.items()}
expected = [int(sheets.evaluate_cell("ROSTER", 5, column)) for column in (1, 2, 3, 4)]
seen = [int(by_cell[cell].value[0, 0]) for cell in ("A5", "B5", "C5", "D5")]
print("employees of HCE, NHCE, hce and HCE counted by", CONDITIONS)
print("expected, by formualizer 0.13.0:", expected)
print("seen, by formulas 1.3.4:        ", seen)
sys.exit((expected, seen) != ([3, 1, 3, 4], [3, 2, 2, 0]))
PYTHON
