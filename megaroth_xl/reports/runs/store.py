"""Storage of a run's files: a local folder, or object storage through fsspec."""

import os
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

import polars as pl

from megaroth_xl.errors import MissingExtraError, OutputError
from megaroth_xl.files import (
    Bytes,
    Draft,
    Written,
    is_part,
    wait_for_disk,
    wait_for_folders,
    write_whole,
)

try:
    import fcntl
except ImportError:  # Windows
    fcntl: Any = None  # type: ignore[no-redef]

__all__ = ["Drafted", "Store", "absolute", "is_url", "storage_of", "store_at"]

OWNER_ONLY = 0o700
"""Who may enter a folder of reports, whose names may be personal."""
OWNERS_FILE = 0o600
GROUP_TOO, GROUPS_FILE = 0o750, 0o640
"""The same where the group may read them too."""
SIZES = {"file": pl.String, "size": pl.Int64}


class Drafted(AbstractContextManager["Drafted"], Protocol):
    """A file that is ready, and gone if the context ends before it is put in its place."""

    written: Written

    def put(self) -> None:
        """Put it in its place."""

    def is_as_put(self) -> bool:
        """Return whether surely nobody has changed it since `put`."""


class Store(Protocol):
    """The files of a run by their names, in which ``/`` separates folders.

    Parameters
    ----------
    address
        The path, or the address in object storage, of their folder.
    """

    address: str

    def reserve(self) -> Any:
        """Keep other runs out while the context lasts, where the system offers a way to."""

    def sizes(self, folders: Iterable[str], *, clear: bool = False) -> pl.DataFrame:
        """The files at the top and in these folders, at any depth: ``file`` and ``size`` (bytes).

        Unfinished files of our own do not count; those that a killed run has left are removed with
        `clear`, which takes that no other run is writing (`reserve`).
        """

    def read(self, name: str) -> bytes | None:
        """The content of a file; None if it is not there."""

    def pieces(self, name: str) -> Iterator[bytes]:
        """The content of a file, some megabytes at a time."""

    def make_folders(self, names: Iterable[str]) -> None:
        """Make the folders, for their owner only."""

    def put(self, name: str, pieces: Iterable[Bytes]) -> Written:
        """Put a file in its place in one step."""

    def draft(self, name: str, pieces: Iterable[Bytes]) -> "Drafted":
        """Get a file ready, to be put in its place later."""

    def append(self, name: str, line: bytes) -> None:
        """Add to the end of a file, and wait until the disk has it."""

    def remove(self, names: Iterable[str]) -> None:
        """Remove files that may be there, and the folders that are then empty, for good."""

    def rename(self, old: str, new: str) -> None:
        """Give a file another name."""

    def share(self, names: Iterable[str]) -> None:
        """Let the group read these files and their folders, where a system knows groups."""

    def wait_for_disk(self, names: Iterable[str]) -> None:
        """Wait until the disk has these files."""


def is_url(address: str) -> bool:
    """Tell whether an address leads away from this machine's folders.

    >>> is_url("s3://bucket/rosters"), is_url("rosters")
    (True, False)
    """
    return "://" in address


def absolute(address: str) -> str:
    """The address in a form that means the same to workers elsewhere."""
    return address if is_url(address) else str(Path(address).absolute())


def store_at(address: str) -> Store:
    """The store at an address.

    Raises
    ------
    MissingExtraError
        If it takes fsspec, or a library of this kind of storage, and that is not installed.
    """
    return ObjectStorage(address) if is_url(address) else Folder(address)


class Folder:
    """A folder of this machine."""

    def __init__(self, address: str) -> None:
        self.address = self._root = address

    @contextmanager
    def reserve(self) -> Iterator[None]:
        """Make the folder and keep other runs out.

        Raises
        ------
        OutputError
            If the folder cannot be written, or another run is writing there.
        """
        try:
            Path(self._root).mkdir(mode=OWNER_ONLY, parents=True, exist_ok=True)
            lock = _lock(self._root)
        except BlockingIOError as error:
            raise OutputError(self._root, "another run is writing there") from error
        except OSError as error:
            raise OutputError(self._root, error.strerror or str(error)) from error
        try:
            yield
        finally:
            os.close(lock)

    def sizes(self, folders: Iterable[str], *, clear: bool = False) -> pl.DataFrame:
        """As in `Store`."""
        names: list[str] = []
        sizes: list[int] = []
        to_list = ["", *(f"{folder}/" for folder in folders)]
        while to_list:
            folder = to_list.pop()
            with suppress(FileNotFoundError), os.scandir(f"{self._root}/{folder}") as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        if folder:
                            to_list.append(f"{folder}{entry.name}/")
                    elif is_part(entry.name):
                        if clear:
                            Path(entry.path).unlink(missing_ok=True)
                    else:
                        names.append(f"{folder}{entry.name}")
                        sizes.append(entry.stat(follow_symlinks=False).st_size)
        return pl.DataFrame({"file": names, "size": sizes}, schema=SIZES)

    def read(self, name: str) -> bytes | None:
        """As in `Store`."""
        try:
            return Path(self._root, name).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None

    def pieces(self, name: str) -> Iterator[bytes]:
        """As in `Store`."""
        with Path(self._root, name).open("rb") as file:
            while piece := file.read(1 << 22):
                yield piece

    def make_folders(self, names: Iterable[str]) -> None:
        """As in `Store`."""
        for name in names:
            try:
                Path(self._root, name).mkdir(mode=OWNER_ONLY, parents=True, exist_ok=True)
            except OSError as error:
                raise OutputError(f"{self._root}/{name}", error.strerror or str(error)) from error

    def put(self, name: str, pieces: Iterable[Bytes]) -> Written:
        """As in `Store`."""
        return write_whole(f"{self._root}/{name}", pieces, mode=OWNERS_FILE)

    def draft(self, name: str, pieces: Iterable[Bytes]) -> Draft:
        """As in `Store`."""
        return Draft(f"{self._root}/{name}", pieces, mode=OWNERS_FILE)

    def append(self, name: str, line: bytes) -> None:
        """As in `Store`."""
        path = Path(self._root, name)
        try:
            with path.open("ab") as file:
                file.write(line)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise OutputError(path, error.strerror or str(error)) from error

    def remove(self, names: Iterable[str]) -> None:
        """As in `Store`."""
        gone = list(names)
        folders: set[Path] = set()
        for name in gone:
            path = Path(self._root, name)
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                raise OutputError(path, error.strerror or str(error)) from error
            folders.update(Path(name).parents)
        for folder in sorted(folders - {Path()}, key=lambda each: -len(each.parts)):
            with suppress(OSError):  # not empty
                Path(self._root, folder).rmdir()
        wait_for_folders(self._root, gone)

    def rename(self, old: str, new: str) -> None:
        """As in `Store`."""
        path = Path(self._root, old)
        try:
            path.rename(Path(self._root, new))
        except OSError as error:
            raise OutputError(path, error.strerror or str(error)) from error

    def share(self, names: Iterable[str]) -> None:
        """As in `Store`."""
        folders = {Path(self._root)}
        for name in names:
            path = Path(self._root, name)
            with suppress(FileNotFoundError):
                path.chmod(GROUPS_FILE)
            folders |= {each for each in path.parents if each.is_relative_to(self._root)}
        for folder in folders:
            folder.chmod(GROUP_TOO)

    def wait_for_disk(self, names: Iterable[str]) -> None:
        """As in `Store`."""
        wait_for_disk(self._root, names)


def _lock(folder: str) -> int:
    """A handle that keeps other runs out of a folder until it is closed."""
    if not fcntl:
        temporary = getattr(os, "O_TEMPORARY", 0)  # removed when closed, or when the run dies
        return os.open(f"{folder}/.run.lock", os.O_CREAT | os.O_EXCL | os.O_RDWR | temporary)
    lock = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(lock)
        raise
    return lock


def storage_of(address: str) -> tuple[Any, str]:
    """The fsspec file system of an address, and the address as that file system takes it.

    Raises
    ------
    MissingExtraError
        If fsspec, or what it needs for this kind of storage, is not installed.
    """
    try:
        fsspec: Any = import_module("fsspec.core")
        storage, path = fsspec.url_to_fs(address)
    except ImportError as error:
        raise MissingExtraError("cluster") from error
    storage.invalidate_cache()
    return storage, path.rstrip("/")


class ObjectStorage:
    """A folder of object storage. Storage has no locks: one run at a time is up to its users."""

    def __init__(self, address: str) -> None:
        self.address = address.rstrip("/")
        self._storage, self._root = storage_of(address)

    @contextmanager
    def reserve(self) -> Iterator[None]:
        """As in `Store`; nothing keeps another run out."""
        yield

    def sizes(self, folders: Iterable[str], *, clear: bool = False) -> pl.DataFrame:  # noqa: ARG002
        """As in `Store`; storage has no unfinished files."""
        self._storage.invalidate_cache()
        found = self._storage.find(self._root, maxdepth=1, detail=True)
        for folder in folders:
            found |= self._storage.find(self._path(folder), detail=True)
        start = len(self._root) + 1
        files = [(path[start:], details["size"]) for path, details in found.items()]
        return pl.DataFrame(files, schema=SIZES, orient="row")

    def read(self, name: str) -> bytes | None:
        """As in `Store`."""
        try:
            return bytes(self._storage.cat_file(self._path(name)))
        except FileNotFoundError:
            return None

    def pieces(self, name: str) -> Iterator[bytes]:
        """As in `Store`."""
        with self._storage.open(self._path(name), "rb") as file:
            while piece := file.read(1 << 22):
                yield piece

    def make_folders(self, names: Iterable[str]) -> None:
        """Do nothing: object storage has no folders."""

    def put(self, name: str, pieces: Iterable[Bytes]) -> Written:
        """As in `Store`."""
        data = b"".join(pieces)
        self._do(name, lambda: self._storage.pipe_file(self._path(name), data))
        return Written.of([data])

    def draft(self, name: str, pieces: Iterable[Bytes]) -> "_StorageDraft":
        """As in `Store`; it waits in memory."""
        return _StorageDraft(self, name, b"".join(pieces))

    def append(self, name: str, line: bytes) -> None:
        """Write the file again with the addition: object storage cannot add to one."""
        self.put(name, [self.read(name) or b"", line])

    def remove(self, names: Iterable[str]) -> None:
        """As in `Store`."""
        for name in names:
            with suppress(FileNotFoundError):
                self._do(name, lambda name=name: self._storage.rm_file(self._path(name)))

    def rename(self, old: str, new: str) -> None:
        """As in `Store`."""
        self._do(old, lambda: self._storage.mv(self._path(old), self._path(new)))

    def share(self, names: Iterable[str]) -> None:
        """Do nothing: who may read a bucket is said there."""

    def wait_for_disk(self, names: Iterable[str]) -> None:
        """Do nothing: storage keeps what it has confirmed."""

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}"

    def _do(self, name: str, call: Any) -> None:
        try:
            call()
        except FileNotFoundError:
            raise
        except OSError as error:
            reason = error.strerror or str(error)
            raise OutputError(f"{self.address}/{name}", reason) from error


class _StorageDraft:
    """A file that waits in memory to be put into object storage."""

    def __init__(self, store: ObjectStorage, name: str, data: bytes) -> None:
        self.written = Written.of([data])
        self._store = store
        self._name = name
        self._data = data

    def __enter__(self) -> "_StorageDraft":
        return self

    def __exit__(self, *_: object) -> None:
        self._data = b""

    def put(self) -> None:
        """Put it in its place."""
        self._store.put(self._name, [self._data])

    def is_as_put(self) -> bool:
        """Return False: what is in object storage is read again."""
        return False
