"""A roster in parts with a workbook for each employee: `python benchmarks/cluster.py [employees]`.

The same parts by this process, by a process pool and by Dask, with one worker and with two; the
workers are started, and have printed one part, before the clock starts. Every run writes the same
files. At the end what it means for 24 million participants, on paper.
"""

import argparse
import hashlib
import multiprocessing
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import polars as pl

from megaroth_xl.reports.runs.cluster import cluster_executor
from megaroth_xl.reports.runs.run import report

PLAN = Path(__file__).parents[1] / "workbook" / "sample_plan.toml"
PART = 4_000
MANY = 24_000_000


def write_rosters(folder: Path, employees: int) -> None:
    folder.mkdir()
    chance = np.random.default_rng(1)
    for number in range(employees // PART):
        pay = chance.integers(30_000, 400_000, PART).astype(float)
        pl.DataFrame(
            {
                "employee_id": [f"e{number:05}{i:05}" for i in range(PART)],
                "name": [f"Person {i}" for i in range(PART)],
                "age": chance.integers(20, 70, PART),
                "pay": pay,
                "deferral": np.round(pay * 0.05, 2),
                "prior year pay": pay,
            }
        ).write_parquet(folder / f"roster-{number:05}.parquet")


@contextmanager
def pool(workers: int) -> Iterator[Executor]:
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as executor:
        yield executor


def digest(folder: Path) -> str:
    found = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            found.update(path.name.encode() + path.read_bytes())
    return found.hexdigest()


def seconds(folder: Path, name: str, executor: Executor | None) -> tuple[float, str]:
    def run(source: str, out: str) -> None:
        report(folder / source, PLAN, 2026, folder / out, bundle=True, executor=executor)

    run("warm", f"warm-{name}")
    start = time.perf_counter()
    run("rosters", name)
    return time.perf_counter() - start, digest(folder / name)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("employees", type=int, nargs="?", default=64_000, help="in whole parts")
    parts = max(parser.parse_args().employees // PART, 1)
    employees = parts * PART
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        write_rosters(folder / "rosters", employees)
        write_rosters(folder / "warm", 2 * PART)
        ways = {"process": None, "pool-1": pool(1), "pool-2": pool(2)}
        ways |= {"dask-1": cluster_executor("local", 2), "dask-2": cluster_executor("local", 3)}
        rates: dict[str, float] = {}
        digests = set()
        print(f"{employees:,} employees in parts of {PART:,}, a workbook each")
        print(f"{'':10}{'seconds':>10}{'a second':>12}")
        for name, way in ways.items():
            if way is None:
                took, found = seconds(folder, name, None)
            else:
                with way as executor:
                    took, found = seconds(folder, name, executor)
            rates[name] = employees / took
            digests.add(found)
            print(f"{name:10}{took:>10.2f}{rates[name]:>12,.0f}", flush=True)
        print(f"the same files by every way: {len(digests) == 1}")
        for workers in (1, 2):
            share = rates[f"dask-{workers}"] / rates[f"pool-{workers}"]
            print(f"dask / process pool, {workers} workers: {share:.2f}")
        print(f"dask, two workers / one: {rates['dask-2'] / rates['dask-1']:.2f}")
        for workers in (2, 16, 64):
            hours = MANY / (rates["dask-2"] / 2 * workers) / 3600
            print(f"on paper, {MANY:,} participants, {workers} workers: {hours:.2f} hours")


if __name__ == "__main__":
    main()
