#!/usr/bin/env bash
# fast-formula-parser rounds a whole number up to the next one: ROUNDUP(23500,0) is 23501.
#
# Spreadsheets leave a number alone that is already round. Numbers that are not round come out
# right, so that trying the function on 2.1 shows nothing.
. "$(dirname "$0")/prelude.sh"
install_node_packages fast-formula-parser@1.0.19
node - <<'JAVASCRIPT'
const FormulaParser = require("fast-formula-parser");

const parser = new FormulaParser();
const expected = {
  "ROUNDUP(2.1,0)": 3,
  "ROUNDUP(23500,0)": 23500,
  "ROUNDUP(1500,-2)": 1500,
  "ROUNDUP(2.5,1)": 2.5,
};
const formulas = Object.keys(expected);
const seen = formulas.map((text) => parser.parse(text, { row: 1, col: 1, sheet: "Pay" }));
console.log("fast-formula-parser 1.0.19 calculates", formulas.join(", "));
console.log("expected:", Object.values(expected));
console.log("seen:    ", seen);
process.exit(seen.join() === "3,23501,1600,2.6" ? 0 : 1);
JAVASCRIPT
