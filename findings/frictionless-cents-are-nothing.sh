#!/usr/bin/env bash
# frictionless extracts nothing in the place of 60000.75 where the first hundred pays have no cents.
#
# It takes the type of a column from the first hundred rows, and extract gives None for what does not fit:
# cents, 1,234 with a comma, an identifier with a letter. Only validate reports it. In the first hundred
# rows the same amount makes a column of decimals.
. "$(dirname "$0")/prelude.sh"
install_python_packages frictionless==5.21.0
venv/bin/python - <<'PYTHON'
import sys

import frictionless

FILES = {"early.csv": 50, "late.csv": 120}
expected, seen, reports = [], [], []
for name, place in FILES.items():
    pays = [60000] * 130
    pays[place] = 60000.75
    with open(name, "w") as file:
        file.write("id,pay\n" + "".join(f"E{i},{pay}\n" for i, pay in enumerate(pays)))
    [rows] = frictionless.extract(name).values()
    expected.append(pays[place])
    seen.append(rows[place]["pay"])
    reports += frictionless.validate(name).flatten(["rowNumber", "type"])
print("a pay of 60000.75 among 130 pays, in rows", *FILES.values())
print("expected:                             ", *expected)
print("seen, by frictionless 5.21.0, extract:", *seen, "and by validate", *reports)
sys.exit(str(seen) != "[Decimal('60000.75'), None]" or reports != [[122, "type-error"]])
PYTHON
