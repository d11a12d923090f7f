#!/usr/bin/env bash
# xlsx-template fills a table with three employees, and the total below it still sums the first one.
#
# It moves the rows below the table down, and defined names with them, but changes no formula: SUM(B2:B2)
# stays so, and =B3, which showed the total, shows the pay of the second employee. A spreadsheet adjusts
# the reference when rows are inserted. A sum over a range with room, or over a whole column, is safe.
. "$(dirname "$0")/prelude.sh"
install_node_packages xlsx-template@1.4.7
install_python_packages XlsxWriter==3.3.1 openpyxl==3.1.5 ironcalc==0.9.1
venv/bin/python - <<'PYTHON'
import xlsxwriter

with xlsxwriter.Workbook("template.xlsx") as book:
    sheet = book.add_worksheet("pay")
    sheet.write_row("A1", ["id", "pay"])
    sheet.write_row("A2", ["${table:people.id}", "${table:people.pay}"])
    sheet.write_row("A3", ["total", "=SUM(B2:B2)"])
    sheet.write("D1", "=B3")
    book.define_name("total", "=pay!$B$3")
PYTHON
node - <<'JAVASCRIPT'
const { readFileSync, writeFileSync } = require("fs");
const Template = require("xlsx-template");
const template = new Template(readFileSync("template.xlsx"));
const pays = [50000, 60000, 70000];
template.substitute("pay", { people: pays.map((pay, i) => ({ id: `E${i + 1}`, pay })) });
writeFileSync("filled.xlsx", template.generate({ type: "nodebuffer" }));
JAVASCRIPT
venv/bin/python - <<'PYTHON'
import sys

import ironcalc
from openpyxl import load_workbook

model = ironcalc.load_from_xlsx("filled.xlsx", "en", "UTC", "en")
model.evaluate()
book = load_workbook("filled.xlsx")
column = [model.get_formatted_cell_value(0, row, 2) for row in range(2, 6)]
seen = {"total": column[3], "D1": model.get_formatted_cell_value(0, 1, 4)}
name = book.defined_names["total"].attr_text
pays = [int(pay) for pay in column[:3]]
print("expected of the total of", *pays, "and of D1, which refers to it:", sum(pays))
print("seen, by xlsx-template 1.4.7:", seen, "where the name total is moved to", name)
sys.exit((sum(pays), seen, name) != (180000, {"total": "50000", "D1": "60000"}, "pay!$B$5"))
PYTHON
