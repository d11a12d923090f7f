#!/usr/bin/env bash
# python-taxes withholds the Additional Medicare Tax from a whole pay check where the year passes $200,000.
#
# An employer withholds the 0.9% from the wages in excess of $200,000 only (26 CFR 31.3102-4(a)). Of the
# pay of $10,000 that takes the year from $195,000 to $205,000, 5,000 are in excess: 145 and 45. Who pays
# a bonus of $250,000 at once withholds 1,800 too much. The function for the year's total is right.
. "$(dirname "$0")/prelude.sh"
install_python_packages python-taxes==0.7.0
venv/bin/python - <<'PYTHON'
import sys
from decimal import Decimal

from python_taxes.federal import medicare

THRESHOLD = 200000


def by_the_regulation(pay, before):
    excess = max(0, before + pay - max(THRESHOLD, before))
    return Decimal("0.0145") * pay + Decimal("0.009") * excess


cases = [(10000, 195000), (250000, 0), (10000, 190000), (10000, 205000)]
expected = [by_the_regulation(*case) for case in cases]
seen = [medicare.required_withholding(pay, before) for pay, before in cases]
year = medicare.additional_withholding(250000)
print("Medicare tax to withhold of a pay, after the year's pay before it:", *cases)
print("expected, by the regulation: ", *expected)
print("seen, by python-taxes 0.7.0: ", *seen, "and for a year of 250000", year)
right = [190, 4075, 145, 235]
sys.exit((expected, seen, year) != (right, [235, 5875, 145, 235], 4075))
PYTHON
