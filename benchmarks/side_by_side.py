"""Contenders side by side in one run: each measurement in a fresh process, medians and ratios.

A script defines its contenders and calls `main`. Time is that of the work alone, without imports
and made-up data; memory is what the work adds at its peak to the process (Linux).
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any

__all__ = ["main"]

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


def once(name: str, arguments: list[str]) -> dict[str, float]:
    command = [sys.executable, sys.argv[0], *arguments, "--only", name]
    threads = os.environ.get("POLARS_MAX_THREADS", "1")
    run = subprocess.run(
        command,
        env={**os.environ, "POLARS_MAX_THREADS": threads},
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
    arguments = sys.argv[1:]
    print(f"{title}; {chosen.runs} runs each, medians, on {os.cpu_count()} cores")
    print(
        f"{'':<44}{'seconds':>9}{'CPU s':>9}{'work MB':>9}{'MB made':>9}{'x wall':>9}{'x CPU':>9}"
    )
    found = {}
    for name in contenders:
        runs = [once(name, arguments) for _ in range(chosen.runs)]
        middle = {key: median(run[key] for run in runs) for key in runs[0]}
        share = 1 / (items or {}).get(name, 1)
        found[name] = {**middle, "seconds": middle["seconds"] * share, "cpu": middle["cpu"] * share}
        ours, this = next(iter(found.values())), found[name]
        ratio = this["seconds"] / ours["seconds"], this["cpu"] / ours["cpu"]
        each = (
            f"{this['seconds']:>9.3g}{this['cpu']:>9.3g}{this['above']:>9.0f}{this['size']:>9.2f}"
        )
        print(f"{name:<44}{each}{ratio[0]:>9.2f}{ratio[1]:>9.2f}", flush=True)


def here(name: str) -> Path:
    """A file of the repository."""
    return Path(__file__).parents[1] / name
