"""The press prints what openpyxl would have written, cell for cell and style for style."""

import io
import random
import re
import zipfile
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import canonicalize

import fastexcel
import polars as pl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from megaroth_xl.law.limits import limits_table
from megaroth_xl.reports.pages.personal import PersonalPress, personal_design
from megaroth_xl.reports.results.content import ReportSetting
from megaroth_xl.reports.results.employee_outcomes import employee_outcomes
from megaroth_xl.reports.results.letter_frame import DESIGN, personal_frame
from megaroth_xl.reports.roster.plan.plan_file import read_plan
from megaroth_xl.sheets.charts import Place, add_bar_chart
from megaroth_xl.sheets.finishing import workbook_bytes
from megaroth_xl.sheets.furniture import set_page
from megaroth_xl.sheets.page import field, put
from megaroth_xl.sheets.press import Press, Rows
from megaroth_xl.sheets.styles import add_styles
from megaroth_xl.strategy.plan.participants import Participants
from tests.sheets.plain_path import fill_pages, fill_rows

PLAN = Path(__file__).parents[2] / "workbook" / "sample_plan.toml"
COLUMNS = {"text": "text", "number": "cents", "whole": "count", "day": "date", "truth": "word"}
HOSTILE = "=+-@\t\r\n \u202e\x00\x07\ue000\ue001_x0041<>&\"'\u200b\ud7ff\U0001f600김é]]>"


def rosters(most: int) -> st.SearchStrategy[pl.DataFrame]:
    texts = st.none() | st.text(st.sampled_from(HOSTILE), max_size=12) | st.text(max_size=12)
    # openpyxl writes 16 significant digits: amounts in cents have no more.
    cents = st.integers(-(10**13), 10**13).map(lambda n: n / 100)
    numbers = st.none() | cents | st.sampled_from([float("nan"), float("inf"), -0.0, 1e300, 1e-9])
    rows = st.tuples(
        texts,
        numbers,
        st.none() | st.integers(-(2**53), 2**53),
        st.none() | st.dates(date(1900, 3, 1), date(9999, 12, 31)),
        st.none() | st.booleans(),
    )
    schema = dict(zip(COLUMNS, [pl.String, pl.Float64, pl.Int64, pl.Date, pl.Boolean], strict=True))
    return st.lists(rows, max_size=most).map(
        lambda made: pl.DataFrame(made, schema=schema, orient="row")
    )


def page() -> Workbook:
    workbook = Workbook()
    add_styles(workbook, "en")
    sheet = workbook.active
    sheet.title = "Page & <one>"
    put(sheet["A1"], "Title", style="Page Title")
    for row, (name, unit) in enumerate(COLUMNS.items(), start=3):
        put(sheet.cell(row, 1), name, "text")
        put(sheet.cell(row, 2), field(name), unit)
    put(sheet["D9"], field("number"))
    add_bar_chart(Place(sheet, "F2", 17.0, 7.5), "Bars & <more>", (4, 5))
    set_page(sheet, "en", year=2026)
    fixed = workbook.create_sheet("Fixed")
    put(fixed["A1"], "the same in every copy", "text")
    second = workbook.create_sheet("Second")
    put(second["C2"], field("text"), style="Table Head")
    return workbook


def table(count: int) -> Workbook:
    workbook = Workbook()
    add_styles(workbook, "en")
    sheet = workbook.active
    sheet.title = "Table"
    for column, (name, unit) in enumerate(COLUMNS.items(), start=1):
        put(sheet.cell(1, column), name, style="Table Head")
        put(sheet.cell(2, column), field(name), unit)
    sheet.row_dimensions[2].height = 20
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:E{count + 1}"
    put(workbook.create_sheet("After")["A1"], "fixed")
    return workbook


def parts(workbook: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@cache
def looks(styles: bytes) -> list[str]:
    """What each style index means: font, fill, border, format and named style."""
    formats = ET.fromstring(styles).find(f"{MAIN}cellXfs")  # noqa: S314
    assert formats is not None
    return [canonicalize(ET.tostring(xf)) for xf in formats]


def cells(sheet: bytes, styles: bytes) -> list[tuple[str | None, ...]]:
    """Address, style, kind and content of each cell that has a content or a style."""
    found = []
    meaning = looks(styles)
    for cell in ET.fromstring(sheet).iter(f"{MAIN}c"):  # noqa: S314
        content = "".join(cell.itertext())
        kind = cell.get("t", "n")
        if kind == "n" and content:
            content = repr(float(content))
        if content or cell.get("s"):
            look = meaning[int(cell.get("s", "0"))]
            found.append((cell.get("r"), look, kind if content else "n", content))
    return found


def frame_of(sheet: bytes) -> str:
    """A sheet's XML without its cells and their extent: views, widths, filter, print setup."""
    # openpyxl writes the level of outlines, 0, only when it saves a workbook again.
    left_out = r'<sheetData>.*</sheetData>|(?<=<dimension) ref="[A-Z0-9:]*"| outlineLevelCol="0"'
    return canonical(re.sub(left_out.encode(), b"", sheet, flags=re.DOTALL))


@cache
def canonical(part: bytes) -> str:
    return canonicalize(part.decode())


def are_same(printed: bytes, plain: bytes) -> None:
    """Both hold the same cells in the same styles; every other part is the same."""
    mine, theirs = parts(printed), parts(plain)
    assert mine.keys() == theirs.keys()
    for name, part in mine.items():
        if "worksheets/sheet" in name:
            styles = mine["xl/styles.xml"], theirs["xl/styles.xml"]
            assert cells(part, styles[0]) == cells(theirs[name], styles[1])
            assert frame_of(part) == frame_of(theirs[name])
        elif not re.search(r"drawing|docProps|styles|rels$", name):
            assert part == theirs[name]


@settings(max_examples=15)
@given(frame=rosters(8))
def test_every_copy_is_what_the_plain_path_saves(frame: pl.DataFrame) -> None:
    copies = list(Press(page()).copies(frame))
    assert len(copies) == frame.height
    for copy, plain in zip(copies, fill_pages(page(), frame), strict=True):
        are_same(copy, workbook_bytes(plain))


@settings(max_examples=40)
@given(frame=rosters(30), chunk=st.integers(1, 10))
def test_the_rows_are_what_the_plain_path_saves(frame: pl.DataFrame, chunk: int) -> None:
    rows = Rows(frame.height, frame.iter_slices(chunk))
    printed = b"".join(Press(table(frame.height)).rows({"Table": rows}))
    plain = table(frame.height)
    fill_rows(plain["Table"], 2, frame)
    are_same(printed, workbook_bytes(plain))


@pytest.mark.parametrize("zeros", [[0.0, 0.0], [-0.0, 0.0], [0.0, -0.0], [-0.0, -0.0]])
@pytest.mark.parametrize("text", ["word", " a & b ", "{}", "", None])
def test_rows_that_say_the_same_are_what_the_plain_path_saves(
    zeros: list[float], text: str | None
) -> None:
    same = {"text": text, "whole": 3, "day": date(2026, 11, 28), "truth": None}
    frame = pl.DataFrame(
        {"number": zeros, **{name: [value] * 2 for name, value in same.items()}},
        schema_overrides={"text": pl.String, "truth": pl.Boolean},
    ).select(list(COLUMNS))
    printed = b"".join(Press(table(2)).rows({"Table": Rows(2, [frame])}))
    plain = table(2)
    fill_rows(plain["Table"], 2, frame)
    are_same(printed, workbook_bytes(plain))
    for copy, filled in zip(Press(page()).copies(frame), fill_pages(page(), frame), strict=True):
        are_same(copy, workbook_bytes(filled))


def people(draw: random.Random, count: int) -> tuple[Participants, pl.DataFrame]:
    """Employees as a roster might hold them, all kinds of them."""

    def some(*values: Any) -> list[Any]:
        return [draw.choice(values) for _ in range(count)]

    def dollars(most: int) -> list[float | None]:
        return [draw.choice([None, 0.0, draw.randrange(most * 100) / 100]) for _ in range(count)]

    names = ["".join(draw.choices(HOSTILE + "abc", k=draw.randrange(8))) for _ in range(count)]
    columns = {
        "employee_id": [f"{draw.choice(HOSTILE)}{i}" for i in range(count)],
        "age": some(None, 22, 49, 50, 59, 60, 63, 64, 80),
        "compensation": [p or 0.0 for p in dollars(600_000)],
        "elective_deferral": [d or 0.0 for d in dollars(40_000)],
        "matching_contribution": dollars(20_000),
        "nonelective_contribution": dollars(50_000),
        "after_tax_contribution": dollars(45_000),
        "deferral_elsewhere": dollars(20_000),
        "prior_year_compensation": dollars(400_000),
        "prior_year_wages": dollars(400_000),
        "owner": some(0, 1),
        "pay_periods_left": some(None, 0, 1, 12),
        "hire_date": some(None, "2019-01-01", "2026-07-01"),
        "termination_date": some(None, "2026-09-30"),
    }
    return Participants.of(columns), pl.DataFrame(
        {"employee_id": columns["employee_id"], "name": names}
    )


@settings(max_examples=1, phases=[Phase.generate])
@given(seed=st.integers(0), lang=st.sampled_from(["en", "ko"]))
def test_sixty_personal_workbooks_are_what_the_plain_path_saves(seed: int, lang: str) -> None:
    who, labels = people(random.Random(seed), 60)  # noqa: S311
    plan = read_plan(PLAN)
    results = employee_outcomes(who, plan, 2026)
    setting = ReportSetting(plan, 2026, limits_table(), lang)
    frame = personal_frame(who, labels, results, setting)
    for at, copy in enumerate(PersonalPress(setting).copies(frame)):
        one = frame[at]
        are_same(
            copy,
            workbook_bytes(next(fill_pages(personal_design(setting, one[DESIGN].item()), one))),
        )
        if at % 20 == 0:
            opened_by_everyone(copy, frame.row(at, named=True))


def opened_by_everyone(workbook: bytes, record: dict[str, Any]) -> None:
    short = record["short"]
    sheet = load_workbook(io.BytesIO(workbook)).worksheets[0]
    assert [row[1].value for row in sheet.iter_rows() if row[1].value == short] == [short]
    read = fastexcel.read_excel(workbook).load_sheet(
        0, header_row=None, skip_rows=0, dtypes="string"
    )
    assert short in read.to_polars().to_series(1).to_list()


def test_what_no_cell_holds_is_refused() -> None:
    frame = pl.DataFrame({"text": [[1, 2]], **{name: [None] for name in list(COLUMNS)[1:]}})
    with pytest.raises(TypeError, match="a cell holds a text, a number, a truth or a date"):
        list(Press(page()).copies(frame))


def test_a_column_may_have_any_name_and_braces_stay_braces() -> None:
    workbook = Workbook()
    add_styles(workbook, "en")
    put(workbook.active["A1"], "{a} {}")
    put(workbook.active["A2"], field("net pay (%) 2026"))
    put(workbook.active["B2"], field("{b}"))
    frame = pl.DataFrame({"net pay (%) 2026": [1.5, 2.5], "{b}": ["{}", " x "]})
    printed = b"".join(Press(workbook).rows({"Sheet": Rows(2, [frame])}))
    sheet = load_workbook(io.BytesIO(printed)).active
    assert [[cell.value for cell in row] for row in sheet] == [
        ["{a} {}", None],
        [1.5, "{}"],
        [2.5, " x "],
    ]


def test_a_field_that_is_none_is_refused() -> None:
    workbook = Workbook()
    add_styles(workbook, "en")
    put(workbook.active["A1"], f"Dear {field('name')}")
    with pytest.raises(ValueError, match="begins like a field"):
        Press(workbook)
