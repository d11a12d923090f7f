"""Excel rosters made to fill the memory, to hide, or to break their reader: refused in a sentence.

Each file here is a few kilobytes long; before there was a guard, those with a far cell or a shared
text ended the process.
"""

import random
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from megaroth_xl.errors import MegarothError, RosterFileError
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


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="XFD1048576"><v>1</v></c>',
        '<c r="ZZ1048576"><v>1</v></c>',
        '<c r="xfd1048576"><v>1</v></c>',
        "<c r='XFD1048576'><v>1</v></c>",
        '<c s="1"\n r = "XFD1048576"><v>1</v></c>',
        '<c r="ZZZ9999999"><v>1</v></c>',
        '<c r="A4294967295"><v>1</v></c>',
        '<c r="A0000000000000000001"><v>1</v></c>',
        f'<c r{" " * 1_500_000}="XFD1048576"><v>1</v></c>',
        f'<c r{" " * 3_500_000}={" " * 3_500_000}"XFD1048576"><v>1</v></c>',
    ],
)
def test_a_far_cell_is_refused(tmp_path: Path, cell: str) -> None:
    rows = f'{HEADER}{PERSON}<row r="3">{cell}</row>'
    sentence = refusal(tmp_path, parts(rows))
    assert any(
        words in sentence for words in ("more than one roster can", "beyond Excel's", "is blank")
    )


def test_a_far_cell_where_pieces_meet_is_refused(tmp_path: Path) -> None:
    for shift in range(0, 40, 3):
        filler = f"<!--{'x' * ((1 << 20) - 400 - shift)}-->"
        rows = f'{filler}{HEADER}{PERSON}<row r="3"><c r="XFD1048576"><v>1</v></c></row>'
        assert "more than one roster can" in refusal(tmp_path, parts(rows))


def test_the_last_row_of_a_narrow_sheet_is_read(tmp_path: Path) -> None:
    rows = f'{HEADER}{PERSON}<row r="1048576"><c r="A1048576"><v>8</v></c></row>'
    assert read(tmp_path, parts(rows)).rows == 2


def test_a_wide_sheet_is_read(tmp_path: Path) -> None:
    row = '<row r="2"><c r="XFD2"><v>1</v></c></row>'
    assert "has no heading row" in refusal(tmp_path, parts(f'<row r="1"></row>{row}'))


def test_a_long_text_shared_by_many_cells_is_refused(tmp_path: Path) -> None:
    cells = "".join(f'<row r="{i}"><c r="A{i}" t="s"><v>0</v></c></row>' for i in range(2, 200_002))
    shared = f"<sst {MAIN}><si><t>{'x' * 32_000}</t></si></sst>"
    assert "cells could show" in refusal(tmp_path, parts(HEADER + cells, **{SHARED: shared}))


def test_a_text_in_many_short_runs_is_as_long_as_all_of_them(tmp_path: Path) -> None:
    cells = "".join(f'<row r="{i}"><c r="A{i}" t="s"><v>0</v></c></row>' for i in range(2, 200_002))
    runs = "<r><t>xxxxxxxx</t></r>" * 4_000
    shared = f"<sst {MAIN}><si>{runs}</si></sst>"
    assert "cells could show" in refusal(tmp_path, parts(HEADER + cells, **{SHARED: shared}))


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
    assert "is packed like no roster" in refusal(tmp_path, content)


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
        with pytest.raises(RosterFileError, match="is packed like no roster"):
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
    b"\x00", b"-1", b"99999999999", b"1e999", b"NaN", b"A1", b"XFD1048576", b'r="', b't="s"',
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
