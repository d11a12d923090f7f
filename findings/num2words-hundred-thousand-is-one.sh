#!/usr/bin/env bash
# num2words writes one thousand dollars for $100,000, and one hundred thousand for $100,000.50.
#
# A whole number is taken for cents, any other for dollars, which its documentation does not say.
# openpyxl gives whole dollars of a workbook as whole numbers, and amounts with cents as decimals, so
# that one column of a sheet becomes letters in two units. Open reports ask for a change.
. "$(dirname "$0")/prelude.sh"
install_python_packages num2words==0.5.14 openpyxl==3.1.5
venv/bin/python - <<'PYTHON'
import sys

from num2words import num2words
from openpyxl import Workbook, load_workbook

book = Workbook()
book.active.append([100000, 100000.5])
book.save("amounts.xlsx")
amounts = [cell.value for cell in load_workbook("amounts.xlsx").active[1]]
seen = [num2words(amount, to="currency", currency="USD") for amount in amounts]
print("num2words 0.5.14 writes the amounts", amounts)
print("expected: one hundred thousand dollars, both times")
print("seen:    ", seen)
sys.exit(
    seen
    != ["one thousand dollars, zero cents", "one hundred thousand dollars, fifty cents"]
)
PYTHON
