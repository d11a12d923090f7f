#!/usr/bin/env bash
# IronCalc, formualizer and pycel find the first pay where LOOKUP(2,1/(A1:A7="E1"),B1:B7) asks for the last.
#
# The formula is an old way to find an employee's last entry: 1/(...) is an error where the name differs
# and 1 where it fits, and LOOKUP, which searches for 2, passes over the errors and stops at the last 1.
# Excel and LibreOffice take it over a range as it stands, and formulas finds the last as well. XLOOKUP
# with -1 as its last argument is clearer.
. "$(dirname "$0")/prelude.sh"
install_python_packages ironcalc==0.9.1 formualizer==0.13.0 pycel==1.0b30 formulas==1.3.4 openpyxl==3.1.5
venv/bin/python - <<'PYTHON'
import sys

import formualizer
import formulas
import ironcalc
from openpyxl import Workbook
from pycel import ExcelCompiler

book = Workbook()
book.active.title = "PAY"
for row in zip(["E1", "E2", "E1", "E3", "E4", "E1", "E2"], range(60000, 67000, 1000)):
    book.active.append(row)
book.active["C1"] = '=LOOKUP(2,1/(A1:A7="E1"),B1:B7)'
book.save("pay.xlsx")
solution = formulas.ExcelModel().loads("pay.xlsx").finish().calculate()
by_cell = {name.rpartition("!")[2]: value for name, value in solution.items()}
expected = float(by_cell["C1"].value[0, 0])
model = ironcalc.load_from_xlsx("pay.xlsx", "en", "UTC", "en")
model.evaluate()
seen = {
    "IronCalc 0.9.1": float(model.get_formatted_cell_value(0, 1, 3)),
    "formualizer 0.13.0": formualizer.load_workbook("pay.xlsx").evaluate_cell("PAY", 1, 3),
    "pycel 1.0b30": ExcelCompiler(filename="pay.xlsx").evaluate("PAY!C1"),
}
print("the last pay of E1, whose pays were 60000, 62000 and 65000")
print("expected, by formulas 1.3.4:", expected)
print("seen:", seen)
sys.exit((expected, set(seen.values())) != (65000, {60000}))
PYTHON
