"""A formula's answer for its cells: a value for single cells, a spill for ranges.

A formula is written for numpy. Ranges become flat arrays, the formula is called once, and what it
answers takes the shape that Excel's own functions would spill. A cell that cannot be read gives an
error in its own place only; a cell whose ranges end before it gives #N/A.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import zip_longest
from typing import Any

import numpy as np
import numpy.typing as npt

from megaroth_xl.cell_errors import CellError, RefusedCellError
from megaroth_xl.cells import (
    LEAST_NUMBER,
    Argument,
    Block,
    has_wrong_sign,
    is_blank,
    numbers,
    read_block,
)
from megaroth_xl.errors import InputError, MegarothError
from megaroth_xl.quantities import BoolArray

__all__ = ["BLANK", "NOT_AVAILABLE", "UNBOUNDED", "answer"]

BLANK = ""
EXCEL_DAY_0 = date(1899, 12, 30)
"""From which Excel counts days; hosts take a date as that count."""
NOT_AVAILABLE = CellError("#N/A", "#N/A")
FEW = 32
"""So many cells are answered one by one where one of them is refused."""
UNBOUNDED = CellError("no finite result: the arguments are too large", "#NUM!")


def answer(
    function: Callable[..., Any],
    arguments: Mapping[str, Argument],
    given: Sequence[Any],
    *,
    table: bool = False,
) -> Any:
    """Return what a formula shows for these cells.

    Parameters
    ----------
    function
        Called once with flat arrays (or with plain values where every argument is a single cell);
        it answers in the same length. A `table` function is called with single values and answers
        rows.
    arguments
        By name, in the formula's order.
    given
        The cells of each argument, in the same order; fewer where the last are omitted.
    table
        Whether the formula answers a table.

    Returns
    -------
    object
        A value for single cells; otherwise rows of values. An element that has no answer is a
        `CellError`.

    Raises
    ------
    MegarothError
        Where all arguments are single cells, or an argument that is taken whole is wrong.
    """
    taken: dict[str, Any] = {}
    found: list[_Range | CellError] = []
    for (name, argument), raw in zip_longest(arguments.items(), given):
        if raw is None and argument.blank is not None:
            taken[name] = None if argument.whole and argument.blank is BLANK else argument.blank
        elif argument.whole:
            taken[name] = _whole(name, argument, raw)
        else:
            taken[name] = value = _single(name, argument, raw)
            if isinstance(value, (_Range, CellError)):
                found.append(value)
    if not found:
        return _shown_whole(function(**taken))
    ranges = [cells for cells in found if isinstance(cells, _Range)]
    if table and ranges:
        height, width = ranges[0].shape
        raise InputError(ranges[0].name, f"a range of {height} x {width}", "one cell")
    if ranges:
        return _Spill(taken, found, _shape(ranges)).answer(function)
    raise RefusedCellError(next(error for error in found if isinstance(error, CellError)))


def _whole(name: str, argument: Argument, raw: Any) -> Any:
    block = read_block(raw)
    is_zero = argument.zero_is_blank and block.shape == (1, 1) and block.cells[0] == 0
    if is_zero or all(map(is_blank, block.cells)):
        if argument.blank is None:
            raise InputError(name, "blank", argument.expected)
        return None if argument.blank is BLANK else argument.blank
    return argument.whole(name, block) if argument.whole else block


def _single(name: str, argument: Argument, raw: Any) -> Any:
    """The value of a single cell, its `CellError`, or the `_Range` that the argument is."""
    plain = argument.plain
    if plain and (type(raw) is float or type(raw) is int) and raw > LEAST_NUMBER:
        if not raw and argument.zero_is_blank:
            return argument.blank
        value = float(raw)
        if plain.takes(value):  # type: ignore[arg-type]
            return value
    cells = _Range(name, argument, read_block(raw))
    if cells.shape != (1, 1):
        return cells
    return cells.problems.get(0) or cells.first


class _Range:
    """One argument's cells, read and checked."""

    def __init__(self, name: str, argument: Argument, block: Block) -> None:
        self.name = name
        self.shape = block.shape
        self.must_hold = argument.blank is None
        self.values, self.blank, found = (argument.read or numbers)(block.cells)
        absent = self.blank | (self.values == 0) if argument.zero_is_blank else self.blank
        self.problems = {
            i: argument.refusal(name, error.sentence, error.kind) for i, error in found.items()
        }
        sign = argument.plain.sign if argument.plain else ""
        if sign and str in set(map(type, block.cells)):
            wrong = (i for i, cell in enumerate(block.cells) if has_wrong_sign(cell, sign))
            self.problems |= {i: argument.refusal(name, repr(block.cells[i])) for i in wrong}
        if absent.any():
            if argument.blank is None:
                error = argument.refusal(name, "blank")
                self.problems.update((i, error) for i in np.flatnonzero(absent).tolist())
            else:
                self.values = np.where(absent, argument.blank, self.values)
        if argument.quantity:
            for i in np.flatnonzero(argument.quantity.faults(self.values) & ~absent).tolist():
                refusal = partial(argument.quantity.refusal, name, self.values[i])
                self.problems.setdefault(i, CellError(refusal))

    @property
    def first(self) -> Any:
        """The single value, as plain Python."""
        value = self.values[0]
        return value.item() if isinstance(value, np.generic) else value

    def places(self, shape: tuple[int, int]) -> npt.NDArray[np.intp]:
        """For each cell of the result, the cell of this argument that it uses; -1 for none."""
        rows, columns = (
            np.zeros(n, dtype=np.intp)
            if own == 1
            else np.where(np.arange(n) < own, np.arange(n), -1)
            for own, n in zip(self.shape, shape, strict=True)
        )
        places = rows[:, None] * self.shape[1] + columns[None, :]
        return np.where((rows[:, None] < 0) | (columns[None, :] < 0), -1, places).ravel()


def _shown_whole(result: Any) -> Any:
    """A formula's answer to single cells: a value, or the rows of a table."""
    if isinstance(result, (list, tuple)):
        return [[_shown(value) for value in row] for row in result]
    value = _shown(result)
    if isinstance(value, CellError):
        raise RefusedCellError(value)
    return value


def _shown(value: Any) -> Any:
    """One value as a cell takes it."""
    if isinstance(value, (np.generic, np.ndarray)):
        value = value.item()
    if value is None:
        return BLANK
    if isinstance(value, date):
        return float((value - EXCEL_DAY_0).days)
    if isinstance(value, float) and not -np.inf < value < np.inf:
        return UNBOUNDED
    return value


def _shape(ranges: list[_Range]) -> tuple[int, int]:
    """The shape to which these ranges spill."""
    height, width = (max(sizes) for sizes in zip(*(cells.shape for cells in ranges), strict=True))
    return height, width


class _Spill:
    """The cells of all arguments, brought to the shape of the result."""

    def __init__(
        self, taken: dict[str, Any], found: list[_Range | CellError], shape: tuple[int, int]
    ) -> None:
        self.shape = shape
        size = shape[0] * shape[1]
        self.taken = taken
        self.results = np.full(size, BLANK, dtype=object)
        self.absent = np.zeros(size, dtype=np.bool_)
        ranges = [cells for cells in found if isinstance(cells, _Range)]
        must_hold = any(cells.must_hold for cells in ranges)
        self.blank = np.full(size, must_hold, dtype=np.bool_)
        self.problems: dict[int, CellError] = {}
        for cells in found:
            if isinstance(cells, CellError):
                self.problems = dict.fromkeys(range(size), cells) | self.problems
                continue
            places = cells.places(shape)
            self.taken[cells.name] = cells.values[places]
            self.absent |= places < 0
            self.blank &= cells.blank[places]
            for i in np.flatnonzero(np.isin(places, list(cells.problems))).tolist():
                self.problems.setdefault(i, cells.problems[int(places[i])])

    def answer(self, function: Callable[..., Any]) -> list[list[Any]]:
        """Rows of values, each where its cells are."""
        good = ~self.absent & ~self.blank
        for i, error in self.problems.items():
            self.results[i] = error
            good[i] = False
        self.results[self.blank] = BLANK
        self.results[self.absent] = NOT_AVAILABLE
        if good.any():
            self._solve(np.flatnonzero(good), function)
        rows: list[list[Any]] = self.results.reshape(self.shape).tolist()
        return rows

    def _solve(self, cells: npt.NDArray[np.intp], function: Callable[..., Any]) -> None:
        """Answer these cells at once, but for those that are refused."""
        taken = {
            name: value[cells] if isinstance(value, np.ndarray) else value
            for name, value in self.taken.items()
        }
        try:
            found = np.broadcast_to(np.asarray(function(**taken)), cells.shape)
        except MegarothError as error:
            refused = _refused(error, function, taken, len(cells))
            if refused is None:
                self._halve(cells, function)
                return
            elements, error_of = refused
            self.results[cells[elements]] = [
                CellError(partial(error_of, i)) for i in np.flatnonzero(elements).tolist()
            ]
            if not elements.all():
                self._solve(cells[~elements], function)
        else:
            self.results[cells] = found.tolist()
            if found.dtype.kind == "f":
                self.results[cells[~np.isfinite(found)]] = UNBOUNDED

    def _halve(self, cells: npt.NDArray[np.intp], function: Callable[..., Any]) -> None:
        """Answer these cells by halves, and one by one where few are left."""
        if len(cells) <= FEW:
            for cell in cells.tolist():
                self._solve_one(cell, function)
            return
        middle = len(cells) // 2
        self._solve(cells[:middle], function)
        self._solve(cells[middle:], function)

    def _solve_one(self, cell: int, function: Callable[..., Any]) -> None:
        """Answer one cell, from plain values."""
        taken = {
            name: value[cell : cell + 1].tolist()[0] if isinstance(value, np.ndarray) else value
            for name, value in self.taken.items()
        }
        try:
            self.results[cell] = _shown(function(**taken))
        except MegarothError as error:
            self.results[cell] = CellError(str(error))


def _refused(
    error: MegarothError, function: Callable[..., Any], taken: Mapping[str, Any], size: int
) -> tuple[BoolArray, Callable[[int], MegarothError]] | None:
    """The cells that an error is about, of so many, and the error of each; None where not told.

    Where single values alone are refused, the error is about one element: the function is asked
    again with as many of each, since an error of one element need not be about all cells.
    """
    if not error.elements:
        return None
    if error.elements[0].shape == (size,):
        return error.elements
    try:
        function(**{name: _as_many(value, size) for name, value in taken.items()})
    except MegarothError as again:
        if again.elements and again.elements[0].shape == (size,):
            is_one_sentence = not error.elements[0].shape and again.elements[0].all()
            return (again.elements[0], lambda _: error) if is_one_sentence else again.elements
    return None


def _as_many(value: Any, size: int) -> Any:
    """A single value as often as there are cells; arrays and what is taken whole as they are."""
    if isinstance(value, float):
        return np.full(size, value)
    return np.full(size, value, dtype=object) if isinstance(value, str) else value
