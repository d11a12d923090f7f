"""What a run puts aside is found again as it was, in memory or in the file."""

import io

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from megaroth_xl.reports.runs import aside
from megaroth_xl.reports.runs.aside import Aside, packed

FRAMES = [pl.DataFrame({"id": ["7", None], "amount": [0.5, float(n)]}) for n in range(4)]


def test_frames_of_a_small_run_are_not_written() -> None:
    file = io.BytesIO()
    place = Aside(file)
    numbers = [place.put(frame) for frame in FRAMES]
    assert all(place.get(n) is frame for n, frame in zip(numbers, FRAMES, strict=True))
    assert not file.getvalue()


def test_all_frames_are_written_once_they_are_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aside, "MOST_HELD", 2 * FRAMES[0].estimated_size())
    file = io.BytesIO()
    place = Aside(file)
    first = place.put(FRAMES[0]), place.put(("names", 3)), place.put(FRAMES[1])
    small = len(file.getvalue())
    later = place.put(FRAMES[2]), place.put(packed([1, 2])), place.put(FRAMES[3])
    assert len(file.getvalue()) > small
    assert (place.get(first[1]), place.get(later[1])) == (("names", 3), [1, 2])
    found = [place.get(number) for number in (first[0], first[2], later[0], later[2])]
    for one, other in zip(found, FRAMES, strict=True):
        assert_frame_equal(one, other)
        assert one is not other
