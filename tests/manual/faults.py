"""The record of faults: `python -m tests.manual.faults [killed=300] ["parent gone=30"] ...`.

Disturbs runs of every way, one after the other, as `tests/faults` does five times, and prints what
it found. "disk really full" takes the right to mount a small file system.
"""

import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.faults.batches import (
    COMES_TO_ITS_END,
    KINDS,
    WAYS,
    Batches,
    Found,
    disturb,
    finish,
    look,
    replace_again_and_again,
)

TIMES = {
    "killed": 300,
    "parent gone": 30,
    "worker lost": 30,
    "interrupted": 20,
    "disk full": 20,
}
NOT_THERE = {
    "worker lost": ("files", "bundles"),  # one process does the work
    "disk full": ("cluster",),  # Dask's workers do not take part in the pretense
}
REALLY, REPLACED = "disk really full", "replacing killed"


def main() -> None:
    asked = dict(each.rsplit("=", 1) for each in sys.argv[1:]) or {**TIMES, REPLACED: 30}
    for kind, times in asked.items():
        ways = [way for way in WAYS if way not in NOT_THERE.get(kind, ())]
        for number, way in enumerate(ways):
            share = int(times) // len(ways) + (number < int(times) % len(ways))
            if not share:
                continue
            chance = random.Random(f"{kind} {way}")  # noqa: S311
            with tempfile.TemporaryDirectory() as folder:
                if kind == REALLY:
                    found = really_full(Path(folder), way, share, chance)
                elif kind == REPLACED:
                    found = replace_again_and_again(Batches(Path(folder), way), share, chance)
                else:
                    found = again_and_again(Batches(Path(folder), way), kind, share, chance)
            print(f"{kind}, {way}: {found}", flush=True)  # noqa: T201


def again_and_again(batches: Batches, kind: str, times: int, chance: random.Random) -> Found:
    """Disturb many runs, each folder up to three times before it is finished."""
    found, before = Found(), 1 if kind in COMES_TO_ITS_END else 3
    for first in range(0, times, before):
        kinds = [kind] * min(before, times - first)
        found += disturb(batches, kinds, f"{kind.replace(' ', '-')}-{first}", chance)
    return found


def really_full(folder: Path, way: str, times: int, chance: random.Random) -> Found:
    """Runs on a file system that is too small for their reports, and is then enlarged."""
    batches, found = Batches(folder, way), Found()
    size = sum(map(len, batches.whole.values()))
    for attempt in range(times):
        out = f"full-{attempt}"
        with small_disk(folder / out, chance.randrange(size // 10, size)) as enlarge:
            run = batches.started(out)
            said, _ = run.communicate(timeout=60)
            assert run.returncode == 2, said
            assert "No space left on device" in said, said
            look(batches, out, found)
            enlarge()
            finish(batches, out, found)
    return found


@contextmanager
def small_disk(folder: Path, size: int) -> Iterator[object]:
    """A file system of so many bytes in memory, and what makes it large."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o"]
    subprocess.run([*mount, f"size={size}", "tmpfs", folder], check=True)
    try:
        yield lambda: subprocess.run([*mount, "remount,size=1g", "tmpfs", folder], check=True)
    finally:
        subprocess.run(["umount", folder], check=True)


assert TIMES.keys() == KINDS.keys()

if __name__ == "__main__":
    main()
