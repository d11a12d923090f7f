import io
import struct

import olefile
import pytest
from hypothesis import given
from hypothesis import strategies as st

from megaroth_xl.errors import InputError
from megaroth_xl.hosts.windows.compound_file import compound_file, read_compound_file
from megaroth_xl.hosts.windows.macro_workbook import PROJECT, shipped

NAMES = st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1, max_size=20)
SIZES = st.sampled_from([0, 1, 63, 64, 65, 4095, 4096, 4097, 70_000])
CONTENTS = SIZES.flatmap(lambda size: st.binary(min_size=1, max_size=1).map(lambda b: b * size))


def case_insensitively_unique(paths: list[tuple[str, ...]]) -> bool:
    folders = {path[:depth] for path in paths for depth in range(1, len(path))}
    names = [tuple(part.upper() for part in path) for path in {*paths, *folders}]
    return len(set(names)) == len(names) and not folders & set(paths)


STREAMS = st.dictionaries(st.lists(NAMES, min_size=1, max_size=3).map(tuple), CONTENTS).filter(
    lambda streams: case_insensitively_unique(list(streams))
)


def read_by_olefile(data: bytes) -> dict[tuple[str, ...], bytes]:
    with olefile.OleFileIO(io.BytesIO(data), raise_defects=olefile.DEFECT_INCORRECT) as file:
        assert file.parsing_issues == []
        return {tuple(path): file.openstream(path).read() for path in file.listdir()}


@given(STREAMS)
def test_another_reader_finds_every_stream(streams: dict[tuple[str, ...], bytes]) -> None:
    data = compound_file(streams)
    assert read_compound_file(data) == streams
    assert read_by_olefile(data) == streams


@pytest.mark.parametrize("name", ["quickstart.xlsm", "quickstart_addin.xlam", "addin/xlwings.xlam"])
def test_projects_that_excel_and_xlwings_wrote_are_read_as_another_reader_reads(name: str) -> None:
    data = shipped(name).by_name[PROJECT]
    assert read_compound_file(data) == read_by_olefile(data)


@given(st.integers(1, 40))
def test_the_directory_is_a_balanced_search_tree(count: int) -> None:
    data = compound_file({(f"{i:03}",): b"" for i in range(count)})
    start = 512 * (1 + struct.unpack_from("<I", data, 48)[0])
    entries = [data[start + 128 * i : start + 128 * (i + 1)] for i in range(count + 1)]

    def black_height(number: int, parent_is_red: bool) -> int:
        if number == 0xFFFFFFFF:
            return 1
        red = entries[number][67] == 0
        assert not (red and parent_is_red)
        left, right = struct.unpack_from("<II", entries[number], 68)
        heights = {black_height(left, red), black_height(right, red)}
        assert len(heights) == 1
        return heights.pop() + (not red)

    top = struct.unpack_from("<I", entries[0], 76)[0]
    assert entries[top][67] == 1
    assert black_height(top, parent_is_red=False) >= 1


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04" + bytes(600), bytes.fromhex("d0cf11e0a1b11ae1")]
)
def test_other_files_are_refused(data: bytes) -> None:
    with pytest.raises(InputError, match="no compound file"):
        read_compound_file(data)


def test_more_than_the_header_can_account_for_is_refused() -> None:
    with pytest.raises(InputError, match="less than 7 MB"):
        compound_file({("large",): bytes(8_000_000)})
