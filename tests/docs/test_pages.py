"""What every page shows is what happens: commands, Python, formulas, links."""

import doctest
import re
from pathlib import Path

import pytest

from megaroth_xl import udfs
from tests.docs.generators import DOCS, generator

PLAY = generator("play")
ROOT = DOCS.parent
TEXTS = {page.relative_to(ROOT).as_posix(): page.read_text("utf-8") for page in PLAY.PAGES}
FORMULA = re.compile(r"^\| `=(\w+)\((.*)\)` \| (.*) \|$", re.MULTILINE)
BLOCK = re.compile(r"```(\w*)\n(.*?)```", re.DOTALL)
KINDS = {"", "console", "pycon", "text", "toml", "powershell", "python"}
"""Of blocks: those of console and pycon are played; the others show a file or a screen."""


OF_THE_CODE = {"docs/python.md"}
"""Pages that show the examples of the code, which run where they stand."""


def with_block(kind: str) -> list[str]:
    return [name for name, text in TEXTS.items() if f"```{kind}\n" in text]


@pytest.mark.parametrize("name", with_block("console"))
def test_each_command_prints_what_the_page_shows(name: str) -> None:
    played = PLAY.played(ROOT / name)
    assert not [each[2] for each in PLAY.CONSOLE.finditer(played) if "\nError: " in each[0]]
    assert played == TEXTS[name], "write it again: python docs/play.py"


@pytest.mark.parametrize("name", sorted({*with_block("pycon")} - OF_THE_CODE))
def test_the_python_of_the_page_runs(name: str) -> None:
    session = "\n".join(text for kind, text in BLOCK.findall(TEXTS[name]) if kind == "pycon")
    example = doctest.DocTestParser().get_doctest(session, {}, name, name, 0)
    assert example.examples
    flags = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
    assert doctest.DocTestRunner(optionflags=flags).run(example).failed == 0


FORMULAS = [
    (page, *row)
    for page, text in TEXTS.items()
    for row in FORMULA.findall(text)
    if row[0] in udfs.FORMULAS
]


@pytest.mark.parametrize(("page", "name", "arguments", "result"), FORMULAS)
def test_each_formula_gives_what_the_page_shows(
    page: str, name: str, arguments: str, result: str
) -> None:
    answer = getattr(udfs, name)(
        *map(_argument, re.findall(r'"[^"]*"|[^,]+|(?<=,)(?=,)', arguments))
    )
    assert (answer if isinstance(answer, str) else f"{answer:g}") == result, page


def _argument(typed: str) -> float | str | bool | None:
    if typed in {"", "TRUE", "FALSE"}:
        return {"": None, "TRUE": True, "FALSE": False}[typed]
    if typed.startswith('"'):
        return typed.strip('"')
    return float(typed.removesuffix("%")) / (100 if typed.endswith("%") else 1)


@pytest.mark.parametrize("name", TEXTS)
def test_blocks_are_of_a_kind_that_is_known(name: str) -> None:
    assert {kind for kind, _ in BLOCK.findall(TEXTS[name])} <= KINDS


@pytest.mark.parametrize("name", TEXTS)
def test_every_link_and_picture_of_the_repository_is_there(name: str) -> None:
    for words, target in re.findall(r"!?\[(.*?)\]\((?!http)([^)#\s]+)[^)]*\)", TEXTS[name]):
        assert words, target
        assert Path(ROOT / name).parent.joinpath(target).exists(), target
