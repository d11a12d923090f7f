#!/usr/bin/env bash
# A workbook that polars writes with column totals reads as one more employee, with a pay of 0.
#
# The totals are formulas whose stored value is 0 until Excel calculates them. Every reader of
# stored values, polars itself included, gets a last row without a name and with 0, which lowers
# each average.
. "$(dirname "$0")/prelude.sh"
install_python_packages polars==2.1.0 fastexcel==0.21.0 xlsxwriter==3.3.1 openpyxl==3.1.5
venv/bin/python - <<'PYTHON'
import sys

import polars
from openpyxl import load_workbook

pay = polars.DataFrame({"employee": ["Ada", "Bo"], "pay": [100, 300]})
pay.write_excel("pay.xlsx", column_totals=True)
seen = polars.read_excel("pay.xlsx")
stored = load_workbook("pay.xlsx", data_only=True).active["B4"].value
print("polars 2.1.0 writes two pays of 100 and 300 with column_totals=True, and reads them back")
print("expected: a total of 400 or none, and a mean of", pay["pay"].mean())
print("seen:     a total of", stored, "and a mean of", round(seen["pay"].mean(), 2))
sys.exit((stored, seen.rows()[-1]) != (0, (None, 0)))
PYTHON
