#!/usr/bin/env bash
# SheetJS saves a cell that holds #N/A as a blank cell in an .ods file.
#
# The same workbook saved as .xlsx, .xls or CSV keeps #N/A, and OpenDocument has a way to say it: what a
# formula shows, in text:p. In the .ods file nothing tells the cell from one that nobody filled in, and
# a blank contribution counts as none. Version 0.18.5 is npm's, 0.20.3 the newest, under another name.
. "$(dirname "$0")/prelude.sh"
install_node_packages xlsx@0.18.5 @e965/xlsx@0.20.3
install_python_packages odfpy==1.4.1 openpyxl==3.1.5 xlrd==2.0.2
venv/bin/python - <<'PYTHON'
from openpyxl import Workbook

book = Workbook()
for row in (["id", "after-tax"], [1, "#N/A"], [2, 5000]):
    book.active.append(row)
book.active["B2"].data_type = "e"
book.save("roster.xlsx")
PYTHON
node - <<'JAVASCRIPT'
for (const name of ["xlsx", "@e965/xlsx"]) {
  const XLSX = require(name);
  const book = XLSX.readFile("roster.xlsx");
  const read = Object.values(book.Sheets)[0].B2.w;
  XLSX.writeFile(book, `${XLSX.version}.ods`);
  XLSX.writeFile(book, `${XLSX.version}.xls`);
  if (read !== "#N/A") process.exit(1);
}
JAVASCRIPT
venv/bin/python - <<'PYTHON'
import sys

import xlrd
from odf.opendocument import load
from odf.table import TableCell, TableRow
from odf.text import P

seen = {}
for version in ("0.18.5", "0.20.3"):
    kept = xlrd.open_workbook(f"{version}.xls").sheet_by_index(0).cell(1, 1)
    row = load(f"{version}.ods").getElementsByType(TableRow)[1]
    cell = row.getElementsByType(TableCell)[1]
    texts = [str(line) for line in cell.getElementsByType(P)]
    seen[version] = xlrd.error_text_from_code[kept.value], len(cell.attributes), texts
    print(f"seen, by SheetJS {version}, saved as .xls {seen[version][0]}, as .ods", *seen[version][1:])
print("expected of B2, which holds #N/A: #N/A in both (of .ods: its attributes, and what it shows)")
sys.exit(seen != dict.fromkeys(seen, ("#N/A", 0, [])))
PYTHON
