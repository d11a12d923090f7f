#!/usr/bin/env bash
# python-calamine, and with it polars, reads only the first cell of each row of an .xlsb file that
# SheetJS has written.
#
# The format lets a cell leave out its column where it follows the cell before; SheetJS writes such
# cells, and calamine passes them over without a word. A pay of 310,000 is a missing one.
. "$(dirname "$0")/prelude.sh"
install_python_packages python-calamine==0.9.1
install_node_packages xlsx@0.18.5
node - <<'JAVASCRIPT'
const XLSX = require("xlsx");

const sheet = XLSX.utils.aoa_to_sheet([["id", "pay", "match"], [7, 310000, 12400]]);
const book = XLSX.utils.book_new();
XLSX.utils.book_append_sheet(book, sheet, "Census");
XLSX.writeFile(book, "census.xlsb");
const again = XLSX.readFile("census.xlsb").Sheets.Census;
console.log("written by SheetJS 0.18.5, which reads it back:", JSON.stringify(XLSX.utils.sheet_to_json(again)));
JAVASCRIPT
venv/bin/python - <<'PYTHON'
import sys

from python_calamine import CalamineWorkbook

seen = CalamineWorkbook.from_path("census.xlsb").get_sheet_by_index(0).to_python()
expected = [["id", "pay", "match"], [7.0, 310000.0, 12400.0]]
print("python-calamine 0.9.1 reads the .xlsb file")
print("expected:", expected)
print("seen:    ", seen)
sys.exit(seen != [row[:1] for row in expected])
PYTHON
