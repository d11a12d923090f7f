"""Runs of every way: `python benchmarks/runs.py [--employees 100000] [--folder /dev/shm]`.

The command itself, in a process of its own, on made-up employees in Parquet with a personal
workbook each: one roster and a folder of rosters, a file each and in bundles, one and two workers,
and Dask. For each way, medians: seconds; processor seconds of all processes, of the first, and of
the busiest other; seconds in which no two processes were at work; seconds that processors waited
for the disk, and the share of the time that the disk was at work; the most memory of all processes
together, MB. At the end, how many times as fast as one worker two are, and Dask as two, and how
long the disk takes for as many bytes alone. `--folder` says where all of it is; a file system in
memory shows what runs take where the disk is not the bound. With `--against` another checkout of
this package does the same in turn, and the ratio is ours to theirs.
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
    "one roster, bundles, Dask 2 workers": (
        "one",
        "--bundle",
        "--cluster",
        "local",
        "--workers",
        "2",
    ),
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


RATIOS = (
    ("one roster, bundles", "one roster, bundles, 2 workers"),
    ("one roster, files", "one roster, files, 2 workers"),
    ("folder, bundles", "folder, bundles, 2 workers"),
    ("one roster, bundles, 2 workers", "one roster, bundles, Dask 2 workers"),
    ("folder, bundles, 2 workers", "folder, bundles, Dask 2 workers"),
)
"""How many times as fast as the first way the second is."""
MOMENT = 0.2


class Taken(NamedTuple):
    """What a run took; seconds, but for the disk's share of the time, the memory and what was
    written, in MB."""

    seconds: float
    cpu: float
    first: float
    other: float
    alone: float
    waiting: float
    disk: float
    memory: float
    written: float


class Watch(threading.Thread):
    """What a process and all that it has started do, looked at five times a second."""

    def __init__(self, process: int) -> None:
        super().__init__()
        self.process = process
        self.cpu: dict[int, float] = {}
        self.alone = self.memory = 0.0

    def run(self) -> None:
        then = time.perf_counter()
        while (family := self.family()) is not None:
            now, memory, at_work = time.perf_counter(), 0.0, 0
            for each in family:
                try:
                    cpu = sum(each.cpu_times()[:2])
                    memory += each.memory_info().rss / 1e6
                except psutil.Error:
                    continue
                at_work += cpu > self.cpu.get(each.pid, 0.0)
                self.cpu[each.pid] = cpu
            self.alone += (now - then) * (at_work < 2)
            self.memory = max(self.memory, memory)
            then = now
            time.sleep(MOMENT)

    def family(self) -> list[psutil.Process] | None:
        try:
            first = psutil.Process(self.process)
            if first.status() == psutil.STATUS_ZOMBIE:
                return None
            return [first, *first.children(recursive=True)]
        except psutil.Error:
            return None


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
    before, waited, busy = os.times(), waiting_for_disk(), disk_at_work()
    start = time.perf_counter()
    run = subprocess.Popen(
        [*map(str, command), "--year", "2026", "--out", str(out), *options],
        env={**os.environ, "PYTHONPATH": str(package)},
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    watch = Watch(run.pid)
    watch.start()
    _, said = run.communicate()
    seconds = time.perf_counter() - start
    watch.join()
    after, waited, busy = os.times(), waiting_for_disk() - waited, disk_at_work() - busy
    if run.returncode not in {0, 1}:
        sys.exit(f"{package}, {way}: {said.decode()[-300:]}")
    written = sum(each.stat().st_size for each in out.rglob("*")) / 1e6
    shutil.rmtree(out)
    cpu = sum(after[2:4]) - sum(before[2:4])
    first = watch.cpu.pop(run.pid, 0.0)
    other = max(watch.cpu.values(), default=0.0)
    return Taken(
        seconds, cpu, first, other, watch.alone, waited, busy / seconds, watch.memory, written
    )


def disk_alone(folder: Path, megabytes: int) -> float:
    """Seconds in which one process that does nothing else writes so much, until the disk has it."""
    piece = os.urandom(1_000_000)
    start = time.perf_counter()
    with (folder / "alone").open("wb", buffering=0) as file:
        for _ in range(megabytes):
            file.write(piece)
        os.fsync(file.fileno())
    seconds = time.perf_counter() - start
    (folder / "alone").unlink()
    return seconds


def waiting_for_disk() -> float:
    """Seconds that this machine's processors had nothing to do but to wait for a disk; Linux."""
    return float(getattr(psutil.cpu_times(), "iowait", 0.0))


def disk_at_work() -> float:
    """Seconds that the busiest disk of this machine was at work; Linux."""
    disks = psutil.disk_io_counters(perdisk=True)
    return max((getattr(disk, "busy_time", 0) for disk in disks.values()), default=0) / 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--employees", type=int, default=100_000)
    parser.add_argument("--against", type=Path)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--only", nargs="*", default=list(WAYS), choices=list(WAYS))
    chosen = parser.parse_args()
    packages = [HERE, *([chosen.against] if chosen.against else [])]
    print(f"{chosen.employees:,} employees, medians of {chosen.repeats}")
    print(f"{'':36}" + "".join(f"{name:>9}" for name in Taken._fields) + "  ratios of seconds, CPU")
    ours: dict[str, Taken] = {}
    with tempfile.TemporaryDirectory(dir=chosen.folder) as name:
        folder = Path(name)
        write_rosters(folder, chosen.employees)
        shutil.copyfile(packages[-1] / SAMPLE, folder / "plan.toml")  # which both can read
        for way in chosen.only:
            rows: dict[Path, list[Taken]] = {package: [] for package in packages}
            for _ in range(chosen.repeats):
                for package in packages:
                    rows[package].append(taken(package, folder, way))
            middles = [Taken(*map(median, zip(*rows[each], strict=True))) for each in packages]
            ours[way] = middles[0]
            line = f"{way:36}"
            for each in middles:
                line += "".join(f"{value:>9.2f}" for value in each[:-2])
                line += "".join(f"{value:>9.0f}" for value in each[-2:])
            if len(middles) == 2:
                pairs = zip(middles[0][:2], middles[1][:2], strict=True)
                line += "".join(f"{a / b:>7.2f}" for a, b in pairs)
            print(line, flush=True)
        if ours:
            most = max(round(each.written) for each in ours.values())
            alone = median(disk_alone(folder, most) for _ in range(chosen.repeats))
            print(f"{most:,} MB alone until the disk has them: {alone:.2f}")
    for slow, fast in RATIOS:
        if slow in ours and fast in ours:
            print(f"{fast}: {ours[slow].seconds / ours[fast].seconds:.2f} times as fast as {slow}")


if __name__ == "__main__":
    main()
