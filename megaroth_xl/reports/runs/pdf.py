"""Workbooks as PDF, through LibreOffice where it is installed: many files in each start of it."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

from megaroth_xl.errors import InputError, OutputError

__all__ = ["pdfs", "refuse_without_libreoffice"]

PROGRAMS = ("soffice", "libreoffice")
START, EACH = 120, 20
"""Seconds that a start of LibreOffice may take, and a workbook."""


def refuse_without_libreoffice() -> str:
    """Find LibreOffice, or refuse.

    Raises
    ------
    InputError
        If it is not on the path.
    """
    found = next((path for name in PROGRAMS if (path := shutil.which(name))), None)
    if found is None:
        raise InputError(
            "--pdf",
            "asked for, and LibreOffice is not installed here",
            "soffice on the PATH; without it leave --pdf out, and print the workbooks from Excel",
        )
    return found


def pdfs(workbooks: Iterable[bytes]) -> list[bytes]:
    """Each workbook as PDF, in the order of the workbooks, by one start of LibreOffice.

    Parameters
    ----------
    workbooks
        Workbooks that open without a password.

    Raises
    ------
    InputError, OutputError
        If LibreOffice is not there, or does not convert them all.
    """
    program = refuse_without_libreoffice()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        names = []
        for number, workbook in enumerate(workbooks):
            names.append(home / f"{number}.xlsx")
            names[-1].write_bytes(workbook)
        profile = f"-env:UserInstallation={(home / 'profile').as_uri()}"
        command = [program, profile, "--headless", "--convert-to", "pdf", "--outdir", folder]
        limit = START + EACH * len(names)
        try:
            subprocess.run(  # noqa: S603 - the LibreOffice of this machine, on our own files
                [*command, *names], capture_output=True, timeout=limit, check=True
            )
            return [name.with_suffix(".pdf").read_bytes() for name in names]
        except (subprocess.SubprocessError, OSError) as error:
            reason = "LibreOffice did not write it; try again, or leave --pdf out"
            raise OutputError("a PDF", reason) from error
