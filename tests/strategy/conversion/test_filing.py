"""The days to keep and the forms to expect."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from megaroth_xl.errors import InputError
from megaroth_xl.law.destinations import Destination
from megaroth_xl.strategy.conversion.filing import ExpectedForm, expected_forms, key_dates
from megaroth_xl.texts import LANGUAGES, keys

IN_PLAN, ROTH_IRA = Destination.DESIGNATED_ROTH_ACCOUNT, Destination.ROTH_IRA


def named(forms: tuple[ExpectedForm, ...], name: str) -> list[ExpectedForm]:
    return [form for form in forms if form.form.startswith(name)]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_days_come_in_order_and_each_has_its_rule(lang: str) -> None:
    dates = key_dates(2026, lang)
    assert len(dates) == len(keys("filing.date"))
    assert [d.day for d in dates] == sorted(d.day for d in dates)
    assert all(d.what and d.citation for d in dates)


def test_the_statutes_days() -> None:
    days = {d.citation: d.day for d in key_dates(2026)}
    assert days["IRC 402(g)(2)(A)(i); Treas. Reg. 1.402(g)-1(e)(2)(i)"] == date(2027, 3, 1)
    assert days["IRC 402(g)(2)(A)(ii)"] == date(2027, 4, 15)
    # 2 1/2 months after the plan year.
    assert days["IRC 401(m)(6)(A), 4979(f)(1); Treas. Reg. 54.4979-1(c)(1)"] == date(2027, 3, 15)


def test_an_in_plan_rollover_shows_on_one_form_and_not_on_form_8606() -> None:
    forms = expected_forms(2026, 31_000, 150, IN_PLAN)
    assert [form.form for form in forms] == [
        "Form 1099-R",
        "Form 1040, lines 5a and 5b",
        "Form 8606",
    ]
    assert forms[0].entries == {"1": 31_150, "2a": 150, "4": 0, "5": 31_000, "7": "G"}
    assert forms[0].by == date(2027, 1, 31)
    assert forms[1].entries == {"5a": 31_150, "5b": 150}
    assert forms[2].what.startswith("You do not file it.")
    assert forms[2].by is None


@pytest.mark.parametrize(
    ("year", "words"),
    [
        # The form of 2025 has box 1, "Rollover", on line 5c; that of 2024 has no line 5c.
        (2024, "the word “Rollover” written next to line 5b"),
        (2025, "the box “Rollover” checked on line 5c"),
        (2026, "the box “Rollover” checked on line 5c"),
    ],
)
def test_the_return_marks_a_rollover_as_its_year_does(year: int, words: str) -> None:
    (lines,) = named(expected_forms(year, 31_000, 150, IN_PLAN), "Form 1040")
    assert words in lines.what


def test_a_rollover_to_a_roth_ira_brings_form_5498_too() -> None:
    forms = expected_forms(2026, 31_000, 150, ROTH_IRA)
    (receipt,) = named(forms, "Form 5498")
    assert receipt.entries == {"2": 31_150}
    assert receipt.by == date(2027, 5, 31)
    assert named(forms, "Form 8606")[0].what.startswith("You do not file it.")


def test_earnings_sent_to_a_traditional_ira_are_not_taxed_yet() -> None:
    # Notice 2014-54: pretax money to a traditional IRA, after-tax money to a Roth IRA.
    forms = expected_forms(2026, 31_000, 3_000, ROTH_IRA, earnings_to_traditional_ira=True)
    boxes = [form.entries for form in named(forms, "Form 1099-R")]
    assert boxes == [
        {"1": 31_000, "2a": 0, "4": 0, "5": 31_000, "7": "G"},
        {"1": 3_000, "2a": 0, "4": 0, "5": 0, "7": "G"},
    ]
    assert named(forms, "Form 1040")[0].entries == {"5a": 34_000, "5b": 0}
    assert [form.entries["2"] for form in named(forms, "Form 5498")] == [31_000, 3_000]
    assert all(form.what.startswith("You do not file it.") for form in named(forms, "Form 8606"))


@given(
    st.integers(0, 10_000_000),
    st.integers(0, 10_000_000),
    st.sampled_from([(IN_PLAN, False), (ROTH_IRA, False), (ROTH_IRA, True)]),
    st.sampled_from(LANGUAGES),
)
def test_the_forms_add_up(
    basis_cents: int, earnings_cents: int, route: tuple[Destination, bool], lang: str
) -> None:
    basis, earnings = basis_cents / 100, earnings_cents / 100
    to, split = route
    forms = expected_forms(2026, basis, earnings, to, earnings_to_traditional_ira=split, lang=lang)
    distributions = [form.entries for form in named(forms, "Form 1099-R")]
    lines = named(forms, "Form 1040")[0].entries
    assert sum(float(boxes["1"]) for boxes in distributions) == pytest.approx(basis + earnings)
    assert lines["5a"] == pytest.approx(basis + earnings)
    assert lines["5b"] == pytest.approx(0.0 if split else earnings)


def test_other_destinations_are_refused() -> None:
    with pytest.raises(InputError, match="destination is 'cash'"):
        expected_forms(2026, 1, 1, Destination.CASH)
    with pytest.raises(InputError, match="takes the earnings along"):
        expected_forms(2026, 1, 1, IN_PLAN, earnings_to_traditional_ira=True)
    with pytest.raises(InputError, match="earnings is -1"):
        expected_forms(2026, 1, -1, ROTH_IRA)
