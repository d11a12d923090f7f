"""Files written whole or not at all, and the same bytes for the same content."""

import hashlib
import tempfile
from collections.abc import Iterable
from pathlib import Path

from megaroth_xl.errors import OutputError

__all__ = ["sha256", "write_whole"]


def sha256(path: Path) -> str:
    """The hash of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_whole(path: Path, pieces: Iterable[bytes]) -> None:
    """Put a file in its place in one step: readers see the old one or the new one, never a part.

    Raises
    ------
    OutputError
        Where the folder or the file cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            dir=path.parent, prefix=f".{path.name}.", suffix=".part", delete=False
        ) as file:
            part = Path(file.name)
            try:
                file.writelines(pieces)
            except BaseException:
                file.close()
                part.unlink()
                raise
        try:
            part.replace(path)
        except BaseException:
            part.unlink()
            raise
    except OSError as error:
        raise OutputError(path, error.strerror or str(error)) from error
