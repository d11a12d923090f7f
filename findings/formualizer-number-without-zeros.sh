#!/usr/bin/env bash
# formualizer's TEXT leaves the Social Security number 12345678 as it is, without its zero and dashes.
#
# TEXT(A1,"000-00-0000") is 012-34-5678 in Excel, LibreOffice and IronCalc. formualizer knows zeros
# alone, as in "000000000", and gives the number back where a dash or a parenthesis follows. A look-up
# by this text finds nobody, and a list by it has another number.
. "$(dirname "$0")/prelude.sh"
install_python_packages formualizer==0.13.0 ironcalc==0.9.1 openpyxl==3.1.5
venv/bin/python - <<'PYTHON'
import sys

import formualizer
import ironcalc
from openpyxl import Workbook

FORMATS = ("000-00-0000", "(000) 000-0000", "000000000")
book = Workbook()
book.active.append([f'=TEXT(12345678,"{shape}")' for shape in FORMATS])
book.save("texts.xlsx")
model = ironcalc.load_from_xlsx("texts.xlsx", "en", "UTC", "en")
model.evaluate()
sheets = formualizer.load_workbook("texts.xlsx")
expected = [model.get_formatted_cell_value(0, 1, column) for column in (1, 2, 3)]
seen = [sheets.evaluate_cell("Sheet", 1, column) for column in (1, 2, 3)]
print("TEXT of 12345678 in the formats", FORMATS)
print("expected, by IronCalc 0.9.1:", expected)
print("seen, by formualizer 0.13.0:", seen)
right = ["012-34-5678", "(001) 234-5678", "012345678"]
sys.exit((expected, seen) != (right, ["12345678", "12345678", "012345678"]))
PYTHON
