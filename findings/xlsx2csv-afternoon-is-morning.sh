#!/usr/bin/env bash
# xlsx2csv writes half past one in the afternoon as 01:30 where the format shows date and time
# together.
#
# Excel's h is a clock of 24 hours unless the format says AM/PM. The same time without a date comes
# out right, so a file with both disagrees with itself, and midnight becomes 12:00.
. "$(dirname "$0")/prelude.sh"
install_python_packages xlsx2csv==0.8.6 xlsxwriter==3.3.1
venv/bin/python - <<'PYTHON'
import io
import sys

import xlsxwriter
from xlsx2csv import Xlsx2csv

CELLS = (
    (46112 + 13.5 / 24, "yyyy-mm-dd h:mm", "2026-03-31 13:30"),
    (46112, "yyyy-mm-dd h:mm", "2026-03-31 00:00"),
    (13.5 / 24, "h:mm", "13:30"),
)
book = xlsxwriter.Workbook("clock.xlsx")
sheet = book.add_worksheet()
for row, (number, number_format, _) in enumerate(CELLS):
    sheet.write_number(row, 0, number, book.add_format({"num_format": number_format}))
book.close()

written = io.StringIO()
Xlsx2csv("clock.xlsx").convert(written)
seen = written.getvalue().splitlines()
print("xlsx2csv 0.8.6 reads 1:30 p.m., midnight, and 1:30 p.m. without a date")
print("expected:", [text for _, _, text in CELLS])
print("seen:    ", seen)
sys.exit(seen != ["2026-03-31 01:30", "2026-03-31 12:00", "13:30"])
PYTHON
