"""`megaroth roster new`, and a plan that stands in the roster's own workbook."""

from pathlib import Path

from click.testing import CliRunner, Result
from openpyxl import load_workbook

from megaroth_xl.cli import main


def megaroth(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_the_workbook_is_written_and_not_replaced_unless_forced(tmp_path: Path) -> None:
    path = tmp_path / "mine.xlsx"
    assert megaroth("roster", "new", path).exit_code == 0
    assert load_workbook(path).sheetnames == ["Instructions", "Plan", "Reading", "Roster"]
    assert megaroth("roster", "new", path).exit_code == 2
    assert megaroth("roster", "new", path, "--force", "--lang", "ko").exit_code == 0
    assert load_workbook(path).sheetnames == ["안내", "플랜", "읽는 방법", "명부"]


def test_plan_check_reads_the_sheet_and_names_the_cell(tmp_path: Path) -> None:
    megaroth("roster", "new", tmp_path)
    path = tmp_path / "start.xlsx"
    blank = megaroth("plan", "check", path)
    assert blank.exit_code == 2
    assert "4 problems" in blank.stderr
    workbook = load_workbook(path)
    sheet = workbook["Plan"]
    answers = {
        "Plan name": "Mine",
        "Pay dates a year": 26,
        "Roth deferrals accepted": "yes",
        "After-tax contributions accepted": "yes",
        "In-plan Roth rollover of after-tax contributions": "yes",
        "NHCE average of the prior year, ACP test": 0.035,
        "Match tier 1: match rate": "100%",
        "Match tier 1: up to this share of pay": "six",
    }
    rows = {sheet.cell(row, 1).value: row for row in range(1, sheet.max_row + 1)}
    for label, value in answers.items():
        sheet.cell(rows[label], 2).value = value
    workbook.save(path)
    wrong = megaroth("plan", "check", path)
    assert wrong.exit_code == 2
    row = rows["Match tier 1: up to this share of pay"]
    assert f"Plan!B{row}: Match tier 1: up to this share of pay is 'six'" in wrong.stderr
    sheet.cell(row, 2).value = "6%"
    workbook.save(path)
    right = megaroth("plan", "check", path)
    assert right.exit_code == 0
    assert "The match is 100% of contributions up to 6% of pay" in right.stdout


def test_a_roster_without_a_plan_asks_for_one(tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text("employee_id\n1\n", encoding="utf-8")
    for command in (("report", roster, "--out", tmp_path), ("plan-test", roster)):
        result = megaroth(*command, "--year", "2026")
        assert result.exit_code == 2
        assert "has no sheet Plan; name the plan's terms with --plan" in result.stderr
