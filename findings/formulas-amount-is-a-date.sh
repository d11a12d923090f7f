#!/usr/bin/env bash
# formulas reads the text 1,234 as a day in the year 2134: VALUE("1,234") is 85469.
#
# What it cannot turn into a number it gives to a parser of dates, which takes 1,234 for January 2134
# and 120,000 for January 2020. Excel, LibreOffice and IronCalc answer 1234 and 120000. A column
# of amounts that a payroll system exported as text comes out as plausible figures.
. "$(dirname "$0")/prelude.sh"
install_python_packages formulas==1.3.4 ironcalc==0.9.1 openpyxl==3.1.5
venv/bin/python - <<'PYTHON'
import sys

import formulas
import ironcalc
from openpyxl import Workbook

book = Workbook()
book.active.append(["1,234", "120,000"])
book.active.append(["=VALUE(A1)", "=VALUE(B1)"])
book.save("amounts.xlsx")
model = ironcalc.load_from_xlsx("amounts.xlsx", "en", "UTC", "en")
model.evaluate()
cells = formulas.ExcelModel().loads("amounts.xlsx").finish().calculate()
expected = [float(model.get_formatted_cell_value(0, 2, column)) for column in (1, 2)]
seen = [cells[f"'[amounts.xlsx]SHEET'!{cell}"].value[0, 0] for cell in ("A2", "B2")]
print('VALUE of the texts "1,234" and "120,000"')
print("expected, by IronCalc 0.9.1:", expected)
print("seen, by formulas 1.3.4:  ", seen)
sys.exit((expected, seen) != ([1234, 120000], [85469, 43831]))
PYTHON
