"""The reference pages are what the code says today, and what they show is what happens."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from megaroth_xl.cli import main
from tests.docs.generators import DOCS, generator

PARTS = generator("parts")
PAGES = {
    name: parts
    for parts in (generator("write_reference").PARTS, generator("write_interfaces").PARTS)
    for name in parts
}


@pytest.mark.parametrize("name", PAGES)
def test_each_page_is_current(name: str) -> None:
    written = (DOCS / name).read_text(encoding="utf-8")
    assert written == PARTS.page(name, PAGES[name]), (
        "run docs/write_reference.py or write_interfaces.py"
    )


def blocks(page: str, kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", (DOCS / page).read_text(encoding="utf-8"), re.DOTALL)


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
