#!/usr/bin/env bash
# polars reads 11/06/2026 in a CSV file as June 11, and 3/4/26 as a day of the year 26.
#
# With try_parse_dates, and in str.to_date(), dates with slashes are day first or none: a payroll file of
# the United States comes out as text if a day above 12 stands near its top, is refused if one stands
# further down, and has day and month swapped if there is none. Two digits of a year are the year 26
# itself. pandas reads month first; polars documents neither.
. "$(dirname "$0")/prelude.sh"
install_python_packages polars==2.1.0 pandas==3.1.1
venv/bin/python - <<'PYTHON'
import sys
from pathlib import Path

import pandas as pd
import polars as pl

Path("paid.csv").write_text("paid,entry\n11/06/2026,3/4/26\n11/06/2026,3/5/26\n")
columns = ["paid", "entry"]
by_pandas = pd.read_csv("paid.csv", parse_dates=columns, date_format="mixed")
expected = [str(by_pandas[name].dt.date[0]) for name in columns]
by_polars = pl.read_csv("paid.csv", try_parse_dates=True)
seen = [str(by_polars[name][0]) for name in columns]
print("11/06/2026 and 3/4/26")
print("expected, by pandas 3.1.1:", expected)
print("seen, by polars 2.1.0:    ", seen)
sys.exit((expected, seen) != (["2026-11-06", "2026-03-04"], ["2026-06-11", "0026-04-03"]))
PYTHON
