"""Frames come back from storage as they were, and no column of them is there twice."""

import math
from datetime import date
from typing import Any

import polars as pl
from polars.testing import assert_frame_equal

from megaroth_xl.reports.results.stored_frames import StoredFrames

FRAME = pl.DataFrame(
    {
        "id": ["7", "8", "9"],
        "pay": [0.1, 0.2, 0.1],
        "nothing": [0.0, 0.0, 0.0],
        "zeros": [0.0, -0.0, 0.0],
        "unknown": [math.nan, math.nan, math.nan],
        "some": [1.0, None, 1.0],
        "none": pl.Series([None, None, None], dtype=pl.String),
        "word": ["yes", "yes", "yes"],
        "day": [date(2026, 1, 1), date(2026, 1, 1), None],
    }
)


class Kept(list[Any]):
    """Storage that is a list."""

    def put(self, thing: object) -> int:
        self.append(thing)
        return len(self) - 1

    def get(self, number: int) -> Any:
        return self[number]


def test_a_frame_comes_back_as_it_was() -> None:
    stored = StoredFrames(kept := Kept())
    found = stored.get(stored.put(FRAME))
    assert_frame_equal(found, FRAME)
    assert [math.copysign(1, zero) for zero in found["zeros"]] == [1, -1, 1]
    assert [frame.columns for frame in kept] == [["id"], ["pay"], ["zeros"], ["some"], ["day"]]
    nobody = stored.put(FRAME.clear())
    assert_frame_equal(stored.get(nobody), FRAME.clear())
    assert len(kept) == 5


def test_a_column_that_is_there_is_not_stored_again() -> None:
    stored = StoredFrames(kept := Kept())
    stored.put(FRAME)
    before = len(kept)
    again = FRAME.select("id", deferral=pl.col("pay"), zeros=-pl.col("zeros"))
    other = stored.put(again)
    assert [frame.columns for frame in kept[before:]] == [["zeros"]]
    assert_frame_equal(stored.get(other), again)
    assert [math.copysign(1, zero) for zero in stored.get(other)["zeros"]] == [-1, 1, -1]
    assert stored.get(other, ["deferral"]).columns == ["deferral"]
    stored.begin()
    stored.put(FRAME.select("pay"))
    assert kept[-1].columns == ["pay"]
