"""LibreOffice Calc for the tests of the workbook: one process answers them all."""

import io
import json
import os
import shutil
import subprocess
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from megaroth_xl.hosts.libreoffice.addin import extension_bytes, package_folders

__all__ = ["Calc", "differences", "missing"]

RUNNER = Path(__file__).parent / "runners" / "calc.py"
PYTHON = "/usr/bin/python3"
"""The Python of the machine itself, for which LibreOffice's `uno` module is packaged."""
SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"><item
 oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode"
 oor:op="fuse"><value>0</value></prop></item></oor:items>"""
"""Recalculate on loading, whatever values the file holds."""


def missing() -> str:
    """What of LibreOffice is not here, or ""."""
    if shutil.which("soffice") is None:
        return "soffice is not installed"
    probe = subprocess.run([PYTHON, "-c", "import uno"], capture_output=True, check=False)
    return "python3-uno is not installed" if probe.returncode else ""


class Calc:
    """A running LibreOffice whose formulas are answered by this package."""

    def __init__(self, folder: Path) -> None:
        profile, extensions = folder / "profile", folder / "extensions"
        settings = profile / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True)
        settings.write_text(SETTINGS, encoding="utf-8")
        add_in = extension_bytes(loaded_from=package_folders())
        zipfile.ZipFile(io.BytesIO(add_in)).extractall(extensions / "megaroth")
        self.folder = folder
        self.process = subprocess.Popen(
            [PYTHON, RUNNER, profile, extensions],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            # LibreOffice's Python takes its library from the first python3 on the path: with a
            # virtual environment's before Debian's own, it does not start.
            env={k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
            | {"PATH": os.defpath},
        )

    def shows(
        self, data: bytes, typed: Sequence[tuple[str, str, Any]] = (), *save: Path
    ) -> Mapping[str, Mapping[str, Any]]:
        """What a workbook's cells show after a hard recalculation.

        Parameters
        ----------
        data
            The file.
        typed
            Sheet, address and what to type there before recalculating.
        save
            Where to save the workbook then, as .xlsx or .pdf.
        """
        return self._answer(data, typed=list(typed), save=list(map(str, save)))

    def low_rows(self, data: bytes) -> Mapping[str, Mapping[str, Any]]:
        """By sheet, the rows that are lower than their texts need, and both heights."""
        return self._answer(data, low=True)

    def _answer(self, data: bytes, **job: Any) -> Mapping[str, Mapping[str, Any]]:
        file = self.folder / "workbook.xlsx"
        file.write_bytes(data)
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps({"file": str(file), **job}) + "\n")
        self.process.stdin.flush()
        answer: Mapping[str, Mapping[str, Any]] = json.loads(self.process.stdout.readline())
        return answer

    def close(self) -> None:
        """End the process."""
        with self.process:
            assert self.process.stdin
            self.process.stdin.close()


def differences(
    values: Mapping[str, Mapping[str, Any]], shown: Mapping[str, Mapping[str, Any]]
) -> list[str]:
    """The cells in which a recalculation shows something else than the values carried there."""
    return [
        f"{sheet}!{address} carries {value!r} and shows {found!r}"
        for sheet, cells in values.items()
        for address, value in cells.items()
        if not _same(value, found := shown[sheet].get(address, ""))
    ]


def _same(value: Any, found: Any) -> bool:
    if isinstance(value, str) or isinstance(found, str | list):
        return bool(value == found)
    return abs(float(value) - found) <= 1e-9 * max(1.0, abs(found))
