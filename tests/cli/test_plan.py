"""`megaroth plan check`."""

import json
from pathlib import Path

from click.testing import CliRunner, Result

from megaroth_xl.cli import main

SAMPLE = Path(__file__).parents[2] / "workbook" / "sample_plan.toml"


def check(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["plan", "check", *map(str, arguments)])


def test_the_sample_is_explained_and_needs_nobody() -> None:
    result = check(SAMPLE)
    assert result.exit_code == 0
    assert result.stdout.startswith("Example Company 401(k) Plan\n\nWhat it means for savers\n- ")
    assert "What you need to do" not in result.stdout


def test_what_is_open_ends_with_exit_code_1(tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    path.write_text(
        'name = "P"\naccepts_after_tax = true\naccepts_roth = true\npay_periods = 26\n',
        encoding="utf-8",
    )
    result = check(path)
    assert result.exit_code == 1
    assert "the route is unknown: ask the plan administrator" in result.stdout
    # The name on the sheet Plan, and the one in plan.toml.
    label = "NHCE average of the prior year, ACP test (prior_year_nhce_acp)"
    assert f"Give {label} from last year" in result.stdout
    assert (
        "전년도 일반 직원(NHCE) 평균, ACP 테스트 (prior_year_nhce_acp)를"
        in check(path, "--lang", "ko").stdout
    )
    found = json.loads(check(path, "--json").stdout)
    assert [each["id"] for each in found["needs_you"]] == ["route", "prior_year_nhce_acp"]
    assert found["settings"]["pay_periods"] == 26
    assert found["settings"]["adp_safe_harbor"] == "none"


def test_a_plan_that_cannot_be_read_ends_with_exit_code_2(tmp_path: Path) -> None:
    result = check(tmp_path / "none.toml")
    assert result.exit_code == 2
    assert "there is no such file" in result.stderr
