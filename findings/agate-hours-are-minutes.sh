#!/usr/bin/env bash
# agate reads 40:00 hours of a CSV file as 40 minutes, and of a workbook as 40 hours.
#
# It takes two numbers with a colon for minutes and seconds, so that hours of service, which count for
# eligibility and vesting, are a sixtieth of what they were; csvkit, which uses agate, does so too.
# 40:00:00 is read right.
. "$(dirname "$0")/prelude.sh"
install_python_packages agate==1.14.2 agate-excel==0.4.2 openpyxl==3.1.5
venv/bin/python - <<'PYTHON'
import sys
from datetime import timedelta

import agate
import agateexcel  # noqa: F401
from openpyxl import Workbook

hours = [timedelta(hours=40), timedelta(hours=7, minutes=30)]
book = Workbook()
book.active.append(["hours"])
for each in hours:
    book.active.append([each])
    book.active.cell(book.active.max_row, 1).number_format = "[h]:mm"
book.save("hours.xlsx")
with open("hours.csv", "w") as file:
    file.write("hours,written\n40:00,40:00:00\n7:30,7:30:00\n")
expected = list(agate.Table.from_xlsx("hours.xlsx").columns["hours"])
table = agate.Table.from_csv("hours.csv")
seen, right = list(table.columns["hours"]), list(table.columns["written"])
print("hours of 40:00 and 7:30")
print("expected, by agate-excel 0.4.2 of the workbook:", *expected, sep=" | ")
print("seen, by agate 1.14.2 of the CSV file:         ", *seen, sep=" | ")
print("seen of 40:00:00 and 7:30:00:                  ", *right, sep=" | ")
minutes = [timedelta(minutes=40), timedelta(minutes=7, seconds=30)]
sys.exit((expected, seen, right) != (hours, minutes, hours))
PYTHON
