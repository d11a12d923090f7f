"""Federal tax against Tax-Calculator, cent by cent.

taxcalc.csv holds what Tax-Calculator 6.8.5 says of 450 random households with wages and interest,
ten for each filing status and year; extract_taxcalc.py draws and records them again.

All differences, explained:

- 2023, married filing separately, above 346,875 dollars. Tax-Calculator's current-law parameters
  end the 35 percent bracket at 578,125 dollars, the figure of a single person (its II_brk6). Rev.
  Proc. 2022-38, Table 4, ends it at 346,875, half the joint return's 693,750. Tax-Calculator
  therefore taxes what lies between the two at 35 instead of 37 percent.
"""

import csv
from pathlib import Path

import numpy as np
import pytest

from megaroth_xl.law.income_tax import federal_tax, net_investment_income_tax, standard_deduction

RECORDED = Path(__file__).with_name("taxcalc.csv")
HALF_A_CENT = 0.005
RIGHT_END, THEIR_END = 346_875, 578_125


@pytest.fixture(scope="module")
def households():
    lines = RECORDED.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("# Tax-Calculator 6.8.5")
    rows = list(csv.DictReader(lines[1:]))
    columns = {key: np.array([row[key] for row in rows]) for key in rows[0]}
    return {
        key: column if key == "filing_status" else column.astype(float)
        for key, column in columns.items()
    }


def explained(households):
    """What their parameter for 2023 takes off the tax."""
    wrong = (households["year"] == 2023) & (households["filing_status"] == "mfs")
    between = np.clip(households["taxable_income"], RIGHT_END, THEIR_END) - RIGHT_END
    return np.where(wrong, 0.02 * between, 0.0)


def test_households_cover_years_statuses_and_brackets(households):
    assert len(households["tax"]) == 450
    assert len(set(zip(households["year"], households["filing_status"], strict=True))) == 45
    assert (households["net_investment_income_tax"] > 0).sum() > 50
    assert households["taxable_income"].max() > 1_500_000
    assert (households["taxable_income"] == 0).any()


def test_tax_is_tax_calculators_to_the_cent(households):
    ours = federal_tax(
        households["taxable_income"], households["filing_status"], households["year"]
    )
    np.testing.assert_allclose(
        ours - explained(households), households["tax"], rtol=0, atol=HALF_A_CENT
    )


def test_the_one_explained_difference_is_there(households):
    difference = explained(households)
    assert difference[difference > 0].tolist() == pytest.approx([0.02 * (THEIR_END - RIGHT_END)])


def test_taxable_income_is_what_the_standard_deduction_leaves(households):
    deduction = standard_deduction(households["filing_status"], households["year"])
    left = np.maximum(households["adjusted_gross_income"] - deduction, 0)
    np.testing.assert_allclose(left, households["taxable_income"], rtol=0, atol=HALF_A_CENT)


def test_net_investment_income_tax_is_tax_calculators_to_the_cent(households):
    ours = net_investment_income_tax(
        households["interest"],
        households["adjusted_gross_income"],
        households["filing_status"],
        households["year"],
    )
    np.testing.assert_allclose(
        ours, households["net_investment_income_tax"], rtol=0, atol=HALF_A_CENT
    )
