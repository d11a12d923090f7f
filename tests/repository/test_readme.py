"""The first page is short, and leads to what is there; the folder tree is the real one."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
MOST_LINES, WAYS = 150, 3


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


def test_the_readme_shows_each_way_of_use() -> None:
    commands = re.findall(r"```console\n\$ megaroth (\w+)", README)
    assert set(commands) >= {"template", "report", "room"}
    assert "| `=MEGAROTH_HEADROOM(" in README
    assert "```pycon\n" in README


def test_the_readme_is_short_and_has_a_picture_of_each_way() -> None:
    assert len(README.splitlines()) <= MOST_LINES
    assert len(re.findall(r"^!\[.+\]\(docs/pictures/", README, re.MULTILINE)) >= WAYS


def test_the_two_commands_are_the_ones_of_the_check_command() -> None:
    assert "pip install . && megaroth demo" in README
    assert 'pip install ".[test]" && pytest' in README
    check = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "extras=test,lint,docs\n" in check
    assert 'pip install -qq ".[$extras]"' in check
    assert "-m pytest" in check
