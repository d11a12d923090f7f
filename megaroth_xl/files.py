"""Files read as TOML, files written whole or not at all, and archives that are always the same."""

import hashlib
import io
import re
import tempfile
import tomllib
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from megaroth_xl.errors import FileError, OutputError

__all__ = ["read_toml", "sha256", "write_whole", "zipped"]

ENDLESS_NUMBER = re.compile(r"\b(0[xob]\w{1000}|[0-9_]{1000})")
"""A number that Python itself will not write out."""
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest moment that an archive can name: nothing in a file depends on the clock."""


def read_toml(path: Path, refusal: type[FileError]) -> dict[str, Any]:
    """What a TOML file holds; a mark of UTF-8 at its start does not matter.

    Parameters
    ----------
    path
        The file.
    refusal
        What is raised for a file that cannot be read, or is no TOML.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        endless = ENDLESS_NUMBER.search(text)
        data = {} if endless else tomllib.loads(text)
    except OSError as error:
        raise refusal(path, "", f"cannot be read ({error.strerror})") from error
    except RecursionError as error:
        raise refusal(path, "", "is not a TOML file (its brackets are nested too deep)") from error
    except ValueError as error:  # not UTF-8, or not TOML
        raise refusal(path, "", f"is not a TOML file ({error})") from error
    if endless:
        raise refusal(path, "", "is not a TOML file (a number has a thousand digits or more)")
    return data


def sha256(path: Path) -> str:
    """The hash of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_whole(path: Path, data: bytes) -> None:
    """Put a file in its place in one step: readers see the old one or the new one, never a part.

    Raises
    ------
    OutputError
        Where the folder or the file cannot be written; an older file then stands.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            dir=path.parent, prefix=f".{path.name}.", suffix=".part", delete=False
        ) as file:
            part = Path(file.name)
            try:
                file.write(data)
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


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """An archive of parts by name, in their order; no time of day enters it."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as target:
        for name, data in parts.items():
            info = zipfile.ZipInfo(name, EPOCH)
            info.external_attr = 0o644 << 16
            target.writestr(info, data, zipfile.ZIP_DEFLATED, 9)
    return archive.getvalue()
