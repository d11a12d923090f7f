#!/usr/bin/env bash
# any-date-parser drops the first digit of a day that comes before the month: 31/12/2026 is January 12.
#
# In the locale en-US a date that starts with 13 or more cannot be month first. The parser looks for
# the pattern anywhere in the text, skips the 3, and finds 1/12/2026. Each day from 13 to 31 becomes
# another real date, where a date of birth from another country's payroll should be refused.
. "$(dirname "$0")/prelude.sh"
install_node_packages any-date-parser@2.2.4
node - <<'JAVASCRIPT'
const { default: parser } = require("any-date-parser");

const texts = ["31/12/2026", "15/1/1968", "12/31/2026"];
const seen = texts.map((text) => {
  const date = parser.fromString(text, "en-US");
  return date.isValid() ? date.toLocaleDateString("en-US") : "invalid";
});
console.log("any-date-parser 2.2.4 reads", texts, "in the locale en-US");
console.log("expected: [ 'invalid', 'invalid', '12/31/2026' ], or December 31 and January 15");
console.log("seen:    ", seen);
process.exit(seen.join() === "1/12/2026,5/1/1968,12/31/2026" ? 0 : 1);
JAVASCRIPT
