#!/usr/bin/env bash
# date-fns-holiday-us does not count Washington's Birthday among the federal holidays.
#
# 5 U.S.C. 6103(a) names it, the third Monday in February, and the Reserve Banks are closed. Money that
# a pay calendar sends on that Monday by getFederalHolidays arrives on Tuesday, and a deposit of deferrals
# that was due then is late. The other ten holidays are there; holidays has all eleven.
. "$(dirname "$0")/prelude.sh"
install_node_packages date-fns-holiday-us@1.1.0
install_python_packages holidays==0.109
node - <<'JAVASCRIPT'
const { getFederalHolidays } = require("date-fns-holiday-us");
const days = Object.values(getFederalHolidays(2027)).map((holiday) => holiday.date || holiday);
const isos = days.map((day) => new Date(day).toISOString().slice(0, 10));
require("fs").writeFileSync("seen.txt", isos.join(" "));
JAVASCRIPT
venv/bin/python - <<'PYTHON'
import sys

import holidays

by_name = {name: day.isoformat() for day, name in holidays.US(years=2027, observed=False).items()}
with open("seen.txt") as file:
    days = set(file.read().split())
expected = sorted(by_name.values())
missing = {name: day for name, day in by_name.items() if day not in days}
print("expected of 2027, by holidays 0.109:   ", len(expected), "federal holidays")
print("seen, by date-fns-holiday-us 1.1.0:    ", len(days), "days, without", missing)
sys.exit((len(expected), len(days), missing) != (11, 10, {"Washington's Birthday": "2027-02-15"}))
PYTHON
