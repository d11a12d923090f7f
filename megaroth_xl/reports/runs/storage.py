"""Files by address: in folders of this machine, or in object storage through fsspec."""

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from megaroth_xl.errors import MissingExtraError, OutputError, RosterFileError
from megaroth_xl.reports.roster.kinds import READERS
from megaroth_xl.reports.runs.files import OWNER_ONLY, write_whole

__all__ = ["absolute", "is_there", "is_url", "local_copy", "put", "read", "roster_parts"]


def is_url(address: str) -> bool:
    """Whether an address leads away from this machine's folders.

    >>> is_url("s3://bucket/rosters"), is_url("rosters")
    (True, False)
    """
    return "://" in address


def absolute(address: str) -> str:
    """An address that means the same to workers elsewhere."""
    return address if is_url(address) else str(Path(address).resolve())


def _storage(address: str) -> tuple[Any, str]:
    """What reads and writes an address, and the address as it takes it."""
    try:
        fsspec: Any = import_module("fsspec.core")
        storage, path = fsspec.url_to_fs(address)
    except ImportError as error:  # fsspec itself, or what it needs for this kind of storage
        raise MissingExtraError("cluster") from error
    storage.invalidate_cache()
    return storage, path


def roster_parts(address: str) -> list[str]:
    """The rosters of a folder, by name.

    Raises
    ------
    RosterFileError
        Where there is none.
    """
    if is_url(address):
        storage, path = _storage(address)
        found = [storage.unstrip_protocol(each) for each in storage.ls(path, detail=False)]
    else:
        found = [str(each) for each in Path(absolute(address)).iterdir()]
    parts = sorted(each for each in found if each.lower().endswith(tuple(READERS)))
    if not parts:
        raise RosterFileError(address, "", f"has no file ending in {', '.join(READERS)}")
    return parts


@contextmanager
def local_copy(address: str) -> Iterator[Path]:
    """A file as one of this machine's, for its owner's eyes, gone afterwards."""
    if not is_url(address):
        yield Path(address)
        return
    storage, path = _storage(address)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / path.rsplit("/", 1)[-1]
        storage.get_file(path, str(copy))
        yield copy


def is_there(address: str) -> bool:
    """Whether a file is there."""
    if not is_url(address):
        return Path(address).exists()
    storage, path = _storage(address)
    return bool(storage.exists(path))


def read(address: str) -> bytes:
    """A short file's bytes."""
    if not is_url(address):
        return Path(address).read_bytes()
    storage, path = _storage(address)
    return bytes(storage.cat_file(path))


def put(address: str, pieces: Iterable[bytes | bytearray]) -> None:
    """Put a file in its place in one step.

    Raises
    ------
    OutputError
        Where it cannot be written.
    """
    try:
        if not is_url(address):
            Path(address).parent.mkdir(mode=OWNER_ONLY, parents=True, exist_ok=True)
            write_whole(address, pieces)
            return
        storage, path = _storage(address)
        storage.pipe_file(path, b"".join(pieces))
    except OSError as error:
        if isinstance(error, OutputError):
            raise
        raise OutputError(address, error.strerror or str(error)) from error
