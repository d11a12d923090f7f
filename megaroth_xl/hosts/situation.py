"""The situation that the checks examine: a workbook's settings, Excel's Python, the files."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PureWindowsPath
from typing import Any
from zipfile import BadZipFile

from megaroth_xl.errors import InputError
from megaroth_xl.hosts.computer import Computer
from megaroth_xl.hosts.parts import Parts
from megaroth_xl.hosts.windows.addin import NAME as ADDIN
from megaroth_xl.hosts.windows.addin import Addin, read_addin
from megaroth_xl.hosts.windows.installation import XLWINGS_ADDIN
from megaroth_xl.hosts.windows.macro_workbook import PROJECT
from megaroth_xl.hosts.windows.settings import SHEET, read_settings, sheet_settings
from megaroth_xl.hosts.windows.vba_project import read_vba_project
from megaroth_xl.hosts.windows.wrappers import MODULE

__all__ = ["Situation"]

PROBE = """
import importlib, json

def found(module, tell):
    try:
        return tell(importlib.import_module(module))
    except Exception:
        return ""

def answer(module):
    call = module.XLPython().CallUDF
    return call("megaroth_xl.udfs", "MEGAROTH_VERSION", (), None, None)

print(json.dumps({
    "starts": "yes",
    "pywin32": found("pythoncom", lambda module: "yes"),
    "xlwings": found("xlwings", lambda module: module.__version__),
    "megaroth": found("megaroth_xl", lambda module: module.__version__),
    "answer": found("xlwings.com_server", answer),
}))
"""
"""The questions to the Python that Excel would start; the last through xlwings' own server."""
ZONE = ":Zone.Identifier"
"""The stream in which Windows notes where a file came from."""
FROM_INTERNET = ("ZoneId=3", "ZoneId=4")


@dataclass(frozen=True)
class Situation:
    """A workbook on a computer, with all that decides whether its functions answer.

    Parameters
    ----------
    computer
        The computer.
    workbook
        The workbook in question: the template, or the one that a person names.
    """

    computer: Computer
    workbook: Path

    @cached_property
    def settings(self) -> Mapping[str, str]:
        """Return what xlwings is told for this workbook: by its sheet, its folder, the person."""
        code_page = self.computer.code_page
        merged = read_settings(self.computer.settings, code_page)
        merged |= read_settings(self.workbook.with_name(SHEET), code_page)
        if self.parts is not None:
            merged |= sheet_settings(self.workbook)
        return merged

    @cached_property
    def interpreter(self) -> Path | None:
        """The Python that Excel would start; None where no setting names one."""
        name = self.settings.get("INTERPRETER_WIN") or self.settings.get("INTERPRETER", "")
        conda = self.settings.get("CONDA PATH", "")
        environment = self.settings.get("CONDA ENV", "")
        if conda and environment and name in {"", "python", "pythonw"}:
            root = Path(conda)
            if environment != "base":
                root = root / "envs" / environment
            return root / "python.exe"
        return Path(name) if name and name not in {"python", "pythonw"} else None

    @cached_property
    def probe(self) -> Mapping[str, str]:
        """Return what that Python says of itself; nothing where it cannot be started."""
        if self.interpreter is None or not self.interpreter.is_file():
            return {}
        lines = self.computer.run([str(self.interpreter), "-c", PROBE]).splitlines()
        try:
            return dict(json.loads(lines[-1])) if lines else {}
        except ValueError:
            return {}

    @cached_property
    def parts(self) -> Parts | None:
        """The workbook's parts; None where it is not there or no workbook."""
        try:
            return Parts.read(self.workbook.read_bytes())
        except (OSError, BadZipFile):
            return None

    @cached_property
    def functions(self) -> frozenset[str]:
        """The functions of the workbook's own VBA module."""
        if self.parts is None or PROJECT not in self.parts.by_name:
            return frozenset()
        try:
            source = read_vba_project(self.parts.by_name[PROJECT]).module(MODULE).source
        except InputError:
            return frozenset()
        lines = (line for line in source.splitlines() if line.startswith("Function "))
        return frozenset(line.removeprefix("Function ").partition("(")[0] for line in lines)

    def addin(self, name: str) -> Addin | None:
        """Tell what an add-in that Excel starts with says of itself; None where it is not there."""
        try:
            return read_addin((self.computer.startup / name).read_bytes())
        except (OSError, BadZipFile, KeyError, InputError):
            return None

    @property
    def installed(self) -> tuple[Path, ...]:
        """The files that Excel opens."""
        startup = self.computer.startup
        return (startup / XLWINGS_ADDIN, startup / ADDIN, self.workbook)

    def came_from_internet(self, path: Path) -> bool:
        """Return whether Windows has marked a file as downloaded."""
        try:
            mark = Path(f"{path}{ZONE}").read_text(encoding="utf-8", errors="replace")
        except OSError:
            return False
        return any(zone in mark for zone in FROM_INTERNET)

    def registry(self, key: str, name: str) -> Any:
        """A value of Windows' registry; None where it is not there."""
        values = {k.lower(): v for k, v in self.computer.registry(key).items()}
        return values.get(name.lower())

    def disabled_items(self, key: str) -> list[str]:
        """The files that Excel has disabled after a crash, as far as their names can be read."""
        return [
            bytes(value).decode("utf-16-le", errors="ignore").lower()
            for value in self.computer.registry(key).values()
            if isinstance(value, bytes)
        ]

    @property
    def is_from_store(self) -> bool:
        """Return whether the Python is the Microsoft Store's, which hides its files from Excel."""
        parts = PureWindowsPath(str(self.interpreter)).parts + Path(str(self.interpreter)).parts
        return any(part.lower() == "windowsapps" for part in parts)
