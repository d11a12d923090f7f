#!/usr/bin/env bash
# alasql's AVG of the texts 100, 200 and 300 is 33,400,100.
#
# It joins texts where it should add, to 100200300, and divides by three. Amounts are texts wherever a
# form, a JSON file or a text column brought them, and one such amount among numbers is enough: 100, 200
# and the text 300 give 100,100. SQLite takes the texts for the numbers that they are.
. "$(dirname "$0")/prelude.sh"
install_node_packages alasql@4.19.1
expected=$(python3 - <<'PYTHON'
import sqlite3

database = sqlite3.connect(":memory:")
averages = []
for pays in ("('100'), ('200'), ('300')", "(100), (200), ('300')"):
    averages += database.execute(f"SELECT avg(column1) FROM (VALUES {pays})").fetchone()
print(*(int(average) for average in averages), sep=",")
PYTHON
)
EXPECTED=$expected node - <<'JAVASCRIPT'
const alasql = require("alasql");
const tables = [["100", "200", "300"], [100, 200, "300"]];
const average = (pays) => alasql("SELECT VALUE AVG(pay) FROM ?", [pays.map((pay) => ({ pay }))]);
const expected = process.env.EXPECTED;
const seen = tables.map(average).join();
console.log("the average of three texts, and of two numbers and a text");
console.log("expected, by SQLite:   ", expected);
console.log("seen, by alasql 4.19.1:", seen);
process.exit(expected === "200,200" && seen === "33400100,100100" ? 0 : 1);
JAVASCRIPT
