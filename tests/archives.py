"""Files compared by what they hold: the compressor alone decides how an archive's bytes look."""

import io
import zipfile
from pathlib import Path
from typing import Any

__all__ = ["content", "differing"]


RECORDS = {"run.json", "manifest.csv"}
"""What a run writes for itself: its state, and the hashes of its files."""


def content(folder: Path) -> dict[str, bytes]:
    """Every file of a folder by its name, but hidden files and a run's records."""
    files = (
        path
        for path in folder.rglob("*")
        if path.is_file() and path.name[0] != "." and path.name not in RECORDS
    )
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def differing(found: dict[str, bytes], expected: dict[str, bytes]) -> list[str]:
    """Names of the files found that are not there, or do not hold what is expected."""
    others = [name for name, data in found.items() if expected.get(name) != data]
    return [n for n in others if n not in expected or _parts(found[n]) != _parts(expected[n])]


def _parts(data: bytes) -> Any:
    """An archive's parts by name, archives in it too; anything else as it is."""
    if not data.startswith(b"PK"):
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: _parts(archive.read(name)) for name in archive.namelist()}
