#!/usr/bin/env bash
# IronCalc and formualizer count nobody above 5%: COUNTIF(A1:A4,">5%") is 0.
#
# Spreadsheets read the condition as if it were typed into a cell, so that 5% is 0.05 and $100 is 100;
# Excel, LibreOffice and HyperFormula count the two rates of 6% and 15%. A sum over the same condition
# is 0, too, and nothing says that the condition was not understood. formulas and pycel do the same.
. "$(dirname "$0")/prelude.sh"
install_node_packages hyperformula@3.5.0
install_python_packages ironcalc==0.9.1 formualizer==0.13.0 openpyxl==3.1.5
venv/bin/python - <<'PYTHON'
import sys

import formualizer
import ironcalc
from openpyxl import Workbook

book = Workbook()
for row in ([0.04], [0.05], [0.06], [0.15]):
    book.active.append(row)
book.active["B1"] = '=COUNTIF(A1:A4,">5%")'
book.active["B2"] = '=COUNTIF(A1:A4,">0.05")'
book.save("rates.xlsx")
model = ironcalc.load_from_xlsx("rates.xlsx", "en", "UTC", "en")
model.evaluate()
sheets = formualizer.load_workbook("rates.xlsx")
seen = [
    [float(model.get_formatted_cell_value(0, row, 2)) for row in (1, 2)],
    [sheets.evaluate_cell("Sheet", row, 2) for row in (1, 2)],
]
print("rates of 4%, 5%, 6% and 15%, counted above 5% and above 0.05")
print("seen, by IronCalc 0.9.1 and formualizer 0.13.0:", seen)
sys.exit(seen != [[0, 2], [0, 2]])
PYTHON
node - <<'JAVASCRIPT'
const { HyperFormula } = require("hyperformula");

const rows = [[0.04], [0.05], [0.06], [0.15], ['=COUNTIF(A1:A4,">5%")', '=COUNTIF(A1:A4,">0.05")']];
const expected = HyperFormula.buildFromArray(rows, { licenseKey: "gpl-v3" }).getSheetValues(0)[4];
console.log("expected, by HyperFormula 3.5.0:", expected);
process.exit(JSON.stringify(expected) === "[2,2]" ? 0 : 1);
JAVASCRIPT
