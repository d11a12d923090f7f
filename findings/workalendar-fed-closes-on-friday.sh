#!/usr/bin/env bash
# workalendar closes the Federal Reserve on Friday, July 3, 2026, when the Reserve Banks are open.
#
# The Federal Reserve's own rule: for a holiday on a Saturday its banks are open on the preceding
# Friday. Money that a calendar moves to Thursday could have been sent on Friday; holidays has the
# rule right.
. "$(dirname "$0")/prelude.sh"
install_python_packages workalendar==17.0.0 holidays==0.109
venv/bin/python - <<'PYTHON'
import sys
from datetime import date

import holidays
from workalendar.usa import FederalReserveSystem

friday = date(2026, 7, 3)
expected = friday not in holidays.financial_holidays("FED", years=2026)
seen = FederalReserveSystem().is_working_day(friday)
print("Independence Day of 2026 is a Saturday")
print("expected, by holidays 0.109:   the Reserve Banks are", "open" if expected else "closed", "on July 3")
print("seen, by workalendar 17.0.0:   they are", "open" if seen else "closed")
sys.exit((expected, seen) != (True, False))
PYTHON
