"""Census files with a row for each kind of contribution."""

from pathlib import Path

import numpy as np
import pytest
from openpyxl import Workbook

from megaroth_xl.errors import RosterFileError
from megaroth_xl.reports.roster.payroll_file import read_payroll
from megaroth_xl.reports.roster.roster import Roster
from megaroth_xl.reports.roster.roster_file import read_roster
from megaroth_xl.reports.roster.settings import BlankAmounts, ReadingSettings
from megaroth_xl.reports.roster.settings_file import read_settings

SOURCES = """\
Employee ID,Employee Name,Gross Pay,Source,Amount
1,"Lee, Ann",150000,EE PRE-TAX,12000
1,"Lee, Ann",150000,ROTH,3000
1,"Lee, Ann",,COMPANY MATCH,"6,000.00"
2,"Kim, Bo",90000,EE PRE-TAX,7200
1,"Lee, Ann",150000,AFTER-TAX,1500
1,"Lee, Ann",150000,LOAN,600
2,"Kim, Bo",90000,Company Match,3600
"""


def read(folder: Path, content: str, said: str = "") -> Roster:
    path, reading = folder / "census.csv", folder / "reading.toml"
    path.write_text(content, encoding="utf-8")
    reading.write_text(said, encoding="utf-8")
    return read_roster(path, 2026, settings=read_settings(reading))


def figures(roster: Roster) -> dict[str, tuple[float, ...]]:
    people = roster.participants
    columns = (
        people.compensation,
        people.elective_deferral,
        people.roth_deferral,
        people.matching_contribution,
        people.after_tax_contribution,
    )
    return {
        str(who): tuple(float(column[place]) for column in columns)
        for place, who in enumerate(people.employee_id)
    }


def test_kinds_in_rows_become_columns_without_a_question(tmp_path: Path) -> None:
    roster = read(tmp_path, SOURCES)
    assert roster.account.is_certain
    assert figures(roster) == {
        "1": (150_000, 15_000, 3_000, 6_000, 1_500),  # 12,000 + 3,000: kinds add up
        "2": (90_000, 7_200, 0, 3_600, 0),
    }
    assert roster.participants.row.tolist() == [2, 5]
    (said,) = [remark.say() for remark in roster.account.remarks]
    assert "(Source) and its amount (Amount): 7 rows became 2" in said
    uses = {use.heading: use for use in roster.account.columns}
    assert (uses["LOAN"].letters, uses["LOAN"].became, uses["LOAN"].total) == ("E", (), 600)
    assert {"Source", "Amount"}.isdisjoint(uses)


def test_pay_may_be_a_kind_and_a_workbook_may_hold_them(tmp_path: Path) -> None:
    book = Workbook()
    for row in (
        ["Contribution detail"],
        [],
        ["SSN", "Name", "Contribution Type", "Contribution Amount"],
        ["900-12-3401", "Ann Lee", "Gross Pay", 150_000],
        ["900-12-3401", "Ann Lee", "Employee Deferral", 15_000.25],
        ["900-12-3402", "Bo Kim", "Gross Pay", 90_000],
        ["900-12-3402", "Bo Kim", "Employee Deferral", 7_200],
        ["900-12-3402", "Bo Kim", "Employee Deferral", 0.5],
    ):
        book.active.append(row)
    book.save(tmp_path / "census.xlsx")
    roster = read_roster(tmp_path / "census.xlsx", 2026)
    found = {who: each[:2] for who, each in figures(roster).items()}
    assert found == {"900-12-3401": (150_000, 15_000.25), "900-12-3402": (90_000, 7_200.5)}


def test_a_column_that_names_the_plan_is_no_kind(tmp_path: Path) -> None:
    rows = "1,401k,PRETAX,12000,150000\n1,401k,ROTH,3000,150000\n"
    roster = read(tmp_path, f"EE ID,Plan,Source,Amount,Gross\n{rows}")
    assert figures(roster)["1"][:3] == (150_000, 15_000, 3_000)


def test_an_amount_that_cannot_be_read_is_a_problem_of_its_own_cell(tmp_path: Path) -> None:
    roster = read(tmp_path, SOURCES.replace('"6,000.00"', "#N/A").replace("3600", "TBD"))
    assert [(p.row, p.column, p.found, p.cell) for p in roster.problems] == [
        (4, "matching_contribution", "'#N/A'", "E4"),
        (8, "matching_contribution", "'TBD'", "E8"),
    ]


def test_earnings_may_be_kinds_and_what_differs_is_not_passed_through(tmp_path: Path) -> None:
    rows = "1,Regular,Earning,130000\n1,Bonus,Earning,20000\n1,401k,Deduction,15000\n"
    content = f"Employee ID,Earnings/Deduction,Type,Amount\n{rows}2,Regular,Earning,90000\n"
    (question,) = read(tmp_path, content).account.questions
    (choice,) = question.choices
    assert choice.lines == ('columns.compensation = ["Regular", "Bonus"]',)
    roster = read(tmp_path, content, f"{choice.lines[0]}\n")
    assert figures(roster)["1"][:2] == (150_000, 15_000)
    assert roster.passthrough["Type"].to_list() == [None, "Earning"]


def test_each_pay_date_has_its_own_kinds(tmp_path: Path) -> None:
    path = tmp_path / "payroll.csv"
    path.write_text(
        "EE ID,Check Date,Gross,Ded Code,Current Amount\n"
        "1,01/09/2026,6000,401K,600\n1,01/09/2026,6000,AT,100\n"
        "1,01/23/2026,6000,401K,600\n1,01/23/2026,6000,401K,-50\n",
        encoding="utf-8",
    )
    roster = read_roster(path, 2026)
    assert figures(roster)["1"][1:2] == (1_150,)
    assert roster.account.joined[0].rows == (2, 4)
    rows = read_payroll(path, 2026).rows
    assert rows["elective_deferral"].to_list() == [600, 550]
    assert rows["after_tax_contribution"].to_list() == [100, 0]


def test_codes_that_say_nothing_are_named_in_a_reading_file(tmp_path: Path) -> None:
    rows = SOURCES.replace("EE PRE-TAX", "10").replace("ROTH", "11").replace("AFTER-TAX", "30")
    rows = rows.replace("COMPANY MATCH", "20").replace("Company Match", "20")
    with pytest.raises(RosterFileError, match="its kinds are not known; in a reading file name"):
        read(tmp_path, rows)
    said = (
        'kinds = "Source"\n[columns]\nelective_deferral = ["10", "11"]\nroth_deferral = "11"\n'
        'matching_contribution = "20"\nafter_tax_contribution = "30"\n'
    )
    assert figures(read(tmp_path, rows, said)) == figures(read(tmp_path, SOURCES))


def test_of_several_amounts_one_is_named(tmp_path: Path) -> None:
    rows = "EE ID,Pay,Source,Amount A,Amount B\n1,150000,401K,9,15000\n1,150000,Match,9,6000\n"
    with pytest.raises(RosterFileError, match="kinds: names no column of amounts"):
        read(tmp_path, rows, 'kinds = "Source"\n')
    roster = read(tmp_path, rows, 'kinds = "Source"\nkind_amounts = "Amount B"\n')
    assert figures(roster)["1"][1] == 15_000


def test_a_blank_amount_is_asked_about_and_no_row_of_a_kind_is_0(tmp_path: Path) -> None:
    rows = "EE ID,Pay,Source,Amount\n1,150000,401K,15000\n1,150000,Match,\n2,90000,401K,7200\n"
    rows += "2,90000,Match,1000\n2,90000,Match,\n3,80000,401K,0\n"
    (question,) = read(tmp_path, rows).account.questions
    assert question.key == "blank_amounts"
    path = tmp_path / "census.csv"
    settings = ReadingSettings(blank_amounts=BlankAmounts.ZERO)
    match = read_roster(path, 2026, settings=settings).participants.matching_contribution
    assert match.tolist() == [0, 1_000, 0]
    settings = ReadingSettings(blank_amounts=BlankAmounts.UNKNOWN)
    match = read_roster(path, 2026, settings=settings).participants.matching_contribution
    assert np.nan_to_num(match, nan=-1).tolist() == [0]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('1,"Lee, Ann",,COMPANY', ",,,COMPANY", "row 4: has a kind and an amount, and no ID"),
        ("150000,ROTH", "150000,", "row 3: has an amount, and no kind"),
        ("150000,ROTH", "150001,ROTH", "row 3, Gross Pay: differs from another row"),
    ],
)
def test_what_belongs_to_nobody_or_nothing_is_refused(
    old: str, new: str, sentence: str, tmp_path: Path
) -> None:
    with pytest.raises(RosterFileError, match=sentence):
        read(tmp_path, SOURCES.replace(old, new))


def test_a_total_of_a_kind_is_compared(tmp_path: Path) -> None:
    roster = read(tmp_path, SOURCES + "Total,,,EE PRE-TAX,19200\nTotal,,,ROTH,3001\n")
    (control,) = roster.account.controls
    assert (control.row, control.differences) == (9, {"ROTH": (3_001, 3_000)})
    assert set(figures(roster)) == {"1", "2"}


def test_an_employee_in_each_row_stays_as_it_is(tmp_path: Path) -> None:
    rows = "EE ID,Pay,401k,Type,Loan Amount\n1,150000,15000,401K,10\n2,90000,7200,ROTH,0\n"
    roster = read(tmp_path, rows)
    assert figures(roster)["2"][:2] == (90_000, 7_200)
    assert not [r for r in roster.account.remarks if r.key == "remark.kinds"]


def test_a_blank_beside_a_kind_makes_no_second_job(tmp_path: Path) -> None:
    rows = "EE ID,Hire Date,Division,Pay,Source,Amount\n1,2010-01-04,X,50000,401K,2500\n"
    roster = read(tmp_path, rows + "1,,X,50000,Match,2000\n1,2010-01-04,,50000,AFTER-TAX,1500\n")
    ((pay, deferral, _, match, after_tax),) = figures(roster).values()
    assert (pay, deferral, match, after_tax) == (50_000, 2_500, 2_000, 1_500)


def test_rows_that_repeat_another_one_are_added_up_and_said(tmp_path: Path) -> None:
    again = '2,"Kim, Bo",90000,Company Match,3600\n'
    for more, rows in ((again, "rows 8, 9"), (again.replace("3600", "3601"), "")):
        roster = read(tmp_path, SOURCES + more)
        assert figures(roster)["2"][3] in (7_200, 7_201)
        said = [
            r.say() for r in roster.account.remarks if "of another row were added up" in r.say()
        ]
        assert [rows in each for each in said] == [True] * bool(rows)


def test_a_name_in_two_spellings_is_one_persons(tmp_path: Path) -> None:
    text = SOURCES.replace('"Lee, Ann",150000,ROTH', "ANN LEE,150000,ROTH")
    roster = read(tmp_path, text)
    assert figures(roster) == figures(read(tmp_path, SOURCES))
    assert roster.labels["name"].to_list() == ["Lee, Ann", "Kim, Bo"]
    other = read(tmp_path, SOURCES.replace('"Lee, Ann",150000,ROTH', "Cy Ro,150000,ROTH"))
    assert {problem.row for problem in other.problems} == {2, 3}
