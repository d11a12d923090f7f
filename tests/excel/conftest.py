import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import xlwings

from megaroth_xl import __version__
from megaroth_xl.excel import checks
from megaroth_xl.excel.computer import Computer
from megaroth_xl.excel.installation import install
from megaroth_xl.udfs import MEGAROTH_VERSION


@dataclass
class Made:
    """A computer made of folders: what its registry holds and its Python answers can be changed."""

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


@pytest.fixture
def windows(tmp_path: Path) -> Made:
    """A Windows computer on which nothing is installed yet."""
    return Made(tmp_path)


@pytest.fixture
def installed(windows: Made) -> Made:
    """A Windows computer after `megaroth excel install`."""
    assert list(install(windows.computer))
    return windows


@pytest.fixture
def mac(tmp_path: Path) -> Made:
    return Made(tmp_path, platform="darwin")


@pytest.fixture
def tree() -> Callable[[Path], dict[str, bytes]]:
    """Every file below a folder, by its path."""

    def files(folder: Path) -> dict[str, bytes]:
        return {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file()
        }

    return files
