#!/usr/bin/env bash
# excelize for Python writes a whole number above 2,147,483,647 as another number, often a negative one.
#
# It cuts a number to 32 bits without an error: a plan's assets of $3 billion become -1,294,967,296, and an
# account number of ten digits another account's. A number with a point, or a text, keeps its digits.
. "$(dirname "$0")/prelude.sh"
install_python_packages excelize==0.1.0 openpyxl==3.1.5
venv/bin/python - <<'PYTHON'
import sys

import excelize
from openpyxl import load_workbook

expected = [2147483647, 3000000000, 9876543210, 3000000000.5, "9876543210"]
file = excelize.new_file()
for row, value in enumerate(expected, 1):
    file.set_cell_value("Sheet1", f"A{row}", value)
file.save_as("assets.xlsx")
seen = [cell.value for (cell,) in load_workbook("assets.xlsx").active.iter_rows()]
print("expected:                          ", *expected)
print("seen, by excelize 0.1.0 for Python:", *seen)
sys.exit(seen != [2147483647, -1294967296, 1286608618, 3000000000.5, "9876543210"])
PYTHON
