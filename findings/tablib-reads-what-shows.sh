#!/usr/bin/env bash
# tablib reads 60000.75 as 60001 from an .ods file that shows it without cents, and a comment's author
# as the cell's text.
#
# The value of a cell stands in its attribute (OpenDocument, office:value); its text is what the number
# format shows. tablib takes the text, and of the text the first piece. The author of a comment
# comes first, so that an employee with a comment is called by the name of whoever wrote it.
. "$(dirname "$0")/prelude.sh"
install_python_packages tablib==3.10.0 odfpy==1.4.1 python-calamine==0.9.1
venv/bin/python - <<'PYTHON'
import sys

import tablib
from odf.dc import Creator
from odf.office import Annotation
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P
from python_calamine import load_workbook

document = OpenDocumentSpreadsheet()
table = Table(name="census")
document.spreadsheet.addElement(table)
for name, pay, shown in (("name", None, "pay"), ("Ann Smith", 60000.75, "60001")):
    row = TableRow()
    named, paid = TableCell(valuetype="string"), TableCell(valuetype="string")
    if pay:
        paid = TableCell(valuetype="float", value=pay)
        comment = Annotation()
        comment.addElement(Creator(text="Pat from HR"))
        comment.addElement(P(text="on leave until May"))
        named.addElement(comment)
    named.addElement(P(text=name))
    paid.addElement(P(text=shown))
    row.addElement(named)
    row.addElement(paid)
    table.addElement(row)
document.save("census.ods")
with open("census.ods", "rb") as file:
    seen = list(tablib.Dataset().load(file, "ods")[0])
expected = load_workbook("census.ods").get_sheet_by_index(0).to_python()[1]
print("Ann Smith, with a comment, earns 60,000.75, shown as 60001")
print("expected, by python-calamine 0.9.1:", expected)
print("seen, by tablib 3.10.0:            ", seen)
sys.exit((expected, seen) != (["Ann Smith", 60000.75], ["Pat from HR", 60001.0]))
PYTHON
