"""Census files in the shapes of payroll clerks and TPAs: no silent wrong figure, few questions."""

from pathlib import Path

import pytest

from megaroth_xl.errors import RosterFileError
from megaroth_xl.reports.results.employee_outcomes import employee_outcomes
from megaroth_xl.reports.roster.account_text import account_lines
from megaroth_xl.reports.roster.roster import Roster
from megaroth_xl.reports.roster.roster_file import read_roster
from megaroth_xl.reports.roster.settings import Amounts, ReadingSettings
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
        ("1.53E+05,15000", "Excel has shortened it"),
        ("15 0000,1500", "a number such as 250000"),
        ("75000 75000,15000", "a number such as 250000"),
        ("15000000,1500000", "of which nobody may defer more than $35,750"),
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


def test_a_question_about_parts_of_the_year_names_all_of_them(tmp_path: Path) -> None:
    heads = ",".join(f"{kind} Q{number}" for kind in ("401k", "Roth") for number in range(1, 5))
    rows = "1,150000,3000,3000,3000,3000,1000,1000,500,500\n"
    (question,) = _read(tmp_path, f"EE ID,Gross Pay,{heads}\n{rows}").account.questions
    parts = [f'"{kind} Q{number}"' for kind in ("401k", "Roth") for number in range(1, 5)]
    assert [choice.lines for choice in question.choices] == [
        (f"columns.elective_deferral = [{', '.join(parts)}]",),
        (f"columns.elective_deferral = [{', '.join(parts[:4])}]",),
    ]


def _read(folder: Path, text: str) -> Roster:
    path = folder / "census.csv"
    path.write_text(text, encoding="utf-8")
    return read_roster(path, 2026, plan=PLAN)


def test_contributions_of_more_than_the_pay_keep_their_row_out(tmp_path: Path) -> None:
    rows = "1,A,15000,10000,5001\n2,A,90000,0,0\n2,B,1000,7200,0\n3,A,15000,10000,5000\n"
    read = _read(tmp_path, f"EE ID,Division,Gross Pay,401k,After-Tax\n{rows}")
    (problem,) = read.problems
    assert (problem.row, problem.cell) == (2, "C2")
    assert problem.found == "15,000.00, less than the 15,001.00 contributed"
    assert "15,001" not in problem.expected  # a refusal shows what is expected
    assert list(read.participants.employee_id) == ["2", "3"]


def test_of_pay_without_the_deferrals_contributions_may_be_more(tmp_path: Path) -> None:
    path = tmp_path / "reading.toml"
    path.write_text('columns.compensation = "Box 1"\n', encoding="utf-8")
    census = tmp_path / "census.csv"
    census.write_text("EE ID,Box 1,401k\n1,10000,15000\n", encoding="utf-8")
    read = read_roster(census, 2026, settings=read_settings(path))
    assert not read.problems
    (said,) = [r.say() for r in read.account.remarks if "more than their pay" in r.say()]
    assert "1 (row 2)" in said


def test_a_pay_date_without_pay_may_have_a_match(tmp_path: Path) -> None:
    rows = "1,1/9/2026,9000,900,360\n1,1/23/2026,0,0,40\n1,2/6/2026,9000,900,360\n"
    read = _read(tmp_path, f"EE ID,Check Date,Gross Pay,401k,Match\n{rows}")
    assert not read.problems
    assert read.account.sums[2].reported == 760


@pytest.mark.parametrize(
    ("row", "added_up"),
    [
        ("1,130000,65000,13,5000,13000", None),
        ("1,130000,60000,13,5000,13000", 125_000),  # 60,000 + 13 x 5,000
        ("1,130000,60000,13,,13000", None),  # the rest is spread over the dates left
        ("1,130000,60000,0,,13000", 60_000),
        ("1,130000,140000,13,,13000", 140_000),
        ("1,130000,,13,12000,13000", 156_000),  # 13 x 12,000 alone is more than the year's pay
        ("1,130000,,26,4900,13000", 127_400),  # nothing was paid before the first of 26 dates
    ],
)
def test_pay_that_does_not_add_up_is_said(row: str, added_up: float | None, tmp_path: Path) -> None:
    read = _read(tmp_path, f"id,pay,pay_to_date,pay_periods_left,pay_per_period,deferral\n{row}\n")
    found = employee_outcomes(read.participants, PLAN, 2026)
    assert found.warnings["pay_does_not_add_up"].tolist() == [added_up is not None]
    if added_up is not None:
        assert found.figures["added_up"].tolist() == [added_up]
    said = any("add up to: 1 (row 2)" in remark.say() for remark in read.account.remarks)
    assert said is (added_up not in (None, 127_400))  # of how many dates a year has, a plan tells


def test_pay_to_come_is_what_its_dates_pay(tmp_path: Path) -> None:
    # Ten of 26 dates are left: 80,000 so far and 10 x 6,000.
    text = "EE ID,YTD Gross Pay,YTD 401k,pay_per_period\n1,80000,8000,6000\n"
    path = tmp_path / "census.csv"
    path.write_text(text, encoding="utf-8")
    settings = ReadingSettings(amounts=Amounts.YEAR_TO_DATE)
    read = read_roster(path, 2026, plan=PLAN, settings=settings, periods_left=10)
    assert read.participants.compensation.tolist() == [140_000]
    found = employee_outcomes(read.participants, PLAN, 2026)
    assert not found.warnings["pay_does_not_add_up"].any()


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


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("Average,120000,11100", "gives the average of the rows above"),
        ("Average,106667,9067", "gives the average of the rows above"),  # rounded to dollars
        ("Max,150000,15000", "gives the largest amount of the rows above"),
        (
            "Average,99000,9067",
            "$99,000 for Gross Pay, but the average of the rows above is $106,666.67",
        ),
        ("Total,320000,27200", "is a total: the rows above add up to it"),
    ],
)
def test_a_row_of_averages_is_not_called_a_total(row: str, said: str, tmp_path: Path) -> None:
    people = "1,150000,15000\n2,90000,7200\n"
    people += "" if "11100" in row else "3,80000,5000\n"
    account = _read(tmp_path, f"EE ID,Gross Pay,401k\n{people}{row}\n").account
    (line,) = [line for line in account_lines(account) if line.startswith("Row ")]
    assert said in line
    assert account.as_data()["totals"][0]["figure"] in said.replace("is a total", "is a sum")


@pytest.mark.parametrize(
    ("pays", "said"),
    [
        ((150, 90, 80), "more than $150. If the amounts are in thousands, multiply them"),
        ((15_000, 9_000, 8_000), "more than $15,000. Are the amounts of the whole year"),
        ((150_000, 90, 80), ""),
    ],
)
def test_pay_that_is_too_small_for_a_year_is_asked_about(
    pays: tuple[int, ...], said: str, tmp_path: Path
) -> None:
    rows = "".join(f"{place},{pay},{pay / 10}\n" for place, pay in enumerate(pays))
    text = f"EE ID,Gross Pay,401k\n{rows}"
    questions = _read(tmp_path, text).account.questions
    assert [said in question.statement.say() for question in questions] == [True] * bool(said)
    settings = ReadingSettings(amounts=Amounts.YEAR)
    read = read_roster(tmp_path / "census.csv", 2026, plan=PLAN, settings=settings)
    assert read.participants.compensation.tolist() == list(pays)


def test_numbers_parted_in_threes_and_exact_powers_are_read(tmp_path: Path) -> None:
    rows = "1,150 000.50,15'000\n2,1e+05,7200\n3,8.0E4,1 000\n"
    read = _read(tmp_path, f"EE ID,Gross Pay,401k\n{rows}")
    assert read.participants.compensation.tolist() == [150_000.5, 100_000, 80_000]
    assert read.participants.elective_deferral.tolist() == [15_000, 7_200, 1_000]


IDENTITIES = "ID,Name,SSN,DOB,Hire Date,Gross Pay,401k\n2,Bo,,2/1/1964,2/1/2012,90000,7200\n"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("1,Ann Lee,,3/9/1971,5/4/2009,{}\nX9,Ann Lee,,3/9/1971,5/4/2009,{}\n", "rows 3, 4"),
        ("1,Ann,900-12-3401,3/9/1971,5/4/2009,{}\n5,Ann,900-12-3402,3/9/1971,5/4/2009,{}\n", ""),
        ("1,Ann Lee,,3/9/1971,5/4/2009,{}\nX9,Ann Lee,,3/8/1971,5/4/2009,{}\n", ""),
        ("1,,,3/9/1971,5/4/2009,{}\nX9,,,3/9/1971,5/4/2009,{}\n", ""),
    ],
)
def test_one_name_and_birth_date_under_two_ids_is_said(
    rows: str, said: str, tmp_path: Path
) -> None:
    read = _read(tmp_path, IDENTITIES + rows.format("150000,15000", "50000,5000"))
    assert len(read.participants) == 3
    found = [r.say() for r in read.account.remarks if "one name and birth date" in r.say()]
    assert [said in each for each in found] == [True] * bool(said)


def test_who_was_hired_before_the_birth_date_is_a_problem(tmp_path: Path) -> None:
    rows = "1,Ann,,3/19/2001,5/4/1999,150000,15000\n3,Cy,,3/19/2001,5/4/2019,80000,8000\n"
    (problem,) = _read(tmp_path, IDENTITIES + rows).problems
    assert (problem.row, problem.column, problem.found) == (3, "hire_date", "1999-05-04")


@pytest.mark.parametrize(
    ("ids", "left_out", "said"),
    [
        ("9.00112E+08,9.00113E+08,9.00114E+08", [], "3 (rows 2, 3, 4)"),
        ("9.00112E+08,900112341,900114222", [2, 3], ""),
        ("9.00112E+08,900-11-2341,9.00114E+08", [2, 3], "1 (row 4)"),
        ("9.00112E+08,9.00112E+08,900114222", [2, 3], ""),
    ],
)
def test_ids_that_excel_has_shortened_are_told(
    ids: str, left_out: list[int], said: str, tmp_path: Path
) -> None:
    rows = "".join(
        f"{each},{name},{pay},7200\n"
        for each, name, pay in zip(
            ids.split(","), ("Ann", "Bo", "Cy"), (95e3, 9e4, 8e4), strict=True
        )
    )
    read = _read(tmp_path, f"SSN,Name,Gross Pay,401k\n{rows}")
    assert [problem.row for problem in read.problems] == left_out
    found = [r.say() for r in read.account.remarks if "Excel has shortened" in r.say()]
    assert [said in each for each in found] == [True] * bool(said)


@pytest.mark.parametrize("other", ["1,001", "1001.0", "01001", "10-01"])
def test_an_id_with_a_comma_or_decimals_is_another_spelling(other: str, tmp_path: Path) -> None:
    text = f'EE ID,Name,Gross Pay,401k\n1001,Ann,90000,7200\n"{other}",Ann,5000,100\n2,Bo,80000,0\n'
    found = [remark.say() for remark in _read(tmp_path, text).account.remarks]
    assert any("spelled in two ways in rows 2, 3" in each for each in found)


WEEKLY = ("1/2/2026", "1/9/2026", "1/16/2026", "1/23/2026", "1/30/2026")
MONTHLY = ("1/31/2026", "2/28/2026", "3/31/2026")
TWICE = ("1/15/2026", "1/30/2026", "2/13/2026", "2/27/2026")


@pytest.mark.parametrize(
    ("days", "times", "periods", "asks"),
    [
        (WEEKLY, 52, 52, False),
        (MONTHLY, 12, 12, False),
        (TWICE, 24, 24, False),
        (WEEKLY[::2], 26, 26, False),
        (WEEKLY, 52, 26, True),
        (MONTHLY, 12, 26, True),
        (TWICE, 24, 12, True),
    ],
)
def test_the_year_follows_from_the_pay_dates_that_are_there(
    days: tuple[str, ...], times: int, periods: int, asks: bool, tmp_path: Path
) -> None:
    path = tmp_path / "census.csv"
    rows = "".join(
        f"{who},{day},{130_000 / times},{13_000 / times}\n" for who in "12" for day in days
    )
    path.write_text(f"EE ID,Check Date,Gross Pay,401k\n{rows}", encoding="utf-8")
    settings = ReadingSettings(amounts=Amounts.PAY_PERIOD)
    plan = PlanTerms("Example 401(k)", pay_periods=periods)
    read = read_roster(path, 2026, plan=plan, settings=settings)
    assert [q.key for q in read.account.questions] == ["pay_periods"] * asks
    if asks:
        assert "Correct pay_periods in the plan" in read.account.questions[0].say()
        assert not len(read.participants)
        return
    assert read.participants.compensation.tolist() == pytest.approx([130_000, 130_000])
    assert read.participants.pay_periods_left.tolist() == [times - len(days)] * 2
    said = f"{times - len(days)} of {times} pay dates a year are taken to be still to come"
    assert any(remark.say().startswith(said) for remark in read.account.remarks)
    read = read_roster(path, 2026, plan=plan, settings=settings, periods_left=7)
    assert read.participants.pay_periods_left.tolist() == [7, 7]
    assert not any("still to come" in remark.say() for remark in read.account.remarks)


def test_more_pay_dates_left_than_a_year_has_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "census.csv"
    path.write_text("EE ID,YTD Gross Pay,YTD 401k\n1,90000,7200\n", encoding="utf-8")
    with pytest.raises(
        RosterFileError, match="--periods-left: has more pay dates left than the 26"
    ):
        read_roster(path, 2026, plan=PLAN, periods_left=60)
    heads = "EE ID,YTD Gross Pay,YTD 401k,Pay Periods Left\n"
    path.write_text(f"{heads}1,90000,7200,13\n2,90000,7200,60\n", encoding="utf-8")
    with pytest.raises(RosterFileError, match="row 3: has more pay dates left than the 26"):
        read_roster(path, 2026, plan=PLAN)


def test_a_reading_that_says_another_year_says_which_to_give(tmp_path: Path) -> None:
    path, reading = tmp_path / "census.csv", tmp_path / "reading.toml"
    path.write_text("EE ID,Gross Pay,401k\n1,150000,15000\n", encoding="utf-8")
    reading.write_text("year = 2025\n", encoding="utf-8")
    with pytest.raises(RosterFileError, match="give --year 2025"):
        read_roster(path, 2026, settings=read_settings(reading))


def test_no_message_shows_a_social_security_number(tmp_path: Path) -> None:
    path = tmp_path / "census.csv"
    path.write_text(
        "SSN,Name,Division,Gross Pay,401k\n900-12-3401,Ann Lee,A,90000,oops\n"
        "900-12-3401,Ann Lee,B,200,10\n900-12-3402,Bo Kim,B,100,10\n",
        encoding="utf-8",
    )
    problems = read_roster(path, 2026).problems
    assert len(problems) == 2
    assert not [problem for problem in problems if "900-12-3401" in problem.message]


@pytest.mark.parametrize(
    ("headings", "row", "cells"),
    [
        ("401k,Match,Discretionary Match", "4000,-2000,3000", ["D2"]),
        ("401k,Catch-Up", "-500,24500", ["C2"]),
        ("401k,Match,Match True-Up", "4000,3000,-200", []),
    ],
)
def test_a_minus_in_a_part_is_not_hidden_by_the_sum(
    headings: str, row: str, cells: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "census.csv"
    path.write_text(f"EE ID,Gross Pay,{headings}\n1,90000,{row}\n", encoding="utf-8")
    assert [problem.cell for problem in read_roster(path, 2026).problems] == cells


@pytest.mark.parametrize(
    ("rows", "left_out"),
    [
        ("1,2010-01-04,X,50000,2500\n1,2010-01-04,Y,50000,100\n", [2, 3]),
        ("1,2010-01-04,X,50000,2500\n1,2015-01-05,X,50000,100\n", [2, 3]),
        ("1,2010-01-04,X,50000,2500\n1,2010-01-04,Y,40000,100\n", []),
        ("1,2010-01-04,X,0,0\n1,2010-01-04,Y,0,0\n", []),
    ],
)
def test_pay_that_the_jobs_of_one_person_repeat_is_not_added_up(
    rows: str, left_out: list[int], tmp_path: Path
) -> None:
    path = tmp_path / "census.csv"
    path.write_text(
        f"EE ID,Hire Date,Division,Gross Pay,401k\n{rows}2,2010-01-04,X,60000,600\n",
        encoding="utf-8",
    )
    read = read_roster(path, 2026)
    assert [problem.row for problem in read.problems] == left_out
    assert all("pay that is not repeated" in problem.expected for problem in read.problems)
