"""What the guard of Excel rosters refuses, each in a sentence, shown on files that harm nobody.

No file here is large, packed oddly, ambiguous or made to mislead: the guard's bounds are lowered
instead, or it is handed an entry of an archive that says something else than the file does. A test
has other programs read all of them.
"""

import random
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from copy import copy
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import fastexcel
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from megaroth_xl.errors import MegarothError, RosterFileError
from megaroth_xl.reports.roster.files import bounded
from megaroth_xl.reports.roster.files.bombs import refuse_bombs
from megaroth_xl.reports.roster.files.bounded import Allowance, bounded_sheet
from megaroth_xl.reports.roster.files.guard import BOUNDS, Bounds, chunks, parts_of
from megaroth_xl.reports.roster.roster import Roster
from megaroth_xl.reports.roster.roster_file import read_roster
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


FAR_CELLS = [
    '<c r="AZ2000"><v>1</v></c>',
    '<c r="B2000"><v>1</v></c><c r="AZ3"><v>1</v></c>',
    '<c r="az2000"><v>1</v></c>',
    "<c r='AZ2000'><v>1</v></c>",
    '<c s="1"\n r = "AZ2000"><v>1</v></c>',
    '<c r="&#65;Z2000"><v>1</v></c>',
    f'<y:c xmlns:y="{MAIN.split(chr(34))[1]}" r="AZ2000"><v>1</v></y:c>',
    f'<c r{" " * 70}="AZ2000"><v>1</v></c>',
]
"""A cell some way off, in every spelling of XML."""
BEYOND = ["XFE1", "A1048577", "A01048576", "AAAA1", "1", ""]
"""Places that no sheet of Excel has."""


def with_cell(cell: str) -> dict[str, bytes]:
    """The parts of a roster with one more cell, in its third row."""
    return parts(f'{HEADER}{PERSON}<row r="3">{cell}</row>')


@pytest.mark.parametrize("piece", [BOUNDS.piece, 64])
@pytest.mark.parametrize("cell", FAR_CELLS)
def test_a_far_cell_is_refused_in_any_spelling(tmp_path: Path, cell: str, piece: int) -> None:
    said = checked(tmp_path, with_cell(cell), replace(FEW, piece=piece))
    assert "2,000 rows and 52 columns, more than one" in said
    assert checked(tmp_path, with_cell(cell), replace(BOUNDS, piece=piece)) == ""


@pytest.mark.parametrize("place", BEYOND)
def test_a_cell_beyond_the_last_one_is_refused(tmp_path: Path, place: str) -> None:
    said = checked(tmp_path, with_cell(f'<c r="{place}"><v>1</v></c>'), BOUNDS)
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
    rows = f'{HEADER}{PERSON}<row r="3"><c r="AZ2000"><v>1</v></c></row>'
    for piece in range(150, 190):
        said = checked(tmp_path, parts(rows), replace(FEW, piece=piece))
        assert "more than one roster can" in said, piece


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
        refuse_bombs(path, archive, BOUNDS)
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


SHARED_TEXTS = [f"<t>{'x' * 4_000}</t>", "<r><t>xxxxxxxx</t></r>" * 500]


@pytest.mark.parametrize("content", SHARED_TEXTS)
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
    with pytest.raises(ValueError, match="none"):
        bounded_sheet(path, None, "none")


@pytest.mark.skipif(sys.platform != "linux", reason="no limit of a process's memory")
@pytest.mark.parametrize("allowance", [Allowance(memory=1 << 16), Allowance(seconds=0)])
def test_a_reader_that_takes_too_much_ends_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, allowance: Allowance
) -> None:
    path = packed(tmp_path / "roster.xlsx", parts())
    monkeypatch.setattr(bounded, "ALLOWANCE", allowance)
    with pytest.raises(RosterFileError, match="takes more memory or time to read"):
        bounded_sheet(path, None, "S")


def opened(folder: Path, content: dict[str, bytes]) -> tuple[Path, zipfile.ZipFile]:
    path = packed(folder / "roster.xlsx", content)
    return path, zipfile.ZipFile(path)


def test_a_part_that_is_longer_than_it_says_is_refused(tmp_path: Path) -> None:
    path, archive = opened(tmp_path, parts())
    with archive:
        entry = archive.getinfo(SHEET)
        assert b"".join(chunks(path, archive, entry)) == parts()[SHEET]
        short = copy(entry)
        short.file_size -= 1
        with pytest.raises(RosterFileError, match="is longer than it says"):
            list(chunks(path, archive, short))


@pytest.mark.parametrize("name", [SHEET, SHARED, "xl/styles.xml"])
def test_a_part_packed_like_no_roster_is_refused(tmp_path: Path, name: str) -> None:
    content = parts() | {name: f"<x>{' ' * 2_000}</x>".encode()}
    lowered = Bounds(short=1_000, ratio=20)
    assert "uses an unusual compression" in checked(tmp_path, content, lowered)
    assert checked(tmp_path, content, replace(lowered, short=4_000)) == ""
    assert checked(tmp_path, content, replace(lowered, ratio=1_000)) == ""


def test_a_file_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    size = sum(map(len, parts().values()))
    said = checked(tmp_path, parts(), Bounds(unpacked=size - 1))
    assert "unpacks to more than any roster" in said
    assert checked(tmp_path, parts(), Bounds(unpacked=size)) == ""


DECLARED = "<!DOCTYPE x>"
"""A document type that declares nothing: the guard refuses whatever it might."""


@pytest.mark.parametrize("name", ["xl/workbook.xml", SHEET, SHARED, "xl/_rels/workbook.xml.rels"])
def test_a_document_type_is_refused(tmp_path: Path, name: str) -> None:
    before = parts().get(name, b"<sst/>").decode()
    assert "declares a document type" in refusal(
        tmp_path, parts() | {name: (DECLARED + before).encode()}
    )


def test_a_document_type_in_other_letters_is_refused(tmp_path: Path) -> None:
    wide = f'<?xml version="1.0" encoding="utf-16"?>{DECLARED}{WORKBOOK}'.encode("utf-16")
    assert "document type" in refusal(tmp_path, parts() | {"xl/workbook.xml": wide})


def test_a_document_type_where_pieces_meet_is_refused(tmp_path: Path) -> None:
    content = parts()
    path, archive = opened(tmp_path, content | {SHEET: DECLARED.encode() + content[SHEET]})
    with archive:
        for piece in range(1, 40):
            with pytest.raises(RosterFileError, match="declares a document type"):
                list(chunks(path, archive, archive.getinfo(SHEET), Bounds(piece=piece)))


@pytest.mark.parametrize("twin", [SHEET, SHEET.upper()])
def test_a_part_that_is_there_twice_is_refused(twin: str) -> None:
    entries = [zipfile.ZipInfo(SHEET), zipfile.ZipInfo("xl/styles.xml")]
    listing = SimpleNamespace(infolist=lambda: entries)
    assert list(parts_of(Path("roster.xlsx"), listing)) == [SHEET, "xl/styles.xml"]
    entries.append(zipfile.ZipInfo(twin))
    with pytest.raises(RosterFileError, match="is there twice"):
        parts_of(Path("roster.xlsx"), listing)


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


def everything() -> Iterator[tuple[str, dict[str, bytes]]]:
    """The files of the tests above that a guard refuses, by a name."""
    for number, cell in enumerate(FAR_CELLS):
        yield f"far {number}", with_cell(cell)
    for number, place in enumerate(BEYOND):
        yield f"beyond {number}", with_cell(f'<c r="{place}"><v>1</v></c>')
    for number, content in enumerate(SHARED_TEXTS):
        shared = f"<sst {MAIN}><si>{content}</si></sst>"
        yield f"shared {number}", parts(HEADER + TEXT_CELLS, **{SHARED: shared})
    yield "texts", parts(**{SHARED: f"<sst {MAIN}>{'<si/>' * 1_001}</sst>"})
    yield "blanks", parts() | {"xl/styles.xml": f"<x>{' ' * 2_000}</x>".encode()}
    for name in ("xl/workbook.xml", SHEET):
        yield f"declared {name[-6]}", parts() | {name: DECLARED.encode() + parts()[name]}


OTHERS = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
import fastexcel, openpyxl

def with_fastexcel(path):
    book = fastexcel.read_excel(path)
    book.load_sheet(0, header_row=None, skip_rows=0, dtypes="string").to_polars()

def with_openpyxl(path):
    for row in openpyxl.load_workbook(path, read_only=True).worksheets[0].iter_rows():
        pass

for path in sys.argv[1:]:
    for read in (with_fastexcel, with_openpyxl):
        try:
            read(path)
        except Exception:  # a refusal; what is no exception, or ends the process, is told
            pass
        print(read.__name__, path, flush=True)
"""
"""Reads files in a process with little memory, and says which reader has come back from which."""


@pytest.mark.skipif(sys.platform != "linux", reason="no limit of a process's memory")
def test_no_file_of_these_tests_harms_another_program(tmp_path: Path) -> None:
    paths = [str(packed(tmp_path / f"{n}.xlsx", content)) for n, content in everything()]
    done = subprocess.run(
        [sys.executable, "-c", OTHERS, *paths], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) == 2 * len(paths) > 30


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
