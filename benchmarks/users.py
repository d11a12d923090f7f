"""How long commands take as a person sees it: `python benchmarks/users.py [--most 100000]`.

Runs `megaroth report` on made-up rosters, a process each, and prints a table: wall time, CPU time
and peak memory of the whole command, start included, and the size of what it wrote. `--write` puts
the table and the day into docs/performance.md; it takes all sizes, on a machine without other work.
"""

import argparse
import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from roster_to_answers import PLAN, YEAR, roster

SIZES = (1_000, 10_000, 100_000, 1_000_000)
XLSX_MOST, PERSONAL_MOST = 100_000, 100_000
PAGE = Path(__file__).parents[1] / "docs" / "performance.md"
COMMAND = (sys.executable, "-m", "megaroth_xl", "report")


def runs(most: int) -> Iterator[tuple[str, str, int, Sequence[str]]]:
    """What is tried: its name, the kind of roster, how many employees, and more options."""
    for rows in (size for size in SIZES if size <= most):
        if rows <= XLSX_MOST:
            yield "summary, from .xlsx", "xlsx", rows, ()
        yield "summary, from .parquet", "parquet", rows, ()
        if rows <= PERSONAL_MOST:
            yield (
                "summary and personal workbooks in bundles",
                "csv",
                rows,
                ("--personal", "--bundle"),
            )


def measured(roster_file: Path, options: Sequence[str]) -> tuple[float, float, float, float]:
    """Seconds, seconds of CPU, peak MB, and MB written."""
    out = Path(tempfile.mkdtemp())
    where = ("--plan", str(PLAN), "--year", str(YEAR), "--out", str(out / "reports"), "--quiet")
    arguments = [*COMMAND, str(roster_file), *where, *options]
    start = time.perf_counter()
    child = os.posix_spawn(sys.executable, arguments, os.environ)
    _, status, used = os.wait4(child, 0)
    seconds = time.perf_counter() - start
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        raise SystemExit(f"{' '.join(arguments)} ended with {status}")
    written = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    shutil.rmtree(out)
    return seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, written / 1e6


def table(most: int) -> Iterator[str]:
    """The lines of the table, each as it is measured."""
    yield "| what | employees | seconds | CPU s | peak MB | MB written |"
    yield "|---|---|---|---|---|---|"
    for name, kind, rows, options in runs(most):
        seconds, cpu, peak, written = measured(roster(rows, kind), options)
        figures = f"{seconds:.1f} | {cpu:.1f} | {peak:,.0f} | {written:,.1f}"
        yield f"| {name} | {rows:,} | {figures} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--most", type=int, default=SIZES[-1])
    parser.add_argument("--write", action="store_true", help="into docs/performance.md")
    chosen = parser.parse_args()
    lines = []
    for line in table(chosen.most):
        print(line, flush=True)
        lines.append(line)
    if chosen.write:
        now = date.today()
        day = f"measured on {now:%B} {now.day}, {now.year}"
        page = re.sub(r"measured on [A-Z][a-z]+ \d+, \d{4}", day, PAGE.read_text(), count=1)
        page = re.sub(r"\| what \|.*?\n(?=\n)", "\n".join(lines) + "\n", page, flags=re.DOTALL)
        PAGE.write_text(page)


if __name__ == "__main__":
    main()
