"""Files read as TOML, files written whole or not at all, and archives that are always the same."""

import hashlib
import io
import re
import secrets
import tomllib
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from megaroth_xl.errors import FileError, OutputError

__all__ = ["missing_file", "read_toml", "read_toml_lines", "sha256", "write_whole", "zipped"]

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
    return read_toml_lines(path, refusal)[0]


def read_toml_lines(
    path: Path, refusal: type[FileError]
) -> tuple[dict[str, Any], Mapping[str, int]]:
    """What a TOML file holds, and by key the line on which it stands first.

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
            problem = f"{key} is given twice (also on line {seen[key]}); keep one of them"
            return refusal(path, f"line {number}", problem)
        seen.setdefault(key, number)
    at = LINE_OF_ERROR.search(reason)
    number = int(at[1]) if at else 0
    key, _, value = "".join(text.splitlines()[number - 1 : number]).partition("=")
    value = value.partition("#")[0].strip()
    if not value:
        return refusal(path, "", f"is not a TOML file ({reason})")
    cure = 'type texts in quotation marks and numbers without them, as in name = "My plan"'
    if PLAIN_VALUE.fullmatch(value):
        cure = f'quotation marks are missing; type {key.strip()} = "{value}"'
    elif "%" in value:
        cure = 'type each percentage in quotation marks, such as "6%", or as a number, such as 0.06'
    return refusal(path, f"line {number}", f"cannot be read as TOML: {cure}")


def missing_file(error: OSError) -> str:
    """What is wrong with a file that cannot be opened: one wording for all commands."""
    if isinstance(error, FileNotFoundError):
        return "there is no such file; check the folder and the name"
    if isinstance(error, IsADirectoryError):
        return "is a folder; name a file in it"
    return f"cannot be read ({error.strerror or error})"


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
        part = path.with_name(f".{path.name}.{secrets.token_hex(8)}.part")
        with part.open("xb") as file:  # readable by whom new files are, unlike a temporary file
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
