"""What pages, checks and errors say of installing can be done today."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from megaroth_xl.errors import MissingExtraError
from megaroth_xl.hosts.doctor import CHECKS
from megaroth_xl.hosts.publication import NAME, PUBLISHED, SOURCE
from tests.docs.generators import DOCS, generator

ROOT = Path(__file__).parents[2]
PAGES = sorted(DOCS.rglob("*.md"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


WRITE = generator("write_installing")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_page_is_current(page):
    text = page.read_text(encoding="utf-8")
    assert WRITE.written(text) == text, "run python docs/write_installing.py"


@pytest.mark.parametrize("place", WRITE.PLACES)
def test_each_generated_place_has_a_page(place):
    assert any(f"<!-- {place}: generated -->" in page.read_text("utf-8") for page in PAGES)


@pytest.mark.skipif(PUBLISHED, reason="the package index has the package")
def test_nothing_installs_a_package_that_is_not_ours():
    texts = [page.read_text("utf-8") for page in [*PAGES, *ROOT.glob("*.md")]]
    texts += [check.cure for check in CHECKS]
    texts += [str(MissingExtraError(extra)) for extra in MissingExtraError.NEEDS]
    for text in texts:
        assert not re.search(rf"pip install [^`\n]*{NAME}", text)


def test_one_setting_changes_the_pages(monkeypatch):
    page = (DOCS / "install.md").read_text("utf-8")
    assert f"pip install {SOURCE}\n" in page
    monkeypatch.setattr(WRITE, "SOURCE", NAME)
    monkeypatch.setattr(WRITE, "PUBLISHED", True)
    published = WRITE.written(page)
    assert f"pip install {NAME}\n" in published
    assert ".whl" not in published.partition("<!-- mac")[0]


def test_the_sentence_of_a_missing_part_names_what_the_extra_brings():
    for extra, needed in MissingExtraError.NEEDS.items():
        brought = map(Requirement, PROJECT["optional-dependencies"][extra])
        assert needed.split() == sorted(each.name for each in brought)
