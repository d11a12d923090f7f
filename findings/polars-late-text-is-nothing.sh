#!/usr/bin/env bash
# polars.read_excel turns a text into nothing where it stands below many numbers, and keeps it near
# the top.
#
# The type of a column is taken from its first rows. "120,000" as text, which payroll systems export
# now and then, is a missing pay in row 1,102 and a text in row 3: the same cell, two answers, no
# warning.
. "$(dirname "$0")/prelude.sh"
install_python_packages polars==2.1.0 fastexcel==0.21.0 xlsxwriter==3.3.1
venv/bin/python - <<'PYTHON'
import sys

import polars
import xlsxwriter


def pay_read(text_in_row):
    book = xlsxwriter.Workbook("pay.xlsx")
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["row", "pay"])
    for row in range(1, 1200):
        sheet.write_number(row, 0, row)
        sheet.write(row, 1, "120,000" if row == text_in_row else 50_000)
    book.close()
    return polars.read_excel("pay.xlsx")["pay"][text_in_row - 1]


expected, seen = pay_read(2), pay_read(1101)
print("polars 2.1.0 and fastexcel 0.21.0 read 120,000 as text among 1,199 pays")
print("expected, as near the top:", repr(expected))
print("seen, further down:       ", repr(seen))
sys.exit((expected, seen) != ("120,000", None))
PYTHON
