"""Putting the add-in, the template and the settings where Excel finds them, and taking them away.

What was there before is kept as a copy beside the new file. What was written is recorded, with its
hash: uninstalling removes only what nobody has changed since, and puts the copies back.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from megaroth_xl.errors import FileError, OutputError
from megaroth_xl.files import write_whole
from megaroth_xl.hosts.computer import Computer
from megaroth_xl.hosts.lite import workbook as lite
from megaroth_xl.hosts.windows import addin, macro_workbook
from megaroth_xl.hosts.windows.settings import SHEET, packed_settings, read_settings

__all__ = ["InstallationStep", "install", "planned_files", "uninstall"]

COPY = ".before-megaroth"
XLWINGS_ADDIN = "xlwings.xlam"


@dataclass(frozen=True)
class InstallationStep:
    """One thing that was done, or left, in words."""

    done: str
    path: Path

    def __str__(self) -> str:
        return f"{self.done} {self.path}"


@dataclass(frozen=True)
class _Written:
    """A file that was written: its hash, and the copy of what it replaced."""

    path: str
    sha256: str
    copy: str | None


def planned_files(computer: Computer) -> dict[Path, bytes]:
    """Every file that belongs on this computer, by its place.

    On Windows: the xlwings add-in of the installed version, our add-in, the template and the
    settings beside it, and the interpreter in the person's settings if no other stands there. On a
    Mac: the template for xlwings Lite. Elsewhere nothing.
    """
    if computer.is_mac:
        return {computer.folder / lite.NAME: lite.lite_workbook_bytes()}
    if not computer.is_windows:
        return {}
    interpreter = computer.interpreter_settings()
    files = {
        computer.startup / XLWINGS_ADDIN: (computer.xlwings / "addin" / XLWINGS_ADDIN).read_bytes(),
        computer.startup / addin.NAME: addin.addin_bytes(interpreter),
        computer.folder / SHEET: packed_settings(interpreter, computer.code_page),
        computer.folder / macro_workbook.NAME: macro_workbook.macro_workbook_bytes(),
    }
    own = read_settings(computer.settings, computer.code_page)
    names_one = own.get("INTERPRETER_WIN") or own.get("CONDA PATH")
    if not names_one or _is_as_written(computer.settings, _record(computer)):
        files[computer.settings] = packed_settings(own | interpreter, computer.code_page)
    return files


def install(computer: Computer) -> Iterator[InstallationStep]:
    """Write every planned file; yields what was done with each.

    A template that somebody has filled in stays as it is. A second installation changes only what
    the first one wrote.

    Raises
    ------
    OutputError
        Where a file is open in Excel; what was written until then is recorded.
    FileError
        Where the record of an earlier installation cannot be read.
    """
    for path, data in planned_files(computer).items():
        record = _record(computer)
        written = record.get(str(path))
        before = path.read_bytes() if path.is_file() else None
        if before == data:
            yield InstallationStep("Already there:", path)
            continue
        is_ours = _is_as_written(path, record)
        if before is not None and not is_ours and path.parent == computer.folder:
            yield InstallationStep("Kept, because it is yours:", path)
            continue
        copy = written.copy if written else None
        if before is not None and not is_ours:
            copy = str(_copy_of(path))
            write_whole(Path(copy), before)
            yield InstallationStep("Copied what was there to", Path(copy))
        write_whole(path, data)
        record[str(path)] = _Written(str(path), _hash(data), copy)
        _keep(computer, record)
        yield InstallationStep("Wrote", path)


def uninstall(computer: Computer) -> Iterator[InstallationStep]:
    """Remove what was installed and put the copies back; yields what was done with each file.

    Raises
    ------
    OutputError
        Where a file is open in Excel.
    FileError
        Where the record cannot be read.
    """
    record = _record(computer)
    for name, written in reversed(list(record.items())):
        path, copy = Path(name), Path(written.copy) if written.copy else None
        if path.is_file() and not _is_as_written(path, record):
            yield InstallationStep("Kept, because it was changed since:", path)
            if copy and copy.is_file():
                yield InstallationStep("What was there before it is still in", copy)
        elif copy and copy.is_file():
            _moved(copy, path)
            yield InstallationStep("Put back", path)
        elif path.is_file():
            _removed(path)
            yield InstallationStep("Removed", path)
        del record[name]
        _keep(computer, record)
    for folder in (computer.folder, computer.settings.parent):
        _dropped_if_empty(folder)


def _hash(data: bytes) -> str:
    return sha256(data).hexdigest()


def _is_as_written(path: Path, record: Mapping[str, _Written]) -> bool:
    """Return whether a file was installed, and nobody has changed it since."""
    written = record.get(str(path))
    return written is not None and path.is_file() and _hash(path.read_bytes()) == written.sha256


def _copy_of(path: Path) -> Path:
    """A name for a copy that nothing has yet."""
    copy = path.with_name(path.name + COPY)
    number = 2
    while copy.exists():
        copy = path.with_name(f"{path.name}{COPY}-{number}")
        number += 1
    return copy


def _moved(source: Path, target: Path) -> None:
    try:
        source.replace(target)
    except OSError as error:
        raise OutputError(target, error.strerror or str(error)) from error


def _removed(path: Path) -> None:
    try:
        path.unlink()
    except OSError as error:
        raise OutputError(path, error.strerror or str(error)) from error


def _dropped_if_empty(folder: Path) -> None:
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()


def _record(computer: Computer) -> dict[str, _Written]:
    """Return what was installed, by path."""
    path = computer.record
    if not path.is_file():
        return {}
    try:
        lines = [_Written(**line) for line in json.loads(path.read_text(encoding="utf-8"))]
    except (ValueError, TypeError) as error:
        raise FileError(path, "", f"cannot be read ({error}); delete it to start over") from error
    return {line.path: line for line in lines}


def _keep(computer: Computer, record: dict[str, _Written]) -> None:
    """Write the record, or remove it where nothing is installed any more."""
    if record:
        text = json.dumps([asdict(written) for written in record.values()], indent=1)
        write_whole(computer.record, text.encode())
    elif computer.record.is_file():
        _removed(computer.record)
        _dropped_if_empty(computer.record.parent)
