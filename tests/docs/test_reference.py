"""The reference pages are what the code says today, and what they show is what happens."""

import re
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest
from click.testing import CliRunner

from megaroth_xl.cli import main

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"


def generator() -> ModuleType:
    spec = spec_from_file_location("write_reference", DOCS / "write_reference.py")
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


WRITE = generator()


@pytest.mark.parametrize("name", WRITE.PARTS)
def test_each_page_is_current(name: str) -> None:
    written = (DOCS / name).read_text(encoding="utf-8")
    assert written == WRITE.page(name), "write it anew: python docs/write_reference.py"


def blocks(page: str, kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", (DOCS / page).read_text(encoding="utf-8"), re.DOTALL)


def test_each_picture_is_there() -> None:
    for name in WRITE.PARTS:
        whole = (DOCS / name).read_text(encoding="utf-8")
        for words, target in re.findall(r"!?\[(.*?)\]\((?!http)([^)#]+)\)", whole):
            assert words
            assert (DOCS / target).exists(), target


def test_the_page_of_the_plan_shows_what_is_read_and_what_is_refused(tmp_path: Path) -> None:
    example = next(each for each in blocks("plan.md", "toml"))
    path = tmp_path / "plan.toml"
    path.write_text(re.sub("^  ", "", example, flags=re.MULTILINE), encoding="utf-8")
    assert CliRunner().invoke(main, ["plan", "check", str(path)]).exit_code == 1
    path.write_text(
        'name = "P"\npay_periods = 26\naccepts_after_tax = true\nafter_tax_cap_share = 6\n'
        "accepts_roth = true\ntrue_upp = true\n",
        encoding="utf-8",
    )
    refused = CliRunner().invoke(main, ["plan", "check", str(path)]).stderr
    assert refused.replace(str(path), "plan.toml") in blocks("plan.md", "text")
