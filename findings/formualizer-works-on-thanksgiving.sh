#!/usr/bin/env bash
# formualizer's WORKDAY and NETWORKDAYS ignore a holiday that is given as one date or one cell.
#
# Two working days after Wednesday, November 25, 2026 with Thanksgiving as the holiday is Monday,
# November 30 in Excel, LibreOffice and IronCalc. formualizer answers Friday, November 27, as without
# holidays, and counts the holiday in a range of two cells only.
. "$(dirname "$0")/prelude.sh"
install_python_packages formualizer==0.13.0 ironcalc==0.9.1 openpyxl==3.1.5
venv/bin/python - <<'PYTHON'
import sys
from datetime import date

import formualizer
import ironcalc
from openpyxl import Workbook

FORMULAS = (
    "=WORKDAY(DATE(2026,11,25),2,A1)",
    "=NETWORKDAYS(DATE(2026,11,25),DATE(2026,11,30),A1)",
    "=WORKDAY(DATE(2026,11,25),2,A1:A2)",
)
book = Workbook()
book.active["A1"], book.active["A2"] = date(2026, 11, 26), date(2026, 12, 25)
for row, formula in enumerate(FORMULAS, 1):
    book.active.cell(row, 2).value = formula
book.save("days.xlsx")
model = ironcalc.load_from_xlsx("days.xlsx", "en", "UTC", "en")
model.evaluate()
sheets = formualizer.load_workbook("days.xlsx")
monday, friday = ((date(2026, 11, day) - date(1899, 12, 30)).days for day in (30, 27))
expected = [float(model.get_formatted_cell_value(0, row, 2)) for row in (1, 2)]
seen = [sheets.evaluate_cell("Sheet", row, 2) for row in (1, 2, 3)]
print("with November 26, 2026 as a holiday:", *FORMULAS)
print("expected, by IronCalc 0.9.1:", expected)
print("seen, by formualizer 0.13.0:", seen)
sys.exit((expected, seen) != ([monday, 3], [friday, 4, monday]))
PYTHON
