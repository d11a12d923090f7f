"""`megaroth report` and `megaroth report verify`, as a person or a program calls them."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from megaroth_xl.cli import main

PLAN = Path(__file__).parents[2] / "workbook" / "sample_plan.toml"
ROWS = [
    "id,pay,deferral,prior year pay,match,after tax",
    "1,200000,2000,190000,2000,2000",  # an HCE at 2%, under the 6.50% that 4.5% allows
    "2,50000,1000,50000,1000,0",
]


def megaroth(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def run(folder: Path, *options: object, rows: list[str] = ROWS) -> Result:
    (folder / "roster.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    where = ("--plan", PLAN, "--year", 2026, "--out", folder / "out")
    return megaroth("report", folder / "roster.csv", *where, *options)


def test_done_and_certain_is_exit_code_0(tmp_path: Path) -> None:
    result = run(tmp_path)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "The ACP test passes: HCE average 2.00%, at most 6.50%." in result.stdout


def test_rows_of_totals_are_counted_as_the_summary_counts_them(tmp_path: Path) -> None:
    result = run(tmp_path, rows=[*ROWS, "Total,250000,3000,240000,3000,2000"])
    assert "2 rows: 2 employees. Rows of totals besides: 1.\n" in result.stdout
    page = load_workbook(tmp_path / "out" / "summary.xlsx").worksheets[0]
    assert page["A2"].value == "3 rows: 2 employees, 1 of totals."


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("3,many,0,0,0,0", "2 employees, 1 left out.\n1 problem: "),
        ("3,300000,0,290000,0,60000", "The ACP test fails: HCE average 11.00%, at most 6.50%."),
        ("3,300000,0,,0,6000", "The plan is not tested: "),
    ],
)
def test_what_needs_somebody_is_exit_code_1(tmp_path: Path, row: str, said: str) -> None:
    result = run(tmp_path, rows=[*ROWS, row])
    assert result.exit_code == 1
    assert said in result.stdout


@pytest.mark.parametrize(
    ("row", "needs"),
    [
        ("", "nothing"),
        # 24,500 + 3,600 + 47,000 + 4,000 = 79,100 of 72,000 (415(c)); 3,600 is 4% of 90,000.
        ("3,90000,24500,90000,3600,4000,47000", "Contributions exceed the 415(c) limit by $7,100"),
        # The tiers call for 3% + half of the next 2%: 4% of 90,000.
        ("3,90000,9000,90000,0,0,0", "the plan's tiers call for $3,600"),
    ],
)
def test_report_and_plan_test_agree_on_what_needs_somebody(
    row: str, needs: str, tmp_path: Path
) -> None:
    rows = [f"{ROWS[0]},profit sharing", *(f"{each},0" for each in ROWS[1:]), row]
    done = run(tmp_path, rows=rows)
    roster = tmp_path / "roster.csv"
    tested = megaroth("plan-test", roster, "--plan", PLAN, "--year", 2026)
    assert done.exit_code == tested.exit_code == (0 if needs == "nothing" else 1)
    assert (needs in tested.stdout) is (needs != "nothing")
    assert ("Action needed:" in done.stdout) is (needs != "nothing")


def test_the_end_of_a_run_for_programs(tmp_path: Path) -> None:
    result = run(tmp_path, "--json", "--personal")
    data = json.loads(result.stdout)
    assert result.exit_code == 0
    assert {key: data[key] for key in ("rows", "rows_left_out", "workbooks")} == {
        "rows": 2, "rows_left_out": 0, "workbooks": 2,
    }  # fmt: skip
    assert data["employees"]["reported"] == 2
    assert (data["result"], data["hce_acp"], data["limit"]) == ("passes", 0.02, 0.065)
    assert all(Path(name).is_file() for name in data["files"])
    assert Path(data["personal"]).is_dir()
    again = json.loads(run(tmp_path, "--json", "--personal").stdout)
    assert (again["workbooks"], again["written"]) == (2, 0)


def test_a_folder_in_use_is_exit_code_2(tmp_path: Path) -> None:
    run(tmp_path)
    result = run(tmp_path, "--lang", "ko")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "(language: 전에는 en, 지금은 ko). 다른 폴더를 고르거나, --force로" in result.stderr


def test_verify_reads_the_reports_back(tmp_path: Path) -> None:
    run(tmp_path, "--personal")
    result = megaroth("report", "verify", tmp_path / "out")
    assert (result.exit_code, result.stdout) == (0, f"9 files in {tmp_path / 'out'} as written.\n")
    (tmp_path / "out" / "personal" / "1.xlsx").write_bytes(b"")
    result = megaroth("report", "verify", tmp_path / "out", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["changed"] == ["personal/1.xlsx"]
    refused = megaroth("report", "verify", tmp_path)
    assert refused.exit_code == 2
    assert "is not a folder of reports: it has no run.json" in refused.stderr


def test_a_roster_may_have_the_name_of_a_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("verify").mkdir()
    Path("verify/roster.csv").write_text("\n".join(ROWS), encoding="utf-8")
    where = ("--plan", PLAN, "--year", 2026, "--out", "out")
    assert megaroth("report", *where, "./verify").exit_code == 0


def test_report_alone_asks_for_a_roster() -> None:
    result = megaroth("report")
    assert result.exit_code == 2
    assert "ROSTER is missing" in result.stderr


LETTERS = {
    "en": ("No pay date is left in 2026: you can make no more after-tax", "still contribute", "By"),
    "ko": ("2026년에는 남은 급여일이 없어 세후 납입을 더", "더 납입할 수 있습니다.", "기한"),
}


@pytest.mark.parametrize(("lang", "said"), LETTERS.items())
def test_nobody_is_told_to_contribute_once_the_year_is_over(
    lang: str, said: tuple[str, str, str], tmp_path: Path
) -> None:
    reading = tmp_path / "reading.toml"
    reading.write_text("as_of = 2026-12-31", encoding="utf-8")
    run(tmp_path, "--reading", reading, "--personal", "--lang", lang)
    letter = load_workbook(tmp_path / "out" / "personal" / "2.xlsx").worksheets[0]
    words = " ".join(str(cell.value) for row in letter for cell in row)
    over, promised, when = said
    assert over in words
    assert promised not in words
    assert when not in [row[0].value for row in letter]
    # 40,000 is the plan's cap, 25% of pay of 50,000 the lower one.
    assert "$12,500" in words
    page = load_workbook(tmp_path / "out" / "summary.xlsx").worksheets[0]
    shown = [str(cell.value) for row in page for cell in row]
    zero = {
        "en": "0 of 2 employees can still",
        "ko": "명 중 0명이 급여가 허용하는 범위에서 세후로 모두 $0",
    }
    assert any(zero[lang] in each for each in shown)
    assert "2026-12-31 00:00:00" not in shown


def test_pay_dates_that_are_given_are_believed_at_the_end_of_the_year(tmp_path: Path) -> None:
    reading = tmp_path / "reading.toml"
    reading.write_text("as_of = 2026-12-31", encoding="utf-8")
    run(tmp_path, "--reading", reading, "--periods-left", 1, "--personal")
    letter = load_workbook(tmp_path / "out" / "personal" / "2.xlsx").worksheets[0]
    assert any("One pay date is left" in str(cell.value) for row in letter for cell in row)
