#!/usr/bin/env bash
# currency.js rounds 1.125 up to 1.13 and its reversal, -1.125, up to -1.12, so that a cent is left.
#
# Payroll reverses an entry by the same amount with a minus sign. currency.js rounds half a cent toward
# the larger number, where ROUND of a spreadsheet rounds it away from zero. A deferral of 4.5% of $25 and
# its reversal are such a pair.
. "$(dirname "$0")/prelude.sh"
install_node_packages currency.js@2.0.4 hyperformula@3.5.0
node - <<'JAVASCRIPT'
const currency = require("currency.js");
const { HyperFormula } = require("hyperformula");
const pays = [25, -25];
const sheet = HyperFormula.buildFromArray([pays.map((pay) => `=ROUND(${pay}*4.5%,2)`)], {
  licenseKey: "gpl-v3",
});
const expected = pays.map((_, col) => sheet.getCellValue({ sheet: 0, row: 0, col }));
const deferrals = pays.map((pay) => currency(pay).multiply(0.045));
const seen = deferrals.map((deferral) => deferral.value);
const left = deferrals[0].add(deferrals[1]).value;
console.log("a deferral of 4.5% of 25 and of -25");
console.log("expected, by HyperFormula 3.5.0:", expected.join(" "), "which leaves 0");
console.log("seen, by currency.js 2.0.4:     ", seen.join(" "), "which leaves", left);
process.exit(expected.join() === "1.13,-1.13" && seen.join() === "1.13,-1.12" && left === 0.01 ? 0 : 1);
JAVASCRIPT
