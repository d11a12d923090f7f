#!/usr/bin/env bash
# formulas counts nobody where two minus signs make numbers of a comparison: SUMPRODUCT(--(A1:A4="HCE")).
#
# It leaves -- out, so that SUMPRODUCT gets true and false, which count as 0. The same count with *1 in
# the place of the signs is right.
. "$(dirname "$0")/prelude.sh"
install_python_packages formulas==1.3.4 ironcalc==0.9.1 openpyxl==3.1.5
venv/bin/python - <<'PYTHON'
import sys

import formulas
import ironcalc
from openpyxl import Workbook

FORMULAS = ['=SUMPRODUCT(--(A1:A4="HCE"))', '=SUMPRODUCT(--(A1:A4="HCE"),B1:B4)']
FORMULAS += ['=SUMPRODUCT((A1:A4="HCE")*1)']
book = Workbook()
for row in (["HCE", 200000], ["NHCE", 50000], ["HCE", 300000], ["NHCE", 60000]):
    book.active.append(row)
book.active.append(FORMULAS)
book.active.title = "ROSTER"
book.save("classes.xlsx")
model = ironcalc.load_from_xlsx("classes.xlsx", "en", "UTC", "en")
model.evaluate()
solution = formulas.ExcelModel().loads("classes.xlsx").finish().calculate()
by_cell = {name.rpartition("!")[2]: value for name, value in solution.items()}
expected = [float(model.get_formatted_cell_value(0, 5, column)) for column in (1, 2, 3)]
seen = [float(by_cell[cell].value[0, 0]) for cell in ("A5", "B5", "C5")]
print("HCE 200000, NHCE 50000, HCE 300000, NHCE 60000:", *FORMULAS)
print("expected, by IronCalc 0.9.1: ", expected)
print("seen, by formulas 1.3.4:     ", seen)
sys.exit((expected, seen) != ([2, 500000, 2], [0, 0, 2]))
PYTHON
