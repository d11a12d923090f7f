"""The tax tables against two transcriptions that are not ours.

PolicyEngine US keeps its own brackets, standard deductions and net investment income thresholds;
its parameter files were recorded by extract_policyengine_tax.py. The revenue procedures print, with
each bracket, the tax on an income at its lower end; those figures are typed in below from their
tables.
"""

import csv
from pathlib import Path

import pytest

from megaroth_xl.law.income_tax import RATES, federal_tax, marginal_rate, standard_deduction
from megaroth_xl.law.limits import limits_table

RECORDED = Path(__file__).with_name("policyengine_tax.csv")
ROWS = list(csv.DictReader(RECORDED.read_text(encoding="utf-8").splitlines()[1:]))


def test_every_year_and_status_is_recorded():
    assert len(ROWS) == 9 * 5
    assert {row["year"] for row in ROWS} == {str(year) for year in range(2018, 2027)}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['year']}-{row['filing_status']}")
def test_brackets_rates_and_deduction_are_policyengines(row):
    year, status = int(row["year"]), row["filing_status"]
    ends = tuple(float(row[f"upper_end_{n}"]) for n in range(1, 7))
    assert limits_table()[year].brackets[status].upper_ends == ends
    assert RATES.tolist() == [float(row[f"rate_{n}"]) for n in range(1, 8)]
    assert standard_deduction(status, year) == float(row["standard_deduction"])
    threshold = limits_table()[year].net_investment_income[status].dollars
    assert threshold == float(row["net_investment_income"])


PRINTED = {
    # Rev. Proc. 2023-34, s. 3.01, Tables 1 to 4
    (2024, "mfj"): "23200 2320; 94300 10852; 201050 34337; 383900 78221; 487450 111357; "
    "731200 196669.50",
    (2024, "hoh"): "16550 1655; 63100 7241; 100500 15469; 191950 37417; 243700 53977; "
    "609350 181954.50",
    (2024, "single"): "11600 1160; 47150 5426; 100525 17168.50; 191950 39110.50; "
    "243725 55678.50; 609350 183647.25",
    (2024, "mfs"): "11600 1160; 47150 5426; 100525 17168.50; 191950 39110.50; "
    "243725 55678.50; 365600 98334.75",
    # Rev. Proc. 2024-40, s. 2.01, Tables 1 to 4
    (2025, "mfj"): "23850 2385; 96950 11157; 206700 35302; 394600 80398; 501050 114462; "
    "751600 202154.50",
    (2025, "hoh"): "17000 1700; 64850 7442; 103350 15912; 197300 38460; 250500 55484; "
    "626350 187031.50",
    (2025, "single"): "11925 1192.50; 48475 5578.50; 103350 17651; 197300 40199; 250525 57231; "
    "626350 188769.75",
    (2025, "mfs"): "11925 1192.50; 48475 5578.50; 103350 17651; 197300 40199; 250525 57231; "
    "375800 101077.25",
    # Rev. Proc. 2025-32, s. 4.01, Tables 1 to 4
    (2026, "mfj"): "24800 2480; 100800 11600; 211400 35932; 403550 82048; 512450 116896; "
    "768700 206583.50",
    (2026, "hoh"): "17700 1770; 67450 7740; 105700 16155; 201750 39207; 256200 56631; "
    "640600 191171",
    (2026, "single"): "12400 1240; 50400 5800; 105700 17966; 201775 41024; 256225 58448; "
    "640600 192979.25",
    (2026, "mfs"): "12400 1240; 50400 5800; 105700 17966; 201775 41024; 256225 58448; "
    "384350 103291.75",
}


@pytest.mark.parametrize(("year", "status"), PRINTED)
def test_tax_at_each_bracket_end_is_what_the_revenue_procedure_prints(year, status):
    printed = [tuple(map(float, row.split())) for row in PRINTED[year, status].split("; ")]
    incomes, taxes = zip(*printed, strict=True)
    assert federal_tax(incomes, status, year) == pytest.approx(taxes, abs=1e-6)
    assert marginal_rate(incomes, status, year) == pytest.approx(RATES[1:])


@pytest.mark.parametrize("year", range(2018, 2027))
def test_a_surviving_spouse_has_the_joint_return_table(year):
    """IRC 1(j)(2)(A) puts both into one table."""
    limits = limits_table()[year]
    assert limits.brackets["qss"].upper_ends == limits.brackets["mfj"].upper_ends
    assert standard_deduction("qss", year) == standard_deduction("mfj", year)
