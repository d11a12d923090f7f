#!/usr/bin/env bash
# polars multiplies exact decimals and keeps no more places than the longer factor: 0.05 x 0.015 is
# 0.001.
#
# Decimals are taken to keep rates exact. Multiplying by hand or in Python's decimal module adds the
# places up; here a rate of a rate is a third too high.
. "$(dirname "$0")/prelude.sh"
install_python_packages polars==2.1.0
venv/bin/python - <<'PYTHON'
import sys
from decimal import Decimal

import polars

match, share = Decimal("0.05"), Decimal("0.015")
rates = polars.DataFrame(
    {"match": [match], "share": [share]},
    schema={"match": polars.Decimal(10, 2), "share": polars.Decimal(10, 3)},
)
seen = rates.select(polars.col("match") * polars.col("share")).item()
print("polars 2.1.0 multiplies Decimal columns of 2 and 3 places")
print("expected:", match * share)
print("seen:    ", seen)
sys.exit(seen != Decimal("0.001"))
PYTHON
