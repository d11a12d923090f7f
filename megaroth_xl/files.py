"""Files read as TOML, files written whole or not at all, and archives that are always the same."""

import ctypes
import errno
import hashlib
import io
import itertools
import os
import re
import secrets
import sys
import tomllib
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple, Self

from megaroth_xl.errors import FileError, OutputError
from megaroth_xl.phrases import Phrase

__all__ = [
    "A_FOLDER",
    "NO_SUCH_FILE",
    "Bytes",
    "Draft",
    "Written",
    "is_part",
    "is_workbook",
    "missing_file",
    "read_toml",
    "read_toml_lines",
    "wait_for_disk",
    "sha256",
    "write_whole",
    "zipped",
]

Bytes = bytes | bytearray

ENDLESS_NUMBER = re.compile(r"\b(0[xob]\w{1000}|[0-9_]{1000})")
"""A number that Python itself will not write out."""
KEY = re.compile(r"""\s*(?:["'\u201c\u201d](.+?)["'\u201c\u201d]|([\w.-]+))\s*=""")
"""A key at the start of a line, in quotation marks or not."""
DOUBLE = dict.fromkeys((0x201C, 0x201D, 0x201E, 0x201F, 0x2033), '"')
SINGLE = dict.fromkeys((0x2018, 0x2019, 0x201A, 0x201B, 0x2032), "'")
"""Typographic quotation marks by their code points, made plain."""
LINE_OF_ERROR = re.compile(r"at line (\d+)")
PLAIN_VALUE = re.compile(r"[\w$%.,+\- ]+")
"""A value that is only short of its quotation marks."""
NO_SUCH_FILE = "there is no such file; check the folder and the name"
A_FOLDER = "is a folder; name a file in it"
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How the files of spreadsheets begin: archives, and Microsoft's older envelope."""
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest moment that an archive can name: nothing in a file depends on the clock."""
PART_START, PART_END = ".megaroth-xl.", ".part"
"""How the names of unfinished files begin and end."""
TOKEN = secrets.token_hex(4)
"""Sets this process apart from others of the same number, on other machines."""
NEW_FILE = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)
_numbers = itertools.count()


def read_toml(path: Path, refusal: type[FileError]) -> dict[str, Any]:
    """Return what a TOML file holds; a mark of UTF-8 at its start does not matter.

    Parameters
    ----------
    path
        The file.
    refusal
        What is raised for a file that cannot be read, or is no TOML.
    """
    return read_toml_lines(path, refusal)[0]


def read_toml_lines(
    path: Path, refusal: type[FileError]
) -> tuple[dict[str, Any], Mapping[str, int]]:
    """Return what a TOML file holds, and by key the line on which it stands first.

    Quotation marks that a word processor has made typographic are taken for plain ones where the
    file is no TOML otherwise.

    Parameters
    ----------
    path, refusal
        As in `read_toml`.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise refusal(path, "", missing_file(error)) from error
    except ValueError as error:
        problem = "is not a TOML file (it is not UTF-8 text; save it as plain text, UTF-8)"
        raise refusal(path, "", problem) from error
    if ENDLESS_NUMBER.search(text):
        raise refusal(path, "", "is not a TOML file (a number has a thousand digits or more)")
    lines: dict[str, int] = {}
    for key, number in _keys(text):
        lines.setdefault(key, number)
    return _parsed(path, text, refusal), lines


def _keys(text: str) -> Iterator[tuple[str, int]]:
    """Each key and the number of its line."""
    for number, line in enumerate(text.splitlines(), start=1):
        if key := KEY.match(line):
            yield key[1] or key[2], number


def _parsed(path: Path, text: str, refusal: type[FileError]) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise refusal(path, "", "is not a TOML file (its brackets are nested too deep)") from error
    except tomllib.TOMLDecodeError as error:
        for mended in (text.translate(DOUBLE), text.translate(DOUBLE | SINGLE)):
            try:
                return tomllib.loads(mended)
            except (tomllib.TOMLDecodeError, RecursionError):
                pass
        raise _not_toml(path, text, str(error), refusal) from error


def _not_toml(path: Path, text: str, reason: str, refusal: type[FileError]) -> FileError:
    """The refusal of a text that is no TOML: the line, and what to type instead."""
    seen: dict[str, int] = {}
    for key, number in _keys(text):
        if "overwrite" in reason and key in seen:
            words = "{name} is given twice (also on line {number}); keep one of them"
            problem = Phrase(words, name=key, number=str(seen[key]))
            return refusal(path, Phrase("line {number}", number=str(number)), problem)
        seen.setdefault(key, number)
    at = LINE_OF_ERROR.search(reason)
    number = int(at[1]) if at else 0
    key, _, value = "".join(text.splitlines()[number - 1 : number]).partition("=")
    value = value.partition("#")[0].strip()
    if not value:
        return refusal(path, "", Phrase("is not a TOML file ({reason})", reason=reason))
    cure: str = 'type texts in quotation marks and numbers without them, as in name = "My plan"'
    if PLAIN_VALUE.fullmatch(value):
        words = 'quotation marks are missing; type {name} = "{value}"'
        cure = Phrase(words, name=key.strip(), value=value)
    elif "%" in value:
        cure = 'type each percentage in quotation marks, such as "6%", or as a number, such as 0.06'
    problem = Phrase("cannot be read as TOML: {cure}", cure=cure)
    return refusal(path, Phrase("line {number}", number=str(number)), problem)


def is_workbook(path: Path) -> bool:
    """Return whether a file begins as a spreadsheet does; protected ones do."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(4) in WORKBOOKS


NO_ROOM = {errno.ENOSPC, errno.EFBIG, errno.EDQUOT}
"""Errors of a disk or a limit that takes no more, for the programs' own temporary files too."""


def missing_file(error: OSError) -> str:
    """Return what is wrong with a file that cannot be opened: one wording for all commands."""
    if isinstance(error, FileNotFoundError):
        return NO_SUCH_FILE
    if isinstance(error, IsADirectoryError):
        return A_FOLDER
    is_full = error.errno in NO_ROOM
    words = "cannot be written ({reason})" if is_full else "cannot be read ({reason})"
    return Phrase(words, reason=error.strerror or str(error))


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

    def __init__(self, path: Path | str, data: Bytes | Iterable[Bytes], *, mode: int) -> None:
        self._path = path
        self._part = os.path.join(
            os.path.split(path)[0],
            f"{PART_START}{os.getpid()}-{TOKEN}-{next(_numbers)}{PART_END}",
        )
        pieces = (data,) if isinstance(data, Bytes) else data
        try:
            self.written = _filled(self._opened(mode), pieces)
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

    def _opened(self, mode: int) -> int:
        try:
            return os.open(self._part, NEW_FILE, mode)
        except FileNotFoundError:
            os.makedirs(os.path.split(self._part)[0], exist_ok=True)
            return os.open(self._part, NEW_FILE, mode)

    def _discard(self) -> None:
        with suppress(OSError):
            os.unlink(self._part)


def _filled(handle: int, pieces: Iterable[Bytes]) -> Written:
    """Write the pieces to a file and close it."""
    size, digest = 0, hashlib.sha256()
    try:
        for piece in pieces:
            digest.update(piece)
            size += len(piece)
            done = os.write(handle, piece)
            while done < len(piece):  # a disk that is filling up takes only the beginning
                done += os.write(handle, memoryview(piece)[done:])
    finally:
        os.close(handle)
    return Written(size, digest.hexdigest())


def is_part(name: str) -> bool:
    """Tell whether a file name is that of a file which `write_whole` has not finished.

    >>> is_part(".megaroth-xl.12-5f2e81aa-0.part"), is_part(".download.part")
    (True, False)
    """
    return name.startswith(PART_START) and name.endswith(PART_END)


def wait_for_disk(paths: Iterable[Path | str]) -> None:
    """Wait until files are on the disk, so that they survive a loss of power.

    Parameters
    ----------
    paths
        Files of one file system that `write_whole` has written.

    Raises
    ------
    OutputError
        If the disk reports that it could not keep them.
    """
    folders: set[str] = set()
    for path in paths:
        folder = os.path.split(path)[0] or "."
        if _sync_file_system is not None:
            _wait(folder, folder, _sync_file_system)
            return
        _wait(path, path, os.fsync)
        folders.add(folder)
    for folder in folders:
        if os.name == "posix":  # Windows cannot open a folder
            _wait(folder, folder, os.fsync)


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
