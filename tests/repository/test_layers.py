import re
import subprocess
import sys
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).parents[2]
LIBRARIES = {"xlwings", "openpyxl", "polars", "fastexcel", "pydantic", "click", "tqdm"}


def modules_after(statement: str) -> set[str]:
    code = f"{statement}; import sys; sys.stderr.write(' '.join(sys.modules))"
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return set(run.stderr.split())


def imported_by(statement: str) -> set[str]:
    return {module.split(".")[0] for module in modules_after(statement)}


def test_the_layers_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert lint_imports(no_cache=True) == 0


def test_importing_the_package_pulls_in_no_library_at_all() -> None:
    assert not imported_by("import megaroth_xl") & (LIBRARIES | {"numpy"})


@pytest.mark.parametrize("layer", ["law", "strategy"])
def test_law_and_strategy_need_numpy_alone(layer: str) -> None:
    modules = sorted(
        f"megaroth_xl.{layer}.{path.stem}"
        for path in (ROOT / "megaroth_xl" / layer).glob("*.py")
        if path.stem != "__init__"
    )
    assert modules
    assert not imported_by(f"import {', '.join(modules)}") & LIBRARIES


def test_the_formulas_need_numpy_and_xlwings_alone() -> None:
    # xlwings itself imports pandas and polars where it finds them, and no others of ours.
    found = imported_by(
        "from megaroth_xl.udfs import FORMULAS; [f.answer(*f.example) for f in FORMULAS.values()]"
    )
    assert {"numpy", "xlwings"} <= found
    assert not found & (LIBRARIES - {"xlwings", "polars"})


def test_help_imports_neither_numpy_nor_a_batch_library() -> None:
    assert not imported_by("import megaroth_xl.cli") & (LIBRARIES - {"click"} | {"numpy"})


def test_a_start_loads_no_answer_that_is_not_asked() -> None:
    formulas = modules_after("import megaroth_xl.udfs")
    assert "megaroth_xl.strategy.saver.year" not in formulas
    asked = ["room", "--deferral", "23000", "--year", "2024"]
    run = "from click.testing import CliRunner; from megaroth_xl.cli import main"
    room = modules_after(f"{run}; assert CliRunner().invoke(main, {asked}).exit_code == 0")
    assert {"megaroth_xl.strategy.saver.year", "megaroth_xl.strategy.saver.room"} <= room
    assert not room & {
        f"megaroth_xl.strategy.saver.{name}" for name in ("ahead", "conversion", "tables")
    }


@pytest.mark.parametrize("room", ["results", "pages", "runs"])
def test_other_rooms_know_the_roster_by_the_names_it_offers(room: str) -> None:
    modules = sorted((ROOT / "megaroth_xl" / "reports" / room).glob("*.py"))
    behind = re.compile(r"^\s*(?:from|import) megaroth_xl\.reports\.roster\.", re.MULTILINE)
    assert len(modules) > 5
    assert [path.name for path in modules if behind.search(path.read_text(encoding="utf-8"))] == []


def test_the_rooms_of_the_reports_know_a_dozen_modules_of_one_another() -> None:
    """What a room imports of another, each module of it once; the roster shows one module."""
    reports = ROOT / "megaroth_xl" / "reports"
    rooms = sorted(path.parent.name for path in reports.glob("*/__init__.py"))
    imported = re.compile(r"^\s*from megaroth_xl\.reports\.(\w+)((?:\.\w+)*) import", re.MULTILINE)
    known = {
        (room, other + module)
        for room in rooms
        for path in (reports / room).rglob("*.py")
        for other, module in imported.findall(path.read_text(encoding="utf-8"))
        if other != room
    }
    assert rooms == ["pages", "results", "roster", "runs"]
    assert {room for room, _ in known} == {"pages", "results", "runs"}
    assert len(known) <= 13, "\n".join(f"{room} imports {module}" for room, module in sorted(known))


def test_the_layers_are_told_in_their_real_order() -> None:
    guide = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    told = guide.partition("**Layers.** `")[2].partition("`")[0]
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    real = contracts["tool"]["importlinter"]["contracts"][0]["layers"]
    floor = {
        name.strip().removeprefix("megaroth_xl."): place
        for place, names in enumerate(real)
        for name in names.split("|")
    }
    floors = [{floor[name.strip()] for name in names.split(",")} for names in told.split("->")]
    assert len(floors) > 8
    assert all(max(above) < min(below) for above, below in pairwise(floors))
