#!/usr/bin/env bash
# SheetJS turns "W2" in a formula that was filled down into "W3", "W4" and so on.
#
# A spreadsheet stores such a formula once and shares it among the rows; the reader moves its
# references. SheetJS, and exceljs in cell.formula, move a quoted text that looks like a reference,
# too (Open XML, 18.3.1.40, and openpyxl move references alone). SheetJS saves what it has read:
# from the second row on, the condition on the form W2 is never met, and its pay is 0.
. "$(dirname "$0")/prelude.sh"
install_node_packages xlsx@0.18.5 @e965/xlsx@0.20.3 exceljs@4.4.0
install_python_packages openpyxl==3.1.5 ironcalc==0.9.1
node - <<'JAVASCRIPT'
const ExcelJS = require("exceljs");

(async () => {
  const book = new ExcelJS.Workbook();
  const sheet = book.addWorksheet("pay");
  sheet.addRow(["form", "pay", "on W2"]);
  for (const pay of [60000, 84000, 96000]) sheet.addRow(["W2", pay]);
  sheet.fillFormula("C2:C4", 'IF(A2="W2",B2,0)', [60000, 84000, 96000]);
  await book.xlsx.writeFile("pay.xlsx");
  const read = new ExcelJS.Workbook();
  await read.xlsx.readFile("pay.xlsx");
  console.log("seen, by exceljs 4.4.0:       ", read.worksheets[0].getCell("C4").formula);
  for (const name of ["xlsx", "@e965/xlsx"]) {
    const XLSX = require(name);
    XLSX.writeFile(XLSX.readFile("pay.xlsx"), `saved-${XLSX.version}.xlsx`);
  }
  process.exit(read.worksheets[0].getCell("C4").formula === 'IF(A4="W4",B4,0)' ? 0 : 1);
})();
JAVASCRIPT
venv/bin/python - <<'PYTHON'
import sys

import ironcalc
from openpyxl import load_workbook


def last(name: str) -> list[str]:
    model = ironcalc.load_from_xlsx(name, "en", "UTC", "en")
    model.evaluate()
    formula = load_workbook(name).active["C4"].value
    return [formula, *(model.get_formatted_cell_value(0, row, 3) for row in (2, 3, 4))]


expected = last("pay.xlsx")
seen = [last(f"saved-{version}.xlsx") for version in ("0.18.5", "0.20.3")]
print("expected, as the file has it: ", expected)
print("seen, saved by SheetJS 0.18.5:", seen[0])
print("seen, saved by SheetJS 0.20.3:", seen[1])
kept = ['=IF(A4="W2",B4,0)', "60000", "84000", "96000"]
sys.exit((expected, seen) != (kept, [['=IF(A4="W4",B4,0)', "60000", "0", "0"]] * 2))
PYTHON
