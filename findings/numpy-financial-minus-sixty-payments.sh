#!/usr/bin/env bash
# numpy-financial repays a loan without interest in -60 months: nper(0,-500,30000).
#
# NPER of a spreadsheet is 60. In an array one rate of 0 does more: every other rate is then taken for 0,
# and one number comes back for all of them. pmt, pv and fv have the rate of 0 right.
. "$(dirname "$0")/prelude.sh"
install_python_packages numpy-financial==1.0.0 numpy==2.4.6 ironcalc==0.9.1 openpyxl==3.1.5
venv/bin/python - <<'PYTHON'
import sys

import ironcalc
import numpy_financial
from openpyxl import Workbook

RATES = [0, 0.005]
book = Workbook()
book.active.append([f"=ROUND(NPER({rate},-500,30000),1)" for rate in RATES])
book.save("loans.xlsx")
model = ironcalc.load_from_xlsx("loans.xlsx", "en", "UTC", "en")
model.evaluate()
expected = [float(model.get_formatted_cell_value(0, 1, column)) for column in (1, 2)]
seen = [round(float(numpy_financial.nper(rate, -500, 30000)), 1) for rate in RATES]
array = numpy_financial.nper(RATES, -500, 30000)
print("months until 30000 is repaid by 500 a month, at rates of", *RATES, "a month")
print("expected, by IronCalc 0.9.1:                       ", *expected)
print("seen, by numpy-financial 1.0.0, one by one:        ", *seen)
print("seen, by numpy-financial 1.0.0, of the two as array:", array)
sys.exit((expected, seen, array.tolist()) != ([60, 71.5], [-60, 71.5], -60))
PYTHON
