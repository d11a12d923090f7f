"""Every cell of the tables shows the same on every host."""

import json
import math
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from megaroth_xl.udfs import FORMULAS

LONGEST_TEXT = 255
PATIENCE = 120
HERE = Path(__file__).parent
TABLES = (HERE.parent / "truth" / "formulas.toml", HERE / "cells.toml")


@dataclass(frozen=True, eq=False)
class Cell:
    """A formula as it is typed, and what it must show."""

    place: str
    formula: str
    arguments: list[Any]
    expected: Any
    elsewhere: Mapping[str, Any]

    @property
    def sent(self) -> str:
        return json.dumps([self.formula, self.arguments], default=lambda day: {"date": str(day)})


class RunnerError(Exception):
    """A host's runner that ended before it had answered."""


@dataclass(frozen=True, eq=False)
class Host:
    """A place where formulas are typed, and the runner that types them there.

    Parameters
    ----------
    name
        Of the host, and of the runner's file where `runner` names no other.
    runner
        Of the runner's file.
    environment
        What the runner needs to find in its environment.
    modules, programs
        What must be installed.
    probe
        A command that succeeds where they work together.
    is_json
        Whether cells travel as JSON, which has neither infinity nor NaN.
    marks
        Of its tests.
    """

    name: str
    runner: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)
    modules: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()
    probe: tuple[str, ...] = ()
    is_json: bool = False
    marks: tuple[pytest.MarkDecorator, ...] = ()

    @cached_property
    def missing(self) -> str:
        """What is not installed here, in words."""
        names = [name for name in self.modules if not find_spec(name)]
        names += [name for name in self.programs if not shutil.which(name)]
        if not names and self.probe and subprocess.run(self.probe, check=False).returncode:
            names = [f"what {' '.join(self.probe)} asks for"]
        return ", ".join(names)

    def takes(self, cell: "Cell") -> bool:
        return not (self.is_json and ("NaN" in cell.sent or "Infinity" in cell.sent))

    def show(self, cells: Iterable["Cell"]) -> dict[str, Any]:
        """What each of the cells shows, by place; the runner's own process answers all."""
        taken = [cell for cell in cells if self.takes(cell)]
        own = {k: v for k, v in os.environ.items() if not k.startswith("XLWINGS_")}
        with tempfile.TemporaryDirectory() as project:
            run = subprocess.run(
                [sys.executable, HERE / "runners" / f"{self.runner or self.name}.py"],
                input="".join(f"{cell.sent}\n" for cell in taken),
                env=own | {"XLWINGS_PROJECT_DIR": project} | self.environment,
                capture_output=True,
                text=True,
                timeout=PATIENCE,
                check=False,
            )
        if run.returncode:
            raise RunnerError(run.stderr)
        answers = map(json.loads, run.stdout.splitlines())
        return {cell.place: answer for cell, answer in zip(taken, answers, strict=True)}


LIBREOFFICE_PYTHON = "/usr/bin/python3"
"""Debian's LibreOffice has no Python of its own; it must be of the same version as this one."""
SAME = f"import sys, uno; sys.exit(sys.version_info[:2] != {sys.version_info[:2]})"
OFFICE_JS = {"XLWINGS_ON_SERVER": "true", "XLWINGS_LICENSE_KEY": "noncommercial"}
NONCOMMERCIAL = (pytest.mark.noncommercial,)
HOSTS = (
    Host("plain"),
    Host("classic"),
    Host("officejs", environment=OFFICE_JS, marks=NONCOMMERCIAL),
    Host(
        "server",
        environment=OFFICE_JS,
        modules=("xlwings_server",),
        is_json=True,
        marks=NONCOMMERCIAL,
    ),
    Host(
        "browser",
        environment=OFFICE_JS,
        modules=("xlwings_server",),
        programs=("chromium",),
        is_json=True,
        marks=NONCOMMERCIAL,
    ),
    Host("formualizer", runner="in_formualizer", modules=("formualizer",), is_json=True),
    Host(
        "libreoffice", programs=("soffice",), probe=(LIBREOFFICE_PYTHON, "-c", SAME), is_json=True
    ),
)


@cache
def cells() -> tuple[Cell, ...]:
    """Every cell of both tables."""
    return tuple(
        Cell(
            f"{table.stem}-{formula}-{i}",
            formula,
            row["arguments"],
            _expected(row),
            row.get("elsewhere", {}),
        )
        for table in TABLES
        for formula, rows in tomllib.loads(table.read_text(encoding="utf-8")).items()
        for i, row in enumerate(rows, 1)
    )


def _expected(row: dict[str, Any]) -> Any:
    return row["shows"] if "shows" in row else {"error": "#VALUE!", "says": row["refused"]}


@cache
def answers(host: Host) -> dict[str, Any] | str:
    """What all cells show on a host, typed there once; or why its runner failed."""
    try:
        return host.show(cells())
    except (RunnerError, subprocess.TimeoutExpired) as error:
        return str(error)


def agrees(shown: Any, expected: Any) -> bool:
    """Whether a cell shows what it must, as far as its host can show it."""
    if isinstance(expected, list):
        return (
            isinstance(shown, list)
            and len(shown) == len(expected)
            and all(map(agrees, shown, expected))
        )
    if not isinstance(expected, dict):
        return _same(shown, expected)
    says = expected.get("says", expected["error"])
    if isinstance(shown, dict):
        return shown["error"] == expected["error"] and (
            shown["says"] is None or _same(shown["says"], says)
        )
    return _same(shown, says[:LONGEST_TEXT])


def _same(shown: Any, expected: Any) -> bool:
    if isinstance(expected, str) and "..." in expected:
        pattern = ".*".join(map(re.escape, expected.split("...")))
        return isinstance(shown, str) and bool(re.fullmatch(pattern, shown))
    if isinstance(expected, (bool, str)):
        return type(shown) is type(expected) and shown == expected
    return type(shown) in {int, float} and math.isclose(shown, expected, rel_tol=1e-12)


@pytest.mark.parametrize(
    ("host", "cell"),
    [
        pytest.param(host, cell, id=f"{host.name}-{cell.place}", marks=host.marks)
        for host in HOSTS
        for cell in cells()
        if host.takes(cell)
    ],
)
def test_cell_shows(host: Host, cell: Cell) -> None:
    if host.missing:
        pytest.skip(f"not installed: {host.missing}")
    answered = answers(host)
    assert isinstance(answered, dict), answered
    shown = answered[cell.place]
    expected = cell.elsewhere.get(host.name, cell.expected)
    assert agrees(shown, expected), f"{cell.formula}({cell.arguments}) shows {shown}"


def test_tables_cover_every_formula() -> None:
    assert {cell.formula for cell in cells()} == set(FORMULAS)


def test_the_page_of_proof_has_a_line_for_every_host() -> None:
    page = (HERE.parents[1] / "docs" / "proved.md").read_text(encoding="utf-8")
    table = page.partition("<!-- hosts: held by a test -->\n")[2].partition("\n\n")[0]
    lines = table.splitlines()[2:]
    assert sum(line.endswith("checks |") for line in lines) == len(HOSTS) + 1  # and the workbook
    for line in lines:
        for right, tried in re.findall(r"(\d+) of (\d+)", line):
            assert right == tried
            assert int(tried) <= len(cells())
