"""Turn functions over arrays into formulas over cells, on every host.

On each of them cells come raw and pass through `spill.answer`, so a formula means the same
everywhere. Excel's hosts reach it through xlwings (`excel_functions`); a host that is not Excel
sets `WITHOUT_EXCEL` in its environment, and needs no xlwings.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from inspect import Parameter, signature
from types import MappingProxyType
from typing import Any

from megaroth_xl import spill
from megaroth_xl.cell_errors import CellError, RefusedCellError
from megaroth_xl.cells import Argument, Block, FromHost
from megaroth_xl.errors import InputError, MegarothError
from megaroth_xl.words import nearest

WITHOUT_EXCEL = "MEGAROTH_WITHOUT_EXCEL"
"""Set, to anything, in the environment of a host that is not Excel."""

if not os.environ.get(WITHOUT_EXCEL):
    from megaroth_xl.excel_functions import excel_function

__all__ = ["CATEGORY", "WITHOUT_EXCEL", "Formula", "formula", "published_formulas", "refusals"]

CATEGORY = "Megaroth"

_PUBLISHED: dict[str, "Formula"] = {}


@dataclass(frozen=True)
class Formula:
    """One Excel formula and what is said of it.

    Parameters
    ----------
    function
        What it answers, over arrays or single values.
    section, example
        The heading under which it is listed, and the arguments of an example.
    citation
        The law behind it.
    arguments
        By name, in order.
    required
        How many of them must be given.
    table
        Whether it answers a table, and takes single values only.
    """

    function: Callable[..., Any]
    section: str
    example: tuple[Any, ...]
    citation: str
    arguments: Mapping[str, Argument]
    required: int
    table: bool

    @property
    def name(self) -> str:
        """As Excel knows it."""
        return self.function.__name__

    @property
    def summary(self) -> str:
        """Return what it answers, in one line."""
        return self.function.__doc__ or ""

    @property
    def signature(self) -> str:
        """Its name and arguments, the optional ones in brackets."""
        shown = [
            name if i < self.required else f"[{name}]" for i, name in enumerate(self.arguments)
        ]
        return f"{self.name}({', '.join(shown)})"

    @property
    def example_formula(self) -> str:
        """The example as a person types it."""
        return f"={self.name}({', '.join(map(_typed, self.example))})"

    def answer(self, *given: Any) -> Any:
        """The formula's answer to these cells; its own usage where it has nothing to go on."""
        if self._needs_more(given):
            return f"{self.signature}; for example {self.example_formula}"
        return spill.answer(self.function, self.arguments, given, table=self.table)

    def _needs_more(self, given: tuple[Any, ...]) -> bool:
        if not given:
            return self.required > 0
        if given[0] is not None:
            return False
        must_hold = any(argument.blank is None for argument in self.arguments.values())
        return must_hold and all(cell is None for cell in given)


def _typed(value: Any) -> str:
    """A value as a person types it into a formula."""
    if isinstance(value, list):
        return "{" + ";".join(",".join(map(_typed, row)) for row in value) + "}"
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    return f'"{value}"' if isinstance(value, str) else f"{value}"


def formula(
    section: str, example: tuple[Any, ...], citation: str, *, table: bool = False
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Publish a function over arrays as an Excel formula over cells.

    Parameters
    ----------
    section, example, citation, table
        As in `Formula`. The function's one-line docstring is what the function wizard says of it;
        the types of its parameters, from `arguments`, say what each of them takes.
    """

    def publish(function: Callable[..., Any]) -> Callable[..., Any]:
        parameters = signature(function).parameters
        published = Formula(
            function,
            section,
            example,
            citation,
            {name: _contract(parameter) for name, parameter in parameters.items()},
            sum(p.default is Parameter.empty for p in parameters.values()),
            table,
        )
        _PUBLISHED[published.name] = published

        @wraps(function)
        def answer(*given: Any, **named: Any) -> Any:
            if named or len(given) > len(parameters):
                bound = signature(function).bind_partial(*given, **named).arguments
                given = tuple(bound.get(name) for name in parameters)
            if FromHost not in map(type, given):
                return published.answer(*given)
            raw = [cell.raw if isinstance(cell, FromHost) else cell for cell in given]
            try:
                return spill.answer(function, published.arguments, raw, table=table)
            except RefusedCellError as refused:
                return refused.error
            except MegarothError as error:
                return CellError(str(error))

        if os.environ.get(WITHOUT_EXCEL):
            return answer
        meanings = {name: argument.meaning for name, argument in published.arguments.items()}
        return excel_function(answer, CATEGORY, meanings)

    return publish


def _contract(parameter: Parameter) -> Argument:
    """Return what a parameter takes from a cell, as its type says."""
    for said in getattr(parameter.annotation, "__metadata__", ()):
        if isinstance(said, Argument):
            return said
    raise TypeError(f"the parameter {parameter.name} has no type that says what it takes")


def published_formulas() -> Mapping[str, Formula]:
    """Every formula published so far, by its name, in the order in which they are defined."""
    return MappingProxyType(_PUBLISHED)


def refusals(formula_name: str, cells: Sequence[Block | None]) -> list[list[str]]:
    """Return why a formula shows errors: the sentence of each cell, "" where the formula answers.

    Parameters
    ----------
    formula_name
        The formula's name, in any case.
    cells
        Its arguments in order; None for one that is left out.
    """
    asked = _PUBLISHED.get(formula_name.strip().upper())
    if asked is None:
        meant = nearest(formula_name, _PUBLISHED)
        expected = f"the name of a formula{meant and f'; did you mean {meant}?'}"
        return [[str(InputError("formula_name", repr(formula_name), expected))]]
    given = [block and (block.rows if len(block.cells) > 1 else block.cells[0]) for block in cells]
    while given and given[-1] is None:
        given.pop()
    try:
        if len(given) > len(asked.arguments):
            raise InputError("the formula", f"given {len(given)} arguments", asked.signature)
        shown = asked.answer(*given)
    except MegarothError as error:
        return [[str(error)]]
    rows = shown if isinstance(shown, list) else [[shown]]
    sentences = [[v.sentence if isinstance(v, CellError) else "" for v in row] for row in rows]
    return sentences if any(map(any, sentences)) else [["no error"]]
