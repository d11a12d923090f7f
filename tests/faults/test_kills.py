"""A batch killed at any moment and started again: every file whole, none lost, none twice.

`python -m tests.faults.test_kills 200` kills two hundred times and prints what it found.
"""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import pytest

from tests.archives import content, differing

ROOT = Path(__file__).parents[2]
PLAN = ROOT / "workbook" / "sample_plan.toml"
EMPLOYEES = 1_600
RUN = """
import sys, time
from megaroth_xl.reports import report
from megaroth_xl.reports.runs import copies

copies.JOB = 200  # several jobs and bundles for few employees

if __name__ == "__main__":
    roster, plan, out, bundle, workers = sys.argv[1:]
    print("started", flush=True)
    began = time.perf_counter()
    done = report(roster, plan, 2026, out, personal=True, bundle=bundle == "bundle",
                  workers=int(workers))
    print(time.perf_counter() - began, done.written, flush=True)
"""


def started(folder: Path, out: str, bundle: str, workers: int) -> "subprocess.Popen[str]":
    """A batch in a process of its own, its modules loaded and its work just begun."""
    script = folder / "run.py"
    script.write_text(RUN, encoding="utf-8")
    run = subprocess.Popen(
        [sys.executable, script, folder / "roster.csv", PLAN, folder / out, bundle, str(workers)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert run.stdout is not None
    assert run.stdout.readline() == "started\n"
    return run


def finished(run: "subprocess.Popen[str]") -> tuple[float, int]:
    """How long a batch took, and how many workbooks it printed."""
    said, _ = run.communicate(timeout=120)
    assert run.returncode == 0
    seconds, printed = said.split()
    return float(seconds), int(printed)


def kill_again_and_again(
    folder: Path, kills: int, bundle: str, workers: int, chance: random.Random
) -> dict[str, Any]:
    """Kill a batch at random moments, look at what is there, and let it finish at last."""
    lines = [f"e{i:05},{60_000 + i},{1_000 + i % 900}" for i in range(EMPLOYEES)]
    (folder / "roster.csv").write_text("id,pay,deferral\n" + "\n".join(lines), encoding="utf-8")
    seconds, _ = finished(started(folder, "undisturbed", bundle, workers))
    whole = content(folder / "undisturbed")
    found = {
        "kills": 0,
        "in the middle": 0,
        "files at a kill": [],
        "parts left": 0,
        "packed otherwise": 0,
    }
    for attempt in range(kills):
        run = started(folder, f"out{attempt // 3}", bundle, workers)
        time.sleep(chance.uniform(0, seconds))
        run.send_signal(signal.SIGKILL)
        run.wait()
        assert run.stdout is not None
        run.stdout.close()
        out = folder / f"out{attempt // 3}"
        there = content(out) if out.exists() else {}
        assert differing(there, whole) == [], "not whole"
        found["kills"] += 1
        found["in the middle"] += run.returncode == -signal.SIGKILL and 0 < len(there) < len(whole)
        found["files at a kill"].append(len(there))
        found["parts left"] += len(list(out.rglob(".*.part"))) if out.exists() else 0
        if attempt % 3 == 2 or attempt == kills - 1:
            before = len(there)
            _, printed = finished(started(folder, out.name, bundle, workers))
            now = content(out)
            assert now.keys() == whole.keys()
            assert differing(now, whole) == []
            found["packed otherwise"] += sum(now[name] != whole[name] for name in whole)
            assert not list(out.rglob(".*.part"))
            assert bundle or workers > 1 or printed <= len(whole) - max(before - 204, 0)
    return found


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
@pytest.mark.parametrize(
    ("bundle", "workers", "kills"), [("", 1, 10), ("bundle", 1, 6), ("", 2, 4)]
)
def test_a_killed_batch_goes_on_where_it_was(
    tmp_path: Path, bundle: str, workers: int, kills: int
) -> None:
    chance = random.Random(f"{bundle}{workers}")  # noqa: S311
    found = kill_again_and_again(tmp_path, kills, bundle, workers, chance)
    assert found["kills"] == kills


if __name__ == "__main__":
    for way in (("", 1), ("bundle", 1), ("", 2)):
        with tempfile.TemporaryDirectory() as temporary:
            share = int(sys.argv[1]) // 3 + 1
            print(way, kill_again_and_again(Path(temporary), share, *way, random.Random(1)))  # noqa: S311, T201
