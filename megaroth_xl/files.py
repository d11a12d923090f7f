"""Files written whole or not at all, and archives that are always the same."""

import ctypes
import hashlib
import io
import itertools
import os
import secrets
import sys
import zipfile
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import NamedTuple, Self

from megaroth_xl.errors import OutputError

__all__ = [
    "Bytes",
    "Draft",
    "Written",
    "is_part",
    "wait_for_disk",
    "wait_for_folders",
    "sha256",
    "write_whole",
    "zipped",
]

Bytes = bytes | bytearray

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest moment that an archive can name: nothing in a file depends on the clock."""
PART_START, PART_END = ".megaroth-xl.", ".part"
"""How the names of unfinished files begin and end."""
TOKEN = secrets.token_hex(4)
"""Sets this process apart from others of the same number, on other machines."""
NEW_FILE = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)
FEW = 16
"""Files that are waited for one by one: what others write to that file system can take longer."""
_numbers = itertools.count()


def sha256(path: Path) -> str:
    """The SHA-256 of a file's content, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Written(NamedTuple):
    """A file that was written: its size in bytes, and the SHA-256 of its content."""

    size: int
    sha256: str

    @classmethod
    def of(cls, pieces: Iterable[Bytes]) -> Self:
        """The size and hash of pieces of content in order.

        >>> Written.of([b"a", b"bc"]).size
        3
        """
        size, digest = 0, hashlib.sha256()
        for piece in pieces:
            digest.update(piece)
            size += len(piece)
        return cls(size, digest.hexdigest())


def write_whole(path: Path | str, data: Bytes | Iterable[Bytes], *, mode: int = 0o666) -> Written:
    """Put a file in its place in one step: readers see the old file or the new one, never a part.

    Parameters
    ----------
    path, data, mode
        As in `Draft`.

    Raises
    ------
    OutputError
        If the folder or the file cannot be written; an older file is then unchanged.
    """
    with Draft(path, data, mode=mode) as draft:
        draft.put()
    return draft.written


class Draft:
    """A file that is written whole and not yet in its place.

    The content is in a file of another name (`is_part`) in the same folder. That file is gone when
    the context ends without `put`. A folder that does not exist is made.

    Parameters
    ----------
    path
        The file.
    data
        Its content, or the pieces of its content in order.
    mode
        Who may read and write the file, less what the system takes away (umask).

    Raises
    ------
    OutputError
        If the folder or the file cannot be written.
    """

    written: Written
    _changed = 0
    """When the file in its place was last changed; 0 where the system does not tell."""

    def __init__(self, path: Path | str, data: Bytes | Iterable[Bytes], *, mode: int) -> None:
        self._path = path
        self._part = os.path.join(
            os.path.split(path)[0],
            f"{PART_START}{os.getpid()}-{TOKEN}-{next(_numbers)}{PART_END}",
        )
        pieces = (data,) if isinstance(data, Bytes) else data
        try:
            self.written, self._stamp = _filled(self._opened(mode), pieces)
        except BaseException as error:
            self._discard()
            if isinstance(error, OSError):
                raise OutputError(path, error.strerror or str(error)) from error
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._part:
            self._discard()

    def put(self) -> None:
        """Put the file in its place, over an older one.

        Raises
        ------
        OutputError
            If the system does not let it; an older file is then unchanged.
        """
        try:
            os.replace(self._part, self._path)
        except OSError as error:
            raise OutputError(self._path, error.strerror or str(error)) from error
        self._part = ""
        self._changed = _changed(self._path)

    def is_as_put(self) -> bool:
        """Return whether surely nobody has changed the file, or put another one there, since `put`.

        A system that does not tell when a file was changed makes this False.
        """
        try:
            stamp = _stamp(os.stat(self._path))
        except OSError:
            return False
        return stamp == self._stamp and _changed(self._path) == self._changed != 0

    def _opened(self, mode: int) -> int:
        try:
            return os.open(self._part, NEW_FILE, mode)
        except FileNotFoundError:
            os.makedirs(os.path.split(self._part)[0], exist_ok=True)
            return os.open(self._part, NEW_FILE, mode)

    def _discard(self) -> None:
        with suppress(OSError):
            os.unlink(self._part)


def _stamp(status: os.stat_result) -> tuple[int, ...]:
    """Return which file it is, and as of when."""
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def _changed(path: Path | str) -> int:
    """Return when a file or its name was last changed, which nobody can set; 0 if not known."""
    try:
        return os.stat(path).st_ctime_ns if os.name == "posix" else 0
    except OSError:
        return 0


def _filled(handle: int, pieces: Iterable[Bytes]) -> tuple[Written, tuple[int, ...]]:
    """Write the pieces to a file and close it; what was written, and the file's stamp."""
    size, digest = 0, hashlib.sha256()
    try:
        for piece in pieces:
            digest.update(piece)
            size += len(piece)
            done = os.write(handle, piece)
            while done < len(piece):  # a disk that is filling up takes only the beginning
                done += os.write(handle, memoryview(piece)[done:])
        stamp = _stamp(os.fstat(handle))
    finally:
        os.close(handle)
    return Written(size, digest.hexdigest()), stamp


def is_part(name: str) -> bool:
    """Tell whether a file name is that of a file which `write_whole` has not finished.

    >>> is_part(".megaroth-xl.12-5f2e81aa-0.part"), is_part(".download.part")
    (True, False)
    """
    return name.startswith(PART_START) and name.endswith(PART_END)


def wait_for_disk(folder: Path | str, names: Iterable[str]) -> None:
    """Wait until files are on the disk, so that they survive a loss of power.

    Parameters
    ----------
    folder
        Where they are, in folders of it or directly.
    names
        Their names there, in which ``/`` separates folders.

    Raises
    ------
    OutputError
        If the disk reports that it could not keep them.
    """
    to_keep = list(names)
    if _sync_file_system is not None and len(to_keep) > FEW:
        _wait(folder, folder, _sync_file_system)
        return
    for name in to_keep:
        _wait(f"{folder}/{name}", f"{folder}/{name}", os.fsync)
    wait_for_folders(folder, to_keep)


def wait_for_folders(folder: Path | str, names: Iterable[str]) -> None:
    """Wait until the disk knows which files are there, under which names.

    Parameters
    ----------
    folder, names
        As in `wait_for_disk`; of the files themselves nothing is asked.
    """
    if os.name != "posix":  # Windows cannot open a folder
        return
    within = {str(each) for name in names for each in PurePosixPath(name).parents}
    for each in sorted(within):
        path = os.path.join(folder, each)
        if each == "." or os.path.isdir(path):
            _wait(path, path, os.fsync)


def _wait(path: Path | str, named: Path | str, sync: Callable[[int], object]) -> None:
    try:
        handle = os.open(path, os.O_RDONLY if os.name == "posix" else os.O_RDWR)
        try:
            sync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        raise OutputError(named, error.strerror or str(error)) from error


def _file_system_sync() -> Callable[[int], object] | None:
    """Linux's syncfs, which writes thousands of files at once; None where there is none."""
    if sys.platform != "linux":
        return None
    function = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)
    if function is None:
        return None

    def sync(handle: int) -> None:
        if function(handle):
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number))

    return sync


_sync_file_system = _file_system_sync()


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """An archive of parts by name, in their order; no time of day enters it."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as target:
        for name, data in parts.items():
            info = zipfile.ZipInfo(name, EPOCH)
            info.external_attr = 0o644 << 16
            target.writestr(info, data, zipfile.ZIP_DEFLATED, 9)
    return archive.getvalue()
