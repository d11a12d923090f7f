"""Who does the work: this process beside others, and what happens when one of them is lost."""

import csv
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner

from megaroth_xl.cli.report import command
from megaroth_xl.errors import RunStoppedError
from megaroth_xl.reports.results.content import Content
from megaroth_xl.reports.runs import copies, jobs, letters, whole
from megaroth_xl.reports.runs.copies import Job, write_copies
from megaroth_xl.reports.runs.manifest import Manifest
from megaroth_xl.reports.runs.run import report
from megaroth_xl.reports.runs.run_errors import WorkersLostError
from megaroth_xl.reports.runs.store import Folder
from megaroth_xl.reports.runs.verify import verify
from megaroth_xl.reports.runs.work import StopRequest, Workers
from megaroth_xl.sheets.archive import Bytes
from tests.archives import content

WORKBOOK = Path(__file__).parents[3] / "workbook"
ROSTER, PLAN = WORKBOOK / "sample_roster.csv", WORKBOOK / "sample_plan.toml"
EMPLOYEES = 25
PATIENCE = 30


@pytest.fixture
def small_jobs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copies, "JOB", 5)


def workbooks_of(folder: Path) -> list[Path]:
    return list((folder / "personal").glob("*.xlsx"))


@pytest.mark.usefixtures("small_jobs")
def test_others_write_workbooks_while_the_summary_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    summary = whole.FILES["summary.xlsx"]
    seen = []

    def waiting(content: Content) -> Iterator[Bytes]:
        until = time.monotonic() + PATIENCE
        while not workbooks_of(tmp_path) and time.monotonic() < until:
            time.sleep(0.01)
        seen.append(len(workbooks_of(tmp_path)))
        yield from summary(content)

    monkeypatch.setitem(whole.FILES, "summary.xlsx", waiting)
    with ThreadPoolExecutor(1) as executor:
        done = report(ROSTER, PLAN, 2026, tmp_path, personal=True, executor=executor)
    assert seen[0] > 0
    assert done.written == EMPLOYEES
    assert verify(tmp_path).is_whole


@pytest.mark.usefixtures("small_jobs")
def test_a_run_stopped_while_the_summary_is_made_counts_what_others_wrote(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_: Content) -> Iterator[Bytes]:
        yield b"the beginning"
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, ThreadPoolExecutor(1) as executor:
        patch.setitem(whole.FILES, "summary.xlsx", interrupted)
        with pytest.raises(RunStoppedError, match=f"stopped: \\d+ of {EMPLOYEES} ") as caught:
            report(ROSTER, PLAN, 2026, tmp_path, personal=True, executor=executor)
    with (tmp_path / "manifest.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    written = {row[0] for row in rows if row[1].isdecimal()}
    assert vars(caught.value)["written"] == len(written)
    assert "summary.xlsx" not in content(tmp_path)
    done = report(ROSTER, PLAN, 2026, tmp_path, personal=True)
    assert done.written == EMPLOYEES - len(written)
    assert verify(tmp_path).is_whole


@pytest.mark.usefixtures("small_jobs")
def test_verify_counts_what_a_stopped_run_had_not_begun(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[Job] = []

    def stopped(job: Job) -> pl.DataFrame:
        if done:
            raise KeyboardInterrupt
        done.append(job)
        return write_copies(job)

    monkeypatch.setattr(letters, "RESERVED", 1)
    with monkeypatch.context() as patch:
        patch.setattr(jobs, "write_copies", stopped)
        with pytest.raises(RunStoppedError, match="stopped: 5 of 25 "):
            report(ROSTER, PLAN, 2026, tmp_path, personal=True)
    found = verify(tmp_path)
    assert (found.finished, found.whole) == (False, len(whole.FILES) + 5)
    assert (len(found.missing), found.not_begun) == (5, 15)
    said = CliRunner().invoke(command, ["verify", str(tmp_path)])
    assert said.exit_code == 1
    assert f"20 missing: {found.missing[0]}, " in said.output
    report(ROSTER, PLAN, 2026, tmp_path, personal=True)
    assert verify(tmp_path)._replace(whole=0) == (True, 0, (), (), (), 0)


def test_reports_of_an_earlier_run_stay_until_new_ones_are_ready(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report(ROSTER, PLAN, 2026, tmp_path, personal=True)
    before = content(tmp_path)

    def interrupted(_: Content) -> Iterator[Bytes]:
        yield b"the beginning"
        raise KeyboardInterrupt

    monkeypatch.setitem(whole.FILES, "result.json", interrupted)
    with ThreadPoolExecutor(1) as executor, pytest.raises(RunStoppedError):
        report(
            ROSTER, PLAN, 2026, tmp_path, personal=True, executor=executor, lang="ko", force=True
        )
    assert content(tmp_path) == before


@pytest.mark.usefixtures("small_jobs")
@pytest.mark.parametrize("workers", [1, 2])
def test_the_manifest_names_files_before_they_are_written_and_as_whole_once_the_disk_has_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, workers: int
) -> None:
    wait, add = Folder.wait_for_disk, Manifest.add
    kept: set[str] = set()
    named: set[str] = set()

    def waiting(self: Folder, names: Iterable[str]) -> None:
        on_disk = list(names)
        assert named.issuperset(on_disk) or on_disk in (["run.json"], ["manifest.csv"])
        wait(self, on_disk)
        kept.update(on_disk)

    def adding(self: Manifest, more: pl.DataFrame) -> None:
        whole = more.filter(pl.col("bytes").is_not_null())["file"].to_list()
        assert kept.issuperset(whole)
        there = [name for name in set(more["file"]) - set(whole) if (tmp_path / name).exists()]
        assert there == []
        add(self, more)
        named.update(more["file"])

    monkeypatch.setattr(Folder, "wait_for_disk", waiting)
    monkeypatch.setattr(Manifest, "add", adding)
    done = report(ROSTER, PLAN, 2026, tmp_path, personal=True, workers=workers)
    assert done.workbooks == EMPLOYEES
    assert len(kept) > EMPLOYEES
    assert verify(tmp_path).is_whole


def test_a_worker_that_writes_workbooks_loads_nothing_that_reads_rosters() -> None:
    code = (
        "import sys; from megaroth_xl.reports.runs.work import JOBS, load; load(*JOBS);"
        "print(*(name for name in sys.modules if name.startswith('megaroth_xl.reports.')))"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    ).stdout.split()
    assert "megaroth_xl.reports.pages.personal" in loaded
    assert not [name for name in loaded if name.startswith("megaroth_xl.reports.roster")]


def squared(number: int) -> tuple[int, int]:
    time.sleep(0.02)
    return os.getpid(), number**2


def test_this_process_takes_part() -> None:
    with Workers(2) as crew:
        assert crew.taker is not None
        assert crew.taker.submit(int).result() == 0  # the other one is ready
        found = dict(crew.hand_out(squared, range(20)).results())
    assert {number: square for number, (_, square) in found.items()} == {
        number: number**2 for number in range(20)
    }
    processes = {process for process, _ in found.values()}
    assert len(processes) == 2
    assert os.getpid() in processes


def where(_: int) -> int:
    time.sleep(0.02)
    return threading.get_ident()


def test_this_process_is_one_of_so_many_and_leaves_all_to_an_executor_of_unknown_size() -> None:
    here = threading.get_ident()
    with ThreadPoolExecutor(1) as executor:
        with Workers(2, executor) as crew:
            shared = {each for _, each in crew.hand_out(where, range(20)).results()}
        with Workers(1, executor) as crew:
            left = {each for _, each in crew.hand_out(where, range(20)).results()}
    assert here in shared
    assert len(shared) == 2
    assert left == shared - {here}


class AlwaysCancels(ThreadPoolExecutor):
    """Says, as Dask does, that a job is canceled although a worker has begun it."""

    def submit(self, function: Any, /, *arguments: Any, **named: Any) -> Future[Any]:
        shown: Future[Any] = Future()

        def keep(done: Future[Any]) -> None:
            if shown.set_running_or_notify_cancel():
                shown.set_result(done.result())

        super().submit(function, *arguments, **named).add_done_callback(keep)
        return shown


def test_what_a_worker_has_in_hand_when_a_run_is_stopped_is_counted() -> None:
    stop, begun = StopRequest(), threading.Event()

    def work(number: int) -> int:
        begun.set()
        time.sleep(0.2)
        return number

    with AlwaysCancels(1) as executor, Workers(2, executor) as crew:
        handed = crew.hand_out(work, range(9), stop)
        handed.feed()
        assert begun.wait(PATIENCE)
        stop.asked = True
        assert list(handed.results()) == [(0, 0), (1, 1)]


def ends_a_worker(process: int) -> int:
    """End whatever runs this, but for the first process."""
    if os.getpid() != process:
        os._exit(1)
    return process


def test_what_ends_workers_is_never_tried_by_this_process() -> None:
    def nothing() -> Iterator[int]:
        yield os.getpid()

    with Workers(2) as crew:
        handed = crew.hand_out(ends_a_worker, nothing())
        handed.feed()
        with pytest.raises(WorkersLostError):
            list(handed.results())
    assert crew.lost == 3
