"""Temporary storage of a run, so that memory holds one roster of a folder at a time.

It goes into a file without a name, which nobody else can open and which is gone with the process,
however that ends.
"""

import pickle
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import IO, Any

from megaroth_xl.errors import OutputError

__all__ = ["Aside", "new_aside"]


@contextmanager
def new_aside(*, on_disk: bool) -> Iterator["Aside"]:
    """Open a place for what is needed again later; all of it is forgotten when the context ends.

    Parameters
    ----------
    on_disk
        Keep it on the disk, in the system's folder for temporary files (``TMPDIR``), instead of in
        memory.
    """
    with tempfile.TemporaryFile() if on_disk else nullcontext() as file:
        yield Aside(file)


class Aside:
    """A place for what is needed again later.

    Parameters
    ----------
    file
        Where to keep it; None for memory.
    """

    def __init__(self, file: IO[bytes] | None) -> None:
        self._file = file
        self._kept: list[Any] = []
        self._end = 0

    def put(self, thing: object) -> int:
        """Put something aside; returns the number by which it is found again.

        Raises
        ------
        OutputError
            If the disk takes no more.
        """
        if self._file is None:
            self._kept.append(thing)
            return len(self._kept) - 1
        try:
            self._file.seek(self._end)
            pickle.dump(thing, self._file, protocol=5)
            self._kept.append(self._end)
            self._end = self._file.tell()
        except OSError as error:
            raise OutputError(tempfile.gettempdir(), error.strerror or str(error)) from error
        return len(self._kept) - 1

    def get(self, number: int) -> Any:
        """Return what was put aside under a number."""
        if self._file is None:
            return self._kept[number]
        self._file.seek(self._kept[number])
        return pickle.load(self._file)  # noqa: S301 - our own file, which nobody else can open
