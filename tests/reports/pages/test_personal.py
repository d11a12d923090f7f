"""The personal workbook: a letter for each state of participation, and no warning lost."""

import io
import re
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import polars as pl
import pytest
from openpyxl import load_workbook

from megaroth_xl.law.limits import limits_table
from megaroth_xl.reports.pages.personal import FILLING, ROOM, PersonalPress
from megaroth_xl.reports.results import letter_frame
from megaroth_xl.reports.results.content import ReportSetting
from megaroth_xl.reports.results.employee_outcomes import employee_outcomes
from megaroth_xl.reports.results.letter_frame import personal_frame
from megaroth_xl.reports.results.sentences import sentences
from megaroth_xl.strategy.plan.participants import Participants
from megaroth_xl.strategy.plan.terms import PlanTerms
from megaroth_xl.strategy.pretest.expected_refunds import expected_refunds
from megaroth_xl.strategy.pretest.refunds import Corrections
from megaroth_xl.texts import LANGUAGES, text

PLAN = PlanTerms("Plan", match_tiers=[(1, 0.04)], accepts_roth=False)
OPEN = PlanTerms(
    "Plan",
    match_tiers=[(1, 0.04)],
    true_up=True,
    in_plan_roth_rollover=True,
    letterhead="Example Company\n1 Main Street",
    contact="Benefits, 555-0100",
    closing="Benefits department",
)
ROW: dict[str, list[Any]] = {
    "employee_id": ["7"],
    "age": [40],
    "compensation": [200_000.0],
    "elective_deferral": [20_000.0],
    "nonelective_contribution": [20_000.0],
}
LAST_DAY = {"termination_date": ["2026-05-15"]}


def setting(plan: PlanTerms, lang: str = "en", year: int = 2026) -> ReportSetting:
    return ReportSetting(plan, year, limits_table(), lang)


def frame(
    plan: PlanTerms = PLAN, lang: str = "en", year: int = 2026, **columns: list[Any]
) -> pl.DataFrame:
    people = Participants.of(ROW | columns)
    labels = pl.DataFrame({"employee_id": ["7"], "name": ["Kim"]})
    results = employee_outcomes(people, plan, year)
    return personal_frame(people, labels, results, setting(plan, lang, year))


def said(page: pl.DataFrame) -> list[str]:
    return [
        text for name in page.columns if name.startswith("said_") for text in page[name] if text
    ]


def letter(page: pl.DataFrame) -> str:
    return "\n".join([page["short"].item(), *said(page)])


def test_a_letter_names_the_match_without_other_employer_money() -> None:
    # 100% of the first 4% of 200,000 is 8,000; the 20,000 beside it is nonelective.
    match = next(text for text in said(frame()) if text.startswith("The match of"))
    assert match.startswith("The match of $8,000 assumes")


def test_without_a_match_none_can_fall_short() -> None:
    no_match = PlanTerms("Plan", accepts_roth=False)
    assert not any(text.startswith("The match of") for text in said(frame(no_match)))


def test_what_does_not_fit_stands_in_the_last_line(monkeypatch: pytest.MonkeyPatch) -> None:
    many = {"elective_deferral": [60_000.0], "after_tax_contribution": [90_000.0]}
    alone = said(frame(**many))
    assert len(alone) > 4
    monkeypatch.setattr(letter_frame, "LINES", 3)
    page = frame(**many)
    assert [*page["said_1"], *page["said_2"], *page["said_3"].str.split("\n").explode()] == alone


def test_the_match_is_among_the_figures_of_a_sentence() -> None:
    figures = employee_outcomes(Participants.of(ROW), PLAN, 2026).figures
    assert figures["match"].tolist() == [8_000]
    assert figures["employer"].tolist() == [28_000]
    what = sentences("reports.roster_warning.match_may_fall_short.what", figures)
    assert what.str.contains("28,000").to_list() == [False]


# 72,000 less 20,000 of deferrals, 8,000 of match and 20,000 of other employer money is 24,000.
SHORT = [
    ({"pay_periods_left": [10]}, OPEN, 2026, "You can still contribute $24,000 after tax in 2026."),
    (
        {"after_tax_contribution": [24_000.0]},
        OPEN,
        2026,
        "You have no after-tax room left in 2026.",
    ),
    (
        {**LAST_DAY, "pay_periods_left": [2]},
        OPEN,
        2026,
        "Your last day is May 15, 2026. Until then you can still contribute up to $24,000",
    ),
    (LAST_DAY, OPEN, 2026, "Our records show May 15, 2026 as your last day."),
    ({"eligible": [0.0]}, OPEN, 2026, "Our records show that you are not eligible"),
    (
        {"entry_date": ["2027-01-01"]},
        OPEN,
        2026,
        "You can take part in this plan from January 1, 2027.",
    ),
    (
        {"compensation": [0.0], "elective_deferral": [0.0], "nonelective_contribution": [0.0]},
        OPEN,
        2026,
        "Our records show no pay for you in 2026",
    ),
    (
        {"age": [float("nan")], "elective_deferral": [32_500.0]},
        OPEN,
        2026,
        "Your birth date is missing",
    ),
    (
        {"nonelective_contribution": [50_000.0]},
        OPEN,
        2026,
        "Contributions for you in 2026 are $6,000 above the limit of $72,000.",
    ),
    (
        {"deferral_elsewhere": [9_000.0]},
        OPEN,
        2026,
        "You deferred $4,500 more than your limit of $24,500 for 2026. Ask for it back by April 15",
    ),
    (
        {},
        PlanTerms("Plan", accepts_after_tax=False),
        2026,
        "This plan does not accept after-tax contributions.",
    ),
]


@pytest.mark.parametrize(("columns", "plan", "year", "short"), SHORT)
def test_each_state_has_its_own_sentence(
    columns: dict[str, list[Any]], plan: PlanTerms, year: int, short: str
) -> None:
    assert frame(plan, year=year, **columns)["short"].item().startswith(short)


def test_a_person_who_left_is_never_told_to_contribute() -> None:
    page = frame(OPEN, **LAST_DAY, pay_to_date=[80_000.0], after_tax_contribution=[1_000.0])
    words = letter(page)
    assert not re.search(r"[Ee]lect (?!anything)|can still|[Rr]aise|more after tax", words)
    assert page["after_tax_room"].item() == 0
    assert "You do not need to elect anything." in words
    assert "direct rollover" in words


def test_a_missing_birth_date_asks_for_no_money_back() -> None:
    # 32,500 is the limit with catch-up from age 50; 8,000 of it is above that without.
    page = frame(OPEN, age=[float("nan")], elective_deferral=[32_500.0])
    words = letter(page)
    assert "Give HR your birth date." in words
    assert "do not ask for money back" in words
    assert "$8,000" not in words
    assert page["excess_deferral"].item() is None
    assert page["after_tax_room"].item() is None


def test_a_letter_says_what_to_elect() -> None:
    # 24,000 over 10 pay dates is 2,400 each, 31.2% of 200,000 / 26: 31% in steps of 1%.
    words = letter(frame(OPEN, pay_periods_left=[10]))
    assert (
        "Elect 31% of pay after tax on each of the 10 pay dates left; in dollars, $2,400" in words
    )
    assert "use this plan's route: In-plan Roth rollover." in words
    one = letter(frame(OPEN, pay_periods_left=[1], nonelective_contribution=[42_000.0]))
    assert "One pay date is left: elect $2,000 after tax on it." in one
    none = letter(frame(OPEN, pay_periods_left=[0]))
    assert "No pay date is left in 2026" in none
    more_than_pay = letter(frame(OPEN, pay_periods_left=[2]))
    assert "Your 2 remaining pay dates cannot use all of the room." in more_than_pay
    assert "You can still contribute up to $24,000 after tax in 2026, as far" in more_than_pay
    last = letter(frame(OPEN, pay_periods_left=[1]))  # 24,000 of a paycheck of 7,692.31
    assert "One pay date is left, and it cannot use all of the room." in last


def test_pay_that_is_over_is_not_what_is_left() -> None:
    # Pay of 18,000 in 24 dates, 4 of them left: 3,000 is still to come, not the 16,000 or so
    # that the year's pay leaves after 900 of deferrals and Social Security and Medicare tax.
    few = {
        "compensation": [18_000.0],
        "elective_deferral": [900.0],
        "nonelective_contribution": [0.0],
    }
    plan = replace(OPEN, pay_periods=24)
    assert "left of your pay" in letter(frame(plan, pay_periods_left=[24], **few))
    words = letter(frame(plan, pay_periods_left=[4], **few))
    assert "left of your pay" not in words
    assert "as far as your paychecks allow" in words


def test_an_owner_of_little_pay_is_not_told_of_high_pay() -> None:
    words = letter(frame(OPEN, compensation=[30_000.0], elective_deferral=[5_000.0], owner=[True]))
    assert "You are a highly compensated employee for 2026" in words
    assert "Pay above" not in words


def test_an_expected_refund_is_said_with_its_day_unless_letters_are_silent() -> None:
    people = Participants.of(ROW | {"after_tax_contribution": [12_000.0]})
    labels = pl.DataFrame({"employee_id": ["7"], "name": ["Kim"]})
    results, back = employee_outcomes(people, OPEN, 2026), np.array([[3_000.0, 0.0267, np.nan]])
    words = letter(personal_frame(people, labels, results, setting(OPEN), back))
    assert words.startswith(
        "The plan's pre-test shows that $3,000 of the contributions for 2026 may have to be"
    )
    # 2.5 months after the end of the plan year: IRC 4979(f)(1).
    assert "by March 15, 2027" in words
    assert "Do not raise your elections" in words
    silent = letter(personal_frame(people, labels, results, setting(OPEN)))
    assert "return" not in silent
    gone = Participants.of(ROW | LAST_DAY)
    left = letter(
        personal_frame(gone, labels, employee_outcomes(gone, OPEN, 2026), setting(OPEN), back)
    )
    assert "pre-test shows that $3,000 of the contributions for 2026 may have" in left


def test_who_has_to_be_corrected_is_not_told_to_contribute_until_a_limit() -> None:
    """The match is open: those with room are told how much of it to use."""
    plan = PlanTerms("Plan", match_tiers=[(1, 0.06)], true_up=True)
    given = {"pay_periods_left": [10.0], "matching_contribution": [np.nan]}
    assert "Stop after-tax contributions after another" in letter(frame(plan, **given))
    over = frame(plan, **given, deferral_elsewhere=[9_000.0], elective_deferral=[24_500.0])
    assert "after another" not in letter(over)
    people = Participants.of(ROW | given)
    labels = pl.DataFrame({"employee_id": ["7"], "name": ["Kim"]})
    results, back = employee_outcomes(people, plan, 2026), np.array([[3_000.0, np.nan, np.nan]])
    page = personal_frame(people, labels, results, setting(plan), back)
    assert "after another" not in letter(page)


def test_an_excess_deferral_goes_back_before_after_tax_contributions() -> None:
    """30,000, 8,000, 20,000 and 16,000 are 2,000 above 72,000; 5,500 are above 24,500 (402(g))."""
    over = {"elective_deferral": [30_000.0], "after_tax_contribution": [16_000.0]}
    words = letter(frame(OPEN, **over))
    assert "are $2,000 above the limit of $72,000" in words
    assert "The deferrals above their own limit go back first" in words
    assert "and $0 is left to correct" in words
    assert "correction. After-tax contributions that were not matched go back first" not in words


def test_ages_60_to_63_and_roth_catch_up_are_said() -> None:
    # 11,250 and 8,000: Notice 2025-67; wages of the year before above 150,000.
    words = letter(frame(OPEN, age=[62], prior_year_wages=[200_000.0]))
    assert "your catch-up limit in this plan is $11,250, more than the ordinary $8,000." in words
    assert "Any catch-up contribution you make in 2026 must be Roth" in words


# 72,000 less 20,000, 8,000 and 20,000 is 24,000, which nobody is to use before this is settled.
SETTLING: list[tuple[PlanTerms, dict[str, list[Any]], float]] = [
    (OPEN, {}, 3_000.0),
    (OPEN, {"deferral_elsewhere": [9_000.0]}, 0.0),
    (OPEN, {"nonelective_contribution": [50_000.0]}, 0.0),
    (replace(OPEN, after_tax_cap=1_000), {"after_tax_contribution": [2_000.0]}, 0.0),
]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("plan", "columns", "refund"), SETTLING)
def test_who_has_to_be_corrected_sees_no_room(
    plan: PlanTerms, columns: dict[str, list[Any]], refund: float, lang: str
) -> None:
    people = Participants.of(ROW | columns)
    labels = pl.DataFrame({"employee_id": ["7"], "name": ["Kim"]})
    found, back = employee_outcomes(people, plan, 2026), np.array([[refund, np.nan, np.nan]])
    page = personal_frame(people, labels, found, setting(plan, lang), back)
    workbook = load_workbook(io.BytesIO(next(PersonalPress(setting(plan, lang)).copies(page))))
    first, figures, _ = workbook.worksheets
    [chart] = first._charts
    assert len(chart.series) == 4
    title = chart.title.tx.rich.p[0].r[0].t
    assert title == text("letters.filling.chart_settling", lang)
    shown = {row[0]: row[1] for row in figures.iter_rows(values_only=True)}
    assert shown[text("reports.personal.room_left", lang)] in (None, "")
    assert shown[text("reports.column.roth_total", lang)] in (None, "")
    parts = [shown[text(f"reports.personal.{name}", lang)] for name in FILLING if name != ROOM]
    rest = [text(f"letters.filling.{name}", lang) for name in ("until_settled", "above")]
    total = sum(parts) + sum(shown[name] for name in rest)
    assert total == shown[text("reports.personal.limit", lang)] == 72_000


def test_match_that_is_forfeited_is_not_promised() -> None:
    """An excess of 5,000: 2,000 of it after-tax, and of 3,000 of match 40% vested is 1,200."""
    given = {name: np.array([0.0]) for name in Corrections.__dataclass_fields__}
    given |= {"acp_excess": np.array([5_000.0]), "acp_after_tax": np.array([2_000.0])}
    given |= {"acp_match": np.array([3_000.0]), "acp_match_vested": np.array([1_200.0])}
    given |= {"rows": np.array([1])}
    ways = SimpleNamespace(acp=SimpleNamespace(rate_cap=0.02), adp=None)
    found = SimpleNamespace(
        corrections=Corrections(**given), part=SimpleNamespace(pay=np.ones(3)), ways=ways
    )
    assert expected_refunds(found)[:, 0].tolist() == [0, 3_200, 0]  # type: ignore[arg-type]
    assert expected_refunds(found)[1, 1] == 0.02  # type: ignore[arg-type]
    assert np.isnan(expected_refunds(found)[:, 2]).all()  # type: ignore[arg-type]
    unknown = replace(found.corrections, acp_match_vested=np.array([np.nan]))
    found.corrections = unknown
    assert expected_refunds(found)[:, 0].tolist() == [0, 5_000, 0]  # type: ignore[arg-type]


def test_long_names_take_rows_and_not_width() -> None:
    plan = replace(OPEN, name="Long " * 40, letterhead="Example " * 30)
    page = frame(plan)
    workbook = load_workbook(io.BytesIO(next(PersonalPress(setting(plan)).copies(page))))
    first, figures, checklist = workbook.worksheets
    widths = {first: 94, figures: 102, checklist: 179}  # characters of all columns
    for sheet, width in widths.items():
        for cell in sheet["A"]:
            if isinstance(cell.value, str) and not cell.alignment.wrap_text:
                assert len(cell.value) <= width, cell.value
    assert first["B5"].value == "Kim, 7"
    assert first["B5"].alignment.shrink_to_fit
    assert figures["A2"].alignment.shrink_to_fit


def test_nobody_is_told_to_wait_and_to_contribute_more() -> None:
    given = {"after_tax_contribution": [12_000.0]}
    people = Participants.of(ROW | given)
    labels = pl.DataFrame({"employee_id": ["7"], "name": ["Kim"]})
    results, back = employee_outcomes(people, OPEN, 2026), np.array([[3_000.0, 0.0267, np.nan]])
    assert "Raise your deferral first" in letter(frame(OPEN, **given))
    page = personal_frame(people, labels, results, setting(OPEN), back)
    assert "Raise your deferral first" not in letter(page)
    cap = "no highly compensated employee contributed more than 2.67% of pay after tax"
    assert cap in letter(page)
    assert "deferred more than" not in letter(page)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_first_page_is_a_letter(lang: str) -> None:
    page = frame(OPEN, lang, pay_periods_left=[10])
    workbook = load_workbook(io.BytesIO(next(PersonalPress(setting(OPEN, lang)).copies(page))))
    first = workbook.worksheets[0]
    cells = [cell for row in first.iter_rows(values_only=True) for cell in row if cell]
    assert cells[:2] == ["Example Company", "1 Main Street"]
    for word in ("Kim, 7", "Plan", "Benefits, 555-0100", "Benefits department"):
        assert word in cells
    assert len(first._charts) == 1
    assert all(sheet.page_setup.fitToHeight == 1 for sheet in workbook)
    gone = frame(OPEN, lang, **LAST_DAY)
    leaver = load_workbook(io.BytesIO(next(PersonalPress(setting(OPEN, lang)).copies(gone))))
    assert leaver.worksheets[0]._charts == []


def test_letters_of_several_states_keep_the_order_of_the_roster() -> None:
    people = Participants.of(
        {
            "employee_id": ["1", "2", "3", "4"],
            "compensation": [9e4] * 4,
            "elective_deferral": [0.0] * 4,
            "termination_date": ["NaT", "2026-02-01", "NaT", "2026-02-01"],
        }
    )
    labels = pl.DataFrame({"employee_id": ["1", "2", "3", "4"], "name": list("abcd")})
    page = personal_frame(people, labels, employee_outcomes(people, OPEN, 2026), setting(OPEN))
    copies = PersonalPress(setting(OPEN)).copies(page)
    names = [load_workbook(io.BytesIO(copy)).worksheets[1]["A2"].value for copy in copies]
    assert names == ["a, 1", "b, 2", "c, 3", "d, 4"]


def test_a_projected_year_says_so_on_the_first_page() -> None:
    page = frame(OPEN, year=2027)
    workbook = load_workbook(io.BytesIO(next(PersonalPress(setting(OPEN, year=2027)).copies(page))))
    cells = [cell for row in workbook.worksheets[0].iter_rows(values_only=True) for cell in row]
    assert any(str(cell).startswith("The limits of 2027 are projected") for cell in cells)
