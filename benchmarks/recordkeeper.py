"""A record-keeper's run, end to end: `python benchmarks/recordkeeper.py [--parts 4]`.

Made-up employees with after-tax money, of whom some get refunds; the reports on all of them and a
personal workbook each, in bundles, with two workers: `megaroth report --personal --bundle
--workers 2` on one Parquet roster, or on a folder of `--parts` rosters. By phase the seconds, the
processor seconds and the most memory of a single process; at the end the bytes written, and on
Linux the most that temporary files held.
`--no-workbooks` leaves the personal workbooks out, which take 16 GB a million: what is left shows
how memory grows with the rosters. `--write` puts table and day into docs/performance.md, on a
machine without other work: of one roster, and of sixteen without personal workbooks.
"""

import argparse
import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import psutil

HERE = Path(__file__).parents[1]
PAGE = HERE / "docs" / "performance.md"
PHASES = ("read, test and compute", "write the reports on all", "write the personal workbooks")
DRAFT, FIRST = ".megaroth-xl.*", "summary.xlsx"
BLOCK = 512
"""Bytes, in which a system says how much of the disk a file takes."""
MOMENT = 0.1
"""Seconds between two looks at the processes."""


def write_roster(path: Path, part: int, employees: int) -> None:
    chance = np.random.default_rng(part)
    pay = np.round(np.clip(chance.lognormal(11.2, 0.6, employees), 20_000, 900_000), 2)
    highly_paid = pay > 160_000
    numbers = range(part * employees, (part + 1) * employees)
    pl.DataFrame(
        {
            "employee_id": [f"E{number:09}" for number in numbers],
            "name": [f"Person {number} O'Brien" for number in numbers],
            "age": chance.integers(20, 70, employees),
            "pay": pay,
            "deferral": np.round(np.minimum(pay * 0.08, 24_500), 2),
            "match": np.round(pay * chance.uniform(0.02, 0.04, employees), 2),
            "after tax": np.round(
                np.minimum(pay, 350_000)
                * np.where(highly_paid, chance.uniform(0.01, 0.08, employees), 0.01),
                2,
            ),
            "prior year pay": np.round(pay * 0.97, 2),
        }
    ).write_parquet(path)


def family(process: int) -> Iterator[psutil.Process]:
    try:
        first = psutil.Process(process)
        if first.status() != psutil.STATUS_ZOMBIE:
            yield first
            yield from first.children(recursive=True)
    except psutil.NoSuchProcess:
        return


def nameless(process: int) -> float:
    """MB of the files of a process that have no name, as temporary ones have none on Linux."""
    held = {}
    with suppress(OSError):
        for file in Path(f"/proc/{process}/fd").iterdir():
            with suppress(OSError):
                found = file.stat()
                if stat.S_ISREG(found.st_mode) and not found.st_nlink:
                    held[found.st_ino] = found.st_blocks * BLOCK
    return sum(held.values()) / 1e6


class Run:
    """A run that is looked at again and again.

    Parameters
    ----------
    run
        Its first process.
    out
        Its folder.
    """

    def __init__(self, run: subprocess.Popen[bytes], out: Path) -> None:
        self._run, self._out = run, out
        self.aside = 0.0
        """The most MB that temporary files held."""

    def phases(self) -> Iterator[tuple[str, float, float, float]]:
        """Yield each phase with its seconds, processor seconds, and MB of its largest process."""
        phase, start, done = 0, time.perf_counter(), 0.0
        used: dict[int, float] = {}
        largest = 0.0
        while True:
            for each in family(self._run.pid):
                try:
                    times = each.cpu_times()
                    used[each.pid] = times.user + times.system
                    largest = max(largest, each.memory_info().rss / 1e6)
                except psutil.Error:
                    continue
            self.aside = max(self.aside, nameless(self._run.pid))
            ended = self._run.poll() is not None
            next_begins = (any(self._out.glob(DRAFT)), (self._out / FIRST).exists(), ended)
            if ended or next_begins[phase]:
                now, cpu = time.perf_counter(), sum(used.values())
                yield PHASES[phase], now - start, cpu - done, largest
                phase, start, done, largest = phase + 1, now, cpu, 0.0
            if ended:
                return
            time.sleep(MOMENT)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--employees", type=int, default=1_000_000, help="of each roster")
    parser.add_argument("--parts", type=int, default=1, help="rosters")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--no-workbooks", action="store_true", help="the reports on all only")
    parser.add_argument("--write", action="store_true", help="into docs/performance.md")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "rosters"
        source.mkdir()
        for part in range(chosen.parts):
            write_roster(source / f"part-{part:02}.parquet", part, chosen.employees)
        roster = source / "part-00.parquet" if chosen.parts == 1 else source
        command = [sys.executable, "-m", "megaroth_xl", "report", str(roster), "--quiet"]
        plan = HERE / "workbook" / "sample_plan.toml"
        out = folder / "out"
        options = ["--plan", str(plan), "--year", "2026", "--out", str(out)]
        options += [] if chosen.no_workbooks else ["--bundle"]
        title = f"{chosen.parts} x {chosen.employees:,} employees"
        lines = [f"| {title} | seconds | CPU s | MB of the largest process |", "|---|---|---|---|"]
        print("\n".join(lines), flush=True)
        run = subprocess.Popen(
            [*command, *options, "--workers", str(chosen.workers)],
            env={**os.environ, "PYTHONPATH": str(HERE)},
        )
        watched = Run(run, out)
        for phase, seconds, cpu, largest in watched.phases():
            if phase != PHASES[-1] or not chosen.no_workbooks:
                lines.append(f"| {phase} | {seconds:.1f} | {cpu:.1f} | {largest:,.0f} |")
                print(lines[-1], flush=True)
        if run.returncode not in {0, 1}:
            sys.exit(f"the run ended with {run.returncode}")
        about_all = sum(path.stat().st_size for path in out.iterdir() if path.is_file())
        bundles = [path.stat().st_size for path in (out / "personal").rglob("*.zip")]
        refunds = pl.scan_csv(out / "refunds.csv").select(pl.len()).collect().item()
        personal = f", {sum(bundles) / 1e6:,.0f} MB in {len(bundles):,} bundles" if bundles else ""
        now = date.today()
        said = (
            f"Measured on {now:%B} {now.day}, {now.year}: {about_all / 1e6:,.0f} MB about all"
            f"{personal}, and {watched.aside:,.0f} MB of temporary files at most;\n"
            f"{refunds:,} refunds and corrections."
        )
        print(f"\n{said}")
        if chosen.write:
            form = rf"\| {re.escape(title)} \|.*?\n\n.*?\.\n"
            text = "\n".join([*lines, "", said, ""])
            page, found = re.subn(form, lambda _: text, PAGE.read_text(), flags=re.DOTALL)
            if not found:
                sys.exit(f"{PAGE} has no table of {title}")
            PAGE.write_text(page)
        shutil.rmtree(out)


if __name__ == "__main__":
    main()
