#!/usr/bin/env bash
# excelize writes the number 123456789 into a text as 1.23456789e+08.
#
# Keys for look-ups are often made so, as "E"&A1, and from seven digits on none fits. LEFT and LEN see the
# same text, so that the first three digits of 1234567 are 1.2. TEXT(A1,"0") gives the digits. The package
# for Python computes with the Go library of that name.
. "$(dirname "$0")/prelude.sh"
install_python_packages excelize==0.1.0 ironcalc==0.9.1 openpyxl==3.1.5
venv/bin/python - <<'PYTHON'
import sys

import excelize
import ironcalc
from openpyxl import Workbook

FORMULAS = ['="E"&A1', '=LEFT(B1,3)', '=LEN(A1)', '="E"&C1', '=TEXT(A1,"0")']
book = Workbook()
for row in [[123456789, 1234567, 200000]]:
    book.active.append(row)
book.active.append(FORMULAS)
book.save("book.xlsx")
model = ironcalc.load_from_xlsx("book.xlsx", "en", "UTC", "en")
model.evaluate()
columns = range(1, len(FORMULAS) + 1)
expected = [model.get_formatted_cell_value(0, 2, column) for column in columns]
file = excelize.open_file("book.xlsx")
seen = [file.calc_cell_value("Sheet", f"{letter}2") for letter in "ABCDEF"[: len(FORMULAS)]]
print("of 123456789 in A1, 1234567 in B1 and 200000 in C1:", *FORMULAS)
print("expected, by IronCalc 0.9.1:        ", expected)
print("seen, by excelize 0.1.0 for Python: ", seen)
sys.exit((expected, seen) != (['E123456789', '123', '9', 'E200000', '123456789'], ['E1.23456789e+08', '1.2', '14', 'E200000', '123456789']))
PYTHON
