"""Temporary storage of a run, so that memory holds one roster of a folder at a time.

The frames of a small run stay in memory. What is large goes into a file without a name, which
nobody else can open and which is gone with the process, however that ends.
"""

import os
import pickle
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO, Any, NamedTuple

import polars as pl

from megaroth_xl.errors import OutputError

__all__ = ["Aside", "Packed", "new_aside", "packed"]

PROTOCOL = 5
MOST_HELD = 48 << 20
"""Bytes of frames that stay in memory: those of some 100,000 employees."""


@contextmanager
def new_aside() -> Iterator["Aside"]:
    """Open a place for what is needed again later; all of it is forgotten when the context ends.

    It is in the system's folder for temporary files (``TMPDIR``).
    """
    file = tempfile.TemporaryFile()  # noqa: SIM115 (closed below, whatever it still holds)
    try:
        yield Aside(file)
    finally:
        with suppress(OSError):  # what it could not take was said then
            file.close()


class Packed(NamedTuple):
    """Something as it is put aside: a worker hands it over so, to be packed only once.

    Parameters
    ----------
    pickled
        Its bytes.
    """

    pickled: bytes


def packed(thing: object) -> Packed:
    """Pack something that is to be put aside."""
    return Packed(pickle.dumps(thing, protocol=PROTOCOL))


class _Place(NamedTuple):
    """Where something lies in the file."""

    start: int
    size: int
    is_frame: bool


class Aside:
    """A place for what is needed again later.

    Parameters
    ----------
    file
        Where to keep it.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._places: list[_Place | pl.DataFrame] = []
        self._held = self._end = 0

    def put(self, thing: object) -> int:
        """Put something aside; returns the number by which it is found again.

        Parameters
        ----------
        thing
            Anything, or what `packed` has made of it. Frames stay as they are until together they
            are large; then all of them are written. Those with texts are compressed, which takes
            less time than to write six times as much; of numbers little would be saved.

        Raises
        ------
        OutputError
            If the disk takes no more.
        """
        if isinstance(thing, pl.DataFrame) and self._held <= MOST_HELD:
            self._held += int(thing.estimated_size())
            self._places.append(thing)
            if self._held > MOST_HELD:
                self._write_held()
        else:
            self._places.append(self._written(thing))
        return len(self._places) - 1

    def _write_held(self) -> None:
        """Write the frames that were held, each in its place."""
        for number, held in enumerate(self._places):
            if isinstance(held, pl.DataFrame):
                self._places[number] = self._written(held)

    def _written(self, thing: object) -> "_Place":
        try:
            self._file.seek(self._end)
            is_frame = isinstance(thing, pl.DataFrame)
            if isinstance(thing, Packed):
                self._file.write(thing.pickled)
            elif isinstance(thing, pl.DataFrame):
                has_texts = pl.String in thing.dtypes
                thing.write_ipc_stream(
                    self._file, compression="lz4" if has_texts else "uncompressed"
                )
            else:
                pickle.dump(thing, self._file, protocol=PROTOCOL)
            start, self._end = self._end, self._file.seek(0, os.SEEK_END)
        except OSError as error:
            # polars gives the number of the system's reason within its words alone.
            reason = error.strerror or str(error).partition(" (os error")[0]
            raise OutputError(tempfile.gettempdir(), reason) from error
        return _Place(start, self._end - start, is_frame)

    def get(self, number: int) -> Any:
        """Return what was put aside under a number."""
        place = self._places[number]
        if isinstance(place, pl.DataFrame):
            return place
        self._file.seek(place.start)
        if place.is_frame:  # as bytes: of a file, polars would read all that follows
            return pl.read_ipc_stream(self._file.read(place.size))
        return pickle.load(self._file)  # noqa: S301 - our own file, which nobody else can open
