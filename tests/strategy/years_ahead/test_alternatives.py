"""Alternatives: the other ways to save in a year, and the order in which to fill them."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from megaroth_xl.errors import InputError, UnknownYearError
from megaroth_xl.law.annual_additions import excess_annual_addition
from megaroth_xl.law.compensation import matching_contribution
from megaroth_xl.law.limits import limits_table
from megaroth_xl.law.year_limits import YearLimits
from megaroth_xl.strategy.years_ahead.alternatives import Alternative, comparison
from megaroth_xl.strategy.years_ahead.savings_order import savings_order
from megaroth_xl.texts import LANGUAGES, keys

SIX_PERCENT = [[1, 0.06]]


def by_key(*args: object, **named: object) -> dict[str, Alternative]:
    return {row.key: row for row in comparison(*args, **named)}  # type: ignore[arg-type]


def maxima(*args: object, **named: object) -> dict[str, float]:
    return {key: row.maximum for key, row in by_key(*args, **named).items()}


def test_a_published_comparison_for_2024() -> None:
    # The guide "mega backdoor Roth": 23,000 for both kinds of 401(k), 7,000 for each IRA, about
    # 46,000 for the mega backdoor Roth (before employer money); Roth IRA up to 161,000 single.
    rows = by_key(2024, filing_status="single")
    assert [row.maximum for row in rows.values()][:6] == [23000, 23000, 7000, 7000, 7000, 46000]
    assert "$161,000" in rows["roth_ira"].income_limit
    assert "(single)" in rows["roth_ira"].income_limit
    for key in ("traditional_401k", "roth_401k", "backdoor_roth_ira", "mega_backdoor_roth"):
        assert rows[key].income_limit == "none"


def test_the_years_own_figures() -> None:
    # Notice 2025-67 and Rev. Proc. 2025-19 for 2026.
    assert maxima(2026, 61) == {
        "traditional_401k": 35_750,
        "roth_401k": 35_750,
        "traditional_ira": 8_600,
        "roth_ira": 8_600,
        "backdoor_roth_ira": 8_600,
        "mega_backdoor_roth": 47_500,
        "hsa_self": 5_400,
        "hsa_family": 9_750,
    }


def test_deferral_and_employer_money_leave_the_room() -> None:
    assert maxima(2024, None, 23_000, 15_000)["mega_backdoor_roth"] == 31_000
    assert maxima(2024, 52, 30_500, 10_000)["mega_backdoor_roth"] == 36_000
    assert maxima(2024, 52, None, 10_000)["mega_backdoor_roth"] == 36_000


@pytest.mark.parametrize(
    ("status", "magi", "roth_ira", "deductible"),
    [
        ("single", 150_000, 7_500, "$0"),
        ("single", 160_501, 3_750, "$0"),
        ("single", 168_000, 0, "$0"),
        ("single", 80_000, 7_500, "$7,500"),
        ("mfj", 241_999, 7_500, "$0"),
        ("mfj", 252_000, 0, "$0"),
        ("mfs", 10_000, 0, "$0"),
        ("head of household", 86_000, 7_500, "$3,750"),
    ],
)
def test_income_shrinks_the_roth_ira_and_the_deduction(
    status: str, magi: float, roth_ira: float, deductible: str
) -> None:
    # Ranges of 2026: Roth IRA 153,000 to 168,000 and 242,000 to 252,000 (mfs 0 to 10,000),
    # deduction of a participant 81,000 to 91,000.
    rows = by_key(2026, 40, None, None, status, magi)
    assert rows["roth_ira"].maximum == roth_ira
    assert f"; {deductible} of it is deductible" in rows["traditional_ira"].income_limit
    assert rows["traditional_ira"].maximum == rows["backdoor_roth_ira"].maximum == 7_500


def test_without_a_filing_status_both_common_ranges_show() -> None:
    limit = by_key(2026)["roth_ira"].income_limit
    for figure in ("$153,000", "$168,000", "$242,000", "$252,000"):
        assert figure in limit
    assert by_key(2026, filing_status=" ")["roth_ira"].income_limit == limit


def test_income_needs_a_filing_status() -> None:
    with pytest.raises(InputError, match="filing_status is not given: expected with modified_agi"):
        comparison(2026, modified_agi=100_000)
    with pytest.raises(InputError, match="filing_status is 'married'"):
        comparison(2026, filing_status="married")


def test_ranges_take_single_values() -> None:
    with pytest.raises(InputError, match="age is 2 numbers in a range"):
        comparison(2026, [40, 50])  # type: ignore[arg-type]
    with pytest.raises(UnknownYearError):
        comparison(2031)


def test_a_year_without_phase_outs_says_so() -> None:
    amounts = limits_table()[2026].amounts
    table = limits_table().overlaid([YearLimits(2028, amounts)])
    rows = {row.key: row for row in comparison(2028, limits=table)}
    assert rows["roth_ira"].income_limit == "not known for this year"
    assert rows["backdoor_roth_ira"].maximum == 7_500
    of_income = comparison(2028, None, None, None, "single", 150_000, limits=table)
    assert math.isnan(next(row.maximum for row in of_income if row.key == "roth_ira"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_row_has_its_words_and_citation(lang: str) -> None:
    rows = comparison(2026, 50, None, None, "mfj", 245_000, lang=lang)
    assert tuple(row.key for row in rows) == keys("alternatives.strategy")
    assert all(row.strategy and row.note and row.citation for row in rows)
    steps = savings_order(9e4, 2026, 2e5, SIX_PERCENT, debt=1.0, lang=lang)
    assert tuple(step.key for step in steps) == keys("alternatives.step")
    assert all(step.step and step.why for step in steps)


# The order


def dollars(*args: object, **named: object) -> list[float]:
    return [step.dollars for step in savings_order(*args, **named)]  # type: ignore[arg-type]


def test_the_contracts_example() -> None:
    assert dollars(100_000, 2024, 250_000, SIX_PERCENT) == [15000, 0, 8000, 7000, 31000, 39000]


@pytest.mark.parametrize(
    ("budget", "expected"),
    [
        (0, [0, 0, 0, 0, 0, 0]),
        (10_000, [10_000, 0, 0, 0, 0, 0]),
        (20_000, [15_000, 4_150, 850, 0, 0, 0]),
        (40_000, [15_000, 4_150, 8_000, 7_000, 5_850, 0]),
    ],
)
def test_a_small_budget_stops_where_it_ends(budget: float, expected: list[float]) -> None:
    assert dollars(budget, 2024, 250_000, SIX_PERCENT, None, "self") == expected


def test_age_and_coverage_raise_the_steps() -> None:
    # 2026 at 61: 24,500 + 11,250 deferral, HSA family 8,750 + 1,000, IRA 7,500 + 1,100; the match
    # is 6% of 360,000.
    steps = savings_order(500_000, 2026, 400_000, SIX_PERCENT, 61, "family")
    assert [step.maximum for step in steps] == [21_600, 9_750, 14_150, 8_600, 25_900, math.inf]


def test_without_after_tax_contributions_the_rest_is_taxable() -> None:
    allowed = dollars(100_000, 2024, 250_000, SIX_PERCENT)
    refused = dollars(100_000, 2024, 250_000, SIX_PERCENT, after_tax_allowed=False)
    assert refused == [*allowed[:4], 0, allowed[4] + allowed[5]]
    assert dollars(100_000, 2024, 250_000, SIX_PERCENT, after_tax_allowed=True) == allowed


def test_debt_is_paid_down_after_the_match() -> None:
    steps = savings_order(50_000, 2024, 250_000, SIX_PERCENT, debt=20_000)
    assert [(step.key, step.dollars) for step in steps][:3] == [
        ("match", 15_000),
        ("debt", 20_000),
        ("hsa", 0),
    ]


def test_a_plan_without_a_match_starts_with_nothing_to_match() -> None:
    assert dollars(30_000, 2024, 250_000, [[0, 0.06]]) == [0, 0, 23_000, 7_000, 0, 0]


def test_little_pay_limits_every_step() -> None:
    # Pay 20,000 with a 100% match on 50% of it: 10,000 of match leave 10,000 of the limit of 100%
    # of pay.
    steps = {s.key: s for s in savings_order(100_000, 2024, 20_000, [[1, 0.5]])}
    assert steps["match"].maximum + steps["deferral"].maximum == 10_000
    assert steps["after_tax"].maximum == 0
    assert steps["backdoor_roth_ira"].maximum == 7_000
    assert dollars(100_000, 2024, 4_000, [[1, 0.05]])[3] == 4_000


def test_a_very_rich_match_leaves_the_deferral_that_brings_most_of_it() -> None:
    # 400% on all pay: 14,400 and its match of 57,600 fill the 72,000 of 2026.
    steps = {s.key: s for s in savings_order(100_000, 2026, 300_000, [[4, 1]])}
    assert steps["match"].maximum + steps["deferral"].maximum == 14_400
    assert steps["after_tax"].maximum == 0


BUDGET = st.integers(0, 500_000)
PAY = st.integers(0, 1_000_000)
TIERS = st.sampled_from([[[1, 0.06]], [[1, 0.03], [0.5, 0.05]], [[0, 0.06]], [[2, 0.5]]])
AGE = st.none() | st.integers(18, 75)
COVERAGE = st.sampled_from([None, "self", "family"])


@given(BUDGET, st.sampled_from([2018, 2024, 2026]), PAY, TIERS, AGE, COVERAGE, st.booleans())
def test_the_budget_is_spent_in_order_and_within_the_limits(
    budget: float,
    year: int,
    pay: float,
    tiers: list[list[float]],
    age: int | None,
    coverage: str | None,
    allowed: bool,
) -> None:
    steps = savings_order(budget, year, pay, tiers, age, coverage, allowed)
    assert sum(step.dollars for step in steps) == pytest.approx(budget)
    for earlier, later in pairwise(steps):
        assert later.dollars == 0 or earlier.dollars == earlier.maximum
    assert all(0 <= step.dollars <= step.maximum for step in steps)
    spent = {step.key: step.dollars for step in steps}
    deferral = spent["match"] + spent["deferral"]
    match = matching_contribution(pay, deferral, tiers, year)
    excess = excess_annual_addition(deferral, match, year, age, spent["after_tax"], pay)
    assert excess == pytest.approx(0, abs=1e-6)


@given(BUDGET, BUDGET, PAY)
def test_more_to_save_never_takes_from_a_step(one: float, other: float, pay: float) -> None:
    low, high = sorted((one, other))
    fewer, more = (dollars(b, 2026, pay, SIX_PERCENT, 40, "self") for b in (low, high))
    assert all(f <= m for f, m in zip(fewer, more, strict=True))
