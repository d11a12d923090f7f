import pytest

from megaroth_xl.strategy.saver.case import SaverCase
from megaroth_xl.strategy.saver.tables import table_rows
from megaroth_xl.strategy.saver.year import SaverYear, saver_year

KNOWN = {
    "year": 2026,
    "age": 40,
    "compensation": 300_000,
    "elective_deferral": 24_500,
    "employer_contribution": 16_500,
    "after_tax_contribution": 31_000,
    "accepts_after_tax": True,
    "in_plan_roth_rollover": False,
    "in_service_distribution": True,
    "after_tax_cap": "none",
    "earnings": 3_000,
    "tax_rate": 0.24,
    "state_rate": 0,
}


def year_of(**facts: object) -> SaverYear:
    return saver_year(SaverCase.of(KNOWN | facts))


@pytest.mark.parametrize(
    ("split", "figures"),
    [
        # The guide: 31,000 and 3,000 of earnings at 24 percent. Notice 2014-54: earnings that go to
        # a traditional IRA are not taxed.
        (False, (720, 34_000, 3_000, 34_000, 3_000, 34_000)),
        (True, (0, 31_000, 0, 34_000, 0, 31_000)),
    ],
)
def test_earnings_may_go_to_a_traditional_ira(split: bool, figures: tuple[float, ...]) -> None:
    year = year_of(earnings_to_traditional_ira=split)
    items = (
        "conversion_tax",
        "form_1099r_box_1",
        "form_1099r_box_2a",
        "form_1040_line_5a",
        "form_1040_line_5b",
        "form_5498_box_2",
    )
    assert tuple(year.answer(item).value for item in items) == figures
    boxes = [row[-1] for row in table_rows(year, "forms") if row[0] == "Form 1099-R, box 1"]
    assert boxes == ([31_000, 3_000] if split else [34_000])


def test_in_the_plan_the_earnings_go_along() -> None:
    year = year_of(earnings_to_traditional_ira=True, in_plan_roth_rollover=True)
    assert year.answer("conversion_tax").value == 720


def test_the_clock_of_a_roth_account_that_was_rolled_in_counts() -> None:
    # Treas. Reg. 1.402A-1, A-4: the earlier account's first year; five years with the first.
    own = {"first_roth_account_year": 2025}
    assert year_of(**own).answer("roth_account_clock").value == 2029
    assert year_of(**own, rolled_in_roth_year=2021).answer("roth_account_clock").value == 2025
