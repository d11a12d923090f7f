#!/usr/bin/env bash
# Dask's groupby().last() gives any month's pay, not the last one's, from 16 parts on.
#
# With so many parts Dask shuffles what the parts found before it takes the last of them, and keeps no
# order. Two years of monthly payroll files give each employee's pay of some other month, without a
# warning; twelve months are right, and split_out=1 is right always. pandas, from which Dask takes
# the description of last(), gives the last row. first() suffers, too.
. "$(dirname "$0")/prelude.sh"
install_python_packages dask==2026.8.0 pandas==3.1.1 pyarrow==26.0.1 numpy==2.4.6
venv/bin/python -W ignore - <<'PYTHON'
import sys

import dask.dataframe
import pandas as pd


def last_months(months: int, **more: int) -> set[int]:
    rows = [
        {"employee": f"E{person}", "month": month}
        for month in range(1, months + 1)
        for person in range(20)
    ]
    parts = dask.dataframe.from_pandas(pd.DataFrame(rows), npartitions=months)
    return set(parts.groupby("employee")["month"].last(**more).compute())


print("the last month of 20 employees, of 12 monthly parts, of 24, and of 24 with split_out=1")
print("expected: {12} {24} {24}")
seen = last_months(12), last_months(24), last_months(24, split_out=1)
print("seen:    ", *seen)
sys.exit(not (seen[0] == {12} and seen[1] != {24} and seen[2] == {24}))
PYTHON
