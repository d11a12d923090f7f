"""Runs that are killed, stopped, orphaned, short of a worker or of disk: nothing lost, none twice.

`python -m tests.manual.faults` does the same hundreds of times and prints what it found.
"""

import random
import sys
from collections.abc import Callable

import pytest

from tests.faults.batches import KINDS, WAYS, Batches, disturb, replace_again_and_again

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")

TRIED = [
    *(("killed", way, 1) for way in WAYS),
    ("parent gone", "files", 2),
    *(("parent gone", way, 1) for way in ("processes", "folder", "cluster")),
    ("worker lost", "processes", 2),
    ("worker lost", "folder", 2),
    ("worker lost", "cluster", 1),
    *(("interrupted", way, 1) for way in WAYS),
    ("disk full", "files", 2),
    ("disk full", "bundles", 1),
    ("disk full", "processes", 1),
    ("disk full", "folder", 1),
]
"""Five of each kind."""


@pytest.fixture(scope="module")
def batches(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Batches]:
    made: dict[str, Batches] = {}

    def of(way: str) -> Batches:
        if way not in made:
            made[way] = Batches(tmp_path_factory.mktemp(way), way)
        return made[way]

    return of


@pytest.mark.parametrize(("kind", "way", "times"), TRIED)
def test_a_disturbed_run_loses_nothing(
    batches: Callable[[str], Batches], kind: str, way: str, times: int
) -> None:
    found = disturb(batches(way), kind, times, random.Random(f"{kind} {way}"))  # noqa: S311
    assert found.disturbed == times
    assert found.not_whole == []
    assert found.lost == []
    assert all(seconds < 20 for seconds in found.seconds_to_stop)


@pytest.mark.parametrize(("way", "times"), [("files", 2), ("bundles", 1), ("folder", 2)])
def test_a_killed_replacement_leaves_no_mixture(
    batches: Callable[[str], Batches], way: str, times: int
) -> None:
    found = replace_again_and_again(batches(way), times, random.Random(way))  # noqa: S311
    assert (found.disturbed, found.not_whole, found.lost) == (times, [], [])


def test_five_of_each_kind_are_tried() -> None:
    for kind in KINDS:
        assert sum(times for each, _, times in TRIED if each == kind) == 5
