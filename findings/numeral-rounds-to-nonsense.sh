#!/usr/bin/env bash
# numeral shows an amount that rounds to 0 as NaN, or with its signs in the wrong order.
#
# What subtraction leaves of equal amounts, such as 1e-7, is shown as NaN, and a loss of less than
# half a cent as 0$.00. Other small amounts are shown as 0.00.
. "$(dirname "$0")/prelude.sh"
install_node_packages numeral@2.0.6
node - <<'JAVASCRIPT'
const numeral = require("numeral");

const cases = [[0.001, "0.00"], [1e-7, "0.00"], [-0.004, "($0,0.00)"], [-5.5, "($0,0.00)"]];
const seen = cases.map(([amount, format]) => numeral(amount).format(format));
console.log("numeral 2.0.6 formats", cases.map((each) => each.join(" as ")).join(", "));
console.log("expected:", ["0.00", "0.00", "$0.00", "($5.50)"]);
console.log("seen:    ", seen);
process.exit(seen.join() === "0.00,NaN,0$.00,($5.50)" ? 0 : 1);
JAVASCRIPT
