#!/usr/bin/env bash
# formualizer's IPMT and PPMT compute payments at the beginning of a period as if they came at its end.
#
# The last argument, 1, moves a payment to the beginning, so that the second one bears the interest of
# a smaller balance: 1,243.32 in LibreOffice, IronCalc and numpy-financial, by the equation that
# Excel's documentation of PV gives. formualizer's PMT knows the argument.
. "$(dirname "$0")/prelude.sh"
install_python_packages formualizer==0.13.0 numpy-financial==1.0.0 numpy==2.4.6 openpyxl==3.1.5
venv/bin/python - <<'PYTHON'
import sys

import formualizer
import numpy_financial
from openpyxl import Workbook

LOAN = "(0.05/12,2,360,300000,0,1)"
book = Workbook()
book.active.append([f"=IPMT{LOAN}", f"=PPMT{LOAN}", "=PMT(0.05/12,360,300000,0,1)"])
book.save("loan.xlsx")
sheets = formualizer.load_workbook("loan.xlsx")
given = (0.05 / 12, 2, 360, 300000, 0, 1)
payment = numpy_financial.pmt(0.05 / 12, 360, 300000, 0, 1)
parts = [numpy_financial.ipmt(*given), numpy_financial.ppmt(*given), payment]
expected = [round(float(part), 2) for part in parts]
seen = [round(sheets.evaluate_cell("Sheet", 1, column), 2) for column in (1, 2, 3)]
print("interest, principal and payment, the second month of a loan paid in advance")
print("expected, by numpy-financial 1.0.0:", expected)
print("seen, by formualizer 0.13.0:       ", seen)
sys.exit((expected, seen) != ([-1243.32, -360.46, -1603.78], [-1248.5, -355.28, -1603.78]))
PYTHON
