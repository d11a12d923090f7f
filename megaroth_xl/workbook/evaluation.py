"""Evaluation of a workbook's formulas in Python, for the values that its cells carry.

The package's own functions answer through `udfs`, Excel's through `native`. An array formula over
a block is evaluated once for each of its cells, each time at that cell's place in the block.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from operator import add, ge, gt, le, lt, mul, sub, truediv
from typing import Any, NamedTuple, TypeAlias

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.datetime import to_excel
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.worksheet import Worksheet

from megaroth_xl import udfs
from megaroth_xl.cell_errors import CellError, RefusedCellError
from megaroth_xl.errors import InputError, MegarothError
from megaroth_xl.sheets.finishing import Value, Values
from megaroth_xl.workbook.expressions import (
    NOTHING,
    Area,
    Call,
    Expression,
    Literal,
    Operation,
    parse,
)
from megaroth_xl.workbook.native import (
    OF_RANGES,
    OF_VALUES,
    BrokenFormulaError,
    as_number,
    as_text,
    equal,
    single,
)

__all__ = ["formula_values", "formulas"]

Spot: TypeAlias = tuple[int, int]
"""A cell by row and column."""


class FormulaCell(NamedTuple):
    """A cell that shows a formula's result.

    Parameters
    ----------
    text
        The formula.
    offset
        The cell's place in the block of an array formula, rows and columns from its corner; None
        for an ordinary formula.
    """

    text: str
    offset: tuple[int, int] | None = None


class Place(NamedTuple):
    """The place of a formula: the meaning of its bare references and positions."""

    sheet: str
    offset: tuple[int, int] | None


def formulas(sheet: Worksheet) -> dict[str, FormulaCell]:
    """The cells of a sheet that show a formula's result, by address."""
    return {
        f"{get_column_letter(column)}{row}": formula
        for (row, column), formula in _formulas(sheet).items()
    }


def _formulas(sheet: Worksheet) -> dict[Spot, FormulaCell]:
    """The same by row and column."""
    found: dict[Spot, FormulaCell] = {}
    written = list(sheet._cells.values())  # noqa: SLF001 - going through the rows makes more cells
    for cell in written:
        if cell.data_type == "f" and isinstance(cell.value, ArrayFormula):
            left, top, right, bottom = range_boundaries(cell.value.ref)
            text = str(cell.value.text)
            for i in range(top, bottom + 1):
                for j in range(left, right + 1):
                    found[i, j] = FormulaCell(text, (i - top, j - left))
        elif cell.data_type == "f":
            found[cell.row, cell.column] = FormulaCell(str(cell.value))
    return found


def formula_values(workbook: Workbook) -> Values:
    """Return what each formula of a workbook gives.

    Parameters
    ----------
    workbook
        Its formulas may use the package's functions and the `native` ones.

    Returns
    -------
    Values
        Errors stand in their cells as `CellError`.

    Raises
    ------
    InputError
        For a formula that cannot be read, or that depends on itself.

    Examples
    --------
    >>> book = Workbook()
    >>> book.active["A1"], book.active["A2"] = 61, "=DEFERRAL_LIMIT(2026,A1)"
    >>> formula_values(book)["Sheet"]["A2"]
    35750.0
    """
    evaluator = _Evaluator(workbook)
    return {
        title: {
            f"{get_column_letter(column)}{row}": evaluator.shown(title, (row, column))
            for row, column in cells
        }
        for title, cells in evaluator.formulas.items()
    }


@dataclass
class _Evaluator:
    """Values of a workbook's cells, each computed once, when it is first asked for."""

    workbook: Workbook
    formulas: dict[str, dict[Spot, FormulaCell]] = field(init=False)
    sheets: dict[str, Worksheet] = field(init=False)
    names: dict[str, Expression] = field(init=False)
    known: dict[tuple[str, Spot], Any] = field(default_factory=dict)
    blocks: dict[Area, list[list[Any]]] = field(default_factory=dict)
    answers: dict[int, tuple[Call, Any]] = field(default_factory=dict)
    """By identity of the call, which is kept with the answer."""

    def __post_init__(self) -> None:
        self.sheets = {sheet.title: sheet for sheet in self.workbook.worksheets}
        self.formulas = {title: _formulas(sheet) for title, sheet in self.sheets.items()}
        names = self.workbook.defined_names
        self.names = {name: parse(names[name].attr_text) for name in names}

    def shown(self, sheet: str, spot: Spot) -> Value:
        """Return what a formula's cell shows: a reference to a blank cell shows 0."""
        value = self.cell(sheet, spot)
        return 0.0 if value is None else value

    def cell(self, sheet: str, spot: Spot) -> Any:
        """The value of any cell: a date as Excel counts days, None where it is blank."""
        key = (sheet, spot)
        if key in self.known:
            value = self.known[key]
            if value is _Open:
                where = f"{sheet}!{get_column_letter(spot[1])}{spot[0]}"
                raise InputError(where, "a formula that depends on itself", "no circle")
            return value
        formula = self.formulas[sheet].get(spot)
        if formula is None:
            value = self.sheets[sheet].cell(*spot).value if self._is_there(sheet, spot) else None
            value = float(to_excel(value)) if isinstance(value, date) else value
        else:
            self.known[key] = _Open
            value = self.result(formula, sheet)
        self.known[key] = value
        return value

    def _is_there(self, sheet: str, spot: Spot) -> bool:
        """Return whether a cell was ever written: asking for its value would make it."""
        return spot in self.sheets[sheet]._cells  # noqa: SLF001 - openpyxl has no other way

    def result(self, formula: FormulaCell, sheet: str) -> Any:
        try:
            return self.scalar(parse(formula.text), Place(sheet, formula.offset))
        except BrokenFormulaError as broken:
            return broken.error

    def scalar(self, expression: Expression, place: Place) -> Any:
        """The single value of an expression; an error is raised."""
        return single(self.value(expression, place))

    def value(self, expression: Expression, place: Place) -> Any:
        """The value of an expression: a single value, or for a reference a list of rows."""
        if isinstance(expression, Call):
            return self.call(expression, place)
        if isinstance(expression, Literal):
            return expression.value
        if isinstance(expression, Area):
            return self.block(expression, place)
        if isinstance(expression, Operation):
            left, right = (self.scalar(each, place) for each in (expression.left, expression.right))
            return operate(expression.operator, left, right)
        if expression.name not in self.names:
            raise BrokenFormulaError("#NAME?", f"nothing is named {expression}")
        return self.value(self.names[expression.name], place)

    def block(self, area: Area, place: Place) -> list[list[Any]]:
        sheet = area.sheet or place.sheet
        if area.top == area.bottom and area.left == area.right:
            return [[self.cell(sheet, (area.top, area.left))]]
        whole = area if area.sheet else replace(area, sheet=sheet)
        if whole not in self.blocks:
            columns = range(area.left, area.right + 1)
            self.blocks[whole] = [
                [self.cell(sheet, (row, column)) for column in columns]
                for row in range(area.top, area.bottom + 1)
            ]
        return self.blocks[whole]

    def call(self, call: Call, place: Place) -> Any:
        function, arguments = call.function, call.arguments
        if function in OF_VALUES:
            return OF_VALUES[function](*(self.scalar(each, place) for each in arguments))
        if function in OF_PLACES:
            return OF_PLACES[function](self, place, *arguments)
        if function in OF_RANGES:
            return OF_RANGES[function](*(self.value(each, place) for each in arguments))
        if function in udfs.__all__:
            return self.own_function(call, place)
        raise BrokenFormulaError("#NAME?", f"no function is called {function}")

    def own_function(self, call: Call, place: Place) -> Any:
        """Return what one of the package's functions answers; an array formula asks it once."""
        if id(call) not in self.answers:
            given = [None if a == NOTHING else self.value(a, place) for a in call.arguments]
            self.answers[id(call)] = call, _answer(call.function, [_given(each) for each in given])
        _, answer = self.answers[id(call)]
        if isinstance(answer, CellError):
            raise BrokenFormulaError(answer.kind, answer.sentence)
        return answer

    def chosen(self, place: Place, condition: Expression, *branches: Expression) -> Any:
        is_second = not as_number(self.scalar(condition, place))
        return self.scalar(branches[is_second], place)

    def saved(self, place: Place, tried: Expression, otherwise: Expression) -> Any:
        try:
            return self.scalar(tried, place)
        except BrokenFormulaError:
            return self.scalar(otherwise, place)

    def is_error(self, place: Place, tried: Expression) -> bool:
        try:
            self.scalar(tried, place)
        except BrokenFormulaError:
            return True
        return False

    def is_number(self, place: Place, tried: Expression) -> bool:
        if self.is_error(place, tried):
            return False
        value = self.scalar(tried, place)
        return isinstance(value, int | float) and not isinstance(value, bool)

    def is_blank(self, place: Place, tried: Expression) -> bool:
        return self.scalar(tried, place) is None

    def row(self, place: Place, area: Expression) -> float:
        return _position(area, place, 0)

    def column(self, place: Place, area: Expression) -> float:
        return _position(area, place, 1)


OF_PLACES: Mapping[str, Callable[..., Any]] = {
    "IF": _Evaluator.chosen,
    "IFERROR": _Evaluator.saved,
    "ISBLANK": _Evaluator.is_blank,
    "ISERROR": _Evaluator.is_error,
    "ISNUMBER": _Evaluator.is_number,
    "ROW": _Evaluator.row,
    "COLUMN": _Evaluator.column,
}
"""Functions that look at more than the values of their arguments."""


class _Open:
    """Stands for a cell whose formula is being evaluated."""


def _answer(function: str, given: list[Any]) -> Any:
    """Return what one of the package's functions answers, or its `CellError`."""
    try:
        return getattr(udfs, function)(*given)
    except RefusedCellError as refused:
        return refused.error
    except MegarothError as error:
        return CellError(str(error))


def _given(argument: Any) -> Any:
    """An argument as a host hands it over: one cell as its value."""
    if isinstance(argument, list) and len(argument) == len(argument[0]) == 1:
        return single(argument)
    return argument


def _position(area: Expression, place: Place, axis: int) -> float:
    """The row or column of a reference, in an array formula that of the cell's own place in it."""
    if not isinstance(area, Area):
        raise BrokenFormulaError("#VALUE!", "a reference was expected")
    first, last = ((area.top, area.bottom), (area.left, area.right))[axis]
    if first == last:
        return float(first)
    if place.offset is None:
        raise BrokenFormulaError("#VALUE!", "a range where one cell is expected")
    return float(first + place.offset[axis])


COMPARISONS: Mapping[str, Callable[[float, float], bool]] = {
    "<": lt,
    ">": gt,
    "<=": le,
    ">=": ge,
}
ARITHMETIC: Mapping[str, Callable[[float, float], float]] = {
    "+": add,
    "-": sub,
    "*": mul,
    "/": truediv,
    "^": pow,
}


def operate(operator: str, left: Any, right: Any) -> Any:
    """The result of an operator on two values."""
    if operator == "&":
        return as_text(left) + as_text(right)
    if operator in {"=", "<>"}:
        return equal(left, right) == (operator == "=")
    x, y = as_number(left), as_number(right)
    if operator in COMPARISONS:
        return COMPARISONS[operator](x, y)
    try:
        return ARITHMETIC[operator](x, y)
    except ZeroDivisionError as error:
        raise BrokenFormulaError("#DIV/0!", "a division by 0") from error
