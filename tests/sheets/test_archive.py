"""Archives that Python's own zipfile reads, also where they outgrow the old format."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from megaroth_xl.sheets import archive as subject
from megaroth_xl.sheets.archive import Streamed, archive, deflated, deflated_once, stored

GIB = 1 << 30


def opened(data: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(data))


@given(files=st.dictionaries(st.text("ab김é.", min_size=1, max_size=5), st.binary(max_size=300)))
def test_what_goes_in_comes_out(files: dict[str, bytes]) -> None:
    def streamed(name: str, data: bytes) -> Streamed:
        return Streamed(name, [data[:7], data[7:]])

    for make in (deflated, deflated_once, stored, streamed):
        made = opened(b"".join(archive(make(name, data) for name, data in files.items())))
        assert made.testzip() is None
        assert {name: made.read(name) for name in made.namelist()} == files


def test_what_is_streamed_is_written_while_it_is_made() -> None:
    made = []

    def content() -> Iterator[bytes]:
        for number in range(3):
            made.append(number)
            yield bytes(1000)

    pieces = archive([Streamed("a", content())])
    next(pieces)
    assert made == []
    next(pieces)
    assert made == [0]


def test_no_clock_enters(monkeypatch: pytest.MonkeyPatch) -> None:
    first = b"".join(archive([deflated("a", b"a")]))
    monkeypatch.setattr("time.time", lambda: 0)
    assert b"".join(archive([deflated("a", b"a")])) == first
    assert opened(first).infolist()[0].date_time == (1980, 1, 1, 0, 0, 0)


def test_python_alone_compresses_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subject, "DEFLATER", zlib)
    monkeypatch.setattr(subject, "LEVEL_OF_MANY", 1)
    made = opened(b"".join(archive([deflated("a", b"a" * 1000), Streamed("b", [b"b"])])))
    assert (made.read("a"), made.read("b")) == (b"a" * 1000, b"b")


def test_what_goes_into_many_archives_is_small() -> None:
    content = b"".join(b'<c r="A%d"><v>%d</v></c>' % (i, i * i) for i in range(500))
    quick, once = deflated("a", content), deflated_once("a", content)
    assert once.packed_size < quick.packed_size < len(content) / 2


def test_more_entries_than_the_old_format_counts() -> None:
    made = opened(b"".join(archive(stored(str(i), b"") for i in range(70_000))))
    assert len(made.namelist()) == 70_000


def test_an_entry_beyond_four_gigabytes(tmp_path: Path) -> None:
    entry, offset = stored("late", b"content"), 5 * GIB
    head, line = subject.heading(entry), subject.directory(entry, offset)
    path = tmp_path / "sparse.zip"
    with path.open("wb") as file:
        file.seek(offset)
        file.writelines((head, *entry.packed))
        at = file.tell()
        file.write(line + subject.end(1, len(line), at))
    with zipfile.ZipFile(path) as made:
        assert made.read("late") == b"content"


def test_an_entry_of_more_than_four_gigabytes(tmp_path: Path) -> None:
    class Hole(bytes):
        def __len__(self) -> int:
            return 5 * GIB

    entry = subject.Entry(b"large", subject.STORED, 0, 5 * GIB, (Hole(),))
    head, line = subject.heading(entry), subject.directory(entry, 0)
    path = tmp_path / "sparse.zip"
    with path.open("wb") as file:
        file.write(head)
        at = file.seek(5 * GIB, io.SEEK_CUR)
        file.write(line + subject.end(1, len(line), at))
    with zipfile.ZipFile(path) as made, made.open("large") as content:
        assert made.infolist()[0].file_size == 5 * GIB
        assert content.read(3) == bytes(3)


def test_more_than_four_gigabytes_that_are_streamed(monkeypatch: pytest.MonkeyPatch) -> None:
    class Hole(bytes):
        def __len__(self) -> int:
            return 5 * GIB

    packed = zlib.compress(b"content", wbits=-15)
    compressor = SimpleNamespace(compress=lambda _: packed, flush=lambda: b"")
    fake = SimpleNamespace(compressobj=lambda *_, **__: compressor, crc32=lambda *_: 7)
    monkeypatch.setattr(subject, "DEFLATER", fake)
    data = b"".join(archive([Streamed("large", [Hole()])]))
    after = data.index(b"PK\7\x08")
    assert struct.unpack_from("<L2Q", data, after + 4) == (7, len(packed), 5 * GIB)
    assert data[after + 24 :].startswith(b"PK\1\2")
    assert opened(data).getinfo("large").file_size == 5 * GIB
