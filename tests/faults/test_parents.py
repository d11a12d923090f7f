"""A run whose parent ends, as with nohup, a logout or a wrapper: it goes on to its end."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PLAN = ROOT / "workbook" / "sample_plan.toml"
EMPLOYEES = 6_000
WRAPPER = """
import pathlib, subprocess, sys

said, folder, *command = sys.argv[1:]
with open(said, "w") as output:
    subprocess.Popen(command, stdout=output, stderr=output)
while not next(pathlib.Path(folder).rglob("*/*/*.xlsx"), None):
    pass
"""
"""Start a run and end as soon as there is a personal workbook."""
RUN = """
import sys
from megaroth_xl.reports import report

if __name__ == "__main__":
    roster, plan, out, workers = sys.argv[1:]
    done = report(roster, plan, 2026, out, personal=True, workers=int(workers))
    print("wrote", done.written, flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="on Windows a process keeps its parent's id")
@pytest.mark.parametrize("workers", [1, 2])
def test_a_run_whose_parent_ends_writes_every_workbook(tmp_path: Path, workers: int) -> None:
    lines = [f"e{i:05},{60_000 + i},{1_000 + i % 900}" for i in range(EMPLOYEES)]
    (tmp_path / "roster.csv").write_text("id,pay,deferral\n" + "\n".join(lines), encoding="utf-8")
    (tmp_path / "run.py").write_text(RUN, encoding="utf-8")
    said, out = tmp_path / "said.txt", tmp_path / "out"
    arguments = [tmp_path / "roster.csv", PLAN, out, str(workers)]
    subprocess.run(
        [sys.executable, "-c", WRAPPER, said, out, sys.executable, tmp_path / "run.py", *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=True,
        timeout=60,
    )
    until = time.monotonic() + 60
    while "wrote" not in said.read_text(encoding="utf-8") and time.monotonic() < until:
        time.sleep(0.05)
    assert said.read_text(encoding="utf-8") == f"wrote {EMPLOYEES}\n"
    assert len(list(out.rglob("*.xlsx"))) == EMPLOYEES + 1
