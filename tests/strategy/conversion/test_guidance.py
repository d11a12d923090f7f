"""Guidance: questions, the two routes side by side, do's and don'ts, and what is often said."""

import pytest

from megaroth_xl.strategy.conversion.guidance import (
    misconceptions,
    plan_questions,
    practices,
    route_aspects,
)
from megaroth_xl.texts import LANGUAGES, keys


@pytest.mark.parametrize("lang", LANGUAGES)
def test_everything_is_said_in_full(lang: str) -> None:
    for rows in (plan_questions(lang), route_aspects(lang), practices(lang), misconceptions(lang)):
        assert len(rows) == len(set(rows))
        for row in rows:
            assert all(part or part is False for part in row), row


def test_the_questions_cover_what_a_participant_has_to_find_out() -> None:
    asked = {question.feature: question.whom for question in plan_questions()}
    assert asked["accepts_after_tax"] == asked["converts_after_tax"] == "Plan administrator"
    assert asked["stops_at_limit"] == "Payroll department"
    assert asked["roth_ira_accepts"] == "Roth IRA custodian"
    assert {"conversions_per_year", "suspension_months", "fee"} <= set(asked)
    assert next(iter(asked)) == "accepts_after_tax"


def test_the_routes_differ_in_protection_investments_and_withdrawals() -> None:
    aspects = {aspect.aspect: aspect for aspect in route_aspects()}
    assert {"creditors", "investments", "withdrawals", "five_years", "earnings"} <= set(aspects)
    # Designated Roth account: pro rata; Roth IRA: ordering.
    assert "in proportion" in aspects["withdrawals"].in_plan
    assert "contributions come out first" in aspects["withdrawals"].roth_ira
    assert aspects["withdrawals"].roth_ira_citation == "IRC 408A(d)(4)(B)"


def test_the_income_limit_of_roth_iras_leaves_out_rollovers_to_roth_iras_only() -> None:
    # IRC 408A(c)(3)(B)(i) leaves out what is included under 408A(d)(3); an in-plan Roth rollover is
    # included under 402A(c)(4)(A)(i).
    aspect = {a.aspect: a for a in route_aspects()}["roth_ira_limit"]
    assert "count in modified AGI" in aspect.in_plan
    assert "402A(c)(4)(A)" in aspect.in_plan_citation
    assert "do not count in modified AGI" in aspect.roth_ira


def test_what_is_not_worked_out_is_said() -> None:
    law = " ".join(m.law for m in misconceptions())
    for kind in ("403(b)", "457(b)", "brother-sister group", "415(c) room"):
        assert kind in law


def test_dos_come_before_donts() -> None:
    kinds = [practice.is_do for practice in practices()]
    assert kinds == sorted(kinds, reverse=True)
    assert len(kinds) == len(keys("guidance.do")) + len(keys("guidance.dont"))


def test_where_published_guides_are_wrong_the_law_is_said() -> None:
    law = {m.said: m.law for m in misconceptions()}
    assert "Neither an in-plan Roth rollover nor" in law["Report each conversion on Form 8606."]
    alone = law["Convert just the contributions and leave the earnings."]
    assert "the contributions cannot leave alone" in alone
    subtracted = law["From age 50 on, subtract catch-up from the 415(c) limit too."]
    # 76,500 - 30,500 - 10,000 = 69,000 - 23,000 - 10,000: the calculator page's figures for 2024.
    assert 76_500 - 30_500 - 10_000 == 69_000 - 23_000 - 10_000 == 36_000
    for figure in ("$76,500", "$30,500", "$69,000", "$23,000", "$36,000"):
        assert figure in subtracted
