"""Files that are read: what a TOML file holds, and what is wrong with one that cannot be opened."""

import errno
import re
import zlib
from collections.abc import Iterator, Mapping
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from megaroth_xl.errors import FileError
from megaroth_xl.phrases import Phrase

__all__ = [
    "A_FOLDER",
    "NO_SUCH_FILE",
    "is_workbook",
    "missing_file",
    "read_toml",
    "read_toml_lines",
]

PACKAGE = Path(__file__).parent
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


class _Compiled(SourceFileLoader):
    """A TOML file of the package, compiled once, as Python compiles its modules and keeps them."""

    def __init__(self, path: Path, refusal: type[FileError]) -> None:
        super().__init__(path.stem, str(path))
        self._toml, self._refusal = path, refusal

    def path_stats(self, path: str) -> dict[str, int]:
        """Recognize a file by its content: installers may give a new one an old date."""
        content = self.get_data(path)
        return {"mtime": zlib.crc32(content), "size": len(content)}

    def source_to_code(self, *_: object, **__: object) -> CodeType:  # type: ignore[override]
        data, _lines = read_toml_lines(self._toml, self._refusal)
        return compile(f"import datetime\nDATA = {data!r}", self._toml, "exec")


def read_toml(path: Path, refusal: type[FileError]) -> dict[str, Any]:
    """Return what a TOML file holds; a mark of UTF-8 at its start does not matter.

    A file of the package is parsed once, and after that loaded as quickly as a module.

    Parameters
    ----------
    path
        The file.
    refusal
        What is raised for a file that cannot be read, or is no TOML.
    """
    if PACKAGE not in path.parents:
        return read_toml_lines(path, refusal)[0]
    module: Any = ModuleType(path.stem)
    _Compiled(path, refusal).exec_module(module)
    found: dict[str, Any] = module.DATA
    return found


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
    import tomllib  # noqa: PLC0415 - what is compiled needs no parser

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
