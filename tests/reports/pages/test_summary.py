"""The summary: its pages add up, and hold what was asked for."""

import io
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from openpyxl import Workbook, load_workbook

from megaroth_xl.reports import report
from megaroth_xl.reports.pages import summary
from megaroth_xl.texts import LANGUAGES
from tests.workbook.libreoffice import Calc, missing
from tests.workbook.lint import findings
from tests.workbook.test_sound_files import refused

WORKBOOK = Path(__file__).parents[3] / "workbook"
PLAN = WORKBOOK / "sample_plan.toml"


def made(out: Path, **options: Any) -> Workbook:
    roster = WORKBOOK / "sample_roster.csv"
    return load_workbook(report(roster, PLAN, 2026, out, **options).files[0])


def column(sheet: Any, heading: str) -> list[Any]:
    frame = pl.DataFrame(list(sheet.values)[1:], [str(c.value) for c in sheet[1]], orient="row")
    return frame[heading].to_list()


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    return made(tmp_path_factory.mktemp("out"))


def lines(sheet: Any) -> dict[str, tuple[Any, ...]]:
    return {row[0]: row[1:] for row in sheet.iter_rows(values_only=True) if row[0]}


def test_the_totals_are_the_sums_of_the_columns(sample: Workbook) -> None:
    said, employees = lines(sample["Plan"]), sample["Employees"]
    rooms = column(employees, "After-tax room")
    assert said["After-tax room, all employees"][0] == pytest.approx(sum(rooms))
    assert said["Roth total, all employees"][0] == pytest.approx(
        sum(column(employees, "Roth total"))
    )
    assert said["Employees with after-tax room"][0] == sum(room > 0 for room in rooms)
    assert said["Highly compensated employees"][0] == column(employees, "HCE").count("yes")
    assert said["Employees reported"][0] == len(rooms)


def test_every_employee_stands_in_each_distribution_once(sample: Workbook) -> None:
    said = lines(sample["Plan"])
    limits = set(column(sample["Employees"], "Binding limit"))
    assert sum(said[limit][0] for limit in limits) == 24
    steps = ("none", "up to 5,000", "up to 10,000", "up to 20,000", "up to 30,000", "up to 40,000")
    assert sum(said[step][0] for step in (*steps, "up to 50,000", "above 50,000")) == 24


def test_control_totals_go_up(sample: Workbook) -> None:
    said = lines(sample["Plan"])
    for name in ("Compensation", "Elective deferral", "After-tax contribution"):
        whole, reported, left_out = said[name][:3]
        assert whole == pytest.approx(reported + left_out)
    assert said["Elective deferral"][2] == 5_000  # the row whose pay is no number


def test_charts_say_what_they_show(sample: Workbook) -> None:
    titles = [c.title.tx.rich.p[0].r[0].t for c in sample["Plan"]._charts]
    assert titles == ["13 of 24 employees: plan cap", "20 of 24 employees have after-tax room left"]


def test_the_limits_name_their_sources(sample: Workbook) -> None:
    limits = lines(sample["Limits"])
    assert limits["All money into one employer's plans"][:2] == ("415(c)", 72_000)
    assert all(row[3] for row in limits.values())


def test_refunds_add_up_to_the_excess(sample: Workbook) -> None:
    excess = lines(sample["Plan test"])["excess aggregate contributions"][0]
    assert excess > 0
    back = sample["Refunds"]
    assert sum(column(back, "Goes back")) == pytest.approx(excess)
    parts = zip(column(back, "of it after-tax"), column(back, "of it match"), strict=True)
    assert [sum(p) for p in parts] == pytest.approx(column(back, "Goes back"))


HEAD = "id,pay,deferral,after tax,prior year pay\n"


@pytest.mark.parametrize(
    ("rows", "plan", "said"),
    [
        ("1,9e4,1,0,\n2,9e4,1,0,\n", "", "HCE status is not known for 2 of the employees"),
        ("1,9e4,1,0,9e4\n", "prior_year_nhce_acp = 0.01\n", ""),
    ],
)
def test_a_test_that_cannot_be_run_says_why(
    tmp_path: Path, rows: str, plan: str, said: str
) -> None:
    terms = PLAN.read_text(encoding="utf-8").replace("prior_year_nhce_acp = 0.035", plan)
    (tmp_path / "plan.toml").write_text(terms, encoding="utf-8")
    (tmp_path / "roster.csv").write_text(HEAD + rows, encoding="utf-8")
    done = report(tmp_path / "roster.csv", tmp_path / "plan.toml", 2026, tmp_path / "out")
    page = load_workbook(done.files[0])["Plan test"]
    assert said in str(page["A2"].value)


def test_a_prior_year_average_that_is_missing_is_asked_for(tmp_path: Path) -> None:
    terms = PLAN.read_text(encoding="utf-8").replace("prior_year_nhce_acp = 0.035", "")
    (tmp_path / "plan.toml").write_text(terms, encoding="utf-8")
    (tmp_path / "roster.csv").write_text(HEAD + "1,9e4,1,0,9e4\n", encoding="utf-8")
    done = report(tmp_path / "roster.csv", tmp_path / "plan.toml", 2026, tmp_path / "out")
    page = load_workbook(done.files[0])["Plan test"]
    assert "its prior_year_nhce_acp is not given" in page["A2"].value


def test_more_rows_than_a_sheet_holds_go_on_in_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(summary, "MOST_ROWS", 10)
    workbook = made(tmp_path)
    assert workbook.sheetnames[1:4] == ["Employees", "Employees 2", "Employees 3"]
    ids = [column(workbook[name], "Employee id") for name in workbook.sheetnames[1:4]]
    assert [len(part) for part in ids] == [10, 10, 4]
    assert [i for part in ids for i in part] == [str(i) for i in range(1001, 1025)]
    assert workbook["Employees 3"].auto_filter.ref == "A1:Z5"


def test_a_plan_like_a_field_or_a_formula_stays_text(tmp_path: Path) -> None:
    terms = PLAN.read_text(encoding="utf-8").replace("Example Company 401(k) Plan", "=1+1")
    (tmp_path / "plan.toml").write_text(terms, encoding="utf-8")
    (tmp_path / "roster.csv").write_text("id,pay,deferral\n1,2,3\n", encoding="utf-8")
    done = report(
        tmp_path / "roster.csv", tmp_path / "plan.toml", 2026, tmp_path / "out", personal=True
    )
    title = load_workbook(done.files[0])["Plan"]["A1"].value
    assert title == "After-tax room 2026: =1+1"


@pytest.fixture(scope="module")
def calc(tmp_path_factory: pytest.TempPathFactory) -> Any:
    if reason := missing():
        pytest.skip(reason)
    running = Calc(tmp_path_factory.mktemp("reports"))
    yield running
    running.close()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_printed_file_is_sound(lang: str, tmp_path: Path) -> None:
    made(tmp_path, lang=lang, personal=True)
    files = [tmp_path / "summary.xlsx", tmp_path / "personal" / "1013.xlsx"]
    for file in files:
        assert findings(file) == []
        assert refused(file) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_libreoffice_shows_what_was_printed(lang: str, tmp_path: Path, calc: Calc) -> None:
    made(tmp_path, lang=lang, personal=True)
    for file in (tmp_path / "summary.xlsx", tmp_path / "personal" / "1015.xlsx"):
        data = file.read_bytes()
        shown = calc.shows(data)
        for sheet in load_workbook(io.BytesIO(data)):
            for row in sheet.iter_rows():
                for cell in row:
                    if isinstance(cell.value, str | int | float):
                        assert shown[sheet.title][cell.coordinate] == pytest.approx(cell.value)
        assert not any(calc.low_rows(data).values())
