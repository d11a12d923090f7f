"""The tables for other programs: the census passed through, and the election file for payroll."""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from megaroth_xl.reports.roster.settings import Amounts, ReadingSettings
from megaroth_xl.reports.runs.run import report

PLAN = """name = "Plan"
accepts_after_tax = true
accepts_roth = true
pay_periods = 26
prior_year_nhce_acp = 0.5
prior_year_nhce_adp = 0.5
"""
# What is above 402(g) counts toward 415(c) until it is returned: 4 has 72,000 less 30,000.
# 72,000 less 20,000 is 52,000, 5,200 on each of 10 pay dates: 67.6% of 200,000 / 26, so 67%.
ROSTER = """id,age,pay,deferral,after tax,prior year pay,periods left,last day,Badge,Division
1,40,200000,20000,0,90000,10,,=1+1,x
2,40,60000,20000,40000,90000,10,,B,y
3,40,200000,20000,0,90000,,2026-05-01,C,z
4,40,200000,30000,0,90000,10,,D,z
"""


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("data"))


def written(folder: Path, more: str = "", **options: Any) -> Path:
    (folder / "plan.toml").write_text(PLAN + more, encoding="utf-8")
    (folder / "roster.csv").write_text(ROSTER, encoding="utf-8")
    report(
        folder / "roster.csv",
        folder / "plan.toml",
        2026,
        folder / "out",
        settings=ReadingSettings(amounts=Amounts.YEAR, as_of=date(2026, 6, 30)),
        **options,
    )
    return folder / "out"


def test_the_census_is_passed_through_after_our_columns(out: Path) -> None:
    found = pl.read_csv(out / "results.csv")
    assert found.columns[0] == "employee_id"
    assert found.columns[-1] == "Badge"
    assert found["division"].to_list() == ["x", "y", "z", "z"]
    assert found["Badge"].to_list() == ["'=1+1", "B", "C", "D"]
    assert found["after_tax_room"].to_list() == [52_000, 0, 0, 42_000]
    # What was deferred and contributed after tax over pay: 20,000 of 200,000; 40,000 of 60,000.
    assert found["adp_ratio"].to_list()[:2] == [0.1, 0.3333]
    assert found["acp_ratio"].to_list()[:2] == [0, 0.6667]
    assert set(found["standing"]) == {"tested"}
    parquet = pl.read_parquet(out / "results.parquet")
    assert parquet.columns == found.columns
    assert parquet["Badge"].to_list() == ["=1+1", "B", "C", "D"]


def test_elections_fill_the_room_stop_what_is_full_and_leave_out_who_left(out: Path) -> None:
    found = pl.read_csv(out / "elections.csv")
    assert found.columns == [
        "employee_id",
        "name",
        "after_tax_percent",
        "after_tax_dollars",
        "effective_date",
        "stop_amount",
    ]
    # 1 has room; 2 is full (100% of pay); 3 left; 4 has an excess deferral to be returned first.
    assert found.select("employee_id", "after_tax_percent", "after_tax_dollars").rows() == [
        (1, 67.0, 5_200.0),
        (2, 0.0, 0.0),
    ]
    assert found["effective_date"].to_list() == ["2026-07-01"] * 2
    assert found["stop_amount"].to_list() == [52_000.0, 40_000.0]


def test_nobody_is_to_have_all_of_the_pay_withheld(tmp_path: Path) -> None:
    """60,000 less 3,000 of deferrals: 52,500 of room over 24 of 26 dates is 94.8% of pay."""
    (tmp_path / "plan.toml").write_text(PLAN, encoding="utf-8")
    rows = "id,age,pay,deferral,after tax,prior year pay,periods left\n"
    rows += "1,40,60000,3000,4500,50000,24\n2,40,60000,3000,42000,50000,24\n"
    (tmp_path / "roster.csv").write_text(rows, encoding="utf-8")
    said = ReadingSettings(amounts=Amounts.YEAR, as_of=date(2026, 1, 31))
    paths = (tmp_path / "roster.csv", tmp_path / "plan.toml")
    report(*paths, 2026, tmp_path / "out", settings=said)
    found = pl.read_csv(tmp_path / "out" / "elections.csv")
    # 2 has 60,000 less 45,000: 15,000, 625 on each of 24 dates, 27% of 60,000 / 26.
    assert found.select("employee_id", "after_tax_percent", "after_tax_dollars").rows() == [
        (2, 27.0, 625.0)
    ]


def test_an_excess_that_becomes_catch_up_leaves_the_election(tmp_path: Path) -> None:
    """10 percent against at most 7: 6,000 each. At 55 it is catch-up, at 40 it goes back."""
    (tmp_path / "plan.toml").write_text(PLAN.replace("adp = 0.5", "adp = 0.05"), encoding="utf-8")
    (tmp_path / "roster.csv").write_text(
        "id,age,pay,deferral,match,after tax,prior year pay,periods left\n"
        "1,55,200000,20000,0,0,190000,10\n2,40,200000,20000,0,0,190000,10\n"
        "3,40,50000,2500,0,0,48000,10\n",
        encoding="utf-8",
    )
    out = tmp_path / "out"
    settings = ReadingSettings(amounts=Amounts.YEAR)
    report(tmp_path / "roster.csv", tmp_path / "plan.toml", 2026, out, settings=settings)
    refunds = pl.read_csv(out / "refunds.csv").select("employee_id", "amount", "how").rows()
    assert [row[:2] for row in refunds] == [(1, 6_000), (2, 6_000)]
    assert refunds[0][2].startswith("becomes catch-up")
    assert refunds[1][2] == "distributed"
    found = pl.read_csv(out / "elections.csv")
    assert found["employee_id"].to_list() == [1]  # the pay of 3 cannot fill its room
    assert found["stop_amount"].to_list() == [52_000]


def test_the_plan_lays_out_the_election_file(tmp_path: Path) -> None:
    layout = 'election_file = [["after_tax_dollars", "AT $"], ["employee_id", "File #"]]\n'
    found = pl.read_csv(written(tmp_path, layout) / "elections.csv")
    assert found.columns == ["AT $", "File #"]
    assert found.row(0) == (5_200.0, 1)


def test_redacted_results_have_nothing_of_the_census(tmp_path: Path) -> None:
    found = pl.read_csv(written(tmp_path, redact=True) / "results.csv")
    assert "Badge" not in found.columns
