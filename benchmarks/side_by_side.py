"""Contenders side by side in one run: each measurement in a fresh process, medians and ratios.

Every contender runs once in each round, in turns from the first and from the last; a ratio is that
of one round, so that other work on the machine strikes all of them. What is given is the median of
the rounds' ratios and, in brackets, between what their middle half lies.

All find their modules compiled, as an installed package does: in a folder that the first round
fills, whatever bytecode lies in the checkouts, and whether the environment forbids to write any.

A script defines its contenders and calls `main`. Time is that of the work alone, without imports
and made-up data; memory is what the work adds at its peak to the process (Linux).
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, process_time
from typing import Any

__all__ = ["main"]

MANY = 5
"""Rounds from which it is said how far apart they are."""

Work = Callable[[], int]
"""Does the work; returns the bytes it made, or 0."""
Contender = Callable[[argparse.Namespace], Work]
"""Prepares the work, which is not measured."""


def memory(line: str) -> float:
    """A line of the process's status, in MB; Linux only."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(row.split()[1]) for row in status.splitlines() if row.startswith(line)) / 1024


def measured(work: Work) -> dict[str, float]:
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # begins a new peak
    before, start, start_cpu = memory("VmRSS"), perf_counter(), process_time()
    size = work()
    return {
        "seconds": perf_counter() - start,
        "cpu": process_time() - start_cpu,
        "before": before,
        "above": memory("VmHWM") - before,
        "size": size / 1e6,
    }


def once(name: str, arguments: list[str], compiled: str) -> dict[str, float]:
    command = [sys.executable, sys.argv[0], *arguments, "--only", name]
    given = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    threads = os.environ.get("POLARS_MAX_THREADS", "1")
    run = subprocess.run(
        command,
        env={**given, "POLARS_MAX_THREADS": threads, "PYTHONPYCACHEPREFIX": compiled},
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        sys.exit(f"{name}: {run.stderr.strip().splitlines()[-1]}")
    return dict(json.loads(run.stdout.splitlines()[-1]))


def main(
    title: str,
    contenders: Mapping[str, Contender],
    *,
    items: Mapping[str, int] | None = None,
    options: Callable[[argparse.ArgumentParser], Any] = lambda _: None,
    check: Callable[[argparse.Namespace], Any] = lambda _: None,
) -> None:
    """Measure every contender, the others against the first.

    Parameters
    ----------
    title
        What they do.
    contenders
        By name; one whose library is missing stops the script with it.
    items
        How many things each makes where not all make as many, to compare by the thing.
    options
        Adds the script's own arguments.
    check
        Called after a contender's work, unmeasured: raises where it made something else.
    """
    parser = argparse.ArgumentParser(description=title)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", help="one contender, in this process, as JSON")
    options(parser)
    chosen = parser.parse_args()
    if chosen.only:
        figures = measured(contenders[chosen.only](chosen))
        check(chosen)
        print(json.dumps(figures))
        return
    arguments, names = sys.argv[1:], list(contenders)
    rounds: list[dict[str, dict[str, float]]] = []
    with tempfile.TemporaryDirectory() as compiled:
        for number in range(chosen.runs):
            order = names if number % 2 == 0 else names[::-1]
            rounds.append({name: once(name, arguments, compiled) for name in order})
    width = max(map(len, names)) + 1
    print(f"{title}; {chosen.runs} rounds, medians, on {os.cpu_count()} cores")
    headings = f"{'seconds':>9}{'CPU s':>9}{'work MB':>9}{'MB made':>9}{'x wall':>8}{'x CPU':>8}"
    print(f"{'':<{width}}{headings}")
    for name in names:
        middle = {key: median(run[name][key] for run in rounds) for key in rounds[0][name]}
        share = 1 / (items or {}).get(name, 1)
        times = f"{middle['seconds'] * share:>9.3g}{middle['cpu'] * share:>9.3g}"
        sizes = f"{middle['above']:>9.0f}{middle['size']:>9.2f}"
        ours = 1 / (items or {}).get(names[0], 1)
        wall, cpu = (
            [run[name][key] * share / (run[names[0]][key] * ours) for run in rounds]
            for key in ("seconds", "cpu")
        )
        print(f"{name:<{width}}{times}{sizes}{median(wall):>8.2f}{median(cpu):>8.2f}{_spread(cpu)}")


def _spread(ratios: list[float]) -> str:
    """Return between what the middle half of the rounds' ratios lies."""
    if len(ratios) < MANY or len(set(ratios)) == 1:
        return ""
    low, _, high = quantiles(ratios, method="inclusive")
    return f"  ({low:.2f} to {high:.2f})"


def here(name: str) -> Path:
    """A file of the repository."""
    return Path(__file__).parents[1] / name
