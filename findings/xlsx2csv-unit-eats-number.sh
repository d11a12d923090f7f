#!/usr/bin/env bash
# xlsx2csv loses the number of a cell whose format has a unit in quotation marks with an h, d, m, s
# or y.
#
# The quoted unit is taken for a format of dates, and the CSV holds the format itself, garbled,
# where the number of shares stood. Units without these letters come through.
. "$(dirname "$0")/prelude.sh"
install_python_packages xlsx2csv==0.8.6 xlsxwriter==3.3.1
venv/bin/python - <<'PYTHON'
import io
import sys

import xlsxwriter
from xlsx2csv import Xlsx2csv

UNITS = ("shares", "hours", "EUR")
book = xlsxwriter.Workbook("shares.xlsx")
sheet = book.add_worksheet()
for row, unit in enumerate(UNITS):
    sheet.write_number(row, 0, 1250, book.add_format({"num_format": f'0 "{unit}"'}))
book.close()

written = io.StringIO()
Xlsx2csv("shares.xlsx").convert(written)
seen = written.getvalue().splitlines()
print("xlsx2csv 0.8.6 reads 1250 with the units", ", ".join(UNITS))
print("expected: 1250 in each line")
print("seen:    ", seen)
sys.exit(["1250" in line for line in seen] != [False, False, True])
PYTHON
