"""The kind of a roster file, by its content and not its name, and the opened file."""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from xml.parsers.expat import ExpatError

import polars as pl
import xlrd
from xlrd.compdoc import CompDocError

from megaroth_xl.errors import MegarothError, RosterFileError
from megaroth_xl.given_files import A_FOLDER, NO_SUCH_FILE
from megaroth_xl.phrases import Phrase
from megaroth_xl.reports.roster.files.binary_excel import PROTECTED, XlsbFile, XlsFile
from megaroth_xl.reports.roster.files.cells import SheetCells, SheetName
from megaroth_xl.reports.roster.files.excel import ExcelFile
from megaroth_xl.reports.roster.files.freed_memory import keep_freed_memory
from megaroth_xl.reports.roster.files.open_document import OdsFile
from megaroth_xl.reports.roster.files.parquet_file import ParquetFile
from megaroth_xl.reports.roster.files.passwords import is_protected, unlocked
from megaroth_xl.reports.roster.files.text_file import Score, TextFile

__all__ = ["KINDS", "OpenRoster", "open_roster", "readable"]

KINDS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv", ".tsv", ".txt", ".parquet")
"""How the names of the files end that are read; what a file is decides, not its name."""

ZIP, OLE, PARQUET = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PAR1"
EMPTY_ZIP = b"PK\x05\x06"
HEAD = 1 << 16
BLANKS = b" \t\r\n\x00"
CONTROLS = bytes({*range(32)} - {*b"\t\n\r\x0b\x0c\x1a"})
LONGEST_LETTER = 4
"""Bytes of a letter in UTF-8, which the end of a piece may cut."""
OTHERS: Sequence[tuple[re.Pattern[bytes], str]] = (
    (
        re.compile(
            rb"<\?xml.{0,500}(urn:schemas-microsoft-com:office:spreadsheet|Excel\.Sheet)", re.S
        ),
        "an XML spreadsheet of Excel 2003",
    ),
    (re.compile(rb"<(!doctype|html|head|body|table|meta|style|div)\b", re.I), "a web page (HTML)"),
    (re.compile(rb"mime-version:", re.I), "a web archive (MHTML)"),
    (re.compile(rb"<"), "XML"),
    (re.compile(rb"%PDF"), "a PDF"),
    (re.compile(rb"\{\\rtf"), "a text of a word processor (RTF)"),
    (re.compile(rb"Rar!|7z\xbc\xaf|\x1f\x8b"), "a compressed archive"),
)
"""Files that are often saved under the name of a workbook, by how they begin."""
OTHER_KIND = (
    "is {kind}, not a workbook or CSV file; open it in Excel and save it as an Excel workbook "
    "(.xlsx)"
)

UNREADABLE = (
    pl.exceptions.PolarsError,
    xlrd.XLRDError,
    CompDocError,
    zipfile.BadZipFile,
    zlib.error,
    ExpatError,
    struct.error,
    AssertionError,  # xlrd's, for records out of order
    RuntimeError,  # a zip of another kind
    LookupError,  # an encoding that is not known
    ValueError,  # that of `calamine`, too
    EOFError,
    OSError,
)
LONGEST_REASON = 200
"""Characters of a library's reason; some quote the file's bytes."""


class OpenFile(Protocol):
    """The common interface of every kind of file."""

    @property
    def sheets(self) -> Sequence[SheetName]:
        """Its sheets, from the left; one without a name where the kind has none."""

    def cells(self, name: str) -> SheetCells:
        """The cells of one sheet."""

    def percents(self, name: str) -> frozenset[int]:
        """Columns of a sheet, counted from 1, whose numbers are shown as percentages."""


@dataclass(frozen=True, eq=False)
class OpenRoster:
    """A roster file that has been opened.

    Parameters
    ----------
    path
        The file.
    kind
        The key of its kind among the texts: "xlsx", "xlsb", "xls", "ods", "text" or "parquet".
    file
        What reads its sheets.
    was_protected
        Whether a password opened it.
    """

    path: Path
    kind: str
    file: OpenFile
    was_protected: bool = False

    @property
    def encoding(self) -> str:
        """The encoding of a text file, else ""."""
        return self.file.encoding if isinstance(self.file, TextFile) else ""

    @property
    def separator(self) -> str:
        """The separator of a text file, else ""."""
        return self.file.separator if isinstance(self.file, TextFile) else ""


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Turn what the readers raise for a broken file into one sentence that quotes no cell."""
    try:
        yield
    except MegarothError:
        raise
    except UNREADABLE as error:
        reason = re.split(r"\n| in column ", str(error), maxsplit=1)[0]  # cells stay out of it
        problem = Phrase("cannot be read ({reason})", reason=reason[:LONGEST_REASON])
        raise RosterFileError(path, "", problem) from error


def open_roster(path: Path, *, score: Score, password: str | None = None) -> OpenRoster:
    """Open a roster file of any kind.

    Parameters
    ----------
    path
        The file; its name does not matter.
    score
        How many known headings some rows hold (`TextFile`).
    password
        What opens a protected workbook.

    Raises
    ------
    RosterFileError
        For a file that is not there, of a kind that holds no roster, protected by another password
        or by one that is not given, or one that cannot be read.
    """
    if not path.is_file():
        raise RosterFileError(path, "", A_FOLDER if path.is_dir() else NO_SUCH_FILE)
    keep_freed_memory()
    with readable(path):
        with path.open("rb") as file:
            head = file.read(HEAD)
        data: bytes | None = None
        protected = is_protected(path, head)
        if protected:
            data = unlocked(path, password)
            head = data[:HEAD]
        kind, opened = _opened(path, head, data, score, password)
        return OpenRoster(path, kind, opened, protected)


def _opened(
    path: Path, head: bytes, data: bytes | None, score: Score, password: str | None
) -> tuple[str, OpenFile]:
    if head.startswith(PARQUET):
        return "parquet", ParquetFile(path)
    if head.startswith(ZIP):
        return _zipped(path, data)
    if head.startswith(OLE):
        return "xls", _xls(path, path.read_bytes() if data is None else data, password)
    begins = head.lstrip(BLANKS).removeprefix(b"\xef\xbb\xbf").lstrip(BLANKS)
    for pattern, name in OTHERS:
        if pattern.match(begins):
            raise RosterFileError(path, "", Phrase(OTHER_KIND, kind=name))
    if not begins or head.startswith(EMPTY_ZIP):
        raise RosterFileError(path, "", "is empty; check that the right file was chosen")
    if _is_binary(head):
        kinds = ", ".join(KINDS)
        raise RosterFileError(
            path, "", Phrase("is not a roster: expected one of {kinds}", kinds=kinds)
        )
    return "text", TextFile(path, path.read_bytes() if data is None else data, score)


def _zipped(path: Path, data: bytes | None) -> tuple[str, OpenFile]:
    with zipfile.ZipFile(path if data is None else io.BytesIO(data)) as archive:
        names = {name.lower() for name in archive.namelist()}
    if "xl/workbook.bin" in names:
        return "xlsb", XlsbFile(path, data)
    if "content.xml" in names and "xl/workbook.xml" not in names:
        return "ods", OdsFile(path, data)
    if any(name.endswith(".iwa") for name in names):
        problem = "is an Apple Numbers file; export it from Numbers as an Excel workbook"
        raise RosterFileError(path, "", problem)
    if "word/document.xml" in names:
        raise RosterFileError(path, "", "is a Word document; copy its table into a workbook")
    return "xlsx", ExcelFile(path, data)


def _xls(path: Path, data: bytes, password: str | None) -> XlsFile:
    try:
        return XlsFile(path, data)
    except xlrd.XLRDError as error:
        if PROTECTED in str(error).lower():
            return XlsFile(path, unlocked(path, password))
        raise


def _is_binary(head: bytes) -> bool:
    """Return whether it is not text: bytes that no text holds, neither UTF-8 nor UTF-16."""
    if head.count(0) > len(head) // 4 or len(head) == len(head.translate(None, CONTROLS)):
        return False
    try:
        head.decode()
    except UnicodeDecodeError as error:
        return error.start < len(head) - LONGEST_LETTER
    return False
