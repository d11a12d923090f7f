"""workbook/megaroth-lite.xlsx answers every cell with nothing but what stands in the file."""

import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from importlib.util import find_spec
from pathlib import Path

import pytest

from megaroth_xl.hosts.lite.carried import carrying_code, package_files
from megaroth_xl.hosts.lite.workbook import (
    CODE,
    EXTENSION,
    MAIN,
    NAME,
    code_files,
    lite_workbook_bytes,
)
from megaroth_xl.hosts.parts import Parts
from tests.hosts.test_hosts import OFFICE_JS, RunnerError, agrees, cells

RUNNERS = Path(__file__).parent / "runners"
WORKBOOK = Path(__file__).parents[2] / "workbook" / NAME
AGAIN = f"write it anew: megaroth excel workbook --force workbook/{NAME}"


def code_in(data: bytes) -> dict[str, str]:
    """The files that Lite finds in a workbook."""
    part = ET.fromstring(Parts.read(data).text(CODE))  # noqa: S314 - our own file
    properties = part.iterfind(".//we:property", {"we": EXTENSION})
    return {each.attrib["name"]: json.loads(each.attrib["value"]) for each in properties}


def alone(folder: Path) -> Path:
    """A folder of packages that holds numpy and xlwings only."""
    for name in ("numpy", "xlwings"):
        spec = find_spec(name)
        assert spec
        assert spec.origin
        package = Path(spec.origin).parent
        for part in (package, package.with_name(f"{name}.libs")):
            if part.is_dir():
                (folder / part.name).symlink_to(part, target_is_directory=True)
    return folder


@pytest.mark.noncommercial
def test_the_workbook_s_own_functions_show_what_they_must(tmp_path: Path) -> None:
    packages, code = tmp_path / "packages", tmp_path / "code"
    packages.mkdir()
    code.mkdir()
    (code / "main.py").write_text(code_in(WORKBOOK.read_bytes())["main.py"], encoding="utf-8")
    own = {k: v for k, v in os.environ.items() if not k.startswith(("XLWINGS_", "PYTHON"))}
    run = subprocess.run(
        [sys.executable, "-S", RUNNERS / "carried.py"],
        input="".join(f"{cell.sent}\n" for cell in cells()),
        env=own | OFFICE_JS | {"PYTHONPATH": os.pathsep.join(map(str, (alone(packages), code)))},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    if run.returncode:
        raise RunnerError(f"{run.stderr}\n{AGAIN}")
    for cell, line in zip(cells(), run.stdout.splitlines(), strict=True):
        expected = cell.elsewhere.get("officejs", cell.expected)
        assert agrees(json.loads(line), expected), f"{cell.place}: {AGAIN}"


def test_what_is_built_stands_in_the_workbook() -> None:
    assert code_in(lite_workbook_bytes()) == code_files()


def test_only_what_formulas_need_is_carried() -> None:
    names = set(package_files())
    assert {"megaroth_xl/udfs.py", "megaroth_xl/law/data/2026.toml"} <= names
    assert "megaroth_xl/texts/warnings.toml" in names
    others = ("cli/", "hosts/", "reports/", "sheets/", "workbook/", "texts/workbook.toml")
    assert not [
        name for name in names if name.startswith(tuple(f"megaroth_xl/{x}" for x in others))
    ]


def test_the_code_is_the_same_every_time_and_fits_a_cell_of_lite() -> None:
    code = carrying_code(MAIN)
    assert code == carrying_code(MAIN)
    assert code.isascii()
    assert max(map(len, code.splitlines())) <= 100
    assert len(code) < 500_000
