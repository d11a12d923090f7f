"""Installed into a fresh environment, without an index that knows our name, every command works."""

import os
import re
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Callable
from pathlib import Path

import pytest

from megaroth_xl.hosts.publication import WHEEL

ROOT = Path(__file__).parents[2]
COMMANDS = {
    "--version": "version",
    "room --deferral 23000 --employer 15000 --year 2024": "31,000.00",  # Notice 2023-75
    "demo": "megaroth-demo",
    "template": "Wrote",
    "excel workbook lite.xlsx": "Wrote lite.xlsx",
    "excel workbook classic.xlsm": "Wrote classic.xlsm",
    "libreoffice addin": "Wrote megaroth.oxt",
}

Run = Callable[..., str]


def run(*command: object, folder: Path = ROOT) -> str:
    own = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "PIP_"))}
    done = subprocess.run(
        [str(each) for each in command],
        cwd=folder,
        env={**own, "PIP_NO_INDEX": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder)
    (built,) = folder.iterdir()
    assert built.name == WHEEL
    return built


def environment(folder: Path) -> Path:
    """The Python of a new environment that has what the package needs, and not the package."""
    venv.create(folder)
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    packages = {sysconfig.get_path(kind) for kind in ("purelib", "platlib")}
    packages |= {path for path in sys.path if path.endswith("site-packages")}
    site = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip()
    Path(site, "others.pth").write_text("\n".join(sorted(packages)), encoding="utf-8")
    return python


@pytest.mark.parametrize("source", ["wheel", "checkout"])
def test_every_command_works_in_a_fresh_environment(
    source: str, wheel: Path, tmp_path: Path
) -> None:
    python = environment(tmp_path / "environment")
    target = wheel if source == "wheel" else ROOT
    pip = (sys.executable, "-m", "pip", "--python", python)
    run(*pip, "install", "--no-deps", "--no-build-isolation", "--force-reinstall", target)
    place = run(python, "-P", "-c", "import megaroth_xl; print(megaroth_xl.__file__)").strip()
    assert Path(place).is_relative_to(tmp_path)
    megaroth = python.with_name("megaroth")
    work = tmp_path / "work"
    work.mkdir()
    for command, shown in COMMANDS.items():
        assert shown in run(megaroth, *command.split(), folder=work), command


def test_the_release_s_script_names_every_file_of_the_pages() -> None:
    script = (ROOT / ".ci" / "dist").read_text(encoding="utf-8")
    pages = "".join(path.read_text(encoding="utf-8") for path in ROOT.glob("docs/*.md"))
    for name in re.findall(r"`(megaroth[\w-]*\.(?:xlsm|xlsx|oxt))`", pages):
        assert name == "megaroth-sample.xlsx" or name in script, name
