#!/usr/bin/env bash
# HyperFormula's EDATE goes from January 31, 2024 to February 28, although 2024 has a February 29.
#
# EOMONTH in the same engine knows the day. A date one month later is a day early in every leap
# year, and Excel, LibreOffice and IronCalc give the 29th.
. "$(dirname "$0")/prelude.sh"
install_node_packages hyperformula@3.5.0
node - <<'JAVASCRIPT'
const { HyperFormula } = require("hyperformula");

const formulas = ["=EDATE(DATE(2024,1,31),1)", "=EOMONTH(DATE(2024,1,31),1)", "=DATE(2024,2,29)"];
const sheet = HyperFormula.buildFromArray([formulas], { licenseKey: "gpl-v3" });
const seen = sheet.getSheetValues(0)[0];
console.log("HyperFormula 3.5.0 computes", formulas.join("  "));
console.log("expected: 45351 three times, the serial number of February 29, 2024");
console.log("seen:    ", seen);
process.exit(seen.join() === "45350,45351,45351" ? 0 : 1);
JAVASCRIPT
