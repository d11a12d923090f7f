#!/usr/bin/env bash
# xlsx2csv reads a day as the day before where a calculation left its number a hair below the whole.
#
# Excel, openpyxl and calamine show March 31 for 46111.99999999999, since they round to the second.
# A date that a formula made from fractions, or that another program wrote, loses a day in the CSV.
. "$(dirname "$0")/prelude.sh"
install_python_packages xlsx2csv==0.8.6 xlsxwriter==3.3.1 openpyxl==3.1.5 python-calamine==0.9.1
venv/bin/python - <<'PYTHON'
import io
import sys

import xlsxwriter
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook
from xlsx2csv import Xlsx2csv

book = xlsxwriter.Workbook("day.xlsx")
day = book.add_format({"num_format": "yyyy-mm-dd"})
book.add_worksheet().write_number(0, 0, 46111.99999999999, day)
book.close()

written = io.StringIO()
Xlsx2csv("day.xlsx").convert(written)
calamine = CalamineWorkbook.from_path("day.xlsx").get_sheet_by_index(0).to_python()
seen = {
    "openpyxl 3.1.5": f"{load_workbook('day.xlsx').active['A1'].value:%Y-%m-%d}",
    "python-calamine 0.9.1": f"{calamine[0][0]:%Y-%m-%d}",
    "xlsx2csv 0.8.6": written.getvalue().strip(),
}
print("a cell holds the serial number 46111.99999999999 with the format yyyy-mm-dd")
print("expected: 2026-03-31 from each")
print("seen:    ", seen)
sys.exit(list(seen.values()) != ["2026-03-31", "2026-03-31", "2026-03-30"])
PYTHON
