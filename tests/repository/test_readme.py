import doctest
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from megaroth_xl import udfs

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONSOLE = re.findall(r"```console\n\$ megaroth (.*)\n((?:.*\n)*?)```", README)
PYTHON = re.findall(r"```pycon\n(.*?)```", README, re.DOTALL)
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
MOST_LINES, WAYS = 150, 3
FORMULA_ROWS = re.findall(r"^\| `=(\w+)\((.*)\)` \| (.*) \|$", README, re.MULTILINE)


def tree() -> list[str]:
    """Paths named in the folder tree."""
    block = re.search(r"<!-- tree.*?```\n(.*?)```", ARCHITECTURE, re.DOTALL)
    assert block
    paths, folder = [], ""
    for line in block[1].splitlines():
        if not line.strip():
            continue
        name = line.split()[0]
        if not line.startswith(" "):
            folder = name if name.endswith("/") else ""
            paths.append(name)
        else:
            paths.append(folder + name)
    return paths


def test_the_folder_tree_is_the_real_one() -> None:
    named = tree()
    assert [path for path in named if not (ROOT / path).exists()] == []
    here = {
        path.name + ("/" if path.is_dir() else "")
        for path in (ROOT / "megaroth_xl").iterdir()
        if path.name not in {"__pycache__", "__init__.py", "__init__.pyi"}
    }
    assert {
        path.removeprefix("megaroth_xl/")
        for path in named
        if path.count("/") and path.startswith("megaroth_xl/") and path != "megaroth_xl/"
    } == here


@pytest.mark.parametrize(("command", "output"), CONSOLE, ids=[c.split()[0] for c, _ in CONSOLE])
def test_each_command_prints_what_the_readme_shows(
    command: str, output: str, tmp_path: Path
) -> None:
    arguments = command.split()
    for name in [a for a in arguments if a.startswith("workbook/")]:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    run = subprocess.run(
        [sys.executable, "-c", "from megaroth_xl.cli import main; main()", *arguments],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode in {0, 1}, run.stderr  # 1: done, and something needs you
    assert run.stdout.replace("\\", "/") == output


def test_the_readme_shows_each_way_of_use() -> None:
    assert {command.split()[0] for command, _ in CONSOLE} >= {"template", "report", "room"}
    assert FORMULA_ROWS


@pytest.mark.parametrize("session", PYTHON)
def test_the_python_of_the_readme_runs(session: str) -> None:
    example = doctest.DocTestParser().get_doctest(session, {}, "README", "README.md", 0)
    assert example.examples
    assert doctest.DocTestRunner().run(example).failed == 0


def _typed(argument: str) -> float | str | bool | None:
    if argument in {"", "TRUE", "FALSE"}:
        return {"": None, "TRUE": True, "FALSE": False}[argument]
    if argument.startswith('"'):
        return argument.strip('"')
    return float(argument.removesuffix("%")) / (100 if argument.endswith("%") else 1)


@pytest.mark.parametrize(("name", "arguments", "result"), FORMULA_ROWS)
def test_each_formula_gives_what_the_readme_shows(name: str, arguments: str, result: str) -> None:
    answer = getattr(udfs, name)(*map(_typed, arguments.split(",")))
    assert (answer if isinstance(answer, str) else f"{answer:g}") == result


def test_the_readme_is_short_and_its_links_and_pictures_are_there() -> None:
    assert len(README.splitlines()) <= MOST_LINES
    targets = re.findall(r"\]\(([^)#]+)", README)
    assert [each for each in targets if not (ROOT / each).exists()] == []
    assert len(re.findall(r"^!\[.+\]\(docs/pictures/", README, re.MULTILINE)) >= WAYS


def test_the_two_commands_are_the_ones_of_the_check_command() -> None:
    assert "pip install . && megaroth demo" in README
    assert 'pip install ".[test]" && pytest' in README
    check = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "extras=test,lint\n" in check
    assert 'pip install -qq ".[$extras]"' in check
    assert "-m pytest" in check
