"""Formulas as text, read into expressions: the part of Excel's grammar that the workbook uses."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from openpyxl.utils.cell import column_index_from_string

from megaroth_xl.errors import InputError

__all__ = [
    "NOTHING",
    "Area",
    "Call",
    "Expression",
    "Literal",
    "Name",
    "Operation",
    "parse",
    "parts",
]


@dataclass(frozen=True)
class Literal:
    """A number, a text or a truth value that stands in the formula itself."""

    value: float | str | bool


@dataclass(frozen=True)
class Area:
    """A cell or a block of cells; `sheet` is "" for the formula's own sheet.

    Whole rows and whole columns, as ``ROW($2:$9)`` has them, have 0 for what they leave open.
    """

    sheet: str
    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Name:
    """A named cell or block."""

    name: str


@dataclass(frozen=True)
class Operation:
    """An operator between two expressions; a sign has 0 at its left."""

    operator: str
    left: "Expression"
    right: "Expression"


@dataclass(frozen=True)
class Call:
    """A function and its arguments; an argument that is left out is an empty text."""

    function: str
    arguments: tuple["Expression", ...]


Expression = Literal | Area | Name | Operation | Call


def parts(expression: Expression) -> Iterator[Expression]:
    """An expression and everything it consists of."""
    yield expression
    if isinstance(expression, Operation):
        yield from parts(expression.left)
        yield from parts(expression.right)
    elif isinstance(expression, Call):
        for argument in expression.arguments:
            yield from parts(argument)


TOKEN = re.compile(
    r"""\s*(?:
    (?P<text>"(?:[^"]|"")*")
    |(?P<sheet>(?:'(?:[^']|'')+'|[^\W\d][\w.]*)!)
    |(?P<cells>\$?[A-Z]{1,3}\$?[0-9]+(?::\$?[A-Z]{1,3}\$?[0-9]+)?(?![\w(]))
    |(?P<rows>\$?[0-9]+:\$?[0-9]+)
    |(?P<columns>\$?[A-Z]{1,3}:\$?[A-Z]{1,3}(?!\w))
    |(?P<number>[0-9]+(?:\.[0-9]+)?)
    |(?P<word>[^\W\d][\w.]*)
    |(?P<sign><=|>=|<>|[-+*/^&=<>%(),])
    )\s*""",
    re.VERBOSE,
)
LEVELS = (("=", "<>", "<", ">", "<=", ">="), ("&",), ("+", "-"), ("*", "/"), ("^",))
"""Operators from the loosest to the tightest."""
LEVEL_OF = {operator: level for level, operators in enumerate(LEVELS) for operator in operators}
ROW_AND_COLUMN = re.compile(r"([A-Z]*)([0-9]*)")
END = ("", "")
"""Stands after the last token."""
NOTHING = Literal("")
"""An argument that is left out."""


@lru_cache(maxsize=4096)
def parse(formula: str) -> Expression:
    """The expression that a formula's text means.

    Parameters
    ----------
    formula
        The text as a cell holds it, with or without its equals sign.

    Raises
    ------
    InputError
        Where it is not a formula of this grammar.

    Examples
    --------
    >>> parse("=MAX(0,B2-input_age)")
    Call(function='MAX', arguments=(Literal(value=0.0),
    Operation(operator='-', left=Area(sheet='', top=2, left=2, bottom=2, right=2),
    right=Name(name='input_age'))))
    """
    reader = _Reader(formula, list(_tokens(formula)))
    expression = reader.expression()
    if reader.tokens[-1] != END:
        raise reader.refusal()
    return expression


def _tokens(formula: str) -> Iterator[tuple[str, str]]:
    text = formula.removeprefix("=")
    place = 0
    for match in TOKEN.finditer(text):
        if match.start() != place:
            break
        place = match.end()
        kind = match.lastgroup or ""
        yield kind, match[kind]
    if place != len(text):
        raise InputError("a formula", repr(formula), f"a formula up to {text[place:]!r}")


@lru_cache(maxsize=4096)
def _bounds(text: str) -> tuple[int, int, int, int] | None:
    """Top, left, bottom and right of an area as a formula writes it; None where it is none."""
    first, _, last = text.replace("$", "").partition(":")
    ends = [ROW_AND_COLUMN.fullmatch(end) for end in (first, last or first)]
    corners = [
        (int(end[2] or 0), column_index_from_string(end[1]) if end[1] else 0) for end in ends if end
    ]
    return (*corners[0], *corners[1]) if len(corners) == len(ends) else None


class _Reader:
    """Recursive descent over a formula's tokens, each of them a kind and a text."""

    def __init__(self, formula: str, tokens: list[tuple[str, str]]) -> None:
        self.formula = formula
        self.tokens = [END, *tokens[::-1]]

    def refusal(self) -> InputError:
        rest = "".join(text for _, text in self.tokens[::-1]) or "its end"
        return InputError("a formula", repr(self.formula), f"something else at {rest}")

    def next_sign(self) -> str:
        """The sign that comes next, or ""."""
        kind, text = self.tokens[-1]
        return text if kind == "sign" else ""

    def take(self, sign: str) -> None:
        if self.next_sign() != sign:
            raise self.refusal()
        self.tokens.pop()

    def expression(self, loosest: int = 0) -> Expression:
        """An expression of operators that bind at least so tightly."""
        left = self.operand()
        while (level := LEVEL_OF.get(self.next_sign(), -1)) >= loosest:
            operator = self.tokens.pop()[1]
            left = Operation(operator, left, self.expression(level + 1))
        return left

    def operand(self) -> Expression:
        if self.next_sign() == "-":
            self.take("-")
            return Operation("-", Literal(0.0), self.operand())
        found = self.primary()
        while self.next_sign() == "%":
            self.take("%")
            found = Operation("/", found, Literal(100.0))
        return found

    def primary(self) -> Expression:
        if self.next_sign() == "(":
            self.take("(")
            inside = self.expression()
            self.take(")")
            return inside
        if self.tokens[-1] == END or self.next_sign():
            raise self.refusal()
        kind, text = self.tokens.pop()
        if kind == "word":
            return self.word(text)
        if kind == "text":
            return Literal(text[1:-1].replace('""', '"'))
        if kind == "number":
            return Literal(float(text))
        return self.area(kind, text)

    def word(self, text: str) -> Expression:
        if self.next_sign() == "(":
            return Call(text, tuple(self.arguments()))
        return Literal(text == "TRUE") if text in {"TRUE", "FALSE"} else Name(text)

    def area(self, kind: str, text: str) -> Area:
        sheet = ""
        if kind == "sheet" and self.tokens[-1] != END:
            sheet = text[:-1].strip("'").replace("''", "'")
            kind, text = self.tokens.pop()
        bounds = _bounds(text) if kind in {"cells", "rows", "columns"} else None
        if bounds is None:
            raise self.refusal()
        return Area(sheet, *bounds)

    def arguments(self) -> Iterator[Expression]:
        self.take("(")
        if self.next_sign() == ")":
            self.take(")")
            return
        while True:
            yield NOTHING if self.next_sign() in {",", ")"} else self.expression()
            if self.next_sign() != ",":
                break
            self.take(",")
        self.take(")")
