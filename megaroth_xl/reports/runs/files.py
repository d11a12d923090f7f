"""Files written whole or not at all, by one run at a time, under names that any system takes."""

import filecmp
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import polars as pl

from megaroth_xl.errors import OutputError
from megaroth_xl.sheets.archive import Bytes

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

__all__ = [
    "OWNER_ONLY",
    "names_in",
    "only_run",
    "safe_names",
    "write_changed",
    "write_whole",
]

PART = ".part"
"""How the names of files end that are still being written."""
OWNER_ONLY = 0o700
"""Who may enter a folder of reports, whose names may be personal."""
OWNERS_FILE = 0o600
BINARY = getattr(os, "O_BINARY", 0)
"""Windows would change line ends without it."""
MOST_CHARACTERS = 60
RESERVED = r"(?i)^(con|prn|aux|nul|com\d|lpt\d)($|\.)"
"""Names that Windows keeps for devices."""


def write_whole(path: Path | str, pieces: Iterable[Bytes]) -> None:
    """Put a file in its place in one step: readers see the old one or the new one, never a part.

    One run writes in a folder at a time (`only_run`), and no process a file twice: the part has a
    name of its own without asking, also beside a process that a killed run has left.

    Raises
    ------
    OutputError
        Where the folder or the file cannot be written.
    """
    with _part(path, pieces) as part:
        os.replace(part, path)


def write_changed(path: Path, pieces: Iterable[Bytes]) -> None:
    """Put a file in its place as `write_whole` does, unless it holds just that already."""
    with _part(path, pieces) as part:
        if path.exists() and filecmp.cmp(part, path, shallow=False):
            os.unlink(part)
        else:
            os.replace(part, path)


@contextmanager
def _part(path: Path | str, pieces: Iterable[Bytes]) -> Iterator[str]:
    """A file beside the path that holds the pieces, for its owner's eyes only."""
    folder, name = os.path.split(path)
    part = os.path.join(folder, f".{name}.{os.getpid()}{PART}")
    try:
        handle = os.open(part, os.O_CREAT | os.O_TRUNC | os.O_WRONLY | BINARY, OWNERS_FILE)
        with open(handle, "wb", buffering=0) as file:
            file.writelines(pieces)
        yield part
    except BaseException as error:
        with suppress(OSError):
            os.unlink(part)
        if isinstance(error, OSError):
            raise OutputError(path, error.strerror or str(error)) from error
        raise


def names_in(folder: Path) -> list[str]:
    """The names in a folder, which is made where it is not there."""
    folder.mkdir(mode=OWNER_ONLY, exist_ok=True)
    return os.listdir(folder)


@contextmanager
def only_run(folder: Path) -> Iterator[None]:
    """Keep other runs out of a folder, which is made, and cleared of what a killed run left.

    Raises
    ------
    OutputError
        Where the folder cannot be written, or another run is writing there.
    """
    try:
        folder.mkdir(mode=OWNER_ONLY, parents=True, exist_ok=True)
        lock = os.open(folder, os.O_RDONLY) if fcntl else _windows_lock(folder)
    except OSError as error:
        raise OutputError(folder, error.strerror or str(error)) from error
    try:
        if fcntl:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        for part in folder.rglob(f".*{PART}"):
            part.unlink(missing_ok=True)
        yield
    except BlockingIOError as error:
        raise OutputError(folder, "another run is writing there") from error
    finally:
        os.close(lock)


def _windows_lock(folder: Path) -> int:
    """A file that nobody else can open while this run has it."""
    temporary = getattr(os, "O_TEMPORARY", 0)  # removed when closed, or when the run dies
    return os.open(folder / ".run.lock", os.O_CREAT | os.O_EXCL | os.O_RDWR | temporary)


def safe_names(ids: pl.Series) -> pl.Series:
    """File names for ids: safe on every system, never a path, no two alike in any spelling.

    Parameters
    ----------
    ids
        Texts, whatever they hold.

    Examples
    --------
    >>> safe_names(pl.Series(["7", "../7", "A/b", "a:B", "con", ""])).to_list()
    ['7', '7~2', 'A_b', 'a_B~2', '_con', 'employee']
    """
    plain = (
        ids.str.normalize("NFC")
        .str.replace_all(r"[^\p{L}\p{M}\p{N}_.\-]+", "_")
        .str.slice(0, MOST_CHARACTERS)
        .str.replace_all(r"^[._\-]+|[._\-]+$", "")
        .str.replace(RESERVED, "_${1}${2}")
        .replace("", "employee")
        .alias("name")
    )
    spelling = pl.col("name").str.to_lowercase()
    number = pl.int_range(1, pl.len() + 1).over(spelling)
    twin = pl.concat_str("name", pl.lit("~"), number.cast(pl.String))
    named = pl.when(number > 1).then(twin).otherwise(pl.col("name"))
    return plain.to_frame().select(named.alias("name")).to_series()
