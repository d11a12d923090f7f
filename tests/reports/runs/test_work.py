"""Who does the work: this process beside others, and what happens when one of them is lost."""

import csv
import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from megaroth_xl.errors import RunStoppedError
from megaroth_xl.reports.results.content import Content
from megaroth_xl.reports.runs import copies, whole
from megaroth_xl.reports.runs.run import report
from megaroth_xl.reports.runs.run_errors import WorkersLostError
from megaroth_xl.reports.runs.verify import verify
from megaroth_xl.reports.runs.work import Workers
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
