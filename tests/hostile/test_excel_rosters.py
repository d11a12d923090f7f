"""Excel rosters made to fill the memory, to hide, or to break their reader: refused in a sentence.

The files are harmless: the bounds are lowered, so that what ends a reader at its full size can be
told from a sheet of a few thousand cells.
"""

import random
import re
import struct
import sys
import zipfile
from pathlib import Path

import fastexcel
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from megaroth_xl.errors import MegarothError, RosterFileError
from megaroth_xl.reports.roster.bounded import Allowance, bounded_sheet
from megaroth_xl.reports.roster.guard import BOUNDS, Bounds, refuse_bombs
from megaroth_xl.reports.roster.reading import read_roster
from megaroth_xl.reports.roster.roster import Roster
from tests.hostile.damage import damaged

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WORKBOOK = (
    f'<workbook {MAIN} xmlns:r="{OFFICE}"><sheets>'
    '<sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
RELATIONS = (
    f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    "</Relationships>"
)
ROOT = (
    f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    "</Relationships>"
)
SHEET = "xl/worksheets/sheet1.xml"
SHARED = "xl/sharedStrings.xml"


def text(place: str, content: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{content}</t></is></c>'


HEADER = f'<row r="1">{text("A1", "id")}{text("B1", "pay")}{text("C1", "deferral")}</row>'
PERSON = f'<row r="2">{text("A2", "7")}<c r="B2"><v>100000</v></c><c r="C2"><v>1000</v></c></row>'


def parts(rows: str = HEADER + PERSON, **others: str) -> dict[str, bytes]:
    """The parts of a roster with these rows; other parts by name."""
    all_parts = {
        "_rels/.rels": ROOT,
        "xl/workbook.xml": WORKBOOK,
        "xl/_rels/workbook.xml.rels": RELATIONS,
        SHEET: f"<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>",
    }
    return {name: part.encode() for name, part in (all_parts | others).items()}


def packed(path: Path, content: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in content.items():
            archive.writestr(name, part)
    return path


def read(folder: Path, content: dict[str, bytes]) -> Roster:
    return read_roster(packed(folder / "roster.xlsx", content), 2026)


def refusal(folder: Path, content: dict[str, bytes]) -> str:
    with pytest.raises(RosterFileError) as caught:
        read(folder, content)
    return str(caught.value)


def test_the_plain_roster_is_read(tmp_path: Path) -> None:
    assert read(tmp_path, parts()).participants.compensation.tolist() == [100_000]


FEW = Bounds(cells=20_000, text=1_000_000, texts=1_000)
"""Bounds that a harmless file exceeds."""


def checked(folder: Path, content: dict[str, bytes], bounds: Bounds = FEW) -> str:
    """What is said of a file within bounds; "" where it may be read."""
    path = packed(folder / "roster.xlsx", content)
    try:
        with zipfile.ZipFile(path) as archive:
            refuse_bombs(path, archive, bounds)
    except RosterFileError as refused:
        return str(refused)
    return ""


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="AZ2000"><v>1</v></c>',
        '<c r="B2000"><v>1</v></c><c r="AZ3"><v>1</v></c>',
        '<c r="az2000"><v>1</v></c>',
        "<c r='AZ2000'><v>1</v></c>",
        '<c s="1"\n r = "AZ2000"><v>1</v></c>',
        '<c r="&#65;Z2000"><v>1</v></c>',
        f'<y:c xmlns:y="{MAIN.split(chr(34))[1]}" r="AZ2000"><v>1</v></y:c>',
        f'<c r{" " * 70_000}="AZ2000"><v>1</v></c>',
    ],
)
def test_a_far_cell_is_refused_in_any_spelling(tmp_path: Path, cell: str) -> None:
    rows = f'{HEADER}{PERSON}<row r="3">{cell}</row>'
    assert "2,000 rows and 52 columns, more than one" in checked(tmp_path, parts(rows))
    assert checked(tmp_path, parts(rows), BOUNDS) == ""


@pytest.mark.parametrize("place", ["XFE1", "A1048577", "A01048576", "AAAA1", "1", ""])
def test_a_cell_beyond_the_last_one_is_refused(tmp_path: Path, place: str) -> None:
    rows = f'{HEADER}{PERSON}<row r="3"><c r="{place}"><v>1</v></c></row>'
    said = checked(tmp_path, parts(rows), BOUNDS)
    assert "beyond Excel's last one" in said or "16,385 columns" in said


def test_rows_and_cells_without_a_place_follow_those_before(tmp_path: Path) -> None:
    cell = "<c><v>1</v></c>"
    wide = f"<row>{cell * 300}</row>"
    assert "spans 302 rows and 300 columns" in checked(
        tmp_path, parts(HEADER + PERSON + f"<row>{cell}</row>" * 299 + wide)
    )
    assert "spans 2,001 rows and 12 columns" in checked(
        tmp_path, parts(HEADER + f'<row r="2000">{cell}</row><row><c r="J1"/>{cell}{cell}</row>')
    )
    assert checked(tmp_path, parts(HEADER + PERSON + f"<row>{cell * 3}</row>" * 500)) == ""


def test_a_far_cell_where_pieces_meet_is_refused(tmp_path: Path) -> None:
    for shift in range(0, 40, 3):
        filler = f"<!--{'x' * ((1 << 20) - 400 - shift)}-->"
        rows = f'{filler}{HEADER}{PERSON}<row r="3"><c r="AZ2000"><v>1</v></c></row>'
        assert "more than one roster can" in checked(tmp_path, parts(rows))


def test_a_sheet_in_another_encoding_is_counted(tmp_path: Path) -> None:
    rows = f'{HEADER}{PERSON}<row r="3"><c r="AZ2000"><v>1</v></c></row>'
    sheet = f"<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>"
    for encoding in ("utf-16", "iso-8859-1"):
        xml = f'<?xml version="1.0" encoding="{encoding}"?>{sheet}'
        content = parts() | {SHEET: xml.encode(encoding)}
        assert "more than one roster can" in checked(tmp_path, content)


SPELLINGS = st.sampled_from(["plain", "prefixed", "without places", "single quotes", "style first"])


@settings(max_examples=60)
@given(
    cells=st.lists(
        st.tuples(st.integers(1, 30), st.integers(1, 60)), min_size=1, max_size=12, unique=True
    ),
    spelling=SPELLINGS,
)
def test_the_count_is_never_below_what_the_reader_makes_room_for(
    cells: list[tuple[int, int]], spelling: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = packed(
        tmp_path_factory.getbasetemp() / "reach.xlsx",
        parts() | {SHEET: spelled(sorted(cells), spelling).encode()},
    )
    frame = fastexcel.read_excel(path).load_sheet(0, header_row=None, skip_rows=0).to_polars()
    with zipfile.ZipFile(path) as archive:
        refuse_bombs(path, archive)
        room = max(frame.height, 1) * max(frame.width, 8)
        with pytest.raises(RosterFileError):
            refuse_bombs(path, archive, Bounds(cells=room - 1))


def spelled(cells: list[tuple[int, int]], spelling: str) -> str:
    """A sheet with a number in these cells, by row and column."""
    rows: dict[int, str] = {}
    for row, column in cells:
        place = f"{get_column_letter(column)}{row}"
        attributes = {
            "plain": f' r="{place}"',
            "prefixed": f' r="{place}"',
            "without places": "",
            "single quotes": f" r='{place}'",
            "style first": f' s="0" r="{place}"',
        }[spelling]
        rows[row] = rows.get(row, "") + f"<c{attributes}><v>1</v></c>"
    places = spelling != "without places"
    data = "".join(
        f'<row r="{n}">{c}</row>' if places else f"<row>{c}</row>" for n, c in rows.items()
    )
    sheet = f"<worksheet {MAIN}><sheetData>{data}</sheetData></worksheet>"
    if spelling == "prefixed":
        sheet = re.sub(r"<(/?)(\w)", r"<\1x:\2", sheet).replace("xmlns=", "xmlns:x=")
    return sheet


def test_the_last_row_of_a_narrow_sheet_is_read(tmp_path: Path) -> None:
    rows = f'{HEADER}{PERSON}<row r="1048576"><c r="A1048576"><v>8</v></c></row>'
    assert read(tmp_path, parts(rows)).rows == 2


def test_a_wide_sheet_is_read(tmp_path: Path) -> None:
    row = '<row r="2"><c r="XFD2"><v>1</v></c></row>'
    assert "has no heading row" in refusal(tmp_path, parts(f'<row r="1"></row>{row}'))


def test_a_sheet_whose_elements_have_a_prefix_is_read(tmp_path: Path) -> None:
    person = PERSON.replace(">7<", ">#<")
    people = "".join(person.replace("2", str(i)).replace("#", str(i)) for i in range(2, 20_002))
    sheet = f"<worksheet {MAIN}><sheetData>{HEADER}{people}</sheetData></worksheet>"
    prefixed = re.sub(r"<(/?)(\w)", r"<\1x:\2", sheet).replace("xmlns=", "xmlns:x=")
    assert len(prefixed) > 2 << 20
    assert read(tmp_path, parts() | {SHEET: prefixed.encode()}).rows == 20_000


TEXT_CELLS = "".join(f'<row r="{i}"><c r="A{i}" t="s"><v>0</v></c></row>' for i in range(2, 302))


@pytest.mark.parametrize("content", [f"<t>{'x' * 4_000}</t>", "<r><t>xxxxxxxx</t></r>" * 500])
@pytest.mark.parametrize("cells", [TEXT_CELLS, TEXT_CELLS.replace(' t="s"', "\tt='s'")])
def test_a_long_text_shared_by_many_cells_is_refused(
    tmp_path: Path, content: str, cells: str
) -> None:
    shared = f"<sst {MAIN}><si>{content}</si></sst>"
    said = checked(tmp_path, parts(HEADER + cells, **{SHARED: shared}))
    assert re.search(r"shows 1,200,\d+ bytes of text, more than one roster can", said)


def test_a_long_text_in_one_cell_is_read(tmp_path: Path) -> None:
    shared = f"<sst {MAIN}><si><t>x</t></si><si><t>{'x' * 30_000}</t></si></sst>"
    one = '<row r="302"><c r="A302" t="s"><v>1</v></c></row>'
    assert checked(tmp_path, parts(HEADER + TEXT_CELLS + one, **{SHARED: shared})) == ""


def test_texts_without_end_are_refused(tmp_path: Path) -> None:
    shared = f"<sst {MAIN}>{'<si/>' * 1_001}</sst>"
    assert "has 1,001 texts, more than one roster can" in checked(
        tmp_path, parts(**{SHARED: shared})
    )


def test_a_sheet_is_read_in_a_process_of_its_own(tmp_path: Path) -> None:
    path = packed(tmp_path / "roster.xlsx", parts())
    alone = fastexcel.read_excel(path).load_sheet("S", header_row=None, dtypes="string").to_polars()
    assert bounded_sheet(path, None, "S").equals(alone)
    assert bounded_sheet(path, path.read_bytes(), "S").equals(alone)
    with pytest.raises(fastexcel.FastExcelError, match="none"):
        bounded_sheet(path, None, "none")


@pytest.mark.skipif(sys.platform != "linux", reason="no limit of a process's memory")
def test_a_reader_that_takes_too_much_ends_alone(tmp_path: Path) -> None:
    path = packed(tmp_path / "roster.xlsx", parts())
    for allowance in (Allowance(memory=1 << 16), Allowance(seconds=0)):
        with pytest.raises(RosterFileError, match="takes more memory or time to read"):
            bounded_sheet(path, None, "S", allowance)


def forged(path: Path, name: str, size: int) -> Path:
    """The archive, with a part that says it is `size` bytes long."""
    data = bytearray(path.read_bytes())
    at = data.rfind(name.encode())  # in the directory, where the name ends a fixed header
    data[at - 46 + 24 : at - 46 + 28] = struct.pack("<L", size)
    path.write_bytes(data)
    return path


def test_a_part_that_lies_about_its_length_is_refused(tmp_path: Path) -> None:
    path = packed(tmp_path / "roster.xlsx", parts(HEADER + PERSON + " " * (8 << 20)))
    with pytest.raises(RosterFileError, match="is longer than it says"):
        read_roster(forged(path, SHEET, 300), 2026)


@pytest.mark.parametrize("name", [SHEET, SHARED, "xl/styles.xml"])
def test_a_part_packed_like_no_roster_is_refused(tmp_path: Path, name: str) -> None:
    content = parts() | {name: bytes(70 << 20)}
    assert "uses an unusual compression" in refusal(tmp_path, content)


ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize("declared", [ENTITIES, OUTSIDE], ids=["nested", "from a file"])
@pytest.mark.parametrize("name", ["xl/workbook.xml", SHEET, SHARED, "xl/_rels/workbook.xml.rels"])
def test_entities_are_refused(tmp_path: Path, name: str, declared: str) -> None:
    before = parts().get(name, b"<sst/>").decode()
    assert "declares a document type" in refusal(
        tmp_path, parts() | {name: (declared + before).encode()}
    )


def test_entities_behind_blanks_or_in_other_letters_are_refused(tmp_path: Path) -> None:
    blanks = " " * (2 << 20) + ENTITIES + WORKBOOK
    assert "document type" in refusal(tmp_path, parts() | {"xl/workbook.xml": blanks.encode()})
    wide = ('<?xml version="1.0" encoding="utf-16"?>' + ENTITIES + WORKBOOK).encode("utf-16")
    assert "document type" in refusal(tmp_path, parts() | {"xl/workbook.xml": wide})


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("twin", [SHEET, SHEET.upper()])
def test_a_part_that_is_there_twice_is_refused(tmp_path: Path, twin: str) -> None:
    path = packed(tmp_path / "roster.xlsx", parts())
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(twin, b"<worksheet/>")
    with pytest.raises(RosterFileError, match="is there twice"):
        read_roster(path, 2026)


def test_other_ways_of_packing_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "roster.xlsx"
    for method in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        with zipfile.ZipFile(path, "w", method) as archive:
            for name, part in parts().items():
                archive.writestr(name, part)
        with pytest.raises(RosterFileError, match="uses an unusual compression"):
            read_roster(path, 2026)


def test_an_error_keeps_its_column_beside_empty_styled_cells(tmp_path: Path) -> None:
    styled = '<c r="A1" s="0"/><c r="B1" s="0"></c>'
    header = (
        f'<row r="1">{styled}{text("C1", "id")}{text("D1", "pay")}{text("E1", "deferral")}</row>'
    )
    error = '<c r="D2" t="e"><v>#DIV/0!</v></c>'
    person = f'<row r="2">{text("C2", "7")}{error}<c r="E2"><v>5</v></c></row>'
    (problem,) = read(tmp_path, parts(header + person)).problems
    assert (problem.column, problem.found) == ("compensation", "#DIV/0!")


TOKENS = [
    b"<", b">", b'"', b"'", b"&", b"/>", b"</", b"<!--", b"<![CDATA[", b"]>", b"&#48;", b"&#x1F;",
    b"\x00", b"-1", b"99999999999", b"1e999", b"NaN", b"A1", b"AZ2000", b'r="', b't="s"',
    b't="d"', b't="e"', b's="9999"', b"<c", b"<row", b"<v>", b"</v>", b"<is>", b"<?x ?>", b"=",
    b"_x0000_", b"rId9", b"../", b"xl/", b"2026-01-01T25:61:00", b"\xff", b"\xe9",
]  # fmt: skip
SEED_ROWS = HEADER + "".join(
    f'<row r="{i}"><c r="A{i}" t="s"><v>{i % 2}</v></c><c r="B{i}"><v>{i}000.5</v></c>'
    f'<c r="C{i}" t="e"><v>#N/A</v></c><c r="D{i}" t="b"><v>1</v></c></row>'
    for i in range(2, 5)
)
SEED = parts(SEED_ROWS, **{SHARED: f"<sst {MAIN}><si><t>a</t></si><si><r><t>b</t></r></si></sst>"})


def doubled(bent: bytearray, at: int) -> None:
    bent[at:at] = bent[max(at - 60, 0) : at]


@settings(max_examples=150)
@given(seed=st.integers(0, 1 << 32))
def test_a_damaged_roster_is_read_or_refused(
    seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    chance = random.Random(seed)  # noqa: S311
    path = tmp_path_factory.getbasetemp() / "damaged.xlsx"
    if chance.random() < 0.6:
        name = chance.choice([*SEED, SHEET, SHEET])
        packed(path, SEED | {name: damaged(SEED[name], chance, TOKENS, doubled)})
    else:
        packed(path, SEED)
        path.write_bytes(damaged(path.read_bytes(), chance, TOKENS, doubled))
    sentence = ""
    try:
        read_roster(path, 2026)
    except MegarothError as refused:
        sentence = str(refused)
    assert "\n" not in sentence
    assert len(sentence) < 2_000
