#!/usr/bin/env bash
# hot-formula-parser takes the text 6% as 6: 90,000 times the text 6% is 540,000.
#
# A rate that came from a CSV file or a form is often a text. Excel reads "6%" in a product as 0.06, and
# hot-formula-parser reads the digits and drops the sign. A 6% that is written in the formula itself is
# 0.06.
. "$(dirname "$0")/prelude.sh"
install_node_packages hot-formula-parser@4.0.0
install_python_packages ironcalc==0.9.1 openpyxl==3.1.5
venv/bin/python - <<'PYTHON'
import ironcalc
from openpyxl import Workbook

book = Workbook()
book.active.append([90000, "6%", "=A1*B1", "=A1*6%"])
book.active["B1"].number_format = "@"
book.save("rates.xlsx")
model = ironcalc.load_from_xlsx("rates.xlsx", "en", "UTC", "en")
model.evaluate()
with open("expected.txt", "w") as file:
    file.write(",".join(model.get_formatted_cell_value(0, 1, column) for column in (3, 4)))
PYTHON
node - <<'JAVASCRIPT'
const { Parser } = require("hot-formula-parser");
const cells = { A1: 90000, B1: "6%" };
const parser = new Parser();
parser.on("callCellValue", (cell, done) => done(cells[cell.label]));
const expected = require("fs").readFileSync("expected.txt", "utf8");
const seen = ["A1*B1", "A1*6%"].map((formula) => parser.parse(formula).result).join(",");
console.log("A1*B1 and A1*6%, where A1 is 90000 and B1 the text 6%");
console.log("expected, by IronCalc 0.9.1:       ", expected);
console.log("seen, by hot-formula-parser 4.0.0: ", seen);
process.exit(expected === "5400,5400" && seen === "540000,5400" ? 0 : 1);
JAVASCRIPT
