"""The public names: few, documented, lazy, and said alike wherever they are listed."""

import ast
import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import megaroth_xl

STUB = Path(megaroth_xl.__file__).with_suffix(".pyi").read_text(encoding="utf-8")


def test_there_are_some_two_dozen_names_in_order() -> None:
    assert 20 <= len(megaroth_xl.__all__) <= 30
    assert megaroth_xl.__all__ == sorted(megaroth_xl.__all__)
    assert set(megaroth_xl._HOMES) == set(megaroth_xl.__all__)
    assert set(megaroth_xl.__all__) < set(dir(megaroth_xl))


def test_type_checkers_see_the_same_names_from_the_same_modules() -> None:
    seen = {
        alias.name: str(node.module)
        for node in ast.walk(ast.parse(STUB))
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("megaroth_xl.")
        for alias in node.names
    }
    assert seen == megaroth_xl._HOMES
    assert (Path(megaroth_xl.__file__).parent / "py.typed").is_file()


@pytest.mark.parametrize("name", megaroth_xl.__all__)
def test_each_name_says_what_it_is_with_an_example_that_runs(name: str) -> None:
    text = inspect.getdoc(getattr(megaroth_xl, name)) or ""
    assert ">>> " in text.partition("Examples\n--------\n")[2]


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'after_tax_rooms'"):
        megaroth_xl.after_tax_rooms  # noqa: B018


def test_the_law_comes_without_a_spreadsheet_library() -> None:
    code = (
        "import megaroth_xl, sys; megaroth_xl.after_tax_room(1, 2, 2026); megaroth_xl.PlanTerms;"
        "megaroth_xl.paycheck_schedule; print(*{m.split('.')[0] for m in sys.modules})"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not set(run.stdout.split()) & {"openpyxl", "xlwings", "polars", "fastexcel", "click"}
