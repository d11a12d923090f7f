#!/usr/bin/env bash
# Forty hours written by fastparquet are 4 p.m. for pyarrow, and nothing for polars.
#
# A duration is stored as a time of day, which holds less than 24 hours. fastparquet itself reads 40
# hours back, so the loss shows only where the file goes to somebody else.
. "$(dirname "$0")/prelude.sh"
install_python_packages fastparquet==2026.9.0 pyarrow==26.0.1 polars==2.1.0 pandas==2.3.3
venv/bin/python - <<'PYTHON'
import sys
from datetime import time

import pandas
import polars
import pyarrow.parquet

worked = pandas.DataFrame({"worked": pandas.to_timedelta([8, 40], unit="h")})
worked.to_parquet("hours.parquet", engine="fastparquet")
own = pandas.read_parquet("hours.parquet", engine="fastparquet")["worked"].dt.total_seconds() / 3600
seen = {
    "fastparquet 2026.9.0": own.tolist(),
    "pyarrow 26.0.1": pyarrow.parquet.read_table("hours.parquet")["worked"].to_pylist(),
    "polars 2.1.0": polars.read_parquet("hours.parquet")["worked"].to_list(),
}
print("8 and 40 hours are written by pandas 2.3.3 with fastparquet")
print("expected: 8 and 40 hours from each reader")
print("seen:    ", seen)
sys.exit(list(seen.values())[1:] != [[time(8), time(16)], [time(8), None]])
PYTHON
