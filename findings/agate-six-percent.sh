#!/usr/bin/env bash
# agate reads 6% as 6 from a CSV file, and as 0.06 from a workbook that shows the same 6%.
#
# The percent sign is dropped like a dollar sign. A deferral rate comes out a hundred times as large
# as the same census saved as a workbook gives it.
. "$(dirname "$0")/prelude.sh"
install_python_packages agate==1.14.2 agate-excel==0.4.2 xlsxwriter==3.3.1
venv/bin/python - <<'PYTHON'
import sys

import agate
import agateexcel  # noqa: F401
import xlsxwriter

with open("rates.csv", "w", encoding="utf-8") as file:
    file.write("employee,rate\nE1,6%\nE2,4.5%\n")
book = xlsxwriter.Workbook("rates.xlsx")
sheet = book.add_worksheet()
percent = book.add_format({"num_format": "0.0%"})
for row, (employee, rate) in enumerate((("employee", "rate"), ("E1", 0.06), ("E2", 0.045))):
    sheet.write(row, 0, employee)
    sheet.write(row, 1, rate, percent)
book.close()

seen = [
    [float(rate) for rate in table.columns["rate"]]
    for table in (agate.Table.from_csv("rates.csv"), agate.Table.from_xlsx("rates.xlsx"))
]
print("agate 1.14.2 reads the rates 6% and 4.5% from CSV and from a workbook")
print("expected:", [[0.06, 0.045], [0.06, 0.045]])
print("seen:    ", seen)
sys.exit(seen != [[6.0, 4.5], [0.06, 0.045]])
PYTHON
