"""Census files in real shapes: each is read right, or asked about, through the commands."""

import csv
import json
import re
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from megaroth_xl.cli import main, report, roster
from megaroth_xl.cli.plan_test import command as plan_test

HERE = Path(__file__).parent
FILES = HERE / "files"
CASES = tomllib.loads((HERE / "cases.toml").read_text(encoding="utf-8"))
DONE, NEEDS_YOU, NOT_READABLE = 0, 1, 2


def path_of(name: str) -> Path:
    folder, _, stem = name.rpartition("/")
    (path,) = [p for p in (FILES / folder).glob(f"{stem}.*") if p.suffix != ".toml"]
    return path


def options(name: str, folder: Path, *, answered: bool = True) -> list[str]:
    case = CASES[name]
    chosen = ["--year", "2026"]
    if "password" in case:
        (folder / "password.txt").write_text(case["password"], encoding="utf-8")
        chosen += ["--password-file", str(folder / "password.txt")]
    if answered and "reading" in case:
        (folder / "reading.toml").write_text(case["reading"], encoding="utf-8")
        chosen += ["--reading", str(folder / "reading.toml")]
    return chosen


def plan(name: str) -> list[str]:
    return ["--plan", str(FILES / f"{CASES[name].get('plan', 'plan_prior')}.toml")]


def checked(name: str, folder: Path, *, answered: bool = True) -> tuple[dict[str, Any], int]:
    chosen = options(name, folder, answered=answered)
    run = CliRunner().invoke(roster.command, ["check", str(path_of(name)), "--json", *chosen])
    return json.loads(run.stdout), run.exit_code


def verdict(name: str, folder: Path) -> tuple[dict[str, Any], int]:
    arguments = [str(path_of(name)), "--json", *plan(name), *options(name, folder)]
    run = CliRunner().invoke(plan_test, arguments)
    return json.loads(run.stdout), run.exit_code


def reported(name: str, folder: Path) -> tuple[dict[str, dict[str, str]], Result]:
    out = folder / "out"
    arguments = [str(path_of(name)), *plan(name), *options(name, folder), "--out", str(out)]
    run = CliRunner().invoke(report.command, arguments)
    with (out / "results.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["employee_id"]: row for row in csv.DictReader(file)}, run


def having(key: str) -> list[str]:
    return [name for name, case in CASES.items() if key in case]


def test_every_file_has_its_case() -> None:
    files = [p for p in FILES.rglob("*") if p.is_file() and p.suffix != ".toml"]
    told = {path_of(name) for name in CASES}
    assert {p.name for p in files} - {p.name for p in told} == {
        "d19_columns_meaning_one.csv",
        "d27_row_of_data_quoted.csv",
    }


@pytest.mark.parametrize("name", having("asks"))
def test_what_is_uncertain_is_asked_in_two_readings(name: str, tmp_path: Path) -> None:
    account, code = checked(name, tmp_path, answered=False)
    asked = {question["setting"]: question for question in account["questions"]}
    assert code == NEEDS_YOU
    assert CASES[name]["asks"] in {setting.partition(".")[0] for setting in asked}
    assert len(asked) <= 3
    assert all(len(question["readings"]) >= 2 for question in asked.values())


@pytest.mark.parametrize("name", CASES)
def test_nobody_is_asked_more_than_three_questions(name: str, tmp_path: Path) -> None:
    account, _ = checked(name, tmp_path, answered=False)
    assert len(account["questions"]) <= 3


@pytest.mark.parametrize("name", having("test"))
def test_the_verdict_is_right(name: str, tmp_path: Path) -> None:
    found, code = verdict(name, tmp_path)
    result, *figures = CASES[name]["test"]
    assert found["result"] == result, found["reasons"]
    if figures:
        hce, nhce, excess = figures
        assert (found["hce_acp"], found["nhce_acp"]) == pytest.approx((hce, nhce), abs=1e-9)
        assert found["excess"] == pytest.approx(excess, abs=0.005)
        refunds = sum(line["refund"] for line in found["refunds"])
        assert refunds == pytest.approx(found["excess"], abs=0.005)
    else:
        assert found["hce_acp"] is None
        assert found["refunds"] == []
        assert found["reasons"]
    if result != "passes":
        assert code == NEEDS_YOU
    people = found["employees"]
    parts = ("reported", "left_out", "joined", "totals")
    assert people["read"] == sum(people[part] for part in parts)


@pytest.mark.parametrize("name", having("hces"))
def test_the_top_paid_fifth_is_counted_of_those_paid_the_year_before(
    name: str, tmp_path: Path
) -> None:
    people, _ = reported(name, tmp_path)
    hces = [who for who, row in people.items() if row["highly_compensated"] == "yes"]
    assert len(hces) == CASES[name]["hces"]


@pytest.mark.parametrize("name", having("figures"))
def test_each_figure_is_right(name: str, tmp_path: Path) -> None:
    people, _ = reported(name, tmp_path)
    for who, figures in CASES[name]["figures"].items():
        row = next(iter(people.values())) if who == "*" else people[who]
        for column, right in figures.items():
            found = row[column]
            assert (found if isinstance(right, str) else float(found)) == right, column


@pytest.mark.parametrize("name", having("no_excess_deferral"))
def test_a_rounded_rate_makes_no_excess(name: str, tmp_path: Path) -> None:
    people, _ = reported(name, tmp_path)
    assert [float(row["excess_deferral"] or 0) for row in people.values()] == [0.0] * len(people)


@pytest.mark.parametrize("name", having("problems"))
def test_each_problem_names_its_cell(name: str, tmp_path: Path) -> None:
    account, code = checked(name, tmp_path)
    assert code == NEEDS_YOU
    found = [(p["row"], p["column"], p["cell"]) for p in account["problems"]]
    assert len(found) == len(CASES[name]["problems"])
    for problem, right in zip(found, CASES[name]["problems"], strict=True):
        assert list(problem[: len(right)]) == right


COUNTED_BELOW = """Employee ID,Name,Gross Pay,Elective Deferral
7,Ann,90000,5000
8,Bo,80000,4000
Employees: 2,,,
Page 1 of 1,,,
"""


def test_a_count_below_the_people_is_nobody(tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    path.write_text(COUNTED_BELOW, encoding="utf-8")
    run = CliRunner().invoke(roster.command, ["check", str(path), "--year", "2026", "--json"])
    account = json.loads(run.stdout)
    assert (account["employees"], account["left_out"], run.exit_code) == (2, [], DONE)


@pytest.mark.parametrize("name", [*having("rows"), *having("left_out"), *having("totals")])
def test_rows_are_counted_right(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    account, _ = checked(name, tmp_path)
    assert account["employees"] == case.get("rows", account["employees"])
    assert len(account["left_out"]) == case.get("left_out", len(account["left_out"]))
    if "totals" in case:
        assert [total["row"] for total in account["totals"]] == case["totals"]


def test_a_report_that_asks_says_so_as_data(tmp_path: Path) -> None:
    name = "d01_percent_headings"
    chosen = [*plan(name), *options(name, tmp_path, answered=False), "--out", str(tmp_path / "out")]
    run = CliRunner().invoke(report.command, [str(path_of(name)), "--json", *chosen])
    said = json.loads(run.stdout)
    assert (said["result"], run.exit_code) == ("not tested", NEEDS_YOU)
    assert "rates = " in said["reasons"][0]
    assert not (tmp_path / "out").exists()


def test_the_sheet_that_is_read_is_named(tmp_path: Path) -> None:
    account, _ = checked("d21_first_sheet_is_last_year", tmp_path)
    assert "2026" in account["sheet"]
    hidden, _ = checked("shape_20_hidden_first", tmp_path)
    assert hidden["sheet"]
    assert hidden["other_sheets"]


def test_columns_that_compete_are_named(tmp_path: Path) -> None:
    name = "d19_columns_meaning_one"
    CASES[name] = {}
    try:
        account, _ = checked(name, tmp_path)
    finally:
        del CASES[name]
    assert account["employees"] == 1 or any(
        q["setting"].startswith("columns") for q in account["questions"]
    )


def refusal(path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    monkeypatch.setattr(sys, "argv", ["megaroth", "roster", "check", str(path), "--year", "2026"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == NOT_READABLE
    return capsys.readouterr().err


def test_a_refusal_quotes_nobodys_figures(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = FILES / "d27_row_of_data_quoted.csv"
    said = refusal(path, monkeypatch, capsys)
    cells = {c for row in path.read_text(encoding="utf-8").splitlines() for c in row.split(",")}
    assert "Transpose" in said
    assert [cell for cell in cells if re.search(r"\d{3}", cell) and cell in said] == []


def test_a_protected_file_says_how_to_give_its_password(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "--password-file" in refusal(path_of("shape_32_password"), monkeypatch, capsys)
