#!/usr/bin/env bash
# rapidxlsx writes whole numbers without a sign as negative ones from half of their range on.
#
# polars counts rows and hashes in UInt32 and UInt64, and many files in Parquet have such columns.
# Three billion becomes -1,294,967,296 in the sheet, without a warning.
. "$(dirname "$0")/prelude.sh"
install_python_packages rapidxlsx==0.1.0 polars==2.1.0 numpy==2.4.6 openpyxl==3.1.5
venv/bin/python - <<'PYTHON'
import sys

import polars
import rapidxlsx
from openpyxl import load_workbook

numbers = [2_147_483_647, 2_147_483_648, 3_000_000_000]
counts = polars.DataFrame({"count": numbers}, schema={"count": polars.UInt32})
rapidxlsx.write("counts.xlsx", counts)
seen = [value for (value,) in load_workbook("counts.xlsx").active.iter_rows(2, values_only=True)]
print("rapidxlsx 0.1.0 writes a column of polars 2.1.0 with 32 bits and no sign")
print("expected:", numbers)
print("seen:    ", seen)
sys.exit(seen != [2_147_483_647, -2_147_483_648, -1_294_967_296])
PYTHON
