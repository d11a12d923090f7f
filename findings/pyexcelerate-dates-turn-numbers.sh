#!/usr/bin/env bash
# PyExcelerate writes the dates of a table without a date format, so that they read as numbers.
#
# A date that is set cell by cell gets one. Given as data, the way of its own examples, a hire date
# of January 2, 2026 shows in Excel as 46024, and other readers take it for an amount.
. "$(dirname "$0")/prelude.sh"
install_python_packages PyExcelerate==0.13.0 openpyxl==3.1.5
venv/bin/python - <<'PYTHON'
import sys
from datetime import datetime

import openpyxl
from pyexcelerate import Workbook

HIRED = datetime(2026, 1, 2)
book = Workbook()
book.new_sheet("Table", data=[[HIRED]])
book.new_sheet("Cell").set_cell_value(1, 1, HIRED)
book.save("hired.xlsx")

read = openpyxl.load_workbook("hired.xlsx")
seen = [read[name]["A1"].value for name in ("Table", "Cell")]
print("PyExcelerate 0.13.0 writes January 2, 2026 in a table and by itself; openpyxl reads")
print("expected:", [HIRED, HIRED])
print("seen:    ", seen)
sys.exit(seen != [46024, HIRED])
PYTHON
