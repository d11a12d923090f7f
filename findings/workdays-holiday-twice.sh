#!/usr/bin/env bash
# workdays leaves out two days for a holiday that its list names twice.
#
# A company's own calendar joined to the federal one names Thanksgiving twice. WORKDAY and NETWORKDAYS of
# a spreadsheet count the day once, and so the deposit that is due two working days after Tuesday,
# November 24, 2026 is due on Friday, and not on Monday. A set of the days gives the right answer.
. "$(dirname "$0")/prelude.sh"
install_python_packages workdays==1.4 ironcalc==0.9.1 openpyxl==3.1.5
venv/bin/python - <<'PYTHON'
import sys
from datetime import date, datetime

import ironcalc
from openpyxl import Workbook
from workdays import networkdays, workday

thanksgiving, tuesday, monday, friday = (date(2026, 11, day) for day in (26, 24, 23, 27))
book = Workbook()
book.active.append([thanksgiving, thanksgiving])
formulas = ["=WORKDAY(DATE(2026,11,24),2,A1:B1)", "=NETWORKDAYS(DATE(2026,11,23),DATE(2026,11,27),A1:B1)"]
book.active.append([f"=TEXT({formulas[0][1:]},\"yyyy-mm-dd\")", formulas[1]])
book.save("days.xlsx")
model = ironcalc.load_from_xlsx("days.xlsx", "en", "UTC", "en")
model.evaluate()
found = [model.get_formatted_cell_value(0, 2, column) for column in (1, 2)]
expected = datetime.fromisoformat(found[0]).date(), int(found[1])
holidays = [thanksgiving, thanksgiving]
seen = workday(tuesday, 2, holidays), networkdays(monday, friday, holidays)
once = workday(tuesday, 2, set(holidays)), networkdays(monday, friday, set(holidays))
print("two working days after November 24, and those from November 23 to 27")
print("expected, by IronCalc 0.9.1:       ", *expected)
print("seen, by workdays 1.4:             ", *seen)
print("seen, with the holiday named once: ", *once)
sys.exit((expected, seen, once) != ((friday, 4), (date(2026, 11, 30), 3), (friday, 4)))
PYTHON
