#!/usr/bin/env bash
# IronCalc turns >= and <= around where a condition compares texts: >=M sums the names before M.
#
# The conditions > and < are right, and so are all of them on numbers. Plans and classes are often split
# by name or code, such as A to L for one record-keeper and M to Z for the other; each then gets the
# other's total. formualizer compares right.
. "$(dirname "$0")/prelude.sh"
install_python_packages ironcalc==0.9.1 formualizer==0.13.0 openpyxl==3.1.5
venv/bin/python - <<'PYTHON'
import sys

import formualizer
import ironcalc
from openpyxl import Workbook

FORMULAS = ['=SUMIF(A1:A4,">=M",B1:B4)', '=SUMIF(A1:A4,"<=M",B1:B4)', '=COUNTIFS(A1:A4,">=M")']
FORMULAS += ['=SUMIF(A1:A4,">M",B1:B4)', '=SUMIF(B1:B4,">=400")']
book = Workbook()
for row in (["Adams", 100], ["Lopez", 200], ["Miller", 400], ["Young", 800]):
    book.active.append(row)
book.active.append(FORMULAS)
book.save("names.xlsx")
model = ironcalc.load_from_xlsx("names.xlsx", "en", "UTC", "en")
model.evaluate()
sheets = formualizer.load_workbook("names.xlsx")
columns = range(1, len(FORMULAS) + 1)
expected = [int(sheets.evaluate_cell("Sheet", 5, column)) for column in columns]
seen = [int(model.get_formatted_cell_value(0, 5, column)) for column in columns]
print("Adams 100, Lopez 200, Miller 400, Young 800:", *FORMULAS)
print("expected, by formualizer 0.13.0:", expected)
print("seen, by IronCalc 0.9.1:        ", seen)
sys.exit((expected, seen) != ([1200, 300, 2, 1200, 1200], [300, 1200, 2, 1200, 1200]))
PYTHON
