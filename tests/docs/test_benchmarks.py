"""The pages on speed name the scripts that there are, and hold the tables that those write."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPTS = {path.name for path in (ROOT / "benchmarks").glob("*.py")} - {"side_by_side.py"}
NAMED = re.compile(r"`(?:python benchmarks/)?([a-z_]+\.py)")
PAGE = (ROOT / "docs" / "performance.md").read_text(encoding="utf-8")


def test_the_page_on_benchmarks_names_every_script() -> None:
    page = (ROOT / "benchmarks" / "README.md").read_text(encoding="utf-8")
    assert set(NAMED.findall(page)) == SCRIPTS


@pytest.mark.parametrize(
    "table", ["what | employees", "1 x 1,000,000 employees", "16 x 1,000,000 employees"]
)
def test_a_table_that_a_command_writes_is_there_once(table: str) -> None:
    assert PAGE.count(f"\n| {table} |") == 1


@pytest.mark.parametrize("script", sorted(SCRIPTS))
def test_a_script_asked_for_help_does_not_take_that_for_a_number(script: str) -> None:
    code = (ROOT / "benchmarks" / script).read_text(encoding="utf-8")
    assert not re.search(r"\b(?:int|Path)\(sys\.argv", code)
