"""A plan typed in cells: names in either language, numbered rows, blanks and faults."""

import re

import pytest

from megaroth_xl.cell_errors import CellError
from megaroth_xl.errors import PlanFileError
from megaroth_xl.plan_settings import SETTINGS
from megaroth_xl.strategy.plan.terms import PlanTerms
from megaroth_xl.typed_plan import Given, plan_terms

PLAN = {"name": "P", "accepts_after_tax": "yes", "accepts_roth": True, "pay_periods": 26.0}


def typed(**settings: object) -> PlanTerms:
    return named({**PLAN, **settings})


def named(settings: dict[str, object]) -> PlanTerms:
    rows = enumerate(settings.items(), start=1)
    return plan_terms("start.xlsx", [Given(k, v, f"Plan!B{row}") for row, (k, v) in rows])


def refusal(settings: dict[str, object]) -> str:
    with pytest.raises(PlanFileError) as caught:
        named({**PLAN, **settings})
    return str(caught.value)


def test_blank_cells_leave_the_defaults() -> None:
    assert typed(true_up=None, match_cap=" ", vesting="") == PlanTerms("P")


def test_labels_are_understood_in_both_languages() -> None:
    korean = named(
        {
            "플랜 이름": "P",
            "세후 납입(after-tax)을 받음": "예",
            "Roth 납입을 받음": "아니요",
            "연간 급여일 수": 24.0,
            "테스트에 쓰는 일반 직원(NHCE) 평균": "당해 연도",
            "매칭 1단계: 매칭률": 1.0,
            "매칭 1단계: 급여의 이 비율까지(누적)": 0.06,
            "회사 매칭의 연간 상한": "없음",
        }
    )
    english = named(
        {
            "Plan name": "P",
            "After-tax contributions accepted": True,
            "Roth deferrals accepted": "no",
            "Pay dates a year": 24,
            "NHCE average that the tests use": "Current year",
            "Match tier 1: match rate": "100%",
            "Match tier 1: up to this share of pay": "6%",
        }
    )
    assert korean == english
    assert english.match_tiers == ((1, 0.06),)


def test_numbered_rows_come_in_any_order() -> None:
    rows = {
        "match tier 2 up to": 0.05,
        "match tier 1 up to": 0.03,
        "match tier 1 rate": 1,
        "match tier 2 rate": 0.5,
    }
    assert named({**PLAN, **rows}).match_tiers == ((1, 0.03), (0.5, 0.05))


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"match tier 1 rate": 1}, "Plan!B5: match tier 1 is without its up to"),
        ({"match tier 2 rate": 1, "match tier 2 up to": 0.06}, "match tier 1 is blank although"),
        (
            {"vesting": "immediate", "vesting step 1 years": 1, "vesting step 1 share": 1},
            "given twice, as one value and in rows",
        ),
        (
            {"match_cap": CellError("#REF!", "#REF!")},
            "Plan!B5: match_cap is #REF!: expected dollars",
        ),
        ({"contact": "#N/A"}, "contact is #N/A: expected text"),
        ({"true_up": 2.0}, "true_up is 2: expected yes or no"),
        ({"match_cap": True}, "match_cap is TRUE: expected dollars"),
        ({"eaca": 5.0}, "eaca is 5: expected 'none', 'some' or 'all eligible'"),
        ({"plan_year_start": 7.0}, "plan_year_start is 7.0: expected month and day"),
        ({"Plan nane": "Q"}, "unknown plan setting 'Plan nane'; did you mean"),
        ({"Plan name": "Q"}, "Plan name is given twice (also Plan!B1)"),
    ],
)
def test_faults_name_their_cell(settings: dict[str, object], sentence: str) -> None:
    assert sentence in refusal(settings)


def test_an_unknown_name_without_a_value_is_a_heading() -> None:
    assert named({**PLAN, "Match": None}) == PlanTerms("P")


KOREAN = {entry.label("ko", number): name for setting in SETTINGS.values()
          for name, number, _, entry in setting.cells()}  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        {"pay_periods": "many"},
        {"pay_periods": None},
        {"accepts_roth": "perhaps"},
        {"testing_method": "no year"},
        {"after_tax_cap": "6%"},
        {"match tier 1 rate": "100%"},
        {"match tier 2 rate": "100%", "match tier 2 up to": "6%"},
        {"acp_safe_harbor": "yes"},
        {"safe_harbor_nonelective": "3%"},
        {"pay_periods": "many", "accepts_roth": "perhaps"},
        {"없는 설정": "3%"},
        {"accepts_roth": "gone"},
    ],
)
def test_who_types_in_korean_is_answered_in_korean(change: dict[str, object]) -> None:
    labels = {name: label for label, name in KOREAN.items()}
    typed = {"name": "Plan", "accepts_after_tax": "예", "accepts_roth": "예", "pay_periods": 26}
    given = [
        Given(labels.get(name, name), value, f"플랜!B{row}")
        for row, (name, value) in enumerate((typed | change).items(), start=6)
        if value != "gone"
    ]
    with pytest.raises(PlanFileError) as refused:
        plan_terms("start.xlsx", given)
    said = str(refused.value).removeprefix("start.xlsx")
    assert re.search("[가-힣]", said)
    assert not re.search(r"\b(is|expected|missing|unknown|given|without|blank|problems)\b", said)


def test_a_tier_that_is_refused_is_not_called_blank() -> None:
    tiers = {
        "match tier 1 rate": "100",
        "match tier 1 up to": "3",
        "match tier 2 rate": "50%",
        "match tier 2 up to": "5%",
    }
    said = refusal(tiers)
    assert said.startswith("start.xlsx: 2 problems")
    assert "blank" not in said
