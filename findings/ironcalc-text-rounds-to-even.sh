#!/usr/bin/env bash
# IronCalc's TEXT rounds halves to the even digit, and shows a loss of half a cent as a gain.
#
# Excel's TEXT rounds halves away from zero, as ROUND does in IronCalc too: one engine writes
# $72,000 into a letter and computes 72,001 beside it. And -0.5 becomes 1 without its sign.
. "$(dirname "$0")/prelude.sh"
install_python_packages ironcalc==0.9.1 openpyxl==3.1.5
venv/bin/python - <<'PYTHON'
import sys

import ironcalc
from openpyxl import Workbook

FORMULAS = {
    '=TEXT(72000.5,"$#,##0")': "$72,001",
    "=ROUND(72000.5,0)": 72001,
    '=TEXT(0.125,"0.00")': "0.13",
    '=TEXT(-0.5,"0")': "-1",
}
book = Workbook()
for row, formula in enumerate(FORMULAS, start=1):
    book.active.cell(row, 1).value = formula
book.save("texts.xlsx")

model = ironcalc.load_from_xlsx("texts.xlsx", "en", "UTC", "en")
model.evaluate()
seen = [model.get_cell_value(0, row, 1) for row in range(1, len(FORMULAS) + 1)]
print("IronCalc 0.9.1 computes", *FORMULAS, sep="\n  ")
print("expected:", list(FORMULAS.values()))
print("seen:    ", seen)
sys.exit(seen != ["$72,000", 72001, "0.12", "1"])
PYTHON
