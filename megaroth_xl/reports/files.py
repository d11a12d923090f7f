"""Files written whole or not at all, and the same bytes for the same content."""

import hashlib
import io
import re
import tempfile
import zipfile
from datetime import datetime
from pathlib import Path

from openpyxl import Workbook

from megaroth_xl.errors import OutputError

__all__ = ["sha256", "workbook_bytes", "write_whole"]

EPOCH = datetime(1980, 1, 1)
"""The earliest moment that a zip archive can name: nothing in a report depends on the clock."""
MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def sha256(path: Path) -> str:
    """The hash of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_whole(path: Path, data: bytes) -> None:
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


def workbook_bytes(workbook: Workbook) -> bytes:
    """A workbook as an .xlsx file that does not tell when it was made."""
    workbook.properties.created = EPOCH
    saved = io.BytesIO()
    workbook.save(saved)
    settled = io.BytesIO()
    with (
        zipfile.ZipFile(saved) as source,
        zipfile.ZipFile(settled, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            part = source.read(name)
            if name == "docProps/core.xml":
                part = MODIFIED.sub(rb"\g<1>1980-01-01T00:00:00Z", part)
            info = zipfile.ZipInfo(name, EPOCH.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            target.writestr(info, part)
    return settled.getvalue()
