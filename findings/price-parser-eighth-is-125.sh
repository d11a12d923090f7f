#!/usr/bin/env bash
# price-parser reads 0.125 as 125, and -$1,234.50 as a positive amount.
#
# A point before three digits counts as a mark of thousands, even behind a zero, where no thousands can
# be: a rate of 0.015 becomes 15, and hours of 7.333 become 7,333. With decimal_separator="." it reads
# these right; the minus sign is lost in any case.
. "$(dirname "$0")/prelude.sh"
install_python_packages price-parser==0.5.1
venv/bin/python - <<'PYTHON'
import sys

from price_parser import Price

TEXTS = ["0.125", "0.015", "7.333", "0.12", "-$1,234.50"]
expected = [float(text.replace("$", "").replace(",", "")) for text in TEXTS]
seen = [Price.fromstring(text).amount_float for text in TEXTS]
told = [Price.fromstring(text, decimal_separator=".").amount_float for text in TEXTS]
print("of:                           ", *TEXTS)
print("expected:                     ", *expected)
print("seen, by price-parser 0.5.1:  ", *seen)
print("seen, with decimal_separator: ", *told)
sys.exit((seen, told) != ([125, 15, 7333, 0.12, 1234.5], [0.125, 0.015, 7.333, 0.12, 1234.5]))
PYTHON
