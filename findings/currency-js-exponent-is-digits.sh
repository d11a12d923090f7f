#!/usr/bin/env bash
# currency.js and accounting read 1.2E+05, as Excel saves a wide number, as 1.21 and 1.205.
#
# Excel writes into a CSV file what a cell shows, and a narrow column shows 120000 as 1.2E+05. The two
# libraries drop the letter and the sign and keep the digits of the exponent. An amount of 1e5, as many
# programs write a hundred thousand, is 15.
. "$(dirname "$0")/prelude.sh"
install_node_packages currency.js@2.0.4 accounting@0.4.1
node - <<'JAVASCRIPT'
const currency = require("currency.js");
const accounting = require("accounting");
const texts = ["1.2E+05", "1e5", "120000"];
const expected = texts.map(Number);
const seen = [texts.map((text) => currency(text).value), texts.map((text) => accounting.unformat(text))];
console.log("of:                        ", texts.join("  "));
console.log("expected, as numbers:      ", expected.join("  "));
console.log("seen, by currency.js 2.0.4:", seen[0].join("  "));
console.log("seen, by accounting 0.4.1: ", seen[1].join("  "));
const right = expected.join() === "120000,100000,120000";
const found = seen.map((each) => each.join()).join("|");
process.exit(right && found === "1.21,15,120000|1.205,15,120000" ? 0 : 1);
JAVASCRIPT
