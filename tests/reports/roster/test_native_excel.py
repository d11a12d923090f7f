"""The faster reader of workbooks says what the default reader says, or leaves the sheet to it."""

import os
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch
from xml.sax.saxutils import escape

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from megaroth_xl.errors import MegarothError
from megaroth_xl.reports.roster.files import excel
from megaroth_xl.reports.roster.files.cells import SheetCells
from megaroth_xl.reports.roster.files.excel import ExcelFile
from megaroth_xl.reports.roster.files.native_excel import is_installed, native_cells
from megaroth_xl.reports.roster.roster_file import read_roster

FILES = Path(__file__).parent / "files"
WORKBOOKS = sorted(
    path
    for path in FILES.rglob("*.xlsx")
    if zipfile.is_zipfile(path)  # not protected, and no .xls by another name
)
EXAMPLES = int(os.environ.get("MEGAROTH_EXAMPLES", "40"))

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
FORMATS = ["0", "14", "22", "10", "164", "165", "166", "46"]
"""By style: general, a day, a day and time, 0.00%, days, red negatives, letters, hours."""
AGAIN = 16
"""So often are the styles there: their numbers have one digit, two, and three."""
STYLES = (
    f'<styleSheet {MAIN}><numFmts count="3"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd;@"/>'
    '<numFmt numFmtId="165" formatCode="#,##0.00_);[Red]\\(#,##0.00\\)"/>'
    '<numFmt numFmtId="166" formatCode="0&quot; days&quot;"/></numFmts><fonts count="1"><font/>'
    '</fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders><cellStyleXfs '
    f'count="1"><xf/></cellStyleXfs><cellXfs count="{AGAIN * len(FORMATS)}">'
    + "".join(f'<xf numFmtId="{number}"/>' for number in AGAIN * FORMATS)
    + "</cellXfs></styleSheet>"
)


def packed(path: Path, rows: str, texts: list[str], above: str = "", below: str = "") -> Path:
    """A workbook with these rows in its sheet S, and these shared texts."""
    book = f'<workbook {MAIN} xmlns:r="{OFFICE}"><sheets><sheet name="S" sheetId="1" r:id="r1"/>'
    links = "".join(
        f'<Relationship Id="r{number}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(
            [
                ("worksheet", "worksheets/sheet1.xml"),
                ("styles", "styles.xml"),
                ("sharedStrings", "sharedStrings.xml"),
            ],
            start=1,
        )
    )
    shared = "".join(f"<si>{text}</si>" for text in texts)
    parts = {
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r1" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f"{book}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">{links}</Relationships>',
        "xl/styles.xml": STYLES,
        "xl/sharedStrings.xml": f"{HEAD}<sst {MAIN}>{shared}</sst>",
        "xl/worksheets/sheet1.xml": f"{HEAD}<worksheet {MAIN}>{above}<sheetData>{rows}"
        f"</sheetData>{below}</worksheet>",
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return path


def filled(cells: pl.DataFrame, left: int) -> dict[tuple[int, int], str]:
    """By row and column, the cells that are not blank, without blanks around their texts."""
    return {
        (row, left + column): text.strip()
        for row, texts in enumerate(cells.rows(), start=1)
        for column, text in enumerate(texts, start=1)
        if text and text.strip()
    }


def read_by(path: Path, *, native: bool) -> dict[str, tuple[bool, SheetCells]]:
    """By its name, whether the faster reader read a sheet, and the sheet."""
    found = {}
    read: list[Any] = []

    def recorded(*arguments: Any) -> Any:
        read.append(native_cells(*arguments))
        return read[-1]

    with (
        patch.object(excel, "native_cells", recorded),
        patch.object(excel, "is_installed", lambda: native),
    ):
        file = ExcelFile(path)
        for sheet in file.sheets:
            if sheet.state != "chart":
                read.append(None)
                found[sheet.name] = (file.cells(sheet.name), read[-1] is not None)
    return {name: (is_native, cells) for name, (cells, is_native) in found.items()}


def percents_by(path: Path, *, native: bool) -> dict[str, frozenset[int]]:
    """By the name of a sheet, its columns of percentages."""
    with patch.object(excel, "is_installed", lambda: native):
        file = ExcelFile(path)
        return {s.name: file.percents(s.name) for s in file.sheets if s.state != "chart"}


def both(path: Path) -> Iterator[tuple[Any, Any]]:
    """Each sheet by the faster reader, None where it leaves it, and by the default reader."""
    default = read_by(path, native=False)
    assert percents_by(path, native=True) == percents_by(path, native=False)
    for name, (is_native, sheet) in read_by(path, native=True).items():
        _, by_default = default[name]
        found = filled(sheet.cells, sheet.left)
        yield (found if is_native else None), filled(by_default.cells, by_default.left)


@pytest.mark.parametrize("path", WORKBOOKS, ids=lambda path: path.stem)
def test_both_say_the_same_of_every_sheet_of_a_case(path: Path) -> None:
    assert is_installed()
    for native, default in both(path):
        assert native is None or native == default


@pytest.mark.parametrize(
    "stem", ["d18_two_row_header", "d22_percent_cells", "shape_13_header_row25", "hidden_first"]
)
def test_sheets_without_errors_or_formulas_are_read_by_it(stem: str) -> None:
    (path,) = (path for path in WORKBOOKS if path.stem == stem)
    assert all(native is not None for native, _ in both(path))


@pytest.mark.parametrize("path", WORKBOOKS, ids=lambda path: path.stem)
def test_without_it_everything_is_the_same(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def reading() -> Any:
        try:
            roster = read_roster(path, 2026)
        except MegarothError as error:
            return str(error)
        return roster.accounts, roster.problems, roster.labels.rows()

    with_it = reading()
    monkeypatch.setattr(excel, "is_installed", lambda: False)
    assert reading() == with_it


number = st.one_of(
    st.integers(0, 300_000).map(str),
    st.integers(-99, 99).map(str),
    st.floats(0, 1e6).map(repr),
    st.floats(0, 1e6).map("{:.17g}".format),
    st.floats(0, 1e6).map("{:.2f}".format),
    st.sampled_from(["0.0", "-0", "1E+20", "2.5E1", "1e-7", "0.30000000000000004", "1.50", "17"]),
)
text = st.one_of(
    st.text("abcXYZ é漢 &<>\"'_=x0041", max_size=12),
    st.sampled_from(["00417", "417", "1.50", "12E4", "-", "N/A", "#N/A", "2026-01-31", "45000"]),
    st.sampled_from(
        ['t="s"', "<v>", "hidden", "900-12-3401", " 7 ", "nan", "inf", "true", "_x0041_"]
    ),
)
day = st.integers(0, 60_000).map(str)
KINDS = ["number", "text", "shared", "day", "blank", "moment", "percent"]
RARE = ["yes", "error", "formula", "uncached", "hours", "letters", "rich", "iso"]


def styled(draw: st.DrawFn, *styles: int) -> str:
    """The attribute of a cell with one of these styles."""
    number = draw(st.sampled_from(styles)) + len(FORMATS) * draw(st.integers(0, AGAIN - 1))
    return f' s="{number}"'


@st.composite
def cell(draw: st.DrawFn, kind: str, place: str, texts: list[str]) -> str:
    """A cell of a kind, as a program may write it."""
    if kind == "blank":
        cells = ["", "<c{}/>", '<c{} s="1"/>', "<c{}></c>"]
        return draw(st.sampled_from(cells)).format(f' r="{place}"')
    if kind in ("text", "shared", "rich"):
        content = draw(text)
        keep = ' xml:space="preserve"' if content != content.strip() or draw(st.booleans()) else ""
        item = f"<t{keep}>{escape(content)}</t>"
        if kind == "rich":
            item = f"<r>{item}</r><r>{item}</r>"
        if kind == "text":
            return f'<c r="{place}" t="inlineStr"><is>{item}</is></c>'
        texts.append(item)
        style = draw(st.sampled_from(["", styled(draw, 1)]))
        return f'<c r="{place}"{style} t="s"><v>{len(texts) - 1}</v></c>'
    if kind == "day":
        return f'<c r="{place}"{styled(draw, 1, 4)}><v>{draw(day)}</v></c>'
    if kind == "moment":
        return (
            f'<c r="{place}"{styled(draw, 2)}><v>{draw(day)}'
            f".{draw(st.sampled_from(['5', '25', '0']))}</v></c>"
        )
    styles = {"percent": 3, "hours": 7, "letters": 6}
    attributes, value = styled(draw, styles.get(kind, 5)), draw(number)
    if kind == "number" and draw(st.booleans()):
        attributes = draw(st.sampled_from(["", ' t="n"']))
    rare = {
        "yes": (' t="b"', "<v>1</v>"),
        "error": (' t="e"', "<v>#N/A</v>"),
        "formula": ("", f"<f>1+1</f><v>{value}</v>"),
        "uncached": ("", "<f>A1</f>"),
        "iso": (' t="d"', "<v>2026-01-31</v>"),
    }
    attributes, value = rare.get(kind, (attributes, f"<v>{value}</v>"))
    return f'<c r="{place}"{attributes}>{value}</c>'


@st.composite
def sheet(draw: st.DrawFn) -> tuple[str, list[str], str, str]:
    """The rows of a sheet, the texts they share, and what stands above and below them."""
    first = draw(st.sampled_from([1, 1, 1, 3, 25]))
    kinds = draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=6))
    others = draw(st.sampled_from([(), (), KINDS, (*KINDS, *RARE)]))
    rows, texts, number_of_row = "", [], draw(st.sampled_from([1, 1, 1, 2, 5]))
    for row in range(draw(st.sampled_from([2, 5, 9, 130]))):
        cells = ""
        for column, kind in enumerate(kinds, start=first):
            chosen = "text" if row == 0 else kind
            if others and draw(st.integers(0, 9)) == 0:
                chosen = draw(st.sampled_from(others))
            cells += draw(cell(chosen, f"{get_column_letter(column)}{number_of_row}", texts))
        rows += f'<row r="{number_of_row}">{cells}</row>'
        number_of_row += draw(st.sampled_from([1] * 30 + [2])) if others else 1
    above = draw(st.sampled_from(["", "", '<cols><col min="1" max="2" width="9"/></cols>']))
    below = draw(
        st.sampled_from(["", "", '<mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells>'])
    )
    return rows, texts, above, below


def compared(folder: Path, content: tuple[str, list[str], str, str]) -> tuple[Any, Any]:
    rows, texts, above, below = content
    ((native, default),) = both(packed(folder / "book.xlsx", rows, texts, above, below))
    return native, default


@given(content=sheet())
@settings(max_examples=EXAMPLES, deadline=None)
def test_both_say_the_same_of_any_valid_sheet(
    content: tuple[str, list[str], str, str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    native, default = compared(tmp_path_factory.mktemp("native"), content)
    assert native is None or native == default


def plain_sheet(rows: int) -> str:
    """A sheet as payroll programs write it: ids as texts with zeros, names, days, amounts."""
    cells = (
        '<row r="{r}"><c r="A{r}" t="inlineStr"><is><t>{r:05}</t></is></c><c r="B{r}" t="s"><v>0'
        '</v></c><c r="C{r}" s="1"><v>{day}</v></c><c r="D{r}" s="5"><v>{pay}</v></c><c r="E{r}">'
        "<v>{tenth}</v></c></row>"
    )
    head = "".join(
        f'<c r="{letter}1" t="inlineStr"><is><t>{name}</t></is></c>'
        for letter, name in zip("ABCDE", ["ID", "Name", "Hired", "Pay", "After-tax"], strict=True)
    )
    return f'<row r="1">{head}</row>' + "".join(
        cells.format(r=row, day=30_000 + row, pay=f"{row * 1000}.50", tenth=repr(0.1 * row))
        for row in range(2, rows + 2)
    )


@pytest.mark.parametrize("rows", [3, 300])
def test_a_sheet_of_a_payroll_program_is_read_by_it(rows: int, tmp_path: Path) -> None:
    native, default = compared(tmp_path, (plain_sheet(rows), ["<t>Ann Lee</t>"], "", ""))
    assert native is not None
    assert native == default
    shown = [native[3, column] for column in range(1, 6)]
    assert shown == ["00003", "Ann Lee", "1982-02-21 00:00:00", "3000.5", "0.3"]
    assert len(native) == 5 * (rows + 1)


@pytest.mark.parametrize(
    "found",
    [
        '<c r="E9" t="e"><v>#N/A</v></c>',
        '<c r="E9"><f>1+1</f><v>2</v></c>',
        '<c r="E9"><f>1+1</f></c>',
        '<c r="E9" t="b"><v>1</v></c>',
        '<c r="E9" t="d"><v>2026-01-31</v></c>',
        '<c r="E9" s="1"><v>45000.5</v></c>',
        '<c r="E9" s="7"><v>1.5</v></c>',
        '<c r="E9" t="inlineStr"><is><r><t>a </t></r><r><t>b</t></r></is></c>',
        '<c r="E9" t="inlineStr"><is><t/></is></c>',
        '<c r="E9"><v>0.9</v><f>1+1</f></c>',
        '<c r="E9"><v>0.9</v><!-- --></c>',
        '<c r="E9"><v>0.9</v></c><extLst/>',
        '<c r="E9"><v>&#48;.9</v></c>',
        '<c r="E9" s="1000"><v>0.9</v></c>',
        '<c r="E9" s=""><v>0.9</v></c>',
        '<c r="E10"><v>0.9</v></c>',
        '<c r="E9"><v>0.9</v></c></row><row r="10" ht="15" hidden="1">',
        f'<c r="E9"><v>0.9</v></c></row><row r="10" {" " * 199} hidden="1">',
    ],
)
def test_a_sheet_with_one_other_cell_is_left_to_the_default_reader(
    found: str, tmp_path: Path
) -> None:
    rows = plain_sheet(20).replace('<c r="E9"><v>0.9</v></c>', found)
    assert found in rows
    native, _ = compared(tmp_path, (rows, ["<t>Ann Lee</t>"], "", ""))
    assert native is None


def test_cells_and_rows_with_styles_and_spans_are_read_by_it(tmp_path: Path) -> None:
    rows = plain_sheet(20).replace('"><c r="A', '" spans="1:5" ht="15" customHeight="1"><c r="A')
    for row, style in ((7, "16"), (8, "104"), (9, "0")):
        rows = rows.replace(f'<c r="E{row}">', f'<c r="E{row}" s="{style}">')
    text = '<c r="E11" t="inlineStr"><is><t>hidden &amp; all</t></is></c>'
    rows = re.sub('<c r="E11">.*?</c>', text, rows)
    native, default = compared(tmp_path, (rows, ["<t>Ann Lee</t>"], "", ""))
    assert native is not None
    assert native == default
    assert native[11, 5] == "hidden & all"


LIBREOFFICE_ROW = ' customFormat="false" ht="15" hidden="false" outlineLevel="0" collapsed="false"'


def as_libreoffice(tmp_path: Path, *, hidden: int = 0) -> Path:
    """A sheet as LibreOffice writes it: each row says whether it is hidden."""
    rows = plain_sheet(20).replace('"><c r="A', f'"{LIBREOFFICE_ROW}><c r="A')
    if hidden:
        row = f'<row r="{hidden}"{LIBREOFFICE_ROW}'
        rows = rows.replace(row, row.replace('hidden="false"', 'hidden="true"'))
    above = '<cols><col hidden="false" max="4" min="1" width="12.71"/></cols>'
    return packed(tmp_path / "book.xlsx", rows, ["<t>Ann Lee</t>"], above)


def test_rows_that_say_they_are_not_hidden_are_read_by_it(tmp_path: Path) -> None:
    ((native, default),) = both(as_libreoffice(tmp_path))
    assert native is not None
    assert native == default


def test_such_rows_are_not_looked_at_one_by_one(tmp_path: Path) -> None:
    with patch.object(excel, "marks_of", side_effect=AssertionError):
        assert read_by(as_libreoffice(tmp_path), native=False)["S"][1].cells.height == 21


def test_a_hidden_row_among_such_rows_is_seen(tmp_path: Path) -> None:
    path = as_libreoffice(tmp_path, hidden=9)
    for native in (True, False):
        is_native, sheet = read_by(path, native=native)["S"]
        assert not is_native
        assert sheet.hidden_rows == {9}


def test_a_column_of_percentages_is_known_by_its_cells(tmp_path: Path) -> None:
    rows = plain_sheet(20).replace('" s="5"><v>', '" s="3"><v>')
    path = packed(tmp_path / "book.xlsx", rows, ["<t>Ann Lee</t>"])
    found = [percents_by(path, native=native) for native in (True, False)]
    assert found == [{"S": {4}}, {"S": {4}}]


def test_numbers_of_a_plain_sheet_are_known_to_the_default_reader_too(tmp_path: Path) -> None:
    rows = plain_sheet(20).replace('<c r="E9"><v>', '<c r="E9" t="inlineStr"><is><t>')
    rows = rows.replace("<t>0.9</v>", "<t>0.9</t></is>")
    path = packed(tmp_path / "book.xlsx", rows, ["<t>Ann Lee</t>"])
    is_native, sheet = read_by(path, native=False)["S"]
    assert not is_native
    assert list(sheet.values) == [3]  # in column E a text looks like a number
    assert sheet.values[3].to_list() == [None, *(row * 1000 + 0.5 for row in range(2, 22))]


def test_rows_that_the_file_leaves_out_keep_their_numbers(tmp_path: Path) -> None:
    rows = '<row r="2"><c r="B2"><v>1</v></c></row><row r="7"><c r="C7"><v>2</v></c></row>'
    native, default = compared(tmp_path, (rows, [], "", ""))
    assert native == default == {(2, 2): "1", (7, 3): "2"}


@pytest.mark.parametrize("native", [True, False])
def test_large_amounts_keep_their_cents(*, native: bool, tmp_path: Path) -> None:
    figures = ["99999999.99", "123456789.12", "-8400000.1", "250000.5"]
    rows = "".join(
        f'<row r="{row}"><c r="A{row}"><v>{figure}</v></c></row>'
        for row, figure in enumerate(figures, start=1)
    )
    path = packed(tmp_path / "book.xlsx", rows, [])
    is_native, sheet = read_by(path, native=native)["S"]
    assert is_native is native
    assert sheet.cells.to_series().to_list() == figures
