#!/usr/bin/env bash
# pycel answers 0 for a formula that nobody has calculated, where a file comes from XlsxWriter.
#
# XlsxWriter stores 0 beside each formula for programs that calculate nothing. pycel does calculate,
# but takes the stored 0 for the result; with a file of openpyxl, which stores nothing, the same
# cell gives 20.
. "$(dirname "$0")/prelude.sh"
install_python_packages pycel==1.0b30 xlsxwriter==3.3.1 openpyxl==3.1.5
venv/bin/python - <<'PYTHON'
import sys

import xlsxwriter
from openpyxl import Workbook
from pycel import ExcelCompiler

by_xlsxwriter = xlsxwriter.Workbook("a.xlsx")
sheet = by_xlsxwriter.add_worksheet("Pay")
sheet.write_number("A1", 10)
sheet.write_formula("B1", "=A1*2")
by_xlsxwriter.close()
by_openpyxl = Workbook()
by_openpyxl.active.title = "Pay"
by_openpyxl.active["A1"], by_openpyxl.active["B1"] = 10, "=A1*2"
by_openpyxl.save("b.xlsx")

seen, expected = (ExcelCompiler(filename=name).evaluate("Pay!B1") for name in ("a.xlsx", "b.xlsx"))
print("pycel 1.0b30 evaluates =A1*2 with 10 in A1")
print("expected, as from a file of openpyxl 3.1.5: ", expected)
print("seen, from a file of XlsxWriter 3.3.1:      ", seen)
sys.exit((expected, seen) != (20, 0))
PYTHON
