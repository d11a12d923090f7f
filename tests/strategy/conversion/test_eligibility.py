"""Eligibility: every combination of yes, no and unknown, and what each feature adds."""

from itertools import product

import numpy as np
import pytest

from megaroth_xl.errors import InputError, ShapeError
from megaroth_xl.strategy.conversion.eligibility import (
    WHOM,
    PlanFeatures,
    eligible,
    feature_verdict,
    route,
)
from megaroth_xl.texts import keys, texts
from tests.strategy.plan_features import CONFIRMED

ANSWERS = (True, False, None)
COMBINATIONS = list(product(ANSWERS, repeat=3))

IN_PLAN = "in-plan Roth rollover"
IN_SERVICE = "in-service distribution to a Roth IRA"


def as_numbers(answers: tuple[bool | None, ...]) -> np.ndarray:
    return np.array([np.nan if answer is None else float(answer) for answer in answers])


@pytest.mark.parametrize(("after_tax", "in_plan", "in_service"), COMBINATIONS)
def test_eligible_only_if_known_features_suffice(
    after_tax: bool | None, in_plan: bool | None, in_service: bool | None
) -> None:
    expected = after_tax is True and (in_plan is True or in_service is True)
    assert eligible(after_tax, in_plan, in_service) is expected


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ((True, True, False), IN_PLAN),
        ((True, True, None), IN_PLAN),
        ((True, False, True), IN_SERVICE),
        ((True, None, True), IN_SERVICE),
        ((True, True, True), f"{IN_PLAN} or {IN_SERVICE}"),
    ],
)
def test_the_routes_have_the_names_that_workbooks_show(
    answers: tuple[bool | None, ...], expected: str
) -> None:
    assert route(*answers) == expected


@pytest.mark.parametrize(
    ("answers", "start", "names"),
    [
        ((False, True, True), "no route", "after-tax contributions"),
        ((False, None, None), "no route", "after-tax contributions"),
        ((True, False, False), "no route while employed", "in-plan Roth rollovers"),
        ((None, False, False), "no route while employed", "in-service distributions"),
        ((None, True, False), "unknown", "takes after-tax contributions"),
        ((None, None, False), "unknown", "and whether they may move to Roth"),
        ((None, None, None), "unknown", "and whether they may move to Roth"),
        ((True, None, None), "unknown", "by in-plan Roth rollover or by in-service"),
        ((True, None, False), "unknown", "whether there are in-plan Roth rollovers"),
        ((True, False, None), "unknown", "whether there are in-service distributions"),
    ],
)
def test_without_a_route_it_says_what_is_missing_and_whom_to_ask(
    answers: tuple[bool | None, ...], start: str, names: str
) -> None:
    sentence = str(route(*answers))
    assert sentence.startswith(start)
    assert names in sentence
    assert "ask HR" in sentence or "ask the plan administrator" in sentence


def test_a_route_is_named_exactly_where_the_plan_is_eligible() -> None:
    for answers in COMBINATIONS:
        named = not str(route(*answers)).startswith(("no route", "unknown"))
        assert named is eligible(*answers), answers


def test_arrays_answer_as_their_elements_do() -> None:
    columns = [as_numbers(column) for column in zip(*COMBINATIONS, strict=True)]
    together = eligible(*columns)
    sentences = route(*columns)
    assert isinstance(together, np.ndarray)
    assert together.shape == np.shape(sentences) == (27,)
    for place, answers in enumerate(COMBINATIONS):
        assert together[place] == eligible(*answers)
        assert sentences[place] == route(*answers)


def test_shapes_broadcast_and_blanks_in_a_column_are_unknown() -> None:
    np.testing.assert_array_equal(eligible([[True], [False]], [1, None], 0).shape, (2, 2))
    assert np.asarray(route(True, [True, None], None))[0] == IN_PLAN
    for function in (eligible, route):
        with pytest.raises(ShapeError):
            function([True, True], [True, True, True], None)


@pytest.mark.parametrize("answer", [2, "yes", -1])
def test_other_answers_are_refused(answer: object) -> None:
    with pytest.raises(InputError, match="in_plan_roth_rollover"):
        eligible(True, answer, None)  # type: ignore[arg-type]


def test_routes_speak_korean() -> None:
    assert "플랜 내 Roth 전환" in str(route(True, True, None, lang="ko"))
    assert "인사팀" in str(route(False, None, None, lang="ko"))


# The verdict: yes, no or not yet known, and what each feature adds.


def but(**changes: object) -> PlanFeatures:
    return PlanFeatures(**{**CONFIRMED.__dict__, **changes})


def test_a_plan_with_everything_has_nothing_against_it() -> None:
    found = feature_verdict(CONFIRMED)
    assert found.eligible is True
    assert found.findings == ()


def test_of_a_plan_nobody_asked_about_everything_is_open() -> None:
    found = feature_verdict(PlanFeatures())
    assert found.eligible is None
    assert [finding.feature for finding in found.findings] == list(CONFIRMED.__dict__)
    assert all(finding.is_open and finding.what.endswith("?") for finding in found.findings)


@pytest.mark.parametrize(
    ("feature", "answer", "words"),
    [
        ("accepts_after_tax", False, "there is no after-tax money to convert"),
        ("in_plan_roth_rollover", False, "only by a distribution to a Roth IRA"),
        ("accepts_roth", False, "needs a plan that takes Roth contributions"),
        ("converts_after_tax", False, "not the after-tax account"),
        ("in_service_distribution", False, "only inside the plan"),
        ("separate_account", False, "share of the whole balance's pre-tax money"),
        ("conversions_per_year", 4, "4 times a year"),
        ("suspension_months", 6, "for 6 months"),
        ("fee", 25.0, "costs $25"),
    ],
)
def test_each_feature_speaks_up_where_it_is_a_drawback_and_only_there(
    feature: str, answer: object, words: str
) -> None:
    findings = feature_verdict(but(**{feature: answer})).findings
    assert [finding.feature for finding in findings] == [feature]
    assert words in findings[0].what
    assert not findings[0].is_open
    assert feature not in {finding.feature for finding in feature_verdict(CONFIRMED).findings}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"accepts_after_tax": False}, False),
        ({"in_plan_roth_rollover": False}, True),
        ({"in_plan_roth_rollover": False, "in_service_distribution": False}, False),
        ({"accepts_roth": False, "in_service_distribution": False}, False),
        ({"converts_after_tax": False, "in_service_distribution": False}, False),
        ({"converts_after_tax": False, "in_service_distribution": None}, None),
        ({"accepts_after_tax": None}, None),
        ({"in_plan_roth_rollover": None, "in_service_distribution": False}, None),
        ({"suspension_months": 6, "fee": 50.0, "separate_account": False}, True),
    ],
)
def test_the_verdict_is_unknown_only_while_an_unknown_feature_decides(
    changes: dict[str, object], expected: bool | None
) -> None:
    assert feature_verdict(but(**changes)).eligible is expected


def test_a_plan_whose_after_tax_account_stays_out_has_the_other_route() -> None:
    assert feature_verdict(but(converts_after_tax=False)).route == IN_SERVICE


def test_drawbacks_come_before_open_questions() -> None:
    is_open = [
        finding.is_open for finding in feature_verdict(PlanFeatures(True, True, fee=9.0)).findings
    ]
    assert is_open == sorted(is_open)
    assert is_open[0] is False


def test_every_feature_has_a_question_and_someone_who_answers_it() -> None:
    assert set(keys("eligibility.feature")) == set(WHOM)
    assert set(WHOM.values()) <= set(keys("eligibility.whom"))
    for feature in WHOM:
        assert {"name", "look_for", "ask"} <= set(keys(f"eligibility.feature.{feature}"))
        assert "?" in texts()[f"eligibility.feature.{feature}.ask"].sentences["en"]
    assert set(CONFIRMED.__dict__) <= set(WHOM)


@pytest.mark.parametrize(
    "wrong", [{"conversions_per_year": 0}, {"suspension_months": -1}, {"fee": -5.0}]
)
def test_features_that_no_plan_can_have_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(InputError, match=next(iter(wrong))):
        but(**wrong)
