#!/usr/bin/env bash
# turboxl writes two rows of a sheet as one line of CSV where the last cell holds a formula without
# a value.
#
# openpyxl writes formulas without values, so every workbook that a script has made and nobody has
# opened in Excel is such a file. Whoever imports the CSV gets half as many people, with twice as
# many columns.
. "$(dirname "$0")/prelude.sh"
install_python_packages turboxl==0.3.2 openpyxl==3.1.5
venv/bin/python - <<'PYTHON'
import sys

import turboxl
from openpyxl import Workbook

book = Workbook()
sheet = book.active
sheet.append(["employee", "pay", "bonus"])
for row, pay in enumerate((50000, 60000, 70000), start=2):
    sheet.append([f"E{row}", pay, f"=B{row}*0.1"])
book.save("pay.xlsx")

expected = ["employee,pay,bonus", "E2,50000,", "E3,60000,", "E4,70000,"]
seen = turboxl.read_sheet_to_csv("pay.xlsx").splitlines()
print("turboxl 0.3.2 reads three employees whose bonus is a formula that was never calculated")
print("expected:", expected)
print("seen:    ", seen)
sys.exit(seen != ["employee,pay,bonus", "E2,50000,E3,60000,E4,70000,"])
PYTHON
