"""The locked environment and the bill of materials."""

import json
import re
import subprocess
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "requirements"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
NEEDED = PROJECT["dependencies"]
EXTRAS = [line for lines in PROJECT["optional-dependencies"].values() for line in lines]
AGAIN = "is out of step with pyproject.toml: lock it anew, as CONTRIBUTING.md says"


def locked(name: str) -> list[tuple[Requirement, list[str]]]:
    """The pins of a locked file, each with its hashes."""
    text = (FOLDER / name).read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line.split("--hash=") for line in text.splitlines()]
    return [(Requirement(pin), [one.strip() for one in hashes]) for pin, *hashes in lines]


def pins(name: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for pin, _ in locked(name):
        found.setdefault(canonicalize_name(pin.name), set()).add(str(pin.specifier))
    return found


@pytest.mark.parametrize("name", ["package.txt", "dev.txt"])
def test_every_line_is_one_version_with_its_hashes(name: str) -> None:
    for pin, hashes in locked(name):
        assert re.fullmatch(r"==[\w.!+]+", str(pin.specifier)), pin
        assert pin.url is None
        assert hashes
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", one) for one in hashes), pin
    assert "://" not in (FOLDER / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "lines"), [("package.txt", NEEDED), ("dev.txt", NEEDED + EXTRAS)], ids=str
)
def test_whatever_the_package_asks_for_is_locked(name: str, lines: list[str]) -> None:
    have = pins(name)
    for wanted in map(Requirement, lines):
        versions = have.get(canonicalize_name(wanted.name), set())
        assert versions, f"requirements/{name} {AGAIN}: it has no {wanted.name}"
        for one in versions:
            assert wanted.specifier.contains(one.removeprefix("==")), f"{name} {AGAIN}: {wanted}"


def test_development_runs_on_what_the_package_runs_on() -> None:
    package, development = pins("package.txt"), pins("dev.txt")
    assert {name: development.get(name) for name in package} == package


def test_a_browser_gets_no_batch_library() -> None:
    emscripten = {"sys_platform": "emscripten", "platform_system": "Emscripten"}
    for pin, _ in locked("package.txt"):
        if pin.name in {"polars", "fastexcel", "openpyxl"}:
            assert pin.marker is not None
            assert not Marker(str(pin.marker)).evaluate(emscripten)


def test_the_bill_of_materials_is_the_same_twice_and_names_no_folder() -> None:
    command = [sys.executable, "-m", "cyclonedx_py", "environment", "--no-validate"]
    command += ["--output-reproducible", "--pyproject", str(ROOT / "pyproject.toml"), sys.prefix]
    first, again = (subprocess.run(command, capture_output=True, check=True) for _ in range(2))
    assert first.stdout == again.stdout
    text = first.stdout.decode()
    for folder in (ROOT, Path.home(), Path(sys.prefix)):
        assert f"{folder}/" not in text
    assert "file:" not in text
    bill = json.loads(text)
    parts = {part["name"]: part for part in bill["components"]}
    for wanted in map(Requirement, NEEDED):
        assert parts[wanted.name]["version"] == version(wanted.name)
    (ours,) = (line for line in bill["dependencies"] if line["ref"] == "root-component")
    names = {reference.split("==")[0] for reference in ours["dependsOn"]}
    assert names >= {Requirement(line).name for line in NEEDED}
