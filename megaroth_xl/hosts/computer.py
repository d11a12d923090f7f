"""The parts of a computer that an add-in needs: folders, settings, registry, Python."""

import locale
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any

import xlwings

__all__ = ["Computer", "this_computer"]

SECONDS = 60
"""How long a program may take to answer."""
CONDA_ROOT_ENVIRONMENT = "base"
ONEDRIVE = ("OneDrive", "OneDriveConsumer", "OneDriveCommercial")
"""Environment variables that name a person's OneDrive folders."""

Registry = Callable[[str], Mapping[str, Any]]
"""The values under a key such as HKCU\\Software\\..., by name; none where the key is not there."""
Run = Callable[[Sequence[str]], str]
"""The output of a program; nothing where it cannot be started or fails."""


@dataclass(frozen=True)
class Computer:
    """A computer, as far as an add-in cares.

    Parameters
    ----------
    platform
        As `sys.platform` has it.
    home
        The person's own folder.
    environment
        Environment variables.
    python, prefix
        The Python that runs, and the folder it is installed in.
    xlwings
        The folder of the installed xlwings.
    code_page
        In which VBA reads text files.
    registry, run
        Ways to ask Windows' registry and other programs.
    """

    platform: str
    home: Path
    environment: Mapping[str, str]
    python: Path
    prefix: Path
    xlwings: Path
    code_page: str
    registry: Registry
    run: Run

    @property
    def is_windows(self) -> bool:
        """Return whether classic xlwings offers functions here."""
        return self.platform == "win32"

    @property
    def is_mac(self) -> bool:
        """Return whether this is a Mac."""
        return self.platform == "darwin"

    @cached_property
    def application_data(self) -> Path:
        """Return where Windows keeps a person's application settings."""
        return Path(self.environment.get("APPDATA") or self.home / "AppData" / "Roaming")

    @property
    def startup(self) -> Path:
        """The folder whose workbooks and add-ins Excel opens when it starts, and trusts."""
        return self.application_data / "Microsoft" / "Excel" / "XLSTART"

    @property
    def addins(self) -> Path:
        """The folder in which Excel's own dialog puts add-ins."""
        return self.application_data / "Microsoft" / "AddIns"

    @property
    def settings(self) -> Path:
        """The person's settings for xlwings."""
        return self.home / ".xlwings" / "xlwings.conf"

    @property
    def folder(self) -> Path:
        """Return where the template is put."""
        return self.home / "Megaroth"

    @property
    def record(self) -> Path:
        """Return what was installed, and copies of what was there before."""
        return self.home / ".megaroth" / "installed.json"

    @property
    def onedrive(self) -> tuple[Path, ...]:
        """The person's OneDrive folders."""
        named = (self.environment.get(name) for name in ONEDRIVE)
        return tuple({Path(folder): None for folder in named if folder})

    def interpreter_settings(self) -> dict[str, str]:
        """The settings by which xlwings starts the Python that runs now.

        A conda environment has to be activated; there Python goes by the environment's name.
        """
        conda = self.environment.get("CONDA_EXE")
        if conda is None or not (self.prefix / "conda-meta").is_dir():
            return {"INTERPRETER_WIN": str(self.python)}
        root = Path(conda).parents[1]
        name = CONDA_ROOT_ENVIRONMENT if self.prefix == root else self.prefix.name
        return {"INTERPRETER_WIN": "python", "CONDA PATH": str(root), "CONDA ENV": name}


def _registry(key: str) -> dict[str, Any]:
    winreg: Any = import_module("winreg")
    roots = {"HKCU": winreg.HKEY_CURRENT_USER, "HKLM": winreg.HKEY_LOCAL_MACHINE}
    root, _, path = key.partition("\\")
    values: dict[str, Any] = {}
    try:
        with winreg.OpenKey(roots[root], path) as opened:
            for number in range(winreg.QueryInfoKey(opened)[1]):
                name, value, _ = winreg.EnumValue(opened, number)
                values[name] = value
    except OSError:
        return {}
    return values


def _run(command: Sequence[str]) -> str:
    try:
        done = subprocess.run(  # noqa: S603 - the person's own Python and LibreOffice
            command,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            text=True,
            errors="replace",
            timeout=SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout


def this_computer() -> Computer:
    """The computer that runs this."""
    return Computer(
        platform=sys.platform,
        home=Path.home(),
        environment=os.environ,
        python=Path(sys.executable),
        prefix=Path(sys.prefix),
        xlwings=Path(xlwings.__file__).parent,
        code_page="mbcs" if sys.platform == "win32" else locale.getpreferredencoding(False),  # noqa: FBT003
        registry=_registry if sys.platform == "win32" else lambda _: {},
        run=_run,
    )
