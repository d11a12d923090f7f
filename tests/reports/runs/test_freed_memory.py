"""A run gives memory back that it has freed."""

import sys
from pathlib import Path

import pytest

from megaroth_xl.reports.roster import return_freed_memory
from megaroth_xl.reports.roster.files.freed_memory import keep_freed_memory
from megaroth_xl.reports.runs import rosters as module
from megaroth_xl.reports.runs.aside import new_aside
from megaroth_xl.reports.runs.rosters import read_rosters
from megaroth_xl.reports.runs.work import Workers

BLOCK, BLOCKS = 1 << 16, 2_000
"""Bytes, below what the C library takes from the system one by one; and how many of them."""
PAGE = 4_096
HEADINGS = "employee_id,pay,elective_deferral\n"


def resident() -> int:
    """Bytes of this process that are in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE


@pytest.mark.skipif(sys.platform != "linux", reason="the system takes freed memory back by itself")
def test_what_is_freed_between_blocks_in_use_goes_back() -> None:
    keep_freed_memory()
    freed, kept = [], []
    for number in range(BLOCKS):
        freed.append(bytes([number % 256]) * BLOCK)
        kept.append(bytes([number % 256]) * PAGE)
    freed.clear()
    before = resident()
    return_freed_memory()
    assert before - resident() > BLOCK * BLOCKS // 2
    assert all(block[0] == block[-1] for block in kept)


def test_memory_goes_back_between_the_rosters_of_a_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        row = f"{number},100000,5000\n"
        (tmp_path / f"{number}.csv").write_text(HEADINGS + row, encoding="utf-8")
    returned: list[int] = []
    monkeypatch.setattr(module, "return_freed_memory", lambda: returned.append(len(returned)))
    with new_aside() as aside:
        rosters = read_rosters(str(tmp_path), 2026, {}, Workers(), aside)
        read = len(returned)
        ids = [roster.labels["employee_id"].to_list() for roster in rosters]
    assert ids == [["0"], ["1"], ["2"]]
    assert (read, len(returned) - read) == (1, 3)
