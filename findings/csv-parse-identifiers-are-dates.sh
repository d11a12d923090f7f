#!/usr/bin/env bash
# csv-parse turns the employees E-1 to E-12 into days of 2001, and keeps E-13 as a text.
#
# With cast and cast_date it takes any text that ends in a number from 1 to 12 for a month: Plan 3 is
# March 1, 2001, and the Social Security number 001-02-1985 January 2, 1985. Rows of one column then hold
# dates and texts, and no identifier of the first dozen fits its other files.
. "$(dirname "$0")/prelude.sh"
install_node_packages csv-parse@7.0.3
TZ=UTC node - <<'JAVASCRIPT'
const { parse } = require("csv-parse/sync");
const text = "id,plan,ssn\nE-7,Plan 3,001-02-1985\nE-12,Plan 4,001-45-1985\nE-13,Plan 13,123-45-6789\n";
const show = (value) => (value instanceof Date ? value.toISOString().slice(0, 10) : value);
const rows = parse(text, { cast: true, cast_date: true });
const expected = text.trim().split("\n").slice(1);
const seen = rows.slice(1).map((row) => row.map(show).join());
console.log("expected, as the file has them:", expected.join("  "));
console.log("seen, by csv-parse 7.0.3:      ", seen.join("  "));
const found = ["2001-07-01,2001-03-01,1985-01-02", "2001-12-01,2001-04-01,001-45-1985"];
process.exit(seen.join("|") === [...found, "E-13,Plan 13,123-45-6789"].join("|") ? 0 : 1);
JAVASCRIPT
