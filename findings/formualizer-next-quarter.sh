#!/usr/bin/env bash
# formualizer reads the sheets Q2, Q3 and Q4 where a formula that was filled down names Q1.
#
# The name of a sheet that looks like a cell is moved along with the references when a formula is
# shared among rows, as spreadsheets store it (Open XML, 18.3.1.40). Each employee below the first
# gets another quarter's rate. IronCalc and openpyxl keep the sheet; exceljs and SheetJS move it, too.
. "$(dirname "$0")/prelude.sh"
install_node_packages exceljs@4.4.0
install_python_packages formualizer==0.13.0 ironcalc==0.9.1
node - <<'JAVASCRIPT'
const ExcelJS = require("exceljs");

const book = new ExcelJS.Workbook();
const sheet = book.addWorksheet("pay");
for (const pay of [1000, 1000, 1000, 1000]) sheet.addRow([pay]);
sheet.fillFormula("B1:B4", "A1*'Q1'!$A$1", [60, 60, 60, 60]);
[0.06, 0.07, 0.08, 0.09].forEach((rate, at) => book.addWorksheet(`Q${at + 1}`).addRow([rate]));
book.xlsx.writeFile("pay.xlsx").then(() => process.exit(0));
JAVASCRIPT
venv/bin/python - <<'PYTHON'
import sys

import formualizer
import ironcalc

model = ironcalc.load_from_xlsx("pay.xlsx", "en", "UTC", "en")
model.evaluate()
book = formualizer.load_workbook("pay.xlsx")
expected = [float(model.get_formatted_cell_value(0, row, 2)) for row in range(1, 5)]
seen = [round(book.evaluate_cell("pay", row, 2), 6) for row in range(1, 5)]
print("four employees are paid 1,000 each; the rate on the sheet Q1 is 6%")
print("expected, by IronCalc 0.9.1:", expected)
print("seen, by formualizer 0.13.0:", seen)
sys.exit((expected, seen) != ([60.0] * 4, [60.0, 70.0, 80.0, 90.0]))
PYTHON
