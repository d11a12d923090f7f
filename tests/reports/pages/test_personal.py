"""The personal workbook: figures under their own names, and no warning lost."""

import polars as pl
import pytest

from megaroth_xl.reports.pages import personal
from megaroth_xl.reports.pages.personal import personal_frame
from megaroth_xl.reports.results.outcomes import outcomes
from megaroth_xl.reports.results.sentences import sentences
from megaroth_xl.strategy.participants import Participants
from megaroth_xl.strategy.plan import PlanTerms

PLAN = PlanTerms("Plan", match_tiers=[(1, 0.04)], accepts_roth=False)
ROW = {
    "employee_id": ["7"],
    "age": [40],
    "compensation": [200_000.0],
    "elective_deferral": [20_000.0],
    "nonelective_contribution": [20_000.0],
}


def frame(plan: PlanTerms = PLAN, **columns: list[float]) -> pl.DataFrame:
    people = Participants.of(ROW | columns)
    labels = pl.DataFrame({"employee_id": ["7"], "name": ["Kim"]})
    return personal_frame(people, labels, outcomes(people, plan, 2026), 2026, "en")


def said(page: pl.DataFrame) -> list[str]:
    return [
        text for name in page.columns if name.startswith("what_") for text in page[name] if text
    ]


def test_a_letter_names_the_match_without_other_employer_money() -> None:
    # 100% of the first 4% of 200,000 is 8,000; the 20,000 beside it is nonelective.
    match = next(text for text in said(frame()) if text.startswith("The match of"))
    assert match.startswith("The match of $8,000 assumes")


def test_without_a_match_none_can_fall_short() -> None:
    no_match = PlanTerms("Plan", accepts_roth=False)
    assert not any(text.startswith("The match of") for text in said(frame(no_match)))


def test_warnings_beyond_the_last_line_stand_together_in_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    many = {"elective_deferral": [60_000.0], "after_tax_contribution": [90_000.0]}
    alone = said(frame(**many))
    assert len(alone) > 3
    monkeypatch.setattr(personal, "SLOTS", 3)
    page = frame(**many)
    assert [*page["what_1"], *page["what_2"], *page["what_3"].str.split("\n").explode()] == alone


def test_the_match_is_among_the_figures_of_a_sentence() -> None:
    figures = outcomes(Participants.of(ROW), PLAN, 2026).figures
    assert figures["match"].tolist() == [8_000]
    assert figures["employer"].tolist() == [28_000]
    what = sentences("reports.roster_warning.match_may_fall_short.what", figures)
    assert what.str.contains("28,000").to_list() == [False]
