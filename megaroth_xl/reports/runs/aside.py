"""Temporary storage of a run, so that memory holds one roster of a folder at a time.

What is large goes into a file without a name, which nobody else can open and which is gone with
the process, however that ends.
"""

import os
import pickle
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any, NamedTuple

import polars as pl

from megaroth_xl.errors import OutputError

__all__ = ["Aside", "Packed", "new_aside", "packed"]

PROTOCOL = 5


@contextmanager
def new_aside() -> Iterator["Aside"]:
    """Open a place for what is needed again later; all of it is forgotten when the context ends.

    It is in the system's folder for temporary files (``TMPDIR``).
    """
    with tempfile.TemporaryFile() as file:
        yield Aside(file)


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


class Aside:
    """A place for what is needed again later.

    Parameters
    ----------
    file
        Where to keep it.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._places: list[tuple[int, int, bool]] = []
        self._end = 0

    def put(self, thing: object) -> int:
        """Put something aside; returns the number by which it is found again.

        Parameters
        ----------
        thing
            Anything, or what `packed` has made of it. A frame is compressed: that takes less time
            than to write five times as much.

        Raises
        ------
        OutputError
            If the disk takes no more.
        """
        try:
            self._file.seek(self._end)
            is_frame = isinstance(thing, pl.DataFrame)
            if isinstance(thing, Packed):
                self._file.write(thing.pickled)
            elif isinstance(thing, pl.DataFrame):
                thing.write_ipc_stream(self._file, compression="lz4")
            else:
                pickle.dump(thing, self._file, protocol=PROTOCOL)
            start, self._end = self._end, self._file.seek(0, os.SEEK_END)
            self._places.append((start, self._end - start, is_frame))
        except OSError as error:
            # polars gives the number of the system's reason within its words alone.
            reason = error.strerror or str(error).partition(" (os error")[0]
            raise OutputError(tempfile.gettempdir(), reason) from error
        return len(self._places) - 1

    def get(self, number: int) -> Any:
        """Return what was put aside under a number."""
        start, size, is_frame = self._places[number]
        self._file.seek(start)
        if is_frame:  # as bytes: of a file, polars would read all that follows
            return pl.read_ipc_stream(self._file.read(size))
        return pickle.load(self._file)  # noqa: S301 - our own file, which nobody else can open
