import pytest

from megaroth_xl.strategy.saver.case import SaverCase
from megaroth_xl.strategy.saver.tables import table_rows
from megaroth_xl.strategy.saver.year import saver_year

KNOWN = {
    "year": 2026,
    "age": 40,
    "compensation": 300_000,
    "elective_deferral": 24_500,
    "employer_contribution": 37_500,
    "after_tax_contribution": 0,
    "accepts_after_tax": True,
    "after_tax_cap": "none",
    "tax_rate": 0.24,
    "state_rate": 0,
    "annual_return": 0.05,
    "years": 2,
}


def profiles(**facts: object) -> dict[str, object]:
    year = saver_year(SaverCase.of(KNOWN | facts))
    return {row[0]: row[1] for row in table_rows(year, "profiles")[1:]}


def test_a_saver_with_debt_is_compared_where_its_interest_is_given() -> None:
    # Room 10,000 a year against 15,000 at 10 percent: 5,500 is owed after a year, then 4,500 is
    # left for Roth; or two years of Roth, and 15,000 x 1.21 owed.
    found = profiles(debt=15_000, debt_rate=0.10)
    first = found["Debt to pay down first: pay the debt first"]
    assert first == pytest.approx(4_500 * 1.05)
    roth = 10_000 * 1.05**2 + 10_000 * 1.05 - 15_000 * 1.21
    assert found["Debt to pay down first: Roth"] == pytest.approx(roth)
    assert not any("Debt" in way for way in profiles(debt=15_000))
    assert "give Debt to pay down first" in str(
        profiles(debt_rate=0.10)["Debt to pay down first: Roth"]
    )


def test_an_early_retiree_spends_what_is_given() -> None:
    early = {"years_to_retirement": 1, "years_until_access": 2}
    name = "Early retirement: Roth"
    # 10,000 grows to 10,500; 5,000 is taken at the start of each of two years, or 1,000.
    assert profiles(**early)[name] == pytest.approx((5_500 * 1.05 - 5_000) * 1.05)
    spent = profiles(**early, yearly_spending=1_000)[name]
    assert spent == pytest.approx((9_500 * 1.05 - 1_000) * 1.05)
