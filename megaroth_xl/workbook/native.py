"""Excel's own functions, as far as the workbook's formulas use them."""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from operator import gt, lt
from types import MappingProxyType
from typing import Any

from openpyxl.utils.datetime import from_excel, to_excel

from megaroth_xl.cell_errors import CellError
from megaroth_xl.quantities import round_half_up

__all__ = [
    "OF_RANGES",
    "OF_VALUES",
    "BrokenFormulaError",
    "as_number",
    "as_text",
    "equal",
    "single",
]

Rows = list[list[Any]]


class BrokenFormulaError(Exception):
    """An error that a formula meets, on its way to the cell that shows it."""

    def __init__(self, kind: str, sentence: str) -> None:
        super().__init__(sentence)
        self.error = CellError(sentence, kind)


def _sound(value: Any) -> Any:
    if isinstance(value, CellError):
        raise BrokenFormulaError(value.kind, value.sentence)
    return value


def single(value: Any) -> Any:
    """The value of a block of one cell, or the value itself; an error is raised."""
    if isinstance(value, list):
        if len(value) > 1 or len(value[0]) > 1:
            raise BrokenFormulaError("#VALUE!", "a range where one cell is expected")
        value = value[0][0]
    return _sound(value)


def as_number(value: Any) -> float:
    """A value in arithmetic: a blank is 0; a text that is not a number is #VALUE!."""
    found = _sound(value)
    if found is None:
        return 0.0
    try:
        return float(found)
    except ValueError as error:
        raise BrokenFormulaError("#VALUE!", f"{found!r} is not a number") from error


def as_text(value: Any) -> str:
    """A value joined to a text."""
    found = _sound(value)
    if found is None:
        return ""
    if isinstance(found, bool):
        return str(found).upper()
    return found if isinstance(found, str) else f"{as_number(found):.15g}"


def equal(left: Any, right: Any) -> bool:
    """True where two cells hold the same: capitals do not matter, a blank is 0 and "" alike."""
    left, right = _sound(left), _sound(right)
    if left is None or right is None:
        return not (left or right)
    if isinstance(left, str) and isinstance(right, str):
        return left.lower() == right.lower()
    if isinstance(left, str | bool) or isinstance(right, str | bool):
        return type(left) is type(right) and bool(left == right)
    return as_number(left) == as_number(right)


def _cells(arguments: Iterable[Any]) -> Iterator[Any]:
    for argument in arguments:
        if isinstance(argument, list):
            for row in argument:
                yield from row
        else:
            yield argument


def _numbers(arguments: Iterable[Any]) -> list[float]:
    """The numbers among the cells; texts and blanks of a range are passed over, errors are not."""
    found = []
    for argument in arguments:
        for cell in _cells([argument]):
            if _is_number(_sound(cell)) or not isinstance(argument, list):
                found.append(as_number(cell))
    return found


def _index(block: Any, row: Any, column: Any = 1) -> Any:
    rows = block if isinstance(block, list) else [[block]]
    i, j = (int(as_number(single(place))) for place in (row, column))
    if len(rows) == 1 and j == 1:
        i, j = 1, i  # a single row takes its one number as the column
    if not (1 <= i <= len(rows) and 1 <= j <= len(rows[0])):
        raise BrokenFormulaError("#REF!", "outside the range")
    return _sound(rows[i - 1][j - 1])


def _match(wanted: Any, block: Any, kind: Any) -> float:
    if as_number(kind):
        raise BrokenFormulaError("#N/A", "only exact matches are looked for")
    for place, cell in enumerate(_cells([block]), start=1):
        if _is(cell, single(wanted)):
            return float(place)
    raise BrokenFormulaError("#N/A", f"{wanted!r} is not among them")


def _count_if(block: Any, wanted: Any) -> float:
    return float(sum(_is(cell, single(wanted)) for cell in _cells([block])))


def _sum_if(block: Any, wanted: Any, summed: Any) -> float:
    """The sum beside the numbers that a criterion such as "<46023" holds for."""
    sign, bound = str(single(wanted))[:1], as_number(str(single(wanted))[1:])
    holds = {"<": lt, ">": gt}[sign]
    pairs = zip(_cells([block]), _cells([summed]), strict=True)
    return math.fsum(
        _numbers(
            [[[dollars]] for cell, dollars in pairs if _is_number(cell) and holds(cell, bound)]
        )
    )


def _is_number(cell: Any) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def _is(cell: Any, wanted: Any) -> bool:
    """Return whether a cell of a range holds what is looked for; blanks and errors never do."""
    return cell is not None and not isinstance(cell, CellError) and equal(cell, wanted)


def _text(value: Any, pattern: Any) -> str:
    number = as_number(value)
    if pattern == "yyyy-mm-dd":
        return f"{from_excel(number):%Y-%m-%d}"
    is_share = pattern.endswith("%")
    places = len(pattern.rstrip("%").partition(".")[2])
    shown = float(round_half_up(number * 100 if is_share else number, places))
    comma = "," if pattern.startswith("#,") else ""
    return f"{shown:{comma}.{places}f}" + ("%" if is_share else "")


OF_VALUES: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {
        "ABS": lambda x: abs(as_number(x)),
        "DATE": lambda *parts: float(to_excel(date(*(int(as_number(part)) for part in parts)))),
        "EXACT": lambda x, y: as_text(x) == as_text(y),
        "N": lambda x: 0.0 if isinstance(x, str) else as_number(x),
        "NOT": lambda x: not as_number(x),
        "ROUND": lambda x, places: float(round_half_up(as_number(x), int(as_number(places)))),
        "TEXT": _text,
    }
)
"""Functions of single values."""

OF_RANGES: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {
        "AND": lambda *x: all(_numbers(x)),
        "COUNT": lambda *x: float(len(_numbers(x))),
        "COUNTIF": _count_if,
        "INDEX": _index,
        "MATCH": _match,
        "MAX": lambda *x: max(_numbers(x), default=0.0),
        "MIN": lambda *x: min(_numbers(x), default=0.0),
        "OR": lambda *x: any(_numbers(x)),
        "SUMIF": _sum_if,
        "SUM": lambda *x: math.fsum(_numbers(x)),
    }
)
"""Functions of ranges: a reference arrives as a list of rows, were it one cell."""
