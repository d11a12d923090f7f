"""Census files in the shapes of payroll clerks and TPAs: no silent wrong figure, few questions."""

from pathlib import Path

import pytest

from megaroth_xl.errors import RosterFileError
from megaroth_xl.reports.roster.roster import Roster
from megaroth_xl.reports.roster.roster_file import read_roster
from megaroth_xl.reports.roster.settings_file import read_settings
from megaroth_xl.strategy.plan.terms import PlanTerms
from tests.reports.roster import exports, habits, invented
from tests.reports.roster.invented import Case

CASES = (*invented.CASES, *habits.CASES, *exports.CASES)
PLAN = PlanTerms("Example 401(k)", pay_periods=26)


def answered(case: Case, folder: Path) -> Roster:
    if not case.answer:
        return read_roster(case.written(folder), 2026, plan=PLAN)
    reading = folder / "reading.toml"
    reading.write_text(case.answer, encoding="utf-8")
    return read_roster(case.written(folder), 2026, plan=PLAN, settings=read_settings(reading))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_is_uncertain_is_asked_and_nothing_else(case: Case, tmp_path: Path) -> None:
    asked = read_roster(case.written(tmp_path), 2026, plan=PLAN).account.questions
    assert sorted(question.key for question in asked) == sorted(case.asks)
    assert all(len(question.choices) >= case.choices for question in asked)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_figure_is_the_right_one(case: Case, tmp_path: Path) -> None:
    read = answered(case, tmp_path)
    people = read.participants
    assert not read.account.stops
    if case.name != "a column of shares in which one says dollars":
        assert set(people.employee_id) == set(case.right)
    assert read.account.left_out == case.left_out
    places = {who: place for place, who in enumerate(people.employee_id)}
    for who, figures in case.right.items():
        for column, right in figures.items():
            found = getattr(people, column)[places[who]]
            if isinstance(right, str):
                assert str(found) == right, column
            else:
                assert float(found) == pytest.approx(right, abs=0.006, nan_ok=True), column


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("EE ID,2025 Gross Pay,2025 401k\n1,150000,15000\n", "give --year 2025"),
        ("Plan Year,EE ID,Gross Pay,401k\n2025,1,150000,15000\n2026,2,90000,0\n", "of 2026 alone"),
        (
            "Check Date,EE ID,Gross Pay,401k\n12/26/2025,1,9000,900\n01/09/2026,1,9000,900\n",
            "several years in Check Date: 2025, 2026",
        ),
        ("(in thousands),,\nEE ID,Gross Pay,401k\n1,150,15\n", "multiply by 1,000"),
        (
            "EE ID   Name      Gross Pay    401k\n1       Ann Lee      150000   15000\n",
            "Fixed width",
        ),
        (
            "EE ID,Period Start,Period End,Gross Pay,401k\n1,7/1/2025,6/30/2026,150000,15000\n",
            "expected those of 2026 alone",
        ),
        (
            "001ANN LEE        0001500005000015000\n002BO KIM         0000900005000007200\n",
            "give each column a heading",
        ),
        (
            "EE ID  Name     Gross Pay   401k\n1      LEE, A   99  9\n2      KIM, B   9   7",
            "Fixed width",
        ),
        (
            "EE ID,Plan,Source,Amount,Gross\n1,401k,PRETAX,12000,150000\n1,401k,ROTH,3000,150000\n",
            "a column for each kind",
        ),
        ("EE ID,Monthly Salary,401k\n1,12500,15000\n", "has no column compensation"),
    ],
)
def test_what_is_no_roster_of_the_year_in_dollars_is_refused(
    content: str, sentence: str, tmp_path: Path
) -> None:
    path = tmp_path / "census.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(RosterFileError, match=sentence):
        read_roster(path, 2026)


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("150000,15k", "expected the exact amount, such as 150000"),
        ('"150,00",0', "a number such as 250000"),
        ("N/A,0", "type 0 if there was none"),
        ("150000,1500.00 CR", "type 1500.00 if it was paid, and -1500.00 if it was taken back"),
    ],
)
def test_an_amount_that_is_not_certain_says_what_to_type(
    row: str, sentence: str, tmp_path: Path
) -> None:
    path = tmp_path / "census.csv"
    path.write_text(f"EE ID,Gross Pay,401k\n1,{row}\n2,90000,7200\n", encoding="utf-8")
    (problem,) = read_roster(path, 2026).problems
    assert sentence in problem.message


def test_the_question_of_amounts_that_are_not_there_says_what_the_file_says(
    tmp_path: Path,
) -> None:
    path = tmp_path / "census.csv"
    for cells, said in ((("N/A", "n/a"), "say N/A, n/a: 2"), (("", "n/a"), "blank or say n/a: 2")):
        one, two = cells
        path.write_text(
            f"EE ID,Gross Pay,401k\n1,150000,15000\n2,90000,{one}\n3,80000,{two}\n",
            encoding="utf-8",
        )
        (question,) = read_roster(path, 2026).account.questions
        assert said in question.statement.say()


def test_contributions_of_more_than_the_pay_are_mentioned(tmp_path: Path) -> None:
    path = tmp_path / "census.csv"
    path.write_text(
        "EE ID,Division,Gross Pay,401k\n1,A,15000,15001\n2,A,90000,0\n2,B,1000,7200\n",
        encoding="utf-8",
    )
    said = [remark.say() for remark in read_roster(path, 2026).account.remarks]
    assert [line for line in said if "more than their pay: 1 (rows 2)" in line]


@pytest.mark.parametrize(
    ("rows", "differ"),
    [
        ("1,150000,15000\n2,90000,7200\nAverage,120000,11100\n", False),
        ("Total,240000,22200\n1,150000,15000\n2,90000,7200\n", False),
        (
            "1,150000,15000\n2,90000,7200\nLeft:,,\n3,20000,1000\nTotal Active,240000,22200\n",
            False,
        ),
        ("1,150000,15000\n2,90000,7200\nTotal,240000,22201\n", True),
    ],
)
def test_a_total_is_compared_with_what_it_may_be_of(
    rows: str, differ: bool, tmp_path: Path
) -> None:
    path = tmp_path / "census.csv"
    path.write_text(f"EE ID,Gross Pay,401k\n{rows}", encoding="utf-8")
    account = read_roster(path, 2026).account
    assert (len(account.controls), account.differs) == (1, differ)


def test_a_reading_that_says_another_year_says_which_to_give(tmp_path: Path) -> None:
    path, reading = tmp_path / "census.csv", tmp_path / "reading.toml"
    path.write_text("EE ID,Gross Pay,401k\n1,150000,15000\n", encoding="utf-8")
    reading.write_text("year = 2025\n", encoding="utf-8")
    with pytest.raises(RosterFileError, match="give --year 2025"):
        read_roster(path, 2026, settings=read_settings(reading))


def test_no_message_shows_a_social_security_number(tmp_path: Path) -> None:
    path = tmp_path / "census.csv"
    path.write_text(
        "SSN,Name,Division,Gross Pay,401k\n900-12-3401,Ann Lee,A,100,oops\n"
        "900-12-3401,Ann Lee,B,100,10\n900-12-3402,Bo Kim,B,100,10\n",
        encoding="utf-8",
    )
    problems = read_roster(path, 2026).problems
    assert len(problems) == 2
    assert not [problem for problem in problems if "900-12-3401" in problem.message]
