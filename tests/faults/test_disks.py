"""Disks that are full, files that cannot be written, are open elsewhere or change while read."""

import errno
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from megaroth_xl.errors import OutputError, RosterFileError
from megaroth_xl.reports.roster.roster import Roster
from megaroth_xl.reports.runs import rosters as batch
from megaroth_xl.reports.runs.home import reserved
from megaroth_xl.reports.runs.run import Report, report
from tests.archives import content, differing

ROOT = Path(__file__).parents[2]
PLAN = ROOT / "workbook" / "sample_plan.toml"


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    path = tmp_path / "roster.csv"
    lines = [f"e{i},{60_000 + i},{1_000 + i}" for i in range(30)]
    path.write_text("id,pay,deferral\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return path


def made(roster: Path, *, bundle: bool = False) -> Report:
    return report(roster, PLAN, 2026, roster.parent / "out", personal=True, bundle=bundle)


def fails_after(calls: int, call: Callable[..., object], reason: int) -> Callable[..., object]:
    """The call, which fails on files of a report for a reason of the system from some time on."""
    left = iter(range(calls))

    def fail(path: object, *given: object, **named: object) -> object:
        if str(path).endswith(".part") and next(left, None) is None:
            raise OSError(reason, os.strerror(reason))
        return call(path, *given, **named)

    return fail


@pytest.mark.parametrize("bundle", [False, True])
@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("open", errno.ENOSPC),
        ("open", errno.EROFS),
        ("replace", errno.EACCES),  # as Windows says of a file that is open elsewhere
    ],
)
@pytest.mark.parametrize("calls", [0, 2, 5])
def test_a_disk_that_fails_leaves_whole_files_and_a_sentence(
    roster: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    reason: int,
    calls: int,
    bundle: bool,
) -> None:
    whole = report(roster, PLAN, 2026, roster.parent / "whole", personal=True, bundle=bundle)
    expected = content(whole.files[0].parent)
    with monkeypatch.context() as patch:
        patch.setattr(os, name, fails_after(calls, getattr(os, name), reason))
        if bundle and calls > 4:
            return  # a bundle of thirty is done by then
        with pytest.raises(OutputError, match="cannot be written") as caught:
            made(roster, bundle=bundle)
        assert os.strerror(reason) in str(caught.value)
    out = roster.parent / "out"
    there = content(out) if out.exists() else {}
    assert not differing(there, expected)
    made(roster, bundle=bundle)
    after = content(out)
    assert set(after) == set(expected)
    assert not differing(after, expected)


LIMITED = """
import io, resource, sys, tempfile
from megaroth_xl.cli import main
from megaroth_xl.reports.runs import aside

if sys.argv.pop(1) == "memory":
    tempfile.TemporaryFile = io.BytesIO
else:
    aside.MOST_HELD = 0  # as in a large run
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv.pop(1)),) * 2)
main()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_a_disk_that_fills_in_the_middle_of_a_file(roster: Path) -> None:
    arguments = ["report", str(roster), "--plan", str(PLAN), "--year", "2026", "--out", "out"]
    # The temporary files come first: only in memory do they let the reports begin.
    for temporary, size in (("disk", 1), ("disk", 4_000), ("memory", 9_000), ("memory", 12_000)):
        done = subprocess.run(
            [sys.executable, "-c", LIMITED, temporary, str(size), *arguments, "--personal"],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            cwd=roster.parent,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 2
        assert "Traceback" not in done.stderr
        assert "cannot be written (File too large);" in done.stderr
        place = tempfile.gettempdir() if temporary == "disk" else roster.parent / "out"
        assert done.stderr.startswith(f"Error: {place}{' ' if temporary == 'disk' else os.sep}")
        out = roster.parent / "out"
        assert all(path.stat().st_size <= size for path in out.rglob("*") if path.is_file())
        assert not list(out.rglob(".*.part"))
    expected = report(roster, PLAN, 2026, roster.parent / "whole", personal=True).files[0].parent
    made(roster)
    after = content(roster.parent / "out")
    assert set(after) == set(content(expected))
    assert not differing(after, content(expected))


@pytest.mark.skipif(sys.platform != "linux", reason="a folder in which nobody can write")
def test_a_folder_that_takes_no_files(roster: Path) -> None:
    with pytest.raises(OutputError, match="cannot be written"):
        report(roster, PLAN, 2026, Path("/proc/reports"))


def test_two_runs_into_one_folder(roster: Path) -> None:
    out = roster.parent / "out"
    with reserved(str(out)), pytest.raises(OutputError, match="another run is writing there"):
        made(roster)
    assert content(out) == {}
    assert made(roster).written == 30


@pytest.mark.skipif(sys.platform == "win32", reason="Windows refuses to replace an open file")
def test_a_reader_keeps_the_file_that_it_has_open(roster: Path) -> None:
    summary = made(roster).files[0]
    before = summary.read_bytes()
    with summary.open("rb") as reader:
        roster.write_text("id,pay,deferral\n1,2,1\n", encoding="utf-8")
        report(roster, PLAN, 2026, roster.parent / "out", force=True)
        assert reader.read() == before
    assert summary.read_bytes() != before


def test_a_roster_that_changes_while_it_is_read(
    roster: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_roster = batch.read_roster

    def slow_read(path: Path, *given: object, **named: object) -> Roster:
        read = read_roster(path, *given, **named)  # type: ignore[arg-type]
        with path.open("a", encoding="utf-8") as file:
            file.write("late,1,1\n")
        return read

    monkeypatch.setattr(batch, "read_roster", slow_read)
    with pytest.raises(RosterFileError, match="changed while it was read"):
        made(roster)
    assert not (roster.parent / "out").exists()
