"""`megaroth payroll`, as HR reads it on the screen."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from megaroth_xl.cli import main

CENSUS = Path(__file__).parents[2] / "docs" / "census"


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "2. Deferral is not what was elected (findings: 1, employees: 1, $80.00)\n"),
        ("ko", "(발견 1건, 직원 1명, $80.00)\n"),
    ],
)
def test_each_finding_says_what_its_numbers_count(lang: str, said: str, tmp_path: Path) -> None:
    payroll, plan = CENSUS / "payroll_dates.csv", CENSUS / "plan.toml"
    where = ("--plan", str(plan), "--year", "2026", "--out", str(tmp_path), "--lang", lang)
    done = CliRunner().invoke(main, ["payroll", str(payroll), *where])
    assert done.exit_code == 1
    # 8% of the pay of $6,000 had been elected, $480, and $400 was deferred on one date.
    assert said in done.stdout
