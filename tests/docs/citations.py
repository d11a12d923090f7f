"""Which provisions of the law the code and the texts cite."""

import ast
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import megaroth_xl

PACKAGE = Path(megaroth_xl.__file__).parent
REFERENCES = re.compile(r"References\n-+\n(.*?)(?=\n\n\w[^\n]*\n-+\n|\Z)", re.DOTALL)
WHOLE_TITLES = {"IRC 219", "IRC 223", "IRC 402A", "IRC 415", "IRC 63", "IRC 68", "IRC 1401"}
WHOLE_TITLES |= {"IRC 1411", "IRC 4979", "IRC 6654"}
"""Sections that are cited as a whole, and so may stand as a bare number in a list."""

GROUP = r"\((?:[a-z]|[ivx]{2,4}|\d{1,2}|[A-Z]|[IVX]{2,4})\)"
TOKEN = re.compile(
    rf"""
    (?P<decision>\bT\.D\.\ \d+)
  | (?P<form>(?:General\ )?Instructions\ for\ (?:Forms?\ )?[\w-]+
      (?:\ Information\ Returns|\ and\ \d{{4}}|\ A\b)? | \bForm\ [0-9][\w-]* )
  | (?P<publication>\bPub(?:lication|\.)\ \d+(?:-[AB])?)
  | (?P<source>\bIRC | (?:Temp\.\ )?Treas\.\ Reg\. | Notices? (?=\ \d) | Rev\.\ Proc\.
      | \bP\.L\. | SECURE\ 2\.0\ Act | SECURE\ Act | ERISA(?=\ \d) | \b\d+\ USC | \b\d+\ CFR )
  | (?P<regulation>\b\d{{1,4}}\.\d+[A-Z]?(?:\([a-z]\))?(?:\(\d+\))?-\d+T?)(?P<inside>(?:{GROUP})*)
  | (?P<part>\bs\.\ (?:\d+(?:\.\d+)?(?:\(\d\))?|[IVXL]+\b))
  | (?P<number>\b\d{{2,4}}-\d{{1,3}}\b)
  | (?P<section>(?<![\d.$,-])\b\d{{1,4}}[A-Za-z]?(?![\w.%-]))(?P<groups>(?:{GROUP})*)
  | (?P<answer>\b(?:Q&)?A-\d+)
  | \bto\ (?P<last>(?:{GROUP})+)
  | (?P<more>(?<![\w)])(?:{GROUP})+)
    """,
    re.VERBOSE,
)
NUMBERED = frozenset({"Notice", "Rev. Proc.", "P.L."})
SUBSECTION, PARAGRAPH, SUBPARAGRAPH, CLAUSE, SUBCLAUSE = 1, 2, 3, 4, 5


class Provision(NamedTuple):
    """A place in an authority: "IRC", then the section and what is below it."""

    source: str
    parts: tuple[str, ...]

    def __str__(self) -> str:
        first, *below = self.parts or ("",)
        inside = "".join(f", {p}" if len(p) > 1 and p[1] in "-." else f"({p})" for p in below)
        return f"{self.source} {first}{inside}".strip()


def _groups(text: str | None) -> tuple[str, ...]:
    return tuple(re.findall(r"\(([^)]*)\)", text or ""))


def _level(group: str, *, digit_follows: bool, in_regulation: bool) -> int:
    """How far below the section a group stands that continues a list."""
    if group.isdigit():
        return PARAGRAPH
    if group.isupper():
        return SUBPARAGRAPH if not in_regulation else CLAUSE
    if len(group) > 1 or (group in "ivx" and not digit_follows):
        return CLAUSE if not in_regulation else SUBPARAGRAPH
    return SUBSECTION


def _between(first: str, last: str) -> list[str]:
    """What "(1) to (3)" or "(A) to (D)" adds to its first."""
    if first.isdigit() and last.isdigit():
        return [str(number) for number in range(int(first) + 1, int(last) + 1)]
    if len(first) == len(last) == 1:
        return [chr(code) for code in range(ord(first) + 1, ord(last) + 1)]
    return [last]


class _Reader:
    """Reads a citation from left to right; what follows a provision continues it."""

    def __init__(self) -> None:
        self.source = ""
        self.parts: tuple[str, ...] = ()

    def read(self, text: str) -> Iterator[Provision]:
        for token in TOKEN.finditer(text):
            if whole := token["decision"] or token["form"] or token["publication"]:
                whole = whole.replace("Publication", "Pub.").replace("Forms ", "Form ")
                self.source, self.parts = "", ()
                yield Provision(whole, ())
            elif token["source"]:
                self.source, self.parts = token["source"].replace("Notices", "Notice"), ()
            elif found := self._parts(token):
                for parts in found:
                    self.parts = parts
                    yield Provision(self.source, parts)

    def _parts(self, token: re.Match[str]) -> list[tuple[str, ...]]:
        """The provisions that one token names."""
        if token["regulation"]:
            if "Reg." not in self.source and "CFR" not in self.source:
                self.source = "Treas. Reg."
            return [(token["regulation"], *_groups(token["inside"]))]
        if token["part"]:
            return self._section_of_an_act(token["part"])
        if token["number"]:
            return [(token["number"],)] if self.source in NUMBERED else []
        if token["section"]:
            return self._section(token["section"], _groups(token["groups"]))
        if token["answer"]:
            above = tuple(part for part in self.parts if not part.startswith("A-"))
            return [(*above, token["answer"].removeprefix("Q&"))] if above else []
        return self._continued(token)

    def _section_of_an_act(self, part: str) -> list[tuple[str, ...]]:
        if self.source in NUMBERED:
            return [(*self.parts[:1], part)]
        return [(part,)] if self.source.startswith("SECURE") else []

    def _section(self, section: str, groups: tuple[str, ...]) -> list[tuple[str, ...]]:
        if self.source == "IRC":
            alone = not groups and self.parts and f"IRC {section}" not in WHOLE_TITLES
            return [] if alone else [(section, *groups)]
        if self.source.endswith("USC") or self.source == "ERISA":
            return [(section, *groups)] if groups or not self.parts else []
        return []

    def _continued(self, token: re.Match[str]) -> list[tuple[str, ...]]:
        groups = _groups(token["last"] or token["more"])
        if not self.parts or not groups:
            return []
        if token["last"]:
            return [(*self.parts[:-1], each) for each in _between(self.parts[-1], groups[-1])]
        level = _level(
            groups[0],
            digit_follows=groups[1:2] != () and groups[1].isdigit(),
            in_regulation="Reg." in self.source,
        )
        return [(*self.parts[:level], *groups)] if level <= len(self.parts) else []


def provisions(citation: str) -> list[Provision]:
    """The provisions that a citation names, in its order.

    Examples
    --------
    >>> [str(each) for each in provisions("IRC 402(g)(1) to (3) and 415(h); Notice 2014-54")]
    ['IRC 402(g)(1)', 'IRC 402(g)(2)', 'IRC 402(g)(3)', 'IRC 415(h)', 'Notice 2014-54']
    """
    return list(_Reader().read(citation))


@cache
def cited() -> Mapping[str, set[str]]:
    """Every citation of the docstrings, the formulas, the texts and the figures, by place."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for path in sorted([*PACKAGE.glob("texts/*.toml"), *PACKAGE.glob("law/data/*.toml")]):
        for citation in _in_texts(tomllib.loads(path.read_text(encoding="utf-8"))):
            found[citation].add(path.name)
    for path in sorted(PACKAGE.rglob("*.py")):
        for citation in _in_code(ast.parse(path.read_text(encoding="utf-8"))):
            found[citation].add(str(path.relative_to(PACKAGE)))
    return found


def _in_texts(tree: Mapping[str, Any]) -> Iterator[str]:
    for name, value in tree.items():
        if name == "citation" and isinstance(value, str):
            yield value
        elif isinstance(value, Mapping):
            yield from _in_texts(value)


def _in_code(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            references = REFERENCES.search(ast.get_docstring(node) or "")
            if references:
                yield " ".join(references[1].split())
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "formula":
            yield from (
                argument.value
                for argument in node.args[2:3]
                if isinstance(argument, ast.Constant) and argument.value
            )
