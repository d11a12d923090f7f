#!/usr/bin/env bash
# pycel ends February on March 3: DATE(2026,3,0) is three days late.
#
# Day 0 of a month is the last day of the month before, in Excel, LibreOffice and every other engine
# tried, and the usual way to write a month's end. pycel goes back a month and adds the days left over
# from a month of another length, so that a deposit or an entry date lands in the next month. Its
# EDATE goes from January 31 to March 3 as well.
. "$(dirname "$0")/prelude.sh"
install_python_packages pycel==1.0b30 ironcalc==0.9.1 openpyxl==3.1.5
venv/bin/python - <<'PYTHON'
import sys

import ironcalc
from openpyxl import Workbook
from pycel import ExcelCompiler

FORMULAS = [
    f'=TEXT({day},"m/d/yyyy")'
    for day in ("DATE(2026,3,0)", "DATE(2026,5,0)", "EDATE(DATE(2026,1,31),1)")
]
book = Workbook()
book.active.append(FORMULAS)
book.save("ends.xlsx")
model = ironcalc.load_from_xlsx("ends.xlsx", "en", "UTC", "en")
model.evaluate()
compiled = ExcelCompiler("ends.xlsx")
expected = [model.get_formatted_cell_value(0, 1, column) for column in (1, 2, 3)]
seen = [compiled.evaluate(f"Sheet!{column}1") for column in "ABC"]
print("the ends of February and April 2026, and a month after January 31:", *FORMULAS)
print("expected, by IronCalc 0.9.1:", expected)
print("seen, by pycel 1.0b30:      ", seen)
sys.exit(
    (expected, seen)
    != (["2/28/2026", "4/30/2026", "2/28/2026"], ["3/3/2026", "5/1/2026", "3/3/2026"])
)
PYTHON
