"""The page of the functions, and the README's table, are what the functions say today."""

import re

from megaroth_xl.udfs import FORMULAS
from tests.docs.generators import DOCS, generator

WRITE = generator("write_functions")


def test_page_is_current():
    assert WRITE.PAGE.read_text(encoding="utf-8") == WRITE.page()


def test_readme_table_is_current():
    readme = WRITE.README.read_text(encoding="utf-8")
    assert WRITE.MARK in readme
    assert WRITE.with_table(readme) == readme


def test_every_formula_has_its_part_in_order():
    page = WRITE.page()
    assert re.findall(r"^### (\w+)$", page, re.MULTILINE) == list(FORMULAS)
    assert page.count("\nLaw: ") == sum(bool(each.citation) for each in FORMULAS.values())


def test_links_lead_somewhere():
    for page in (WRITE.PAGE, DOCS / "cells.md"):
        for target in re.findall(r"\]\(([\w.]+)\)", page.read_text(encoding="utf-8")):
            assert (DOCS / target).is_file()
