#!/usr/bin/env bash
# HyperFormula rounds 0.29 down to 0.28.
#
# 34,800 over 120,000 is 29%, and Excel, LibreOffice, IronCalc and formualizer leave it there.
# HyperFormula takes the floor of 0.29 x 100, which is 28.999..., and an election loses a percent of
# pay. formulas does the same.
. "$(dirname "$0")/prelude.sh"
install_node_packages hyperformula@3.5.0
node - <<'JAVASCRIPT'
const { HyperFormula } = require("hyperformula");

const formulas = ["=ROUNDDOWN(34800/120000,2)", "=34800/120000=0.29", "=ROUND(34800/120000,2)"];
const sheet = HyperFormula.buildFromArray([formulas], { licenseKey: "gpl-v3" });
const seen = sheet.getSheetValues(0)[0];
console.log("HyperFormula 3.5.0 computes", formulas.join("  "));
console.log("expected: [ 0.29, true, 0.29 ]");
console.log("seen:    ", seen);
process.exit(JSON.stringify(seen) === "[0.28,true,0.29]" ? 0 : 1);
JAVASCRIPT
