#!/usr/bin/env bash
# xlcalculator adds texts of digits and TRUE cells into a SUM over a range.
#
# Excel's SUM passes over both. A column with an amount, an employee's number that is kept as text
# and a TRUE gives 8,419 instead of 8,000, while COUNT finds one number in it.
. "$(dirname "$0")/prelude.sh"
install_python_packages xlcalculator==0.5.0 openpyxl==3.1.5
venv/bin/python - <<'PYTHON'
import sys

import openpyxl
from xlcalculator import Evaluator, ModelCompiler

book = openpyxl.Workbook()
sheet = book.active
sheet.title = "Match"
for row, value in enumerate((8000, "418", True), start=1):
    sheet.cell(row, 1).value = value
sheet["B1"] = "=SUM(A1:A3)"
sheet["B2"] = "=COUNT(A1:A3)"
book.save("match.xlsx")

model = Evaluator(ModelCompiler().read_and_parse_archive("match.xlsx"))
seen = [float(model.evaluate(f"Match!{cell}")) for cell in ("B1", "B2")]
print("xlcalculator 0.5.0 takes SUM and COUNT of 8000, the text 418 and TRUE")
print("expected:", [8000.0, 1.0])
print("seen:    ", seen)
sys.exit(seen != [8419.0, 1.0])
PYTHON
