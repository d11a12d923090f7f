#!/usr/bin/env bash
# polars.read_excel drops the row of an employee whose cells are all errors, such as a failed
# look-up.
#
# A row of #N/A is taken for an empty row. openpyxl shows the errors, so a person looking at the
# sheet counts one employee more than the program that read it, and nothing is reported.
. "$(dirname "$0")/prelude.sh"
install_python_packages polars==2.1.0 fastexcel==0.21.0 xlsxwriter==3.3.1 openpyxl==3.1.5
venv/bin/python - <<'PYTHON'
import sys

import polars
import xlsxwriter
from openpyxl import load_workbook

book = xlsxwriter.Workbook("roster.xlsx")
sheet = book.add_worksheet()
sheet.write_row(0, 0, ["employee", "pay"])
sheet.write_row(1, 0, ["Ada", 100])
for column in (0, 1):
    sheet.write_formula(2, column, "=NA()", None, "#N/A")
sheet.write_row(3, 0, ["Cy", 300])
book.close()

expected = list(load_workbook("roster.xlsx", data_only=True).active.iter_rows(2, values_only=True))
seen = polars.read_excel("roster.xlsx").rows()
print("three employees, the second with #N/A in both cells")
print("expected, by openpyxl 3.1.5:            ", expected)
print("seen, by polars 2.1.0 and fastexcel 0.21:", seen)
sys.exit(len(expected) != 3 or seen != [("Ada", 100), ("Cy", 300)])
PYTHON
