"""Hostile texts in every column of a roster and in the plan: nothing executes, nothing escapes."""

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from xml.parsers import expat

import fastexcel
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from megaroth_xl.errors import PlanFileError
from megaroth_xl.reports.roster.settings import (
    Amounts,
    BlankAmounts,
    DateOrder,
    PaidAfterLeaving,
    ReadingSettings,
)
from megaroth_xl.reports.runs.run import Report, report
from megaroth_xl.reports.runs.whole import FILES
from megaroth_xl.strategy.plan.participant_columns import COLUMNS, ColumnKind
from tests.archives import RECORDS

FORMULAS = [
    "=1+1",
    "+server|'topic'!A0",
    "-2+3",
    "@SUM(1)",
    '=DDE("server";"topic";"x")',
    '=HYPERLINK("file:///x","y")',
    '=WEBSERVICE("x")',
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "\u00a0=1",
    "\u202e=1",
    "\u2067+1",
    "\uff1d1",
    "\uff0b1",
    "\x00=1",
    "'=1",
]
MARKUP = [
    "</t></is></c>",
    "<![CDATA[x]]>",
    "&#61;1",
    "_x003D_1",
    "{name}",
    "\ue000name\ue001",
    "]]>",
]
UNPRINTABLE = [
    "a\x00b",
    "a\x0bb",
    "a\x1fb",
    "a\x7fb",
    "a\x85b",
    "a\ufffeb",
    "a\uffffb",
    "\U0010ffff",
]
PATHS = [
    "../../etc/passwd",
    "..\\..\\x",
    "/etc/x",
    "C:\\x",
    "con",
    "nul.txt",
    "a:b",
    "~",
    ".",
    "..",
    "x" * 300,
]
DIRECTIONS = ["\u202egnp.xslx", "a\u2066b\u2069c", "\u200f\u200e1"]
LONG = ["x" * 40_000, "\U0001f600" * 20_000]
HOSTILE = [*FORMULAS, *MARKUP, *UNPRINTABLE, *PATHS, *DIRECTIONS, *LONG]
SIGNS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
PLAN = """
name = {name}
accepts_after_tax = true
accepts_roth = true
pay_periods = 26
match_tiers = [[1, 0.03]]
"""
SETTLED = ReadingSettings(
    amounts=Amounts.YEAR,
    as_of=date(2026, 12, 31),
    dates=DateOrder.MONTH_FIRST,
    decimal=".",
    blank_amounts=BlankAmounts.ZERO,
    rates=(),
    paid_after_leaving=PaidAfterLeaving.COUNTS,
)
"""No question is left, so that every cell is read."""
TEXT_COLUMNS = ("employee_id", "name", "job")


def written(folder: Path, rows: list[list[str]], plan_name: str = '"Plan"') -> Report:
    """A report with all that there is, on a roster of these rows."""
    lines = io.StringIO(newline="")
    csv.writer(lines).writerows(rows)
    (folder / "roster.csv").write_text(lines.getvalue(), encoding="utf-8", newline="")
    (folder / "plan.toml").write_text(PLAN.format(name=plan_name), encoding="utf-8")
    return report(
        folder / "roster.csv",
        folder / "plan.toml",
        2026,
        folder / "out",
        settings=SETTLED,
        personal=True,
    )


def refuse_hostile_cells(path: Path) -> None:
    """Every part is XML, and no cell of the workbook is a formula or looks like one."""
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        for name in archive.namelist():
            expat.ParserCreate().Parse(archive.read(name), True)
            assert "externalLink" not in name
    for sheet in load_workbook(path):
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                if isinstance(cell.value, str):
                    assert not cell.value.lstrip().startswith(SIGNS), cell.coordinate
                    assert len(cell.value.encode("utf-16-le")) // 2 <= 32_767


def all_cells(made: Report) -> Iterator[Path]:
    yield made.files[0]
    assert made.personal is not None
    yield from made.personal.rglob("*.xlsx")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Report:
    rows = [[*TEXT_COLUMNS, "pay", "deferral", "age", "hire_date"]]
    rows += [[text, text, text, "100000", "5", "40", ""] for text in HOSTILE]
    rows += [[f"n{i}", text, text, text, text, text, text] for i, text in enumerate(HOSTILE)]
    return written(tmp_path_factory.mktemp("hostile"), rows)


def test_no_cell_of_any_workbook_executes(hostile: Report) -> None:
    workbooks = list(all_cells(hostile))
    assert len(workbooks) == hostile.employees + 1
    assert hostile.employees > 40
    for path in workbooks:
        refuse_hostile_cells(path)


def test_a_second_reader_opens_every_workbook(hostile: Report) -> None:
    for path in all_cells(hostile):
        assert fastexcel.read_excel(path).sheet_names


def test_no_line_of_the_problems_executes(hostile: Report) -> None:
    with hostile.files[1].open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file))
    assert len(lines) > 2 * len(HOSTILE)
    assert not [cell for line in lines for cell in line if cell.lstrip().startswith(SIGNS)]


def test_no_id_leaves_its_folder(hostile: Report) -> None:
    assert hostile.personal is not None
    folder = hostile.personal
    names = [path.relative_to(folder).as_posix() for path in folder.rglob("*.xlsx")]
    assert len({name.casefold() for name in names}) == len(names) == hostile.employees
    for name in names:
        stem = name.removesuffix(".xlsx")
        assert not set(stem) & set('/\\:*?"<>|\x00\u202e')
        assert not stem.startswith((".", "-", "~"))
        assert stem.split(".")[0].upper() not in {"CON", "NUL", "PRN", "AUX"}
        assert len(name.encode()) < 255
    beside = {path.name for path in folder.parent.iterdir()}
    assert beside == {"personal", *FILES, *RECORDS}


@pytest.mark.parametrize("name", ['"=1+1"', '"</t>&#61;"', '"{after_tax_room}"'])
def test_a_plan_name_stays_a_text(tmp_path: Path, name: str) -> None:
    made = written(tmp_path, [["id", "pay", "deferral"], ["1", "100000", "5"]], name)
    for path in all_cells(made):
        refuse_hostile_cells(path)


@pytest.mark.parametrize("name", ["a\\u0000b", "\\u202e=1", "a\\ud7fbb\\uffff", "a\\nb"])
def test_a_plan_name_that_cannot_be_printed_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(PlanFileError, match="that can be printed"):
        written(tmp_path, [["id", "pay", "deferral"], ["1", "100000", "5"]], f'"{name}"')


@settings(max_examples=8)
@given(texts=st.lists(st.text(min_size=1, max_size=20), min_size=3, max_size=3))
def test_any_text_in_any_text_column(
    texts: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("any")
    rows = [[*TEXT_COLUMNS, "pay", "deferral"], [*texts, "100000", "5"], ["1", "2", "3", "x", "5"]]
    lines = io.StringIO(newline="")
    try:
        csv.writer(lines).writerows(rows)
        lines.getvalue().encode()
    except (UnicodeEncodeError, csv.Error):
        return
    for path in all_cells(written(folder, rows)):
        refuse_hostile_cells(path)


NUMBERS = [
    "1e308",
    "-1e308",
    "1e400",
    "-0.0",
    "nan",
    "NaN",
    "inf",
    "-inf",
    "1e-308",
    "5e-324",
    "9" * 400,
    "0x10",
    "1_000",
    "\u0661\u0662",
    "\uff12\uff15",
    "\u221e",
    "1,00",
    "--5",
    "5)",
    "(5",
    "1e5000",
    "$1e400",
]


NO_VALUES = (b"<v>inf", b"<v>-inf", b"<v>nan", b"<v>NaN", b"<v>-0<", b"<v>-0.0<")


def test_no_number_breaks_a_report(tmp_path: Path) -> None:
    numeric = [name for name, column in COLUMNS.items() if column.kind is ColumnKind.NUMBER]
    plain = {"compensation": "100000", "elective_deferral": "5"}
    rows = [["employee_id", *numeric]]
    for i, number in enumerate(NUMBERS):
        for name in numeric:
            filled = plain | {name: number}
            rows.append([f"{i} {name}", *(filled.get(n, "") for n in numeric)])
    made = written(tmp_path, [*rows, ["whole", *(plain.get(n, "") for n in numeric)]])
    for path in all_cells(made):
        with zipfile.ZipFile(path) as archive:
            sheets = [n for n in archive.namelist() if "worksheets/sheet" in n]
            assert not [v for n in sheets for v in NO_VALUES if v in archive.read(n)]
    refuse_hostile_cells(made.files[0])
    assert "whole.xlsx" in {path.name for path in all_cells(made)}


DAYS = ["0000-01-01", "0001-01-01", "9999-12-31", "10000-01-01", "2026-02-30", "31/12/2026"]


def test_no_day_breaks_a_report(tmp_path: Path) -> None:
    rows = [["id", "pay", "deferral", "birth date", "age", "hire date", "termination date"]]
    for day in DAYS:
        rows += [[f"b{day}", "1", "0", day, "", "", ""], [f"c{day}", "1", "0", day, "40", "", ""]]
        rows += [[f"h{day}", "1", "0", "", "", day, ""], [f"t{day}", "1", "0", "", "", "", day]]
    made = written(tmp_path, rows)
    assert made.rows == 4 * len(DAYS)
    refuse_hostile_cells(made.files[0])
