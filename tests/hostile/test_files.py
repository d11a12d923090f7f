"""Damaged and endless files at every other door: each is read, or refused with a sentence."""

import csv
import inspect
import io
import random
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from megaroth_xl.errors import FileError, LimitsFileError, MegarothError, RosterFileError
from megaroth_xl.law.limits_file import read_limits_file
from megaroth_xl.reports.roster.files import guard
from megaroth_xl.reports.roster.plan.plan_file import read_plan
from megaroth_xl.reports.roster.roster_file import read_roster
from megaroth_xl.reports.roster.settings import Amounts, ReadingSettings
from megaroth_xl.reports.roster.settings_file import read_settings
from megaroth_xl.udfs import MEGAROTH_HEADROOM
from megaroth_xl.workbook import read_back as reading
from megaroth_xl.workbook.filled import read_filled
from megaroth_xl.workbook.template import build_template
from tests.hostile.damage import damaged

PROJECT = Path(__file__).parents[2]
PLAN = (PROJECT / "workbook" / "sample_plan.toml").read_bytes()
LIMITS = (PROJECT / "megaroth_xl" / "law" / "data" / "2026.toml").read_bytes()
HEADINGS = b'compensation = "Box 5"\nafter_tax_contribution = "VAT"\n'
READERS: dict[str, tuple[Callable[[Path], Any], bytes]] = {
    "plan": (read_plan, PLAN),
    "limits": (lambda path: read_limits_file(path, partial=True), LIMITS),
    "headings": (read_settings, HEADINGS),
}


def sentence_or_nothing(read: Callable[[Path], Any], path: Path) -> str:
    """What the reader says of a file that it refuses; any other error fails the test."""
    try:
        read(path)
    except MegarothError as refused:
        return str(refused)
    return ""


TIER = b"[1.00, 0.03]"
assert TIER in PLAN
DEEP = 40
"""Brackets or names within each other: for a program with `shallow` room they are too many."""


@contextmanager
def shallow() -> Iterator[None]:
    """Leave calls room to nest that `DEEP` brackets use up: deeper files would harm others."""
    before, depth = sys.getrecursionlimit(), len(inspect.stack(0))
    sys.setrecursionlimit(depth + 2 * DEEP)
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def test_brackets_use_up_the_room_and_no_more(tmp_path: Path) -> None:
    path = tmp_path / "file.toml"
    path.write_bytes(b"x = " + b"[" * DEEP + b"]" * DEEP)
    nested = "its brackets are nested too deep"
    assert nested not in sentence_or_nothing(read_settings, path)
    with shallow():
        assert nested in sentence_or_nothing(read_settings, path)


@pytest.mark.parametrize("kind", READERS)
@pytest.mark.parametrize(
    "content",
    [
        b"x = " + b"[" * DEEP,
        b"x = " + b"{a = " * DEEP,
        b"year = " + b"9" * 1_001,
        b"year = 0x" + b"f" * 1_001,
        b"year = 1e400",
        b".".join([b"a"] * DEEP) + b" = 1",
        b"[" + b".".join([b"a"] * DEEP) + b"]",
        b'"' + b"k" * 20_000 + b'" = 1',
        b"\x00",
        b"\xff\xfe\x00",
        b'name = "\\ud800"',
        PLAN.replace(TIER, b"[" + b"9" * 400 + b", 1]"),
    ],
    ids=lambda content: content[:12].decode("latin-1"),
)
def test_a_hostile_toml_file_is_refused(tmp_path: Path, kind: str, content: bytes) -> None:
    path = tmp_path / "file.toml"
    path.write_bytes(content)
    with shallow():
        said = sentence_or_nothing(READERS[kind][0], path)
    assert 0 < len(said) < 10_000


def test_a_year_without_end_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "limits.toml"
    for year in ("0x" + "f" * 200, "-1", "10000", "2026.0", "true"):
        path.write_text(f"year = {year}\n", encoding="utf-8")
        with pytest.raises(LimitsFileError):
            read_limits_file(path, partial=True)


def test_the_mark_of_utf_8_does_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "file.toml"
    for read, content in READERS.values():
        path.write_bytes(b"\xef\xbb\xbf" + content)
        assert sentence_or_nothing(read, path) == ""


TOKENS = [
    b"=", b"[", b"]", b"[[a]]", b'"', b"'''", b"{", b"nan", b"inf", b"-", b"1e999", b"true",
    b"2026-01-01", b"00:00:00", b"9" * 50, b"0x", b"[1,2]", b"{a=1}", b'""', b"\nyear=2026\n",
    b"\n[sources]\n", b'source="x"', b"-0.0", b"\xff", b"\x00", b"1979-05-27T07:32:00Z",
]  # fmt: skip


def mangled(data: bytes, chance: random.Random) -> bytes:
    return damaged(data, chance, TOKENS, revalued(chance), longest=40)


def revalued(chance: random.Random) -> Callable[[bytearray, int], None]:
    """Give the next key another value."""

    def knock(bent: bytearray, at: int) -> None:
        if (equals := bent.find(b"= ", at)) > 0:
            bent[equals + 2 : bent.find(b"\n", equals)] = chance.choice(TOKENS)

    return knock


@settings(max_examples=150)
@given(seed=st.integers(0, 1 << 32), kind=st.sampled_from(list(READERS)))
def test_a_damaged_toml_file_is_read_or_refused(
    seed: int, kind: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    read, content = READERS[kind]
    path = tmp_path_factory.getbasetemp() / "damaged.toml"
    chance = random.Random(seed)  # noqa: S311
    path.write_bytes(mangled(content, chance))
    assert len(sentence_or_nothing(read, path)) < 10_000


COLUMNS = ["id", "name", "pay", "deferral", "age", "birth date", "match", "owner", "hire date"]
CELLS = st.one_of(
    st.sampled_from(["", "1", "1e308", "nan", "$1,000", "(5)", "yes", "2026-03-31", "0000-01-01"]),
    st.text(max_size=8),
    st.floats().map(str),
    st.dates().map(str),
)


@settings(max_examples=100)
@given(
    columns=st.permutations(COLUMNS),
    rows=st.lists(st.lists(CELLS, min_size=9, max_size=9), max_size=4),
)
def test_any_cells_are_read(
    columns: list[str], rows: list[list[str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    lines = io.StringIO(newline="")
    csv.writer(lines).writerows([columns, *rows])
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_text(lines.getvalue(), encoding="utf-8", errors="replace", newline="")
    said = sentence_or_nothing(lambda p: read_roster(p, 2026), path)
    assert len(said) < 10_000


@settings(max_examples=100)
@given(content=st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(
    content: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    for ending in ("csv", "xlsx", "parquet"):
        path = tmp_path_factory.getbasetemp() / f"any.{ending}"
        path.write_bytes(content)
        assert sentence_or_nothing(lambda p: read_roster(p, 2026), path)


def test_more_columns_than_excel_has_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    more = b"," * (guard.MOST_COLUMNS - 2)
    path.write_bytes(b"id,pay,deferral" + more + b"\n1,2,3" + more)
    with pytest.raises(RosterFileError, match="16,385 columns"):
        read_roster(path, 2026)


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_short_file_of_endless_rows_is_refused(
    tmp_path: Path, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / f"roster.{ending}"
    rows = pl.select(id=pl.repeat("x", 2_000), pay=1.0, deferral=1.0)
    rows.write_csv(path) if ending == "csv" else rows.write_parquet(path)
    monkeypatch.setattr(guard.refuse_size, "__defaults__", (guard.Bounds(cells=10_000),))
    with pytest.raises(RosterFileError, match=r"2,00\d rows"):
        read_roster(path, 2026)


def test_headings_without_end_make_no_message_without_end(tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    path.write_text("id," + ",".join(f"column {i}" for i in range(15_999)) + "\n", encoding="utf-8")
    with pytest.raises(RosterFileError, match="has no heading row") as caught:
        read_roster(path, 2026)
    assert len(str(caught.value)) < 2_000


def test_a_quote_that_is_never_closed_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    path.write_text('id,pay,deferral\n"' + "x\n" * 100_000, encoding="utf-8")
    with pytest.raises(RosterFileError, match="check its quotes"):
        read_roster(path, 2026)


def test_one_id_in_every_row_fills_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "roster.parquet"
    pl.select(id=pl.repeat("x", 20_000), pay=1.0, deferral=1.0).write_parquet(path)
    problems = read_roster(path, 2026, settings=ReadingSettings(amounts=Amounts.YEAR)).problems
    assert len(problems) == 20_000
    assert max(len(problem.message) for problem in problems) < 300


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=6),
    st.sampled_from(["elective_deferral", "402(g)", "limit", 2026, 2026.0, 24_500, 1e308, "#N/A"]),
)


@settings(max_examples=150)
@given(table=st.lists(st.lists(VALUES, min_size=3, max_size=3), min_size=1, max_size=4))
def test_any_limits_table_of_a_workbook_is_read_or_refused(table: list[list[Any]]) -> None:
    try:
        room = MEGAROTH_HEADROOM(10, 10, 2026, limits=table)
    except MegarothError as refused:
        assert str(refused)  # noqa: PT017 (either outcome is right)
    else:
        assert 0 <= room <= 1e12


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    path = tmp_path_factory.mktemp("template") / "template.xlsx"
    path.write_bytes(build_template("en").data())
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_damaged_template_is_read_or_refused(template: dict[str, bytes], tmp_path: Path) -> None:
    chance = random.Random(7)  # noqa: S311
    path = tmp_path / "filled.xlsx"
    outcomes = set()
    for _ in range(12):
        name = chance.choice(list(template))
        with zipfile.ZipFile(path, "w") as archive:
            for part, data in (template | {name: mangled(template[name], chance)}).items():
                archive.writestr(part, data)
        if chance.random() < 0.3:
            path.write_bytes(mangled(path.read_bytes(), chance))
        outcomes.add(bool(sentence_or_nothing(read_filled, path)))
    assert True in outcomes


TOO_LARGE = "is larger than any template, or built differently"


def test_a_template_that_is_too_large_is_refused(
    template: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "filled.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, data in template.items():
            archive.writestr(part, data)
    size = sum(map(len, template.values()))
    monkeypatch.setattr(reading, "MOST_BYTES", size)
    assert sentence_or_nothing(read_filled, path) == ""
    monkeypatch.setattr(reading, "MOST_BYTES", size - 1)
    with pytest.raises(FileError, match=TOO_LARGE):
        read_filled(path)


def test_a_template_with_a_document_type_is_refused(
    template: dict[str, bytes], tmp_path: Path
) -> None:
    path = tmp_path / "filled.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, data in template.items():
            archive.writestr(part, b"<!DOCTYPE x>" + data if part == "xl/workbook.xml" else data)
    with pytest.raises(FileError, match=TOO_LARGE):
        read_filled(path)


def test_a_far_cell_in_a_template_fills_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "filled.xlsx"
    path.write_bytes(build_template("en").data())
    workbook = load_workbook(path)
    workbook.worksheets[0]["AZ5000"] = 1
    workbook.save(path)
    sentence_or_nothing(read_filled, path)
