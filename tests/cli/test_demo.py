from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from megaroth_xl.cli import main


def test_the_demo_names_its_folder_and_what_to_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["demo"])
    assert result.exit_code == 0
    folder = tmp_path / "megaroth-demo"
    assert str(folder) in result.stdout
    summary = folder / "reports" / "summary.xlsx"
    assert f"Open {summary.relative_to(tmp_path)}" in result.stdout
    assert load_workbook(summary).sheetnames
    assert (folder / "sample_roster.xlsx").exists()
    assert (folder / "sample_plan.toml").exists()
    assert (folder / "megaroth_template.xlsx").exists()


def test_the_demo_speaks_korean(tmp_path: Path) -> None:
    said = CliRunner().invoke(main, ["demo", str(tmp_path), "--lang", "ko"]).stdout
    assert "27행: 직원 25명(다른 행에 합친 2행)." in said
    assert "ACP 테스트 통과: HCE 평균 6.27%, 한도 6.50%" in said
    assert not {"rows", "Open", "employees"} & set(said.split())
    assert "입력" in load_workbook(tmp_path / "megaroth_template.xlsx").sheetnames


def test_the_demo_can_run_again(tmp_path: Path) -> None:
    for _ in range(2):
        assert CliRunner().invoke(main, ["demo", str(tmp_path)]).exit_code == 0


def test_verify_prints_every_match() -> None:
    result = CliRunner().invoke(main, ["limits", "verify"])
    assert result.exit_code == 0
    rows = {line.split()[0]: line.split()[2] for line in result.stdout.splitlines()[1:]}
    # Years of 415(c), 401(a)(17), 402(g) and HCE limits announced since each formula's base.
    assert rows["annual_additions"] == "25/25"
    assert rows["compensation"] == "25/25"
    assert rows["elective_deferral"] == "20/20"
    assert rows["hce"] == "30/30"


OTHER_LIMIT = """year = 2026
sources.mine = { title = "t", citation = "c", status = "official", checked = 2026-11-21 }
limits.annual_additions = { dollars = 71000, source = "mine" }
"""


def test_verify_fails_where_a_figure_is_not_reproduced(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(OTHER_LIMIT, encoding="utf-8")
    result = CliRunner().invoke(main, ["limits", "verify", "--limits", str(own)])
    assert result.exit_code == 1
    assert "2026: announced 71,000, computed 72,000" in result.stdout
