#!/usr/bin/env bash
# exceljs reads a date that is stored as a text of ISO 8601 as a day in July 1905.
#
# Cells of the type d are as valid as serial numbers, and openpyxl writes them on request
# (iso_dates). exceljs takes the year alone, 2026, and counts so many days from 1900; SheetJS reads
# the same file right.
. "$(dirname "$0")/prelude.sh"
install_python_packages openpyxl==3.1.5
install_node_packages exceljs@4.4.0 xlsx@0.18.5
venv/bin/python - <<'PYTHON'
from datetime import datetime

from openpyxl import Workbook

book = Workbook(iso_dates=True)
book.active["A1"] = datetime(2026, 3, 1)
book.save("dates.xlsx")
PYTHON
node - <<'JAVASCRIPT'
const ExcelJS = require("exceljs");
const XLSX = require("xlsx");

(async () => {
  const book = new ExcelJS.Workbook();
  await book.xlsx.readFile("dates.xlsx");
  const day = (date) => date.toISOString().slice(0, 10);
  const expected = day(XLSX.readFile("dates.xlsx", { cellDates: true }).Sheets.Sheet.A1.v);
  const seen = day(book.worksheets[0].getCell("A1").value);
  console.log("openpyxl 3.1.5 stores March 1, 2026 as 2026-03-01T00:00:00");
  console.log("expected, by SheetJS 0.18.5:", expected);
  console.log("seen, by exceljs 4.4.0:     ", seen);
  process.exit(expected === "2026-03-01" && seen.startsWith("1905-07") ? 0 : 1);
})();
JAVASCRIPT
