#!/usr/bin/env bash
# excelize's TRIM leaves two blanks between the first and the last name.
#
# TRIM of a spreadsheet leaves one blank between words, whatever was there, so that a name that somebody
# typed with two finds its row. excelize removes blanks at the ends only, and the look-up finds nobody.
. "$(dirname "$0")/prelude.sh"
install_python_packages excelize==0.1.0 ironcalc==0.9.1 openpyxl==3.1.5
venv/bin/python - <<'PYTHON'
import sys

import excelize
import ironcalc
from openpyxl import Workbook

FORMULAS = ['=TRIM(A1)', '=COUNTIF(A2:A2,TRIM(A1))', '=IFERROR(VLOOKUP(TRIM(A1),A2:B2,2,FALSE),0)']
book = Workbook()
for row in [['Ann  Lee ', 60000], ['Ann Lee', 65000]]:
    book.active.append(row)
book.active.append(FORMULAS)
book.save("book.xlsx")
model = ironcalc.load_from_xlsx("book.xlsx", "en", "UTC", "en")
model.evaluate()
columns = range(1, len(FORMULAS) + 1)
expected = [model.get_formatted_cell_value(0, 3, column) for column in columns]
file = excelize.open_file("book.xlsx")
seen = [file.calc_cell_value("Sheet", f"{letter}3") for letter in "ABCDEF"[: len(FORMULAS)]]
print("of Ann  Lee in A1 and Ann Lee in A2, with 65000:", *FORMULAS)
print("expected, by IronCalc 0.9.1:        ", expected)
print("seen, by excelize 0.1.0 for Python: ", seen)
sys.exit((expected, seen) != (['Ann Lee', '1', '65000'], ['Ann  Lee', '0', '0']))
PYTHON
