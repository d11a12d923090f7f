#!/usr/bin/env bash
# exceljs leaves the result out of a formula's value where it is 0, FALSE or an empty text.
#
# A cell that shows 0, such as an amount still owed, reads like one that was never calculated. The
# result is in cell.result all the same, and a result of 1 is in both.
. "$(dirname "$0")/prelude.sh"
install_node_packages exceljs@4.4.0
node - <<'JAVASCRIPT'
const ExcelJS = require("exceljs");

(async () => {
  const results = [1, 0, false];
  const made = new ExcelJS.Workbook();
  const sheet = made.addWorksheet("Owed");
  results.forEach((result, i) => (sheet.getCell(i + 1, 1).value = { formula: "B1", result }));
  await made.xlsx.writeFile("owed.xlsx");

  const read = new ExcelJS.Workbook();
  await read.xlsx.readFile("owed.xlsx");
  const cells = results.map((_, i) => read.getWorksheet("Owed").getCell(i + 1, 1));
  const seen = cells.map((cell) => cell.value.result);
  console.log("exceljs 4.4.0 reads three formulas whose results are stored");
  console.log("expected:", results);
  console.log("seen:    ", seen, "and in cell.result", cells.map((cell) => cell.result));
  process.exit(seen[0] === 1 && seen[1] === undefined && seen[2] === undefined ? 0 : 1);
})();
JAVASCRIPT
