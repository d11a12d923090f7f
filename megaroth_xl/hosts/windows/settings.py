"""Settings files of xlwings: lines of two texts in quotation marks, as VBA's Input # reads them."""

import csv
import io
from collections.abc import Mapping
from pathlib import Path

from openpyxl import load_workbook

__all__ = ["SHEET", "packed_settings", "read_settings", "sheet_settings"]

SHEET = "xlwings.conf"
"""The sheet, and the file beside a workbook, whose settings go before the person's own."""


def read_settings(path: Path, code_page: str) -> dict[str, str]:
    """The settings of a file, by name in capitals; none where the file is not there."""
    if not path.is_file():
        return {}
    lines = csv.reader(io.StringIO(path.read_bytes().decode(code_page, errors="replace")))
    settings: dict[str, str] = {}
    for line in lines:
        if len(line) >= 2:  # noqa: PLR2004 - a name and a value
            settings.setdefault(line[0].strip().upper(), line[1])
    return settings


def packed_settings(settings: Mapping[str, str], code_page: str) -> bytes:
    """Settings as a file's bytes; what the code page lacks becomes a question mark."""
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(settings.items())
    return text.getvalue().encode(code_page, errors="replace")


def sheet_settings(path: Path) -> dict[str, str]:
    """The settings in a workbook's own settings sheet; none where it has no such sheet."""
    workbook = load_workbook(path, read_only=True, data_only=True)
    try:
        if SHEET not in workbook.sheetnames:
            return {}
        rows = workbook[SHEET].iter_rows(max_col=2, values_only=True)
        return {str(name).upper(): str(value) for name, value in rows if name is not None}
    finally:
        workbook.close()
