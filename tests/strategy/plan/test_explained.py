"""A plan in sentences: each condition says its sentence, and only then."""

from typing import Any

import pytest

from megaroth_xl.strategy.plan.explained import Explanation, plan_explained
from megaroth_xl.strategy.plan.terms import PlanTerms
from megaroth_xl.texts import keys

WHOLE: dict[str, Any] = {
    "match_tiers": [(1, 0.03), (0.5, 0.05)],
    "in_plan_roth_rollover": True,
    "in_service_distribution": False,
    "prior_year_nhce_acp": 0.035,
    "prior_year_nhce_adp": 0.06,
    "roth_catch_up_method": "total deferrals",
    "refund_earnings_rate": 0.05,
    "vesting": "6-year graded",
    "eligibility_age": 21,
    "eligibility_months": 12,
}
"""A plan of which everything is known and nothing contradicts."""
SAFE_HARBOR = {"adp_safe_harbor": "traditional"}
QACA = {"adp_safe_harbor": "qaca"}


def explained(**changes: Any) -> Explanation:
    return plan_explained(PlanTerms("Plan", **(WHOLE | changes)))


def test_a_whole_plan_needs_nobody() -> None:
    found = explained()
    assert (found.needs_you, found.not_known) == ((), ())


@pytest.mark.parametrize(
    ("changes", "needed"),
    [
        ({"in_plan_roth_rollover": None}, "route"),
        ({"prior_year_nhce_acp": None}, "prior_year_nhce_acp"),
        ({"accepts_roth": False}, "roth_needed"),
        ({"accepts_after_tax": False, "after_tax_cap": 1000}, "cap_without_after_tax"),
        ({"match_tiers": [], "true_up": True}, "match_terms_without_match"),
        # 401(k)(12)(B)(i): 100% of 3% and 50% of 2% is the least; (13)(D)(i)(I): 100% of 1% and
        # 50% of 5%.
        ({**SAFE_HARBOR, "match_tiers": [(0.5, 0.06)]}, "harbor_contribution"),
        ({**SAFE_HARBOR, "match_tiers": [(1, 0.03)]}, "harbor_contribution"),
        ({**QACA, "match_tiers": [(0.5, 0.06)]}, "harbor_contribution"),
        ({**QACA, "match_tiers": [], "safe_harbor_nonelective": 0.02}, "harbor_contribution"),
        ({**SAFE_HARBOR, "match_tiers": [(1, 0.05), (1.5, 0.06)]}, "rising_match"),
        ({**SAFE_HARBOR, "acp_safe_harbor": True, "match_tiers": [(1, 0.07)]}, "acp_harbor_match"),
        ({"vesting": [(4, 1)]}, "slow_vesting"),
        ({"vesting": [(2, 0.1), (6, 1)]}, "slow_vesting"),
        ({"eligibility_months": 24}, "late_eligibility"),
        ({"pay_periods": 25}, "odd_pay_periods"),
        ({"election_file": [("name", "Name")]}, "payroll_id"),
    ],
)
def test_what_needs_somebody(changes: dict[str, Any], needed: str) -> None:
    assert [each.id for each in explained(**changes).needs_you] == [needed]


@pytest.mark.parametrize(
    "changes",
    [
        SAFE_HARBOR,
        {**SAFE_HARBOR, "match_tiers": [(1, 0.04)]},  # the usual enhanced match
        {**SAFE_HARBOR, "match_tiers": [], "safe_harbor_nonelective": 0.03},
        {**QACA, "match_tiers": [(1, 0.01), (0.5, 0.06)]},
        {**SAFE_HARBOR, "acp_safe_harbor": True, "match_tiers": [(1, 0.06)]},
        {"vesting": [(1, 0.2), (2, 0.4), (3, 0.6), (4, 0.8), (5, 1)]},
        {"vesting": "3-year cliff"},
        {"in_plan_roth_rollover": False},
        {"prior_year_nhce_acp": None, "testing_method": "current year"},
        {"prior_year_nhce_acp": None, "first_plan_year": True},
        {"accepts_after_tax": False, "in_plan_roth_rollover": None},
    ],
)
def test_what_is_in_order(changes: dict[str, Any]) -> None:
    assert explained(**changes).needs_you == ()


@pytest.mark.parametrize("name", keys("plan_explained.not_known"))
def test_what_is_not_known_is_named(name: str) -> None:
    changes = {name: None}
    if name == "in_plan_roth_rollover":
        changes["in_service_distribution"] = True
    assert [each.id for each in explained(**changes).not_known] == [name]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, "at most 4% of pay"),
        (
            {"match_tiers": [(0.5, 0.06)]},
            "The match is 50% of contributions up to 6% of pay: at most 3% of pay.",
        ),
        ({"after_tax_cap": 40_000.0}, "cap on each employee's after-tax contributions is $40,000"),
        ({"after_tax_cap": 40_000.0, "after_tax_cap_share": 0.1}, "are $40,000 a year and 10% of"),
        ({"accepts_after_tax": False}, "nobody can do the mega backdoor Roth"),
        ({"in_plan_roth_rollover": False}, "cannot move it to Roth while employed"),
        ({"vesting": "immediate"}, "vested immediately"),
        ({}, "20% after 2 years of service, 40% after 3 years"),
        ({"match_pay_limit": "annual"}, "counts all of that pay"),
        ({"higher_catch_up": False}, "ordinary catch-up limit"),
        ({}, "at age 21 and after 12 months"),
    ],
)
def test_what_savers_read(changes: dict[str, Any], sentence: str) -> None:
    assert sentence in " ".join(each.text for each in explained(**changes).savers)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        # IRC 401(m)(2)(A): an NHCE average of 3.5% allows 5.5%, one of 3% allows 5%.
        ({}, "With an NHCE average of 3.50% of pay, the HCE average may be at most 5.50%"),
        (
            {"first_plan_year": True},
            "NHCE average of 3.00%, so the HCE average may be at most 5.00%",
        ),
        ({"testing_method": "current year"}, "known only after the year"),
        ({}, "Match and after-tax contributions are tested together"),
        ({**SAFE_HARBOR, "acp_safe_harbor": True}, "All match for all employees may be left out"),
        (SAFE_HARBOR, "up to 4% of pay may be left out"),
        ({**QACA, "match_tiers": [(1, 0.04)]}, "up to 3.5% of pay may be left out"),
        (
            {**SAFE_HARBOR, "match_tiers": [(0.5, 0.02)], "safe_harbor_nonelective": 0.03},
            "the match does not meet a safe harbor",
        ),
        ({"eaca": "some"}, "two and a half months"),
        ({"eaca": "all eligible"}, "six months"),
        ({"plan_year_start": "07-01"}, "starts on July 1."),
        ({"top_paid_election": True}, "best-paid 20%"),
        ({"pay_counted": "while eligible"}, "pay while eligible"),
    ],
)
def test_what_the_tests_do(changes: dict[str, Any], sentence: str) -> None:
    assert sentence in " ".join(each.text for each in explained(**changes).tests)


def test_korean_says_the_same_sentences() -> None:
    plan = PlanTerms("Plan", **WHOLE)
    english, korean = plan_explained(plan), plan_explained(plan, lang="ko")
    for one, other in zip(english, korean, strict=True):
        assert [each.id for each in one] == [each.id for each in other]
    assert (
        "7월 1일" in plan_explained(PlanTerms("P", plan_year_start="7/1"), lang="ko").tests[0].text
    )
