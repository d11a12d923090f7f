#!/usr/bin/env bash
# xlsx2html shows the number 10045 as 10000 where the cell has the format Text.
#
# The format Text is @ in the file. xlsx2html gives it to Babel as a pattern for numbers, in which @
# asks for one significant digit. Identifiers, ZIP codes and amounts in columns that were made Text
# keep their first digit and look whole. Excel and SheetJS (cell.w) show 10045. It was reported for a
# ZIP code in 2021.
. "$(dirname "$0")/prelude.sh"
install_python_packages xlsx2html==0.6.4 openpyxl==3.1.5
install_node_packages xlsx@0.18.5
venv/bin/python - <<'PYTHON'
import io
import re
import sys

from openpyxl import Workbook
from xlsx2html import xlsx2html

book = Workbook()
book.active.append([10045, 98765, 60000.75])
for cell in book.active[1]:
    cell.number_format = "@"
book.save("ids.xlsx")
page = io.StringIO()
xlsx2html("ids.xlsx", page)
seen = [text.strip() for text in re.findall(r"<td[^>]*>(.*?)</td>", page.getvalue(), re.DOTALL)]
print("seen, by xlsx2html 0.6.4:    ", seen)
sys.exit(seen != ["10000", "100000", "60000"])
PYTHON
node - <<'JAVASCRIPT'
const XLSX = require("xlsx");

const sheet = XLSX.readFile("ids.xlsx").Sheets.Sheet;
const expected = ["A1", "B1", "C1"].map((cell) => sheet[cell].w);
console.log("expected, by SheetJS 0.18.5: ", expected);
process.exit(expected.join() === "10045,98765,60000.75" ? 0 : 1);
JAVASCRIPT
