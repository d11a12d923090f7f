"""Runs that are killed, stopped, orphaned, short of a worker or of disk: nothing lost, none twice.

`python -m tests.manual.faults` does the same hundreds of times and prints what it found.
"""

import random
import sys
from collections import Counter
from collections.abc import Callable

import pytest

from tests.faults.batches import KINDS, WAYS, Batches, disturb, replace_again_and_again

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")

STOPPED = {
    "files": ("killed", "interrupted", "disk full", "disk full"),
    "bundles": ("killed", "interrupted", "disk full"),
    "processes": ("interrupted", "killed", "disk full"),
    "folder": ("disk full", "killed", "interrupted"),
    "cluster": ("interrupted", "killed"),
}
"""What stops the runs into one folder, one after the other, until the last is let finish."""
HARMED = [
    ("parent gone", "files", 2),
    *(("parent gone", way, 1) for way in ("processes", "folder", "cluster")),
    ("worker lost", "processes", 2),
    ("worker lost", "folder", 2),
    ("worker lost", "cluster", 1),
]
"""What a run outlives, and how often it is tried."""


@pytest.fixture(scope="module")
def batches(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Batches]:
    made: dict[str, Batches] = {}

    def of(way: str) -> Batches:
        if way not in made:
            made[way] = Batches(tmp_path_factory.mktemp(way), way)
        return made[way]

    return of


@pytest.mark.parametrize("way", WAYS)
def test_a_stopped_run_loses_nothing(batches: Callable[[str], Batches], way: str) -> None:
    found = disturb(batches(way), STOPPED[way], "stopped", random.Random(way))  # noqa: S311
    assert (found.disturbed, found.not_whole, found.lost) == (len(STOPPED[way]), [], [])
    assert all(seconds < 20 for seconds in found.seconds_to_stop)


@pytest.mark.parametrize(("kind", "way", "times"), HARMED)
def test_a_run_that_is_harmed_comes_to_its_end(
    batches: Callable[[str], Batches], kind: str, way: str, times: int
) -> None:
    chance = random.Random(f"{kind} {way}")  # noqa: S311
    for number in range(times):
        found = disturb(batches(way), [kind], f"{kind.replace(' ', '-')}-{number}", chance)
        assert (found.disturbed, found.not_whole, found.lost) == (1, [], [])


@pytest.mark.parametrize(("way", "times"), [("files", 2), ("bundles", 1), ("folder", 2)])
def test_a_killed_replacement_leaves_no_mixture(
    batches: Callable[[str], Batches], way: str, times: int
) -> None:
    found = replace_again_and_again(batches(way), times, random.Random(way))  # noqa: S311
    assert (found.disturbed, found.not_whole, found.lost) == (times, [], [])


def test_five_of_each_kind_are_tried() -> None:
    tried = Counter(kind for kinds in STOPPED.values() for kind in kinds)
    for kind, _, times in HARMED:
        tried[kind] += times
    assert tried == dict.fromkeys(KINDS, 5)
