from megaroth_xl.strategy.saver.case import SaverCase
from megaroth_xl.strategy.saver.tables import table_rows
from megaroth_xl.strategy.saver.year import saver_year

KNOWN = {"year": 2026, "age": 40, "compensation": 300_000, "employer_contribution": 50_000}


def corrections(**facts: object) -> list[tuple[object, ...]]:
    return table_rows(saver_year(SaverCase.of(KNOWN | facts)), "corrections")[1:]


def test_what_is_above_both_limits_is_corrected_in_order() -> None:
    # Limits of 2026 (Notice 2025-67): 24,500 of deferrals, 72,000 of annual additions.
    rows = corrections(elective_deferral=26_000, after_tax_contribution=1_000)
    assert [row[0] for row in rows] == list(range(1, len(rows) + 1))
    dollars = {row[1]: row[2] for row in rows if row[2]}
    assert dollars == {
        "excess deferrals, above the 402(g) limit": 1_500,
        "after-tax contributions that were not matched": 26_000 + 50_000 + 1_000 - 72_000,
    }
    assert rows[0][3] == "distributed with their earnings by April 15"


def test_nothing_above_a_limit_and_what_is_not_known() -> None:
    within = corrections(elective_deferral=20_000, after_tax_contribution=0)
    assert within == [("nothing is above a limit", "", "", "", "")]
    assert "not known: give" in str(corrections(after_tax_contribution=0)[0][0])
