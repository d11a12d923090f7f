"""A payroll file from its cells to its findings and files; expected figures are by hand."""

import csv
import io
import json
import stat
from pathlib import Path
from typing import Any

import msoffcrypto
import pytest
from click.testing import CliRunner
from openpyxl import Workbook, load_workbook

from megaroth_xl.cli import main
from megaroth_xl.errors import InputError, OpenQuestionsError, RosterFileError
from megaroth_xl.reports.roster.payroll_file import read_payroll
from megaroth_xl.reports.roster.settings_file import read_settings
from megaroth_xl.reports.runs.payroll_run import PayrollReport, reconcile_payroll
from megaroth_xl.reports.runs.run import report
from megaroth_xl.reports.runs.run_errors import FolderTakenError

PLAN = """\
name = "Example & Co. 401(k)"
accepts_after_tax = true
accepts_roth = true
pay_periods = 12
match_tiers = [[1, 0.06]]
roth_catch_up_method = "total deferrals"
"""
HEAD = "Employee ID,Name,DOB,Check Date,Gross Pay,Pre-Tax,Roth,Match,After-Tax"
ROWS = """\
00417,"Kim, Jane",1985-07-21,2026-01-30,10000,800,0,600,500
00522,"Ortiz, Luis",1990-03-02,01/30/2026,8000,480,0,480,0
00417,"Kim, Jane",1985-07-21,2026-02-27,10000,600,200,600,500
00522,"Ortiz, Luis",1990-03-02,02/27/2026,8000,480,0,400,0
"""
"""The match of row 5 should be 480."""


def made(folder: Path, rows: str = ROWS, head: str = HEAD, **options: Any) -> PayrollReport:
    (folder / "plan.toml").write_text(PLAN, encoding="utf-8")
    (folder / "payroll.csv").write_text(f"{head}\n{rows}", encoding="utf-8")
    return reconcile_payroll(
        folder / "payroll.csv", folder / "plan.toml", 2026, folder / "out", **options
    )


def findings(done: PayrollReport) -> list[tuple[Any, ...]]:
    names = ("employee_id", "rows", "finding", "found", "expected")
    return done.found.findings.select(names).rows()


def listed(folder: Path) -> list[dict[str, str]]:
    text = (folder / "out" / "findings.csv").read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


# ---- how a file is read


def test_a_finding_names_person_date_row_and_amounts(tmp_path: Path) -> None:
    done = made(tmp_path)
    assert findings(done) == [("00522", "5", "match", 400, 480)]
    [line] = listed(tmp_path)
    assert line["name"] == "Ortiz, Luis"
    assert line["pay_date"] == "2026-02-27"
    assert float(line["difference"]) == -80
    assert line["what_to_do"].startswith("Pay in what is missing")
    assert line["source"]


def test_the_rows_of_one_day_are_one_pay_date(tmp_path: Path) -> None:
    # A bonus of 2,000 without a deferral on the same day: 6 percent of 12,000 is 720, and the
    # deferral of 800 is matched in full up to that.
    rows = "7,Kim,1985-07-21,2026-01-30,10000,800,0,700,0\n7,Kim,1985-07-21,2026-01-30,2000,0,0,0,0"
    assert findings(made(tmp_path, rows)) == [("7", "2, 3", "match", 700, 720)]


@pytest.mark.parametrize(
    ("elected", "given", "expected"),
    [
        ("Deferral Election %", "8%", []),
        ("Deferral Election %", "9%", [("7", "2", "deferral_election", 800, 900)]),
        ("Elected 401(k) $", "750", [("7", "2", "deferral_election", 800, 750)]),
        ("deferral_percent", "7.5", [("7", "2", "deferral_election", 800, 750)]),
        ("After-Tax Election %", "6%", [("7", "2", "after_tax_election", 500, 600)]),
    ],
)
def test_elections_stand_in_columns_of_the_payroll(
    tmp_path: Path, elected: str, given: str, expected: list[Any]
) -> None:
    rows = f"7,Kim,1985-07-21,2026-01-30,10000,800,0,600,500,{given}\n"
    assert findings(made(tmp_path, rows, f"{HEAD},{elected}")) == expected


def test_elections_of_pre_tax_and_roth_add_up(tmp_path: Path) -> None:
    head = f"{HEAD},Pre-Tax Election %,Roth Election %"
    rows = "7,Kim,1985-07-21,2026-01-30,10000,500,300,600,0,5%,4%\n"
    done = made(tmp_path, rows, head)
    assert findings(done) == [("7", "2", "deferral_election", 800, 900)]


def test_a_unit_that_nothing_shows_is_asked(tmp_path: Path) -> None:
    rows = "7,Kim,1985-07-21,2026-01-30,10000,800,0,600,500,8\n"
    with pytest.raises(OpenQuestionsError, match="percentages of pay or dollars"):
        made(tmp_path, rows, f"{HEAD},Deferral Election")
    reading = tmp_path / "reading.toml"
    reading.write_text('[columns]\ndeferral_percent = "Deferral Election"\n', encoding="utf-8")
    done = made(tmp_path, rows, f"{HEAD},Deferral Election", settings=read_settings(reading))
    assert findings(done) == []


def test_the_end_of_a_pay_period_is_no_pay_date(tmp_path: Path) -> None:
    head = HEAD.replace("Check Date", "Period Ending")
    with pytest.raises(OpenQuestionsError, match="the day on which the pay was paid") as refused:
        made(tmp_path, head=head)
    assert 'pay_date = "Period Ending"' in str(refused.value)
    with pytest.raises(RosterFileError, match="has no column of pay dates"):
        made(tmp_path, head=HEAD.replace("Check Date", "Note"))


def test_amounts_that_only_grow_are_asked_about(tmp_path: Path) -> None:
    rows = "".join(
        f"7,Kim,1985-07-21,2026-0{month}-28,{10_000 * month},{800 * month},0,{600 * month},0\n"
        for month in range(1, 5)
    )
    with pytest.raises(OpenQuestionsError, match="look like amounts of the year to date"):
        made(tmp_path, rows)


def test_year_to_date_columns_are_passed_over(tmp_path: Path) -> None:
    rows = "7,Kim,1985-07-21,2026-01-30,10000,800,0,600,500,99999\n"
    done = made(tmp_path, rows, f"{HEAD},YTD Gross Pay")
    assert findings(done) == []
    assert done.found.persons["compensation"].to_list() == [10_000]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("7,Kim,1985-07-21,,10000,800,0,600,500", "pay_date is blank"),
        ("7,Kim,1985-07-21,2025-12-31,10000,800,0,600,500", "pay_date is 2025-12-31"),
        ("7,Kim,1985-07-21,soon,10000,800,0,600,500", "pay_date"),
        ("7,Kim,1985-07-21,2026-01-30,10000,-800,0,600,500", "elective_deferral is"),
        ('00417,"Kim, Jane",1985-07-21,2026-01-30,10000,800,0,600,500', "row 2 has the same"),
    ],
)
def test_rows_that_cannot_be_right_are_left_out_and_said(
    tmp_path: Path, row: str, said: str
) -> None:
    done = made(tmp_path, f"{ROWS}{row}\n")
    assert done.payroll.account.left_out
    assert any(said in problem.message for problem in done.payroll.problems)
    assert not done.payroll.account.is_certain
    text = (tmp_path / "out" / "problems.csv").read_text(encoding="utf-8-sig")
    assert "pay_date" in text or "elective_deferral" in text


def test_an_excel_file_shows_elections_in_percent(tmp_path: Path) -> None:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.append([*HEAD.split(","), "Deferral Election"])
    sheet.append(["7", "Kim", "1985-07-21", "2026-01-30", 10_000, 800, 0, 600, 0, 0.08])
    sheet["J2"].number_format = "0.0%"
    workbook.save(tmp_path / "payroll.xlsx")
    read = read_payroll(tmp_path / "payroll.xlsx", 2026)
    assert read.rows["deferral_percent"].to_list() == [0.08]


def test_without_a_match_the_formula_stands_for_it(tmp_path: Path) -> None:
    head = HEAD.replace(",Match", "")
    rows = "7,Kim,1985-07-21,2026-01-30,10000,800,0,500\n"
    done = made(tmp_path, rows, head)
    assert not done.found.has_match
    # 800 + 600 by the formula + 500.
    assert done.found.persons["annual_additions"].to_list() == [1_900]


# ---- voided checks, corrections, other years, several companies

JANE = """\
7,Kim,1985-07-21,2026-01-30,10000,800,0,600,500
7,Kim,1985-07-21,2026-02-27,10000,800,0,600,500
"""
BONUS = "7,Kim,1985-07-21,2026-03-13,20000,1600,0,1200,0\n"


def totals(done: PayrollReport) -> list[tuple[Any, ...]]:
    names = ("compensation", "elective_deferral", "matching_contribution", "after_tax_contribution")
    return done.found.persons.select(names).rows()


@pytest.mark.parametrize(
    ("more", "sums", "said"),
    [
        # A check that was voided and paid again as 11,000: 6% is 660.
        (
            "7,Kim,,2026-02-27,-10000,-800,0,-600,-500\n7,Kim,,2026-02-27,11000,800,0,660,500\n",
            (21_000, 1_600, 1_260, 1_000),
            "netted with the payments of the same person and day: 1 (row 4).",
        ),
        # Too much was deferred, and 100 of it taken back on the same day.
        (
            "7,Kim,,2026-02-27,0,100,0,0,0\n7,Kim,,2026-02-27,0,(100.00),0,0,0\n",
            (20_000, 1_600, 1_200, 1_000),
            "netted with the payments of the same person and day: 1 (row 5).",
        ),
        # A bonus that was taken back later: no other payment has its amounts.
        (
            f"{BONUS}7,Kim,,2026-04-02,-20000,-1600,0,-1200,0\n",
            (20_000, 1_600, 1_200, 1_000),
            "take back a payment of another day, the only one of its amounts; both count",
        ),
        # Paid on January 2 of the next year: it counts there.
        (
            "7,Kim,,2027-01-02,10000,800,0,0,500\n",
            (20_000, 1_600, 1_200, 1_000),
            "Payments not made in 2026",
        ),
    ],
)
def test_what_is_taken_back_is_netted_and_said(
    tmp_path: Path, more: str, sums: tuple[float, ...], said: str
) -> None:
    done = made(tmp_path, JANE + more)
    assert totals(done) == [sums]
    assert findings(done) == []
    assert done.payroll.problems == ()
    assert any(said in remark.say() for remark in done.payroll.account.remarks)


def test_elections_are_compared_with_what_is_left_of_a_day(tmp_path: Path) -> None:
    head = f"{HEAD},Deferral Election %"
    lines = [f"{line},8%" for line in JANE.splitlines()]
    # 8% of 11,000 is 880; the void has no election of its own.
    lines += ["7,Kim,,2026-02-27,-10000,-800,0,-600,-500,"]
    lines += ["7,Kim,,2026-02-27,11000,800,0,660,500,8%"]
    done = made(tmp_path, "\n".join(lines) + "\n", head)
    assert findings(done) == [("7", "3, 4, 5", "deferral_election", 800, 880)]


@pytest.mark.parametrize(
    "row",
    [
        "7,Kim,,2026-04-02,-10000,-800,0,-600,-500",  # of which of the two payments?
        "7,Kim,,2026-02-27,-12000,-800,0,-600,-500",  # more than was paid
    ],
)
def test_what_may_take_back_several_payments_is_asked_for(tmp_path: Path, row: str) -> None:
    done = made(tmp_path, f"{JANE}{row}\n8,Lee,1990-01-01,2026-01-30,8000,480,0,480,0\n")
    assert done.found.persons["employee_id"].to_list() == ["8"]
    cells = [(p.row, p.column) for p in done.payroll.problems if "takes back" in p.message]
    assert cells[0] == (4, "compensation")
    assert {row for row, _ in cells} == {4}
    assert not done.payroll.account.is_certain


@pytest.mark.parametrize(
    "heading",
    [
        "Prior Employer 401(k) Deferrals",
        "Deferrals with previous employer",
        "Other employer deferrals YTD",
    ],
)
def test_deferrals_before_a_job_change_use_the_same_limit(tmp_path: Path, heading: str) -> None:
    # 24,500 less 23,000 is 1,500: 800 on the first date, 700 of 800 on the second; 6% is 600.
    lines = [f"{line},23000" for line in JANE.splitlines()]
    done = made(tmp_path, "\n".join(lines) + "\n", f"{HEAD},{heading}")
    assert findings(done) == [("7", "3", "deferral_limit", 800, 700)]


def test_the_companies_of_one_person_are_asked_about(tmp_path: Path) -> None:
    one, two = JANE.splitlines()
    rows = f"{one},East\n{two},West\n"
    head = f"{HEAD},Company"
    with pytest.raises(OpenQuestionsError, match="How are the companies related"):
        made(tmp_path, rows, head)
    reading = tmp_path / "reading.toml"
    for answer, expected in (
        ("one controlled group", [(20_000, 1_600, 1_200, 1_000)]),
        ("unrelated", [(10_000, 800, 600, 500)] * 2),
    ):
        reading.write_text(f'companies = "{answer}"\n', encoding="utf-8")
        done = made(tmp_path, rows, head, settings=read_settings(reading), force=True)
        assert totals(done) == expected


def test_a_true_up_that_is_due_after_the_year_is_found(tmp_path: Path) -> None:
    """2,000 of 10,000 on seven dates, and nothing after that: 7 x 600 of 6% of 120,000, 7,200."""
    rows = "".join(
        f"7,Kim,1985-07-21,2026-{month:02}-28,10000,{2000 * (month < 8)},0,{600 * (month < 8)},0\n"
        for month in range(1, 13)
    )
    assert findings(made(tmp_path, rows)) == []
    (tmp_path / "plan.toml").write_text(f"{PLAN}true_up = true\n", encoding="utf-8")
    settled = rows.replace("12-28,10000,0,0,0", "12-28,10000,0,0,3000")
    by_itself = f"{rows}7,Kim,,2026-12-31,0,0,0,3000,0\n"
    due = [("7", None, "true_up", 4_200, 7_200)]
    for file, expected in ((rows, due), (settled, []), (by_itself, [])):
        (tmp_path / "payroll.csv").write_text(f"{HEAD}\n{file}", encoding="utf-8")
        done = reconcile_payroll(
            tmp_path / "payroll.csv", tmp_path / "plan.toml", 2026, tmp_path / "out", force=True
        )
        assert findings(done) == expected


# ---- elections in a file of their own


def elections(folder: Path, *lines: str) -> Path:
    path = folder / "elections.csv"
    head = "employee_id,name,after_tax_percent,after_tax_dollars,effective_date,stop_amount"
    path.write_text("\n".join((head, *lines)), encoding="utf-8")
    return path


def test_an_election_holds_from_its_day_to_the_next(tmp_path: Path) -> None:
    path = elections(
        tmp_path, "00417,,5,500,2026-01-01,", "00417,,6,600,2026-02-01,", "999,,1,1,2026-01-01,"
    )
    done = made(tmp_path, elections=path)
    assert findings(done) == [
        ("00417", "4", "after_tax_election", 500, 600),
        ("00522", "5", "match", 400, 480),
        ("999", None, "not_in_payroll", None, None),
    ]
    assert done.found.compared_after_tax == 2


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("00417,,5,500,,", "cell E2: effective_date is blank"),
        ("00417,,five,500,2026-01-01,", "cell C2: after_tax_percent is 'five'"),
    ],
)
def test_elections_that_cannot_be_read_are_refused(tmp_path: Path, line: str, said: str) -> None:
    with pytest.raises(RosterFileError, match=said):
        made(tmp_path, elections=elections(tmp_path, line))
    assert not (tmp_path / "out").exists()


def test_elections_come_from_one_place(tmp_path: Path) -> None:
    rows = "7,Kim,1985-07-21,2026-01-30,10000,800,0,600,500,5%\n"
    path = elections(tmp_path, "7,,5,500,2026-01-01,")
    with pytest.raises(InputError, match="elections in one of the two"):
        made(tmp_path, rows, f"{HEAD},After-Tax Election %", elections=path)


def test_the_elections_of_a_report_are_read_back(tmp_path: Path) -> None:
    """With the plan's own headings."""
    plan = PLAN + 'election_file = [["employee_id", "EE"], ["after_tax_percent", "AT pct"],'
    plan += ' ["effective_date", "From"], ["stop_amount", "Stop"]]\n'
    (tmp_path / "plan.toml").write_text(plan, encoding="utf-8")
    roster = "id,name,age,pay,deferral,after-tax,pay dates left\n00417,Kim,40,120000,9600,6000,10\n"
    (tmp_path / "roster.csv").write_text(f"As of 1/15/2026\n{roster}", encoding="utf-8")
    (tmp_path / "reading.toml").write_text('amounts = "year"\nas_of = 2026-01-15\n', "utf-8")
    report(
        tmp_path / "roster.csv",
        tmp_path / "plan.toml",
        2026,
        tmp_path / "report",
        settings=read_settings(tmp_path / "reading.toml"),
    )
    text = (tmp_path / "report" / "elections.csv").read_text(encoding="utf-8-sig")
    share = float(text.splitlines()[1].split(",")[1])
    assert text.splitlines()[0] == "EE,AT pct,From,Stop"
    (tmp_path / "payroll.csv").write_text(f"{HEAD}\n{ROWS}", encoding="utf-8")
    done = reconcile_payroll(
        tmp_path / "payroll.csv",
        tmp_path / "plan.toml",
        2026,
        tmp_path / "out",
        elections=tmp_path / "report" / "elections.csv",
    )
    first = next(row for row in findings(done) if row[0] == "00417")
    assert first == ("00417", "2", "after_tax_election", 500, round(100 * share, 2))


# ---- what is written


def test_the_workbook_begins_with_what_to_do(tmp_path: Path) -> None:
    for lang, first in (("en", "To do"), ("ko", "할 일")):
        made(tmp_path, lang=lang, force=True)
        book = load_workbook(tmp_path / "out" / "payroll.xlsx")
        assert book.sheetnames[0] == first
        text = " ".join(str(cell.value) for row in book[first].iter_rows() for cell in row)
        assert "Example & Co. 401(k)" in text
        table = book[book.sheetnames[1]]
        assert [cell.value for cell in table[2]][:2] == ["00522", "Ortiz, Luis"]
        head = table.oddHeader.left.text
        assert "Example && Co. 401(k), 2026" in head.replace("_x000a_", "\n")
    assert len(book.sheetnames) == 4


def test_a_run_is_whole_and_only_its_own_files_are_replaced(tmp_path: Path) -> None:
    made(tmp_path)
    written = {path.name: path.stat() for path in (tmp_path / "out").iterdir()}
    assert {stat.S_IMODE(each.st_mode) for each in written.values()} == {0o600}
    made(tmp_path)
    again = {path.name: path.stat() for path in (tmp_path / "out").iterdir()}
    assert {n: s.st_mtime_ns for n, s in again.items()} == {
        n: s.st_mtime_ns for n, s in written.items()
    }
    with pytest.raises(FolderTakenError, match=r"the roster \(payroll\.csv\)"):
        made(tmp_path, ROWS.replace(",400,", ",480,"))
    done = made(tmp_path, ROWS.replace(",400,", ",480,"), force=True, share=True)
    assert findings(done) == []
    assert stat.S_IMODE((tmp_path / "out" / "payroll.xlsx").stat().st_mode) == 0o640
    (tmp_path / "out" / "findings.csv").write_text("mine", encoding="utf-8")
    done = made(tmp_path, force=True)
    assert (tmp_path / "out" / "findings (kept 1).csv").read_text(encoding="utf-8") == "mine"


def test_redact_and_encrypt(tmp_path: Path) -> None:
    done = made(tmp_path, redact=True, encrypt=True)
    assert done.unwritten == ("findings.csv",)
    folder = tmp_path / "out"
    assert {path.name for path in folder.iterdir()} == {
        *("payroll.xlsx", "passwords.csv", "problems.csv", "manifest.csv", "run.json")
    }
    text = (folder / "passwords.csv").read_text(encoding="utf-8-sig")
    [line] = csv.DictReader(io.StringIO(text, newline=""))
    plain = io.BytesIO()
    locked = msoffcrypto.OfficeFile(io.BytesIO((folder / "payroll.xlsx").read_bytes()))
    locked.load_key(password=line["password"])
    locked.decrypt(plain)
    table = load_workbook(plain)["Findings"]
    assert [cell.value for cell in table[2]][:2] == ["00522", "***"]
    made(tmp_path, encrypt=True, unencrypted=["findings.csv"], redact=True, force=True)
    assert [line["name"] for line in listed(tmp_path)] == ["***"]
    with pytest.raises(InputError, match="encrypt as well"):
        made(tmp_path, unencrypted=["findings.csv"])


# ---- the command


def run(folder: Path, *options: str) -> Any:
    command = ["payroll", str(folder / "payroll.csv"), "--plan", str(folder / "plan.toml")]
    command += ["--year", "2026", "--out", str(folder / "out"), *options]
    return CliRunner().invoke(main, command)


@pytest.mark.parametrize(
    ("rows", "code"), [(ROWS, 1), (ROWS.replace(",400,", ",480,"), 0), ("7,,,,,,,,\n", 1)]
)
def test_exit_codes(tmp_path: Path, rows: str, code: int) -> None:
    (tmp_path / "plan.toml").write_text(PLAN, encoding="utf-8")
    (tmp_path / "payroll.csv").write_text(f"{HEAD}\n{rows}", encoding="utf-8")
    assert run(tmp_path).exit_code == code
    done = run(tmp_path, "--json")
    assert done.exit_code == code
    assert len(json.loads(done.stdout)["findings"]) == (rows == ROWS)


def test_nothing_is_called_right_that_was_not_compared(tmp_path: Path) -> None:
    (tmp_path / "plan.toml").write_text(PLAN, encoding="utf-8")
    right = ROWS.replace(",400,", ",480,")
    whole = "Payroll did what was elected, and exceeded no limit."
    part = "Nothing was found in what was compared"
    lines = [f"{line},{share},{share}" for line, share in zip(
        right.splitlines(), ("8%", "6%", "8%", "6%"), strict=True)]  # fmt: skip
    lines = [
        line.replace(",500,8%,8%", ",500,8%,5%").replace(",0,6%,6%", ",0,6%,0%") for line in lines
    ]
    elected = "Deferral Election %,After-Tax Election %"
    for text, said, unsaid in (
        (f"{HEAD}\n{right}", part, whole),
        (f"{HEAD},{elected}\n" + "\n".join(lines), whole, part),
        (f"{HEAD},{elected}\n" + "\n".join([*lines, "9,Lee,,,1,1,0,0,0,1%,1%"]), part, whole),
        (f"{HEAD}\n7,,,,,,,,\n", "left out", "Nothing was found"),
    ):
        (tmp_path / "payroll.csv").write_text(text, encoding="utf-8")
        shown = run(tmp_path, "--force").output
        assert said in shown
        assert unsaid not in shown


def test_what_cannot_be_read_ends_with_2_and_a_question_with_1(tmp_path: Path) -> None:
    (tmp_path / "plan.toml").write_text(PLAN, encoding="utf-8")
    assert run(tmp_path).exit_code == 2
    refused = run(tmp_path, "--json")
    assert "payroll.csv" in json.loads(refused.stdout)["error"]
    head = HEAD.replace("Check Date", "Period Ending")
    (tmp_path / "payroll.csv").write_text(f"{head}\n{ROWS}", encoding="utf-8")
    reading = tmp_path / "reading.toml"
    assert run(tmp_path, "--write-reading", str(reading)).exit_code == 1
    assert not (tmp_path / "out").exists()
    answered = reading.read_text(encoding="utf-8").replace("#pay_date", "pay_date")
    reading.write_text(answered.replace("#[[columns]]", "[[columns]]"), encoding="utf-8")
    assert run(tmp_path, "--reading", str(reading)).exit_code == 1
    assert (tmp_path / "out" / "findings.csv").exists()
