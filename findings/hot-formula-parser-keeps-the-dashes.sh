#!/usr/bin/env bash
# hot-formula-parser's SUBSTITUTE takes nothing out: SUBSTITUTE("123-45-6789","-","") keeps its dashes.
#
# An empty text is a usual replacement: it makes two files write a Social Security number alike. The
# function returns its text unchanged where the new text is empty, without an error, so that a look-up
# finds nobody. With any other new text it works.
. "$(dirname "$0")/prelude.sh"
install_node_packages hot-formula-parser@4.0.0 hyperformula@3.5.0
node - <<'JAVASCRIPT'
const { HyperFormula } = require("hyperformula");
const { Parser } = require("hot-formula-parser");
const formulas = [
  'SUBSTITUTE("123-45-6789","-","")',
  'SUBSTITUTE("$1,234","$","")',
  'SUBSTITUTE("123-45-6789","-"," ")',
];
const sheet = HyperFormula.buildFromArray([formulas.map((formula) => "=" + formula)], {
  licenseKey: "gpl-v3",
});
const expected = formulas.map((_, col) => sheet.getCellValue({ sheet: 0, row: 0, col }));
const results = formulas.map((formula) => new Parser().parse(formula));
const seen = results.map((result) => result.error || result.result);
console.log("of:", formulas.join("  "));
console.log("expected, by HyperFormula 3.5.0:   ", JSON.stringify(expected));
console.log("seen, by hot-formula-parser 4.0.0: ", JSON.stringify(seen));
const right = expected.join("|") === "123456789|1,234|123 45 6789";
process.exit(right && seen.join("|") === "123-45-6789|$1,234|123 45 6789" ? 0 : 1);
JAVASCRIPT
