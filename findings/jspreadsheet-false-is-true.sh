#!/usr/bin/env bash
# jspreadsheet takes the word FALSE in a formula as true: IF(FALSE,1,2) is 1.
#
# Its formula engine turns the word into a function without calling it, and a function counts as true.
# A switch such as OR(pay>160000,FALSE) is then on for everyone; FALSE() with parentheses is read right.
# jspreadsheet-ce computes with this engine.
. "$(dirname "$0")/prelude.sh"
install_node_packages @jspreadsheet/formula@2.0.2
install_python_packages ironcalc==0.9.1 openpyxl==3.1.5
cat > formulas.json <<'JSON'
["IF(FALSE,1,2)", "IF(OR(A1>160000,FALSE),\"HCE\",\"NHCE\")",
 "IF(AND(A1>0,FALSE),\"refund\",\"none\")", "IF(FALSE(),1,2)"]
JSON
venv/bin/python - <<'PYTHON'
import json

import ironcalc
from openpyxl import Workbook

with open("formulas.json") as file:
    formulas = json.load(file)
book = Workbook()
book.active.append([90000, *("=" + formula for formula in formulas)])
book.save("switches.xlsx")
model = ironcalc.load_from_xlsx("switches.xlsx", "en", "UTC", "en")
model.evaluate()
with open("expected.txt", "w") as file:
    file.write(", ".join(model.get_formatted_cell_value(0, 1, column) for column in range(2, 6)))
PYTHON
node - <<'JAVASCRIPT'
const { readFileSync } = require("fs");
const jspreadsheet = require("@jspreadsheet/formula");
const evaluate = jspreadsheet.default || jspreadsheet;
const formulas = JSON.parse(readFileSync("formulas.json", "utf8"));
const expected = readFileSync("expected.txt", "utf8");
const seen = formulas.map((formula) => evaluate(formula, { A1: 90000 })).join(", ");
console.log("where A1 is 90000:", formulas.join("  "));
console.log("expected, by IronCalc 0.9.1:           ", expected);
console.log("seen, by @jspreadsheet/formula 2.0.2:  ", seen);
process.exit(expected === "2, NHCE, none, 2" && seen === "1, HCE, refund, 2" ? 0 : 1);
JAVASCRIPT
