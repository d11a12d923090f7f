"""Every cell of the tables shows the same on every host."""

import json
import math
import os
import subprocess
import sys
import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest

LONGEST_TEXT = 255
HERE = Path(__file__).parent
TABLES = (HERE.parent / "truth" / "formulas.toml", HERE / "cells.toml")


@dataclass(frozen=True)
class Cell:
    """A formula as it is typed, and what it must show."""

    place: str
    formula: str
    arguments: list[Any]
    expected: Any

    @property
    def sent(self) -> str:
        return json.dumps([self.formula, self.arguments], default=lambda day: {"date": str(day)})


@dataclass(frozen=True, eq=False)
class Host:
    """A place where formulas are typed, and the runner that types them there."""

    name: str
    environment: dict[str, str] = field(default_factory=dict)
    marks: tuple[pytest.MarkDecorator, ...] = ()

    def show(self, cells: tuple[Cell, ...]) -> list[Any]:
        """What each of the cells shows; the runner's own process answers all of them."""
        own = {k: v for k, v in os.environ.items() if not k.startswith("XLWINGS_")}
        run = subprocess.run(
            [sys.executable, HERE / "runners" / f"{self.name}.py"],
            input="".join(f"{cell.sent}\n" for cell in cells),
            env=own | self.environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert run.returncode == 0, run.stderr
        return [json.loads(line) for line in run.stdout.splitlines()]


OFFICE_JS = {"XLWINGS_ON_SERVER": "true", "XLWINGS_LICENSE_KEY": "noncommercial"}
HOSTS = (
    Host("plain"),
    Host("classic"),
    Host("officejs", OFFICE_JS, (pytest.mark.noncommercial,)),
)


@cache
def cells() -> tuple[Cell, ...]:
    """Every cell of both tables."""
    return tuple(
        Cell(f"{table.stem}-{formula}-{i}", formula, row["arguments"], _expected(row))
        for table in TABLES
        for formula, rows in tomllib.loads(table.read_text(encoding="utf-8")).items()
        for i, row in enumerate(rows, 1)
    )


def _expected(row: dict[str, Any]) -> Any:
    return row["shows"] if "shows" in row else {"error": "#VALUE!", "says": row["refused"]}


@cache
def answers(host: Host) -> list[Any]:
    """What all cells show on a host, typed there once."""
    shown = host.show(cells())
    assert len(shown) == len(cells())
    return shown


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
    if isinstance(expected, str) and expected.endswith("..."):
        return isinstance(shown, str) and shown.startswith(expected.removesuffix("..."))
    if isinstance(expected, (bool, str)):
        return type(shown) is type(expected) and shown == expected
    return type(shown) in {int, float} and math.isclose(shown, expected, rel_tol=1e-12)


@pytest.mark.parametrize(
    ("host", "place"),
    [
        pytest.param(host, place, id=f"{host.name}-{cell.place}", marks=host.marks)
        for host in HOSTS
        for place, cell in enumerate(cells())
    ],
)
def test_cell_shows(host: Host, place: int) -> None:
    cell, shown = cells()[place], answers(host)[place]
    assert agrees(shown, cell.expected), f"{cell.formula}({cell.arguments}) shows {shown}"
