"""Workbooks whose sheets each hold a part of one roster."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from megaroth_xl.errors import RosterFileError
from megaroth_xl.reports.roster.account_text import account_lines
from megaroth_xl.reports.roster.roster import Roster
from megaroth_xl.reports.roster.roster_file import read_roster
from megaroth_xl.reports.roster.settings_file import read_settings

HEADS = ("Employee ID", "Name", "Gross Pay", "401(k)", "Match")
EAST = (("1", "Ann Lee", 150_000, 15_000, 6_000), ("2", "Bo Kim", 90_000, 7_200, 3_600))
WEST = (
    ("3", "Cy Ro", 80_000, 8_000, 3_200),
    ("4", "Dee Do", 70_000, 7_000, 2_800),
    ("Total", None, 150_000, 15_000, 6_000),
)


def book(folder: Path, sheets: Mapping[str, Sequence[Sequence[object]]]) -> Path:
    made = Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in ((f"Census of {name}",), HEADS, *rows):
            sheet.append(row)
    path = folder / "census.xlsx"
    made.save(path)
    return path


def read(path: Path, said: str, year: int = 2026) -> Roster:
    reading = path.with_name("reading.toml")
    reading.write_text(said, encoding="utf-8")
    return read_roster(path, year, settings=read_settings(reading))


def test_sheets_with_the_same_headings_may_be_read_together(tmp_path: Path) -> None:
    path = book(tmp_path, {"East": EAST, "West": WEST})
    (question,) = read_roster(path, 2026).account.questions
    assert question.key == "sheet"
    assert [choice.lines for choice in question.choices] == [
        ('sheet = ["East", "West"]',),
        ('sheet = "East"',),
        ('sheet = "West"',),
    ]
    roster = read(path, 'sheet = ["East", "West"]\n')
    assert roster.participants.compensation.tolist() == [150_000, 90_000, 80_000, 70_000]
    assert roster.passthrough["Sheet"].to_list() == ["East", "East", "West", "West"]
    assert roster.account.is_certain  # the total is that of its own sheet
    said = list(account_lines(roster.account))
    assert "Sheets read together: 'East', 'West'" in said
    assert "Row West!5 is a total: the rows above add up to it" in said
    assert read(path, 'sheet = "West"\n').participants.employee_id.tolist() == ["3", "4"]


def test_sheets_of_other_years_are_not_offered_together(tmp_path: Path) -> None:
    path = book(tmp_path, {"2025": EAST, "Current": EAST})
    (question,) = read_roster(path, 2026).account.questions
    assert [choice.lines for choice in question.choices] == [
        ('sheet = "2025"',),
        ('sheet = "Current"',),
    ]


def test_a_row_keeps_its_sheet_and_its_number(tmp_path: Path) -> None:
    path = book(tmp_path, {"East": EAST, "West": WEST})
    changed = load_workbook(path)
    changed["West"]["D4"] = "TBD"
    changed["East"]["A3"] = None
    changed.save(path)
    roster = read(path, 'sheet = ["West", "East"]\n')
    assert [(p.row, p.column, p.cell) for p in roster.problems] == [
        (4, "elective_deferral", "West!D4"),
        (3, "employee_id", "East!A3"),
    ]
    assert roster.row_names.to_list() == ["West-3", "East-4"]
    assert "Rows left out: West!4, East!3" in list(account_lines(roster.account))


def test_one_person_on_several_sheets_is_one(tmp_path: Path) -> None:
    path = book(tmp_path, {"Alpha": EAST, "Beta": [("2", "Bo Kim", 20_000, 1_000, 800)]})
    said = 'sheet = ["Alpha", "Beta"]\ncompanies = "one controlled group"\n'
    roster = read(path, said + 'columns.company = "Sheet"\n')
    assert roster.participants.compensation.tolist() == [150_000, 110_000]
    assert "Rows joined: Alpha!4, Beta!3 (jobs of one person, added up)" in list(
        account_lines(roster.account)
    )


def test_a_problem_of_a_whole_row_names_its_sheet_and_no_cell(tmp_path: Path) -> None:
    path = book(tmp_path, {"East": EAST, "West": [("2", "Cy Ro", 80_000, 8_000, 3_200)]})
    for problem in read(path, 'sheet = ["East", "West"]\n').problems:
        sheet, row = ("East", 4) if problem.row == 4 else ("West", 3)
        assert str(problem.message).startswith(f"sheet {sheet}, row {row}, employee_id is the ID")


def test_the_names_of_sheets_are_not_added_up(tmp_path: Path) -> None:
    path = book(tmp_path, {"2026": EAST, "2026 West": WEST})
    uses = read(path, 'sheet = ["2026", "2026 West"]\n').account.columns
    assert [(use.heading, use.total) for use in uses if not use.became] == [("Sheet", None)]


def of_titles(folder: Path, title: str, rows: Sequence[Sequence[object]] = WEST[:2]) -> Path:
    """A workbook whose second sheet has another title than the first, which says nothing."""
    path = book(folder, {"East": EAST, "West": rows})
    changed = load_workbook(path)
    changed["East"]["A1"] = "Census"
    changed["West"]["A1"] = title
    changed.save(path)
    return path


@pytest.mark.parametrize(
    ("title", "key"),
    [("Census of 2025", "year"), ("As of 06/30/2026", "amounts"), ("Year to date", "amounts")],
)
def test_what_a_title_of_another_sheet_says_is_asked_about(
    title: str, key: str, tmp_path: Path
) -> None:
    path = of_titles(tmp_path, title)
    (question,) = read(path, 'sheet = ["East", "West"]\n').account.questions
    assert question.key == key
    answer = 'sheet = ["East", "West"]\nyear = 2026\namounts = "year"\n'
    assert read(path, answer).account.is_certain


def test_thousands_that_the_title_of_another_sheet_says_are_refused(tmp_path: Path) -> None:
    path = of_titles(tmp_path, "(in thousands)")
    with pytest.raises(RosterFileError, match="says that its amounts are in thousands"):
        read(path, 'sheet = ["East", "West"]\n')


@pytest.mark.parametrize("rows", [EAST, EAST[:1]])
def test_sums_without_a_label_may_be_those_of_their_own_sheet(
    rows: Sequence[Sequence[object]], tmp_path: Path
) -> None:
    sheets = {"West": WEST[:2], "East": rows}
    with_sums = {
        name: (*own, (None, None, *(sum(row[n] for row in own) for n in (2, 3, 4))))
        for name, own in sheets.items()
    }
    roster = read(book(tmp_path, with_sums), 'sheet = ["West", "East"]\n')
    assert roster.account.is_certain
    assert len(roster.account.controls) == 2
    assert len(roster.participants) == 2 + len(rows)


def test_months_add_up(tmp_path: Path) -> None:
    month = (("1", "Ann Lee", 12_500, 1_250, 500), ("2", "Bo Kim", 7_500, 600, 300))
    path = book(tmp_path, {f"{name} 2026": month for name in ("Jan", "Feb", "Mar")})
    said = 'sheet = ["Jan 2026", "Feb 2026", "Mar 2026"]\namounts = "pay period"\n'
    roster = read(path, said + "as_of = 2026-03-31\n")
    assert roster.participants.compensation.tolist() == [37_500, 22_500]
    assert roster.participants.elective_deferral.tolist() == [3_750, 1_800]
    # The latest of the days that the names of the sheets give is that of all.
    assert read(path, said).as_of == date(2026, 3, 31)


def test_other_headings_are_not_joined(tmp_path: Path) -> None:
    path = book(tmp_path, {"East": EAST, "West": WEST})
    changed = load_workbook(path)
    changed["West"]["E2"] = "Roth"
    changed.save(path)
    (question,) = read_roster(path, 2026).account.questions
    assert len(question.choices) == 2
    with pytest.raises(RosterFileError, match=r"'West'.* \('Roth' in place of 'Match'\)"):
        read(path, 'sheet = ["East", "West"]\n')
    with pytest.raises(RosterFileError, match="has no sheet 'North'"):
        read(path, 'sheet = ["East", "North"]\n')


def test_dollars_on_one_sheet_and_rates_on_another_are_not_joined(tmp_path: Path) -> None:
    path = book(tmp_path, {"East": EAST, "West": WEST})
    changed = load_workbook(path)
    changed["West"]["D2"] = "401(k) %"
    changed.save(path)
    with pytest.raises(RosterFileError, match=r"'401\(k\) %' in place of '401\(k\)'"):
        read(path, 'sheet = ["East", "West"]\n')


def test_kinds_in_rows_may_be_on_several_sheets(tmp_path: Path) -> None:
    made = Workbook()
    for sheet, kind in ((made.active, "401K"), (made.create_sheet("B"), "Roth")):
        for row in (["EE ID", "Pay", "Source", "Amount"], ["1", 150_000, kind, 7_000]):
            sheet.append(row)
    made.save(tmp_path / "census.xlsx")
    roster = read(tmp_path / "census.xlsx", 'sheet = ["Sheet", "B"]\n')
    assert roster.participants.elective_deferral.tolist() == [14_000]
    assert roster.participants.roth_deferral.tolist() == [7_000]
