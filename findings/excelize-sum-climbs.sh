#!/usr/bin/env bash
# excelize lets a sum take in the row above where the first row of the summed ones is removed.
#
# Once a spreadsheet has removed row 3, SUM(B3:B5) is SUM(B3:B4), which holds the same cells as before
# without the removed one. excelize makes SUM(B2:B4) of it, and adds the limit that stands above the
# first deferral. With the middle row removed it is right.
. "$(dirname "$0")/prelude.sh"
install_python_packages excelize==0.1.0 openpyxl==3.1.5 ironcalc==0.9.1
venv/bin/python - <<'PYTHON'
import sys

import excelize
import ironcalc
from openpyxl import Workbook, load_workbook


def total_without(row):
    file = excelize.open_file("deferrals.xlsx")
    file.remove_row("Sheet", row)
    file.save_as("removed.xlsx")
    model = ironcalc.load_from_xlsx("removed.xlsx", "en", "UTC", "en")
    model.evaluate()
    formula = load_workbook("removed.xlsx").active["B5"].value
    return formula, float(model.get_formatted_cell_value(0, 5, 2))


DEFERRALS = {3: 5000, 4: 6000, 5: 7000}
book = Workbook()
for row in (["employee", "deferral"], ["limit", 24500], *DEFERRALS.items(), ["sum", "=SUM(B3:B5)"]):
    book.active.append(row)
book.save("deferrals.xlsx")
expected = [("=SUM(B3:B4)", float(sum(DEFERRALS.values()) - DEFERRALS[row])) for row in (3, 4)]
seen = [total_without(row) for row in (3, 4)]
print("deferrals of 5000, 6000 and 7000 in rows 3 to 5; row 3, or row 4, is removed")
print("expected:                          ", *expected)
print("seen, by excelize 0.1.0 for Python:", *seen)
sys.exit(seen != [("=SUM(B2:B4)", 37500), expected[1]])
PYTHON
