#!/usr/bin/env bash
# odfdo reads 7 hours and 20 minutes of work as 8 hours and 58 minutes where the time has a fraction of
# a second.
#
# 7.3333 hours is PT07H19M59.88S in an .ods file (OpenDocument takes durations from XML Schema, and
# LibreOffice writes them so). odfdo leaves out the point and adds 5,988 seconds. python-calamine reads
# 7:19:59.88, and a time without a fraction is read right by both.
. "$(dirname "$0")/prelude.sh"
install_python_packages odfdo==3.27.3 odfpy==1.4.1 python-calamine==0.9.1
venv/bin/python - <<'PYTHON'
import sys

from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P
from odfdo import Document
from python_calamine import load_workbook

sheet = OpenDocumentSpreadsheet()
table = Table(name="hours")
sheet.spreadsheet.addElement(table)
row = TableRow()
table.addElement(row)
for value in ("PT07H19M59.88S", "PT07H20M00S"):
    cell = TableCell(valuetype="time", timevalue=value)
    cell.addElement(P(text="7:20"))
    row.addElement(cell)
sheet.save("hours.ods")
expected = [str(time) for time in load_workbook("hours.ods").get_sheet_by_index(0).to_python()[0]]
seen = [str(time) for time in Document("hours.ods").body.get_table(0).get_values()[0]]
print("7.3333 hours and 7 hours 20 minutes")
print("expected, by python-calamine 0.9.1:", expected)
print("seen, by odfdo 3.27.3:             ", seen)
sys.exit((expected, seen) != (["07:19:59.880000", "07:20:00"], ["8:58:48", "7:20:00"]))
PYTHON
