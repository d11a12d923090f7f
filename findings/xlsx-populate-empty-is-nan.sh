#!/usr/bin/env bash
# xlsx-populate reads the empty text of a formula such as =IF(A2>0,A2,"") as the number NaN.
#
# Excel stores an empty text as a formula's result in this way. A program that adds up the column
# gets NaN for the whole company; a check for blank cells does not find it.
. "$(dirname "$0")/prelude.sh"
install_python_packages xlsxwriter==3.3.1
install_node_packages xlsx-populate@1.21.0
venv/bin/python - <<'PYTHON'
import xlsxwriter

book = xlsxwriter.Workbook("match.xlsx")
sheet = book.add_worksheet("Match")
sheet.write_formula(0, 0, '=IF(1>0,8000,"")', None, 8000)
sheet.write_formula(1, 0, '=IF(0>0,8000,"")', None, "")
sheet.write_formula(2, 0, '=IF(0>0,8000,"none")', None, "none")
book.close()
PYTHON
node - <<'JAVASCRIPT'
const XlsxPopulate = require("xlsx-populate");

(async () => {
  const book = await XlsxPopulate.fromFileAsync("match.xlsx");
  const seen = [1, 2, 3].map((row) => book.sheet("Match").cell(row, 1).value());
  console.log("xlsx-populate 1.21.0 reads three stored results of formulas");
  console.log("expected:", [8000, "", "none"]);
  console.log("seen:    ", seen);
  process.exit(seen[0] === 8000 && Number.isNaN(seen[1]) && seen[2] === "none" ? 0 : 1);
})();
JAVASCRIPT
