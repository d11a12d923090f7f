"""Other programs that read what is built here: oletools, and LibreOffice."""

import os
import subprocess
from pathlib import Path

from oletools.olevba import VBA_Parser

__all__ = ["saved_by_libreoffice", "vba_modules"]


def vba_modules(data: bytes) -> dict[str, str]:
    """Each VBA module's text, as oletools reads it."""
    parser = VBA_Parser("book.xlsm", data=data)
    found = {name.rpartition(".")[0]: text for _, _, name, text in parser.extract_all_macros()}
    parser.close()
    return found


def saved_by_libreoffice(path: Path, kind: str, *options: str) -> bytes:
    """A workbook as LibreOffice saves it, in a profile of its own beside it."""
    folder = path.parent
    subprocess.run(
        [
            *("soffice", "--headless", "--norestore", "--nologo"),
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            *options,
            *("--convert-to", kind, "--outdir", folder / "saved", path),
        ],
        # Beside a virtual environment's own python3 LibreOffice's Python would not start.
        env={k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
        | {"PATH": os.defpath},
        check=True,
        capture_output=True,
        timeout=120,
    )
    return (folder / "saved" / path.name).read_bytes()
