#!/usr/bin/env bash
# xlsxturbo reads one column of a CSV file by two rules: month first where it can be nothing else,
# else day first.
#
# A payroll file of the United States for March 2026 becomes a sheet with days in March, April and
# May. Each of them is a real date, so that no later check of the column finds one wrong.
. "$(dirname "$0")/prelude.sh"
install_python_packages xlsxturbo==1.12.1 openpyxl==3.1.5
venv/bin/python - <<'PYTHON'
import sys
from pathlib import Path

import xlsxturbo
from openpyxl import load_workbook

Path("paid.csv").write_text("paid\n03/04/2026\n03/05/2026\n03/25/2026\n")
xlsxturbo.csv_to_xlsx("paid.csv", "paid.xlsx")
days = load_workbook("paid.xlsx").active.iter_rows(2, values_only=True)
seen = [f"{day:%B %d}" for (day,) in days]
print("xlsxturbo 1.12.1 makes a workbook of the dates 03/04, 03/05 and 03/25/2026")
print("expected: one order for the column, March 04, 05 and 25, or texts")
print("seen:    ", seen)
sys.exit(seen != ["April 03", "May 03", "March 25"])
PYTHON
