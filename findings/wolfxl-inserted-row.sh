#!/usr/bin/env bash
# wolfxl overwrites the row below an inserted one with what is written into the inserted row.
#
# The library stands in for openpyxl. There, insert_rows(3) makes room and the old row 3 moves to 4;
# here a value that is then given to row 3 lands in row 4, row 3 stays empty, and an employee is
# gone.
. "$(dirname "$0")/prelude.sh"
install_python_packages wolfxl==2.0.21 openpyxl==3.1.5
venv/bin/python - <<'PYTHON'
import sys

import openpyxl
import wolfxl

book = openpyxl.Workbook()
for row in (["employee", "pay"], ["Ada", 10], ["Bo", 20]):
    book.active.append(row)
book.save("before.xlsx")


def with_new_row(library, **options):
    changed = library.load_workbook("before.xlsx", **options)
    sheet = changed.active
    sheet.insert_rows(3)
    sheet["A3"], sheet["B3"] = "Cy", 30
    changed.save("after.xlsx")
    return list(openpyxl.load_workbook("after.xlsx").active.values)


expected, seen = with_new_row(openpyxl), with_new_row(wolfxl, modify=True)
print("a row is inserted above Bo's and filled in with Cy")
print("expected, by openpyxl 3.1.5:", expected)
print("seen, by wolfxl 2.0.21:     ", seen)
sys.exit(("Bo", 20) in seen or ("Bo", 20) not in expected)
PYTHON
