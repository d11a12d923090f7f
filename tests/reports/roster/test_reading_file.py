"""`--write-reading`: the file that it writes, with its questions answered, is all it takes."""

import csv
import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import Workbook

from megaroth_xl.cli import plan_test, report, roster
from megaroth_xl.reports.roster.roster_file import read_roster
from megaroth_xl.reports.roster.settings_file import read_settings

PLAN = Path(__file__).parent / "files" / "plan_prior.toml"
DONE, NEEDS_YOU = 0, 1


@dataclass(frozen=True)
class Layout:
    """A real layout: the rows of its file, the answers, and what must come of them."""

    name: str
    rows: list[list[object]]
    answers: tuple[str, ...]
    figures: dict[str, dict[str, float]]


PAYROLL = Layout(
    "payroll.csv",
    [
        ["Harbor Tools LLC", "", "", "", "", "", "", ""],
        [
            *("File Number", "Payroll Name", "Prior Year W-2", "Gross Pay", "401K", "401K Roth"),
            *("Company Match", "401K After Tax"),
        ],
        ["001", "Alvarez, Maria", 240_000, 248_000, 20_000, 4_500, 9_920, ""],
        ["002", "Brooks, Daniel", 92_000, 96_000, 5_000, "", 3_840, ""],
        ["003", "Chen, Wei", 68_000, 70_000, "", "", 2_800, 700],
        ["Company Totals", "", 400_000, 414_000, 25_000, 4_500, 16_560, 700],
    ],
    (
        "prior_year_compensation is Prior Year W-2",
        "401K Roth adds to 401K",
        "a blank amount is 0",
    ),
    {
        "001": {"elective_deferral": 24_500, "annual_additions": 34_420},
        "002": {"elective_deferral": 5_000, "annual_additions": 8_840},
        "003": {"elective_deferral": 0, "annual_additions": 3_500},
    },
)
GRID = Layout(
    "grid.xlsx",
    [
        ["", "", "", "Compensation", "", "Employee", "", "Employer", ""],
        ["SSN", "Name", "HCE", "Gross", "Plan", "Deferral", "Roth", "Match", "Special\n401k"],
        ["900-12-3401", "Maria Alvarez", "Y", 248_000, 238_000, 24_500, 4_500, 7_440, 2_480],
        ["900-12-3402", "Daniel Brooks", "N", 96_000, 96_000, 9_600, 4_600, 2_880, 960],
    ],
    (
        "compensation is Compensation Gross",
        "Employee Roth is already counted in Employee Deferral",
        "matching_contribution is Employer Special 401k",
    ),
    {
        "900-12-3401": {"elective_deferral": 24_500, "matching_contribution": 9_920},
        "900-12-3402": {"elective_deferral": 9_600, "matching_contribution": 3_840},
    },
)
RATES = Layout(
    "rates.csv",
    [
        ["EE ID", "HCE", "Annual Pay", "Deferral Rate", "Post-Tax Rate", "Match Rate"],
        ["1", "N", 100_000, 8.0, 0.0, 4.0],
        ["2", "Y", 200_000, 10.0, 1.0, 4.0],
    ],
    ("after_tax_contribution is Post-Tax Rate", "they are shares of pay"),
    {
        "1": {"elective_deferral": 8_000, "matching_contribution": 4_000},
        "2": {"elective_deferral": 20_000, "after_tax_contribution": 2_000},
    },
)
MANY = Layout(
    "many.csv",
    [
        ["Report run 10/15/2026", "", "", "", "", "", "", ""],
        ["Last Name", "First Name", "DOB", "Gross", "401k", "Roth", "CU", "ER Contrib", "HCE"],
        ["Lee", "Ann", "3/1/1971", 150_000, 15_000, "", "N/A", 6_000, "Y"],
        ["Kim", "Bo", "7/4/1965", 90_000, 7_200, 1_000, 500, 3_600, "N"],
    ],
    (
        "each name is one person, and serves as the employee ID",
        "Roth adds to 401k",
        "CU is catch-up and adds to 401k",
        "matching_contribution is ER Contrib",
        "a blank amount is 0",
        "the amounts are of the whole year",
    ),
    {
        "Lee, Ann": {"elective_deferral": 15_000, "matching_contribution": 6_000},
        "Kim, Bo": {"elective_deferral": 8_700, "matching_contribution": 3_600},
    },
)
LAYOUTS = (PAYROLL, GRID, RATES, MANY)


def written(layout: Layout, folder: Path) -> Path:
    path = folder / layout.name
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(layout.rows)
        return path
    book = Workbook()
    for row in layout.rows:
        book.active.append(row)
    for block in ("D1:E1", "F1:G1", "H1:I1"):
        book.active.merge_cells(block)
    book.save(path)
    return path


def uncommented(text: str, answers: tuple[str, ...]) -> str:
    """The file with the # gone before the lines of each answer."""
    lines, is_chosen, found = [], False, []
    for line in text.splitlines():
        if line.startswith("# ") or not line.startswith("#"):
            sentence = line.removeprefix("# ").removesuffix(":")
            is_chosen = sentence in answers
            found += [sentence] * is_chosen
        lines.append(line[1:] if is_chosen and not line.startswith("# ") else line)
    assert sorted(found) == sorted(answers)
    return "\n".join(lines) + "\n"


def reported(path: Path, out: Path, *more: str) -> Result:
    options = ["--plan", str(PLAN), "--year", "2026", "--out", str(out), *more]
    return CliRunner().invoke(report.command, [str(path), *options])


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_the_written_file_answered_is_all_that_a_report_needs(
    layout: Layout, tmp_path: Path
) -> None:
    path, reading, out = written(layout, tmp_path), tmp_path / "reading.toml", tmp_path / "out"
    asked = reported(path, out, "--write-reading", str(reading), "--json")
    assert (asked.exit_code, out.exists()) == (NEEDS_YOU, False)
    assert json.loads(asked.stdout)["result"] == "not tested"
    answered = uncommented(reading.read_text(encoding="utf-8"), layout.answers)
    reading.write_text(answered, encoding="utf-8")
    done = reported(path, out, "--reading", str(reading))
    assert done.exit_code == DONE, done.output
    with (out / "results.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["employee_id"]: row for row in csv.DictReader(file)}
    assert rows.keys() == layout.figures.keys()
    for who, figures in layout.figures.items():
        assert {name: float(rows[who][name]) for name in figures} == figures


def test_every_command_that_reads_a_roster_writes_the_same_file(tmp_path: Path) -> None:
    path = written(GRID, tmp_path)
    files = [tmp_path / f"{name}.toml" for name in ("check", "test", "report")]
    check = ["check", str(path), "--year", "2026", "--write-reading", str(files[0])]
    test = [str(path), "--plan", str(PLAN), "--year", "2026", "--write-reading", str(files[1])]
    CliRunner().invoke(roster.command, check)
    CliRunner().invoke(plan_test.command, test)
    reported(path, tmp_path / "out", "--write-reading", str(files[2]))
    assert len({file.read_text(encoding="utf-8") for file in files}) == 1


def test_a_folder_of_rosters_has_no_one_reading_file(tmp_path: Path) -> None:
    folder = tmp_path / "rosters"
    folder.mkdir()
    written(RATES, folder)
    done = reported(folder, tmp_path / "out", "--write-reading", str(tmp_path / "r.toml"))
    assert "several rosters" in str(done.exception)
    assert not (tmp_path / "r.toml").exists()


def test_tables_of_columns_are_put_together(tmp_path: Path) -> None:
    path, reading = tmp_path / "roster.csv", tmp_path / "reading.toml"
    path.write_text("ID,Pay,Deferral,A,B\n1,100000,5000,100,20\n", encoding="utf-8")
    reading.write_text(
        '[[columns]]\nnonelective_contribution = "A"\n[[columns]]\n'
        'nonelective_contribution = ["B"]\n',
        encoding="utf-8",
    )
    check = ["check", str(path), "--year", "2026", "--reading", str(reading), "--json"]
    found = json.loads(CliRunner().invoke(roster.command, check).stdout)
    sums = {total["column"]: total["read"] for total in found["sums"]}
    assert sums["nonelective_contribution"] == 120


@pytest.mark.parametrize("order", ["401(k) %,401(k)", "401(k),401(k) %"])
@pytest.mark.parametrize(
    ("said", "deferral"),
    [
        ('rates = []\ncolumns.elective_deferral = "401(k)"\n', 14_000),
        ('rates = []\ncolumns.elective_deferral = "401(K) "\n', 14_000),
        ('rates = ["401(k) %"]\ncolumns.elective_deferral = "401(k) %"\n', 15_000),
        ('rates = ["401(k) %"]\n', 14_000),
        ('ignore = ["401(k) %"]\n', 14_000),
    ],
)
def test_of_headings_that_differ_in_a_sign_the_one_that_is_named_is_used(
    order: str, said: str, deferral: float, tmp_path: Path
) -> None:
    path, reading = tmp_path / "census.csv", tmp_path / "reading.toml"
    cells = "10,14000" if order.startswith("401(k) %") else "14000,10"
    path.write_text(f"EE ID,Gross Pay,{order}\n1,150000,{cells}\n", encoding="utf-8")
    reading.write_text(said, encoding="utf-8")
    read = read_roster(path, 2026, settings=read_settings(reading))
    assert read.participants.elective_deferral.tolist() == [deferral]


def test_a_folder_says_of_which_file_it_speaks(tmp_path: Path) -> None:
    rosters = tmp_path / "rosters"
    rosters.mkdir()
    for name, month in (("a", "06/30"), ("b", "03/31")):
        text = f"Payroll through {month}/2026\nEE ID,YTD Gross Pay,YTD 401k\n{name},90000,7200\n"
        (rosters / f"{name}.csv").write_text(text, encoding="utf-8")
    given = ["--plan", str(PLAN), "--year", "2026", "--out", str(tmp_path / "out")]
    said = CliRunner().invoke(report.command, [str(rosters), *given]).output
    assert "a.csv: The amounts go up to June 30, 2026." in said
    assert "b.csv: The amounts go up to March 31, 2026." in said
