"""Questions that people asked in public and examples of advisers and of the IRS, one by one.

public_questions.toml holds what was asked, of whom, and the right answer. Where practitioners
differ, or a text leaves it open, its `law` says so, and the test holds what the package does.
"""

import re
import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from megaroth_xl import udfs
from megaroth_xl.cli import main
from megaroth_xl.law.basis_filing import Occasion, basis_filing
from megaroth_xl.law.compensation import self_employed_employer_contribution
from megaroth_xl.law.destinations import Destination
from megaroth_xl.law.five_year import early_distribution_tax
from megaroth_xl.law.limitation_years import limitation_year_limit, plan_year_compensation_limit
from megaroth_xl.law.limits import limits_table
from megaroth_xl.law.roth_distributions import (
    Conversion,
    designated_roth_rollover,
    roth_ira_distribution,
)
from megaroth_xl.strategy.conversion.filing import expected_forms
from megaroth_xl.strategy.saver.warnings import saver_warnings

QUESTIONS = tomllib.loads(
    Path(__file__).with_name("public_questions.toml").read_text(encoding="utf-8")
)


def right(name: str) -> Any:
    return QUESTIONS[name]["right"]


def test_every_question_says_where_it_was_asked_and_is_tested_below() -> None:
    tested = set(re.findall(r'right\("(\w+)"\)', Path(__file__).read_text(encoding="utf-8")))
    assert tested == set(QUESTIONS)
    for question in QUESTIONS.values():
        assert {"source", "asked", "right"} <= set(question) <= {"source", "asked", "right", "law"}


def answers(table: Any) -> dict[str, Any]:
    return {row[0]: row[1] for row in table}


def of_case(item: str, **facts: Any) -> Any:
    return udfs.MEGAROTH_YEAR([[name, value] for name, value in facts.items()], item)


# Who has neither pay nor contributions has no ratio.


@pytest.mark.parametrize(
    ("expected", "pay", "after_tax", "average"),
    [
        (right("Z1"), [200_000, 0, 50_000], [20_000, 0, 2_000], "HCE ACP"),
        (right("Z2"), [200_000, 50_000, 0], [8_000, 2_000, 0], "NHCE ACP"),
    ],
)
def test_neither_pay_nor_contributions(
    expected: list[Any], pay: list[float], after_tax: list[float], average: str
) -> None:
    is_hce = [True, expected == right("Z1"), False]
    found = answers(
        udfs.ACP_TEST(*([[each] for each in c] for c in (is_hce, pay, [0] * 3, after_tax)), 2026)
    )
    assert [found[average], found["result"], found["excess aggregate contributions"]] == expected


def test_neither_pay_nor_contributions_in_a_roster(tmp_path: Path) -> None:
    average, limit, excess = right("Z3")
    plan, roster = tmp_path / "plan.toml", tmp_path / "roster.csv"
    plan.write_text(
        'name = "Z"\npay_periods = 26\naccepts_roth = "yes"\naccepts_after_tax = "yes"\n'
        'testing_method = "current year"\n',
        encoding="utf-8",
    )
    roster.write_text(
        "employee_id,hce,compensation,elective_deferral,matching_contribution,"
        "after_tax_contribution\n"
        "A,yes,200000,0,0,20000\nB,yes,0,0,0,0\nC,no,50000,0,0,2000\n",
        encoding="utf-8",
    )
    arguments = ["plan-test", str(roster), "--plan", str(plan), "--year", "2026"]
    run = CliRunner().invoke(main, arguments)
    assert run.exit_code == 1
    assert f"{average:.2%}" in run.output
    assert f"{limit:.2%}" in run.output
    assert f"{excess:,.2f}" in run.output


# Whether a match computed by pay date stops at the limit on pay is the plan's term.


@pytest.mark.parametrize(
    ("expected", "pay", "rate", "up_to"),
    [(right("M1"), 720_000, 0.015, 0.03), (right("M3"), 480_000, 0.05, 0.06)],
)
def test_match_of_pay_above_the_limit(
    expected: dict[str, float], pay: float, rate: float, up_to: float
) -> None:
    facts: dict[str, Any] = {
        "year": 2026,
        "age": 40,
        "compensation": pay,
        "pay_frequency": "semimonthly",
        "as_of": date(2026, 1, 1),
        "first_pay_date": date(2026, 1, 15),
        "pretax_deferral_to_date": 0,
        "roth_deferral_to_date": 0,
        "match_to_date": 0,
        "deferral_rate": rate,
        "match tier 1 rate": 1,
        "match tier 1 up to": up_to,
        "true_up": "no",
    }
    for term, dollars in expected.items():
        assert of_case("match", **facts, match_pay_limit=term) == dollars, term


def test_match_of_the_whole_year() -> None:
    assert udfs.EMPLOYER_MATCH(720_000, 10_800, [[1, 0.03]], 2026) == right("M2")
    assert udfs.EMPLOYER_MATCH(360_000, 18_500, [[0.5, 0.05]], 2018) == right("M5")


# Forms.


def test_form_8606_after_a_rollover_to_a_traditional_ira() -> None:
    assert basis_filing(Occasion.AFTER_TAX_TO_TRADITIONAL_IRA).is_filed is right("F1")


def test_the_return_marks_a_rollover_by_a_box() -> None:
    forms = expected_forms(2025, 31_000, 150, Destination.DESIGNATED_ROTH_ACCOUNT)
    said = next(form.what for form in forms if form.form.startswith("Form 1040"))
    assert right("F2") in said


# What is warned of.


def test_no_wages_last_year_is_an_answer() -> None:
    def unchecked(wages: Any) -> bool:
        found = udfs.MEGAROTH_WARNINGS(32_500, 0, 2026, 52, 0, 200_000, 0, wages)
        return "roth_catch_up_not_checked" in answers(found)

    assert unchecked("none") is right("W1")
    assert unchecked(0)  # a blank cell is 0 on some hosts
    assert "roth_catch_up_not_checked" not in [
        warning.id for warning in saver_warnings(32_500, 0, 2026, 52, 0, 200_000, 0, 0)
    ]


def test_no_deferral_is_advised_where_the_limit_is_full() -> None:
    found = answers(udfs.MEGAROTH_WARNINGS(24_500, 20_000, 2026, 52, 35_500, 300_000, 0, 100_000))
    assert ("deferral_room_unused" in found) is right("W2")


@pytest.mark.parametrize(
    ("roth", "method", "required"),
    [
        (8_000, "pre-tax deferrals", right("C1")),
        (8_000, "separate election", True),
        (0, "pre-tax deferrals", True),
    ],
)
def test_roth_deferrals_made_earlier(roth: float, method: str, required: bool) -> None:
    facts: dict[str, Any] = {
        "year": 2026,
        "age": 52,
        "compensation": 200_000,
        "prior_year_wages": 160_000,
        "elective_deferral": 32_500,
        "roth_deferral": roth,
        "matching_contribution": 0,
        "nonelective_contribution": 0,
        "after_tax_contribution": 0,
        "roth_catch_up_method": method,
    }
    table = udfs.MEGAROTH_YEAR([[name, value] for name, value in facts.items()])
    ids = {cell for row in table for cell in row if isinstance(cell, str)}
    assert ("roth_catch_up_required" in ids) is required


# The self-employed.


def test_most_that_a_sole_proprietor_can_contribute() -> None:
    assert self_employed_employer_contribution(100_000, 14_129.55) == pytest.approx(
        right("S1"), abs=0.5
    )


def test_room_of_a_sole_proprietor() -> None:
    found = answers(udfs.SELF_EMPLOYED_ROOM(60_000, 2026, 40, 24_500, 11_152.20))
    assert right("S3") in [pytest.approx(value, abs=0.006) for value in found.values()]


# Tax.


def test_tax_of_a_conversion() -> None:
    def total(**facts: Any) -> float:
        lines = udfs.CONVERSION_TAX_LINES(31_000, 3_000, state="none", year=2026, **facts)
        return float(answers(lines)["Total"])

    salt = total(
        taxable_income=480_000,
        filing_status="mfj",
        magi=540_000,
        seniors="none",
        itemized_salt=45_000,
        investment_income="none",
        itemized_deductions=60_000,
    )
    assert salt == pytest.approx(right("T1"), abs=0.005)
    seniors = [
        total(
            taxable_income=160_000,
            filing_status="mfj",
            magi=190_000,
            seniors=number,
            itemized_salt="none",
            investment_income="none",
            itemized_deductions="none",
        )
        for number in (2, 1)
    ]
    assert seniors == pytest.approx(right("T2"), abs=0.005)
    assert udfs.FEDERAL_TAX(44_250, "single", 2025) == right("T3")
    taxable = udfs.CONVERSION_TAXABLE(10_000, 10_000, 40_000)
    assert [taxable, early_distribution_tax(taxable)] == right("T6")


# Rollovers and what is taken out later.


def test_basis_goes_with_earnings() -> None:
    assert udfs.CONVERSION_TAXABLE(10_000, 10_000, 15_000) == pytest.approx(right("R2"), abs=0.005)
    split = udfs.ROLLOVER_SPLIT(300_000, 200_000, 300_000, 200_000)
    assert [row[3] for row in split[1:]] == right("R4")


def test_taken_out_of_a_roth_ira() -> None:
    found = roth_ira_distribution(20_000, 10_000, [Conversion(2021, 7_000, 0)], 2026)
    assert found.recaptured == right("R6")
    assert designated_roth_rollover(18_000, 15_000, 18_000).contributions == right("R7")


# Room and limits.


def test_room_and_limits() -> None:
    most = udfs.IRS_LIMIT("415(c)", 2021) + udfs.CATCH_UP_LIMIT(2021, 52)
    assert [udfs.MEGAROTH_HEADROOM(0, 0, 2021, 52), most] == right("E2")
    assert udfs.MEGAROTH_HEADROOM(0, 0, 2021) == right("E3")
    assert udfs.MEGAROTH_HEADROOM(20_500, 8_000, 2022) == right("H2")
    assert udfs.MEGAROTH_HEADROOM(18_000, 0, 2015, 55) == right("H4")
    assert udfs.CATCH_UP_LIMIT(2026, 61) == right("L1")
    assert [udfs.CATCH_UP_LIMIT(2025, age) for age in (59, 60, 63, 64)] == right("C2")


def test_the_higher_catch_up_of_2027_is_projected_and_its_reading_said() -> None:
    assert udfs.CATCH_UP_LIMIT(2027, 61) == right("L2")
    assert "11,250" in limits_table()[2027].amount("higher_catch_up").source.citation


def test_what_is_deferred_as_catch_up_has_no_ratio() -> None:
    # 19,500 / 285,000; the question was of 2008, when 15,500 of 300,000 counted.
    found = answers(
        udfs.ADP_TEST(
            [["yes"], ["no"]], [[300_000], [50_000]], [[20_499.84], [0]], 2020, 0.03, [50, 30]
        )
    )
    assert found["HCE ADP"] == right("A3") == round(19_500 / 285_000, 4)


SHORT_YEARS: list[tuple[Any, Callable[[], Any]]] = [
    (right("Y1"), lambda: limitation_year_limit(date(2025, 1, 1), date(2025, 7, 7))),
    (
        right("Y2"),
        lambda: [
            limit(date(2026, 1, 1), date(2026, 3, 2))
            for limit in (limitation_year_limit, plan_year_compensation_limit)
        ],
    ),
    (right("Y3"), lambda: limitation_year_limit(date(2025, 1, 1), date(2025, 11, 15))),
]


@pytest.mark.parametrize(("expected", "found"), SHORT_YEARS)
def test_short_years_count_parts_of_months(expected: Any, found: Callable[[], Any]) -> None:
    assert found() == pytest.approx(expected, abs=0.006)
