#!/usr/bin/env bash
# xlsx-calc's SUMIF looks at the first row of a column only, and knows no comparison.
#
# There is no error: of three employees in a column, the amounts of the second and third are left
# out. Where the same cells lie side by side in a row, the sum is right.
. "$(dirname "$0")/prelude.sh"
install_node_packages xlsx-calc@0.9.2
node - <<'JAVASCRIPT'
const calculate = require("xlsx-calc");

const number = (v) => ({ t: "n", v });
const text = (v) => ({ t: "s", v });
const expected = {
  'SUMIF(A1:A3,"HCE",B1:B3)': 700,
  'SUMIF(D1:F1,"HCE",D2:F2)': 700,
  'SUMIF(B1:B3,">300",B1:B3)': 900,
};
const seen = Object.keys(expected).map((f) => {
  const Sheet = {
    A1: text("HCE"), B1: number(200), D1: text("HCE"), D2: number(200),
    A2: text("HCE"), B2: number(500), E1: text("HCE"), E2: number(500),
    A3: text("other"), B3: number(400), F1: text("other"), F2: number(400),
    H1: { f },
  };
  calculate({ Sheets: { Sheet } });
  return Sheet.H1.v;
});
console.log("xlsx-calc 0.9.2 calculates", Object.keys(expected).join(", "));
console.log("expected:", Object.values(expected));
console.log("seen:    ", seen);
process.exit(seen.join() === "200,700,0" ? 0 : 1);
JAVASCRIPT
