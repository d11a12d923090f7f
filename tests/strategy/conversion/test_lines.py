"""What a conversion costs, line by line: what is known, what is not, and what adds up."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from megaroth_xl.errors import InputError, UntaxedYearError
from megaroth_xl.law.filing_status import FILING_STATUS
from megaroth_xl.strategy.conversion.cost import conversion_tax_by_bracket
from megaroth_xl.strategy.conversion.household import FACTS, ConversionFacts
from megaroth_xl.strategy.conversion.lines import ConversionCost, conversion_cost
from megaroth_xl.texts import LANGUAGES


def cost(earnings: float, *base: float | str, **facts: float | str | None) -> ConversionCost:
    return conversion_cost(earnings, ConversionFacts(*base, **facts))  # type: ignore[arg-type]


def amounts(found: ConversionCost) -> dict[str, float | None]:
    return {line.id: line.amount for line in found.lines}


JOINT = (480_000.0, "mfj", 2026)
ALL = {
    "state": 0.0,
    "magi": 540_000.0,
    "seniors": 0,
    "itemized_salt": 45_000.0,
    "investment_income": 20_000.0,
    "itemized_deductions": 60_000.0,
}


def test_each_line_of_a_household_of_which_all_is_known() -> None:
    found = cost(3_000, *JOINT, **ALL)
    assert amounts(found) == {
        "brackets": 960.0,
        "state": 0.0,
        "state_and_local_taxes": 288.0,  # 30% of 3,000, at 32%
        "seniors": 0.0,
        "itemized": 0.0,
        "investment_income": 0.0,  # 20,000 are taxed already
    }
    assert (found.total, found.effective_rate, found.bracket_rate) == (1_248.0, 0.416, 0.32)
    assert found.not_known == ()


def test_the_37_percent_bracket_takes_itemized_deductions_at_once() -> None:
    # 2026, joint: 37% begins above 768,700. 760,000 of taxable income and 60,000 of deductions lie
    # 51,300 above it; 3,000 more cut 2/37 x 3,000 = 162.16 more, at 35% (below the bracket's end).
    found = cost(3_000, 757_227.03, "mfj", 2026, **{**ALL, "magi": 820_000.0})
    assert amounts(found)["brackets"] == pytest.approx(1_050)
    assert amounts(found)["itemized"] == pytest.approx(162.16 * 0.35, abs=0.01)


def test_investment_income_comes_above_the_threshold() -> None:
    # IRC 1411: 250,000 for a joint return; 2,000 of the 3,000 lie above it.
    found = cost(3_000, 200_000, "mfj", 2026, magi=249_000, investment_income=50_000)
    assert amounts(found)["investment_income"] == 76.0


def test_what_is_not_given_is_not_known_and_not_zero() -> None:
    found = cost(3_000, *JOINT)
    assert amounts(found) == {
        "brackets": 960.0,
        "state": None,
        "state_and_local_taxes": None,
        "seniors": None,
        "itemized": None,
        "investment_income": None,
    }
    assert found.not_known == FACTS
    assert found.total == 960.0


@pytest.mark.parametrize(
    ("facts", "known"),
    [
        ({"magi": 100_000.0}, {"state_and_local_taxes", "seniors", "investment_income"}),
        ({"magi": 700_000.0}, {"state_and_local_taxes", "seniors"}),
        ({"seniors": 0}, {"seniors"}),
        ({"itemized_salt": 0.0}, {"state_and_local_taxes"}),
        ({"itemized_deductions": 0.0}, {"state_and_local_taxes", "itemized"}),
        ({"investment_income": 0.0}, {"investment_income"}),
        ({"state": "WA"}, {"state"}),
        ({"state": "NC"}, {"state"}),
        ({"state": "NY"}, set()),
        ({"state": "NY", "magi": 900_000.0}, {"state", "state_and_local_taxes", "seniors"}),
    ],
)
def test_facts_that_decide_a_line_alone(facts: dict[str, float | str], known: set[str]) -> None:
    found = cost(3_000, *JOINT, **facts)
    assert {line.id for line in found.lines if line.amount is not None} == known | {"brackets"}


def test_a_deduction_is_lost_only_down_to_the_standard_one() -> None:
    # 29,900 of taxes and 2,600 of gifts are 300 above the standard deduction of 32,200.
    facts = {**ALL, "itemized_deductions": 32_500.0}
    assert amounts(cost(3_000, *JOINT, **facts))["state_and_local_taxes"] == 0.32 * 300
    facts["itemized_deductions"] = 32_000.0
    assert amounts(cost(3_000, *JOINT, **facts))["state_and_local_taxes"] == 0


def test_facts_that_cannot_all_be_right_are_named() -> None:
    # Taxable income is AGI less deductions, so modified AGI is never below it.
    facts = {"magi": 400_000.0, "itemized_salt": 2_000_000.0, "itemized_deductions": 2_000_000.0}
    found = cost(190_454, 1_158_829, "single", 2026, **facts)
    assert found.warnings[0].id == "facts"
    assert "$400,000 is below taxable income of $1,158,829" in found.warnings[0].note
    assert amounts(found)["itemized"] == 0.0
    agreed = cost(3_000, *JOINT, **ALL)
    assert "facts" not in {line.id for line in agreed.warnings}


def test_deductions_above_all_income_are_read() -> None:
    # 2,000,000 of deductions on no income: 2/37 of the 3,000 more income is the most that IRC 68
    # takes, where that income lies in the 37 percent bracket without the deductions.
    found = cost(3_000, 0, "mfj", 2026, **{**ALL, "itemized_deductions": 2_000_000.0})
    assert amounts(found)["itemized"] == pytest.approx(3_000 * 2 / 37 * 0.10, abs=0.01)
    assert "this is the most" in found.lines[0].note


def test_before_2025_no_deduction_shrinks() -> None:
    found = cost(3_000, 480_000, "mfj", 2024)
    assert {name for name, amount in amounts(found).items() if amount == 0} == {
        "state_and_local_taxes",
        "seniors",
        "itemized",
    }


def test_a_loss_costs_nothing() -> None:
    found = cost(-500, *JOINT, **ALL)
    assert set(amounts(found).values()) == {0.0}
    assert (found.total, found.effective_rate, found.earnings) == (0.0, None, 0.0)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"year": 2024, "magi": 107_000.0}, "above $109,000"),
        ({"year": 2024, "magi": 106_000.0}, "stays at or below $109,000"),
        ({"year": 2024}, "give modified AGI"),
        ({"year": 2026, "magi": 107_000.0}, "not published yet"),
    ],
)
def test_medicare_premiums_two_years_later(facts: dict[str, float], words: str) -> None:
    # CMS for 2026: 109,000 of 2024's modified AGI for a single person.
    found = cost(3_000, 90_000, "single", **facts)
    assert words in found.warnings[-2].note


def test_the_ranges_of_the_retirement_accounts() -> None:
    # Notice 2025-67, single: the deduction shrinks from 81,000 to 91,000, the Roth IRA limit from
    # 153,000 to 168,000.
    for magi, touched in (
        (77_000.0, False),
        (79_000.0, True),
        (95_000.0, False),
        (160_000.0, True),
        (168_000.0, False),
    ):
        found = cost(3_000, 60_000, "single", 2026, magi=magi)
        assert ("is outside" not in found.warnings[-1].note) is touched, magi


KNOWN = st.none() | st.sampled_from([0.0, 5_000.0, 45_000.0, 400_000.0, 2_000_000.0])


@given(
    earnings=st.integers(-1_000, 200_000),
    income=st.integers(0, 1_200_000),
    status=st.sampled_from(FILING_STATUS.words),
    year=st.integers(2018, 2026),
    state=st.none() | st.sampled_from([0.0, 0.05, "TX", "CO"]),
    magi=KNOWN,
    seniors=st.none() | st.sampled_from([0, 1]),
    salt=KNOWN,
    investment=KNOWN,
    deductions=KNOWN,
    lang=st.sampled_from(LANGUAGES),
)
def test_lines_add_up_and_are_in_words(
    earnings: int,
    income: int,
    status: str,
    year: int,
    state: str | float | None,
    magi: float | None,
    seniors: int | None,
    salt: float | None,
    investment: float | None,
    deductions: float | None,
    lang: str,
) -> None:
    if isinstance(state, str) and year not in (2024, 2025):
        state = None
    facts = ConversionFacts(
        income, status, year, state, magi, seniors, salt, investment, deductions
    )
    found = conversion_cost(earnings, facts, lang=lang)
    known = [line.amount for line in found.lines if line.amount is not None]
    assert found.total == pytest.approx(sum(known), abs=0.001)
    assert all(amount >= 0 for amount in known)
    by_bracket = conversion_tax_by_bracket(0, earnings, income, status, year)
    assert found.lines[0].amount == pytest.approx(by_bracket, abs=0.0051)
    missing = {name for name in FACTS if getattr(facts, name) is None}
    assert set(found.not_known) <= missing
    assert bool(found.not_known) == any(line.amount is None for line in found.lines)
    for row in found.rows(31_000, lang)[1:]:
        assert len(row) == 3
        assert not re.search(r"nan|[{}]", " ".join(map(str, row)))


def test_wrong_facts_are_refused_by_name() -> None:
    for facts, says in (
        ({"state": "ZZ"}, "state is 'ZZ'"),
        ({"state": 5.0}, "state is 5"),
        ({"seniors": 3}, "seniors is 3"),
        ({"itemized_salt": -1.0}, "itemized_salt is -1"),
    ):
        with pytest.raises(InputError, match=says):
            ConversionFacts(*JOINT, **facts)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="seniors is 2: expected at most 1 for single"):
        ConversionFacts(1.0, "single", 2026, seniors=2)
    with pytest.raises(UntaxedYearError):
        cost(1, 1.0, "single", 2027)
