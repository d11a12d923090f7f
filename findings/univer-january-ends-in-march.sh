#!/usr/bin/env bash
# Univer, jspreadsheet and hot-formula-parser go from January 31 to March 3: EDATE(DATE(2026,1,31),1).
#
# EDATE ends at the last day of a shorter month, February 28. The three count on into the next month, and
# so a month before March 31 is March 3 too. EOMONTH is right: whoever wants the end of a month can use
# it; entry dates, anniversaries and loan payments of the 29th to the 31st are late.
. "$(dirname "$0")/prelude.sh"
install_node_packages @univerjs/core@0.25.1 @univerjs/engine-formula@0.25.1 @univerjs/sheets@0.25.1 \
    @univerjs/sheets-formula@0.25.1 @univerjs/rpc@0.25.1 rxjs@7.8.2 \
    @jspreadsheet/formula@2.0.2 hot-formula-parser@4.0.0 hyperformula@3.5.0
cat > program.cjs <<'JAVASCRIPT'
const { LocaleType, Univer } = require("@univerjs/core");
const { FUniver } = require("@univerjs/core/facade");
const { UniverFormulaEnginePlugin } = require("@univerjs/engine-formula");
const { UniverSheetsPlugin } = require("@univerjs/sheets");
const { CalculationMode, UniverSheetsFormulaPlugin } = require("@univerjs/sheets-formula");
require("@univerjs/engine-formula/facade");
require("@univerjs/sheets/facade");
require("@univerjs/sheets-formula/facade");
const { HyperFormula } = require("hyperformula");
const { Parser } = require("hot-formula-parser");
const jspreadsheet = require("@jspreadsheet/formula");

const formulas = ["EDATE(DATE(2026,1,31),1)", "EDATE(DATE(2026,3,31),-1)"];
const dayOf = (value) => {
  const time = value instanceof Date ? value.getTime() : (value - 25569) * 86400000;
  return new Date(time).toISOString().slice(0, 10);
};

async function univer() {
  const host = new Univer({ locale: LocaleType.EN_US, locales: { enUS: {} } });
  host.registerPlugin(UniverFormulaEnginePlugin);
  host.registerPlugin(UniverSheetsPlugin);
  const initialFormulaComputing = CalculationMode.FORCED;
  host.registerPlugin(UniverSheetsFormulaPlugin, { initialFormulaComputing });
  const api = FUniver.newAPI(host);
  const row = formulas.map((formula) => ({ f: "=" + formula }));
  const sheets = { s: { id: "s", name: "Sheet", cellData: { 0: row } } };
  const book = api.createWorkbook({ id: "book", sheetOrder: ["s"], sheets });
  api.getFormula().executeCalculation();
  const read = () => formulas.map((_, column) => book.getActiveSheet().getRange(0, column).getValue());
  for (let tries = 0; tries < 100 && read().some((value) => !value); tries++)
    await new Promise((resume) => setTimeout(resume, 200));
  return read().map(dayOf);
}

async function main() {
  const sheet = HyperFormula.buildFromArray([formulas.map((formula) => "=" + formula)], {
    licenseKey: "gpl-v3",
  });
  const expected = formulas.map((_, col) => dayOf(sheet.getCellValue({ sheet: 0, row: 0, col })));
  const evaluate = jspreadsheet.default || jspreadsheet;
  const seen = {
    "Univer 0.25.1": await univer(),
    "@jspreadsheet/formula 2.0.2": formulas.map((formula) => dayOf(evaluate(formula, {}))),
    "hot-formula-parser 4.0.0": formulas.map((formula) => dayOf(new Parser().parse(formula).result)),
  };
  console.log("of:", formulas.join("  "));
  console.log("expected, by HyperFormula 3.5.0:", expected.join(" "));
  for (const [name, days] of Object.entries(seen)) console.log("seen, by", name + ":", days.join(" "));
  const found = Object.values(seen).every((days) => days.join() === "2026-03-03,2026-03-03");
  process.exit(found && expected.join() === "2026-02-28,2026-02-28" ? 0 : 1);
}

main();
JAVASCRIPT
TZ=UTC node program.cjs
