#!/usr/bin/env bash
# SheetJS shows -1234.5 as -1234 with the number format 0, and as -1,235 with #,##0.
#
# Excel shows -1235 and -1,235. The text of a cell is what sheet_to_csv writes, so that totals of two
# exports of the same figures differ by a dollar for each such loss.
. "$(dirname "$0")/prelude.sh"
install_node_packages xlsx@0.18.5
node - <<'JAVASCRIPT'
const XLSX = require("xlsx");

const sheet = { "!ref": "A1:D1" };
[[-1234.5, "0"], [-1234.5, "#,##0"], [1234.5, "0"], [-0.5, "0"]].forEach(([v, z], column) => {
  sheet[XLSX.utils.encode_cell({ r: 0, c: column })] = { t: "n", v, z };
});
const book = { SheetNames: ["Losses"], Sheets: { Losses: sheet } };
const file = XLSX.write(book, { type: "buffer", bookType: "xlsx" });
const read = XLSX.read(file, { cellNF: true }).Sheets.Losses;
const seen = XLSX.utils.sheet_to_csv(read, { FS: ";" });
console.log("SheetJS 0.18.5 writes -1234.5, -1234.5, 1234.5 and -0.5 as CSV");
console.log("expected: -1235;-1,235;1235;-1");
console.log("seen:    ", seen);
process.exit(seen === "-1234;-1,235;1235;0" ? 0 : 1);
JAVASCRIPT
