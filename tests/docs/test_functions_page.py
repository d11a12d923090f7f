"""The page of the functions is what the functions say today."""

import re

from megaroth_xl.udfs import FORMULAS
from tests.docs.generators import DOCS, generator

WRITE = generator("write_functions")


def test_page_is_current():
    assert WRITE.PAGE.read_text(encoding="utf-8") == WRITE.page()


def test_the_page_begins_with_a_list_of_every_formula():
    listed = re.findall(r"^\| \[`(\w+)`\]\(#(\w+)\)", WRITE.page(), re.MULTILINE)
    assert listed == [(name, name.lower()) for name in FORMULAS]


def test_every_formula_has_its_part_in_order():
    page = WRITE.page()
    assert re.findall(r"^### (\w+)$", page, re.MULTILINE) == list(FORMULAS)
    assert page.count("\nLaw: ") == sum(bool(each.citation) for each in FORMULAS.values())


def test_links_lead_somewhere():
    for page in (WRITE.PAGE, DOCS / "cells.md"):
        for target in re.findall(r"\]\(([\w.]+)\)", page.read_text(encoding="utf-8")):
            assert (DOCS / target).is_file()
