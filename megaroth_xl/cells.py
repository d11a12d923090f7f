"""What a cell means: blanks, text, errors and shapes, on the way in and on the way out.

Formulas are written for numpy; here a row, a column or a block of cells becomes arrays, the formula
is called once, and what it answers takes the shape that Excel's own functions would spill. A cell
that cannot be read gives an error in its own place only. Nothing here knows an Excel library.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, zip_longest
from typing import Any

import numpy as np
import numpy.typing as npt

from megaroth_xl.arrays import BoolArray, Quantity
from megaroth_xl.errors import InputError, MegarothError

__all__ = [
    "BLANK",
    "NOT_AVAILABLE",
    "Argument",
    "Block",
    "CellError",
    "answer",
    "numbers",
    "read_block",
    "texts",
    "yes_or_no",
]

BLANK = ""
NUMBER = re.compile(r"([+-]?)\$?(\d{1,3}(?:,\d{3})+|\d+)?(\.\d*)?\s*(%?)")
ERRORS_OF_COM = {
    -2146826288: "#NULL!",
    -2146826281: "#DIV/0!",
    -2146826273: "#VALUE!",
    -2146826265: "#REF!",
    -2146826259: "#NAME?",
    -2146826252: "#NUM!",
    -2146826246: "#N/A",
    -2146826245: "#GETTING_DATA",
    -2146826243: "#SPILL!",
    -2146826238: "#CALC!",
}
"""Error cells as classic Excel hands them to Python: whole numbers."""
UNBOUNDED = "no finite result: the arguments are too large"
YES = frozenset({"yes", "true", "y", "1"})
NO = frozenset({"no", "false", "n", "0"})

Reading = tuple[npt.NDArray[Any], BoolArray, dict[int, str]]
"""Values, which of them are blank, and what was found where a value cannot be read."""


class CellError(str):
    """An error that stands in a cell: the sentence that says what to type instead."""

    __slots__ = ()


NOT_AVAILABLE = CellError("#N/A")


@dataclass(frozen=True)
class Block:
    """Cells of one argument in rows, as a host delivered them."""

    shape: tuple[int, int]
    cells: list[Any]


@dataclass(frozen=True)
class Argument:
    """What one argument of the Excel formulas takes from a cell.

    Parameters
    ----------
    meaning
        One line for the function wizard, with unit and permitted range.
    quantity
        The numbers that it takes; None where `read` checks by itself.
    read
        Turns cells into values.
    blank
        What a blank cell or an omitted argument means; None where it is an error.
    zero_is_blank
        Whether 0 means "not given", since some hosts hand a blank over as 0.
    whole
        For an argument that is taken as it is, in two dimensions, and not cell by cell: what the
        formula receives for it.
    """

    meaning: str
    quantity: Quantity | None = None
    read: Callable[[list[Any]], Reading] | None = None
    blank: Any = None
    zero_is_blank: bool = False
    whole: Callable[[str, Block], Any] | None = None

    @property
    def expected(self) -> str:
        """What a cell should hold, in words."""
        return self.quantity.expected if self.quantity else self.meaning


def read_block(raw: Any) -> Block:
    """Cells of one argument, whatever the host: a value, a row, or rows.

    Raises
    ------
    InputError
        Where the rows differ in length.

    Examples
    --------
    >>> read_block([[1, 2], [3, None]]).shape
    (2, 2)
    >>> read_block([5, 6]).shape
    (1, 2)
    """
    if isinstance(raw, np.ndarray):
        raw = raw.tolist()
    if not isinstance(raw, (list, tuple)):
        return Block((1, 1), [raw])
    if not raw:
        return Block((1, 1), [None])
    if not isinstance(raw[0], (list, tuple)):
        return Block((1, len(raw)), list(raw))
    width = len(raw[0])
    if not width or any(not isinstance(r, (list, tuple)) or len(r) != width for r in raw):
        raise InputError("a range", "ragged", "rows of one length")
    return Block((len(raw), width), list(chain.from_iterable(raw)))


def _found(cell: Any) -> str:
    """What a cell that is no number holds, in words."""
    if isinstance(cell, dict):
        return str(cell.get("basicValue") or cell.get("errorType") or "an object")
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, date):
        return f"the date {cell:%Y-%m-%d}"
    return repr(cell)[:60]


def _is_blank(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip()) or _is_null(cell)


def _is_null(cell: Any) -> bool:
    """Whether this is the browser's null, which Pyodide hands over as an object of its own."""
    return type(cell).__name__ == "JsNull"


def _plain(cell: Any) -> Any:
    """The plain value of an Office.js cell object; other cells as they are."""
    if isinstance(cell, dict) and cell.get("type") != "Error" and "basicValue" in cell:
        return cell["basicValue"]
    return cell


def _number(cell: Any) -> float:
    """A cell as a number; a ValueError says what was found instead."""
    cell = _plain(cell)
    if isinstance(cell, (int, float, np.number)) and not isinstance(cell, bool):
        if cell in ERRORS_OF_COM:
            raise ValueError(ERRORS_OF_COM[int(cell)])
        try:
            return float(cell)
        except OverflowError:
            raise ValueError("beyond any number of dollars") from None
    if isinstance(cell, str):
        match = NUMBER.fullmatch(cell.strip())
        if match and (match[2] or (match[3] and len(match[3]) > 1)):
            sign, whole, decimals, percent = match.groups()
            value = float(f"{sign}{(whole or '0').replace(',', '')}{decimals or ''}")
            return value / 100 if percent else value
    raise ValueError(_found(cell))


def numbers(cells: list[Any]) -> Reading:
    """Cells as numbers: also "23,000", "$23,000" and "24%", which people type as text."""
    if set(map(type, cells)) <= {float, int}:
        try:
            values = np.array(cells, dtype=np.float64)
        except OverflowError:
            pass
        else:
            if not (values < min(ERRORS_OF_COM) / 2).any():
                return values, np.zeros(len(cells), dtype=np.bool_), {}
    values = np.full(len(cells), np.nan)
    blank = np.fromiter(map(_is_blank, cells), dtype=np.bool_, count=len(cells))
    problems = {}
    for i in np.flatnonzero(~blank).tolist():
        try:
            values[i] = _number(cells[i])
        except ValueError as error:
            problems[i] = str(error)
    return values, blank, problems


def texts(cells: list[Any]) -> Reading:
    """Cells as text, stripped; a number stays readable as the text that Excel shows."""
    values = np.full(len(cells), "", dtype=object)
    blank = np.zeros(len(cells), dtype=np.bool_)
    problems = {}
    for i, cell in enumerate(map(_plain, cells)):
        if _is_blank(cell):
            blank[i] = True
        elif isinstance(cell, str):
            values[i] = cell.strip()
        else:
            problems[i] = _found(cell)
    return values, blank, problems


def yes_or_no(cells: list[Any]) -> Reading:
    """Cells as 1 for yes and 0 for no: TRUE/FALSE, yes/no, 1/0; NaN where blank."""
    values = np.full(len(cells), np.nan)
    blank = np.zeros(len(cells), dtype=np.bool_)
    problems = {}
    for i, cell in enumerate(map(_plain, cells)):
        if _is_blank(cell):
            blank[i] = True
            continue
        word = f"{cell:g}" if isinstance(cell, float) else str(cell).strip().lower()
        if word in YES:
            values[i] = 1.0
        elif word in NO:
            values[i] = 0.0
        else:
            problems[i] = _found(cell)
    return values, blank, problems


class _Column:
    """One argument's cells, read and checked."""

    def __init__(self, name: str, argument: Argument, raw: Any) -> None:
        self.name = name
        block = read_block(raw)
        self.shape = block.shape
        self.values, self.blank, found = (argument.read or numbers)(block.cells)
        absent = self.blank | (self.values == 0) if argument.zero_is_blank else self.blank
        self.problems = {
            i: str(InputError(name, what, argument.expected)) for i, what in found.items()
        }
        if absent.any():
            if argument.blank is None:
                sentence = str(InputError(name, "blank", argument.expected))
                self.problems.update((i, sentence) for i in np.flatnonzero(absent).tolist())
            else:
                self.values[absent] = argument.blank
        if argument.quantity:
            for i in np.flatnonzero(argument.quantity.faults(self.values) & ~absent).tolist():
                refusal = argument.quantity.refusal(name, float(self.values[i]))
                self.problems.setdefault(i, str(refusal))

    @property
    def is_single(self) -> bool:
        return self.shape == (1, 1)

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


def answer(
    function: Callable[..., Any],
    arguments: Mapping[str, Argument],
    given: Sequence[Any],
    *,
    table: bool = False,
) -> Any:
    """What a formula shows for these cells.

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
    whole, columns = {}, []
    for (name, argument), raw in zip_longest(arguments.items(), given):
        if argument.whole:
            whole[name] = _whole(name, argument, raw)
        else:
            columns.append(_Column(name, argument, raw))
    if all(column.is_single for column in columns):
        return _single(function, columns, whole)
    if table:
        wide = next(column for column in columns if not column.is_single)
        raise InputError(wide.name, f"a range of {wide.shape[0]} x {wide.shape[1]}", "one cell")
    return _Spill(columns).answer(function, whole)


def _whole(name: str, argument: Argument, raw: Any) -> Any:
    block = read_block(raw)
    if all(map(_is_blank, block.cells)):
        if argument.blank is None:
            raise InputError(name, "blank", argument.expected)
        return None if argument.blank is BLANK else argument.blank
    return argument.whole(name, block) if argument.whole else block


def _single(function: Callable[..., Any], columns: list[_Column], whole: dict[str, Any]) -> Any:
    values = {}
    for column in columns:
        if column.problems:
            raise MegarothError(column.problems[0])
        values[column.name] = column.first
    result = function(**values, **whole)
    if isinstance(result, (list, tuple)):
        return [list(map(_shown, row)) for row in result]
    return _shown(result)


def _shown(value: Any) -> Any:
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not np.isfinite(value):
        raise MegarothError(UNBOUNDED)
    return value


class _Spill:
    """The cells of all arguments, brought to the shape of the result."""

    def __init__(self, columns: list[_Column]) -> None:
        height = max(column.shape[0] for column in columns)
        self.shape = height, max(column.shape[1] for column in columns)
        size = self.shape[0] * self.shape[1]
        self.values: dict[str, Any] = {}
        self.problems: dict[int, str] = {}
        self.absent = np.zeros(size, dtype=np.bool_)
        self.blank = np.ones(size, dtype=np.bool_)
        for column in columns:
            if column.is_single:
                self.values[column.name] = column.first
                self._note(column.problems, np.zeros(size, dtype=np.intp))
            else:
                places = column.places(self.shape)
                self.values[column.name] = column.values[places]
                self.absent |= places < 0
                self.blank &= column.blank[places]
                self._note(column.problems, places)

    def _note(self, problems: dict[int, str], places: npt.NDArray[np.intp]) -> None:
        if problems:
            for i in np.flatnonzero(np.isin(places, list(problems))).tolist():
                self.problems.setdefault(i, problems[int(places[i])])

    def answer(self, function: Callable[..., Any], whole: dict[str, Any]) -> list[list[Any]]:
        self.results = np.full(self.blank.shape, BLANK, dtype=object)
        for i, sentence in self.problems.items():
            self.results[i] = CellError(sentence)
        self.results[self.blank] = BLANK
        self.results[self.absent] = NOT_AVAILABLE
        good = ~self.absent & ~self.blank
        good[list(self.problems)] = False
        if good.any():
            self._solve(np.flatnonzero(good), function, whole)
        return [list(row) for row in self.results.reshape(self.shape).tolist()]

    def _solve(
        self,
        rows: npt.NDArray[np.intp],
        function: Callable[..., Any],
        whole: dict[str, Any],
    ) -> None:
        """Answer these rows at once; where one is refused, halve until it stands alone."""
        taken = {n: v[rows] if isinstance(v, np.ndarray) else v for n, v in self.values.items()}
        try:
            found = np.broadcast_to(np.asarray(function(**taken, **whole)), rows.shape)
        except MegarothError as error:
            if len(rows) == 1:
                self.results[rows[0]] = CellError(str(error))
                return
            middle = len(rows) // 2
            self._solve(rows[:middle], function, whole)
            self._solve(rows[middle:], function, whole)
            return
        self.results[rows] = found.tolist()
        if found.dtype.kind == "f":
            self.results[rows[~np.isfinite(found)]] = CellError(UNBOUNDED)
