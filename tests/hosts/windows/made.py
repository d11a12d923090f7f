"""A computer made of folders, for tests."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import xlwings

from megaroth_xl import __version__
from megaroth_xl.hosts import doctor as checks
from megaroth_xl.hosts.computer import Computer
from megaroth_xl.udfs import MEGAROTH_VERSION


@dataclass
class Made:
    """A computer whose registry and whose Python's answers can be changed."""

    home: Path
    platform: str = "win32"
    environment: dict[str, str] = field(default_factory=dict)
    registry: dict[str, dict[str, Any]] = field(default_factory=dict)
    probe: dict[str, str] = field(default_factory=dict)
    code_page: str = "cp1252"
    python: Path = Path()

    def __post_init__(self) -> None:
        self.environment.setdefault("APPDATA", str(self.home / "AppData"))
        self.registry.setdefault(checks.EXCEL, {"": "excel.exe"})
        prefix = self.home / "venv"
        self.python = prefix / "Scripts" / "python.exe"
        self.python.parent.mkdir(parents=True)
        self.python.touch()
        (prefix / f"xlwings64-{xlwings.__version__}.dll").touch()
        self.probe |= {
            "starts": "yes",
            "pywin32": "yes",
            "xlwings": xlwings.__version__,
            "megaroth": __version__,
            "answer": MEGAROTH_VERSION(),
        }

    def run(self, command: Sequence[str]) -> str:
        return json.dumps(self.probe) if command[0] == str(self.python) and self.probe else ""

    def read(self, key: str) -> Mapping[str, Any]:
        return self.registry.get(key, {})

    @property
    def computer(self) -> Computer:
        return Computer(
            platform=self.platform,
            home=self.home,
            environment=self.environment,
            python=self.python,
            prefix=self.python.parents[1],
            xlwings=Path(xlwings.__file__).parent,
            code_page=self.code_page,
            registry=self.read,
            run=self.run,
        )
