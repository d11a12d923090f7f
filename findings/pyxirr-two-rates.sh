#!/usr/bin/env bash
# pyxirr gives another rate of return than spreadsheets do where two rates are right.
#
# Pay 1,000, get 2,300, pay 1,320: 10% and 20% both bring the present value to zero. Excel,
# LibreOffice and numpy-financial start from 10% and stay there; pyxirr answers 20%, and neither
# says that there are two.
. "$(dirname "$0")/prelude.sh"
install_python_packages pyxirr==0.10.8 numpy-financial==1.0.0 numpy==2.4.6
venv/bin/python - <<'PYTHON'
import sys

import numpy_financial
import pyxirr

flows = [-1000, 2300, -1320]
for rate in (0.1, 0.2):
    assert abs(sum(flow / (1 + rate) ** year for year, flow in enumerate(flows))) < 1e-9
expected, seen = numpy_financial.irr(flows), pyxirr.irr(flows)
print("the flows -1000, 2300, -1320 have a rate of return of 10% and one of 20%")
print(f"expected, by numpy-financial 1.0.0: {expected:.1%}")
print(f"seen, by pyxirr 0.10.8:             {seen:.1%}")
sys.exit((round(expected, 6), round(seen, 6)) != (0.1, 0.2))
PYTHON
