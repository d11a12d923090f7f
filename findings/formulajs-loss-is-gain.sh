#!/usr/bin/env bash
# formulajs reads an amount in parentheses, the accountant's minus, as a positive number.
#
# VALUE("(1,234.50)") is -1234.5 in Excel and LibreOffice. A correction that a payroll system
# exports this way is added where it should be taken off; a minus sign is read as one.
. "$(dirname "$0")/prelude.sh"
install_node_packages @formulajs/formulajs@4.6.1
node - <<'JAVASCRIPT'
const { VALUE } = require("@formulajs/formulajs");

const texts = ["(1,234.50)", "($5.00)", "-1234.5", "6%"];
const seen = texts.map((text) => VALUE(text));
console.log("formulajs 4.6.1 takes VALUE of", texts.join(" and "));
console.log("expected:", [-1234.5, -5, -1234.5, 0.06]);
console.log("seen:    ", seen);
process.exit(seen.join() === "1234.5,5,-1234.5,0.06" ? 0 : 1);
JAVASCRIPT
