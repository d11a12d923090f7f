"""The file itself: formulas with their values beside them, and the same bytes every time."""

import io
import os
import re
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from xml.sax.saxutils import escape

from openpyxl import Workbook

__all__ = ["Value", "workbook_bytes", "write_whole", "zipped"]

Value = float | int | str | bool
EPOCH = (1980, 1, 1, 0, 0, 0)
FORMULA_CELL = re.compile(
    rb'<c r="([A-Z]+[0-9]+)"((?: s="\d+")?)(?: t="\w+")?>(<f[^>]*>.*?</f>)<v ?/?>(?:</v>)?</c>'
)
STAMPS = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def _cell_value(value: Value) -> tuple[bytes, bytes]:
    """The type attribute and the text of a formula's cached value."""
    if isinstance(value, bool):
        return b' t="b"', str(int(value)).encode()
    if isinstance(value, str):
        return b' t="str"', escape(value).encode()
    return b"", repr(float(value)).removesuffix(".0").encode()


def _with_values(xml: bytes, values: Mapping[str, Value]) -> bytes:
    def fill(match: re.Match[bytes]) -> bytes:
        address = match[1].decode()
        if address not in values:
            return match[0]
        kind, text = _cell_value(values[address])
        return b'<c r="%s"%s%s>%s<v>%s</v></c>' % (match[1], match[2], kind, match[3], text)

    return FORMULA_CELL.sub(fill, xml)


def workbook_bytes(workbook: Workbook, values: Mapping[str, Mapping[str, Value]]) -> bytes:
    """A finished workbook file.

    Parameters
    ----------
    workbook
        The workbook; its sheets are saved in their order.
    values
        By sheet title and cell address, what each formula gives. Viewers, phones and Protected
        View show these before anything is calculated.

    Returns
    -------
    bytes
        The same for the same input: no time of day enters the file.
    """
    raw = io.BytesIO()
    workbook.save(raw)
    parts = {
        f"xl/worksheets/sheet{number}.xml": values.get(sheet.title, {})
        for number, sheet in enumerate(workbook.worksheets, start=1)
    }
    finished = {}
    with zipfile.ZipFile(raw) as source:
        for name in source.namelist():
            data = source.read(name)
            if name in parts:
                data = _with_values(data, parts[name])
            elif name == "docProps/core.xml":
                data = STAMPS.sub(rb"\g<1>2026-01-01T00:00:00Z", data)
            finished[name] = data
    return zipped(finished)


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """An archive of parts by name, in their order; no time of day enters it."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as target:
        for name, data in parts.items():
            info = zipfile.ZipInfo(name, EPOCH)
            info.external_attr = 0o644 << 16
            target.writestr(info, data, zipfile.ZIP_DEFLATED, 9)
    return archive.getvalue()


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that it appears whole or not at all, replacing an older one.

    Raises
    ------
    OSError
        Where the folder cannot be written; the older file then stands.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
