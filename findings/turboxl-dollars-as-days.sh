#!/usr/bin/env bash
# turboxl takes dollars for days where the number format names a color or a unit.
#
# The d of [Red], of "days" and of "dollars" counts as a day of the month. Accounts have formats
# with [Red] for losses, Excel's own list offers them, and nothing in the CSV tells that 1903-05-18
# was 1,234.00.
. "$(dirname "$0")/prelude.sh"
install_python_packages turboxl==0.3.2 xlsxwriter==3.3.1
venv/bin/python - <<'PYTHON'
import sys

import turboxl
import xlsxwriter

FORMATS = ("$#,##0.00;[Red]-$#,##0.00", '#,##0 "days"', '#,##0 "people"', "#,##0.00")
book = xlsxwriter.Workbook("account.xlsx")
sheet = book.add_worksheet()
for row, number_format in enumerate(FORMATS):
    sheet.write_number(row, 0, 1234, book.add_format({"num_format": number_format}))
book.close()

seen = turboxl.read_sheet_to_csv("account.xlsx").split()
print("turboxl 0.3.2 reads 1234 in the formats", *FORMATS, sep="\n  ")
print("expected:", ["1234"] * len(FORMATS))
print("seen:    ", seen)
sys.exit([text.startswith("1903-05-18") for text in seen] != [True, True, False, False])
PYTHON
