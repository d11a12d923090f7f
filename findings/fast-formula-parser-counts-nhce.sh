#!/usr/bin/env bash
# fast-formula-parser counts NHCE where COUNTIF asks for HCE*, and misses hce where it asks for HCE.
#
# The condition is looked for anywhere in the text, with capitals told apart. In Excel, LibreOffice and
# HyperFormula it has to fit the whole cell, in capitals or not. Of HCE, NHCE, NHCE and hce, three are
# counted instead of two, or one: a pre-test has employees on the wrong side.
. "$(dirname "$0")/prelude.sh"
install_node_packages fast-formula-parser@1.0.19 hyperformula@3.5.0
node - <<'JAVASCRIPT'
const FormulaParser = require("fast-formula-parser");
const { HyperFormula } = require("hyperformula");

const classes = [["HCE"], ["NHCE"], ["NHCE"], ["hce"]];
const formulas = ['COUNTIF(A1:A4,"HCE*")', 'COUNTIF(A1:A4,"HCE")'];
const parser = new FormulaParser({ onRange: () => classes });
const seen = formulas.map((text) => parser.parse(text, { sheet: "S", row: 5, col: 1 }));
const rows = [...classes, formulas.map((text) => `=${text}`)];
const sheet = HyperFormula.buildFromArray(rows, { licenseKey: "gpl-v3" });
const expected = sheet.getSheetValues(0)[4];
console.log(classes.join(), formulas.join("  "));
console.log("expected, by HyperFormula 3.5.0:     ", expected);
console.log("seen, by fast-formula-parser 1.0.19: ", seen);
process.exit(expected.join() === "2,2" && seen.join() === "3,1" ? 0 : 1);
JAVASCRIPT
