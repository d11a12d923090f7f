#!/usr/bin/env bash
# excelize's SUMPRODUCT over a condition looks at the first row only, and its NPV at the first cell.
#
# SUMPRODUCT((A1:A3="HCE")*B1:B3), the pay of all highly compensated employees, is that of the first row;
# NPV over a range of cash flows discounts the first one. SUMIF and SUM over the same cells are right.
. "$(dirname "$0")/prelude.sh"
install_python_packages excelize==0.1.0 ironcalc==0.9.1 openpyxl==3.1.5
venv/bin/python - <<'PYTHON'
import sys

import excelize
import ironcalc
from openpyxl import Workbook

FORMULAS = ['=SUMPRODUCT((A1:A3="HCE")*B1:B3)', '=ROUND(NPV(0.1,C1:C3),2)', '=SUMIF(A1:A3,"HCE",B1:B3)']
book = Workbook()
for row in [['HCE', 200000, -1000], ['NHCE', 50000, 600], ['HCE', 300000, 600]]:
    book.active.append(row)
book.active.append(FORMULAS)
book.save("book.xlsx")
model = ironcalc.load_from_xlsx("book.xlsx", "en", "UTC", "en")
model.evaluate()
columns = range(1, len(FORMULAS) + 1)
expected = [model.get_formatted_cell_value(0, 4, column) for column in columns]
file = excelize.open_file("book.xlsx")
seen = [file.calc_cell_value("Sheet", f"{letter}4") for letter in "ABCDEF"[: len(FORMULAS)]]
print("HCE 200000, NHCE 50000, HCE 300000, and flows of -1000, 600, 600:", *FORMULAS)
print("expected, by IronCalc 0.9.1:        ", expected)
print("seen, by excelize 0.1.0 for Python: ", seen)
sys.exit((expected, seen) != (['500000', '37.57', '500000'], ['200000', '-909.09', '500000']))
PYTHON
