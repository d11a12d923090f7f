import json
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from megaroth_xl.cli import main

HEAD = (
    "employee_id,compensation,elective_deferral,matching_contribution,after_tax_contribution,"
    "prior_year_compensation\n"
)
PLAN = (
    'name = "Test 401(k)"\naccepts_after_tax = true\naccepts_roth = true\n'
    'pay_periods = 26\ntesting_method = "current year"\n'
)


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., Result]:
    plan = tmp_path / "plan.toml"
    plan.write_text(PLAN, encoding="utf-8")

    def call(rows: str, *options: str) -> Result:
        roster = tmp_path / "roster.csv"
        roster.write_text(HEAD + rows, encoding="utf-8")
        arguments = ["plan-test", str(roster), "--plan", str(plan), "--year", "2026", *options]
        return CliRunner().invoke(main, arguments)

    return call


def test_a_failing_test_prints_its_refunds_and_exits_1(run: Callable[..., Result]) -> None:
    # HCE (2025 pay above 160,000): 10,000 / 200,000 = 5 percent. NHCE: 500 / 50,000 = 1 percent.
    # The limit is max(1.25, min(2, 3)) = 2 percent, so 3 percent of 200,000 goes back.
    result = run("A,200000,0,0,10000,190000\nB,50000,0,500,0,48000\n")
    assert result.exit_code == 1
    lines = {tuple(line.split()) for line in result.stdout.splitlines()}
    assert ("NHCE", "ACP", "1.00%") in lines
    assert ("HCE", "ACP", "5.00%") in lines
    assert ("limit", "2.00%") in lines
    assert ("margin", "-3.00%") in lines
    assert ("excess", "aggregate", "contributions", "6,000.00") in lines
    assert any(line[:2] == ("A", "6,000.00") for line in lines)


def test_a_ratio_above_all_of_pay_stays_a_share(run: Callable[..., Result]) -> None:
    # HCE: 15,000 / 10,000 = 150 percent; NHCE: nothing. The limit is max(0, min(0, 2)) = 0.
    result = run("A,10000,0,15000,0,190000\nB,50000,0,0,0,48000\n")
    lines = {tuple(line.split()) for line in result.stdout.splitlines()}
    assert ("HCE", "ACP", "150.00%") in lines
    assert ("margin", "-150.00%") in lines
    assert ("excess", "aggregate", "contributions", "15,000.00") in lines


def test_employees_left_out_are_counted_not_priced(run: Callable[..., Result]) -> None:
    result = run("A,200000,0,0,4000,190000\nB,50000,0,500,0,48000\nC,0,0,0,0,48000\n")
    assert re.search("left out: neither pay nor contributions +1\n", result.stdout)


def test_a_passing_test_exits_0(run: Callable[..., Result]) -> None:
    result = run("A,200000,0,0,4000,190000\nB,50000,0,500,0,48000\n")
    assert result.exit_code == 0
    assert "Refund to" not in result.stdout


def test_the_same_seed_gives_the_same_grid(run: Callable[..., Result]) -> None:
    rows = "".join(f"H{i},{180000 + 9000 * i},0,0,0,170000\n" for i in range(9))
    rows += "".join(f"N{i},{40000 + 900 * i},0,900,0,40000\n" for i in range(9))
    first = run(rows, "--trials", "50", "--seed", "7")
    assert first.exit_code == 0
    assert "how many of 50 random choices of HCEs (seed 7) pass" in first.stdout
    assert run(rows, "--trials", "50", "--seed", "7").stdout == first.stdout


def test_without_the_pay_of_the_year_before_there_is_no_test(
    run: Callable[..., Result],
) -> None:
    result = run("A,200000,0,0,4000,190000\nB,50000,0,500,0,\n")
    assert result.exit_code == 1
    assert "ACP test: not tested" in result.stdout
    assert "whether 1 employee is highly compensated (row 3)" in result.stdout


def test_rows_left_out_keep_the_plan_from_being_tested(run: Callable[..., Result]) -> None:
    rows = "A,200000,0,0,4000,190000\nB,50000,0,500,0,48000\nC,x,0,0,0,48000\n"
    result = run(rows)
    assert result.exit_code == 1
    assert "ACP test: not tested\n  1 row left out (row 4)" in result.stdout
    allowed = run(rows, "--allow-left-out", "1")
    assert allowed.exit_code == 1
    assert "ACP test: passes" in allowed.stdout
    assert "1 left out" in allowed.stdout


KEYS = {"result", "reasons", "hce_acp", "nhce_acp", "limit", "excess", "employees", "refunds"}


class TestJson:
    def test_a_failing_test(self, run: Callable[..., Result]) -> None:
        result = run("A,200000,0,0,10000,190000\nB,50000,0,500,0,48000\n", "--json")
        found = json.loads(result.stdout)
        assert result.exit_code == 1
        assert set(found) >= KEYS | {"adp"}
        assert (found["result"], found["reasons"], found["excess"]) == ("fails", [], 6_000)
        assert (found["hce_acp"], found["nhce_acp"], found["limit"]) == (0.05, 0.01, 0.02)
        assert found["employees"] == {
            "read": 2,
            "reported": 2,
            "left_out": 0,
            "joined": 0,
            "totals": 0,
            "tested": 2,
        }
        (refund,) = found["refunds"]
        assert (refund["employee_id"], refund["refund"], refund["earnings"]) == ("A", 6_000, None)
        assert found["adp"]["result"] == "passes"
        assert {"hce_adp", "nhce_adp", "limit", "excess", "refunds"} <= set(found["adp"])

    def test_a_refund_is_what_415c_leaves_to_go_back(self, run: Callable[..., Result]) -> None:
        # 30 against 2 percent: 56,000. 24,500 and 60,000 are 12,500 above 72,000.
        rows = "A,200000,24500,0,60000,190000\nB,50000,0,500,0,48000\n"
        (refund,) = json.loads(run(rows, "--json").stdout)["refunds"]
        assert (refund["excess"], refund["refund"], refund["after_tax"]) == (56_000, 47_500, 47_500)

    def test_not_tested(self, run: Callable[..., Result]) -> None:
        found = json.loads(run("A,200000,0,0,10000,190000\nB,x,0,500,0,1\n", "--json").stdout)
        assert found["result"] == found["adp"]["result"] == "not tested"
        assert found["reasons"] == ["1 row left out (row 3)"]
        for name in ("hce_acp", "nhce_acp", "limit", "excess"):
            assert found[name] is None
        counts = found["employees"]
        assert counts["read"] == sum(
            counts[name] for name in ("reported", "left_out", "joined", "totals")
        )
        assert counts["tested"] == 0

    def test_what_cannot_be_read(self, run: Callable[..., Result], tmp_path: Path) -> None:
        (tmp_path / "plan.toml").write_text("name = 1", encoding="utf-8")
        result = run("A,1,0,0,1,1\n", "--json")
        found = json.loads(result.stdout)
        assert result.exit_code == 2
        assert set(found) >= KEYS | {"adp"}
        assert (found["result"], found["limit"], found["refunds"]) == ("not tested", None, [])
        assert "plan.toml" in found["reasons"][0]

    @pytest.mark.parametrize(
        "arguments",
        [
            ["{roster}", "--year", "2026"],
            ["{roster}", "--plan", "{plan}"],
            ["{roster}", "--plan", "{plan}", "--year", "2026", "--reading", "none.toml"],
            ["{roster}", "--plan", "{plan}", "--year", "2026", "--limits", "none.toml"],
            ["{roster}", "--plan", "{plan}", "--year", "2026", "--no-such-option"],
            ["none.csv", "--plan", "{plan}", "--year", "2026"],
        ],
        ids=["no plan", "no year", "reading", "limits", "option", "no roster"],
    )
    def test_json_is_whole_whatever_is_missing(self, arguments: list[str], tmp_path: Path) -> None:
        places = {"roster": tmp_path / "roster.csv", "plan": tmp_path / "plan.toml"}
        places["roster"].write_text(f"{HEAD}A,1,0,0,1,1\n", encoding="utf-8")
        places["plan"].write_text(PLAN, encoding="utf-8")
        filled = [each.format(**places) for each in arguments]
        result = CliRunner().invoke(main, ["plan-test", "--json", *filled])
        found = json.loads(result.stdout)
        assert result.exit_code == 2
        assert set(found) >= KEYS | {"adp"}
        assert found["result"] == found["adp"]["result"] == "not tested"
        [reason] = found["reasons"]
        assert reason in result.stderr


def test_a_folder_of_rosters_is_tested_as_one(run: Callable[..., Result], tmp_path: Path) -> None:
    rows = ["A,200000,0,0,10000,190000\n", "B,50000,0,500,0,50000\n"]
    as_one = run("".join(rows), "--json")
    folder = tmp_path / "rosters"
    folder.mkdir()
    for i, row in enumerate(rows):
        (folder / f"part{i}.csv").write_text(HEAD + row, encoding="utf-8")
    plan = str(tmp_path / "plan.toml")
    arguments = ["plan-test", str(folder), "--plan", plan, "--year", "2026", "--json"]
    apart = CliRunner().invoke(main, arguments)
    assert json.loads(apart.stdout) == json.loads(as_one.stdout)
    assert apart.exit_code == as_one.exit_code == 1


CASES = Path(__file__).parent / "pretest_cases.toml"


@pytest.mark.parametrize("case", tomllib.loads(CASES.read_text(encoding="utf-8"))["case"])
def test_cases_from_practice(case: dict[str, Any], tmp_path: Path) -> None:
    """Rosters as record-keepers and TPAs meet them; each case says where its answer comes from."""
    plan, roster = tmp_path / "plan.toml", tmp_path / "roster.csv"
    plan.write_text(PLAN + case.get("plan", ""), encoding="utf-8")
    roster.write_text(case["roster"], encoding="utf-8")
    arguments = ["plan-test", str(roster), "--plan", str(plan), "--year", "2026", "--json"]
    result = CliRunner().invoke(main, arguments)
    found = json.loads(result.stdout)
    for shown, expectations in ((found, case["acp"]), (found["adp"], case.get("adp", {}))):
        for name, expected in expectations.items():
            assert shown[name] == (None if expected == "" else expected), name
    back = {refund["employee_id"]: refund["refund"] for refund in found["refunds"]}
    assert back == case.get("refunds", {})


def test_of_a_social_security_number_the_screen_shows_the_end(run: Callable[..., Result]) -> None:
    rows = "900-12-3401,200000,0,0,10000,190000\n900123402,50000,0,500,0,48000\n"
    shown = run(rows).stdout
    assert ["***-**-3401", "6,000.00"] in [line.split()[:2] for line in shown.splitlines()]
    assert "900-12-3401" not in shown
    found = json.loads(run(rows, "--json").stdout)
    assert found["refunds"][0]["employee_id"] == "900-12-3401"


@pytest.mark.parametrize("told", [True, False])
def test_the_personal_workbook_of_an_hce_tells_of_the_refund(told: bool, tmp_path: Path) -> None:
    # 10 percent against 4 + 2: 8,000 of 200,000.
    plan, roster, out = tmp_path / "plan.toml", tmp_path / "roster.csv", tmp_path / "out"
    plan.write_text(PLAN, encoding="utf-8")
    rows = "A,200000,0,0,20000,190000\nB,50000,0,2000,0,48000\n"
    roster.write_text(HEAD + rows, encoding="utf-8")
    arguments = ["report", str(roster), "--plan", str(plan), "--year", "2026", "--out", str(out)]
    options = ["--personal"] if told else ["--personal", "--no-refunds-in-letters"]
    assert CliRunner().invoke(main, [*arguments, *options]).exit_code == 1
    letter = load_workbook(out / "personal" / "A.xlsx").worksheets[0]
    words = " ".join(str(cell) for row in letter.values for cell in row if cell)
    assert ("$8,000 of the contributions for 2026 may have to be returned" in words) is told
    assert ("contributed more than 6% of pay after tax" in words) is told
