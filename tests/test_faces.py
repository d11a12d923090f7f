"""One case, one answer: Python, formulas, the template, the command line and rosters agree.

DRAWN_CASES=300 in the environment draws so many cases, and DRAWN_FROM=1000 begins with that seed;
the template and files take every few.
"""

import csv
import io
import json
import os
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner
from openpyxl import load_workbook
from openpyxl.utils.datetime import to_excel

from megaroth_xl.cell_errors import CellError
from megaroth_xl.cli import main
from megaroth_xl.errors import MegarothError
from megaroth_xl.formulas import RefusedCellError
from megaroth_xl.law.limits import limits_table
from megaroth_xl.reports.pages.personal import FILLING, PersonalPress
from megaroth_xl.reports.results.content import ReportSetting
from megaroth_xl.reports.results.employee_outcomes import employee_outcomes
from megaroth_xl.reports.results.letter_frame import DESIGN, LetterDesign, personal_frame
from megaroth_xl.reports.results.letter_lines import LetterLines
from megaroth_xl.reports.results.letter_states import letter_states
from megaroth_xl.strategy.plan.participants import Participants
from megaroth_xl.strategy.saver.case import SaverCase
from megaroth_xl.strategy.saver.case_rows import Employer
from megaroth_xl.strategy.saver.shown import year_data
from megaroth_xl.strategy.saver.year import ITEMS, SaverYear, saver_year
from megaroth_xl.udfs import (
    AFTER_TAX_ELECTION,
    AFTER_TAX_PER_PAYCHECK,
    ANNUAL_ADDITIONS_LIMIT,
    CONVERSION_DELAY_COST,
    CONVERSION_TAX,
    CONVERSION_TAX_BY_BRACKET,
    DEFERRAL_LIMIT,
    EMPLOYER_MATCH,
    MEGAROTH_BINDING_LIMIT,
    MEGAROTH_EMPLOYERS,
    MEGAROTH_EXCESS,
    MEGAROTH_HEADROOM,
    MEGAROTH_PAYCHECKS,
    MEGAROTH_ROTH_TOTAL,
    MEGAROTH_YEAR,
)
from megaroth_xl.workbook.filled import year_of
from megaroth_xl.workbook.pages.results import SECTIONS
from megaroth_xl.workbook.template import Template, build_template
from tests.drawn_cases import drawn, of_a_roster, whole_year
from tests.workbook.typing_in import place_of, starts

Draw = Callable[[int], dict[str, Any]]
FIRST = int(os.environ.get("DRAWN_FROM", "0"))
SEEDS = range(FIRST, FIRST + int(os.environ.get("DRAWN_CASES", "20")))
TEMPLATES, FILES = SEEDS[::5], SEEDS[::12]
"""Cases that go through the template, and those through files and the command line: both take
longer.
"""
CENT = 0.011


def asked(facts: dict[str, Any]) -> SaverYear | str:
    """The year of a case in Python; why not, where its facts do not go together."""
    try:
        year = saver_year(SaverCase.of(facts))
        year_data(year)
    except MegarothError as error:
        return str(error)
    return year


def same(one: Any, other: Any) -> bool:
    if isinstance(one, str) or isinstance(other, str):
        return bool(one == other)
    return bool(abs(float(one) - float(other)) <= 1e-9 * max(1.0, abs(float(one))))


def in_cell(value: Any) -> Any:
    """An answer as a cell has it."""
    return float(to_excel(value)) if isinstance(value, date) else value


def filled(facts: dict[str, Any]) -> Template:
    """The template with these facts in its yellow cells, and nothing else."""
    limits = {place: value for place, value in starts().items() if place[0] == "limits"}
    typed = {place_of(name): value for name, value in facts.items()}
    return build_template(typed={**limits, **typed})


def is_typed(name: str) -> bool:
    """Whether a fact has a cell in the template; a few are of rosters alone."""
    try:
        place_of(name)
    except KeyError:
        return False
    return True


@pytest.mark.parametrize("seed", SEEDS)
def test_a_formula_answers_what_python_answers(seed: int) -> None:
    facts = drawn(seed)
    year = asked(facts)
    block = block_of(facts)
    if isinstance(year, str):
        with pytest.raises((MegarothError, RefusedCellError), match=year.partition(":")[0][:20]):
            MEGAROTH_YEAR(block)
        return
    rows = MEGAROTH_YEAR(block)[1:]
    for (item, shown, *_), answer in zip(rows, year.answers.values(), strict=False):
        expected = in_cell(answer.value) if answer.is_known else "not known"
        assert (item, same(expected, shown)) == (answer.item, True)
    assert [row[0] for row in rows[len(ITEMS) :]] == [warning.id for warning in year.warnings]


def block_of(facts: dict[str, Any]) -> list[list[Any]]:
    """The facts as a range of two columns."""
    return [[name, in_cell(value)] for name, value in facts.items()]


@pytest.mark.parametrize("seed", SEEDS)
def test_paychecks_add_up_to_the_answers(seed: int) -> None:
    facts = drawn(seed)
    year = asked(facts)
    if isinstance(year, str) or (year.room.schedule is None and year.room.schedule_missing):
        return
    table = MEGAROTH_PAYCHECKS(block_of(facts))
    rows, total = table[1:-1], table[-1]
    known = {item: answer.value for item, answer in year.answers.items() if answer.is_known}
    columns = ("compensation", "deferral_with_election", "", "match_with_election")
    if year.room.ahead.contradicted is not None:  # told of: the table shows the dates
        columns = ("", *columns[1:])
    for place, item in enumerate(columns, start=1):
        assert sum(row[place] for row in rows if row[place] != "") == pytest.approx(total[place])
        if item in known:
            assert total[place] == pytest.approx(known[item], abs=CENT), item
    if "after_tax_to_come" not in known:
        return
    to_come = known["after_tax_to_come"]
    assert total[5] == pytest.approx(known["after_tax_contribution"] + to_come, abs=CENT)
    if "after_tax_room" in known and year.room.ahead.contradicted is None:
        left = max(known["after_tax_room"] - to_come, 0.0)
        cents = np.floor(np.round(left * 100, 2)) / 100  # what can be paid in
        assert total[6] == pytest.approx(cents, abs=0.011)


@pytest.mark.parametrize("seed", SEEDS)
def test_single_formulas_answer_what_the_case_answers(seed: int) -> None:
    year = asked(drawn(seed))
    if isinstance(year, str):
        return
    case, room = year.case, year.room
    value = {item: answer.value for item, answer in year.answers.items()}
    when, age, pay = case.year, case.age or 0, value["compensation"]
    no_higher_catch_up = case.higher_catch_up is False and 60 <= age <= 63
    if no_higher_catch_up or None in (pay, value["elective_deferral"], value["match"]) or not pay:
        return
    assert DEFERRAL_LIMIT(when, age) == value["deferral_limit"]
    made = value["after_tax_contribution"]
    is_alone = not case.related and not case.additions_in_other_plan
    if is_alone:
        facts = (value["elective_deferral"], value["employer_contribution"], when, age, made, pay)
        assert ANNUAL_ADDITIONS_LIMIT(when, pay) == pytest.approx(value["annual_additions_limit"])
        assert MEGAROTH_EXCESS(*facts) == pytest.approx(value["excess_annual_additions"], abs=CENT)
        if has_plain_caps(year) and not room.stopped.value:
            cap = room.plan.after_tax_cap or 0
            assert MEGAROTH_HEADROOM(*facts, cap) == pytest.approx(
                value["after_tax_room"], abs=CENT
            )
            assert MEGAROTH_BINDING_LIMIT(*facts, cap) == value["binding_limit"]
            if case.accepts_roth is not False:
                roth = MEGAROTH_ROTH_TOTAL(*facts, cap)
                assert roth == pytest.approx(value["roth_total"], abs=CENT)
    each, dates = room.ahead.per_date, room.ahead.count.value
    if (
        each
        and dates
        and not room.stopped.value
        and room.regular_room.is_known
        and not has_caps_of_a_date(year)
    ):
        free = room.regular_room.value
        share = AFTER_TAX_ELECTION(free, each, dates, room.plan.election_step)
        assert share == pytest.approx(value["election"])
        dollars = min(AFTER_TAX_PER_PAYCHECK(free, dates), np.floor(each * 100 + 1e-6) / 100)
        assert dollars == value["after_tax_per_paycheck"]
    if is_settled_on_the_year(year):
        tiers = [[tier.rate, tier.up_to] for tier in case.match_tiers or ()]
        match = EMPLOYER_MATCH(pay, value["elective_deferral"], tiers, when)
        assert match == pytest.approx(value["match"], abs=CENT)


@pytest.mark.parametrize("seed", SEEDS)
def test_formulas_of_a_conversion_answer_what_the_case_answers(seed: int) -> None:
    year = asked(drawn(seed))
    if isinstance(year, str):
        return
    case = year.case
    value = {item: answer.value for item, answer in year.answers.items()}
    rate, state = case.tax_rate, case.state_rate or 0
    earned = year.conversion.taxed_earnings.value  # none where they go to a traditional IRA
    if value["conversion_tax"] is not None:
        tax = CONVERSION_TAX(0, earned, rate, state)
        assert tax == pytest.approx(value["conversion_tax"])
    if isinstance(value["conversion_tax_by_bracket"], float):
        income = (case.taxable_income, case.filing_status, case.year, state)
        by_bracket = CONVERSION_TAX_BY_BRACKET(0, earned, *income)
        assert by_bracket == pytest.approx(value["conversion_tax_by_bracket"])
    if value["delay_cost"] is not None:
        waiting = (case.annual_return, case.months_waiting, rate, state)
        cost = CONVERSION_DELAY_COST(value["converted"], *waiting)
        assert cost == pytest.approx(value["delay_cost"], abs=CENT)


def has_caps_of_a_date(year: SaverYear) -> bool:
    plan = year.room.plan
    return (plan.after_tax_cap_per_period, plan.after_tax_cap_share_per_period) != (None, None)


def has_plain_caps(year: SaverYear) -> bool:
    """Whether single formulas can be told all that decides on the room."""
    plan = year.room.plan
    own_match = plan.matches_after_tax and plan.match_tiers and year.room.money.is_match_open
    # In a cell a cap of 0 says that none is given.
    is_plain = plan.accepts_after_tax and plan.after_tax_cap_share is None and not own_match
    is_plain = is_plain and plan.after_tax_cap != 0
    return bool(is_plain and not has_caps_of_a_date(year))


def is_settled_on_the_year(year: SaverYear) -> bool:
    """Whether the match is what the formula gives on the year, and none was received beyond it."""
    case, plan, money = year.case, year.room.plan, year.room.money
    by_year = plan.true_up and plan.match_cap is None and plan.match_pay_limit != "each pay date"
    is_open = money.is_match_open and bool(plan.match_tiers) and not plan.matches_after_tax
    received = case.match_to_date or 0.0
    return by_year and is_open and received == 0.0


@pytest.mark.parametrize("seed", SEEDS)
def test_the_employers_formula_answers_what_the_case_answers(seed: int) -> None:
    facts = drawn(seed)
    year = asked(facts)
    if isinstance(year, str) or not year.case.employers or not has_plain_caps(year):
        return
    if year.room.stopped.value:
        return
    case = year.case
    value = {item: answer.value for item, answer in year.answers.items()}
    own: dict[str, Any] = {column: value[item] for column, item in OWN_AMOUNTS.items()}
    others = (case.additions_in_other_plan, case.deferral_elsewhere, case.self_employed_deferral)
    if None in own.values() or any(others) or case.higher_catch_up is False:
        return
    cap = case.after_tax_cap if case.after_tax_cap != float("inf") else None
    names = ("controlled_group", "group_for_415", "owned_by")
    groups = {name: getattr(case, name) or "" for name in names}
    own |= {"nonelective_contribution": 0.0, "share_owned": case.share_owned}
    this = Employer("this employer", **groups, **own, plan_cap=cap)
    rows = [["" if cell is None else cell for cell in row] for row in (this, *case.employers)]
    table = MEGAROTH_EMPLOYERS([EMPLOYER_COLUMNS, *rows], case.year, case.age)
    shown = MEGAROTH_YEAR(block_of(facts), "employers")
    assert table[1][1] == pytest.approx(value["after_tax_room"], abs=CENT)
    assert table[1][2:4] == pytest.approx(shown[1][2:4])
    for one, other in zip(table[2:], shown[2:], strict=True):
        assert one[1:4] == pytest.approx(other[1:4]), one[0]


OWN_AMOUNTS = {
    "compensation": "compensation",
    "elective_deferral": "elective_deferral",
    "matching_contribution": "employer_contribution",
    "after_tax_contribution": "after_tax_contribution",
}
"""By column, the answer that it takes; the match with all other employer money."""
EMPLOYER_COLUMNS = ["employer", *Employer._fields[1:]]


@pytest.mark.parametrize("seed", TEMPLATES)
def test_the_template_shows_what_python_answers(seed: int) -> None:
    facts = {name: value for name, value in drawn(seed).items() if is_typed(name)}
    year, template = asked(facts), filled(facts)
    answers = template.values["Answers"]
    if isinstance(year, str):
        assert isinstance(answers["A4"], CellError)
        assert year.partition(":")[0] in answers["A4"].sentence
        return
    assert year_data(year_of(template)) == year_data(year)
    assert str(template.shown("master")).startswith("OK")
    for item in (item for items in SECTIONS.values() for item in items):
        answer = year.answer(item)
        expected = in_cell(answer.value) if answer.is_known else "not known"
        assert same(expected, template.shown(item)), item


MID_YEAR = {
    "year": 2026,
    "age": 61,
    "as_of": date(2026, 6, 30),
    "pay_frequency": "monthly",
    "first_pay_date": date(2026, 1, 15),
    "compensation": 240_000,
    "pay_to_date": 120_000,
    "match tier 1 rate": 0.5,
    "match tier 1 up to": 0.06,
    "accepts_after_tax": "yes",
    "pretax_deferral_to_date": 12_000,
    "roth_deferral_to_date": 0,
    "deferral_to_come": 12_500,
    "match_to_date": 3_600,
}


@pytest.mark.parametrize(
    "facts",
    [
        {"match_to_date": 9_000, "true_up": "yes"},  # more than the formula gives on all of the pay
        {"owned_by": "Owner", "share_owned": 0.6}
        | {"employer 2 owned by": "Owner", "employer 2 share owned": 0.9}
        | {"employer 2 elective deferral": 17_000, "employer 2 compensation": 20_000},
        {"compensation": None, "after_tax_cap": 10_000, "after_tax_cap_share": 0.1},
        {"pay_per_period": 60_000},  # 120,000 so far and six dates are not 240,000
        {"compensation": 30_000},
        {"termination_date": date(2026, 5, 31)},  # of what is planned nothing more can come
        {"after_tax_rate": 0.9, "true_up": "yes"},  # takes the room of the match
    ],
)
def test_checks_agree_in_rare_cases(facts: dict[str, Any]) -> None:
    typed = {name: value for name, value in (MID_YEAR | facts).items() if value is not None}
    template = filled(typed)
    assert year_data(year_of(template)) == year_data(saver_year(SaverCase.of(typed)))
    assert str(template.shown("master")).startswith("OK")


@pytest.mark.parametrize("seed", FILES)
def test_the_commands_answer_what_python_answers(seed: int, tmp_path: Path) -> None:
    facts = {name: value for name, value in drawn(seed).items() if is_typed(name)}
    year = asked(facts)
    planner, case = tmp_path / "planner.xlsx", tmp_path / "case.csv"
    planner.write_bytes(filled(facts).data())
    with case.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(facts.items())
    ask = CliRunner().invoke
    calc = ask(main, ["calc", str(planner), "--json"])
    room = ask(main, ["room", "--case", str(case), "--json"])
    if isinstance(year, str):
        assert calc.exit_code == room.exit_code == 2
        return
    assert json.loads(calc.stdout) == year_data(year)
    # Where the employer's money and after-tax money are not told of, `room` takes them as none.
    if not any(name in facts for name in OF_THE_EMPLOYER):
        facts["employer_contribution"] = 0
    facts.setdefault("after_tax_contribution", 0)
    assert json.loads(room.stdout) == year_data(saver_year(SaverCase.of(facts)))


OF_THE_EMPLOYER = (
    "match tier 1 rate",
    "matching_contribution",
    "match_to_date",
    "employer_contribution",
)


OF_A_ROSTER = {
    "after_tax_room": "after_tax_room",
    "election": "after_tax_election",
    "after_tax_per_paycheck": "after_tax_per_paycheck",
    "excess_deferral": "excess_deferral",
    "excess_annual_additions": "excess_annual_addition",
    "catch_up": "catch_up_contribution",
    "counted_deferral": "counted_deferral",
    "match": "matching_contribution",
    "annual_additions_limit": "annual_additions_limit",
    "deferral_limit": "elective_deferral_limit",
    "roth_total": "roth_total",
}
"""By item, the column of a roster's results."""


YES_OR_NO = ("eligible", "excluded_class", "owner")
ROW = (
    "age",
    "compensation",
    "pay_to_date",
    "elective_deferral",
    "matching_contribution",
    "nonelective_contribution",
    "after_tax_contribution",
    "additions_in_other_plan",
    "deferral_elsewhere",
    "prior_year_wages",
    "prior_year_compensation",
    "pay_periods_left",
    "termination_date",
    "rehire_date",
    "hire_date",
    "entry_date",
    *YES_OR_NO,
)
"""Columns of a roster."""


def row_of(facts: dict[str, Any]) -> Participants:
    """The facts as a roster's only row."""
    deferral = facts.get("elective_deferral", facts.get("deferral_to_come"))
    row = {**facts, "elective_deferral": deferral}
    row |= {name: float(row[name] == "yes") for name in YES_OR_NO if name in row}
    columns = {name: [row.get(name)] for name in ROW}
    return Participants.of({"employee_id": ["1"], **columns})


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("draw", [whole_year, of_a_roster])
def test_a_roster_of_one_row_shows_what_python_answers(draw: Draw, seed: int) -> None:
    facts = {name: value for name, value in draw(seed).items() if value is not None}
    case = SaverCase.of(facts)
    year = saver_year(case)
    found = employee_outcomes(row_of(facts), case.plan, facts["year"])
    for item, column in OF_A_ROSTER.items():
        answer, value = year.answer(item), float(getattr(found, column)[0])
        assert answer.is_known, item
        assert value == pytest.approx(answer.value, abs=0.011), item
    assert str(found.binding_limit[0]) == year.answer("binding_limit").value
    assert found.pay_dates_left[0] == year.answer("pay_dates_left").value
    is_hce = {1.0: "yes", 0.0: "no"}[found.highly_compensated[0]]
    assert year.answer("highly_compensated").value == is_hce
    flagged = {name for name, concerned in found.warnings.items() if concerned[0]}
    told = {warning.id for warning in year.warnings}
    assert flagged - OF_ROSTERS_ALONE == told - OF_DATES


OF_ROSTERS_ALONE = frozenset({"match_may_fall_short", "left_in_year", "hired_in_year"})
"""What is said where the pay dates, on which a match can be lost, are not known; and to HR."""
OF_DATES = frozenset({"match_lost", "deferral_above_pay_to_come", "after_tax_above_room"})


OF_A_PERSON = {
    "compensation": "compensation",
    "elective_deferral_limit": "deferral_limit",
    "elective_deferral": "elective_deferral",
    "catch_up_contribution": "catch_up",
    "counted_deferral": "counted_deferral",
    "matching_contribution": "match",
    "nonelective_contribution": "nonelective_contribution",
    "after_tax_contribution": "after_tax_contribution",
    "annual_additions_limit": "annual_additions_limit",
    "after_tax_room": "after_tax_room",
    "excess_annual_addition": "excess_annual_additions",
    "excess_deferral": "excess_deferral",
    "roth_total": "roth_total",
}
"""By column of a personal workbook, the item."""


@pytest.mark.parametrize("seed", FILES)
@pytest.mark.parametrize("draw", [whole_year, of_a_roster])
def test_a_personal_workbook_shows_what_python_answers(draw: Draw, seed: int) -> None:
    facts = {name: value for name, value in draw(seed).items() if value is not None}
    case = SaverCase.of(facts)
    year = saver_year(case)
    people, setting = row_of(facts), ReportSetting(case.plan, facts["year"], limits_table(), "en")
    labels = pl.DataFrame({"employee_id": ["1"], "name": ["Kim"]})
    found = employee_outcomes(people, case.plan, facts["year"])
    page = personal_frame(people, labels, found, setting)
    [data] = PersonalPress(setting).copies(page)
    sheet = load_workbook(io.BytesIO(data))[setting.say("personal.sheet.figures")]
    shown = {row[0].value: row[1].value for row in sheet.iter_rows()}
    for column, item in OF_A_PERSON.items():
        label = setting.say(LABELS_OF_THE_FILLING.get(column, f"column.{column}"))
        value, answer = shown[label], year.answer(item).value
        if value is None:  # left open until the birth date is known, or a correction is made
            assert case.age is None or page[DESIGN].item() == LetterDesign.SETTLING
            assert item in LEFT_OPEN
            continue
        assert value == pytest.approx(answer, abs=CENT), item


LEFT_OPEN = ("after_tax_room", "roth_total", "excess_annual_additions", "excess_deferral")
LABELS_OF_THE_FILLING = {
    **{column: f"personal.{key}" for key, column in FILLING.items()},
    "annual_additions_limit": "personal.limit",
}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("draw", [whole_year, of_a_roster])
def test_a_letter_says_what_python_answers(draw: Draw, seed: int) -> None:
    facts = {name: value for name, value in draw(seed).items() if value is not None}
    case = SaverCase.of(facts)
    people, found = row_of(facts), employee_outcomes(row_of(facts), case.plan, facts["year"])
    [state] = states = letter_states(people, case.plan, found)
    lines = LetterLines(
        people, case.plan, found, states, year=facts["year"], limits=limits_table(), lang="en"
    )
    letter = " ".join([*lines.short(), *lines.lines()["said"]])
    value = {item: answer.value for item, answer in saver_year(case).answers.items()}
    for item, opening, words in IN_A_LETTER:
        for said in re.findall(f"{opening}({words})", letter):
            assert amount_of(said) == pytest.approx(value[item], abs=CENT), (item, letter)
    promised, too_late = "can still contribute" in letter, "No pay date is left" in letter
    assert (promised or too_late) == (state in {"open", "leaving"})
    assert not promised or value["after_tax_room"] > 0
    assert too_late == (state == "open" and value["pay_dates_left"] == 0)
    assert not (promised and too_late)


AMOUNT = r"\$[0-9,]+(?:\.[0-9]{2})?"
IN_A_LETTER = (
    ("after_tax_room", "can still contribute (?:up to )?", AMOUNT),
    ("election", "Elect ", r"[0-9.]+%"),
    ("after_tax_per_paycheck", "in dollars, ", AMOUNT),
    ("pay_dates_left", "each of the ", "[0-9]+"),
    ("excess_annual_additions", "Contributions for you in [0-9]+ are ", AMOUNT),
    ("excess_deferral", "You deferred ", AMOUNT),
    ("deferral_limit", "more than your limit of ", AMOUNT),
)
"""The answers that letters state: item, the words before it, and how it is written."""


def amount_of(said: str) -> float:
    """A figure of a letter as a number."""
    number = float(said.strip("$%").replace(",", ""))
    return number / 100 if said.endswith("%") else number


def test_an_excess_so_far_is_one_although_the_deferral_here_is_not_known() -> None:
    facts = {"year": 2026, "age": 40, "employer 2 elective deferral": 20_000}
    facts |= {"pretax_deferral_to_date": 6_000, "roth_deferral_to_date": 0}
    facts |= {"employer 2 name": "Other", "as_of": date(2026, 6, 30)}
    year = saver_year(SaverCase.of(facts))
    # IRC 402(g)(1); Notice 2025-67: 24,500.
    assert year.answer("excess_deferral").value == 1_500
    assert year.answer("deferral_left").value == 0
    assert "deferral_to_come" in year.answer("excess_deferral").missing
    assert year.warnings[0].id == "excess_deferral"
    table = MEGAROTH_YEAR(block_of(facts), "employers")
    assert ("your excess deferral", 1_500) in [tuple(row[:2]) for row in table]
