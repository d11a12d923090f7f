"""The sample: each rule that a report applies has a row that shows it."""

import io
import json
import zipfile
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from megaroth_xl.cli import main
from megaroth_xl.reports.roster.sample import sample_workbook
from megaroth_xl.reports.runs.run import Report, report
from megaroth_xl.sheets.finishing import workbook_bytes

WORKBOOK = Path(__file__).parents[3] / "workbook"
ROSTER = WORKBOOK / "sample_roster.csv"
YEAR = 2026


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return report(
        WORKBOOK / "sample_roster.xlsx",
        WORKBOOK / "sample_plan.toml",
        YEAR,
        tmp_path_factory.mktemp("out"),
    )


@pytest.fixture(scope="module")
def employees(made: Report) -> dict[str, dict[str, object]]:
    rows = load_workbook(made.files[0])["Employees"].iter_rows(values_only=True)
    headings = next(rows)
    return {str(row[0]): dict(zip(headings, row, strict=True)) for row in rows}


# The figures of the plan: 40,000 or 25% of pay; match 100% of 3% and 50% of the next 2% of pay.
# Of 2026 (Notice 2025-67): 24,500 deferral, 8,000 and 11,250 catch-up, 72,000 annual additions,
# 360,000 pay; 160,000 pay of 2025 for HCE; 150,000 wages of 2025 for Roth catch-up.
IN_DOLLARS = "Election per paycheck, dollars (at most its pay)"
RULES: dict[str, tuple[str, str, object]] = {
    "the 415(c) dollars bind": ("1001", "Binding limit", "415(c) dollar limit"),
    "72,000 - 24,500 - 8,000 match": ("1001", "After-tax room", 39_500),
    "the match is projected": ("1001", "Match is", "projected"),
    "the plan's share of pay binds": ("1002", "After-tax room", 37_500),
    "100% of pay binds": ("1003", "Binding limit", "100% of pay"),
    "30,000 - 24,000 - 1,200 match": ("1003", "After-tax room", 4_800),
    "letters beyond ASCII stay": ("1003", "Name", "Zoë Lindqvist"),
    "Korean letters stay": ("1004", "Name", "김민준"),
    "age 50 has catch-up": ("1004", "Catch-up limit", 8_000),
    "wages of exactly the threshold may be pre-tax": ("1004", "Catch-up must be Roth", "no"),
    "age 49 has none": ("1005", "Catch-up limit", 0),
    "age 59 has the ordinary one": ("1006", "Catch-up limit", 8_000),
    "age 60 has the higher one": ("1007", "Catch-up limit", 11_250),
    "the plan's dollar cap binds": ("1007", "After-tax room", 40_000),
    "age 63 has the higher one": ("1008", "of which catch-up", 11_250),
    "age 64 drops back": ("1009", "Catch-up limit", 8_000),
    "a deferral above 402(g) and catch-up": ("1010", "Excess deferral", 3_250),
    "78,900 is above 72,000": ("1011", "Excess annual addition", 6_900),
    "nothing is left": ("1011", "Binding limit", "no room left: 415(c) dollar limit"),
    "deferrals become catch-up at 52": ("1012", "Excess annual addition", 0),
    "wages above the threshold": ("1013", "Catch-up must be Roth", "yes"),
    "HCE by pay": ("1013", "HCE", "yes"),
    "HCE by ownership": ("1014", "HCE", "yes"),
    "not HCE": ("1015", "HCE", "no"),
    "a name like a formula": ("1015", "Name", "'=1+1"),
    "two jobs together": ("1016", "Compensation", 95_000),
    "a rehire's two spells together": ("1017", "Elective deferral", 8_500),
    "hired in the year": (
        "1018",
        "Warnings",
        "hired this year: ask for deferrals in the earlier employer's plan",
    ),
    "14,000 and 15,000 elsewhere": ("1019", "Excess deferral", 4_500),
    "left in the year": (
        "1020",
        "Warnings",
        "leaves or left this year: severance pay cannot be contributed",
    ),
    "no pay": ("1021", "Warnings", "no pay: nothing can be contributed"),
    "no age": (
        "1022",
        "Warnings",
        "age not given: no catch-up",
    ),
    "the plan cap is used up": ("1023", "Binding limit", "no room left: plan cap"),
    "39,500 of room in 10 of 26 pay dates of 7,692.31": (
        "1001",
        "Election per paycheck, share of pay",
        0.51,
    ),
    "the same in dollars, down to the cent": ("1002", IN_DOLLARS, 3_750),
    "no paycheck is left": ("1020", IN_DOLLARS, 0),
    "match on pay up to 360,000": ("1024", "Matching contribution", 14_400),
}


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_has_its_row(rule: str, employees: dict[str, dict[str, object]]) -> None:
    employee_id, column, expected = RULES[rule]
    assert employees[employee_id][column] == expected


def test_it_is_complete(made: Report) -> None:
    assert (made.rows, made.employees, made.rows_left_out) == (27, 25, 0)
    assert made.accounts
    assert made.accounts[0].is_certain


def test_every_row_of_the_sample_shows_a_rule() -> None:
    shown = {employee_id for employee_id, _, _ in RULES.values()}
    assert set(pl.read_csv(ROSTER)["employee_id"].cast(pl.String)) - shown == {"1025"}


def parts(workbook: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_shipped_sample_is_the_built_one() -> None:
    shipped = ROSTER.with_suffix(".xlsx").read_bytes()
    assert parts(shipped) == parts(workbook_bytes(sample_workbook(ROSTER)))


def test_building_twice_gives_the_same_bytes() -> None:
    assert workbook_bytes(sample_workbook(ROSTER)) == workbook_bytes(sample_workbook(ROSTER))


def test_both_kinds_of_sample_give_the_same_report(made: Report, tmp_path: Path) -> None:
    from_csv = report(WORKBOOK / "sample_roster.csv", WORKBOOK / "sample_plan.toml", YEAR, tmp_path)
    sheets = [
        pl.read_excel(file, sheet_name="Employees") for file in (from_csv.files[0], made.files[0])
    ]
    assert sheets[0].equals(sheets[1])


ANSWERS = """
blank_amounts = "zero"
as_of = 2026-12-31
[columns]
prior_year_wages = "Prior Year Wages"
"""


def test_the_sample_that_asks(tmp_path: Path) -> None:
    """A total, a pay that is no number, and three questions; no verdict on part of a roster."""
    roster = WORKBOOK / "sample_roster_to_answer.csv"
    how = ("roster", "check", str(roster), "--plan", str(WORKBOOK / "sample_plan.toml"))
    asked = CliRunner().invoke(main, [*how, "--year", str(YEAR), "--json"])
    account = json.loads(asked.stdout)
    assert (asked.exit_code, len(account["questions"])) == (1, 3)
    assert (account["rows"], account["left_out"]) == (7, [7])
    assert [total["row"] for total in account["totals"]] == [9]
    answers = tmp_path / "answers.toml"
    answers.write_text(ANSWERS, encoding="utf-8")
    answered = CliRunner().invoke(
        main, [*how, "--year", str(YEAR), "--reading", str(answers), "--json"]
    )
    account = json.loads(answered.stdout)
    assert (answered.exit_code, account["questions"], account["employees"]) == (1, [], 5)
    assert [problem["cell"] for problem in account["problems"]] == ["E7"]


def test_a_written_answer_may_be_to_ignore_a_column(tmp_path: Path) -> None:
    """Every choice that is written as a comment can be taken by removing its mark."""
    roster, reading = WORKBOOK / "sample_roster_to_answer.csv", tmp_path / "reading.toml"
    how = ["roster", "check", str(roster), "--plan", str(WORKBOOK / "sample_plan.toml")]
    how += ["--year", str(YEAR)]
    CliRunner().invoke(main, [*how, "--write-reading", str(reading)])
    taken = ("#ignore", '#blank_amounts = "zero"', "#as_of = 2026-12-31")
    lines = reading.read_text(encoding="utf-8").splitlines()
    lines = [line[1:] if line.startswith(taken) else line for line in lines]
    reading.write_text("\n".join(lines), encoding="utf-8")
    account = json.loads(
        CliRunner().invoke(main, [*how, "--reading", str(reading), "--json"]).stdout
    )
    assert account["questions"] == []
    uses = {use["heading"]: use for use in account["columns"]}
    assert "ignored" in json.dumps(uses["Prior Year Wages"])
