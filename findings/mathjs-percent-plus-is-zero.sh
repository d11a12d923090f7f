#!/usr/bin/env bash
# mathjs computes 60000 * 6% + 1000 as 0, and 6% + 4% too.
#
# A percent sign that is followed by plus or minus is taken for the remainder of a division by what
# comes after it: 360,000 by 1,000. The same terms in the other order, 1000 + 60000 * 6%, are right.
# Excel and HyperFormula answer 4,600 and 0.1, and mathjs documents 6% as a percentage. It is an open
# bug report.
. "$(dirname "$0")/prelude.sh"
install_node_packages mathjs@15.2.0 hyperformula@3.5.0
node - <<'JAVASCRIPT'
const { evaluate } = require("mathjs");
const { HyperFormula } = require("hyperformula");

const texts = ["60000 * 6% + 1000", "6% + 4%", "1000 + 60000 * 6%", "60000 * 6%"];
const sheet = HyperFormula.buildFromArray([texts.map((text) => `=${text}`)], { licenseKey: "gpl-v3" });
const expected = sheet.getSheetValues(0)[0];
const seen = texts.map((text) => evaluate(text));
console.log(texts.join(", "));
console.log("expected, by HyperFormula 3.5.0:", expected);
console.log("seen, by mathjs 15.2.0:         ", seen);
const same = expected.join() === "4600,0.1,4600,3600" && seen.join() === "0,0,4600,3600";
process.exit(same ? 0 : 1);
JAVASCRIPT
