#!/usr/bin/env bash
# HyperFormula's VLOOKUP with a wildcard finds the last employee who fits, not the first.
#
# VLOOKUP("Smith*",...,FALSE) is the first Smith in Excel and LibreOffice, and in HyperFormula's own
# XLOOKUP. Its VLOOKUP answers the last, so that another person's pay stands in the cell, and its
# MATCH finds none of them.
. "$(dirname "$0")/prelude.sh"
install_node_packages hyperformula@3.5.0
node - <<'JAVASCRIPT'
const { HyperFormula } = require("hyperformula");

const formulas = [
  '=XLOOKUP("Smith*",A1:A3,B1:B3,0,2)',
  '=VLOOKUP("Smith*",A1:B3,2,FALSE())',
  '=IFERROR(MATCH("Smith*",A1:A3,0),"none")',
];
const rows = [["Smith, Ann", 60000], ["Smith, Bob", 84000], ["Smith, Cy", 96000], formulas];
const seen = HyperFormula.buildFromArray(rows, { licenseKey: "gpl-v3" }).getSheetValues(0)[3];
console.log("Ann earns 60,000, Bob 84,000, Cy 96,000:", formulas.join("  "));
console.log("expected: [ 60000, 60000, 1 ]");
console.log("seen, by HyperFormula 3.5.0:", seen);
process.exit(JSON.stringify(seen) === '[60000,96000,"none"]' ? 0 : 1);
JAVASCRIPT
