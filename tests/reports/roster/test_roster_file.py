"""The roster: read tolerantly, checked strictly."""

import zipfile
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from polars.testing import assert_frame_equal

from megaroth_xl.cell_errors import CellError
from megaroth_xl.cells import NO, YES, answer_of, number_of
from megaroth_xl.errors import RosterFileError
from megaroth_xl.reports.roster.roster import Roster
from megaroth_xl.reports.roster.roster_file import read_roster
from megaroth_xl.reports.roster.settings_file import read_settings
from megaroth_xl.reports.roster.sheet.values import amounts, answers
from megaroth_xl.strategy.plan.participant_columns import COLUMNS


def read(tmp_path: Path, content: str, year: int = 2026) -> Roster:
    path = tmp_path / "roster.csv"
    path.write_text(content, encoding="utf-8")
    return read_roster(path, year)


def row_of(tmp_path: Path, **cells: str) -> Roster:
    given = {"employee_id": "1", "compensation": "100000", "elective_deferral": "5000"} | cells
    return read(
        tmp_path, "\t".join(given) + "\n" + "\t".join(f'"{c}"' for c in given.values()) + "\n"
    )


@pytest.mark.parametrize(
    "header",
    [
        "employee_id,compensation,elective_deferral",
        "Employee ID,Gross Pay,401(k) Deferral",
        "EE-ID;Pay;Deferrals",
        "id|Annual Compensation|Elective Deferrals",
        "사번,급여,납입액",
    ],
)
def test_headings_are_matched_tolerantly(tmp_path: Path, header: str) -> None:
    separator = next(mark for mark in ",;|" if mark in header)
    roster = read(tmp_path, header + "\n" + separator.join(["7", "10000", "1000"]) + "\n")
    assert roster.participants.employee_id.tolist() == ["7"]
    assert roster.participants.compensation.tolist() == [10_000]


def test_titles_may_stand_above_the_headings_and_rows_keep_their_numbers(tmp_path: Path) -> None:
    content = "Roster of 2026,,,\n,,,\nID,Pay,Deferral,Shoe size\n,,,\n1,x,10,44\n,,,\n2,100,10,\n"
    roster = read(tmp_path, content)
    assert [problem.row for problem in roster.problems] == [5]
    assert roster.participants.row.tolist() == [7]
    assert (roster.rows, roster.unused) == (2, ("Shoe size",))


@pytest.mark.parametrize(
    ("cell", "dollars"),
    [
        ("250000", 250_000),
        ("250,000.50", 250_000.5),
        ("$250,000", 250_000),
        (" 1e5 ", 100_000),
        ("$ 12.", 12),
    ],
)
def test_amounts_are_understood(tmp_path: Path, cell: str, dollars: float) -> None:
    read = row_of(tmp_path, compensation=cell, elective_deferral="0")
    assert read.participants.compensation.tolist() == [dollars]


@pytest.mark.parametrize("cell", ["inf", "12,345,6", "#N/A", "18000 *", "1 000 x", "TRUE"])
def test_what_is_no_amount_is_a_problem(tmp_path: Path, cell: str) -> None:
    (problem,) = row_of(tmp_path, compensation=cell).problems
    assert problem[:3] == (2, "compensation", repr(cell))
    assert problem.cell == "B2"


@pytest.mark.parametrize("cell", ["-5", "(5)", "($5.00)", "-$5"])
def test_a_negative_amount_is_a_problem(tmp_path: Path, cell: str) -> None:
    (problem,) = row_of(tmp_path, after_tax_contribution=cell).problems
    assert problem.message == (
        "row 2, after_tax_contribution (cell D2) is -5: expected dollars from 0 to a trillion"
    )


@pytest.mark.parametrize(
    "cell",
    [
        "2026-03-05",
        "3/5/2026",
        "03/05/2026",
        "3/5/26",
        "2026-03-05 00:00:00",
        "2026-03-05T14:30:00",
        "3/5/2026 12:00:00 AM",
        "5-Mar-2026",
        "Mar 5, 2026",
        "March 5 2026",
        "20260305",
        "2026/03/05",
        "46086",
        "46086.75",
        "5.3.2026",
    ],
)
def test_dates_are_understood(tmp_path: Path, cell: str) -> None:
    roster = row_of(tmp_path, hire_date=cell)
    assert roster.participants.hire_date[0] == np.datetime64("2026-03-05")


@pytest.mark.parametrize("cell", ["yesterday", "1971", "2026-02-30", "13/13/2020"])
def test_what_is_no_date_is_a_problem(tmp_path: Path, cell: str) -> None:
    (problem,) = row_of(tmp_path, hire_date=cell).problems
    assert "a date such as 2026-03-31 or 3/31/2026" in problem.expected


def test_the_age_comes_from_the_date_of_birth(tmp_path: Path) -> None:
    assert row_of(tmp_path, birth_date="1976-12-31").participants.age.tolist() == [50]
    assert not row_of(tmp_path, birth_date="1976-12-31", age="50").problems
    (problem,) = row_of(tmp_path, birth_date="1976-12-31", age="49").problems
    assert "the age on December 31 of one born on 1976-12-31" in problem.expected


@pytest.mark.parametrize(("cell", "owner"), [("Yes", 1), ("y", 1), ("TRUE", 1), ("No", 0), ("", 0)])
def test_yes_and_no(tmp_path: Path, cell: str, owner: float) -> None:
    assert row_of(tmp_path, owner=cell).participants.owner.tolist() == [owner]


def test_zero_and_blank_stay_apart(tmp_path: Path) -> None:
    assert row_of(tmp_path, matching_contribution="0").participants.matching_contribution == 0
    assert np.isnan(row_of(tmp_path, matching_contribution="").participants.matching_contribution)


def test_no_part_of_an_employee_goes_on_alone(tmp_path: Path) -> None:
    content = "id,job,pay,deferral\n1,a,100,10\n1,b,oops,10\n2,,100,10\n"
    roster = read(tmp_path, content)
    assert roster.participants.employee_id.tolist() == ["2"]
    assert [(p.row, p.column) for p in roster.problems] == [(2, "employee_id"), (3, "compensation")]
    assert "see row 3" in roster.problems[0].expected


def test_control_totals_hold_every_row(tmp_path: Path) -> None:
    roster = read(tmp_path, "id,pay,deferral\n1,100,10\n2,200,x\n")
    assert roster.totals["compensation"] == 300
    assert roster.totals["elective_deferral"] == 10


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("roster.csv", b"", "is empty"),
        (
            "roster.doc",
            b"\x00\x01\xff\x02 binary",
            "is not a roster: expected one of .xlsx, .xlsm, .xls",
        ),
        ("roster.parquet", b"PAR1 and no more", "cannot be read"),
        ("roster.xls", b"<html><table><tr><td>id", "is a web page (HTML), not a workbook"),
        ("roster.xls", b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>', "2003"),
        ("roster.csv", b"%PDF-1.7", "is a PDF"),
        ("roster.csv", b"some words\n", "no heading row that is known in its first 60 rows"),
        ("roster.csv", b"id,pay\n1,2\n", "no column elective_deferral; the headings found are"),
    ],
)
def test_files_that_are_refused(tmp_path: Path, name: str, content: bytes, sentence: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(RosterFileError, match=r"roster\.\w+") as caught:
        read_roster(path, 2026)
    assert sentence in str(caught.value)


def test_a_row_with_more_cells_than_headings_is_a_problem(tmp_path: Path) -> None:
    roster = read(tmp_path, "id,pay,deferral\n1,2,1\n2,Kim, Jane,2\n")
    assert roster.account.left_out == (3,)
    assert any("no more cells than the 3 headings" in p.expected for p in roster.problems)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(RosterFileError, match="there is no such file"):
        read_roster(tmp_path / "roster.csv", 2026)


FRAME = pl.DataFrame(
    {
        "employee_id": ["007", "8"],
        "birth_date": [date(1970, 1, 2), None],
        "compensation": [250_000.01, 1_234.56],
        "elective_deferral": [1_000, 0],
        "owner": [True, None],
    }
)


def test_every_kind_of_file_reads_the_same(tmp_path: Path) -> None:
    FRAME.write_parquet(tmp_path / "roster.parquet")
    FRAME.write_csv(tmp_path / "roster.csv")
    workbook = Workbook()
    for row in (FRAME.columns, *FRAME.iter_rows()):
        workbook.active.append(row)
    workbook.save(tmp_path / "roster.xlsx")
    rosters = [
        read_roster(tmp_path / f"roster.{kind}", 2026) for kind in ("parquet", "csv", "xlsx")
    ]
    for roster in rosters:
        assert not roster.problems
        for name in COLUMNS:
            np.testing.assert_array_equal(
                getattr(roster.participants, name), getattr(rosters[0].participants, name)
            )
    assert rosters[0].participants.compensation.tolist() == [250_000.01, 1_234.56]
    assert rosters[0].participants.employee_id.tolist() == ["007", "8"]


def test_numbers_and_days_of_parquet_are_those_that_their_texts_say(tmp_path: Path) -> None:
    known = pl.DataFrame(
        {
            "employee_id": [1, 2, 3, 4, 5, 6],
            "hire_date": [
                date(1, 1, 2),
                date(2020, 2, 29),
                date(9999, 12, 31),
                None,
                date(2021, 1, 1),
                date(2022, 5, 6),
            ],
            "compensation": [1e16, 123_456.785, float("nan"), 90_000.0, -0.0, 80_000.0],
            "elective_deferral": [1_000, 0, 7, -20, 0, 5_000],
        }
    )
    known.write_parquet(tmp_path / "known.parquet")
    texts = known.with_columns(pl.all().cast(pl.String))
    texts.write_parquet(tmp_path / "texts.parquet")
    found, expected = (
        read_roster(tmp_path / f"{name}.parquet", 2026) for name in ("known", "texts")
    )
    assert found.problems == expected.problems
    assert {problem.row for problem in found.problems} == {2, 4, 5}
    assert found.participants.compensation.tolist() == [123_456.785, 0.0, 80_000.0]
    assert not np.signbit(found.participants.compensation).any()
    for name in COLUMNS:
        np.testing.assert_array_equal(
            getattr(found.participants, name), getattr(expected.participants, name)
        )
    assert found.totals == expected.totals


def test_what_is_not_used_of_parquet_passes_through_as_its_text_would(tmp_path: Path) -> None:
    known = FRAME.with_columns(
        lockers=pl.Series([12, None]),
        seen=pl.Series([date(2026, 2, 28), None]),
        share=pl.Series([0.25, 3.0]),
        whole=pl.Series([7.0, 8.0]),
    )
    known.write_parquet(tmp_path / "known.parquet")
    known.with_columns(
        pl.col("lockers", "seen", "share").cast(pl.String), whole=pl.Series(["7", "8"])
    ).write_parquet(tmp_path / "texts.parquet")
    found, expected = (
        read_roster(tmp_path / f"{name}.parquet", 2026) for name in ("known", "texts")
    )
    assert found.account.columns == expected.account.columns
    assert {use.heading: use.total for use in found.account.columns if not use.became} == {
        "lockers": 12.0,
        "seen": None,
        "share": 3.25,
        "whole": 15.0,
    }
    assert_frame_equal(found.passthrough, expected.passthrough)
    assert found.passthrough["seen"].to_list() == ["2026-02-28", None]


HELD = {
    "a length of time": ([timedelta(hours=40)] * 2, "lengths of time"),
    "a list": ([["a"], []], "lists of values"),
    "fields": ([{"er": 1.0}] * 2, "several fields"),
    "bytes": ([b"1", b"\xff"], "bytes"),
}


@pytest.mark.parametrize(("values", "said"), HELD.values(), ids=HELD)
def test_a_column_without_single_values_matters_only_where_it_is_needed(
    values: list[object], said: str, tmp_path: Path
) -> None:
    path = tmp_path / "roster.parquet"
    known = {"id": ["1", "2"], "pay": [150_000.0, 90_000.0], "deferral": [15_000, 7_200]}
    pl.DataFrame({**known, "Badge": values}).write_parquet(path)
    roster = read_roster(path, 2026)
    assert roster.participants.elective_deferral.tolist() == [15_000, 7_200]
    (badge,) = [use for use in roster.account.columns if use.heading == "Badge"]
    assert not badge.became
    assert badge.note is not None
    assert said in badge.note.say()
    pl.DataFrame({**known, "Match": values}).write_parquet(path)
    with pytest.raises(RosterFileError, match=f"'Match': holds {said}.*expected one amount"):
        read_roster(path, 2026)


def test_sums_are_told_to_the_cent(tmp_path: Path) -> None:
    # 0.1 added up ten times is 0.9999999999999999 in binary fractions.
    tenths = "".join(f"{number},100.10,0.10,0.10\n" for number in range(10))
    account = read(tmp_path, f"id,pay,deferral,Fee\n{tenths}Total,1001,1,2\n").account
    assert [(each.read, each.reported, each.left_out) for each in account.sums] == [
        (1_001.0, 1_001.0, 0.0),
        (1.0, 1.0, 0.0),
    ]
    assert account.columns[3].total == 1.0
    tenths = tenths.replace("0,100.10,0.10", "0,100.10,0.20", 1)
    account = read(tmp_path, f"id,pay,deferral,Fee\n{tenths}Total,1001,1,1\n").account
    assert account.controls[0].differences == {"deferral": (1.0, 1.1)}


@given(pay=st.floats(0, 1e12))
def test_an_amount_survives_to_the_last_bit(pay: float) -> None:
    assert amounts(pl.Series([repr(pay)]), ".").item() == pay


def test_a_mapping_file_names_other_headings(tmp_path: Path) -> None:
    mapping = tmp_path / "headings.toml"
    mapping.write_text('compensation = "Box 5"\nafter_tax_contribution = "VAT"', encoding="utf-8")
    roster = tmp_path / "roster.csv"
    roster.write_text("id,pay,box-5,deferral,VAT\n1,7,100000,1000,2000\n", encoding="utf-8")
    people = read_roster(roster, 2026, settings=read_settings(mapping)).participants
    assert (people.compensation, people.after_tax_contribution) == (100_000, 2_000)
    with pytest.raises(RosterFileError, match=r"no column age \('years'\); the headings found are"):
        read_roster(roster, 2026, headings={"age": "years"})


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("salary = 'Pay'", "unknown reading setting salary"),
        ("[columns]\nsalary = 'Pay'", "unknown roster column salary"),
        ("age = 5", "age: is 5: expected a heading in quotes"),
        ("age = ", "is not a TOML file"),
    ],
)
def test_mapping_files_that_are_refused(tmp_path: Path, content: str, sentence: str) -> None:
    path = tmp_path / "headings.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(RosterFileError) as caught:
        read_settings(path)
    assert sentence in str(caught.value)


def test_strict_refuses_the_whole_roster(tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    path.write_text("id,pay,deferral\n1,100,10\n2,x,y\n", encoding="utf-8")
    with pytest.raises(RosterFileError, match="has 2 problems, the first of them in row 3, comp"):
        read_roster(path, 2026, strict=True)


def test_error_cells_are_no_blanks(tmp_path: Path) -> None:
    workbook = Workbook()
    sheet = workbook.active
    for row in (
        ("id", "pay", "deferral", "match"),
        ("#N/A", 90_000, 1_000, None),
        (2, 90_000, 1_000, "#DIV/0!"),
        (3, 90_000, 1_000, None),
    ):
        sheet.append(row)
    sheet.insert_cols(1)
    sheet.insert_rows(1)
    workbook.save(tmp_path / "roster.xlsx")
    roster = read_roster(tmp_path / "roster.xlsx", 2026)
    assert roster.participants.employee_id.tolist() == ["3"]
    assert [(p.row, p.column, p.found) for p in roster.problems] == [
        (3, "employee_id", "#N/A"),
        (4, "matching_contribution", "#DIV/0!"),
    ]


def test_a_workbook_may_list_its_folders_too(tmp_path: Path) -> None:
    workbook = Workbook()
    for row in (("id", "pay", "deferral"), (3, 100, 10)):
        workbook.active.append(row)
    workbook.save(tmp_path / "plain.xlsx")
    with zipfile.ZipFile(tmp_path / "plain.xlsx") as plain:
        parts = {name: plain.read(name) for name in plain.namelist()}
    folders = {"xl/": b"", "xl/worksheets/": b""}
    roster = read_roster(packed(tmp_path / "roster.xlsx", {**folders, **parts}), 2026)
    assert roster.participants.compensation.tolist() == [100]


def packed(path: Path, parts: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return path


def test_a_document_type_is_refused(tmp_path: Path) -> None:
    declared = b'<?xml version="1.0"?><!DOCTYPE x><x/>'
    path = packed(tmp_path / "roster.xlsx", {"xl/workbook.xml": declared})
    with pytest.raises(RosterFileError, match="declares a document type"):
        read_roster(path, 2026)


def test_a_zip_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RosterFileError, match=r"xl/workbook.xml: is missing"):
        read_roster(packed(tmp_path / "roster.xlsx", {"a.txt": b"a"}), 2026)


@given(st.text("0123456789.,$()+-eE ", max_size=14) | st.floats(-1e9, 1e9).map(str))
def test_a_number_in_a_cell_means_the_same_in_a_roster(typed: str) -> None:
    typed = typed.strip()
    one, read = number_of(typed), amounts(pl.Series([typed or None], dtype=pl.String), ".").item()
    if not isinstance(one, CellError) and abs(one) <= 1e15:
        assert read == pytest.approx(one, rel=1e-15)


@given(st.sampled_from([*sorted(YES), *sorted(NO), "maybe", "2"]))
def test_yes_and_no_mean_the_same_in_a_roster_and_in_a_cell(typed: str) -> None:
    one, read = answer_of(typed), answers(pl.Series([typed]), "owner").item()
    assert read == (None if isinstance(one, CellError) else one)


@pytest.mark.parametrize(
    "below", ["Date: 01/15/2027,,", "Page 1,,", "01/15/2027,,", "id,pay,deferral"]
)
def test_what_stands_alone_below_the_people_is_no_employee(below: str, tmp_path: Path) -> None:
    read_ = read(tmp_path, f"id,pay,deferral\n7,100,10\n{below}\n8,100,10\n")
    assert list(read_.participants.employee_id) == ["7", "8"]
    assert not read_.problems


@pytest.mark.parametrize("cell", ["N/A", "none", ""])
def test_nothing_among_contributions_is_asked_about(cell: str, tmp_path: Path) -> None:
    content = f"id,pay,deferral,Match\n7,100,10,4\n8,100,10,{cell}\n"
    (question,) = read(tmp_path, content).account.questions
    assert question.key == "blank_amounts"


def test_what_is_to_be_determined_is_never_zero(tmp_path: Path) -> None:
    path, reading = tmp_path / "roster.csv", tmp_path / "reading.toml"
    path.write_text("id,pay,deferral,Match\n7,100,10,4\n8,100,10,TBD\n", encoding="utf-8")
    reading.write_text('blank_amounts = "zero"\n', encoding="utf-8")
    (problem,) = read_roster(path, 2026, settings=read_settings(reading)).problems
    assert (problem.cell, problem.found) == ("D3", "'TBD'")


def test_a_column_that_only_says_nothing_is_not_there(tmp_path: Path) -> None:
    read_ = read(tmp_path, "id,pay,Pre-Tax,Roth 401k\n7,100,10,N/A\n8,100,10,N/A\n")
    assert list(read_.participants.elective_deferral) == [10, 10]


@pytest.mark.parametrize("serial", [0, 1])
def test_a_zero_that_is_formatted_as_a_date_is_no_day(serial: int, tmp_path: Path) -> None:
    """Excel shows it as 1/0/1900, where a lookup found nothing; nobody left in that year."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Employee ID", "Pay", "Deferral", "DOB", "Termination Date"])
    sheet.append(["1", 100_000, 5_000, date(1980, 5, 1), serial])
    sheet.append(["2", 90_000, 4_000, serial, date(2026, 6, 30)])
    sheet["E2"].number_format = sheet["D3"].number_format = "m/d/yyyy"
    path = tmp_path / "roster.xlsx"
    book.save(path)
    roster = read_roster(path, 2026)
    assert not roster.problems
    assert roster.participants.employee_id.tolist() == ["1", "2"]
    assert str(roster.participants.termination_date[0]) == "NaT"
    assert str(roster.participants.termination_date[1]) == "2026-06-30"
