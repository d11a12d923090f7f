"""The batch, from files to files."""

import csv
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from megaroth_xl.errors import MegarothError, OutputError, RunStoppedError, UnknownYearError
from megaroth_xl.reports.runs import whole
from megaroth_xl.reports.runs.run import Report, report
from megaroth_xl.reports.runs.run_errors import RunDiffersError

SAMPLE = Path(__file__).parents[3] / "workbook"
PLAN = SAMPLE / "sample_plan.toml"
HOSTILE = [
    "=1+1",
    "+server|'topic'!A0",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\u202e=1",
    "{name}",
    "_x0041_",
]


def made(tmp_path: Path, content: str, year: int = 2026, **options: Any) -> Report:
    roster = tmp_path / "roster.csv"
    roster.write_text(content, encoding="utf-8", newline="")
    return report(roster, PLAN, year, tmp_path / "out", **options)


def hostile_roster(tmp_path: Path) -> Report:
    lines = ["id,name,pay,deferral"]
    lines += [f'"{text}","{text}",100000,"{1000 * i or text}"' for i, text in enumerate(HOSTILE)]
    return made(tmp_path, "\n".join(lines))


def test_no_text_of_a_roster_becomes_a_formula(tmp_path: Path) -> None:
    result = hostile_roster(tmp_path)
    assert (result.employees, result.rows_left_out) == (len(HOSTILE) - 1, 1)
    workbook = load_workbook(result.files[0])
    cells = [cell for sheet in workbook for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr", "n", "d"}
    texts = [cell.value for cell in cells if isinstance(cell.value, str)]
    assert not [text for text in texts if text.lstrip()[:1] in {"=", "+", "-", "@"}]
    assert [row[1].value for row in workbook["Employees"].iter_rows(min_row=2)] == [
        "'+server|'topic'!A0",
        "'-2+3",
        "'@SUM(A1)",
        "'=1",
        "'=1",
        "{name}",
        "_x005F_x0041_",
    ]


def test_no_line_of_the_problems_executes(tmp_path: Path) -> None:
    with hostile_roster(tmp_path).files[1].open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file))
    assert lines == [
        ["row", "cell", "column", "found", "expected"],
        ["2", "D2", "elective_deferral", "'=1+1'", "a number such as 250000 or 250,000.00"],
    ]


def test_a_roster_of_bad_rows_only_still_reports_them(tmp_path: Path) -> None:
    result = made(tmp_path, "id,pay,deferral\n1,x,y\n")
    assert (result.rows, result.employees, len(result.problems)) == (1, 0, 2)
    assert load_workbook(result.files[0])["Problems"].max_row == 3


def test_a_roster_without_rows(tmp_path: Path) -> None:
    assert made(tmp_path, "id,pay,deferral\n").employees == 0


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    content = "id,pay,deferral\n1,100000,5000\n"
    first = [file.read_bytes() for file in made(tmp_path, content).files]
    assert [file.read_bytes() for file in made(tmp_path, content).files] == first


def test_a_projected_year_says_so(tmp_path: Path) -> None:
    result = made(tmp_path, "id,pay,deferral\n1,200000,5000\n", year=2027)
    workbook = load_workbook(result.files[0])
    said = [row[0] for row in workbook["Plan"].iter_rows(values_only=True)]
    assert "The limits of 2027 are projected, not published; they may change." in said
    statuses = [row[3] for row in workbook["Limits"].iter_rows(min_row=2, values_only=True)]
    assert "projected" in statuses


def test_the_report_speaks_korean(tmp_path: Path) -> None:
    result = made(tmp_path, "id,pay,deferral\n1,200000,5000\n", lang="ko")
    workbook = load_workbook(result.files[0])
    cells = [cell for row in workbook["직원별"].iter_rows(values_only=True) for cell in row]
    assert "사번" in cells


@pytest.mark.parametrize("year", [2018, 2024, 2025, 2026])
def test_every_year_reports(tmp_path: Path, year: int) -> None:
    assert made(tmp_path, "id,age,pay,deferral\n1,61,200000,5000\n", year=year).employees == 1


def test_a_year_without_limits_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(UnknownYearError):
        made(tmp_path, "id,pay,deferral\n1,2,3\n", year=2031)
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_written_leaves_no_part(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(OutputError, match="cannot be written") as caught:
        made(tmp_path, "id,pay,deferral\n1,2,3\n")
    assert isinstance(caught.value, MegarothError)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "roster.csv"]


def test_a_run_interrupted_before_its_files_are_ready_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = "id,pay,deferral\n1,100000,5000\n"
    folder = made(tmp_path, content).files[0].parent
    before = {path: path.read_bytes() for path in folder.iterdir()}

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setitem(whole.FILES, "problems.csv", interrupt)
    with pytest.raises(RunStoppedError, match="before this run wrote anything"):
        made(tmp_path, content + "2,100000,5000\n", force=True)
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_another_roster_takes_force(tmp_path: Path) -> None:
    content = "id,pay,deferral\n1,100000,5000\n"
    folder = made(tmp_path, content).files[0].parent
    before = {path: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(RunDiffersError, match=r"differs in the roster \(roster.csv\)"):
        made(tmp_path, content + "2,100000,5000\n")
    assert {path: path.read_bytes() for path in folder.iterdir()} == before
    assert made(tmp_path, content + "2,100000,5000\n", force=True).employees == 2
