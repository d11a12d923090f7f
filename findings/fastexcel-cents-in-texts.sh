#!/usr/bin/env bash
# fastexcel, and with it polars, shows 99999999.99 in a column read as text as 99999999.989999995.
#
# A number that becomes a text is written with nine decimals, whatever its size: a large one gets
# digits that nobody typed, and a small one loses its own. An employee's number or a plan's total,
# taken as text to keep it as it is, does not match the same figure in another file.
. "$(dirname "$0")/prelude.sh"
install_python_packages fastexcel==0.21.0 polars==2.1.0 openpyxl==3.1.5
venv/bin/python - <<'PYTHON'
import sys

import fastexcel
import polars
from openpyxl import Workbook

figures = [123456789.12, 99999999.99, 250000.5, 0.00000000045, 1.0000000004]
book = Workbook()
for figure in ["total", *figures]:
    book.active.append([figure])
book.save("totals.xlsx")
by_fastexcel = fastexcel.read_excel("totals.xlsx").load_sheet(0, dtypes="string").to_polars()
by_polars = polars.read_excel("totals.xlsx", schema_overrides={"total": polars.String})
expected = ["123456789.12", "99999999.99", "250000.5", "0.00000000045", "1.0000000004"]
seen = by_fastexcel["total"].to_list()
print("fastexcel 0.21.0 reads numbers of an .xlsx file as texts")
print("expected:  ", expected)
print("seen:      ", seen)
print("by polars: ", by_polars["total"].to_list())
as_shown = ["123456789.120000005", "99999999.989999995", "250000.5", "0", "1"]
sys.exit(not seen == by_polars["total"].to_list() == as_shown)
PYTHON
