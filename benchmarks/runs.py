"""Runs of every way: `python benchmarks/runs.py [--employees 100000] [--against CHECKOUT]`.

The command itself, in a process of its own, on made-up employees in Parquet with a personal
workbook each: one roster and a folder of rosters, a file each and in bundles, one and two workers,
and Dask. Seconds, processor seconds and the most memory of all processes together. With `--against`
another checkout of this package does the same in turn, and the ratio is ours to theirs.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from statistics import median
from typing import NamedTuple

import numpy as np
import polars as pl
import psutil

HERE = Path(__file__).parents[1]
SAMPLE = Path("workbook/sample_plan.toml")
ROSTERS = 10
MAIN = "from megaroth_xl.cli import main; main()"
WAYS: dict[str, tuple[str, ...]] = {
    "one roster, files": ("one", "--personal"),
    "one roster, bundles": ("one", "--bundle"),
    "one roster, bundles, 2 workers": ("one", "--bundle", "--workers", "2"),
    "one roster, files, 2 workers": ("one", "--personal", "--workers", "2"),
    "folder, bundles": ("folder", "--bundle"),
    "folder, bundles, 2 workers": ("folder", "--bundle", "--workers", "2"),
    "folder, bundles, Dask 1 worker": ("folder", "--bundle", "--cluster", "local"),
    "folder, bundles, Dask 2 workers": (
        "folder",
        "--bundle",
        "--cluster",
        "local",
        "--workers",
        "2",
    ),
}


class Taken(NamedTuple):
    """What a run took: seconds, processor seconds, and MB at its peak."""

    seconds: float
    cpu: float
    memory: float


def write_rosters(folder: Path, employees: int) -> None:
    chance = np.random.default_rng(1)
    pay = np.round(chance.uniform(30_000, 400_000, employees), 2)
    people = pl.DataFrame(
        {
            "employee_id": [f"E{i:07}" for i in range(employees)],
            "name": [f"Person {i} O'Brien" for i in range(employees)],
            "age": chance.integers(20, 70, employees),
            "pay": pay,
            "deferral": np.round(np.minimum(pay * 0.08, 24_500), 2),
            "match": np.round(pay * chance.uniform(0.02, 0.04, employees), 2),
            "after tax": np.round(pay * chance.uniform(0.02, 0.04, employees), 2),
            "prior year pay": np.round(pay * 0.97, 2),
        }
    )
    people.write_parquet(folder / "one.parquet")
    (folder / "folder").mkdir()
    for number, part in enumerate(people.iter_slices(employees // ROSTERS)):
        part.write_parquet(folder / "folder" / f"{number:02}.parquet")


def taken(package: Path, folder: Path, way: str) -> Taken:
    source, *options = WAYS[way]
    out = folder / "out"
    roster = folder / (f"{source}.parquet" if source == "one" else source)
    command = [sys.executable, "-c", MAIN, "report", roster, "--plan", folder / "plan.toml"]
    before = os.times()
    start = time.perf_counter()
    run = subprocess.Popen(
        [*map(str, command), "--year", "2026", "--out", str(out), *options],
        env={**os.environ, "PYTHONPATH": str(package)},
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    peak = [0.0]
    watch = threading.Thread(target=watch_memory, args=(run.pid, peak))
    watch.start()
    _, said = run.communicate()
    seconds = time.perf_counter() - start
    watch.join()
    after = os.times()
    if run.returncode not in {0, 1}:
        sys.exit(f"{package}, {way}: {said.decode()[-300:]}")
    shutil.rmtree(out)
    cpu = sum(after[2:4]) - sum(before[2:4])
    return Taken(seconds, cpu, peak[0])


def watch_memory(process: int, peak: list[float]) -> None:
    """Note the most memory of a process and all that it has started, 20 times a second."""
    while True:
        try:
            first = psutil.Process(process)
            family = [first, *first.children(recursive=True)]
            if first.status() == psutil.STATUS_ZOMBIE:
                return
            peak[0] = max(peak[0], sum(each.memory_info().rss for each in family) / 1e6)
        except psutil.Error:
            return
        time.sleep(0.05)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--employees", type=int, default=100_000)
    parser.add_argument("--against", type=Path)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--only", nargs="*", default=list(WAYS), choices=list(WAYS))
    chosen = parser.parse_args()
    packages = [HERE, *([chosen.against] if chosen.against else [])]
    print(f"{chosen.employees:,} employees, medians of {chosen.repeats}: seconds, CPU, MB; ratios")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_rosters(folder, chosen.employees)
        shutil.copyfile(packages[-1] / SAMPLE, folder / "plan.toml")  # which both can read
        for way in chosen.only:
            rows: dict[Path, list[Taken]] = {package: [] for package in packages}
            for _ in range(chosen.repeats):
                for package in packages:
                    rows[package].append(taken(package, folder, way))
            middles = [Taken(*map(median, zip(*rows[each], strict=True))) for each in packages]
            line = f"{way:34}" + "".join(
                f"{each.seconds:>9.2f}{each.cpu:>9.2f}{each.memory:>8.0f}" for each in middles
            )
            if len(middles) == 2:
                ours, theirs = middles
                line += "".join(f"{a / b:>7.2f}" for a, b in zip(ours, theirs, strict=True))
            print(line, flush=True)


if __name__ == "__main__":
    main()
