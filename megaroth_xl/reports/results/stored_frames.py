"""Frames in temporary storage, column by column."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt
import polars as pl

__all__ = ["Storage", "StoredFrame", "StoredFrames"]

SAMPLES = 8
"""Cells of a column that tell it from most others."""


class Storage(Protocol):
    """A place for what is needed again later."""

    def put(self, thing: object) -> int:
        """Put something aside; returns the number by which it is found again."""

    def get(self, number: int) -> Any:
        """Return what was put aside under a number."""


class StoredFrame(NamedTuple):
    """A frame in storage.

    Parameters
    ----------
    height
        Its rows.
    columns
        By name, the number of each column in storage; or the one value that it holds, as a column.
    """

    height: int
    columns: Mapping[str, int | pl.Series]


class StoredFrames:
    """Frames in storage, column by column: many are there already, or no more than one value.

    Parameters
    ----------
    aside
        Takes the columns.
    """

    def __init__(self, aside: Storage) -> None:
        self._aside = aside
        self._known: dict[object, list[tuple[pl.Series, int]]] = {}

    def begin(self) -> None:
        """Begin with other employees, of whom nothing is there yet."""
        self._known.clear()

    def put(self, frame: pl.DataFrame) -> StoredFrame:
        """Store a frame.

        Parameters
        ----------
        frame
            The frame.
        """
        return StoredFrame(frame.height, {column.name: self._put(column) for column in frame})

    def _put(self, column: pl.Series) -> int | pl.Series:
        if column.is_empty():
            return column
        if _is_one(column):  # a slice would keep all of it in memory
            return pl.Series(column.name, [column[0]], dtype=column.dtype)
        samples = column.gather_every(-(-len(column) // SAMPLES)).to_list()
        known = self._known.setdefault((column.dtype, len(column), *samples), [])
        for other, number in known:
            if _is_equal(column, other):
                return number
        known.append((column, self._aside.put(column.to_frame())))
        return known[-1][1]

    def get(self, frame: StoredFrame, only: Sequence[str] | None = None) -> pl.DataFrame:
        """Return a stored frame, or some of its columns.

        Parameters
        ----------
        frame
            What `put` returned.
        only
            The names of these columns; None for all.
        """
        names = frame.columns if only is None else only
        return pl.DataFrame([self._get(frame, name) for name in names])

    def _get(self, frame: StoredFrame, name: str) -> pl.Series:
        stored = frame.columns[name]
        if isinstance(stored, pl.Series):
            return stored.new_from_index(0, frame.height) if frame.height else stored
        found: pl.Series = self._aside.get(stored).to_series()
        return found.alias(name)


def _is_one(column: pl.Series) -> bool:
    """Return whether all cells of a column hold the same, to the bit."""
    if column.null_count():
        return column.null_count() == len(column)
    cells = _bits(column)
    return bool(cells[0] == cells[-1] and (cells == cells[0]).all())


def _is_equal(one: pl.Series, other: pl.Series) -> bool:
    """Return whether two columns hold the same, to the bit."""
    if one.null_count() or other.null_count():
        return False  # or not known without a look at each cell
    return bool((_bits(one) == _bits(other)).all())


def _bits(column: pl.Series) -> pl.Series | npt.NDArray[np.int64]:
    """The cells of a column such that those alike compare as equal, as 0 and -0 do not."""
    return column.to_numpy().view(np.int64) if column.dtype == pl.Float64 else column
