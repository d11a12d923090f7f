#!/usr/bin/env bash
# exceljs opens no workbook with a table or a chart that openpyxl has saved.
#
# openpyxl names the parts of a file from the root of the package and writes drawings without a
# prefix, both of which the standard allows and Excel reads. exceljs finds tables by relative names
# only, and drawings by the prefix xdr, and stops with a TypeError.
. "$(dirname "$0")/prelude.sh"
install_python_packages openpyxl==3.1.5
install_node_packages exceljs@4.4.0
venv/bin/python - <<'PYTHON'
from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.worksheet.table import Table

for kind in ("plain", "table", "chart"):
    book = Workbook()
    sheet = book.active
    for row in (["year", "limit"], [2025, 70000], [2026, 72000]):
        sheet.append(row)
    if kind == "table":
        sheet.add_table(Table(displayName="Limits", ref="A1:B3"))
    if kind == "chart":
        chart = BarChart()
        chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=3), titles_from_data=True)
        sheet.add_chart(chart, "D1")
    book.save(f"{kind}.xlsx")
PYTHON
node - <<'JAVASCRIPT'
const ExcelJS = require("exceljs");

const opened = async (path) => {
  try {
    await new ExcelJS.Workbook().xlsx.readFile(path);
    return "opened";
  } catch (error) {
    return error.message;
  }
};

(async () => {
  const seen = {};
  for (const kind of ["plain", "table", "chart"]) seen[kind] = await opened(`${kind}.xlsx`);
  console.log("exceljs 4.4.0 opens three workbooks of openpyxl 3.1.5: plain, with a table, with a chart");
  console.log("expected: all of them opened");
  console.log("seen:    ", seen);
  const stopped = ["table", "chart"].every((kind) => seen[kind].includes("undefined"));
  process.exit(seen.plain === "opened" && stopped ? 0 : 1);
})();
JAVASCRIPT
