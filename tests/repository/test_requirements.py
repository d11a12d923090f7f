"""The locked environment."""

import re
import sys
import tomllib
from importlib.util import find_spec
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


def test_the_tests_run_on_what_a_user_has() -> None:
    # Where lxml is installed, openpyxl writes with it, and other bytes; xlwings wants it on Macs.
    for pin, _ in locked("dev.txt"):
        assert pin.name != "lxml" or str(pin.marker) == 'sys_platform == "darwin"'
    assert find_spec("lxml") is None or sys.platform == "darwin"
