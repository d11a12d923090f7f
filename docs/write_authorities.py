"""Writes authorities.md from authorities.toml, the register of what the law's texts say.

`python docs/write_authorities.py`; a test holds the page to what this would write.
"""

import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
REGISTER, PAGE = HERE / "authorities.toml", HERE / "authorities.md"
INTRODUCTION = """\
# The authorities

Each limit, test and sentence of the package cites the law it rests on. This page lists those
authorities to the paragraph: what we take from each, in our own words, and a few words of the text
itself where we read it. What we did not read comes first. The figures of a year have their sources
in the yearly files (`megaroth limits 2026` prints them), and the taxes of the states in theirs.

A citation marked (unconfirmed), or with an asterisk in a report, is one whose text we did not read,
or that leaves the point open. All such points are listed under "Left open".

<!-- Written by docs/write_authorities.py; change authorities.toml, not this page. -->
"""


class Text(NamedTuple):
    """Where words of the law were read, and when."""

    title: str
    read: date


class Authority(NamedTuple):
    """A provision that we cite: what for, and its words or what was looked for instead."""

    cite: str
    cited_for: str
    quote: str = ""
    text: str = ""
    looked: str = ""
    note: str = ""


class OpenPoint(NamedTuple):
    """A point that the package had to decide without a text that settles it."""

    point: str
    where: list[str]
    looked: str


def open_points() -> list[OpenPoint]:
    """The points left open, in the register's order."""
    data = tomllib.loads(REGISTER.read_text(encoding="utf-8"))
    return [OpenPoint(**entry) for entry in data["open"]]


def register() -> tuple[dict[str, Text], list[Authority]]:
    """The texts that were read, by name, and the authorities in their order."""
    data = tomllib.loads(REGISTER.read_text(encoding="utf-8"))
    texts = {name: Text(**entry) for name, entry in data["texts"].items()}
    return texts, [Authority(**entry) for entry in data["authority"]]


def page() -> str:
    """The page."""
    texts, authorities = register()
    numbers = {name: number for number, name in enumerate(texts, 1)}
    were_read = sum(bool(each.quote) for each in authorities)
    return "\n".join(
        [
            INTRODUCTION,
            f"Of {len(authorities)} authorities {were_read} were read.\n",
            "## Not read\n",
            *_not_read(authorities),
            "\n## Left open\n",
            *_left_open(),
            "\n## Read\n",
            *_read(authorities, numbers),
            "\n## Where\n",
            *_where(texts),
            "",
        ]
    )


def _where(texts: dict[str, Text]) -> Iterator[str]:
    for number, text in enumerate(texts.values(), 1):
        yield f"{number}. {text.title} ({text.read:%Y-%m-%d})"


def _not_read(authorities: list[Authority]) -> Iterator[str]:
    yield "| Authority | Cited for | What was looked for |"
    yield "| --- | --- | --- |"
    for each in authorities:
        if not each.quote:
            yield f"| {each.cite} | {each.cited_for} | {each.looked} |"


def _left_open() -> Iterator[str]:
    yield "| What we assume | Why it is open | Where |"
    yield "| --- | --- | --- |"
    for each in open_points():
        where = ", ".join(f"`{place}`" for place in each.where)
        yield f"| {each.point} | {each.looked} | {where} |"


def _read(authorities: list[Authority], numbers: dict[str, int]) -> Iterator[str]:
    yield "| Authority | Cited for | Its words | Where |"
    yield "| --- | --- | --- | --- |"
    for each in authorities:
        if each.quote:
            why = each.cited_for + (f" ({each.note})" if each.note else "")
            yield f"| {each.cite} | {why} | “{each.quote}” | {numbers[each.text]} |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
