"""The summary: its pages add up, and hold what was asked for."""

import io
import itertools
import re
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter

from megaroth_xl.reports.pages import summary
from megaroth_xl.reports.runs.run import report
from megaroth_xl.texts import LANGUAGES
from tests.workbook.libreoffice import Calc, missing
from tests.workbook.lint import findings
from tests.workbook.test_sound_files import refused

WORKBOOK = Path(__file__).parents[3] / "workbook"
PLAN = WORKBOOK / "sample_plan.toml"


def made(out: Path, roster: Path | None = None, **options: Any) -> Workbook:
    roster = roster or WORKBOOK / "sample_roster.csv"
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
    assert sum(said[limit][0] for limit in limits) == 25
    steps = ("none", "up to 5,000", "up to 10,000", "up to 20,000", "up to 30,000", "up to 40,000")
    assert sum(said[step][0] for step in (*steps, "up to 50,000", "above 50,000")) == 25


def test_control_totals_go_up(tmp_path: Path) -> None:
    typed = (WORKBOOK / "sample_roster.csv").read_text(encoding="utf-8")
    roster = tmp_path / "roster.csv"
    roster.write_text(typed.replace(",62000,5000,", ",to be confirmed,5000,"), encoding="utf-8")
    said = lines(made(tmp_path, roster)["Plan"])
    for name in ("Compensation", "Elective deferral", "After-tax contribution"):
        whole, reported, left_out = said[name][:3]
        assert whole == pytest.approx(reported + left_out)
    assert said["Elective deferral"][2] == 5_000  # the row whose pay is no number


def test_each_tier_of_the_match_says_where_it_begins(sample: Workbook) -> None:
    said = lines(sample["Plan"])["Match"][0]
    assert said == (
        "100% of contributions up to 3% of pay; 50% of contributions from 3% to 5% of pay"
    )


def test_charts_say_what_they_show(sample: Workbook) -> None:
    titles = [c.title.tx.rich.p[0].r[0].t for c in sample["Plan"]._charts]
    assert titles == [
        "What limits 13 of 25 employees: plan cap",
        "20 of 25 employees have after-tax room left",
    ]


def test_the_first_page_says_what_to_do_and_its_counts_add_up(sample: Workbook) -> None:
    page = sample.worksheets[0]
    assert page.title == "To do"
    rows = next(row[0] for row in page.iter_rows(values_only=True) if "rows:" in str(row[0]))
    # The sample has 27 rows; two people have two jobs each.
    read, reported, joined = map(int, re.findall(r"\d+", str(rows)))
    assert (read, reported, joined) == (27, 25, 2)
    said = {re.sub(r"^\d+\. ", "", label): row for label, row in lines(page).items()}
    # 35,750 at 64 is 3,250 above 24,500 + 8,000; 14,400 + 40,000 + 24,500 is 6,900 above 72,000.
    back = said["Return deferrals above the 402(g) limit with their earnings."]
    assert (back[0].date(), back[2]) == (date(2027, 4, 15), 3_250)
    above = said["Correct annual additions above the 415(c) limit, in the plan's order."]
    assert above[1:3] == (1, 6_900)


def test_employees_print_in_groups_with_id_and_name_on_each_page(sample: Workbook) -> None:
    sheet = sample["Employees"]
    assert sheet.print_title_cols == "$A:$B"
    assert [each.id for each in sheet.col_breaks.brk] == [10, 16, 23]
    ends = [2, *(each.id for each in sheet.col_breaks.brk), sheet.max_column]
    width = [sheet.column_dimensions[get_column_letter(c)].width for c in range(1, ends[-1] + 1)]
    for first, last in itertools.pairwise(ends):
        # 10 inches at 75 percent hold 182 characters of 7 pixels.
        assert sum(width[:2]) + sum(width[first:last]) <= 182


def test_the_account_of_the_reading_has_every_column(sample: Workbook) -> None:
    cells = [str(cell) for row in sample["Reading"].iter_rows(values_only=True) for cell in row]
    assert "sample_roster.csv" in " ".join(cells)
    for name in ("compensation", "elective_deferral", "prior_year_wages"):
        assert name in cells


def test_the_limits_name_their_sources(sample: Workbook) -> None:
    limits = lines(sample["Limits"])
    assert limits["All money into one employer's plans"][:2] == ("415(c)", 72_000)
    assert all(row[3] for row in limits.values())


HEAD = "id,name,pay,deferral,match,after tax,prior year pay\n"
FAILING = (
    HEAD
    + "1,Ann,200000,10000,4000,20000.01,190000\n2,Bo,300000,9000,6000,12000,290000\n"
    + "3,Cy,50000,3000,1000,1000,48000\n4,Di,60000,3600,1200,1200,58000\n5,Ed,0,0,0,0,1\n"
)


def failing(folder: Path, rows: str = FAILING, plan: str = "", **options: Any) -> Workbook:
    terms = PLAN.read_text(encoding="utf-8")
    for old in ('testing_method = "prior year"', "prior_year_nhce_acp = 0.045"):
        terms = terms.replace(old, "")
    method = plan or 'testing_method = "current year"'
    (folder / "plan.toml").write_text(f"{method}\n{terms}", encoding="utf-8")
    (folder / "roster.csv").write_text(rows, encoding="utf-8")
    out = folder / "out"
    done = report(folder / "roster.csv", folder / "plan.toml", 2026, out, **options)
    return load_workbook(done.files[0])


def test_the_first_page_asks_for_a_birth_date_before_a_deferral_goes_back(tmp_path: Path) -> None:
    rows = (
        "employee_id,name,compensation,elective_deferral,matching_contribution,"
        "after_tax_contribution,prior_year_compensation,age\n"
        "1,Ann,140000,29000,0,0,130000,\n2,Bo,140000,26000,0,0,130000,40\n"
    )
    said = lines(failing(tmp_path, rows).worksheets[0])
    (line,) = (row for label, row in said.items() if "missing (employees: 1)" in str(label))
    assert line[1:3] == (2, 6_000)  # 4,500 and 1,500 above 24,500


def test_what_exceeds_415c_is_what_stays_above_it_once_deferrals_are_returned(
    tmp_path: Path,
) -> None:
    # 74,500 and 76,500 are above 72,000; without 10,000 and 2,000 above 24,500, only 2,500 are
    # (Treas. Reg. 1.415(c)-1(b)(2)(ii)(D)).
    rows = (
        "employee_id,name,compensation,elective_deferral,matching_contribution,"
        "after_tax_contribution,prior_year_compensation,age\n"
        "1,Ann,400000,34500,10000,30000,390000,40\n2,Bo,400000,26500,10000,40000,390000,40\n"
        "3,Cy,50000,3000,2000,0,48000,40\n"
    )
    book = failing(tmp_path, rows)
    (line,) = (row for label, row in lines(book.worksheets[0]).items() if "415(c)" in str(label))
    assert line[1:4] == (1, 2_500, "Refunds")
    sheet = book["Refunds"]
    steps = zip(column(sheet, "Step, in order"), column(sheet, "Amount"), strict=True)
    assert [amount for step, amount in steps if "415(c)" in step] == [2_500]


@pytest.mark.parametrize("start", ["01-01", "07-01"])
def test_another_plan_year_is_told_since_rooms_are_of_the_calendar_year(
    start: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Treas. Reg. 1.415(j)-1(a): the limitation year is the calendar year unless the plan says."""
    terms = re.sub("(?m)^plan_year_start.*$", "", PLAN.read_text(encoding="utf-8"))
    (plan := tmp_path / "july.toml").write_text(f'plan_year_start = "{start}"\n{terms}', "utf-8")
    monkeypatch.setattr(f"{__name__}.PLAN", plan)
    book = failing(tmp_path)
    told = [text for text in lines(book.worksheets[0]) if "which twelve months" in str(text)]
    assert len(told) == (start != "01-01")
    if told:
        assert "July 1, 2026 to June 30, 2027, with the 415(c) limit of 2027" in told[0]


def test_refunds_add_up_to_the_excess(tmp_path: Path) -> None:
    made_of = failing(tmp_path)
    excess = lines(made_of["Plan test"])["Excess aggregate contributions"][0]
    back = pl.DataFrame(
        {
            name: column(made_of["Refunds"], name)
            for name in ("Step, in order", "Amount", "Source", "Employee id")
        }
    )
    acp = back.filter(pl.col("Step, in order") == "ACP excess aggregate contribution")
    # 24,000.01 of 200,000 is 12 percent and falls to 6; by dollars both are cut.
    assert round(acp["Amount"].sum(), 2) == excess == 12_000.01
    assert acp.rows() == [
        ("ACP excess aggregate contribution", 9000.01, "after-tax contribution", "1"),
        ("ACP excess aggregate contribution", 3000, "after-tax contribution", "2"),
    ]


def test_every_participant_is_listed_with_ratio_and_standing(tmp_path: Path) -> None:
    people = failing(tmp_path)["Participants"]
    assert column(people, "ACP ratio") == [0.12, 0.06, 0.04, 0.04, None]
    assert column(people, "HCE") == ["yes", "yes", "no", "no", "no"]
    assert column(people, "Status in the tests")[3:] == [
        "tested",
        "left out: neither pay nor contributions",
    ]


def test_what_if_has_a_chart_and_rows(tmp_path: Path) -> None:
    sheet = failing(tmp_path)["What if"]
    said = lines(sheet)
    assert said["As it is"][:4] == (-0.03, 0.09, 0.06, "fails")
    assert said["No HCE contributes more than 4% of pay after tax"][3] == "passes"
    assert said["Every NHCE gets a QNEC of 3% of pay"][3:5] == ("passes", 3_300)
    assert len(sheet._charts) == 1
    # The cost of a QNEC may go into the millions; a cell that is too narrow shows ###.
    assert sheet.column_dimensions["F"].width >= len("$1,234,567.00") + 2


AGAINST_PRIOR_YEAR = 'testing_method = "prior year"'


@pytest.mark.parametrize(
    ("rows", "plan", "said"),
    [
        ("1,,9e4,1e3,,0,\n2,,9e4,1e3,,0,\n", "", "whether 2 employees are highly compensated"),
        ("1,,9e4,1e3,,0,9e4\n", AGAINST_PRIOR_YEAR, "average is not given (prior_year_nhce_acp)"),
        ("1,,9e4,1e3,,0,9e4\n2,,x,1,,0,9e4\n", "", "1 row left out (row 3)"),
    ],
)
def test_a_test_that_cannot_be_run_says_why(
    tmp_path: Path, rows: str, plan: str, said: str
) -> None:
    page = failing(tmp_path, HEAD + rows, plan)["Plan test"]
    shown = [str(cell) for row in page.iter_rows(values_only=True) for cell in row if cell]
    assert "not tested" in shown
    assert any(said in words for words in shown)
    assert "ACP excess aggregate contribution" not in shown


def test_more_rows_than_a_sheet_holds_go_on_in_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(summary, "MOST_ROWS", 10)
    workbook = made(tmp_path)
    names = [name for name in workbook.sheetnames if name.startswith("Employees")]
    assert names == ["Employees", "Employees 2", "Employees 3"]
    ids = [column(workbook[name], "Employee id") for name in names]
    assert [len(part) for part in ids] == [10, 10, 5]
    assert [i for part in ids for i in part] == [str(i) for i in range(1001, 1026)]
    assert workbook["Employees 3"].auto_filter.ref == "A1:Z6"


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


def test_what_to_do_is_in_the_order_of_correction(tmp_path: Path) -> None:
    """Deferrals above 402(g), 415(c), ADP, ACP: IRC 401(m)(6)(D)."""
    rows = (
        "id,pay,deferral,match,after tax,prior year pay,age\n"
        "1,300000,30000,8000,40000,290000,40\n2,50000,500,1000,0,48000,40\n"
    )
    adp = 'prior_year_nhce_adp = 0.01\ntesting_method = "current year"'
    said = [str(row[0]) for row in failing(tmp_path, rows, adp)["To do"].values]
    found = [re.search(r"402\(g\)|415\(c\)|ADP test fails|ACP test fails", line) for line in said]
    order = [match.group() for match in found if match]
    assert order == ["402(g)", "415(c)", "ADP test fails", "ACP test fails"]


def test_match_that_was_not_paid_comes_before_refunds(tmp_path: Path) -> None:
    # The sample plan matches all of 3 percent of pay and half of the next 2: 2,000 of 50,000.
    roster = "id,pay,deferral,match,after tax,prior year pay,age\n"
    rows = "1,200000,20000,4000,20000,190000,40\n2,50000,4000,0,0,48000,40\n"
    first = failing(tmp_path, roster + rows)["To do"]
    tasks = [row for row in first.iter_rows(values_only=True) if str(row[0])[:2] in ("1.", "2.")]
    assert tasks[0][0].startswith("1. Contribute the match that the plan's tiers call for")
    assert tasks[0][2:4] == (1, 2_000)
    assert "refund" in str(tasks[1][0]).lower()
