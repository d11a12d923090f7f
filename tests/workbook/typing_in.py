"""Typing into a template: what its yellow cells start with, and where each of them stands."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from megaroth_xl.workbook.book import Book
from megaroth_xl.workbook.pages.inputs import CHOICE
from megaroth_xl.workbook.template import lay_out, started

__all__ = ["SHOWN", "place_of", "starts", "titled", "typed_into"]

Place = tuple[str, str]
SHOWN: Place = ("inputs", CHOICE)
"""The choice of whose figures to show."""


@cache
def _new(lang: str) -> Book:
    book = Book(lang)
    lay_out(book)
    return book


@cache
def starts() -> Mapping[Place, Any]:
    """What a new workbook's yellow cells hold, by sheet key and address."""
    return started("en")


def place_of(name: str, lang: str = "en") -> Place:
    """Sheet key and address of the cell in which a fact is typed."""
    return _new(lang).facts[name]


def typed_into(facts: Mapping[str, Any], lang: str = "en") -> dict[Place, Any]:
    """A new workbook's yellow cells with these facts typed over them."""
    return {**starts(), **{place_of(name, lang): value for name, value in facts.items()}}


def titled(typed: Mapping[Place, Any], lang: str = "en") -> list[tuple[str, str, Any]]:
    """The same with the sheets' titles, as a spreadsheet program knows them."""
    return [(_new(lang).title(sheet), address, value) for (sheet, address), value in typed.items()]
