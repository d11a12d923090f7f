"""Typing into a template: what its yellow cells start with, and where each of them stands."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from megaroth_xl.workbook.book import Book
from megaroth_xl.workbook.template import lay_out, started

__all__ = ["address_of", "starts", "titled"]

Place = tuple[str, str]


@cache
def _new(lang: str) -> Book:
    book = Book(lang)
    lay_out(book)
    return book


@cache
def starts(lang: str = "en") -> Mapping[Place, Any]:
    """What a new workbook's yellow cells hold, by sheet key and address."""
    return started(lang)


def address_of(name: str, lang: str = "en") -> str:
    """Where an input is typed on Inputs; `shown` is the choice of whose figures to show."""
    book = _new(lang)
    label = book.say(f"inputs.{name}.label")
    column = book.workbook[book.title("inputs")]["A"]
    return next(f"B{cell.row}" for cell in column if cell.value == label)


def titled(typed: Mapping[Place, Any], lang: str = "en") -> list[tuple[str, str, Any]]:
    """The same with the sheets' titles, as a spreadsheet program knows them."""
    return [(_new(lang).title(sheet), address, value) for (sheet, address), value in typed.items()]
