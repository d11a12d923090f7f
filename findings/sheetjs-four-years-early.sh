#!/usr/bin/env bash
# SheetJS gives a date of a workbook that counts from 1904 in two versions, four years and a day
# apart.
#
# Excel for the Mac made such workbooks for years, and they live on in payroll templates. The cell's
# text is right; with cellDates its value is not, and programs go by the value.
. "$(dirname "$0")/prelude.sh"
install_python_packages openpyxl==3.1.5
install_node_packages xlsx@0.18.5
venv/bin/python - <<'PYTHON'
from datetime import datetime

from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

book = Workbook()
book.epoch = CALENDAR_MAC_1904
book.active["A1"] = datetime(2026, 3, 1)
book.save("mac.xlsx")
PYTHON
node - <<'JAVASCRIPT'
const XLSX = require("xlsx");

const cell = XLSX.readFile("mac.xlsx", { cellDates: true }).Sheets.Sheet.A1;
const expected = cell.w.slice(0, 10);
const seen = cell.v.toISOString().slice(0, 10);
console.log("SheetJS 0.18.5 reads March 1, 2026 from a workbook with the date system of 1904");
console.log("expected, as its own text says:", expected);
console.log("seen as the cell's value:      ", seen);
process.exit(expected === "2026-03-01" && seen === "2022-02-28" ? 0 : 1);
JAVASCRIPT
