#!/usr/bin/env bash
# hot-formula-parser's SUMIFS is 0 whatever it should add.
#
# It takes the columns of conditions for conditions on the amounts, which no amount meets, and gives 0
# without an error. COUNTIFS over the same cells is right, so that an average of the two is 0 as well.
. "$(dirname "$0")/prelude.sh"
install_node_packages hot-formula-parser@4.0.0 hyperformula@3.5.0
node - <<'JAVASCRIPT'
const { HyperFormula } = require("hyperformula");
const { Parser } = require("hot-formula-parser");
const rows = [
  ["HCE", 200000],
  ["NHCE", 50000],
  ["HCE", 300000],
];
const formulas = [
  'SUMIFS(B1:B3,A1:A3,"HCE")',
  'SUMIFS(B1:B3,B1:B3,">100000")',
  'COUNTIFS(A1:A3,"HCE",B1:B3,">100000")',
];
const cells = (from, to) =>
  rows
    .slice(from.row.index, to.row.index + 1)
    .map((row) => row.slice(from.column.index, to.column.index + 1));
const parser = new Parser();
parser.on("callRangeValue", (from, to, done) => done(cells(from, to)));
const seen = formulas.map((formula) => parser.parse(formula)).map((each) => each.error || each.result);
const table = [...rows, formulas.map((formula) => "=" + formula)];
const sheet = HyperFormula.buildFromArray(table, { licenseKey: "gpl-v3" });
const expected = formulas.map((_, col) => sheet.getCellValue({ sheet: 0, row: 3, col }));
console.log("of:", formulas.join("  "));
console.log("expected, by HyperFormula 3.5.0:  ", expected.join(" "));
console.log("seen, by hot-formula-parser 4.0.0:", seen.join(" "));
const right = expected.join() === "500000,500000,2";
process.exit(right && seen.join() === "0,0,2" ? 0 : 1);
JAVASCRIPT
