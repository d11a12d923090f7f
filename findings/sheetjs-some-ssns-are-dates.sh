#!/usr/bin/env bash
# SheetJS turns the Social Security number 003-12-1985 of a CSV file into 31118, a day in March 1985.
#
# Whatever JavaScript's Date can read becomes a date: numbers of the areas 001 to 012 whose group is a
# day of that month, while the rest of the column stays text. A minus after an amount, as SAP exports
# it, turns 5- into a day of 2001. Papa Parse, asked for numbers too (dynamicTyping), keeps both texts.
. "$(dirname "$0")/prelude.sh"
install_node_packages xlsx@0.18.5 @e965/xlsx@0.20.3 papaparse@5.7.1
node - <<'JAVASCRIPT'
const Papa = require("papaparse");

const lines = "ssn,refund\n003-12-1985,5-\n123-45-6789,450-\n";
const expected = Papa.parse(lines.trim(), { dynamicTyping: true }).data.slice(1);
const seen = ["xlsx", "@e965/xlsx"].map((name) => {
  const XLSX = require(name);
  const book = XLSX.read(lines, { type: "string" });
  return XLSX.utils.sheet_to_json(book.Sheets[book.SheetNames[0]], { header: 1 }).slice(1);
});
console.log("expected, by Papa Parse: ", JSON.stringify(expected));
console.log("seen, by SheetJS 0.18.5: ", JSON.stringify(seen[0]));
console.log("seen, by SheetJS 0.20.3: ", JSON.stringify(seen[1]));
const kept = JSON.stringify([["003-12-1985", "5-"], ["123-45-6789", "450-"]]);
const changed = JSON.stringify([[31118, 37012], ["123-45-6789", "450-"]]);
const same = seen.every((rows) => JSON.stringify(rows) === changed);
process.exit(same && JSON.stringify(expected) === kept ? 0 : 1);
JAVASCRIPT
