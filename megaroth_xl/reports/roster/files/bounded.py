"""A sheet read in a process of its own, within bounds of memory and time.

What a binary workbook or an OpenDocument file asks of its reader cannot be told from its bytes, as
it can for .xlsx (`guard`). Such a file is read by a process that ends, and not this one, when it
asks for too much. The file's bytes and its cells go through pipes; nothing is put on the disk.
"""

import io
import json
import os
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import polars as pl

from megaroth_xl.errors import RosterFileError
from megaroth_xl.reports.roster.files.calamine import opened_book, sheet_texts

try:
    import resource
except ImportError:  # Windows
    resource: Any = None  # type: ignore[no-redef]

__all__ = ["ALLOWANCE", "Allowance", "bounded_sheet", "main"]


@dataclass(frozen=True)
class Allowance:
    """The bounds on reading one sheet.

    Parameters
    ----------
    memory
        Bytes beyond those of a process that has read nothing. Windows and macOS set no such limit
        to a process; there a reader that fills the memory still ends alone.
    seconds
        Of the processor.
    """

    memory: int = 6 << 30
    seconds: int = 600


ALLOWANCE = Allowance()
REFUSED = 3
"""The exit code of a process whose reader refuses the file."""


def bounded_sheet(path: Path, data: bytes | None, name: str) -> pl.DataFrame:
    """A sheet's cells as texts, read in a process of its own.

    Parameters
    ----------
    path, data
        The file, and its bytes where they are not what lies on the disk.
    name
        The sheet's name.

    Raises
    ------
    RosterFileError
        If the reader takes more than `ALLOWANCE`.
    ValueError
        If the reader refuses the file, with its reason.
    """
    asked = {"name": name, "size": None if data is None else len(data), "path": str(path)}
    found_in = filter(None, (str(Path(__file__).parents[4]), os.environ.get("PYTHONPATH")))
    done = subprocess.run(  # noqa: S603 (our own interpreter and module)
        [sys.executable, "-P", "-m", __name__],
        input=json.dumps(asked | asdict(ALLOWANCE)).encode() + b"\n" + (data or b""),
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join(found_in),
            "POLARS_MAX_THREADS": "1",
        },
        capture_output=True,
        check=False,
    )
    if done.returncode == REFUSED:
        raise ValueError(done.stderr.decode(errors="replace"))
    if done.returncode:
        raise RosterFileError(
            path,
            repr(name),
            "takes more memory or time to read than a roster does; delete empty rows and columns, "
            "or save it as .xlsx or CSV",
        )
    return pl.read_ipc_stream(io.BytesIO(done.stdout))


def main() -> None:
    """Read the sheet that standard input asks for, and write its cells to standard output."""
    asked = json.loads(sys.stdin.buffer.readline())
    # The reader takes a file's name for its kind, and bytes for what they are.
    source = (
        Path(asked["path"]).read_bytes()
        if asked["size"] is None
        else sys.stdin.buffer.read(asked["size"])
    )
    _bound(Allowance(asked["memory"], asked["seconds"]))
    try:
        cells = sheet_texts(opened_book(source), asked["name"])
    except ValueError as error:
        sys.stderr.write(str(error))
        sys.exit(REFUSED)
    cells.write_ipc_stream(sys.stdout.buffer)


def _bound(allowance: Allowance) -> None:
    """Let this process take no more than its allowance."""
    if not resource:
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (allowance.seconds, allowance.seconds))
    if sys.platform == "linux":
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        most = pages * resource.getpagesize() + allowance.memory
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


if __name__ == "__main__":
    main()
