#!/usr/bin/env bash
# formulajs counts nobody where COUNTIF's condition ends with an asterisk.
#
# =COUNTIF(A1:A3,"HCE*") counts the texts that begin with HCE. formulajs answers 0, without an error,
# although its MATCH knows the asterisk.
. "$(dirname "$0")/prelude.sh"
install_node_packages @formulajs/formulajs@4.6.1
node - <<'JAVASCRIPT'
const { COUNTIF, MATCH } = require("@formulajs/formulajs");

const status = ["NHCE", "HCE owner", "HCE pay"];
const seen = [COUNTIF(status, "HCE*"), COUNTIF(status, "HCE pay"), MATCH("HCE*", status, 0)];
console.log("formulajs 4.6.1: COUNTIF of HCE*, COUNTIF of HCE pay, MATCH of HCE*, in", status);
console.log("expected:", [2, 1, 2]);
console.log("seen:    ", seen);
process.exit(seen.join() === "0,1,2" ? 0 : 1);
JAVASCRIPT
